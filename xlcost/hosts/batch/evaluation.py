"""The value of a formula's tree: operators, references, our functions and the everyday ones of Excel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, DivisionByZero
from functools import lru_cache
from typing import Protocol

import xlcost.hosts.batch.everyday  # noqa: F401  registers the functions
from xlcost.cells import NOT_CALCULATED, CellError, RawCell
from xlcost.functions.coercion import ErrorValue, Scalar
from xlcost.functions.ranges import Range
from xlcost.functions.registry import call
from xlcost.hosts.batch.everyday.table import EVERYDAY, Everyday
from xlcost.hosts.batch.places import Cells
from xlcost.hosts.batch.tree import Call, Constant, Node, Operation, Reference, Rows, Uncalculated
from xlcost.hosts.batch.values import (
    DIV,
    EXACT,
    NUM,
    VALUE,
    Fault,
    check_order,
    checked,
    compared,
    fail,
    number,
    settled,
    text,
)  # fmt: skip
from xlcost.workbook.cell_xml import serial
from xlcost.workbook.model import Place
from xlcost.workbook.xml_text import TEXT_LIMIT


@dataclass(frozen=True, slots=True)
class At:
    """The cell that a formula stands in."""

    sheet: str
    row: int
    column: int
    place: Place | None
    """The table around it."""
    arrays: bool = False
    """Whether a range stands for all its cells, as in array formulas, or for the one in the row of the formula."""


class Workbook(Protocol):
    """Where the cells come from."""

    def cells(self, reference: Reference, at: At) -> Cells:
        """The cells that a reference means. Raises `NoPlace`."""

    def value(self, sheet: str, row: int, column: int) -> RawCell:
        """One cell."""

    def range(self, cells: Cells) -> Range:
        """Several cells; asked again, the same object."""

    def charge(self, cells: int) -> None:
        """So many cells are about to be worked on. Raises `Uncalculated` when one run has had too many."""


Operand = RawCell | Range | Cells
_LONG = 64
"""Rows from which on the answer of a function is remembered: a share of a total asks for the total in every row."""


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Evaluates trees over the cells of a workbook."""

    workbook: Workbook

    def answer(self, node: Node, at: At) -> RawCell | Range:
        """The value of a formula; an error of the sheet is a value too. Raises `Uncalculated`."""
        try:
            found = self.dereferenced(self.evaluate(node, at)) if at.arrays else self.scalar(node, at)
        except Fault as fault:
            return fault.error
        if isinstance(node, Call) and node.ours:
            return found
        if isinstance(found, Range):
            return Range(tuple(tuple(map(_as_shown, row)) for row in found.rows))
        return _as_shown(found)

    def evaluate(self, node: Node, at: At) -> Operand:
        """The value of a node: a cell's value, a range of values, or cells that a reference means."""
        return _NODES[type(node)](self, node, at)

    def scalar(self, node: Node, at: At) -> RawCell:
        """The value of a node as one value."""
        return self.single(self.evaluate(node, at), at)

    def single(self, operand: Operand, at: At) -> RawCell:
        """One value: of a range of cells the one in the row or column of the formula, of an array the first."""
        if isinstance(operand, Cells):
            return self.workbook.value(operand.sheet, *_crossing(operand, at))
        return operand.rows[0][0] if isinstance(operand, Range) else operand

    def dereferenced(self, operand: Operand) -> RawCell | Range:
        """Values in the place of cells."""
        if not isinstance(operand, Cells):
            return operand
        if operand.area.top == operand.area.bottom and operand.area.left == operand.area.right:
            return self.workbook.value(operand.sheet, operand.area.top, operand.area.left)
        return self.workbook.range(operand)

    # ---- nodes

    def _constant(self, node: Constant, _at: At) -> Operand:
        return node.value

    def _rows(self, node: Rows, _at: At) -> Operand:
        return _constant_range(node.rows)

    def _reference(self, node: Reference, at: At) -> Operand:
        return self.workbook.cells(node, at)

    def _operation(self, node: Operation, at: At) -> Operand:
        return self.lifted(_OPERATORS[node.operator], [self.evaluate(each, at) for each in node.operands], at)

    def lifted(self, run: Callable[..., RawCell], operands: Sequence[Operand], at: At) -> Operand:
        """The answer for single values; in an array formula one for each place of the ranges among them."""
        if at.arrays:
            values = [self.dereferenced(each) for each in operands]
            if any(isinstance(each, Range) for each in values):
                return self._spread(run, values)
            return run(*values)
        return run(*[self.single(each, at) for each in operands])

    def _spread(self, run: Callable[..., RawCell], values: Sequence[RawCell | Range]) -> Range:
        """The answer for each place; a single row, column or value stands in every row, column or place."""
        ranges = [each if isinstance(each, Range) else Range(((each,),)) for each in values]
        height = max(len(each.rows) for each in ranges)
        width = max(len(each.rows[0]) for each in ranges)
        self.workbook.charge(2 * height * width)

        def one(row: int, column: int) -> RawCell:
            try:
                return run(*[_at(each, row, column) for each in ranges])
            except Fault as fault:
                return fault.error

        return Range(tuple(tuple(one(row, column) for column in range(width)) for row in range(height)))

    def _call(self, node: Call, at: At) -> Operand:
        if node.ours:
            answer = call(node.name, [self._argument(each, at) for each in node.arguments])
            if isinstance(answer, list):
                return Range(tuple(tuple(map(as_cell, row)) for row in answer))
            return as_cell(answer)
        function = EVERYDAY.get(node.name)
        if function is None:
            raise Uncalculated(f"the function {node.name}")
        given = len(node.arguments)
        if given < function.least or given > function.most:
            raise Uncalculated(f"{given} arguments of the function {node.name}")
        if function.lazy:
            return function.lazy(self, node.arguments, at)  # type: ignore[no-any-return]
        return self._everyday(function, node, at)

    def _argument(self, node: Node, at: At) -> object:
        found = self.dereferenced(self.evaluate(node, at))
        if isinstance(node, Reference):
            # an error is for the function to name, but what was never calculated is no error
            return checked(found) if isinstance(found, CellError) and found.code == NOT_CALCULATED.code else found
        if isinstance(node, Operation | Call) and isinstance(found, Decimal):
            return settled(found)
        return found

    def _everyday(self, function: Everyday, node: Call, at: At) -> Operand:
        inside = replace(at, arrays=True) if function.arrays and not at.arrays else at
        operands = [self.evaluate(each, inside) for each in node.arguments]
        kinds = function.kinds_for(len(operands))
        values = [
            self.workbook.range(operand) if kind == "r" and isinstance(operand, Cells) else operand
            for kind, operand in zip(kinds, operands, strict=True)
        ]
        singles = [index for index, kind in enumerate(kinds) if kind == "s"]

        if not singles and any(isinstance(each, Range) and len(each.rows) > _LONG for each in values):
            return _remembered(function.run, *values)

        def run(*given: RawCell) -> object:
            for index, value in zip(singles, given, strict=True):
                values[index] = value
            return function.run(*values)

        if function.ranges:
            return run(*[self.single(values[index], inside) for index in singles])  # type: ignore[return-value]
        return self.lifted(run, [values[index] for index in singles], inside)  # type: ignore[arg-type]


