"""What the add-in's component calls: values of Calc in, values that Calc shows out."""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import xlcost.functions  # noqa: F401  registers the functions
from xlcost.functions.coercion import ErrorValue, HostValue, rows_for_host
from xlcost.functions.ranges import content_key
from xlcost.functions.registry import FUNCTIONS, call

_ERRORS = {"#N/A": 32767, "#VALUE!": 519, "#NUM!": 503, "#NAME?": 525, "#REF!": 524}
_QUIET_NAN = 0x7FF8_0000_0000_0000
CalcValue = float | str
CalcRows = tuple[tuple[CalcValue, ...], ...]
_REMEMBERED = 16
_columns: OrderedDict[bytes, CalcValue | CalcRows] = OrderedDict()
"""Calc asks dozens of times for the same column while it calculates an array formula."""


def answer(name: str, values: Sequence[object]) -> CalcValue | CalcRows:
    """The answer of a function. Ranges come as rows, the tables at the end as one sequence of ranges."""
    if not FUNCTIONS[name].spills:
        return _answer(name, values)
    key = content_key((name, *values))
    found = _columns.get(key)
    if found is None:
        found = _columns[key] = _answer(name, values)
        if len(_columns) > _REMEMBERED:
            _columns.popitem(last=False)
    return found


def _answer(name: str, values: Sequence[object]) -> CalcValue | CalcRows:
    given: list[Any] = list(values)
    if FUNCTIONS[name].repeats:
        given += given.pop() or ()
    found = rows_for_host(call(name, given))
    if isinstance(found, tuple):
        return tuple(tuple(map(shown, row)) for row in found)
    return ((shown(found),),) if FUNCTIONS[name].spills else shown(found)


def shown(value: HostValue) -> CalcValue:
    """A value as a cell of Calc holds it: an error is a number that is none, with Calc's number of the error."""
    if isinstance(value, bool):
        # a cell takes a flag of a component for 0
        return float(value)
    if not isinstance(value, ErrorValue):
        return value
    number: float = struct.unpack("<d", struct.pack("<Q", _QUIET_NAN | _ERRORS.get(value.text, _ERRORS["#VALUE!"])))[0]
    return number
