"""Parameters of operations: pydantic models over the kinds of cells, so that a plan cell and JSON read alike."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from xlcost.cells import RawCell
from xlcost.tables import kinds
from xlcost.tables.kinds import CellFault, Kind, Reading

BLANK_CODES = "''"
"""A filter for what has no code; of other parameters, a blank value in quotes."""

_READING = Reading()


class Parameters(BaseModel):
    """Base of all parameter models: unknown names are refused, a blank value is the default."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, defer_build=True)


class NoParameters(Parameters):
    """An operation without parameters."""


def _reader(kind: Kind, *, is_filter: bool = False) -> BeforeValidator:
    def read(value: Any) -> Any:
        try:
            return kind.read(_raw("" if value == BLANK_CODES and not is_filter else value), _READING)
        except CellFault as fault:
            raise ValueError(fault.why) from None

    return BeforeValidator(read)


def _raw(value: Any) -> RawCell:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    if value is None or isinstance(value, (str, Decimal, bool, date)):
        return value
    raise ValueError("is not a single value")


CodeText = Annotated[str, _reader(kinds.CODE)]
"""A code: trimmed, upper-cased."""
FilterText = Annotated[str, _reader(kinds.CODE, is_filter=True)]
"""A filter over codes, upper-cased; blank = everything, `''` = what has no code."""
DateFilterText = Annotated[str, _reader(kinds.CODE)]
"""A filter over dates, `2026-01-01..2026-01-31`."""
Text = Annotated[str, _reader(kinds.NAME)]
Flag = Annotated[bool, _reader(kinds.flag_kind())]
FlagDefaultYes = Annotated[bool, _reader(kinds.flag_kind(True))]
Day = Annotated[date | None, _reader(kinds.DAY)]
Whole = Annotated[int, _reader(kinds.WHOLE)]
Amount = Annotated[Decimal, _reader(kinds.amount_kind(places=None))]


def one_of(*words: str, aliases: tuple[tuple[str, str], ...] = ()) -> BeforeValidator:
    """An option parameter: `Annotated[str, one_of("Per Entry", "Per Posting Group")]`; blank = the first word.

    `aliases` are (written, meant).
    """
    return _reader(kinds.option_kind(words, words[0], aliases))
