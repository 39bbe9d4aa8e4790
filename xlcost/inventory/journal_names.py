"""Journal template and batch of what inventory posts to the G/L (spec 2, 2.1, 2.2 and 11.1)."""

from __future__ import annotations

from typing import Any

from xlcost.books import Books
from xlcost.problems import Problem, problem
from xlcost.tables.general_ledger import GLSetup
from xlcost.tables.inventory import InventorySetup

FIELDS = {
    "journal_templ_name": "invt_cost_jnl_template_name",
    "journal_batch_name": "invt_cost_jnl_batch_name",
}
"""Column of G/L entries -> column of the inventory setup that fills it."""


def journal_names(books: Books) -> dict[str, Any]:
    """Template and batch as columns of a G/L entry; none where the G/L setup does not demand them."""
    if not books.one(GLSetup).journal_templ_name_mandatory:
        return {}
    setup = books.one(InventorySetup)
    return {column: getattr(setup, name) for column, name in FIELDS.items()}


def missing_names(books: Books) -> list[Problem]:
    """`JOURNAL_FIELD_MISSING` where the G/L setup demands names and the inventory setup has only one of the two.

    Both blank means that the ERP gives them when the entries are taken over.
    """
    names = journal_names(books)
    if not any(names.values()):
        return []
    table = books[InventorySetup]
    return [
        problem("JOURNAL_FIELD_MISSING", table.where(table.rows[0], FIELDS[column]), field=FIELDS[column])
        for column, name in names.items()
        if not name
    ]
