"""Functions that ask what a value is; errors are values to them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from xlcost.cells import NOT_CALCULATED, CellError, RawCell
from xlcost.functions.ranges import Range
from xlcost.hosts.batch.everyday.logic import caught
from xlcost.hosts.batch.everyday.table import everyday
from xlcost.hosts.batch.places import Cells
from xlcost.hosts.batch.tree import Node
from xlcost.hosts.batch.values import VALUE, checked, fail, number, text
from xlcost.workbook.references import LAST_COLUMN, LAST_ROW


def _is(names: str, holds: Any) -> None:
    """Register a question about one value."""

    @everyday(names, "s", lazy=True)
    def ask(evaluator: Any, nodes: Sequence[Node], at: Any) -> Any:
        def one(value: RawCell) -> bool:
            if isinstance(value, CellError) and value.code == NOT_CALCULATED.code:
                checked(value)
            return bool(holds(value))

        found = caught(evaluator, nodes[0], at)
        return evaluator.lifted(one, [found], at)


_is("ISERROR", lambda value: isinstance(value, CellError))
_is("ISNA", lambda value: isinstance(value, CellError) and value.text.startswith("#N/A"))
_is("ISERR", lambda value: isinstance(value, CellError) and not value.text.startswith("#N/A"))
_is("ISNUMBER", lambda value: isinstance(value, Decimal))
_is("ISTEXT", lambda value: isinstance(value, str))
_is("ISNONTEXT", lambda value: not isinstance(value, str))
_is("ISLOGICAL", lambda value: isinstance(value, bool))
_is("ISBLANK", lambda value: value is None)


@everyday("N", "s")
def _n(value: RawCell) -> RawCell:
    return Decimal(0) if isinstance(checked(value), str) else number(value)


@everyday("T", "s")
def _t(value: RawCell) -> RawCell:
    return text(value) if isinstance(checked(value), str) else ""


def _area(evaluator: Any, node: Node, at: Any) -> Cells | Range:
    found = evaluator.evaluate(node, at)
    return found if isinstance(found, Cells | Range) else Range(((found,),))


@everyday("ROWS", "r", lazy=True)
def _rows(evaluator: Any, nodes: Sequence[Node], at: Any) -> Any:
    found = _area(evaluator, nodes[0], at)
    return Decimal(found.area.bottom - found.area.top + 1 if isinstance(found, Cells) else len(found.rows))


@everyday("COLUMNS", "r", lazy=True)
def _columns(evaluator: Any, nodes: Sequence[Node], at: Any) -> Any:
    found = _area(evaluator, nodes[0], at)
    return Decimal(found.area.right - found.area.left + 1 if isinstance(found, Cells) else len(found.rows[0]))


@everyday("ROW", "|r", lazy=True)
def _row(evaluator: Any, nodes: Sequence[Node], at: Any) -> Any:
    if not nodes:
        return Decimal(at.row)
    area = _cells(evaluator, nodes[0], at).area
    if not at.arrays or area.top == area.bottom:
        return Decimal(area.top)
    return Range(tuple((Decimal(row),) for row in range(area.top, min(area.bottom, LAST_ROW) + 1)))


@everyday("COLUMN", "|r", lazy=True)
def _column(evaluator: Any, nodes: Sequence[Node], at: Any) -> Any:
    if not nodes:
        return Decimal(at.column)
    area = _cells(evaluator, nodes[0], at).area
    if not at.arrays or area.left == area.right:
        return Decimal(area.left)
    return Range((tuple(Decimal(column) for column in range(area.left, min(area.right, LAST_COLUMN) + 1)),))


def _cells(evaluator: Any, node: Node, at: Any) -> Cells:
    found = evaluator.evaluate(node, at)
    return found if isinstance(found, Cells) else fail(VALUE)


@everyday("SINGLE", "s", lazy=True)
def _single(evaluator: Any, nodes: Sequence[Node], at: Any) -> Any:
    return evaluator.scalar(nodes[0], at)
