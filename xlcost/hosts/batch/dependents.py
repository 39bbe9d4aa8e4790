"""Which formulas may have changed values because of ours: columns that read columns that read ours (spec 5, 1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from xlcost.hosts.batch.evaluation import At
from xlcost.hosts.batch.places import Cells
from xlcost.hosts.batch.sheet_formulas import CellKey, SheetFormula, cells_of
from xlcost.hosts.batch.tree import Reference, Uncalculated, references
from xlcost.hosts.batch.values import Fault
from xlcost.workbook.model import Place

Resolve = Callable[[Reference, At], Cells]


@dataclass(slots=True)
class Formula:
    """A formula of a sheet in its table, if it stands in one."""

    sheet: str
    own: SheetFormula
    place: Place | None

    @property
    def at(self) -> At:
        """The cell it stands in."""
        return At(self.sheet, self.own.row, self.own.column, self.place, self.own.array)

    @property
    def columns(self) -> Iterable[int]:
        """The columns its values stand in."""
        area = self.own.area
        return range(area.left, area.right + 1) if area else (self.own.column,)


Formulas = dict[str, dict[CellKey, Formula]]
"""Sheet title -> cell -> its formula."""
Column = tuple[str, int]
"""A column of a sheet."""


class Dependents:
    """Formulas of one column and shape are looked at together, so that long tables cost no more than short ones."""

    def __init__(self, load: Callable[[str], Iterable[Formula]], resolve: Resolve, sheets: Iterable[str]) -> None:
        self._resolve = resolve
        self.formulas: Formulas = {}
        groups: dict[tuple[str, int, str], Formula] = {}
        waiting = list(sheets)
        while waiting:
            sheet = waiting.pop()
            if sheet in self.formulas:
                continue
            cells = self.formulas[sheet] = dict(_by_cell(load(sheet)))
            for formula in cells.values():
                key = (sheet, formula.own.column, formula.own.shape)
                if key not in groups:
                    groups[key] = formula
                    waiting += [cells.sheet for cells in self._reads(formula)]
        self.hot = self._closure(groups)

    def _reads(self, formula: Formula) -> Iterator[Cells]:
        for reference in references(formula.own.shape):
            try:
                yield self._resolve(reference, formula.at)
            except (Fault, Uncalculated):
                continue

    def _closure(self, groups: Mapping[tuple[str, int, str], Formula]) -> set[tuple[str, int, str]]:
        """Groups of our formulas, and those that read a column of such a group."""
        hot = {key for key, formula in groups.items() if formula.own.ours}
        columns = {(key[0], column) for key in hot for column in groups[key].columns}
        reads = {key: list(self._reads(formula)) for key, formula in groups.items() if key not in hot}
        while True:
            more = {
                key for key, cells in reads.items() if key not in hot and any(_meets(each, columns) for each in cells)
            }
            if not more:
                return hot
            hot |= more
            columns |= {(key[0], column) for key in more for column in groups[key].columns}

    def is_hot(self, formula: Formula) -> bool:
        """Whether the formula is ours or may depend on one of ours."""
        return (formula.sheet, formula.own.column, formula.own.shape) in self.hot


def _meets(cells: Cells, columns: set[Column]) -> bool:
    return any(sheet == cells.sheet and cells.area.left <= column <= cells.area.right for sheet, column in columns)


def _by_cell(found: Iterable[Formula]) -> Iterator[tuple[CellKey, Formula]]:
    for formula in found:
        for key in cells_of(formula.own.area) if formula.own.area else ((formula.own.row, formula.own.column),):
            yield key, formula
