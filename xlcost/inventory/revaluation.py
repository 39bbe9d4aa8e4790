"""Revaluations: how much may be revalued on a day, and their posting (spec 2, 8.2 and 8.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product, repeat

from xlcost.inventory.completion import is_complete
from xlcost.inventory.history import Entry, ItemHistory, valued_on
from xlcost.inventory.ledger import Ledger
from xlcost.inventory.posting import Poster
from xlcost.inventory.settings import Settings
from xlcost.inventory.supply_cost import remaining_on, supply_cost
from xlcost.rules.money import ZERO, spread, total
from xlcost.tables.inventory import Item, ItemTransaction


@dataclass(frozen=True, slots=True)
class Layer:
    """What is left of an increase on a day, and its cost."""

    entry: Entry
    quantity: Decimal
    cost: Decimal


def layers(
    ledger: Ledger, settings: Settings, history: ItemHistory, day: dt.date, location: str | None, variant: str | None
) -> Iterator[Layer]:
    """The increases with something left on the day that may be revalued; None = every location or variant.

    They are posted by then and completely invoiced by then; of Standard items also those not invoiced. Drop shipments
    are none of them.
    """
    standard = history.item.costing_method == "Standard"
    for entry in history.entries.values():
        row = entry.row
        if row.quantity < 0 or row.drop_shipment or row.posting_date > day or not entry.values:
            continue
        if location not in (None, row.location_code) or variant not in (None, row.variant_code):
            continue
        if not standard and not _invoiced_by(entry, day):
            continue
        left = remaining_on(entry, day)
        if left > 0:
            yield Layer(entry, left, remaining_cost(ledger, settings, entry, day))


def _invoiced_by(entry: Entry, day: dt.date) -> bool:
    row = entry.row
    return is_complete(row) and (row.last_invoice_date is None or row.last_invoice_date <= day)


def remaining_cost(ledger: Ledger, settings: Settings, increase: Entry, day: dt.date) -> Decimal:
    """Cost of an increase on a day, less what the decreases applied by then took of it.

    Rounding entries never count: what was used since may be revalued too.
    """
    cost = total(
        value.cost_amount_actual + value.cost_amount_expected
        for value in increase.values
        if value.entry_type != "Rounding" and not (value.entry_type == "Revaluation" and valued_on(value) > day)
    )
    supplied = supply_cost(increase)
    for use in increase.uses:
        decrease = ledger.entry(use.outbound_item_entry_no)
        if decrease is not None and decrease.values and (use.posting_date is None or use.posting_date <= day):
            cost += supplied.contribution(settings, decrease, use.quantity)
    return cost


def average_unit_cost(
    history: ItemHistory, day: dt.date, location: str | None = None, variant: str | None = None
) -> Decimal:
    """Actual cost of the completely invoiced entries up to the day / their quantity; at least 0 (8.2)."""
    cost = quantity = ZERO
    for entry in history.entries.values():
        row = entry.row
        if location not in (None, row.location_code) or variant not in (None, row.variant_code):
            continue
        if row.drop_shipment or not is_complete(row):
            continue
        for value in entry.values:
            if valued_on(value) <= day:
                cost += value.cost_amount_actual
                quantity += value.item_ledger_entry_quantity
    return max(cost / quantity, ZERO) if quantity > 0 else ZERO


def current_unit_cost(
    settings: Settings,
    history: ItemHistory,
    found: list[Layer],
    day: dt.date,
    location: str | None,
    variant: str | None,
) -> Decimal:
    """Unit cost before a revaluation per item: the average, or that of the remaining quantities."""
    if history.item.costing_method == "Average":
        if settings.average.by_item(day):
            location = variant = None
        return average_unit_cost(history, day, location, variant)
    quantity = total(layer.quantity for layer in found)
    return total(layer.cost for layer in found) / quantity if quantity else ZERO


# ---- posting


def post_revaluation(p: Poster, t: ItemTransaction) -> Entry | None:
    """A revaluation of one increase, or of all that is left of an item."""
    entry = p.reference(t, "revalues", increase=True)
    if entry is None:
        _revalue_item(p, t)
    else:
        _revalue_entry(p, t, entry)
    if t.update_standard_cost and t.unit_cost_revalued is not None:
        p.ledger.change(
            p.item(t), standard_cost=t.unit_cost_revalued, **_unit_cost_of_standard(p, t, t.unit_cost_revalued)
        )
    return entry


def _unit_cost_of_standard(p: Poster, t: ItemTransaction, unit_cost: Decimal) -> dict[str, Decimal]:
    return {"unit_cost": unit_cost} if p.item(t).costing_method == "Standard" else {}


def _revalue_entry(p: Poster, t: ItemTransaction, entry: Entry) -> None:
    column = "revalues_line" if t.revalues_line else "revalues_entry"
    p.check_same(t, entry, column, ("item_no", "variant_code", "location_code"), strict=False)
    row = entry.row
    if row.quantity < 0:
        raise p.refuse(t, "APPLIES_TO_NOT_INBOUND", column, reference=entry.no, why="it cannot be revalued")
    if t.quantity <= 0:
        raise p.refuse(t, "QUANTITY_ZERO", "quantity", quantity=t.quantity)
    amount = _amount(p, t, t.quantity, entry.cost / row.quantity)
    left = remaining_on(entry, t.posting_date)
    _value(p, t, entry, t.quantity, (amount, _in_acy(p, t, amount)), partial=ZERO < left < row.quantity)


def _revalue_item(p: Poster, t: ItemTransaction) -> None:
    history = p.ledger.history(t.item_no)
    location, variant, found = _revalued(p, t, history)
    if not found:
        raise p.refuse(t, "REVALUATION_NOTHING_LEFT", "item_no", item_no=t.item_no, posting_date=t.posting_date)
    weights = [layer.quantity for layer in found]
    quantity = t.quantity or total(weights)
    current = current_unit_cost(p.settings, history, found, t.posting_date, location, variant)
    amount = _amount(p, t, quantity, current)
    amounts = spread(amount, weights, p.settings.amount_unit)
    acy = _in_acy(p, t, amount)
    in_acy = repeat(None) if acy is None else spread(acy, weights, p.settings.in_acy().amount_unit)
    for layer, part, part_in_acy in zip(found, amounts, in_acy, strict=False):
        _value(p, t, layer.entry, layer.quantity, (part, part_in_acy), partial=True)


def _revalued(p: Poster, t: ItemTransaction, history: ItemHistory) -> tuple[str | None, str | None, list[Layer]]:
    """Location, variant and increases that a row per item means.

    A blank location or variant stands for all of them, unless the quantity of the row is what the blank one alone
    holds: a proposal by location or variant has such lines.
    """
    locations = [t.location_code] if t.location_code else [None, ""]
    variants = [t.variant_code] if t.variant_code else [None, ""]
    found = [
        (location, variant, list(layers(p.ledger, p.settings, history, t.posting_date, location, variant)))
        for location, variant in product(locations, variants)
    ]
    fitting = (each for each in found if total(layer.quantity for layer in each[2]) == t.quantity != 0)
    return next(fitting, found[0])


def _in_acy(p: Poster, t: ItemTransaction, amount: Decimal) -> Decimal | None:
    """A revaluation counts in ACY at the rate of its posting date."""
    currency = p.settings.reporting_currency
    return currency.amount(amount, t.posting_date) if currency else None


def _amount(p: Poster, t: ItemTransaction, quantity: Decimal, current: Decimal) -> Decimal:
    if t.amount is not None:
        return t.amount
    if t.unit_cost_revalued is None:
        raise p.refuse(t, "AMOUNT_MISSING", "unit_cost_revalued", transaction_type=t.transaction_type)
    return p.settings.amount((t.unit_cost_revalued - current) * quantity)


def _value(
    p: Poster,
    t: ItemTransaction,
    entry: Entry,
    quantity: Decimal,
    amounts: tuple[Decimal, Decimal | None],
    *,
    partial: bool,
) -> None:
    amount, acy = amounts
    item = p.ledger.history(entry.row.item_no).item
    expected, actual = _split(p.settings, item, entry, amount)
    in_acy: dict[str, Decimal] = {}
    if acy is not None:
        parts = _split(p.settings.in_acy(), item, entry, acy)
        in_acy = dict(zip(("cost_amount_expected_acy", "cost_amount_actual_acy"), parts, strict=True))
    p.value(
        t,
        entry,
        max(t.posting_date, entry.valuation_date),
        entry_type="Revaluation",
        expected_cost=expected != 0 and expected == amount,
        valued_quantity=quantity,
        cost_per_unit=p.settings.unit_cost(amount / quantity),
        cost_amount_actual=actual,
        cost_amount_expected=expected,
        partial_revaluation=partial,
        **in_acy,
    )


def _split(settings: Settings, item: Item, entry: Entry, amount: Decimal) -> tuple[Decimal, Decimal]:
    """The expected and the actual part of a revaluation: for standard items by what is invoiced."""
    row, expected = entry.row, ZERO
    if item.costing_method == "Standard":
        expected = settings.amount(amount * (row.quantity - row.invoiced_quantity) / row.quantity)
    return expected, amount - expected
