"""The values of our formulas in the tables of a workbook, each calculated once, whatever it depends on first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from xlcost.cells import CellError, RawCell
from xlcost.functions.coercion import BAD_ARGUMENT, ErrorValue, Scalar
from xlcost.functions.ranges import Range
from xlcost.functions.registry import call
from xlcost.hosts.batch.own_formulas import CellKey
from xlcost.hosts.batch.places import Cells, NoPlace, References
from xlcost.hosts.formulas import Call, Constant, Node, NotOurs, Reference, Rows, parsed
from xlcost.workbook.cell_xml import serial
from xlcost.workbook.model import FoundColumn, Place, WorkbookFile
from xlcost.workbook.references import LAST_ROW

_WIDEST = 256
"""Columns of a range at most: as many as any table could have, but not whole rows."""
_TOO_DEEP = "depends on itself, or on too long a chain of formulas"


@dataclass(frozen=True, slots=True)
class OwnFormula:
    """A cell with a formula of ours, inside the table at `place`."""

    place: Place
    row: int
    column: int
    text: str


class SheetCells:
    """Cells of a workbook by sheet, row and column; a column is read when it is first asked for."""

    def __init__(self, file: WorkbookFile) -> None:
        self._file = file
        self._columns: dict[str, dict[int, dict[int, RawCell]]] = {}
        self._last: dict[str, int] = {}

    def prepare(self, sheet: str, columns: Sequence[int]) -> None:
        """Read those columns of a sheet in one pass, as far as they are not known."""
        known = self._columns.setdefault(sheet, {})
        missing = sorted({column for column in columns if column not in known})
        if not missing:
            return
        found = tuple(FoundColumn("", column) for column in missing)
        raw = self._file.read(Place(sheet, "", 0, LAST_ROW, found), missing)
        for column in missing:
            known[column] = dict(zip(raw.rows, raw.cells[column], strict=True))
        self._last[sheet] = max([self._last.get(sheet, 0), *raw.rows[-1:]])

    def value(self, sheet: str, row: int, column: int) -> RawCell:
        """One cell of a column that was read."""
        return self._columns[sheet][column].get(row)

    def last_row(self, sheet: str) -> int:
        """Last row with anything in the columns that were read."""
        return self._last.get(sheet, 0)


@dataclass(slots=True)
class Calculation:
    """The formulas of a workbook and what they give; `values` fills as they are asked for."""

    file: WorkbookFile
    formulas: Mapping[str, Mapping[CellKey, OwnFormula]]
    """Sheet title -> cell -> formula."""
    values: dict[tuple[str, int, int], RawCell] = field(default_factory=dict)
    skipped: set[tuple[str, int, int]] = field(default_factory=set)
    """Cells whose formula is more than a call of ours: their saved value counts."""
    _cells: SheetCells = field(init=False)
    _references: References = field(init=False)
    _running: set[tuple[str, int, int]] = field(default_factory=set)
    _ranges: dict[Cells, Range] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._cells = SheetCells(self.file)
        self._references = References(self.file.sheets, self.file.tables())

    def run(self) -> None:
        """Calculate every formula, in the order of the sheets."""
        for sheet, formulas in self.formulas.items():
            for key in sorted(formulas):
                self.value(sheet, *key)

    def value(self, sheet: str, row: int, column: int) -> RawCell:
        """A cell as it is once our formulas are calculated."""
        key = (sheet, row, column)
        formula = self.formulas.get(sheet, {}).get((row, column))
        if formula is None or key in self.skipped:
            self._cells.prepare(sheet, [column])
            return self._cells.value(sheet, row, column)
        if key in self.values:
            return self.values[key]
        if key in self._running:
            return CellError(f"{BAD_ARGUMENT} ({_TOO_DEEP})")
        self._running.add(key)
        found = self._calculated(formula)
        self._running.discard(key)
        if key in self.skipped:
            return self.value(sheet, row, column)
        self.values[key] = found
        return found

    def saved_value(self, sheet: str, row: int, column: int) -> RawCell:
        """The value that the file has."""
        self._cells.prepare(sheet, [column])
        return self._cells.value(sheet, row, column)

    def _calculated(self, formula: OwnFormula) -> RawCell:
        try:
            answer = self._answer(parsed(formula.text), formula)
        except NotOurs:
            self.skipped.add((formula.place.sheet, formula.row, formula.column))
            return None
        except NoPlace as fault:
            return CellError(f"#REF! ({fault})")
        except RecursionError:
            return CellError(f"{BAD_ARGUMENT} ({_TOO_DEEP})")
        return self._as_cell(answer)

    def _answer(self, node: Call, at: OwnFormula) -> Scalar:
        answer = call(node.name, [self._argument(each, at) for each in node.arguments])
        # a column answer in one cell shows its first value
        return answer[0][0] if isinstance(answer, list) else answer

    def _argument(self, node: Node, at: OwnFormula) -> object:
        if isinstance(node, Constant):
            return node.value
        if isinstance(node, Rows):
            return _constant_range(node.rows)
        if isinstance(node, Reference):
            return self._range(self._references.cells(node.text, at.place.sheet, at.row, at.place))
        return self._as_cell(self._answer(node, at))

    def _range(self, cells: Cells) -> object:
        area = cells.area
        if area.right - area.left >= _WIDEST:
            raise NoPlace(f"the range {area} of {cells.sheet} is wider than {_WIDEST} columns")
        if (area.top, area.left) == (area.bottom, area.right):
            return self.value(cells.sheet, area.top, area.left)
        found = self._ranges.get(cells)
        if found is None:
            if self._waits_for(cells):
                raise NoPlace(f"the range {area} of {cells.sheet} {_TOO_DEEP}")
            columns = range(area.left, area.right + 1)
            self._cells.prepare(cells.sheet, columns)
            bottom = min(area.bottom, max(self._cells.last_row(cells.sheet), area.top))
            rows = range(area.top, bottom + 1)
            found = Range(tuple([tuple([self.value(cells.sheet, row, each) for each in columns]) for row in rows]))
            self._ranges[cells] = found
        return found

    def _waits_for(self, cells: Cells) -> bool:
        """Whether a formula of the range waits for the range itself."""
        area = cells.area
        return any(
            sheet == cells.sheet and area.top <= row <= area.bottom and area.left <= column <= area.right
            for sheet, row, column in self._running
        )

    def _as_cell(self, answer: Scalar) -> RawCell:
        if isinstance(answer, ErrorValue):
            return CellError(f"{answer.text} ({answer.sentence})")
        if isinstance(answer, dt.date):
            return Decimal(serial(answer, self.file.date1904))
        if isinstance(answer, int) and not isinstance(answer, bool):
            return Decimal(answer)
        return answer


@lru_cache(maxsize=256)
def _constant_range(rows: tuple[tuple[RawCell, ...], ...]) -> Range:
    return Range(rows)
