"""What stands in a cell: what a reader yields, what a writer takes (spec 0 section 2, spec 4 section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


class ClosingDate(date):
    """The second "day" that follows a calendar day and precedes the next one; written `C2024-12-31` (spec 1, 0).

    Compares after its calendar day and before the next, also against plain dates.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ClosingDate) and self.toordinal() == other.toordinal()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((ClosingDate, self.toordinal()))

    def __lt__(self, other: date) -> bool:
        return _rank(self) < _rank(other)

    def __le__(self, other: date) -> bool:
        return _rank(self) <= _rank(other)

    def __gt__(self, other: date) -> bool:
        return _rank(self) > _rank(other)

    def __ge__(self, other: date) -> bool:
        return _rank(self) >= _rank(other)

    def isoformat(self) -> str:
        return f"C{super().isoformat()}"

    __str__ = isoformat

    @property
    def calendar_day(self) -> date:
        """The plain day that this closing date ends."""
        return date.fromordinal(self.toordinal())


def _rank(day: date) -> tuple[int, bool]:
    return day.toordinal(), isinstance(day, ClosingDate)


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that holds no usable value; `text` is what the user sees, `code` the problem it becomes."""

    text: str
    code: str = "CELL_INVALID"


NOT_CALCULATED = CellError("", "FORMULA_NOT_CALCULATED")
"""A formula without a saved value."""

RawCell = None | str | Decimal | bool | date | CellError
"""One cell as read: blank, text, number (exact text of the file), TRUE/FALSE, ISO date (`t="d"`), or a fault."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula and the value saved with it.

    `text` has no leading `=`. Placeholders name cells of the table by column key: `{amount}` same row,
    `{amount@3}` the fourth data row, `{amount@3:9}` a range of data rows (numbered from 0, ends included).
    """

    text: str
    value: Decimal | str | int | None
    error: str = ""
    """What the cell shows when the saved value is an error: `#N/A`."""
    stays: bool = False
    """The formula that stands in the cell is kept as it is written there, an array formula too; the value is new."""


Value = None | str | int | Decimal | bool | date | Formula
"""One cell to be written. Text is always written as text, never as a formula."""
