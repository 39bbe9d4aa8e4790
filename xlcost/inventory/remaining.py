"""Quantities that remain of item ledger entries on a day (spec 2, 8.2 and 14.3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from xlcost.books import Books
from xlcost.rules.money import ZERO
from xlcost.tables.inventory import Item, ItemApplicationEntry, ItemLedgerEntry


def remaining_on(books: Books, day: dt.date | None) -> dict[int, Decimal]:
    """Item ledger entry -> what remains of it on the day, of the entries posted up to it; no day = all of them.

    An application counts from its own date on, once both ends are posted. Items without stock have none.
    """
    without_stock = {item.item_no for item in books[Item].rows if item.type != "Inventory"}
    remaining = {
        entry.entry_no: entry.quantity
        for entry in books[ItemLedgerEntry].rows
        if (day is None or entry.posting_date <= day) and entry.item_no not in without_stock
    }
    for application in books[ItemApplicationEntry].rows:
        inbound, outbound = application.inbound_item_entry_no, application.outbound_item_entry_no
        if application.item_ledger_entry_no != outbound or not (inbound in remaining and outbound in remaining):
            continue
        if day is None or application.posting_date is None or application.posting_date <= day:
            applied = -abs(application.quantity)
            remaining[inbound] += applied
            remaining[outbound] -= applied
    return {number: quantity if quantity else ZERO for number, quantity in remaining.items()}
