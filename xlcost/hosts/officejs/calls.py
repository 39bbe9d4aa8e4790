"""`POST /call`: a batch of calls in one request, each range sent once (spec 5, sections 4 and 7).

{"ranges": [[["Code", "Price"], ["A", 2]]], "calls": [["RATE", ["A", {"range": 0}]]]}
{"answers": [2.0]}          a column as rows, an error as {"error": "#N/A", "message": "..."}
"""

from __future__ import annotations

from typing import Any

from xlcost.functions.coercion import ErrorValue, rows_for_host
from xlcost.functions.ranges import Range, range_of
from xlcost.functions.registry import call

MOST_CALLS = 100_000
_CELL = (str, float, bool, type(None))


class Malformed(Exception):  # noqa: N818  the request's fault, told to the page
    """A body that is not what this page sends."""


def answered(body: Any) -> dict[str, Any]:
    """The answers to a batch, in its order. Raises `Malformed`."""
    if not isinstance(body, dict):
        raise Malformed("the body is no object")
    ranges = [range_of(_rows(rows)) for rows in _list(body.get("ranges", []), "ranges")]
    calls = _list(body.get("calls"), "calls")
    if len(calls) > MOST_CALLS:
        raise Malformed(f"there are more than {MOST_CALLS} calls")
    return {"answers": [_answer(each, ranges) for each in calls]}


def _answer(each: Any, ranges: list[Range]) -> Any:
    if not isinstance(each, list) or len(each) != 2 or not isinstance(each[0], str):
        raise Malformed("a call is a name and a list of values")
    values = [_value(value, ranges) for value in _list(each[1], "values")]
    return _json(rows_for_host(call(each[0], values)))


def _value(value: Any, ranges: list[Range]) -> Any:
    if isinstance(value, dict) and "range" in value:
        number = value["range"]
        if not isinstance(number, float) or number not in range(len(ranges)):
            raise Malformed("a value points to a range that is not there")
        return ranges[int(number)]
    return _cell(value)


def _rows(rows: Any) -> tuple[tuple[Any, ...], ...]:
    found = tuple(tuple(_cell(cell) for cell in _list(row, "row")) for row in _list(rows, "range"))
    if not found or not found[0] or len({len(row) for row in found}) > 1:
        raise Malformed("a range is rows of equal length")
    return found


def _cell(value: Any) -> Any:
    if isinstance(value, _CELL):
        return value
    if isinstance(value, dict) and isinstance(value.get("error"), str):
        return ErrorValue(value["error"], "")
    raise Malformed("a cell is a number, a text, true, false, null or an error")


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise Malformed(f"{name} is no list")
    return value


def _json(found: Any) -> Any:
    if isinstance(found, tuple):
        return [[_json(cell) for cell in row] for row in found]
    return {"error": found.text, "message": found.sentence} if isinstance(found, ErrorValue) else found
