"""What in imported ledgers names something that is not there: one warning a kind, at its first row (spec 2, 4.12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from xlcost.books import Books, Table
from xlcost.problems import Problem, problem
from xlcost.tables.general_ledger import GLEntry
from xlcost.tables.inventory import GLItemLedgerRelation, ItemLedgerEntry, ValueEntry


def import_warnings(books: Books) -> list[Problem]:
    """Warnings on value entries, and relations without their entries; none where all is well."""
    relations = books[GLItemLedgerRelation]
    lines, known = _numbers(books[GLEntry]), _numbers(books[ValueEntry])
    no_line = [row for row in relations.rows if row.gl_entry_no not in lines]
    no_value = [row for row in relations.rows if row.value_entry_no not in known]
    return [
        *value_entry_warnings(books, books[ValueEntry].rows),
        *_warned(relations, no_line, "RELATION_ENTRY_MISSING", "gl_entry_no"),
        *_warned(relations, no_value, "RELATION_ENTRY_MISSING", "value_entry_no"),
    ]


def value_entry_warnings(books: Books, entries: Iterable[ValueEntry]) -> list[Problem]:
    """Of the entries, those of movements without an item, and those whose movement is not among the imported ones."""
    values, movements = books[ValueEntry], _numbers(books[ItemLedgerEntry])
    without_item, lost = [], []
    for row in entries:
        number = row.item_ledger_entry_no
        if not row.item_no and (number or row.item_ledger_entry_type):
            without_item.append(row)
        if number and movements and number not in movements:
            lost.append(row)
    return [
        *_warned(values, without_item, "VALUE_ENTRY_WITHOUT_ITEM", "item_no"),
        *_warned(values, lost, "ITEM_LEDGER_ENTRY_MISSING", "item_ledger_entry_no"),
    ]


def _numbers(table: Table[Any]) -> set[int]:
    return {row.entry_no for row in (*table.rows, *table.aside)}


def _warned(table: Table[Any], rows: Sequence[Any], code: str, column: str) -> list[Problem]:
    if not rows:
        return []
    first = rows[0]
    facts: dict[str, Any] = {"count": len(rows), "field": column, "reference": getattr(first, column)}
    return [problem(code, table.where(first, column), **facts)]
