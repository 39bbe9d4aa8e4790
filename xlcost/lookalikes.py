"""Sheets that no table was found on, but whose headers are those of a table: their titles should say so (spec 0, 1).

They are named to the user and never read: a title is how a table is told from somebody's own notes. So are tables
below a line of their own, such as the heading and the filters that an ERP prints above an export.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from xlcost.books import Books
from xlcost.loading import match_columns
from xlcost.problems import Problem, Where, problem
from xlcost.tables.columns import REGISTRY, TableInfo, header_key
from xlcost.workbook.limits import WorkbookRefused
from xlcost.workbook.model import Place
from xlcost.workbook.package import Package
from xlcost.workbook.reader import WorkbookReader

_BROUGHT = frozenset({"setup", "input", "ledger"})
"""Groups of tables that users bring with them."""
_LEAST = 3
"""So many headers must be known, and half of all unless that many are required."""
_DEEPEST = 10
"""Headers are looked for in so many rows."""


def lookalikes(package: Package, places: Mapping[str, Place], books: Books) -> list[Problem]:
    """`SHEET_NOT_READ` for each sheet without a table whose headers fit one table best.

    Nothing is said where that table stands elsewhere with rows of its own.
    """
    infos = [row_class.info for row_class in REGISTRY.values() if row_class.info.group in _BROUGHT]
    missing = {info.id for info in infos if info.id not in places}
    bare = {info.id for info in infos if info.id in places and not books.named(info.id).read_rows}
    candidates = [info for info in infos if info.id in missing | bare]
    found = [_headers(infos, rows) for rows in _unread(WorkbookReader(package), places)]
    return [
        _not_read(place, first, info, places.get(info.id))
        for place, first, info in filter(None, found)
        if info in candidates
    ]


def _unread(file: WorkbookReader, places: Mapping[str, Place]) -> Iterator[list[Place]]:
    """The first rows of each sheet that no table is read from; of one with an Excel Table that table's headers."""
    read = {place.sheet for place in places.values()}
    tables = file.tables()
    for title in file.sheets:
        if title not in read:
            # a sheet that cannot be read is no obstacle as long as no table stands on it
            with suppress(WorkbookRefused):
                table = next((table for table in tables if table.sheet == title), None)
                yield [table] if table else file.first_rows(title, _DEEPEST)


def _headers(infos: list[TableInfo], rows: list[Place]) -> tuple[Place, int, TableInfo] | None:
    """The first row that has the headers of a table, and on which row the sheet begins."""
    found = ((place, rows[0].header_row, info) for place in rows if (info := _best(infos, place)))
    return next(found, None)


def _best(infos: list[TableInfo], place: Place) -> TableInfo | None:
    """The table that knows more of the headers than any other; of several the one that the title names, else None."""
    title = header_key(place.sheet)
    ranked = sorted(
        ((_known(info, place), header_key(info.id) == title, info) for info in infos), key=lambda each: each[:2]
    )
    (*second, _), (most, named, best) = ranked[-2:]
    telling = 2 * most >= len(place.columns) or sum(column.required for column in best.columns) >= _LEAST
    return best if most >= _LEAST and [most, named] > second and telling else None


def _known(info: TableInfo, place: Place) -> int:
    """How many headers are columns of the table; 0 when a required column is not among them."""
    known = match_columns(info, place, ()).columns
    return 0 if any(column.required and column.key not in known for column in info.columns) else len(known)


def _not_read(place: Place, first: int, info: TableInfo, bare: Place | None) -> Problem:
    todo = [f"delete the rows above row {place.header_row}"] if place.header_row > first else []
    if bare:
        todo = [f"put its rows into the sheet {bare.sheet}"]
    elif header_key(place.sheet) != header_key(info.caption):
        todo.append(f"name the sheet {info.caption}")
    where = Where(info.id, place.sheet, place.header_row)
    remedy = " and ".join(todo) + ("" if bare else " to have it read")
    return problem("SHEET_NOT_READ", where, sheet=place.sheet, table=info.caption, what_to_do=remedy)
