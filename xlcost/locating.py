"""Which table of the contract stands where in a workbook (spec 0, 1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from xlcost.problems import Problem, Where, problem
from xlcost.tables.columns import REGISTRY, TableInfo, header_key
from xlcost.workbook.model import Place


@dataclass(slots=True)
class Located:
    """Table id -> its place, and what was ambiguous."""

    places: dict[str, Place] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    """Table id -> `TABLE_AMBIGUOUS`; it stops every operation that reads the table."""


def locate(sheets: Sequence[str], places: Sequence[Place]) -> Located:
    """Find each table: by the name of an Excel Table, else by the title of a sheet. An exact name wins."""
    located = Located()
    for row_class in REGISTRY.values():
        _claim(located, row_class.info, [place for place in places if place.name], lambda place: place.name)
    taken = {id(place) for place in located.places.values()}
    for row_class in REGISTRY.values():
        info = row_class.info
        if info.id not in located.places and info.id not in located.problems:
            free = [place for place in _by_sheet(places) if id(place) not in taken and _is_ours(info, place)]
            _claim(located, info, free, lambda place: place.sheet)
    _claim_empty_sheets(located, sheets, places)
    return located


def _claim(located: Located, info: TableInfo, places: Iterable[Place], name_of: Callable[[Place], str]) -> None:
    wanted = {header_key(info.id), header_key(info.caption)}
    found = [place for place in places if header_key(name_of(place)) in wanted]
    exact = [place for place in found if name_of(place) in {info.id, info.caption}]
    if len(found) > 1 and len(exact) != 1:
        first, second = (f"{place.name or 'range'} on sheet {place.sheet}" for place in found[:2])
        where = Where(info.id, found[1].sheet, found[1].header_row)
        located.problems[info.id] = problem("TABLE_AMBIGUOUS", where, table=info.caption, first=first, second=second)
    elif found:
        located.places[info.id] = exact[0] if exact else found[0]


def _by_sheet(places: Sequence[Place]) -> list[Place]:
    """The one table of each sheet; a sheet with several Excel Tables has none that its title could name."""
    on_sheet: dict[str, list[Place]] = {}
    for place in places:
        on_sheet.setdefault(place.sheet, []).append(place)
    return [found[0] for found in on_sheet.values() if len(found) == 1]


def _is_ours(info: TableInfo, place: Place) -> bool:
    """A sheet that has only the title and none of the table's columns is the user's."""
    ours = {header_key(column.key) for column in info.columns}
    return any(header_key(found.header) in ours for found in place.columns)


def _claim_empty_sheets(located: Located, sheets: Sequence[str], places: Sequence[Place]) -> None:
    filled = {place.sheet for place in places}
    titles = {header_key(title): title for title in reversed(sheets) if title not in filled}
    for row_class in REGISTRY.values():
        info = row_class.info
        title = titles.get(header_key(info.caption)) or titles.get(header_key(info.id))
        if title and info.id not in located.places and info.id not in located.problems:
            located.places[info.id] = Place(title, "", 1, 1, ())
