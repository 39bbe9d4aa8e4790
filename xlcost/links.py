"""Links of new rows: the row that was skipped, the entry behind an entry, one click away (spec 0, 6; spec 1, 1.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xlcost.books import Books, Table
from xlcost.tables.columns import Column, Row
from xlcost.workbook.model import Place

MOST = 60_000
"""A sheet holds 65,530 links; a ledger with more rows than this is traced by `explain` instead."""
Links = dict[tuple[int, str], str]


def links_of(table: Table[Any], rows: Sequence[Row], books: Books, places: Mapping[str, Place]) -> Links:
    """(index of the new row, column id) -> location in the workbook."""
    links: Links = {}
    linked = [column for column in table.info.columns if column.linked]
    for column in table.info.columns:
        if column.link_sheet:
            links |= dict(_row_links(column, rows))
    for column in linked if len(rows) * len(linked) <= MOST else ():
        links |= dict(_key_links(column, rows, books, places))
    return links


def _row_links(column: Column, rows: Sequence[Row]) -> Iterator[tuple[tuple[int, str], str]]:
    for index, row in enumerate(rows):
        sheet, target = getattr(row, column.link_sheet), getattr(row, column.key)
        if sheet and target:
            yield (index, column.key), f"{quoted(sheet)}!A{target}"


def _key_links(
    column: Column, rows: Sequence[Row], books: Books, places: Mapping[str, Place]
) -> Iterator[tuple[tuple[int, str], str]]:
    target = books.named(column.reference.partition(".")[0])
    if target.removed_rows():
        return
    place = places.get(target.info.id)
    sheet = place.sheet if place else target.info.caption
    standing = _rows_in_sheet(target, place)
    for index, row in enumerate(rows):
        at = standing.get(getattr(row, column.key))
        if at:
            yield (index, column.key), f"{quoted(sheet)}!A{at}"


def _rows_in_sheet(target: Table[Any], place: Place | None) -> dict[Any, int]:
    """Key -> sheet row after the run; new rows follow the last one that is there."""
    key = target.info.keys[0]
    header = place.header_row if place else 1
    standing = {getattr(row, key): row.sheet_row for row in (*target.rows, *target.aside) if row.sheet_row}
    first = max(standing.values(), default=header) + 1
    return standing | {getattr(row, key): number for number, row in enumerate(target.new_rows(), first)}


def quoted(sheet: str) -> str:
    """A sheet title as formulas and links need it."""
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'"
