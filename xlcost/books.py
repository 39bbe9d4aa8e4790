"""The tables of one workbook in memory: lookups by key, appended rows, what changed, and undo (design 2).

Operations read rows and change them only through `Table.append/update/remove/replace`, so that a failed operation
can be undone as a whole and a run knows exactly which cells to write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Generic, TypeVar

from xlcost.cells import RawCell
from xlcost.problems import Problem, Where
from xlcost.tables.columns import REGISTRY, Row, TableInfo
from xlcost.tables.kinds import NAME, Reading, shown

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell of a row that could not be read; `column` is the column id."""

    row: Row
    column: str
    code: str
    raw: RawCell
    why: str
    other: str = ""
    """The other cell of a duplicate key."""


@dataclass(slots=True)
class Sheet:
    """Where a table stands: sheet title and the letter of each column, by column id (dimension columns by code)."""

    title: str
    letters: Mapping[str, str] = field(default_factory=dict)
    header_row: int = 1


class Table(Generic[R]):
    """One table. `rows` is read-only for operations; order is the sheet's, new rows follow."""

    def __init__(self, row_class: type[R], rows: Iterable[R] = (), sheet: Sheet | None = None) -> None:
        self.row_class = row_class
        self.rows: list[R] = list(rows)
        self.aside: list[R] = []
        """Rows with a fault in a column that the running operation reads; not in `rows` meanwhile."""
        self.sheet = sheet
        self.cell_problems: list[CellProblem] = []
        self.problems: list[Problem] = []
        """Faults of the table as a whole (a missing or ambiguous column): they stop every operation that reads it."""
        self.formulas: dict[tuple[int, str], str] = {}
        """Live formulas of a replaced result table: (row index, column id) -> text as in `cells.Formula`."""
        self.replaced = False
        self.read_rows: list[R] = list(self.rows)
        self._original: dict[tuple[R, str], Any] = {}
        self._saved_rows: list[R] | None = None
        self._saved_values: dict[tuple[R, str], Any] = {}
        self._saved_result: tuple[bool, dict[tuple[int, str], str]] | None = None
        self._indexes: dict[tuple[str, ...], dict[Any, list[R]]] = {}
        self._new_places: tuple[int, dict[int, int]] = (0, {})

    @property
    def info(self) -> TableInfo:
        """The declaration."""
        return self.row_class.info

    # ---- looking up

    def get(self, *key: Any) -> R | None:
        """The row with that key, None without one. Names (prices, projects) are compared ignoring case."""
        found = self.by(*self.info.keys).get(self._key(key))
        return found[0] if found else None

    def by(self, *columns: str) -> Mapping[Any, list[R]]:
        """Rows grouped by the values of columns: a value for one column, a tuple for several. Built once."""
        index = self._indexes.get(columns)
        if index is None:
            index = self._indexes[columns] = {}
            key_of = self._key_function(columns)
            for row in self.rows:
                index.setdefault(key_of(row), []).append(row)
        return index

    def _key_function(self, columns: Sequence[str]) -> Callable[[R], Any]:
        plain = attrgetter(*columns)
        if not any(self.info.column(column).kind is NAME for column in columns):
            return plain
        # codes in a key with names are upper case already, so folding them too changes nothing
        if len(columns) == 1:
            return lambda row: _caseless(plain(row))
        return lambda row: tuple(_caseless(part) for part in plain(row))

    def _key(self, key: tuple[Any, ...]) -> Any:
        if any(self.info.column(column).kind is NAME for column in self.info.keys):
            key = tuple(_caseless(part) for part in key)
        return key[0] if len(key) == 1 else key

    def where(self, row: Row | None = None, column: str = "") -> Where:
        """The cell of a row, for messages: `Cost Types!C14`."""
        title = self.sheet.title if self.sheet else self.info.caption
        number = (row.sheet_row or self._new_place(row)) if row is not None else 0
        if not number:
            return Where(self.info.id, title)
        letter = self.sheet.letters.get(column, "") if self.sheet else ""
        value = getattr(row, column, "") if column else ""
        return Where(self.info.id, title, number, letter, value if isinstance(value, str) else shown_value(value))

    def _new_place(self, row: Row) -> int:
        """The sheet row that a new row will get; 0 for a row that is not in the table, and where rows were removed."""
        count, places = self._new_places
        if count != len(self.rows):
            new = [] if self.removed_rows() else self.new_rows()
            header = self.sheet.header_row if self.sheet else 1
            last = max((each.sheet_row for each in (*self.rows, *self.aside)), default=0)
            places = {id(each): number for number, each in enumerate(new, max(last, header) + 1)}
            self._new_places = len(self.rows), places
        return places.get(id(row), 0)

    def next_number(self, column: str = "") -> int:
        """Highest number of the key column (or of `column`) + 1."""
        number_of = attrgetter(column or self.info.keys[0])
        return max((number_of(row) for row in (*self.rows, *self.aside)), default=0) + 1

    # ---- changing

    def append(self, *rows: R) -> None:
        """New rows at the end."""
        self._keep_rows()
        self.rows.extend(rows)
        for columns, index in self._indexes.items():
            key_of = self._key_function(columns)
            for row in rows:
                index.setdefault(key_of(row), []).append(row)

    def update(self, row: R, **values: Any) -> None:
        """Change cells of a row; cells that keep their value count as unchanged."""
        for column, value in values.items():
            old = getattr(row, column)
            if old is value:
                continue
            self._saved_values.setdefault((row, column), old)
            if row.sheet_row:
                self._original.setdefault((row, column), old)
            object.__setattr__(row, column, value)
        touched = set(values)
        for columns in [each for each in self._indexes if touched.intersection(each)]:
            del self._indexes[columns]

    def remove(self, rows: Iterable[R]) -> None:
        """Take rows out of the table; in the workbook the rows below move up."""
        gone = {id(row) for row in rows}
        if gone:
            self._keep_rows()
            self.rows = [row for row in self.rows if id(row) not in gone]
            self._indexes.clear()

    def replace(self, rows: Iterable[R], formulas: Mapping[tuple[int, str], str] | None = None) -> None:
        """A result table gets new content as a whole."""
        self._keep_rows()
        if self._saved_result is None:
            self._saved_result = self.replaced, self.formulas
        self.rows, self.aside = list(rows), []
        self.formulas = dict(formulas or {})
        self.replaced = True
        self._indexes.clear()

    def _keep_rows(self) -> None:
        if self._saved_rows is None:
            self._saved_rows = list(self.rows)

    # ---- all or nothing

    def commit(self) -> None:
        """What was changed stands."""
        self._new_places = (0, {})
        self._saved_rows, self._saved_result = None, None
        self._saved_values.clear()

    def rollback(self) -> None:
        """Back to the state after the last commit."""
        for (row, column), value in self._saved_values.items():
            object.__setattr__(row, column, value)
        if self._saved_rows is not None:
            self.rows = self._saved_rows
        if self._saved_result is not None:
            self.replaced, self.formulas = self._saved_result
        self._indexes.clear()
        self.commit()

    def set_aside(self, columns: frozenset[str] | None) -> None:
        """Take rows out whose fault lies in one of the columns that are read (None = all columns)."""
        faulty = {id(each.row) for each in self.cell_problems if columns is None or each.column in columns}
        if not faulty and not self.aside:
            return
        everything = sorted((*self.rows, *self.aside), key=lambda row: (row.sheet_row == 0, row.sheet_row))
        self.rows = [row for row in everything if id(row) not in faulty]
        self.aside = [row for row in everything if id(row) in faulty]
        self._indexes.clear()

    # ---- what a run has to write

    def changed_cells(self) -> list[tuple[R, str]]:
        """Cells of rows that stand in the workbook and have another value now, in sheet order."""
        changed = [(row, column) for (row, column), old in self._original.items() if getattr(row, column) != old]
        order = {column.key: index for index, column in enumerate(self.info.columns)}
        return sorted(changed, key=lambda each: (each[0].sheet_row, order[each[1]]))

    def new_rows(self) -> list[R]:
        """Rows that do not stand in the workbook yet."""
        return [row for row in self.rows if not row.sheet_row]

    def removed_rows(self) -> list[R]:
        """Rows that stand in the workbook and are no longer part of the table."""
        if self.replaced:
            return []
        here = {id(row) for row in (*self.rows, *self.aside)}
        return [row for row in self.read_rows if id(row) not in here]


