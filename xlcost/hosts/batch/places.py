"""Which cells a reference in a formula means: A1 references and references to Excel tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlcost.workbook.model import Place
from xlcost.workbook.references import LAST_ROW, Area, column_index, parse_area

_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})\Z")
_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\[\]]+))!(.+)\Z", re.DOTALL)
_TABLE = re.compile(r"([^\[\]!]*)\[(.*)\]\Z", re.DOTALL)
_ITEM = re.compile(r"\[((?:[^'\[\]]|'.)*)\](?::\[((?:[^'\[\]]|'.)*)\])?", re.DOTALL)
_IN_ROW = re.compile(r"\[\s*@|#this row", re.IGNORECASE)
_QUOTED = re.compile(r"'(.)", re.DOTALL)


class NoPlace(Exception):  # noqa: N818  a verdict on a reference
    """A reference that means no cells of this workbook; the argument is the reason."""


class NotHere(NoPlace):
    """A name, or cells of another workbook: what it means is not known here."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A rectangle of a sheet."""

    sheet: str
    area: Area


class References:
    """The sheets and Excel tables of a workbook by name."""

    def __init__(self, sheets: Sequence[str], tables: Sequence[Place]) -> None:
        self._sheets: Mapping[str, str] = {title.casefold(): title for title in sheets}
        self._tables = {place.name.casefold(): place for place in tables}
        self._known: dict[tuple[str, str, int], Cells] = {}

    def cells(self, text: str, sheet: str, row: int, own: Place | None) -> Cells:
        """What a reference means in a cell of `row` of `sheet`, inside the table `own`. Raises `NoPlace`."""
        if _IN_ROW.search(text):
            return self._in_row(text, sheet, row, own)
        key = (text, sheet, id(own))
        if key not in self._known:
            self._known[key] = self._found(text, sheet, row, own)
        return self._known[key]

    def _in_row(self, text: str, sheet: str, row: int, own: Place | None) -> Cells:
        """The same columns in every row of a table."""
        key = (text, sheet, id(own))
        known = self._known.get(key)
        if known is None or not known.area.top <= row <= known.area.bottom:
            found = self._found(text, sheet, row, own)
            place = self._table(text, own)
            self._known[key] = Cells(
                found.sheet, Area(place.header_row + 1, found.area.left, place.last_row, found.area.right)
            )
            return found
        return Cells(known.sheet, Area(row, known.area.left, row, known.area.right))

    def _found(self, text: str, sheet: str, row: int, own: Place | None) -> Cells:
        match = _SHEET.match(text)
        if match and "[" not in match[0].partition("!")[0]:
            sheet, text = self.sheet(match[1].replace("''", "'") if match[1] else match[2]), match[3]
        area = parse_area(text) or _columns(text)
        if area is not None:
            return Cells(sheet, area)
        match = _TABLE.match(text)
        place = self._table(text, own)
        return Cells(place.sheet, _part(place, match[2] if match else "#Data", row))

    def _table(self, text: str, own: Place | None) -> Place:
        match = _TABLE.match(text)
        name = match[1] if match else text
        place = own if match and not name else self._tables.get(name.casefold())
        if place is None:
            raise (NoPlace if match else NotHere)(f"{text} is no table of this workbook")
        return place

    def sheet(self, name: str) -> str:
        """The title of a sheet as it stands. Raises `NoPlace`."""
        title = self._sheets.get(name.casefold())
        if title is None:
            raise (NotHere if "[" in name or ":" in name else NoPlace)(f"there is no sheet {name}")
        return title


def _columns(text: str) -> Area | None:
    match = _COLUMNS.match(text)
    if match is None:
        return None
    first, last = sorted((column_index(match[1]), column_index(match[2])))
    return Area(1, first, LAST_ROW, last)


def _part(place: Place, inside: str, row: int) -> Area:
    """The part of a table that stands between the outer brackets."""
    inside = inside.strip()
    if inside.startswith("@"):
        inside = f"[#This Row],{inside[1:] if inside[1:].startswith('[') else f'[{inside[1:]}]'}"
    if not inside.startswith("["):
        inside = f"[{inside}]"
    items = [(match[1], match[2]) for match in _ITEM.finditer(inside)]
    parts = {first.casefold() for first, _ in items if first.startswith("#")}
    columns = [(_plain(first), _plain(last or first)) for first, last in items if first and not first.startswith("#")]
    top, bottom = _rows(place, parts, row)
    numbers = [_column(place, name) for pair in columns for name in pair]
    every = [column.index for column in place.columns]
    left, right = (min(numbers), max(numbers)) if numbers else (min(every), max(every))
    if bottom < top:
        raise NoPlace(f"table {place.name} has no rows")
    return Area(top, left, bottom, right)


def _rows(place: Place, parts: set[str], row: int) -> tuple[int, int]:
    first = place.header_row + 1
    if "#this row" in parts:
        if not first <= row <= place.last_row:
            raise NoPlace(f"row {row} is no row of table {place.name}")
        return row, row
    end = place.last_row + place.has_totals
    spans = {
        "#all": (place.header_row, end),
        "#headers": (place.header_row, place.header_row),
        "#totals": (end, end),
        "#data": (first, place.last_row),
    }
    chosen = [spans[part] for part in sorted(parts) if part in spans] or [spans["#data"]]
    return min(top for top, _ in chosen), max(bottom for _, bottom in chosen)


def _plain(name: str) -> str:
    return _QUOTED.sub(r"\1", name).strip()


def _column(place: Place, name: str) -> int:
    for column in place.columns:
        if column.header.casefold() == name.casefold():
            return column.index
    raise NoPlace(f"table {place.name} has no column {name}")