_NODES: Mapping[type, Callable[..., Operand]] = {
    Constant: Evaluator._constant,
    Rows: Evaluator._rows,
    Reference: Evaluator._reference,
    Operation: Evaluator._operation,
    Call: Evaluator._call,
}


def _as_shown(value: RawCell) -> RawCell:
    """A value as a cell holds it."""
    if value is None or isinstance(value, Decimal | dt.date):
        try:
            return _short(settled(number(value)))
        except Fault as fault:
            return fault.error
    return value


def _short(value: Decimal) -> Decimal:
    """The number without zeros at the end of its fraction."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize(EXACT)


def as_cell(answer: Scalar) -> RawCell:
    """An answer of our functions as a cell holds it."""
    if isinstance(answer, ErrorValue):
        return CellError(f"{answer.text} ({answer.sentence})")
    if isinstance(answer, dt.date):
        return Decimal(serial(answer, False))
    if isinstance(answer, int) and not isinstance(answer, bool):
        return Decimal(answer)
    return "" if answer is None else answer


@lru_cache(maxsize=256)
def _constant_range(rows: tuple[tuple[RawCell, ...], ...]) -> Range:
    return Range(rows)


def _crossing(cells: Cells, at: At) -> tuple[int, int]:
    """The cell of a range that stands in the row or the column of the formula."""
    area = cells.area
    if area.left == area.right and area.top == area.bottom:
        return area.top, area.left
    if area.left == area.right and area.top <= at.row <= area.bottom:
        return at.row, area.left
    if area.top == area.bottom and area.left <= at.column <= area.right:
        return area.top, at.column
    return fail(VALUE)


@lru_cache(maxsize=64, typed=True)
def _remembered(run: Callable[..., Operand], *values: object) -> Operand:
    return run(*values)


def _at(found: Range, row: int, column: int) -> RawCell:
    rows = found.rows
    row, column = (0 if len(rows) == 1 else row), (0 if len(rows[0]) == 1 else column)
    return rows[row][column] if row < len(rows) and column < len(rows[0]) else CellError("#N/A")


# ---- operators


def _calculated(run: Callable[..., Decimal]) -> Callable[..., RawCell]:
    def calculate(*operands: RawCell) -> RawCell:
        numbers = [number(each) for each in operands]
        try:
            return run(*numbers)
        except DivisionByZero:
            fail(DIV)
        except ArithmeticError:
            fail(NUM)

    return calculate


def _divided(left: Decimal, right: Decimal) -> Decimal:
    if not right:
        fail(DIV)
    return EXACT.divide(left, right)


def power(left: Decimal, right: Decimal) -> Decimal:
    """`left ^ right`."""
    if not left:
        fail(NUM if not right else DIV) if right <= 0 else None
        return Decimal(0)
    return EXACT.power(left, right)


def _compare(holds: Callable[[int], bool], *, ordered: bool = True) -> Callable[[RawCell, RawCell], RawCell]:
    def compare(left: RawCell, right: RawCell) -> RawCell:
        checked(left)
        checked(right)
        if ordered:
            check_order(left, right)
        return holds(compared(left, right))

    return compare


def _joined(left: RawCell, right: RawCell) -> RawCell:
    first = text(left)
    found = first + text(right)
    return found if len(found) <= TEXT_LIMIT else fail(VALUE)


_OPERATORS: Mapping[str, Callable[..., RawCell]] = {
    "+": _calculated(EXACT.add),
    "-": _calculated(EXACT.subtract),
    "*": _calculated(EXACT.multiply),
    "/": _calculated(_divided),
    "^": _calculated(power),
    "u-": _calculated(EXACT.minus),
    "u+": lambda value: checked(value),
    "%": _calculated(lambda value: EXACT.divide(value, Decimal(100))),
    "&": _joined,
    "=": _compare(lambda order: order == 0, ordered=False),
    "<>": _compare(lambda order: order != 0, ordered=False),
    "<": _compare(lambda order: order < 0),
    ">": _compare(lambda order: order > 0),
    "<=": _compare(lambda order: order <= 0),
    ">=": _compare(lambda order: order >= 0),
}
