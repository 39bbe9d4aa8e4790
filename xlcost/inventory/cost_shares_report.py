"""Cost shares breakdown of sold goods, stock and work in process (spec 2, 14.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from xlcost.books import Books
from xlcost.context import needed_work_date
from xlcost.inventory.cost_shares import PARTS, PRODUCTION, VARIANCES, CostShares, Shares, add
from xlcost.inventory.remaining import remaining_on
from xlcost.inventory.wip_write_off import OrderLine, WriteOff, line_of
from xlcost.operations import ALL, Result, report
from xlcost.parameters import Day, FilterText, Flag, Parameters, one_of
from xlcost.rules.dates import in_range
from xlcost.rules.filters import compiled
from xlcost.rules.money import WIDE, ZERO, rounded
from xlcost.tables.general_ledger import GLSetup
from xlcost.tables.inventory import (
    InventorySetup,
    Item,
    ItemApplicationEntry,
    ItemLedgerEntry,
    ItemTransaction,
    ProductionOrder,
    ValueEntry,
)
from xlcost.tables.inventory_results import CostSharesBreakdownLine

SALE, INVENTORY, WIP_INVENTORY = "Sale", "Inventory", "WIP Inventory"


class CostSharesParameters(Parameters):
    """The period, and what to break down."""

    starting_date: Day = None
    """First day; blank = open."""
    ending_date: Day = None
    """Last day; blank = open."""
    print: Annotated[str, one_of(SALE, INVENTORY, WIP_INVENTORY)] = SALE
    """Which costs are broken down: sale, inventory or WIP."""
    show_details: Flag = False
    """Show the entries behind each figure."""
    item_no: FilterText = ""
    """Filter over items; blank = all."""


@dataclass(frozen=True, slots=True)
class _Portion:
    """Part of a movement or of an order's capacity: shares times a factor."""

    item_no: str
    order_no: str
    number: int
    quantity: Decimal
    shares: Shares
    factor: Decimal


@report(
    "cost_shares_breakdown",
    CostSharesParameters,
    reads={
        ItemLedgerEntry: "entry_no item_no posting_date entry_type quantity drop_shipment order_no order_line_no",
        ItemApplicationEntry: ALL,
        ValueEntry: "entry_no item_ledger_entry_no posting_date valuation_date entry_type variance_type order_type"
        " order_no order_line_no valued_quantity partial_revaluation applies_to_value_entry cost_amount_actual"
        " cost_amount_expected item_ledger_entry_type item_ledger_entry_quantity inventoriable wip_written_off",
        Item: "item_no type costing_method",
        ProductionOrder: "order_no order_line_no item_no status",
        InventorySetup: "finish_order_without_output",
        ItemTransaction: "subcontracting posted value_entry_nos",
        GLSetup: "amount_rounding_precision",
    },
)
def cost_shares_breakdown(books: Books, parameters: CostSharesParameters) -> Result:
    """Break the cost of sold goods, stock or WIP down to material, capacity, overhead and subcontracting."""
    last = parameters.ending_date or needed_work_date(books)
    shares = CostShares(books, last)
    left_out = {item.item_no for item in books[Item].rows if item.costing_method == "Average"}
    passes = compiled(parameters.item_no)
    portions = [
        portion
        for portion in _PORTIONS[parameters.print](books, parameters, shares, last)
        if portion.item_no not in left_out and passes(portion.item_no)
    ]
    lines = _lines(books, portions, parameters.show_details)
    formula = "+".join(f"{{{part}}}" for part in VARIANCES)
    books[CostSharesBreakdownLine].replace(lines, {(index, "variance"): formula for index in range(len(lines))})
    return Result(counts={"lines": len(lines)}, nothing_to_do=not shares.movements)


def _sold(books: Books, parameters: CostSharesParameters, shares: CostShares, last: dt.date) -> Iterator[_Portion]:
    del books
    for movement in shares.movements.values():
        if movement.entry_type == "Sale" and in_range(movement.posting_date, parameters.starting_date, last):
            sign = Decimal(-1 if movement.quantity < 0 else 1)  # a sale is negative, as all that goes out
            found = shares.of(movement.entry_no)
            yield _Portion(movement.item_no, "", movement.entry_no, movement.quantity, found, sign)


def _in_stock(books: Books, parameters: CostSharesParameters, shares: CostShares, last: dt.date) -> Iterator[_Portion]:
    del parameters
    for number, quantity in remaining_on(books, last).items():
        movement = shares.movements[number]
        if quantity and movement.quantity and not movement.drop_shipment:
            factor = WIDE.divide(quantity, abs(movement.quantity))
            yield _Portion(movement.item_no, "", number, quantity, shares.left(number), factor)


def _in_process(
    books: Books, parameters: CostSharesParameters, shares: CostShares, last: dt.date
) -> Iterator[_Portion]:
    del parameters
    moved = _moved_out_of_wip(books)
    items = {order.order_no: order.item_no for order in reversed(books[ProductionOrder].rows)}
    for movement in shares.movements.values():
        line = movement.order_no, movement.order_line_no
        of_order = movement.entry_type in {"Consumption", "Output"} and movement.order_no and line not in moved
        if of_order and movement.posting_date <= last:
            sign = Decimal(1 if movement.quantity < 0 else -1)
            item_no = items.get(movement.order_no, "")
            found = shares.in_process(movement.entry_no)
            yield _Portion(item_no, movement.order_no, movement.entry_no, ZERO, found, sign)
    for (order_type, order_no, line_no), found in shares.capacity.items():
        if order_type == PRODUCTION and (order_no, line_no) not in moved:
            yield _Portion(items.get(order_no, ""), order_no, 0, ZERO, found, Decimal(1))


def _moved_out_of_wip(books: Books) -> set[OrderLine]:
    """Lines of orders without output whose cost is, or will be, in Inventory Adjmt."""
    write_off = WriteOff(books)
    return {line_of(entry) for entry in books[ValueEntry].rows if write_off.target(entry)}


_PORTIONS: dict[str, Callable[[Books, CostSharesParameters, CostShares, dt.date], Iterator[_Portion]]] = {
    SALE: _sold,
    INVENTORY: _in_stock,
    WIP_INVENTORY: _in_process,
}


def _lines(books: Books, portions: Iterable[_Portion], show_details: bool) -> list[CostSharesBreakdownLine]:
    """One line an item or order, or one a movement."""
    grouped: dict[tuple[str, str, int], tuple[Decimal, Shares]] = {}
    for portion in portions:
        key = (portion.order_no, portion.item_no, portion.number if show_details else 0)
        quantity, sums = grouped.get(key, (ZERO, {}))
        add(sums, portion.shares, portion.factor)
        grouped[key] = quantity + portion.quantity, sums
    precision = books.one(GLSetup).amount_rounding_precision
    lines = []
    for order_no, item_no, number in sorted(grouped):
        quantity, sums = grouped[order_no, item_no, number]
        amounts = {part: rounded(sums.get(part, ZERO), precision) for part in PARTS}
        if quantity or any(amounts.values()):
            lines.append(
                CostSharesBreakdownLine(
                    item_no=item_no,
                    order_no=order_no,
                    item_ledger_entry_no=number or None,
                    quantity=quantity,
                    variance=sum((amounts[part] for part in VARIANCES), ZERO),
                    **amounts,
                )
            )
    return lines
