"""Consumption of items that have no stock: their cost joins the output of the production order (spec 2, 9.6).

What was bought as an expense was expensed when it was bought. So nothing of it is inventoriable, and nothing of it is
posted to the G/L, until the output takes the cost in with a value entry `Direct Cost - Non Inventory`.
"""

from __future__ import annotations

from xlcost.inventory.history import Entry
from xlcost.inventory.movements import movement_of
from xlcost.inventory.posting import Poster
from xlcost.rules.money import ZERO
from xlcost.tables.inventory import ItemTransaction, ValueEntry

_OF_STOCK = movement_of("Consumption", -1)
_APPLICATIONS = ("applies_to_line", "applies_to_entry", "applies_from_line", "applies_from_entry")


def takes_no_stock(p: Poster, t: ItemTransaction) -> bool:
    """Whether the row may name an item without stock: consumption of production, and the setup includes its cost."""
    return (
        t.transaction_type == "Consumption"
        and t.order_type in ("", "Production")
        and p.settings.setup.include_non_inventory_cost
    )


def post_consumption(p: Poster, t: ItemTransaction) -> Entry:
    """Consumption of an item that has stock, or that has none (checked before)."""
    return _OF_STOCK(p, t) if p.item(t).type == "Inventory" else _post_without_stock(p, t)


def _post_without_stock(p: Poster, t: ItemTransaction) -> Entry:
    """A movement with nothing open, no application, and a cost that is not inventoriable."""
    item = p.item(t)
    for column in _APPLICATIONS:
        if getattr(t, column):
            raise p.refuse(t, "APPLICATION_WITHOUT_STOCK", column, item_no=item.item_no, type=item.type, field=column)
    quantity = -t.quantity
    entry = p.movement(t, "Consumption", quantity, t.location_code)
    p.ledger.change(
        entry.row,
        remaining_quantity=ZERO,
        open=False,
        invoiced_quantity=quantity,
        completely_invoiced=True,
        last_invoice_date=t.posting_date,
    )
    unit_cost = t.unit_cost
    if unit_cost is None:
        unit_cost = p.settings.issue_cost(item, t.location_code, t.variant_code, t.posting_date)
    p.value(
        t,
        entry,
        t.posting_date,
        inventoriable=False,
        valued_quantity=quantity,
        invoiced_quantity=quantity,
        cost_per_unit=unit_cost,
        cost_amount_non_invtbl=p.settings.amount(unit_cost * quantity),
    )
    return entry


def is_non_inventory(value: ValueEntry) -> bool:
    """Whether a value entry of consumption is the cost of an item without stock."""
    return not value.inventoriable and value.item_ledger_entry_type == "Consumption"
