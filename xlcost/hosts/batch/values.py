"""Values in formulas as Excel takes them: blanks, text that is a number, comparison, errors; numbers stay exact."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import NoReturn

from xlcost.cells import NOT_CALCULATED, CellError, RawCell
from xlcost.hosts.batch.tree import Uncalculated
from xlcost.workbook.cell_xml import serial

EXACT = Context(prec=34, Emax=9999, Emin=-9999, traps=[DivisionByZero, InvalidOperation, Overflow])
_SHOWN = Context(prec=15, Emax=9999, Emin=-9999, traps=[])
_KEPT = 17
"""Digits that a number may have and count as exact; beyond them it is a division's endless tail."""
_LARGEST = 308
NA, VALUE, REF, DIV, NUM, NAME = (
    CellError(text) for text in ("#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?")
)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,300}(?:\.[0-9]{0,300})?|\.[0-9]{1,300})(?:[eE][+-]?[0-9]{1,3})?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NO_NUMBER = re.compile(r"[^\W\d_]|\.\.|[|&*<>=;_#@!?]")
"""Signs that no number or day has in any language."""
_DIGIT = re.compile(r"\d")
_SORTS_ALIKE = re.compile(r"[A-Za-z0-9 ]*")


IN_THE_WAY = " stands in the way"


class Fault(Exception):  # noqa: N818  an answer, not a fault of the program
    """The formula gives this error unless a function catches it."""

    def __init__(self, error: CellError) -> None:
        super().__init__(error.text)
        self.error = error


def fail(error: CellError) -> NoReturn:
    """The error as the answer."""
    raise Fault(error)


def checked(value: RawCell) -> RawCell:
    """The value; an error is raised, a cell that was never calculated stands in the way."""
    if isinstance(value, CellError):
        if value.code == NOT_CALCULATED.code:
            raise Uncalculated(value.text.removesuffix(IN_THE_WAY) or "a cell that was never calculated")
        raise Fault(value)
    return value


def number(value: RawCell) -> Decimal:
    """A value where a number is wanted."""
    if isinstance(value, Decimal):
        return value
    checked(value)
    if value is None:
        return Decimal(0)
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, dt.date):
        return Decimal(serial(value, False))
    assert isinstance(value, str)
    return number_in(value)


def number_in(text: str) -> Decimal:
    """Text as a number: plain digits or an ISO day. What depends on the language of Excel is not guessed."""
    stripped = text.strip()
    if _NUMBER.fullmatch(stripped):
        return Decimal(stripped)
    day = _DAY.fullmatch(stripped)
    if day:
        try:
            return Decimal(serial(dt.date(int(day[1]), int(day[2]), int(day[3])), False))
        except ValueError:
            fail(VALUE)
    if _DIGIT.search(stripped) and not _NO_NUMBER.search(stripped):
        raise Uncalculated(f'the text "{text}", which is a number in some languages of Excel only')
    fail(VALUE)


def whole(value: RawCell) -> int:
    """A number without its fraction."""
    return int(stepped(value))


def flag(value: RawCell) -> bool:
    """A value where TRUE or FALSE is wanted."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.upper()
        return word == "TRUE" if word in ("TRUE", "FALSE") else fail(VALUE)
    return bool(number(value))


def text(value: RawCell) -> str:
    """A value where text is wanted."""
    if isinstance(value, str):
        return value
    checked(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return _number_text(number(value))


def _number_text(value: Decimal) -> str:
    shown = _SHOWN.plus(value)
    if shown and not -5 < shown.adjusted() < 15:
        raise Uncalculated(f"the number {shown} as text")
    digits = f"{shown.normalize(_SHOWN):f}"
    return digits if shown else "0"


def settled(value: Decimal) -> Decimal:
    """The number without the endless tail of a division: 15 digits of one that has more than a file would keep."""
    if len(value.as_tuple().digits) > _KEPT:
        value = _SHOWN.plus(value)
    if value and value.adjusted() > _LARGEST:
        fail(NUM)
    return value


def stepped(value: RawCell) -> Decimal:
    """The number that is rounded or cut: 15 digits, since Excel takes 1.0049999999999999 for 1.005 there."""
    return settled(_SHOWN.plus(number(value)))


def compared(left: RawCell, right: RawCell) -> int:
    """-1, 0 or 1: numbers before texts before flags, texts without regard to case, a blank like 0, "" or FALSE."""
    left, right = _filled(checked(left), right), _filled(checked(right), left)
    kinds = _rank(left), _rank(right)
    if kinds[0] != kinds[1]:
        return -1 if kinds[0] < kinds[1] else 1
    if isinstance(left, str) and isinstance(right, str):
        return _texts(left, right)
    first, second = _SHOWN.plus(number(left)), _SHOWN.plus(number(right))
    return (first > second) - (first < second)


def _filled(value: RawCell, other: RawCell) -> RawCell:
    if value is not None:
        return value
    return "" if isinstance(other, str) else False if isinstance(other, bool) else Decimal(0)


def _rank(value: RawCell) -> int:
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0


def _texts(left: str, right: str) -> int:
    first, second = left.lower(), right.lower()
    return 0 if first == second else -1 if first < second else 1


def check_order(left: RawCell, right: RawCell) -> None:
    """Which text comes first is the same in every language only for plain letters and digits."""
    if isinstance(left, str) and isinstance(right, str):
        for value in (left, right):
            if not _SORTS_ALIKE.fullmatch(value):
                raise Uncalculated(f'the order of the text "{value}", which depends on the language of Excel')


def key_of(value: RawCell) -> object:
    """Equal for values that compare as equal (blanks aside)."""
    if isinstance(value, bool):
        return (value,)
    if isinstance(value, str):
        return value.lower()
    if isinstance(value, Decimal | dt.date):
        return _SHOWN.plus(number(value))
    return value
