"""The running unit cost of an item: after a posting and after a cost adjustment (spec 2, 4.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from xlcost.inventory.history import Entry, ItemHistory
from xlcost.inventory.ledger import Ledger
from xlcost.inventory.settings import Settings
from xlcost.rules.money import ZERO
from xlcost.tables.inventory import Item


def after_receipt(ledger: Ledger, settings: Settings, entry: Entry, amount: Decimal, quantity: Decimal) -> None:
    """An invoiced direct cost came in: it is the last direct cost. What came in for nothing says nothing of it.

    It is also the unit cost when there was none, or when the invoiced stock is not more than what came in. A drop
    shipment brings no stock.
    """
    if amount <= 0:
        return
    history = ledger.history(entry.row.item_no)
    item = history.item
    last = settings.unit_cost(amount / quantity)
    ledger.change(item, last_direct_cost=last)
    if item.costing_method == "Standard":
        return
    is_stock = not entry.row.drop_shipment
    if item.unit_cost == 0 or (is_stock and ZERO < history.invoiced_stock <= quantity):
        ledger.change(item, unit_cost=last)


def after_adjustment(ledger: Ledger, settings: Settings, history: ItemHistory) -> None:
    """The average of what is in stock; without stock the cost of the last decrease. For Standard the standard cost.

    Drop shipments never were in stock and do not count.
    """
    item = history.item
    if item.costing_method == "Standard" and item.unit_cost != item.standard_cost:
        ledger.change(item, unit_cost=item.standard_cost)
    if item.costing_method == "Standard":
        return
    entries = [entry for entry in history.entries.values() if not entry.row.drop_shipment]
    cost = quantity = ZERO
    is_open = False
    for entry in entries:
        quantity += entry.row.quantity
        is_open = is_open or entry.row.remaining_quantity != 0
        for value in entry.values:
            cost += value.cost_amount_actual + value.cost_amount_expected
    if quantity:
        found = cost / quantity
    elif is_open:
        return
    else:
        last = _last_decrease(item, entries)
        found = last.cost / last.row.quantity if last else ZERO
    if found > 0:
        ledger.change(item, unit_cost=settings.unit_cost(found))


def _last_decrease(item: Item, entries: Iterable[Entry]) -> Entry | None:
    """The last by valuation date, then location, variant and number; of Average items one that the average values."""

    def order(entry: Entry) -> tuple[bool, dt.date, str, str, int]:
        row = entry.row
        valued = entry.by_average or item.costing_method != "Average"
        return valued, entry.valuation_date, row.location_code, row.variant_code, entry.no

    return max((entry for entry in entries if entry.row.quantity < 0 and entry.values), key=order, default=None)
