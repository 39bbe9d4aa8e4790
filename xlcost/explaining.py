"""Explanations: from a table and a key as typed to the steps behind that row (spec 0, 7 `explain`)."""

from __future__ import annotations

from collections.abc import Sequence

from xlcost.books import Books
from xlcost.operations import EXPLAINERS, Step
from xlcost.problems import fail
from xlcost.tables.columns import REGISTRY, header_key


def explained(books: Books, table: str, key: str) -> Sequence[Step]:
    """How the row of that table and key came about. `TABLE_UNKNOWN` or `NOTHING_TO_EXPLAIN` when there is none."""
    table_id = next((each for each in REGISTRY if header_key(each) == header_key(table)), "")
    if table_id not in EXPLAINERS:
        raise fail("TABLE_UNKNOWN", table=table, tables=", ".join(sorted(EXPLAINERS)))
    explainer, reads = EXPLAINERS[table_id]
    stop = [found for row_class in reads for found in books[row_class].problems]
    if stop:
        raise fail("COLUMN_MISSING", stop[0].where, **stop[0].facts)
    steps = explainer(books, key.strip())
    if not steps:
        raise fail("NOTHING_TO_EXPLAIN", books.named(table_id).where(), table=table_id, key=key)
    return steps
