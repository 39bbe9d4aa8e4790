"""What a host hands to a worksheet function as Python values, and answers as what a host shows (spec 5, section 3).

Hosts differ in how they pass empty cells, errors, dates and arguments left out. This is the only place that knows.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlcost.cells import CellError, RawCell
from xlcost.tables.kinds import CODE, DAY, NAME, TEXT, CellFault, Kind, Reading, shown

NOT_AVAILABLE, BAD_ARGUMENT, BAD_NUMBER = "#N/A", "#VALUE!", "#NUM!"
_COM_ERRORS = {
    -2146826288: "#NULL!", -2146826281: "#DIV/0!", -2146826273: "#VALUE!", -2146826265: "#REF!",
    -2146826259: "#NAME?", -2146826252: "#NUM!", -2146826246: "#N/A",
}  # fmt: skip
_COM_LEFT_OUT = -2147352572
_EPOCH = dt.date(1899, 12, 30).toordinal()
_READING = Reading()


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An answer that is an error of the sheet: what the cell shows and the reason as a sentence."""

    text: str
    sentence: str


class Refusal(Exception):  # noqa: N818  an answer of the function, not a fault of the program
    """Raised by a function: the cell shows `text` (#N/A unknown key, #VALUE! bad argument, #NUM! bad number)."""

    def __init__(self, text: str, sentence: str) -> None:
        super().__init__(sentence)
        self.error = ErrorValue(text, sentence)


def unknown(sentence: str) -> Refusal:
    """`#N/A`: something that was asked for is not there."""
    return Refusal(NOT_AVAILABLE, sentence)


def wrong(sentence: str) -> Refusal:
    """`#VALUE!`: an argument that cannot be used."""
    return Refusal(BAD_ARGUMENT, sentence)


def impossible(sentence: str) -> Refusal:
    """`#NUM!`: figures that have no answer."""
    return Refusal(BAD_NUMBER, sentence)


# ---- in


def raw_cell(value: object) -> RawCell:
    """One value of any host as a raw cell, as a workbook's reader yields it.

    Whole numbers of type `int` are looked up among the error numbers of COM first; COM passes numbers as floats.
    """
    convert = _CELLS.get(type(value))
    if convert is not None:
        return convert(value)
    for kind, slower in _SUBTYPES:
        if isinstance(value, kind):
            return slower(value)
    return CellError(str(value))


def _whole(value: Any) -> RawCell:
    if value == _COM_LEFT_OUT:
        return None
    error = _COM_ERRORS.get(value)
    return CellError(error) if error else Decimal(value)


def _float(value: Any) -> RawCell:
    return Decimal(repr(value)) if math.isfinite(value) else CellError(BAD_NUMBER)


def _moment(value: Any) -> RawCell:
    return dt.date(value.year, value.month, value.day)


def _error_object(value: Any) -> RawCell:
    """Office.js and golden tables write an error as `{"error": "#N/A"}`, a date as `{"date": "2026-10-31"}`."""
    if "date" in value:
        return str(value["date"])
    return CellError(str(value.get("error", BAD_ARGUMENT)))


_CELLS: Mapping[type, Callable[[Any], RawCell]] = {
    type(None): lambda _value: None,
    str: lambda value: value or None,
    bool: lambda value: value,
    int: _whole,
    float: _float,
    Decimal: lambda value: value if value.is_finite() else CellError(BAD_NUMBER),
    dt.date: lambda value: value,
    dt.datetime: _moment,
    dict: _error_object,
    ErrorValue: lambda value: CellError(value.text),
    CellError: lambda value: value,
}
_SUBTYPES: tuple[tuple[type, Callable[[Any], RawCell]], ...] = (
    (bool, bool), (int, lambda value: _whole(int(value))), (float, lambda value: _float(float(value))),
    (dt.datetime, _moment), (dt.date, lambda value: value), (str, lambda value: str(value) or None),
)  # fmt: skip

_NEVER_ZERO = (CODE.name, NAME.name, DAY.name, TEXT.name, "option")
"""Kinds for which the number 0 is refused: in Calc it may be an empty cell, so it cannot mean "not given"."""


def value_of(raw: RawCell, kind: Kind, argument: str) -> Any:
    """A raw cell as a value of the kind; a blank one is the kind's blank. `Refusal` for one that does not fit."""
    if isinstance(raw, Decimal) and not raw and kind.name in _NEVER_ZERO:
        raise wrong(f"{argument} is 0 or an empty cell; write it as text, or leave the argument out")
    try:
        return kind.read(raw, _READING)
    except CellFault as fault:
        text = shown(raw)
        raise wrong(f"{argument} {fault.why}: {text}" if text else f"{argument} {fault.why}") from None


def is_range(value: object) -> bool:
    """Whether a host passes rows of cells: a sequence of sequences, or one row."""
    return isinstance(value, Sequence) and not isinstance(value, str)


# ---- out

Scalar = Decimal | int | str | bool | dt.date | ErrorValue | None
Answer = Scalar | list[list[Scalar]]
HostValue = float | str | bool | ErrorValue


def for_host(answer: Scalar) -> HostValue:
    """An answer as a host shows it: numbers as floats, dates as serial numbers of the 1900 system."""
    if isinstance(answer, ErrorValue | str | bool):
        return answer
    if isinstance(answer, dt.date):
        return float(answer.toordinal() - _EPOCH)
    return "" if answer is None else float(answer)


def rows_for_host(answer: Answer) -> HostValue | tuple[tuple[HostValue, ...], ...]:
    """An answer of any shape as a host shows it; rows of cells stay rows."""
    if isinstance(answer, list):
        return tuple(tuple(for_host(cell) for cell in row) for row in answer)
    return for_host(answer)
