"""The running unit cost of an item: after a posting and after a cost adjustment (spec 2, 4.6)."""

from __future__ import annotations

from decimal import Decimal

from xlcost.inventory.history import Entry, ItemHistory
from xlcost.inventory.ledger import Ledger
from xlcost.inventory.settings import Settings
from xlcost.rules.money import ZERO


def after_receipt(ledger: Ledger, settings: Settings, entry: Entry, amount: Decimal, quantity: Decimal) -> None:
    """An invoiced direct cost came in: it is the last direct cost.

    It is also the unit cost when there was none, or when the invoiced stock is not more than what came in. A drop
    shipment brings no stock.
    """
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
        last = next((each for each in reversed(entries) if each.row.quantity < 0), None)
        found = last.cost / last.row.quantity if last else ZERO
    if found > 0:
        ledger.change(item, unit_cost=settings.unit_cost(found))
