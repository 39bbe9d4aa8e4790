"""Sheets that no table was found on, but whose headers are those of a table: their titles should say so (spec 0, 1).

They are named to the user and never read: a title is how a table is told from somebody's own notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from xlcost.books import Books
from xlcost.loading import match_columns
from xlcost.problems import Problem, Where, problem
from xlcost.tables.columns import REGISTRY, TableInfo
from xlcost.workbook.limits import WorkbookRefused
from xlcost.workbook.model import Place
from xlcost.workbook.package import Package
from xlcost.workbook.reader import WorkbookReader

_BROUGHT = frozenset({"setup", "input", "ledger"})
"""Groups of tables that users bring with them."""
_LEAST = 3
"""So many headers must be known, and half of all."""


def lookalikes(package: Package, places: Mapping[str, Place], books: Books) -> list[Problem]:
    """`SHEET_NOT_READ` for each sheet without a table whose headers fit one table best.

    Nothing is said where that table stands elsewhere with rows of its own.
    """
    infos = [row_class.info for row_class in REGISTRY.values() if row_class.info.group in _BROUGHT]
    missing = {info.id for info in infos if info.id not in places}
    bare = {info.id for info in infos if info.id in places and not books.named(info.id).read_rows}
    found = [(place, _best(infos, place)) for place in _unread(WorkbookReader(package), places)]
    return [_not_read(place, info, places.get(info.id)) for place, info in found if info and info.id in missing | bare]


def _unread(file: WorkbookReader, places: Mapping[str, Place]) -> Iterator[Place]:
    read = {place.sheet for place in places.values()}
    tables = file.tables()
    for title in file.sheets:
        if title not in read:
            # a sheet that cannot be read is no obstacle as long as no table stands on it
            with suppress(WorkbookRefused):
                place = next((table for table in tables if table.sheet == title), None) or file.header_row(title)
                if place is not None:
                    yield place


def _best(infos: list[TableInfo], place: Place) -> TableInfo | None:
    """The table that knows more of the headers than any other; None where two know as many."""
    ranked = sorted(((_known(info, place), info) for info in infos), key=lambda each: -each[0])
    (most, best), (second, _) = ranked[:2]
    return best if most >= _LEAST and most > second and 2 * most >= len(place.columns) else None


def _known(info: TableInfo, place: Place) -> int:
    """How many headers are columns of the table; 0 when a required column is not among them."""
    known = match_columns(info, place, ()).columns
    return 0 if any(column.required and column.key not in known for column in info.columns) else len(known)


def _not_read(place: Place, info: TableInfo, bare: Place | None) -> Problem:
    remedy = f"put its rows into the sheet {bare.sheet}" if bare else f"name the sheet {info.caption} to have it read"
    where = Where(info.id, place.sheet, place.header_row)
    return problem("SHEET_NOT_READ", where, sheet=place.sheet, table=info.caption, what_to_do=remedy)
