"""Which table of the contract stands where in a workbook (spec 0, 1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from xlcost.problems import Problem, Where, problem
from xlcost.tables.columns import REGISTRY, TableInfo, header_key
from xlcost.workbook.model import Place, WorkbookFile

T = TypeVar("T")


@dataclass(slots=True)
class Located:
    """Table id -> its place, and what was ambiguous."""

    places: dict[str, Place] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    """Table id -> `TABLE_AMBIGUOUS`; it stops every operation that reads the table."""


def locate(file: WorkbookFile) -> Located:
    """Find each table: by the name of an Excel Table, else by the title of a sheet. An exact name wins.

    A sheet without an Excel Table is read only when its title names a table that is not found yet.
    """
    located = Located()
    tables = file.tables()
    infos = {header_key(row_class.info.id): row_class.info for row_class in REGISTRY.values()}
    for key, named in _by_key(tables, lambda table: table.name).items():
        if key in infos:
            _claim(located, infos[key], named, lambda table: table.name)
    claimed = {id(place) for place in located.places.values()}
    for key, titles in _by_key(file.sheets, str).items():
        info = infos.get(key)
        if info and info.id not in located.places and info.id not in located.problems:
            found = [place for title in titles if (place := _on_sheet(file, tables, title))]
            filled = [place for place in found if id(place) not in claimed and _is_ours(info, place)]
            empty = [place for place in found if not place.columns]
            _claim(located, info, filled or empty[:1], lambda place: place.sheet)
    return located


def _by_key(found: Sequence[T], name_of: Callable[[T], str]) -> dict[str, list[T]]:
    """Grouped by letters and digits of the name."""
    groups: dict[str, list[T]] = {}
    for each in found:
        groups.setdefault(header_key(name_of(each)), []).append(each)
    return groups


def _claim(located: Located, info: TableInfo, found: Sequence[Place], name_of: Callable[[Place], str]) -> None:
    exact = [place for place in found if name_of(place) in {info.id, info.caption}]
    if len(found) > 1 and len(exact) != 1:
        first, second = (f"{place.name or 'range'} on sheet {place.sheet}" for place in found[:2])
        where = Where(info.id, found[1].sheet, found[1].header_row)
        located.problems[info.id] = problem("TABLE_AMBIGUOUS", where, table=info.caption, first=first, second=second)
    elif found:
        located.places[info.id] = exact[0] if exact else found[0]


def _on_sheet(file: WorkbookFile, tables: Sequence[Place], title: str) -> Place | None:
    """The one table of a sheet; a sheet with several Excel Tables has none that its title could name."""
    here = [table for table in tables if table.sheet == title]
    if here:
        return here[0] if len(here) == 1 else None
    return file.plain_range(title) or Place(title, "", header_row=1, last_row=1, columns=())


def _is_ours(info: TableInfo, place: Place) -> bool:
    """A sheet that has only the title and none of the table's columns is the user's."""
    ours = {header_key(column.key) for column in info.columns}
    return any(header_key(found.header) in ours for found in place.columns)
