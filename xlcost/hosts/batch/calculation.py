"""The values of the formulas of a workbook that are ours or depend on ours, whatever each depends on first."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from xlcost.cells import NOT_CALCULATED, CellError, RawCell
from xlcost.functions.coercion import BAD_ARGUMENT
from xlcost.functions.ranges import Range
from xlcost.hosts.batch.dependents import Dependents, Formula
from xlcost.hosts.batch.evaluation import At, Evaluator
from xlcost.hosts.batch.places import Cells, NoPlace, NotHere, References
from xlcost.hosts.batch.sheet_cells import SheetCells
from xlcost.hosts.batch.sheet_formulas import cells_of
from xlcost.hosts.batch.tree import Corner, Reference, Uncalculated, parsed, references, shape_of
from xlcost.hosts.batch.values import IN_THE_WAY, NA, Fault, fail
from xlcost.workbook.model import Place, WorkbookFile
from xlcost.workbook.references import LAST_COLUMN, LAST_ROW, Area

_WIDEST = 256
"""Columns of a range at most: as many as any table could have, but not whole rows."""
_TOO_DEEP = "depends on itself, or on too long a chain of formulas"
_LEVELS = 12
"""Formulas that wait for each other on the stack of the program; longer chains wait in a list."""
_RANGES = 256
"""Ranges that are remembered."""
_MOST_CELLS = 100_000_000
"""Cells of ranges that one run reads: a sum of all rows above in each row of a long table would never end."""
Key = tuple[str, int, int]
"""Sheet title, row, column."""


class _Deeper(Exception):  # noqa: N818  where to go on
    """A cell that has to be calculated first."""

    def __init__(self, key: Key) -> None:
        super().__init__()
        self.key = key


class Calculation:
    """The formulas of a workbook and what they give; `values` fills as they are asked for."""

    def __init__(self, file: WorkbookFile, names: Mapping[str, str]) -> None:
        self.file = file
        self.values: dict[Key, RawCell] = {}
        self.changed: set[Key] = set()
        """Calculated cells whose value is another one than the file has."""
        self._names = names
        self._saved = SheetCells(file)
        self._references = References(file.sheets, file.tables())
        self._evaluator = Evaluator(self)
        self._kept: set[Key] = set()
        self._running: dict[Key, None] = {}
        self._ranges: OrderedDict[Cells, Range] = OrderedDict()
        self._unchanged: set[Cells] = set()
        self._read = 0
        self.dependents: Dependents

    def run(self, dependents: Dependents, places: Sequence[Place]) -> None:
        """Calculate our formulas in the tables and those there that depend on them, in the order of the sheets."""
        self.dependents = dependents
        for sheet in self.file.sheets:
            areas = [place for place in places if place.sheet == sheet]
            for row, column in sorted(dependents.formulas.get(sheet, {})):
                formula = dependents.formulas[sheet][row, column]
                if formula.place in areas and dependents.is_hot(formula):
                    self._settle((sheet, row, column))

    def _settle(self, key: Key) -> None:
        """Calculate a cell and, one after the other, what its chain of formulas waits for."""
        waiting = {key: None}
        while waiting:
            last = next(reversed(waiting))
            try:
                self.value(*last)
            except _Deeper as deeper:
                if deeper.key in waiting:
                    self._keep_value(deeper.key, CellError(f"{BAD_ARGUMENT} ({_TOO_DEEP})"))
                else:
                    waiting[deeper.key] = None
                continue
            del waiting[last]

    # ---- the cells of the workbook as the evaluator sees them

    def cells(self, reference: Reference, at: At) -> Cells:
        """The cells that a reference means in a cell. Raises `Fault` for cells that are not there."""
        try:
            if reference.corners is not None:
                return self._by_corners(reference, reference.corners, at)
            return self._references.cells(reference.text, at.sheet, at.row, at.place)
        except NotHere:
            if reference.corners is not None or "!" in reference.text:
                raise Uncalculated(f"the reference {reference.text}") from None
            return self._named(reference.text)
        except NoPlace as why:
            fail(CellError(f"#REF! ({why})"))

    def _by_corners(self, reference: Reference, corners: tuple[Corner, Corner], at: At) -> Cells:
        rows = sorted(corner.row + (at.row if corner.row_steps else 0) for corner in corners)
        columns = sorted(corner.column + (at.column if corner.column_steps else 0) for corner in corners)
        if rows[0] < 1 or columns[0] < 1 or rows[1] > LAST_ROW or columns[1] > LAST_COLUMN:
            raise NoPlace("it lies outside the sheet")
        sheet = at.sheet if reference.sheet is None else self._references.sheet(reference.sheet)
        return Cells(sheet, Area(rows[0], columns[0], rows[1], columns[1]))

    def _named(self, name: str) -> Cells:
        """The cells that a name of the workbook means, when they are the same for every formula."""
        text = self._names.get(name.casefold(), "")
        try:
            node = parsed(shape_of(text, 1, 1))
            if isinstance(node, Reference) and not any(end.row_steps or end.column_steps for end in node.corners or ()):
                return self._references.cells(text, "", 0, None)
        except (NoPlace, Uncalculated):
            pass
        raise Uncalculated(f"the name {name}")

    def value(self, sheet: str, row: int, column: int) -> RawCell:
        """A cell as it is once the formulas are calculated."""
        key = (sheet, row, column)
        if key in self.values:
            return self.values[key]
        formula = self.dependents.formulas.get(sheet, {}).get((row, column))
        if formula is None or key in self._kept:
            return self._saved.value(sheet, row, column)
        if key in self._running:
            return CellError(f"{BAD_ARGUMENT} ({_TOO_DEEP})")
        if len(self._running) >= _LEVELS:
            raise _Deeper(key)
        self._running[key] = None
        try:
            if not self._is_due(formula, key):
                self._kept.add(key)
                return self._saved.value(sheet, row, column)
            self._calculate(formula)
        finally:
            del self._running[key]
        return self.value(sheet, row, column)

    def range(self, cells: Cells) -> Range:
        """Several cells; asked again, the same object."""
        if (cells.area.top, cells.area.left) == (cells.area.bottom, cells.area.right):
            return Range(((self.value(cells.sheet, cells.area.top, cells.area.left),),))
        found = self._ranges.get(cells)
        if found is not None:
            self._ranges.move_to_end(cells)
            return found
        area = self._filled(cells)
        if self._waits_for(cells):
            fail(CellError(f"#REF! (the range {cells.area} of {cells.sheet} {_TOO_DEEP})"))
        columns = range(area.left, area.right + 1)
        self.charge((area.bottom - area.top + 1) * len(columns))
        rows = range(area.top, area.bottom + 1)
        found = Range(tuple([tuple([self.value(cells.sheet, row, each) for each in columns]) for row in rows]))
        self._ranges[cells] = found
        if len(self._ranges) > _RANGES:
            self._ranges.popitem(last=False)
        return found

    def _filled(self, cells: Cells) -> Area:
        """The part of a range that holds anything."""
        area = cells.area
        if area.right - area.left >= _WIDEST:
            fail(CellError(f"#REF! (the range {area} of {cells.sheet} is wider than {_WIDEST} columns)"))
        self._saved.prepare(cells.sheet, range(area.left, area.right + 1))
        bottom = min(area.bottom, max(self._saved.last_row(cells.sheet), area.top))
        return Area(area.top, area.left, bottom, area.right)

    def charge(self, cells: int) -> None:
        """Count the cells that ranges have; one run has its limit."""
        self._read += cells
        if self._read > _MOST_CELLS:
            raise Uncalculated("the number of cells in its ranges")

    def _waits_for(self, cells: Cells) -> bool:
        """Whether a formula of the range waits for the range itself."""
        area = cells.area
        return any(
            sheet == cells.sheet and area.top <= row <= area.bottom and area.left <= column <= area.right
            for sheet, row, column in self._running
        )

    # ---- whether a formula is due

    def saved_value(self, sheet: str, row: int, column: int) -> RawCell:
        """The value that the file has."""
        return self._saved.value(sheet, row, column)

    def _is_due(self, formula: Formula, key: Key) -> bool:
        """Whether the saved value does not count: our functions, none saved, or something it reads has changed."""
        if formula.own.ours or self._saved.value(*key) == NOT_CALCULATED:
            return True
        return self.dependents.is_hot(formula) and any(
            self._has_changed(reference, formula.at) for reference in references(formula.own.shape)
        )

    def _has_changed(self, reference: Reference, at: At) -> bool:
        try:
            cells = self.cells(reference, at)
            if cells.area.top == cells.area.bottom and cells.area.left == cells.area.right:
                return self._is_changed((cells.sheet, cells.area.top, cells.area.left))
            area = self._filled(cells)
        except (Fault, Uncalculated):
            return False
        if cells in self._unchanged:
            return False
        rows = self._rows_of_formulas.get(cells.sheet, {})
        for column in range(area.left, area.right + 1):
            numbers = rows.get(column, ())
            for row in numbers[bisect_left(numbers, area.top) : bisect_right(numbers, area.bottom)]:
                if self._is_changed((cells.sheet, row, column)):
                    return True
        if len(self._running) == 1:
            self._unchanged.add(cells)
        return False

    def _is_changed(self, key: Key) -> bool:
        """Whether a cell has another value than the file says, once it is calculated."""
        if key[1:] not in self.dependents.formulas.get(key[0], {}) or key in self._running:
            return False
        self.value(*key)
        return key in self.changed

    @cached_property
    def _rows_of_formulas(self) -> Mapping[str, Mapping[int, Sequence[int]]]:
        """Sheet -> column -> rows of formulas that may have changed."""
        found: dict[str, dict[int, list[int]]] = {}
        for sheet, cells in self.dependents.formulas.items():
            columns = found.setdefault(sheet, {})
            for row, column in sorted(key for key, formula in cells.items() if self.dependents.is_hot(formula)):
                columns.setdefault(column, []).append(row)
        return found

    # ---- one formula

    def _calculate(self, formula: Formula) -> None:
        key = (formula.sheet, formula.own.row, formula.own.column)
        try:
            answer = self._answer(formula)
            if formula.own.area is not None:
                self._fill(formula, formula.own.area, answer)
                return
        except Uncalculated as reason:
            self._leave(formula, str(reason))
            return
        # a column answer in one cell shows its first value
        self._keep_value(key, answer.rows[0][0] if isinstance(answer, Range) else answer)

    def _answer(self, formula: Formula) -> RawCell | Range:
        try:
            return self._evaluator.answer(parsed(formula.own.shape), formula.at)
        except RecursionError:
            if len(self._running) > 1:
                raise _Deeper((formula.sheet, formula.own.row, formula.own.column)) from None
            raise Uncalculated("its length") from None

    def _fill(self, formula: Formula, area: Area, answer: RawCell | Range) -> None:
        """The elements of an array formula's answer go to its cells; a single row, column or value is repeated."""
        rows = answer.rows if isinstance(answer, Range) else ((answer,),)
        height, width = area.bottom - area.top + 1, area.right - area.left + 1
        if formula.own.dynamic and (len(rows) > height or len(rows[0]) > width):
            raise Uncalculated(f"an answer of more cells than {area}")
        for row, column in cells_of(area):
            down = 0 if len(rows) == 1 else row - area.top
            right = 0 if len(rows[0]) == 1 else column - area.left
            inside = down < len(rows) and right < len(rows[0])
            self._keep_value((formula.sheet, row, column), rows[down][right] if inside else NA)

    def _leave(self, formula: Formula, reason: str) -> None:
        """The saved value counts; where there is none, what stands in the way is said."""
        own = formula.own
        for row, column in cells_of(own.area) if own.area else ((own.row, own.column),):
            key = (formula.sheet, row, column)
            if self._saved.value(*key) in (NOT_CALCULATED, *((None,) if own.area else ())):
                self.values[key] = CellError(f"{reason}{IN_THE_WAY}", NOT_CALCULATED.code)
            else:
                self._kept.add(key)

    def _keep_value(self, key: Key, value: RawCell) -> None:
        self.values[key] = value
        if not is_saved(self._saved.value(*key), value):
            self.changed.add(key)


def is_saved(saved: RawCell, new: RawCell) -> bool:
    """Whether the file already says so: hosts save numbers as floats, errors without their reason."""
    if isinstance(saved, Decimal) and isinstance(new, Decimal):
        return float(saved) == float(new) or f"{float(saved):.15g}" == f"{float(new):.15g}"
    if isinstance(saved, CellError) and isinstance(new, CellError):
        return saved.text == error_text(new)
    if new == "" and saved is None:
        return True
    return type(saved) is type(new) and saved == new


def error_text(error: CellError) -> str:
    """The error as a cell shows it, without its reason."""
    return error.text.partition(" ")[0]
