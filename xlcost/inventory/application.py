"""Applying decreases to increases that supply them, and increases to decreases that wait (spec 2, 4.7)."""

from __future__ import annotations

from collections.abc import Iterable

from xlcost.inventory.cost_flow import comes_from, reached, sources
from xlcost.inventory.history import CONSUMPTION, Entry
from xlcost.inventory.ledger import Ledger, order_key
from xlcost.inventory.valuation_dates import move, supply_date


def receive(ledger: Ledger, increase: Entry, source: Entry | None = None, transferred_from: int = 0) -> None:
    """The application of an increase to itself; with a source it takes the cost of that decrease."""
    ledger.add_application(
        item_ledger_entry_no=increase.no,
        inbound_item_entry_no=increase.no,
        outbound_item_entry_no=source.no if source else 0,
        transferred_from_entry_no=transferred_from,
        quantity=increase.row.quantity,
        posting_date=increase.row.posting_date,
        cost_application=source is not None,
    )


def supply(ledger: Ledger, decrease: Entry, fixed: Entry | None, *, by_average: bool) -> None:
    """Take a new decrease from open increases in the order of the costing method; what is left stays open.

    What an order uses is not taken from goods whose cost comes from its own output, over any number of steps.
    """
    pool = ledger.history(decrease.row.item_no).pool(decrease.row)
    passed: list[Entry] = []
    while decrease.row.remaining_quantity < 0:
        increase = fixed or pool.next_increase()
        if increase is None or increase.row.remaining_quantity <= 0:
            break  # a fixed application takes from that increase only
        if not _is_made_by_own_order(ledger, decrease, increase):
            _apply(ledger, decrease, increase, by_average=by_average)
        elif fixed:
            break
        else:
            passed.append(pool.take_increase())
    for each in (*passed, decrease):
        if each.row.remaining_quantity:
            pool.add(each)


def supply_from(ledger: Ledger, decrease: Entry, increases: Iterable[Entry]) -> None:
    """Take a new decrease from these increases as far as they have something left."""
    for increase in increases:
        if decrease.row.remaining_quantity < 0 < increase.row.remaining_quantity:
            _apply(ledger, decrease, increase, by_average=False)


def cover(ledger: Ledger, increase: Entry) -> None:
    """Let a new increase supply the decreases that wait for stock, oldest first; what is left is open stock.

    A decrease whose cost the increase itself takes, over any number of steps, is not supplied by it. A drop shipment
    supplies only what names it.
    """
    if increase.row.drop_shipment:
        return
    history = ledger.history(increase.row.item_no)
    item, pool = history.item, history.pool(increase.row)
    passed: list[Entry] = []
    forbidden: set[int] | None = None
    while increase.row.remaining_quantity > 0 and (decrease := pool.take_decrease()) is not None:
        if forbidden is None:
            forbidden = set(reached(ledger, [increase], sources))
        if decrease.no in forbidden:
            passed.append(decrease)
            continue
        _apply(ledger, decrease, increase, by_average=decrease.by_average)
        day = supply_date(increase)
        ledger.mark_period(item, decrease.row.location_code, decrease.row.variant_code, decrease.valuation_date)
        if day > decrease.valuation_date:
            move(ledger, decrease, day)
        if decrease.row.remaining_quantity < 0:
            passed.append(decrease)
    for each in passed:
        pool.add(each)
    if increase.row.remaining_quantity > 0:
        pool.add(increase)


def _is_made_by_own_order(ledger: Ledger, decrease: Entry, increase: Entry) -> bool:
    if decrease.row.entry_type not in CONSUMPTION:
        return False
    return comes_from(ledger, increase, ledger.outputs_of(order_key(decrease.row)))


def _apply(ledger: Ledger, decrease: Entry, increase: Entry, *, by_average: bool) -> None:
    quantity = min(-decrease.row.remaining_quantity, increase.row.remaining_quantity)
    ledger.add_application(
        item_ledger_entry_no=decrease.no,
        inbound_item_entry_no=increase.no,
        outbound_item_entry_no=decrease.no,
        quantity=-quantity,
        posting_date=max(decrease.row.posting_date, increase.row.posting_date),
        cost_application=not by_average,
    )
    ledger.set_remaining(decrease, decrease.row.remaining_quantity + quantity)
    ledger.set_remaining(increase, increase.row.remaining_quantity - quantity)
