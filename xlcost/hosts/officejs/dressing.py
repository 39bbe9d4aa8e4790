"""How written rows look: links to the rows they are about, bold and indented rows, and the sheet of a new table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from xlcost.books import Books
from xlcost.links import links_of
from xlcost.workbook.model import Place, TableChange
from xlcost.workbook.new_sheet import HEADER_HEIGHT
from xlcost.workbook.styles import HEADER_FILL
from xlcost.workbook.table_part import STYLE

_POINTS_A_CHARACTER, _POINTS_BESIDE = 5.25, 3.75
"""Width of a column: characters of the standard font at 11 points, and the padding."""


@dataclass(frozen=True, slots=True)
class Dress:
    """Links, bold rows and indents of rows counted from 0."""

    links: Mapping[tuple[int, str], str] = field(default_factory=dict)
    bold: Collection[int] = ()
    indents: Mapping[int, int] = field(default_factory=dict)
    indented: str = ""

    @classmethod
    def of(cls, change: TableChange, *, links: bool) -> Dress:
        """The new rows of a change."""
        return cls(change.links if links else {}, change.bold, change.indents, change.indented)

    @classmethod
    def standing(cls, change: TableChange, books: Books, places: Mapping[str, Place]) -> Dress:
        """The rows of a result table as they stand in the workbook; `books` are those before the run."""
        table = books.named(change.table)
        info, first = table.info, (change.place.header_row if change.place else 0) + 1
        at = [row.sheet_row - first for row in table.rows]
        links = {(at[index], key): to for (index, key), to in links_of(table, table.rows, books, places).items()}
        bold = [at[index] for index, row in enumerate(table.rows) if info.bold_when and info.bold_when(row)]
        indents = {at[i]: row.indentation for i, row in enumerate(table.rows) if info.indented and row.indentation}
        return cls(links, bold, indents, info.indented)

    def with_few_links(self, most: int) -> Dress:
        """The same without links where there are more of them than Excel is given one by one."""
        return self if len(self.links) <= most else replace(self, links={})

    def __bool__(self) -> bool:
        return bool(self.links or self.bold or self.indents)


def dressed(
    dress: Dress, block: Mapping[str, Any], columns: Mapping[str, int], reset: Mapping[str, Any], *, plain: bool
) -> dict[str, Any]:
    """The step that gives the rows of a block their look. `plain` takes off what was there, in the columns `reset`."""
    first = block["row"]
    across = columns.get(dress.indented, 0)
    indents = [(first + at, across, level) for at, level in sorted(dress.indents.items()) if across]
    links = sorted((first + at, columns[key], place) for (at, key), place in dress.links.items() if key in columns)
    return {
        "do": "dress",
        **block,
        **reset,
        "bold": runs(first + at for at in dress.bold),
        "indents": indents,
        "links": links,
        "plain": plain,
    }


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers that follow one another, as (first, last)."""
    found = enumerate(sorted(numbers))
    groups = [[number for _, number in group] for _, group in groupby(found, key=lambda pair: pair[1] - pair[0])]
    return [(group[0], group[-1]) for group in groups]


def look_of(change: TableChange, sheet: str, columns: Mapping[str, int], count: int) -> dict[str, Any]:
    """The step that dresses the sheet of a new table as a run of the file does."""
    return {
        "do": "look",
        "sheet": sheet,
        "table": change.table,
        "style": STYLE,
        "header": f"#{HEADER_FILL}",
        "height": HEADER_HEIGHT,
        "columns": [
            {
                "column": columns[column.key],
                "width": column.width * _POINTS_A_CHARACTER + _POINTS_BESIDE,
                "figures": column.figures,
                "wrap": column.wrap,
                "mark": column.mark_nonzero,
            }
            for column in change.columns
        ],
        "rows": max(count, 1),
    }