def _caseless(part: Any) -> Any:
    return part.casefold() if isinstance(part, str) else part


def shown_value(value: Any) -> str:
    """A value as it reads in the `value` column of a problem."""
    if isinstance(value, (int, Mapping)) and not isinstance(value, bool):
        return str(value)
    return shown(value)


class Books:
    """All tables of a workbook. `books[CostType]` is the table of that row class, empty when the workbook has none."""

    def __init__(self, tables: Iterable[Table[Any]] = (), reading: Reading | None = None) -> None:
        self._tables: dict[str, Table[Any]] = {table.info.id: table for table in tables}
        self.reading = reading or Reading()
        self.dimension_codes: tuple[str, ...] = ()
        """Codes whose columns are dimensions in the tables that carry dimensions."""
        self.load: Callable[[type[Any]], Table[Any]] = Table
        """Reads a table when it is first asked for."""

    def __getitem__(self, row_class: type[R]) -> Table[R]:
        table = self._tables.get(row_class.info.id)
        if table is None:
            table = self._tables[row_class.info.id] = self.load(row_class)
        return table

    def named(self, table_id: str) -> Table[Any]:
        """The table of that id; `KeyError` for an id that no declaration has."""
        return self[REGISTRY[table_id]]

    def tables(self) -> list[Table[Any]]:
        """All tables met so far, in the order of the contract."""
        return sorted(self._tables.values(), key=lambda table: table.info.order)

    def one(self, row_class: type[R]) -> R:
        """The row of a one-row table; a row of defaults when it is empty."""
        rows = self[row_class].rows
        return rows[0] if rows else row_class()

    def commit(self) -> None:
        """What was changed since the last commit stands."""
        for table in self._tables.values():
            table.commit()

    def rollback(self) -> None:
        """Undo everything since the last commit."""
        for table in self._tables.values():
            table.rollback()
