"""When a movement counts as completely invoiced (spec 2, 4.8)."""

from __future__ import annotations

from collections.abc import Iterable

from xlcost.inventory.ledger import Entry, Ledger
from xlcost.tables.inventory import ItemLedgerEntry

WAITING = ("Transfer", "Consumption")
"""Movements without an invoice of their own: complete when everything that supplies them is."""


def is_complete(row: ItemLedgerEntry) -> bool:
    """Whether all of the movement is invoiced."""
    return row.completely_invoiced or (row.entry_type not in WAITING and row.invoiced_quantity == row.quantity)


def complete_waiting(ledger: Ledger, entries: Iterable[Entry]) -> None:
    """Mark transfers and consumption whose suppliers are complete; `entries` in order of number."""
    for entry in entries:
        row = entry.row
        if row.entry_type not in WAITING or row.completely_invoiced or row.invoiced_quantity != row.quantity:
            continue
        if row.quantity < 0 and row.remaining_quantity:
            continue
        suppliers = [use.inbound_item_entry_no for use in entry.supplies]
        if entry.source is not None:
            suppliers.append(entry.source.outbound_item_entry_no)
        found = [supplier.row for no in suppliers if (supplier := ledger.entry(no)) is not None]
        if all(is_complete(each) for each in found):
            dates = [each.last_invoice_date for each in (row, *found) if each.last_invoice_date]
            ledger.change(row, completely_invoiced=True, last_invoice_date=max(dates, default=None))
