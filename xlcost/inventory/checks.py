"""What a transaction row must be before anything of it is posted (spec 2, 4.1 and 4.11)."""

from __future__ import annotations

from collections.abc import Callable

from xlcost.cells import ClosingDate
from xlcost.inventory.non_inventory import takes_no_stock
from xlcost.inventory.posting import REFERENCES, Poster
from xlcost.tables.inventory import ItemTransaction, Location, ProductionOrder

_WITHOUT_STOCK = ("Capacity",)
_ON_OTHER_ENTRIES = ("Item Charge", "Invoice", "Revaluation", *_WITHOUT_STOCK)
_OF_ORDERS = ("Consumption", "Output")
_NEVER_INVOICED_LATER = ("Transfer", "Consumption", "Assembly Consumption", "Assembly Output")
_QUANTITY_OPTIONAL = ("Item Charge", "Revaluation")


def check_date(p: Poster, t: ItemTransaction) -> None:
    """Inside the user's permitted dates, after the last closed inventory period, and no closing date."""
    if isinstance(t.posting_date, ClosingDate) or not p.settings.user_range.permits(t.posting_date):
        raise p.refuse(t, "POSTING_DATE_NOT_ALLOWED", "posting_date", posting_date=t.posting_date)
    closed = p.settings.closed_until
    if closed and t.posting_date <= closed:
        raise p.refuse(t, "INVENTORY_PERIOD_CLOSED", "posting_date", posting_date=t.posting_date, ending_date=closed)


def check_rate(p: Poster, t: ItemTransaction) -> None:
    """The additional reporting currency, where there is one, has a rate on the posting date."""
    currency = p.settings.reporting_currency
    if currency and currency.factor(t.posting_date) is None:
        raise p.refuse(t, "NO_EXCHANGE_RATE", "posting_date", **currency.facts(t.posting_date))


def check_item(p: Poster, t: ItemTransaction) -> None:
    """The item exists, is not blocked, has stock, and its stock is known; production may take in others (9.6)."""
    if t.transaction_type in _WITHOUT_STOCK and not t.item_no:
        return
    item_no = p.item_no(t)
    item = p.known_item(item_no)
    if item is None:
        raise p.refuse(t, "ITEM_NOT_FOUND", "item_no", item_no=item_no)
    if item.blocked:
        raise p.refuse(t, "ITEM_BLOCKED", "item_no", item_no=item_no)
    if t.transaction_type in _WITHOUT_STOCK:
        return
    if item.type != "Inventory" and takes_no_stock(p, t):
        return
    if item.type != "Inventory":
        raise p.refuse(t, "ITEM_NOT_INVENTORY", "item_no", item_no=item_no, type=item.type)
    if p.ledger.history(item_no).imported_values_only:
        raise p.refuse(t, "ITEM_LEDGER_MISSING", "item_no", item_no=item_no)


def check_locations(p: Poster, t: ItemTransaction) -> None:
    """Locations that are named exist; a transfer goes to another one."""
    for column in ("location_code", "new_location_code"):
        code = getattr(t, column)
        if code and p.books[Location].rows and p.books[Location].get(code) is None:
            raise p.refuse(t, "LOCATION_NOT_FOUND", column, location_code=code, why="does not exist")
    if t.transaction_type == "Transfer" and t.location_code == t.new_location_code:
        why = "is where the goods are already"
        raise p.refuse(t, "LOCATION_NOT_FOUND", "new_location_code", location_code=t.new_location_code, why=why)


def check_quantity(p: Poster, t: ItemTransaction) -> None:
    """There is a quantity, and all or nothing of it is invoiced; what has no invoice of its own has actual cost."""
    if t.quantity == 0 and t.transaction_type not in _QUANTITY_OPTIONAL:
        raise p.refuse(t, "QUANTITY_ZERO", "quantity", quantity=t.quantity)
    permitted = (None, t.quantity) if t.transaction_type in _NEVER_INVOICED_LATER else (None, 0, t.quantity)
    if t.transaction_type not in _ON_OTHER_ENTRIES and t.invoiced_quantity not in permitted:
        raise p.refuse(
            t,
            "INVOICED_QUANTITY_INVALID",
            "invoiced_quantity",
            transaction_type=t.transaction_type,
            quantity=t.quantity,
            invoiced_quantity=t.invoiced_quantity,
        )


def check_serial(p: Poster, t: ItemTransaction) -> None:
    """Items costed by specific units need the serial number."""
    if t.transaction_type in _ON_OTHER_ENTRIES:
        return
    item = p.item(t)
    if item.type == "Inventory" and item.costing_method == "Specific" and not t.serial_no:
        raise p.refuse(t, "SERIAL_REQUIRED", "serial_no", item_no=t.item_no)


_DROP_SHIPPED = ("Purchase", "Purchase Return", "Sale", "Sale Return")


def check_drop_shipment(p: Poster, t: ItemTransaction) -> None:
    """Only purchases, sales and their returns are drop-shipped, and all but the purchase name where they come from.

    Rows about another entry follow that entry, whatever they say.
    """
    if not t.drop_shipment or t.transaction_type in REFERENCES:
        return
    if t.transaction_type not in _DROP_SHIPPED:
        raise p.refuse(t, "DROP_SHIPMENT_NOT_ALLOWED", "drop_shipment", transaction_type=t.transaction_type)
    goes_out = (t.transaction_type in ("Sale", "Purchase Return")) == (t.quantity > 0)
    stem = "applies_to" if goes_out else "applies_from"
    is_named = getattr(t, f"{stem}_line") or getattr(t, f"{stem}_entry")
    if not is_named and (goes_out or not t.transaction_type.startswith("Purchase")):
        raise p.refuse(t, "DROP_SHIPMENT_NOT_APPLIED", f"{stem}_line", transaction_type=t.transaction_type, field=stem)


def _is_capacity(t: ItemTransaction) -> bool:
    return t.transaction_type == "Capacity"


def check_order(p: Poster, t: ItemTransaction) -> None:
    """A production order that is named exists and is not finished."""
    if t.order_type not in ("", "Production"):
        return
    if not (t.transaction_type in _OF_ORDERS or t.order_type == "Production" or (t.order_no and _is_capacity(t))):
        return
    order = p.order(t)
    if order is None:
        raise p.refuse(t, "ORDER_NOT_FOUND", "order_no", order_no=t.order_no, order_line_no=t.order_line_no)
    if order.status == "Finished":
        where = p.books[ProductionOrder].where(order, "status")
        raise p.refuse(t, "ORDER_FINISHED", "order_no", order_no=t.order_no, status_at=str(where))


CHECKS: tuple[Callable[[Poster, ItemTransaction], None], ...] = (
    check_item,
    check_date,
    check_rate,
    check_locations,
    check_quantity,
    check_serial,
    check_drop_shipment,
    check_order,
)
