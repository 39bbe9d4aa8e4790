"""Explanations: from a table and a key as typed to the steps behind that row (spec 0, 7 `explain`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from xlcost.books import Books
from xlcost.close import cell_problem
from xlcost.operations import EXPLAINERS, Step, When, columns_of
from xlcost.problems import OperationError, Problem, fail
from xlcost.tables.columns import REGISTRY, Row, header_key
from xlcost.tables.general_ledger import GLEntry
from xlcost.tables.inventory import GLItemLedgerRelation
from xlcost.tables.projects import WIPGLEntry

LISTED_ORIGINS = 20
"""Of an entry that was made of more rows, so many are shown."""
Faults = dict[str, list[Problem]]
"""Problems of single rows, by the key of the row."""
Origins = Sequence[tuple[str, str]]
"""Tables and keys of the rows that a row was made of."""


def explained(books: Books, table: str, key: str) -> Sequence[Step]:
    """How the row of that table and key came about. `TABLE_UNKNOWN` or `NOTHING_TO_EXPLAIN` when there is none."""
    table_id = next((each for each in REGISTRY if header_key(each) == header_key(table)), "")
    if table_id not in EXPLAINERS:
        raise fail("TABLE_UNKNOWN", table=table, tables=", ".join(sorted(EXPLAINERS)))
    explainer, reads = EXPLAINERS[table_id]
    faults: Faults = {}
    for row_class in reads:
        stop, of_rows = _readable(books, row_class, reads[row_class])
        faults |= of_rows if row_class.info.id == table_id else {}
        if stop:
            raise OperationError(*stop)
    if key.strip() in faults:
        return [Step(f"Row {key} is skipped: {found.sentence}", found.where) for found in faults[key.strip()]]
    steps = explainer(books, key.strip())
    if not steps:
        raise fail("NOTHING_TO_EXPLAIN", books.named(table_id).where(), table=table_id, key=key)
    return [*steps, *_behind(books, _ORIGINS[table_id](books, key.strip()))] if table_id in _ORIGINS else steps


def _behind(books: Books, origins: Origins) -> Iterator[Step]:
    """What another area tells of the origins: all of a single one, the first step of each of several."""
    for table_id, key in origins[:LISTED_ORIGINS]:
        try:
            steps = explained(books, table_id, key)
        except OperationError as refused:
            steps = [Step(f"Made of {table_id} {key}: {each.sentence}", each.where) for each in refused.problems]
        for step in steps[: 1 if len(origins) > 1 else None]:
            yield replace(step, level=step.level + 1)
    if len(origins) > LISTED_ORIGINS:
        yield Step(f"... and {len(origins) - LISTED_ORIGINS} more rows that it was made of", level=1)


def _origins_of_gl_entry(books: Books, key: str) -> Origins:
    """The WIP booking or the value entries that a G/L entry was made of."""
    number = int(key) if key.isdecimal() else 0
    columns = ("gl_entry_no", "balancing_gl_entry_no", "reversal_gl_entry_no", "reversal_balancing_gl_entry_no")
    bookings = [row.entry_no for row in books[WIPGLEntry].rows if number in (getattr(row, each) for each in columns)]
    values = {row.value_entry_no: None for row in books[GLItemLedgerRelation].by("gl_entry_no").get(number, ())}
    values |= {row.value_entry_no: None for row in books[GLEntry].by("entry_no").get(number, ()) if row.value_entry_no}
    return [("wip_gl_entries", str(each)) for each in bookings] + [("value_entries", str(each)) for each in values]


_ORIGINS: Mapping[str, Callable[[Books, str], Origins]] = {GLEntry.info.id: _origins_of_gl_entry}
"""Tables whose rows one area explains and another one made."""


def _readable(books: Books, row_class: type[Row], columns: str | When) -> tuple[list[Problem], Faults]:
    """Set faulty rows of a table aside: the problems that make it unreadable, and those of single rows by their key."""
    table = books[row_class]
    read = columns_of(columns, books)
    if read is not None:
        read |= frozenset(books.dimension_codes)
    if not table.info.tolerant:
        return list(table.problems), {}
    table.set_aside(read)
    faults: Faults = {}
    for each in table.cell_problems:
        if (read is None or each.column in read) and table.info.keys:
            faults.setdefault(str(getattr(each.row, table.info.keys[-1])), []).append(cell_problem(table, each))
    return list(table.problems), faults
