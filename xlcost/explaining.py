"""Explanations: from a table and a key as typed to the steps behind that row (spec 0, 7 `explain`)."""

from __future__ import annotations

from collections.abc import Sequence

from xlcost.books import Books
from xlcost.close import cell_problem
from xlcost.operations import ALL, EXPLAINERS, Step
from xlcost.problems import OperationError, Problem, fail
from xlcost.tables.columns import REGISTRY, Row, header_key


def explained(books: Books, table: str, key: str) -> Sequence[Step]:
    """How the row of that table and key came about. `TABLE_UNKNOWN` or `NOTHING_TO_EXPLAIN` when there is none."""
    table_id = next((each for each in REGISTRY if header_key(each) == header_key(table)), "")
    if table_id not in EXPLAINERS:
        raise fail("TABLE_UNKNOWN", table=table, tables=", ".join(sorted(EXPLAINERS)))
    explainer, reads = EXPLAINERS[table_id]
    faults: dict[str, list[Problem]] = {}
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
    return steps


def _readable(books: Books, row_class: type[Row], columns: str) -> tuple[list[Problem], dict[str, list[Problem]]]:
    """Set faulty rows of a table aside: the problems that make it unreadable, and those of single rows by their key."""
    table = books[row_class]
    read = None if columns == ALL else frozenset(columns.split()) | frozenset(books.dimension_codes)
    if not table.info.tolerant:
        return list(table.problems), {}
    table.set_aside(read)
    faults: dict[str, list[Problem]] = {}
    for each in table.cell_problems:
        if (read is None or each.column in read) and table.info.keys:
            faults.setdefault(str(getattr(each.row, table.info.keys[-1])), []).append(cell_problem(table, each))
    return list(table.problems), faults
