"""Inventory valuation by item, and by inventory posting group (spec 2, 14.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xlcost.books import Books
from xlcost.context import needed_work_date
from xlcost.operations import ALL, Result, report
from xlcost.parameters import Day, FilterText, Flag, Parameters
from xlcost.rules.filters import compiled
from xlcost.rules.money import ZERO, total
from xlcost.tables.inventory import InventoryPostingGroup, Item, ItemApplicationEntry, ItemLedgerEntry, ValueEntry
from xlcost.tables.inventory_results import InventoryValuationGroup, InventoryValuationLine

_INCREASES = frozenset({"Purchase", "Positive Adjmt.", "Output", "Assembly Output"})
STARTING, INCREASE, DECREASE = "starting", "increase", "decrease"
_MEASURES = ("quantity", "value", "expected_quantity", "expected_value")


class InventoryValuationParameters(Parameters):
    """The period, by default up to the work date, and which items."""

    starting_date: Day = None
    """First day of the period; blank = from the beginning."""
    ending_date: Day = None
    """Last day of the period; blank = open."""
    include_expected_cost: Flag = False
    """Count what is received or shipped but not invoiced."""
    item_no: FilterText = ""
    """Filter over items; blank = all."""
    inventory_posting_group: FilterText = ""
    """Filter over inventory posting groups."""
    location_code: FilterText = ""
    """Filter over locations; blank = all."""
    variant_code: FilterText = ""
    """Filter over variants; blank = all."""


@dataclass(slots=True)
class _ItemSums:
    """Sums of one item: (movement, measure) -> amount, and what is posted."""

    group: str
    sums: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    posted: Decimal = ZERO
    expected_posted: Decimal = ZERO

    def add(self, movement: str, measures: Sequence[Decimal]) -> None:
        for name, amount in zip(_MEASURES, measures, strict=True):
            if amount:
                self.sums[movement, name] = self.sums.get((movement, name), ZERO) + amount

    def get(self, movement: str, measure: str) -> Decimal:
        return self.sums.get((movement, measure), ZERO)

    def ending(self, measure: str) -> Decimal:
        return self.get(STARTING, measure) + self.get(INCREASE, measure) - self.get(DECREASE, measure)


@report(
    "inventory_valuation",
    InventoryValuationParameters,
    reads={
        ValueEntry: "entry_no item_no variant_code location_code posting_date item_ledger_entry_no"
        " item_ledger_entry_type valued_quantity item_ledger_entry_quantity invoiced_quantity cost_amount_actual"
        " cost_amount_expected cost_posted_to_gl expected_cost_posted_to_gl inventory_posting_group",
        Item: "item_no description base_unit type inventory_posting_group",
        ItemLedgerEntry: "entry_no item_no variant_code location_code quantity",
        ItemApplicationEntry: ALL,
        InventoryPostingGroup: ALL,
    },
)
def inventory_valuation(books: Books, parameters: InventoryValuationParameters) -> Result:
    """Stock and value of each item at the start of a period, its movements, and at the end."""
    first, last = parameters.starting_date, parameters.ending_date
    if first is None and last is None:
        last = needed_work_date(books)
    items = _sum_up(books, parameters, first, last)
    shown = [item_no for item_no in _in_order(items) if _has_amounts(items[item_no], parameters)]
    lines = [_line(books, item_no, items[item_no], parameters) for item_no in shown]
    books[InventoryValuationLine].replace(lines, _ending_formulas(len(lines), parameters))
    groups = _groups(books, lines)
    formulas = {(index, "ending_value"): _ENDING.format(measure="value") for index in range(len(groups))}
    books[InventoryValuationGroup].replace(groups, formulas)
    return Result(
        counts={"items": len(lines), "ending_value": total(line.ending_value for line in lines)},
        nothing_to_do=not books[ValueEntry].rows,
    )


def _sum_up(
    books: Books, parameters: InventoryValuationParameters, first: dt.date | None, last: dt.date | None
) -> dict[str, _ItemSums]:
    passes = _filter(books, parameters)
    movement_of = _movements(books, parameters)
    items: dict[str, _ItemSums] = {}
    for entry in books[ValueEntry].rows:
        if not entry.item_ledger_entry_type or (last and entry.posting_date > last) or not passes(entry):
            continue
        found = items.get(entry.item_no)
        if found is None:
            item = books[Item].get(entry.item_no)
            group = item.inventory_posting_group if item else entry.inventory_posting_group
            found = items[entry.item_no] = _ItemSums(group)
        found.posted += entry.cost_posted_to_gl
        found.expected_posted += entry.expected_cost_posted_to_gl
        measures = (
            entry.invoiced_quantity,
            entry.cost_amount_actual,
            entry.item_ledger_entry_quantity,
            entry.cost_amount_actual + entry.cost_amount_expected,
        )
        movement = STARTING if first and entry.posting_date < first else movement_of(entry)
        found.add(movement, [-each for each in measures] if movement == DECREASE else measures)
    return items


def _filter(books: Books, parameters: InventoryValuationParameters) -> Callable[[ValueEntry], bool]:
    place = _place_filter(parameters)
    item_test = compiled(parameters.item_no)
    group_test = compiled(parameters.inventory_posting_group)
    items = books[Item].by("item_no")
    known: dict[str, bool] = {}

    def item_passes(entry: ValueEntry) -> bool:
        item = items[entry.item_no][0] if entry.item_no in items else None
        group = item.inventory_posting_group if item else entry.inventory_posting_group
        has_stock = item is None or item.type == "Inventory"
        return has_stock and item_test(entry.item_no) and group_test(group)

    def passes(entry: ValueEntry) -> bool:
        found = known.get(entry.item_no)
        if found is None:
            found = known[entry.item_no] = item_passes(entry)
        return found and place(entry)

    return passes


def _place_filter(parameters: InventoryValuationParameters) -> Callable[[ValueEntry | ItemLedgerEntry], bool]:
    location_test, variant_test = compiled(parameters.location_code), compiled(parameters.variant_code)
    return lambda entry: location_test(entry.location_code) and variant_test(entry.variant_code)


def _movements(books: Books, parameters: InventoryValuationParameters) -> Callable[[ValueEntry], str]:
    """Increase or decrease by the kind of movement; a transfer inside the filters counts as decrease on both ends."""
    place = _place_filter(parameters)
    partners = {
        application.item_ledger_entry_no: application.outbound_item_entry_no
        for application in books[ItemApplicationEntry].rows
        if application.outbound_item_entry_no and application.inbound_item_entry_no == application.item_ledger_entry_no
    }
    movements = books[ItemLedgerEntry].by("entry_no")

    def movement(entry: ValueEntry) -> str:
        if entry.item_ledger_entry_type != "Transfer":
            return INCREASE if entry.item_ledger_entry_type in _INCREASES else DECREASE
        if _moved(entry, movements) < 0:
            return DECREASE
        partner = partners.get(entry.item_ledger_entry_no, 0)
        return DECREASE if partner in movements and place(movements[partner][0]) else INCREASE

    return movement


def _moved(entry: ValueEntry, movements: Mapping[int, Sequence[ItemLedgerEntry]]) -> Decimal:
    found = movements.get(entry.item_ledger_entry_no, ())
    quantity = found[0].quantity if found else ZERO
    return entry.valued_quantity or entry.item_ledger_entry_quantity or quantity


def _in_order(items: Mapping[str, _ItemSums]) -> list[str]:
    return sorted(items, key=lambda item_no: (items[item_no].group, item_no))


def _has_amounts(sums: _ItemSums, parameters: InventoryValuationParameters) -> bool:
    shown = _MEASURES if parameters.include_expected_cost else _MEASURES[:2]
    moved = any(amount for (_, measure), amount in sums.sums.items() if measure in shown)
    return bool(moved or sums.posted or sums.expected_posted)


def _line(
    books: Books, item_no: str, sums: _ItemSums, parameters: InventoryValuationParameters
) -> InventoryValuationLine:
    item = books[Item].get(item_no)
    values: dict[str, Any] = {}
    for measure in _MEASURES:
        shown = parameters.include_expected_cost or not measure.startswith("expected")
        for movement in (STARTING, INCREASE, DECREASE):
            values[f"{movement}_{measure}"] = sums.get(movement, measure) if shown else None
        values[f"ending_{measure}"] = sums.ending(measure) if shown else None
    return InventoryValuationLine(
        item_no=item_no,
        description=item.description if item else "",
        base_unit=item.base_unit if item else "",
        inventory_posting_group=sums.group,
        cost_posted_to_gl=sums.posted,
        expected_cost_posted_to_gl=sums.expected_posted,
        **values,
    )


_ENDING = "{{starting_{measure}}}+{{increase_{measure}}}-{{decrease_{measure}}}"


def _ending_formulas(rows: int, parameters: InventoryValuationParameters) -> dict[tuple[int, str], str]:
    shown = _MEASURES if parameters.include_expected_cost else _MEASURES[:2]
    return {(index, f"ending_{measure}"): _ENDING.format(measure=measure) for index in range(rows) for measure in shown}


def _groups(books: Books, lines: Sequence[InventoryValuationLine]) -> list[InventoryValuationGroup]:
    grouped: dict[str, list[InventoryValuationLine]] = {}
    for line in lines:
        grouped.setdefault(line.inventory_posting_group, []).append(line)
    return [_group(books, code, members) for code, members in grouped.items()]


def _group(books: Books, code: str, lines: Sequence[InventoryValuationLine]) -> InventoryValuationGroup:
    group = books[InventoryPostingGroup].get(code)
    expected = [line.ending_expected_value for line in lines if line.ending_expected_value is not None]
    return InventoryValuationGroup(
        inventory_posting_group=code,
        description=group.description if group else "",
        items=len(lines),
        starting_value=total(line.starting_value for line in lines),
        increase_value=total(line.increase_value for line in lines),
        decrease_value=total(line.decrease_value for line in lines),
        ending_value=total(line.ending_value for line in lines),
        ending_expected_value=total(expected) if expected else None,
        cost_posted_to_gl=total(line.cost_posted_to_gl for line in lines),
    )
