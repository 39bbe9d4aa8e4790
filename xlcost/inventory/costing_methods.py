"""Costing methods: in which order increases are used up, and which entries belong together (spec 2, 4.7)."""

from __future__ import annotations

from collections.abc import Callable

from xlcost.tables.inventory import Item, ItemLedgerEntry

Rank = tuple[int, int]
PoolKey = tuple[str, str, str, str]


def oldest_first(entry: ItemLedgerEntry) -> Rank:
    """Earliest posting date, then lowest number."""
    return entry.posting_date.toordinal(), entry.entry_no


def newest_first(entry: ItemLedgerEntry) -> Rank:
    """Latest posting date, then highest number."""
    return -entry.posting_date.toordinal(), -entry.entry_no


ORDER_OF_USE: dict[str, Callable[[ItemLedgerEntry], Rank]] = {
    "FIFO": oldest_first,
    "LIFO": newest_first,
    "Average": oldest_first,
    "Standard": oldest_first,
    "Specific": oldest_first,
}
"""Costing method -> rank of an open increase; the lowest rank is used first."""


def pool_key(item: Item, entry: ItemLedgerEntry) -> PoolKey:
    """Entries are applied to each other within item, variant, location and, where tracked, serial and lot number."""
    if item.item_tracking_code or item.costing_method == "Specific":
        return entry.variant_code, entry.location_code, entry.serial_no, entry.lot_no
    return entry.variant_code, entry.location_code, "", ""
