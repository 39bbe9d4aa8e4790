"""Indenting the charts of cost types, cost centers and cost objects (spec 1, 7.3 and 7.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xlcost.books import Books
from xlcost.cost_accounting.setup import check_charts, code_of, line_type
from xlcost.operations import Result, operation
from xlcost.parameters import NoParameters
from xlcost.problems import fail
from xlcost.rules.filters import quoted
from xlcost.tables.cost_accounting import CostCenter, CostObject, CostType

Chart = type[CostType] | type[CostCenter] | type[CostObject]
_DEEPEST = 10
_LONGEST_TOTALING = 250


@operation("indent_cost_types", NoParameters, reads={CostType: "no type totaling indentation"})
def indent_cost_types(books: Books, parameters: NoParameters) -> Result:
    """Indent the cost types by their Begin-Total and End-Total lines and fill the totaling of End-Total lines."""
    del parameters
    return _indent(books, CostType)


@operation("indent_cost_centers", NoParameters, reads={CostCenter: "code line_type sorting_order totaling indentation"})
def indent_cost_centers(books: Books, parameters: NoParameters) -> Result:
    """Indent the cost centers by their Begin-Total and End-Total lines, in sorting order."""
    del parameters
    return _indent(books, CostCenter)


@operation("indent_cost_objects", NoParameters, reads={CostObject: "code line_type sorting_order totaling indentation"})
def indent_cost_objects(books: Books, parameters: NoParameters) -> Result:
    """Indent the cost objects by their Begin-Total and End-Total lines, in sorting order."""
    del parameters
    return _indent(books, CostObject)


def _indent(books: Books, chart: Chart) -> Result:
    check_charts(books, chart)
    indent(books, chart)
    return Result(counts={"indented": len(books[chart].rows)})


@dataclass(slots=True)
class _Group:
    """A Begin-Total line that is still open."""

    begin: str
    codes: list[str] = field(default_factory=list)
    """Its own code and those of all lines inside so far."""


def indent(books: Books, chart: Chart) -> None:
    """Write indentations and the totaling of End-Total lines.

    Raises INDENT_NO_BEGIN, INDENT_DEPTH, INDENT_RANGE_TOO_LONG. A Begin-Total that is never closed is tolerated.
    """
    table: Any = books[chart]
    sorted_by_hand = any(getattr(row, "sorting_order", "") for row in table.rows)
    totaling = _list if sorted_by_hand else _range
    open_groups: list[_Group] = []
    for row in sorted(table.rows, key=lambda row: (getattr(row, "sorting_order", ""), code_of(row))):
        code = code_of(row)
        if line_type(row) == "End-Total":
            if not open_groups:
                raise fail("INDENT_NO_BEGIN", table.where(row), code=code)
            text = totaling(open_groups.pop(), code)
            if len(text) > _LONGEST_TOTALING:
                raise fail("INDENT_RANGE_TOO_LONG", table.where(row, "totaling"), code=code)
            table.update(row, totaling=text)
        _enter(open_groups, code)
        table.update(row, indentation=len(open_groups))
        if line_type(row) == "Begin-Total":
            open_groups.append(_Group(code, [code]))
            if len(open_groups) > _DEEPEST:
                raise fail("INDENT_DEPTH", table.where(row), code=code)


def _enter(open_groups: Sequence[_Group], code: str) -> None:
    for group in open_groups:
        group.codes.append(code)


def _range(group: _Group, end: str) -> str:
    return f"{quoted(group.begin)}..{quoted(end)}"


def _list(group: _Group, end: str) -> str:
    del end
    return "|".join(map(quoted, group.codes))
