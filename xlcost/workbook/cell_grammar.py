"""What a cell's XML says and what it means: the one grammar that every way of reading a sheet ends in.

Spec 4, section 2. A number keeps the exact text of the file; whether it is a date or a code is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from xlcost.cells import NOT_CALCULATED, CellError, RawCell

MEMORY = 1 << 16
"""Cells of a column whose value is remembered, so that equal cells share one object."""
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,4})?")
USUAL_NUMBER = r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?"
"""Numbers that need no further look."""
_USUAL_NUMBER = re.compile(USUAL_NUMBER)
_LARGEST_EXPONENT = 308
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T[0-9:.,]*(?:Z|[+-][0-9]{2}:[0-9]{2})?)?")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FLAGS = {"1": True, "0": False, "true": True, "false": False}


class Cell(NamedTuple):
    """A cell as its XML has it."""

    type: str
    """The attribute `t`; `n` when it is absent."""
    text: str | None
    """The saved value, entities decoded; None without one."""
    formula: bool
    """Whether a formula stands in it."""


def decoded_text(text: str) -> str:
    """Text with `_xHHHH_` decoded: `_x000D_` is a carriage return, `_x005F_x0041_` the seven signs `_x0041_`."""
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_blank(value: RawCell) -> bool:
    """Nothing, or text of nothing but white space."""
    return value is None or (value.__class__ is str and not value.strip())


def _number(text: str) -> RawCell:
    if _USUAL_NUMBER.fullmatch(text):
        return Decimal(text)
    stripped = text.strip()
    if not _NUMBER.fullmatch(stripped):
        return CellError(text)
    number = Decimal(stripped)
    return number if abs(number.adjusted()) <= _LARGEST_EXPONENT or not number else CellError(text)


def _flag(text: str) -> RawCell:
    return _FLAGS.get(text.strip().lower(), CellError(text))


def _iso_date(text: str) -> RawCell:
    match = _ISO_DATE.fullmatch(text.strip())
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else CellError(text)
    except ValueError:
        return CellError(text)


_TEXT_TYPES = {"str", "inlineStr"}


class CellGrammar:
    """Turns cells into values; `strings` is the workbook's shared string table."""

    def __init__(self, strings: Sequence[str]) -> None:
        self._strings = strings

        self._meaning: dict[str, Callable[[str], RawCell]] = {
            "n": _number,
            "s": self._shared,
            "b": _flag,
            "d": _iso_date,
            "e": CellError,
            "str": decoded_text,
            "inlineStr": decoded_text,
        }

    def value(self, cell: Cell) -> RawCell:
        """What the cell holds: None, text, exact number, flag, date or a fault (for a type that is none as well)."""
        cell_type, text, formula = cell
        if text is None or (not text and cell_type not in _TEXT_TYPES):
            return NOT_CALCULATED if formula else None
        return self._meaning.get(cell_type, CellError)(text)

    def _shared(self, text: str) -> RawCell:
        digits = text.strip()
        if digits.isascii() and digits.isdecimal() and len(digits) < 10 and int(digits) < len(self._strings):
            return self._strings[int(digits)]
        return CellError(f"shared string {text}, which the file does not hold")


Key = TypeVar("Key")


class Values(dict[Key, RawCell]):
    """Key of a cell -> its value, worked out once; equal cells share one object, memory stays bounded."""

    def __init__(self, value: Callable[[Key], RawCell]) -> None:
        super().__init__()
        self._value = value

    def __missing__(self, key: Key) -> RawCell:
        if len(self) >= MEMORY:
            self.clear()
        self[key] = value = self._value(key)
        return value
