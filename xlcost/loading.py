"""From raw cells to typed tables: headers matched to columns, cells parsed, keys checked (spec 0 sections 1-3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from xlcost.books import Books, CellProblem, Sheet, Table
from xlcost.cells import RawCell
from xlcost.problems import Problem, Where, problem
from xlcost.tables.columns import NOTHING, REGISTRY, Column, Row, TableInfo, header_key
from xlcost.tables.kinds import CODE, NAME, WHOLE, Reading, read_column
from xlcost.workbook.model import FoundColumn, Place, RawTable

LOADED_FIRST = ("dimensions", "dimension_values", "dimension_sets", "cost_accounting_setup", "pricing_dimensions")
"""Tables that say which other columns are dimensions."""
_SET_ID = header_key("dimension_set_id")


@dataclass(slots=True)
class Match:
    """Which column of the sheet is which column of the declaration."""

    columns: dict[str, int] = field(default_factory=dict)
    """Column id -> column number."""
    spread: dict[str, int] = field(default_factory=dict)
    """Dimension code -> column number."""
    set_id: int = 0
    """Column number of `dimension_set_id`, 0 without one."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def numbers(self) -> list[int]:
        """All column numbers that must be read."""
        numbers = {*self.columns.values(), *self.spread.values(), self.set_id}
        return sorted(numbers - {0})


def match_columns(info: TableInfo, place: Place, extra: Sequence[str]) -> Match:
    """Headers to column ids by letters and digits alone; `extra` are the dimension codes that may be columns."""
    match = Match()
    ids = _column_headers(info, extra)
    spread = next((column for column in info.columns if column.spread in {"dimensions", "pricing_dimensions"}), None)
    codes = _code_headers(extra) if spread else {}
    seen: dict[str, FoundColumn] = {}
    for found in place.columns:
        key = header_key(found.header)
        # ERPs head percents with the sign, as `Indirect Cost %`
        column, code = ids.get(key) or ids.get(header_key(found.header.replace("%", "pct"))), codes.get(key)
        answer = column.key if column else code
        if answer is None:
            if spread and key == _SET_ID:
                match.set_id = found.index
            continue
        if answer in seen:
            match.problems.append(_ambiguous(info, place, answer, seen[answer], found))
            continue
        seen[answer] = found
        (match.columns if column else match.spread)[answer] = found.index
    missing = [column for column in info.columns if column.required and column.key not in match.columns]
    match.problems += [_missing(info, place, column) for column in missing]
    return match


def _column_headers(info: TableInfo, codes: Sequence[str]) -> dict[str, Column]:
    columns = [column for column in info.columns if not column.spread]
    ids = {header_key(column.alias): column for column in columns if column.alias}
    return ids | {header_key(column.header(codes)): column for column in columns}


def _code_headers(codes: Sequence[str]) -> dict[str, str]:
    """A dimension column is headed with the code, or with the code and the word Code."""
    plain = {header_key(code): code for code in codes}
    return {header_key(f"{code} code"): code for code in codes} | plain


def _ambiguous(info: TableInfo, place: Place, answer: str, first: FoundColumn, second: FoundColumn) -> Problem:
    where = Where(info.id, place.sheet, place.header_row, letters_of(second.index), second.header)
    return problem("COLUMN_AMBIGUOUS", where, field=answer, first=first.header, second=second.header)


def _missing(info: TableInfo, place: Place, column: Column) -> Problem:
    where = Where(info.id, place.sheet, place.header_row)
    return problem("COLUMN_MISSING", where, sheet=place.sheet, field=column.caption, table=info.id)


def build_table(
    row_class: type[Row],
    place: Place,
    raw: RawTable,
    match: Match,
    reading: Reading,
    sets: Mapping[int, Mapping[str, str]],
) -> Table[Any]:
    """The typed table of raw cells. Cells that cannot be read become blank and stand in `cell_problems`."""
    info = row_class.info
    faults: list[tuple[int, str, Any, str, str]] = []
    raw = _without_blank_rows(raw, match.numbers)
    values: list[Iterable[Any]] = []
    for column in info.columns:
        if column.spread:
            values.append(_spread_values(column, raw, match, reading, sets, faults))
        elif column.key in match.columns:
            values.append(_column_values(column, raw.cells[match.columns[column.key]], reading, faults))
        else:
            values.append(repeat(column.kind.blank))
    rows = list(map(row_class, raw.rows, *values))
    letters = {key: letters_of(index) for key, index in (match.columns | match.spread).items()}
    table = Table(row_class, rows, Sheet(place.sheet, letters, place.header_row))
    table.problems = list(match.problems)
    settled = info.settled_by
    table.cell_problems = [
        CellProblem(rows[index], key, code, cell, why)
        for index, key, cell, code, why in faults
        if not (settled and getattr(rows[index], settled))
    ]
    table.cell_problems += _key_problems(table, match)
    return table


def _without_blank_rows(raw: RawTable, numbers: Sequence[int]) -> RawTable:
    """The rows that hold something in one of our columns."""
    if any(None not in raw.cells[number] for number in numbers):
        return raw
    columns = [raw.cells[number] for number in numbers]
    filled = [any(cell is not None for cell in cells) for cells in zip(*columns, strict=True)] or [False] * len(
        raw.rows
    )

    def chosen(cells: Sequence[Any]) -> list[Any]:
        return [cell for cell, keep in zip(cells, filled, strict=True) if keep]

    return RawTable(chosen(raw.rows), {number: chosen(cells) for number, cells in raw.cells.items()})


