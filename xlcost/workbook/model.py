"""The boundary between files and the rest of xlcost: what is found in a workbook, what is to be written into it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from xlcost.cells import RawCell, Value


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """One header cell: its text as it stands and its column number (A = 1)."""

    header: str
    index: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands in the workbook: an Excel Table (`name` filled) or a plain range with a header row."""

    sheet: str
    name: str
    header_row: int
    last_row: int
    """Last row that belongs to the table's data; the header row when it has none. The totals row is not data."""
    columns: tuple[FoundColumn, ...]
    has_totals: bool = False


@dataclass(slots=True)
class RawTable:
    """Cells of one table, column by column, wholly empty rows left out."""

    rows: list[int]
    """Sheet row number of each data row."""
    cells: dict[int, list[RawCell]]
    """Column number -> one raw cell per row of `rows`."""


class WorkbookFile(Protocol):
    """A workbook opened for reading. The pure Python reader is one; a native engine may become another."""

    date1904: bool
    sha256: str

    @property
    def sheets(self) -> Sequence[str]:
        """Titles of all worksheets, in order."""

    def tables(self) -> Sequence[Place]:
        """Every Excel Table, in the order of the sheets."""

    def plain_range(self, sheet: str) -> Place | None:
        """The range on a worksheet without an Excel Table (first non-empty row = header); None on an empty one.

        The sheet is read to its end, so this is asked only where the range may be one of ours.
        """

    def read(self, place: Place, columns: Collection[int]) -> RawTable:
        """The chosen columns (by number) of the table, exactly as the file has them."""


@dataclass(frozen=True, slots=True)
class WrittenColumn:
    """How one column is written: header, number format, width, total, drop-down."""

    key: str
    header: str
    number_format: str = "General"
    width: float = 12.0
    figures: bool = False
    """Figures, so the heading stands to the right."""
    total: Literal["", "sum", "label"] = ""
    choices: tuple[str, ...] = ()
    choices_from: str = ""
    """`cost_types.no`: the drop-down offers the values of that table's column, when the table is in the workbook."""
    note: str = ""
    wrap: bool = False
    mark_nonzero: bool = False
    """A value other than 0 is marked by a conditional format (differences)."""
    calculated: str = ""
    """Formula that a new table gives to rows added by hand (a calculated column)."""


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """A chart beside a result table: one category column and one or more value columns, by key."""

    kind: Literal["column", "bar", "line", "pie"]
    title: str
    categories: str
    values: tuple[str, ...]
    rows: tuple[int, ...] = ()
    """Data rows shown (numbered from 0); empty = all."""


@dataclass(slots=True)
class TableChange:
    """What becomes of one table. Only what is named here changes in the file."""

    table: str
    title: str
    """Sheet title (and so caption) for a table that is not in the workbook yet."""
    place: Place | None
    columns: Sequence[WrittenColumn]
    """Columns that `updates` and `appended` use; those missing from `place` are added at the table's right edge."""
    updates: Sequence[tuple[int, str, Value]] = ()
    """(sheet row, column key, value) of rows that stand in the sheet."""
    removed: Collection[int] = ()
    """Sheet rows of the table that go; rows below move up."""
    appended: Mapping[str, Sequence[Value]] = field(default_factory=dict)
    """Column key -> values of the new rows, all of one length."""
    replace: bool = False
    """A result table: `appended` takes the place of all rows that stand there."""
    headings: Mapping[int, str | None] = field(default_factory=dict)
    """Column number -> its new header, None = the column goes: columns of an earlier run with other headings.

    They are not among `columns` under their old headers.
    """
    links: Mapping[tuple[int, str], str] = field(default_factory=dict)
    """(index of the appended row, column key) -> location in the workbook, as `'G/L'!A5`."""
    bold: Collection[int] = ()
    """Appended rows that are headings or totals."""
    indents: Mapping[int, int] = field(default_factory=dict)
    """Appended row -> indentation level of its `indented` column."""
    indented: str = ""
    chart: ChartSpec | None = None
    description: str = ""
