"""The entries of one item: their values and applications, and which of them are open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from heapq import heappop, heappush
from itertools import count

from xlcost.inventory.costing_methods import ORDER_OF_USE, PoolKey, Rank, oldest_first, pool_key
from xlcost.rules.money import ZERO
from xlcost.tables.inventory import Item, ItemApplicationEntry, ItemLedgerEntry, ValueEntry

CONSUMPTION = ("Consumption", "Assembly Consumption")
OUTPUT = ("Output", "Assembly Output")
"""Movements whose cost is a share of the cost of their order."""


class Entry:
    """One item ledger entry with everything that is known of it."""

    __slots__ = ("fed", "row", "source", "supplies", "uses", "values")

    def __init__(self, row: ItemLedgerEntry) -> None:
        self.row = row
        self.values: list[ValueEntry] = []
        self.supplies: list[ItemApplicationEntry] = []
        """Of a decrease: the applications to the increases that supply it."""
        self.uses: list[ItemApplicationEntry] = []
        """Of an increase: the applications of decreases to it."""
        self.source: ItemApplicationEntry | None = None
        """Of an increase: the application from the decrease whose cost it takes (return, transfer-in)."""
        self.fed: list[ItemApplicationEntry] = []
        """Of a decrease: the applications of increases that take its cost."""

    @property
    def no(self) -> int:
        """Entry number."""
        return self.row.entry_no

    @property
    def by_average(self) -> bool:
        """Whether it is valued by the average of its period; a drop shipment never is."""
        return bool(self.values) and self.values[0].valued_by_average_cost and not self.row.drop_shipment

    @property
    def valuation_date(self) -> dt.date:
        """Valuation date of its direct cost."""
        return valued_on(self.values[0]) if self.values else self.row.posting_date

    @property
    def cost(self) -> Decimal:
        """Actual and expected cost, all value entries."""
        return sum((value.cost_amount_actual + value.cost_amount_expected for value in self.values), ZERO)

    def is_charge(self, value: ValueEntry) -> bool:
        """Whether one of its values is an item charge: direct cost that brings no quantity (4.2); a code may lack."""
        if value.item_charge_no or value is self.values[0]:
            return bool(value.item_charge_no)
        if value.entry_type != "Direct Cost" or value.expected_cost or value.adjustment:
            return False
        return not (value.invoiced_quantity or value.item_ledger_entry_quantity or value.cost_amount_expected)


def valued_on(value: ValueEntry) -> dt.date:
    """Valuation date of a value entry; blank = its posting date."""
    return value.valuation_date or value.posting_date


def used_on(value: ValueEntry) -> dt.date:
    """From when a decrease took something: a fixed application may be valued before it was posted (4.9)."""
    return max(valued_on(value), value.posting_date)


class Pool:
    """Open entries of one item, variant, location and tracking number. Closed ones are dropped when met.

    Drop shipments are never in it: they are no stock.
    """

    def __init__(self, rank: Callable[[ItemLedgerEntry], Rank]) -> None:
        self._rank = rank
        # the last number settles ties: an entry taken back leaves its number to another, and one may stand here twice
        self.increases: list[tuple[Rank, int, int, Entry]] = []
        self.decreases: list[tuple[Rank, int, int, Entry]] = []
        self._serial = count()

    def add(self, entry: Entry) -> None:
        """An entry with something open; a drop shipment stays out."""
        if entry.row.drop_shipment:
            return
        if entry.row.quantity > 0:
            heappush(self.increases, (self._rank(entry.row), entry.no, next(self._serial), entry))
        else:
            heappush(self.decreases, (oldest_first(entry.row), entry.no, next(self._serial), entry))

    def next_increase(self) -> Entry | None:
        """The open increase to be used first."""
        while self.increases:
            entry = self.increases[0][3]
            if entry.row.remaining_quantity > 0:
                return entry
            heappop(self.increases)
        return None

    def take_increase(self) -> Entry:
        """The increase that `next_increase` found, taken out; put it back with `add` while something of it is open."""
        return heappop(self.increases)[3]

    def take_decrease(self) -> Entry | None:
        """The oldest open decrease, taken out; put it back with `add` while something of it is open."""
        while self.decreases:
            entry = heappop(self.decreases)[3]
            if entry.row.remaining_quantity < 0:
                return entry
        return None


class ItemHistory:
    """All entries of one item, in order of number."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.entries: dict[int, Entry] = {}
        self.invoiced_stock = ZERO
        self.imported_values_only = False
        """There are value entries but no item ledger entries, so the stock is not known."""
        self._pools: dict[PoolKey, Pool] | None = None

    def pool(self, row: ItemLedgerEntry) -> Pool:
        """The open entries that the row may be applied to."""
        if self._pools is None:
            self._pools = {}
            for entry in self.entries.values():
                if entry.row.remaining_quantity:
                    self.pool(entry.row).add(entry)
        key = pool_key(self.item, row)
        found = self._pools.get(key)
        if found is None:
            found = self._pools[key] = Pool(ORDER_OF_USE[self.item.costing_method])
        return found

    def link(self, row: ItemApplicationEntry) -> None:
        """Hang an application of the table on the entries that it links."""
        inbound = self.entries.get(row.inbound_item_entry_no)
        outbound = self.entries.get(row.outbound_item_entry_no)
        if inbound is None or outbound is None:
            return
        if row.item_ledger_entry_no == row.inbound_item_entry_no:
            inbound.source = row
            outbound.fed.append(row)
        else:
            outbound.supplies.append(row)
            inbound.uses.append(row)
