"""Where the rows of one table go when rows are removed, added or replaced, and what references to them become."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from xlcost.workbook.references import Area


@dataclass(frozen=True, slots=True)
class RowMap:
    """Rows are sheet rows. `totals` and `new_totals` are 0 for a table without a totals row."""

    left: int
    right: int
    first: int
    last: int
    """Last data row before."""
    new_last: int
    totals: int = 0
    new_totals: int = 0
    removed: tuple[int, ...] = ()
    replaced: bool = False
    reference_columns: int = field(default=0)
    """Right edge after columns were added; 0 = `right`."""

    @property
    def moves(self) -> bool:
        """Whether the table ends elsewhere or rows in it moved."""
        return self.last != self.new_last or bool(self.removed)

    def row(self, row: int) -> int | None:
        """Where a row of the table goes; None for a removed one."""
        if self.totals and row == self.totals:
            return self.new_totals
        if not self.first <= row <= self.last:
            return row
        if self.replaced:
            return row if row <= self.new_last else None
        at = bisect_left(self.removed, row)
        if at < len(self.removed) and self.removed[at] == row:
            return None
        return row - at

    def area(self, area: Area, *, extend: bool = True) -> Area | None:
        """What an area becomes; None when all its rows went.

        `extend`: an area that ends exactly at the old last row follows the table's new end.
        """
        if area.left < self.left or area.right > self.right or area.bottom < self.first:
            return area
        top, bottom = self._top(area.top), self._bottom(area.bottom, extend)
        if top > bottom:
            return None
        return Area(top, area.left, bottom, area.right)

    def _top(self, row: int) -> int:
        if row < self.first or row > self.last:
            return self.row(row) or row
        return row if self.replaced else row - bisect_left(self.removed, row)

    def _bottom(self, row: int, extend: bool) -> int:
        if row > self.last:
            return self.row(row) or row
        if row == self.last and extend:
            return self.new_last
        if self.replaced:
            return min(row, self.new_last)
        return row - bisect_right(self.removed, row)