def _column_values(column: Column, cells: Sequence[RawCell], reading: Reading, faults: list[Any]) -> list[Any]:
    values, found = read_column(column.kind, cells, reading)
    faults += [(fault.index, column.key, fault.raw, fault.code, fault.why) for fault in found]
    if column.filled and not column.is_key:
        blank = column.kind.blank
        faulty = {fault.index for fault in found}
        faults += [
            (index, column.key, None, "CELL_INVALID", "is blank")
            for index, value in enumerate(values)
            if value == blank and index not in faulty
        ]
    return values


def _spread_values(
    column: Column,
    raw: RawTable,
    match: Match,
    reading: Reading,
    sets: Mapping[int, Mapping[str, str]],
    faults: list[Any],
) -> Iterable[Mapping[str, str]]:
    if column.spread == "amounts" or not (match.spread or match.set_id):
        return repeat(NOTHING)
    kind = CODE if column.spread == "dimensions" else NAME
    codes = list(match.spread)
    parsed: list[list[Any]] = []
    for code, index in match.spread.items():
        values, found = read_column(kind, raw.cells[index], reading)
        faults += [(fault.index, code, fault.raw, fault.code, fault.why) for fault in found]
        parsed.append(values)
    bases: Iterable[int] = repeat(0, len(raw.rows))
    if match.set_id:
        bases, _ = read_column(WHOLE, raw.cells[match.set_id], reading)
    known: dict[tuple[Any, ...], Mapping[str, str]] = {}

    def mapping(base: int, *values: str) -> Mapping[str, str]:
        key = (base, *values)
        found = known.get(key)
        if found is None:
            own = {code: value for code, value in zip(codes, values, strict=True) if value}
            found = known[key] = {**sets.get(base, NOTHING), **own} or NOTHING
        return found

    return map(mapping, bases, *parsed)


def _key_problems(table: Table[Any], match: Match) -> list[CellProblem]:
    info = table.info
    if info.single_row:
        return [_twice(table, row, table.rows[0], "") for row in table.rows[1:]]
    keys = [column for column in info.columns if column.is_key]
    if not keys or any(column.key not in match.columns for column in keys if column.required):
        return []
    faulty = {(id(each.row), each.column) for each in table.cell_problems}
    found = [
        CellProblem(row, column.key, "KEY_BLANK", None, "is blank")
        for column in keys
        if column.required
        for row in table.rows
        if getattr(row, column.key) == column.kind.blank and (id(row), column.key) not in faulty
    ]
    blank = {id(each.row) for each in (*table.cell_problems, *found)}
    for rows in table.by(*info.keys).values():
        sound = rows if len(rows) == 1 else [row for row in rows if id(row) not in blank]
        if len(sound) > 1 and not (keys[0].numbered and getattr(sound[0], keys[0].key) == keys[0].kind.blank):
            found += [_twice(table, row, sound[0] if row is not sound[0] else sound[1], keys[0].key) for row in sound]
    return found


def _twice(table: Table[Any], row: Row, other: Row, column: str) -> CellProblem:
    keys = [column for column in table.info.columns if column.is_key]
    values = [str(getattr(row, each.key)) if getattr(row, each.key) != each.kind.blank else "" for each in keys]
    named = ", ".join(f"{each.caption} {value or 'blank'}" for each, value in zip(keys, values, strict=True))
    why = f"{named or 'the row'} stands twice"
    key = ", ".join(filter(None, values))
    return CellProblem(row, column, "KEY_DUPLICATE", key, why, str(table.where(other, column)))


def letters_of(index: int) -> str:
    """Column letters of a column number: 1 -> A, 28 -> AB."""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


Fetch = Callable[[TableInfo], tuple[Place, Callable[[Sequence[int]], RawTable]] | None]
"""Where a table stands and how its columns are read; None when the workbook does not have it."""


def load_books(fetch: Fetch, reading: Reading) -> Books:
    """The books over a source of tables. Each table is read when it is first asked for."""
    books = Books(reading=reading)
    sets: dict[int, dict[str, str]] = {}
    pricing: list[str] = []

    def load(row_class: type[Row]) -> Table[Any]:
        info = row_class.info
        fetched = fetch(info)
        if fetched is None:
            return Table(row_class)
        place, read = fetched
        extra = books.dimension_codes
        if any(each.spread == "pricing_dimensions" for each in info.columns):
            # postings made of price lines carry G/L dimensions on; a pricing dimension of the same name wins
            extra = (*extra, *pricing)
        match = match_columns(info, place, extra)
        return build_table(row_class, place, read(match.numbers), match, reading, sets)

    books.load = load
    for table_id in LOADED_FIRST:
        if table_id in REGISTRY:
            books.named(table_id)
    books.dimension_codes = _dimension_codes(books)
    for entry in books.named("dimension_sets").rows:
        sets.setdefault(entry.id, {})[entry.code] = entry.value
    pricing += _pricing_codes(books)
    return books


def _dimension_codes(books: Books) -> tuple[str, ...]:
    codes = [row.code for row in books.named("dimensions").rows]
    codes += [row.dimension_code for row in books.named("dimension_values").rows]
    codes += [row.code for row in books.named("dimension_sets").rows]
    for setup in books.named("cost_accounting_setup").rows if "cost_accounting_setup" in REGISTRY else []:
        codes += [setup.cost_center_dimension, setup.cost_object_dimension]
    return tuple(dict.fromkeys(code for code in codes if code))


def _pricing_codes(books: Books) -> list[str]:
    if "pricing_dimensions" not in REGISTRY:
        return []
    rows = books.named("pricing_dimensions").rows
    names = [name for row in rows for name in (row.dimension, row.line_column)]
    return list(dict.fromkeys(name for name in names if name))
