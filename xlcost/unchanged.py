"""Whether a change says anything new: a run that would change nothing but its own log writes nothing (spec 0, 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from xlcost.books import Table
from xlcost.cells import ClosingDate, Formula, RawCell, Value
from xlcost.tables.columns import header_key
from xlcost.tables.kinds import Kind, Reading, read_column
from xlcost.workbook.model import Place, RawTable, TableChange

ReadPlace = Callable[[Place, Sequence[int]], RawTable]
BOOKKEEPING: Mapping[str, frozenset[str]] = {
    "run_log": frozenset({"*"}),
    "run_plan": frozenset({"outcome", "message"}),
    "problems": frozenset({"run_no"}),
    "skipped_entries": frozenset({"run_no"}),
}
"""Columns that do not make a change by themselves; `*` = the whole table."""
ONLY_REPEATED = frozenset({"ALLOC_ALREADY_RUN"})
"""Warnings that a rerun of the plan brings because the run before it did its work (spec 1, 5.4)."""


def matters(table: Table[Any], change: TableChange, read: ReadPlace, reading: Reading) -> bool:
    """Whether the change is more than bookkeeping of the run."""
    ignored = BOOKKEEPING.get(change.table, frozenset())
    if "*" in ignored:
        return False
    if change.removed or any(column not in ignored for _, column, _ in change.updates):
        return True
    if change.replace and change.place is None:
        return len(_telling(change.table, change.appended.get("code", ()), _length(change))) > 0
    return differs(table, change, read, reading, ignored) if change.replace else _length(change) > 0


def differs(
    table: Table[Any], change: TableChange, read: ReadPlace, reading: Reading, ignored: Iterable[str] = ()
) -> bool:
    """Whether a replaced table would change in a column that is not ignored; other changes always do."""
    place = change.place
    if not change.replace or place is None:
        return True
    headers = {header_key(found.header): found.index for found in place.columns}
    numbers = {column.key: headers.get(header_key(column.header), 0) for column in change.columns}
    if not all(numbers.values()):
        return True
    written = {column.header for column in change.columns}
    stale = [each.index for each in place.columns if each.index in change.headings and each.header not in written]
    if _holds_anything(read(place, stale)):
        return True
    raw = read(place, sorted(numbers.values()))
    old = _telling(change.table, raw.cells[numbers["code"]] if "code" in numbers else (), len(raw.rows))
    new = _telling(change.table, change.appended.get("code", ()), _length(change))
    if len(old) != len(new):
        return True
    kinds = {column.key: column.kind for column in table.info.columns}
    spread = next((column.kind for column in table.info.columns if column.spread), None)
    for key in (column.key for column in change.columns if column.key not in ignored):
        kind = kinds.get(key, spread)
        if kind is None:
            return True
        values, cells = change.appended[key], raw.cells[numbers[key]]
        if not _same_column(kind, _chosen(values, new), _chosen(cells, old), reading):
            return True
    return False


def _holds_anything(raw: RawTable) -> bool:
    return any(cell not in (None, 0, "") for cells in raw.cells.values() for cell in cells)


def _telling(table: str, codes: Sequence[Any], length: int) -> Sequence[int]:
    """Rows that say something of their own."""
    if table != "problems":
        return range(length)
    return [index for index, code in enumerate(codes) if code not in ONLY_REPEATED]


def _chosen(values: Sequence[Any], rows: Sequence[int]) -> Sequence[Any]:
    return values if len(rows) == len(values) else [values[index] for index in rows]


def _same_column(kind: Kind, values: Sequence[Value], cells: Sequence[Any], reading: Reading) -> bool:
    found, faults = read_column(kind, cells, reading)
    wanted, _ = read_column(kind, [_as_read(value) for value in values], Reading())
    return not faults and found == wanted


def _as_read(value: Value) -> RawCell:
    """The raw cell that the written value becomes."""
    if isinstance(value, Formula):
        value = value.value
    if isinstance(value, ClosingDate):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def _length(change: TableChange) -> int:
    return len(next(iter(change.appended.values()), ()))
