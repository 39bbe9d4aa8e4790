"""What the stock of each item consists of (spec 2, 14.3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from xlcost.books import Books
from xlcost.context import needed_work_date
from xlcost.inventory.remaining import remaining_on
from xlcost.operations import ALL, Result, report
from xlcost.parameters import Day, FilterText, Parameters
from xlcost.rules.filters import compiled
from xlcost.rules.money import WIDE, ZERO, rounded, total
from xlcost.tables.general_ledger import GLSetup
from xlcost.tables.inventory import Item, ItemApplicationEntry, ItemLedgerEntry, ValueEntry
from xlcost.tables.inventory_results import InvtValuationCostSpecLine

_COLUMNS = {
    "Direct Cost": "direct_cost",
    "Direct Cost - Non Inventory": "direct_cost",
    "Indirect Cost": "indirect_cost",
    "Revaluation": "revaluation",
    "Rounding": "rounding",
    "Variance": "variance",
}
_PARTS = ("direct_cost", "indirect_cost", "revaluation", "rounding", "variance")


class CostSpecParameters(Parameters):
    """The day, by default the work date, and which items."""

    valuation_date: Day = None
    """Day of the valuation; blank = work date."""
    item_no: FilterText = ""
    """Filter over items; blank = all."""


@report(
    "invt_valuation_cost_spec",
    CostSpecParameters,
    reads={
        ItemLedgerEntry: "entry_no item_no posting_date quantity drop_shipment",
        ItemApplicationEntry: ALL,
        ValueEntry: "entry_no item_ledger_entry_no posting_date entry_type valued_quantity partial_revaluation"
        " cost_amount_actual cost_amount_expected",
        Item: "item_no type costing_method",
        GLSetup: "amount_rounding_precision unit_amount_rounding_precision",
    },
)
def invt_valuation_cost_spec(books: Books, parameters: CostSpecParameters) -> Result:
    """Stock of each item on a day, split into direct and indirect cost, revaluation, rounding and variance."""
    day = parameters.valuation_date or needed_work_date(books)
    passes = compiled(parameters.item_no)
    remaining = remaining_on(books, day)
    movements = {
        entry.entry_no: entry
        for entry in books[ItemLedgerEntry].rows
        if entry.entry_no in remaining and not entry.drop_shipment and passes(entry.item_no)
    }
    stock: dict[str, Decimal] = {}
    for number, movement in movements.items():
        stock[movement.item_no] = stock.get(movement.item_no, ZERO) + remaining[number]
    parts = _parts(books, movements, remaining, day)
    lines = [_line(books, item_no, stock[item_no], parts.get(item_no, {})) for item_no in sorted(stock)]
    lines = [line for line in lines if line.remaining_quantity or any(getattr(line, part) for part in _PARTS)]
    formula = "+".join(f"{{{part}}}" for part in _PARTS)
    books[InvtValuationCostSpecLine].replace(lines, {(index, "total_cost"): formula for index in range(len(lines))})
    value = total(line.total_cost for line in lines)
    return Result(counts={"items": len(lines), "total_cost": value}, nothing_to_do=not movements)


def _parts(
    books: Books, movements: dict[int, ItemLedgerEntry], remaining: dict[int, Decimal], day: dt.date
) -> dict[str, dict[str, Decimal]]:
    """Item -> part -> cost that is left of it. Average items have the plain sum of all their entries."""
    average = {item.item_no for item in books[Item].rows if item.costing_method == "Average"}
    found: dict[str, dict[str, Decimal]] = {}
    for entry in books[ValueEntry].rows:
        movement = movements.get(entry.item_ledger_entry_no)
        if movement is None or entry.posting_date > day:
            continue
        cost = entry.cost_amount_actual + entry.cost_amount_expected
        if movement.item_no not in average:
            cost = _left(cost, entry, movement, remaining[movement.entry_no])
        item = found.setdefault(movement.item_no, {})
        part = _COLUMNS[entry.entry_type]
        item[part] = WIDE.add(item.get(part, ZERO), cost)
    return found


def _left(cost: Decimal, entry: ValueEntry, movement: ItemLedgerEntry, remaining: Decimal) -> Decimal:
    """The share of a cost that belongs to the remaining quantity; a partial revaluation covers only what it valued."""
    whole = entry.valued_quantity if entry.partial_revaluation else movement.quantity
    if not whole or not remaining:
        return ZERO
    return WIDE.divide(WIDE.multiply(cost, abs(remaining)), abs(whole))


def _line(books: Books, item_no: str, quantity: Decimal, parts: dict[str, Decimal]) -> InvtValuationCostSpecLine:
    setup = books.one(GLSetup)
    amounts = {part: rounded(parts.get(part, ZERO), setup.amount_rounding_precision) for part in _PARTS}
    cost = total(amounts.values())
    unit = WIDE.divide(cost, quantity) if quantity else ZERO
    return InvtValuationCostSpecLine(
        item_no=item_no,
        remaining_quantity=quantity,
        total_cost=cost,
        unit_cost=rounded(unit, setup.unit_amount_rounding_precision),
        **amounts,
    )
