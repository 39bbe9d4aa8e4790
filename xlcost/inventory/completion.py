"""When a movement counts as completely invoiced (spec 2, 4.8)."""

from __future__ import annotations

from collections.abc import Iterable

from xlcost.inventory.history import Entry
from xlcost.inventory.ledger import Ledger
from xlcost.tables.inventory import ItemLedgerEntry

WAITING = ("Transfer", "Consumption")
"""Movements without an invoice of their own: complete when everything that supplies them is."""


def is_complete(row: ItemLedgerEntry) -> bool:
    """Whether all of the movement is invoiced."""
    return row.completely_invoiced or (row.entry_type not in WAITING and row.invoiced_quantity == row.quantity)


def complete_waiting(ledger: Ledger, entries: Iterable[Entry]) -> None:
    """Mark transfers and consumption whose suppliers are complete, and what waits for those in turn."""
    waiting = [entry for entry in entries if _may_wait(entry.row)]
    while waiting:
        entry = waiting.pop()
        if not _may_wait(entry.row) or not _suppliers_complete(ledger, entry):
            continue
        found = [supplier.row.last_invoice_date for supplier in _suppliers(ledger, entry)]
        dates = [day for day in (entry.row.last_invoice_date, *found) if day]
        ledger.change(entry.row, completely_invoiced=True, last_invoice_date=max(dates, default=None))
        waiting += _dependants(ledger, entry)


def with_dependants(ledger: Ledger, entries: Iterable[Entry]) -> list[Entry]:
    """The movements and what they supply or pass their cost to, each once."""
    found: dict[int, Entry] = {}
    for entry in entries:
        if entry.no not in found:
            found[entry.no] = entry
            found.update((each.no, each) for each in _dependants(ledger, entry))
    return list(found.values())


def _dependants(ledger: Ledger, entry: Entry) -> list[Entry]:
    numbers = [use.outbound_item_entry_no for use in entry.uses]
    numbers += [fed.inbound_item_entry_no for fed in entry.fed]
    return [dependant for no in numbers if (dependant := ledger.entry(no)) is not None]


def _may_wait(row: ItemLedgerEntry) -> bool:
    return row.entry_type in WAITING and not row.completely_invoiced and row.invoiced_quantity == row.quantity


def _suppliers(ledger: Ledger, entry: Entry) -> list[Entry]:
    numbers = [use.inbound_item_entry_no for use in entry.supplies]
    if entry.source is not None:
        numbers.append(entry.source.outbound_item_entry_no)
    return [supplier for no in numbers if (supplier := ledger.entry(no)) is not None]


def _suppliers_complete(ledger: Ledger, entry: Entry) -> bool:
    if entry.row.quantity < 0 and entry.row.remaining_quantity:
        return False
    return all(is_complete(supplier.row) for supplier in _suppliers(ledger, entry))
