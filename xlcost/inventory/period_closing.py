"""Closing and reopening inventory periods (spec 2, 10.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from xlcost.books import Books
from xlcost.inventory.history import valued_on
from xlcost.operations import ALL, Result, operation
from xlcost.parameters import Day, Parameters
from xlcost.problems import NOWHERE, OperationError, Problem, fail, problem
from xlcost.tables.inventory import (
    AvgCostAdjmtEntryPoint,
    InventoryPeriod,
    Item,
    ItemLedgerEntry,
    ProductionOrder,
    ValueEntry,
)


class InventoryPeriodParameters(Parameters):
    """Last day of the inventory period."""

    ending_date: Day
    """Last day of the inventory period."""


_READS = {
    InventoryPeriod: ALL,
    Item: "item_no type costing_method cost_is_adjusted",
    AvgCostAdjmtEntryPoint: ALL,
    ItemLedgerEntry: "entry_no item_no posting_date quantity remaining_quantity",
    ValueEntry: "entry_no item_no posting_date valuation_date item_ledger_entry_type order_type order_no order_line_no",
    ProductionOrder: ALL,
}


@operation("close_inventory_period", InventoryPeriodParameters, reads=_READS)
def close_inventory_period(books: Books, parameters: InventoryPeriodParameters) -> Result:
    """Close an inventory period and all earlier ones; refused while anything in it may still change its cost."""
    ending = _ending_date(books, parameters)
    found = [*_open_decreases(books, ending), *_unadjusted_items(books, ending), *_unadjusted_orders(books, ending)]
    if found:
        raise OperationError(*sorted(found, key=lambda each: _ORDER.index(each.code)))
    return _set_closed(books, [row for row in books[InventoryPeriod].rows if row.ending_date <= ending], True)


_ORDER = ("PERIOD_COST_NOT_ADJUSTED", "PERIOD_ORDER_NOT_ADJUSTED", "PERIOD_OPEN_OUTBOUND")


@operation("reopen_inventory_period", InventoryPeriodParameters, reads={InventoryPeriod: ALL})
def reopen_inventory_period(books: Books, parameters: InventoryPeriodParameters) -> Result:
    """Reopen an inventory period and all later ones."""
    ending = _ending_date(books, parameters)
    return _set_closed(books, [row for row in books[InventoryPeriod].rows if row.ending_date >= ending], False)


def _ending_date(books: Books, parameters: InventoryPeriodParameters) -> dt.date:
    ending = parameters.ending_date
    if ending is None or books[InventoryPeriod].get(ending) is None:
        raise fail("PERIOD_NOT_FOUND", books[InventoryPeriod].where(), ending_date=ending)
    return ending


def _set_closed(books: Books, periods: list[InventoryPeriod], closed: bool) -> Result:
    changed = [row for row in periods if row.closed != closed]
    for row in changed:
        books[InventoryPeriod].update(row, closed=closed)
    return Result(counts={"closed" if closed else "reopened": len(changed)}, nothing_to_do=not changed)


def _unadjusted_items(books: Books, ending: dt.date) -> Iterator[Problem]:
    """Average items go by their periods, the others by their mark; each item is named once."""
    points = books[AvgCostAdjmtEntryPoint]
    with_points = {point.item_no for point in points.rows}
    found = {point.item_no for point in points.rows if not point.cost_is_adjusted and point.valuation_date <= ending}
    items = books[Item]
    marked = {
        item.item_no
        for item in items.rows
        if item.type == "Inventory"
        and not item.cost_is_adjusted
        and not (item.costing_method == "Average" and item.item_no in with_points)
    }
    found |= {
        value.item_no for value in books[ValueEntry].rows if value.item_no in marked and valued_on(value) <= ending
    }
    for item_no in sorted(found):
        item = items.get(item_no)
        where = items.where(item, "cost_is_adjusted") if item else NOWHERE
        yield problem("PERIOD_COST_NOT_ADJUSTED", where, item_no=item_no, ending_date=ending)


def _open_decreases(books: Books, ending: dt.date) -> Iterator[Problem]:
    table = books[ItemLedgerEntry]
    first: dict[str, ItemLedgerEntry] = {}
    for row in table.rows:
        if row.quantity < 0 and row.remaining_quantity < 0 and row.posting_date <= ending:
            first.setdefault(row.item_no, row)
    for item_no in sorted(first):
        where = table.where(first[item_no], "remaining_quantity")
        yield problem("PERIOD_OPEN_OUTBOUND", where, item_no=item_no, ending_date=ending)


def _unadjusted_orders(books: Books, ending: dt.date) -> Iterator[Problem]:
    table = books[ProductionOrder]
    waiting = {
        (row.order_no, row.order_line_no): row
        for row in table.rows
        if row.status == "Finished" and not row.inventory_adjmt_entry_exists
    }
    outputs = {
        (value.order_no, value.order_line_no)
        for value in books[ValueEntry].rows
        if value.order_type == "Production" and value.item_ledger_entry_type == "Output" and valued_on(value) <= ending
    }
    for key in sorted(outputs & waiting.keys()):
        where = table.where(waiting[key], "status")
        yield problem("PERIOD_ORDER_NOT_ADJUSTED", where, order_no=key[0], ending_date=ending)
