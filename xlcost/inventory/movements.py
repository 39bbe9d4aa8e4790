"""Posting increases, decreases, transfers and invoices (spec 2, 4.2-4.5 and 4.10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import repeat

from xlcost.inventory.application import cover, receive, supply, supply_from
from xlcost.inventory.costing_methods import pool_key
from xlcost.inventory.history import OUTPUT, Entry
from xlcost.inventory.ledger import order_key
from xlcost.inventory.posting import Poster
from xlcost.inventory.purchases import (
    balance_revaluations,
    expected_reversal,
    invoice_date,
    invoice_purchase,
    receive_purchase,
    with_overhead,
)
from xlcost.inventory.reporting_costs import columns, in_both
from xlcost.inventory.settings import Settings
from xlcost.inventory.unit_costs import after_receipt
from xlcost.inventory.valuation_dates import decrease_date, source_date
from xlcost.rules.money import ZERO, spread, total
from xlcost.tables.inventory import Item, ItemTransaction

_SAME = ("item_no", "variant_code", "location_code")


def movement_of(entry_type: str, sign: int) -> Callable[[Poster, ItemTransaction], Entry]:
    """The posting of a movement whose natural direction is `sign`; a negative quantity turns it."""

    def post(p: Poster, t: ItemTransaction) -> Entry:
        quantity = sign * t.quantity
        return post_increase(p, t, entry_type, quantity) if quantity > 0 else post_decrease(p, t, entry_type, quantity)

    return post


# ---- increases


def post_increase(p: Poster, t: ItemTransaction, entry_type: str, quantity: Decimal) -> Entry:
    """An increase: application to itself, values, then the decreases that waited for it."""
    source = _source(p, t, quantity)
    entry = p.movement(t, entry_type, quantity, t.location_code)
    receive(p.ledger, entry, source)
    day = max(t.posting_date, source_date(source)) if source else t.posting_date
    if entry_type == "Purchase" and source is None:
        receive_purchase(p, t, entry, day)
    else:
        _increase_value(p, t, entry, day, source)
    cover(p.ledger, entry)
    return entry


def _source(p: Poster, t: ItemTransaction, quantity: Decimal) -> Entry | None:
    """The decrease whose cost the row takes (`applies_from`)."""
    source = p.reference(t, "applies_from", increase=False)
    if source is None:
        return None
    column = "applies_from_line" if t.applies_from_line else "applies_from_entry"
    p.check_same(t, source, column, ("item_no", "variant_code"), strict=True)
    if source.row.quantity > 0:
        raise p.refuse(t, "APPLIES_FROM_NOT_OUTBOUND", column, reference=source.no)
    if t.drop_shipment and not source.row.drop_shipment:
        raise p.refuse(t, "DROP_SHIPMENT_MISMATCH", column, reference=source.no)
    returned = total(each.quantity for each in source.fed)
    if returned + quantity > -source.row.quantity:
        left = -source.row.quantity - returned
        raise p.refuse(t, "APPLIES_FROM_EXCEEDED", column, reference=source.no, quantity=quantity, left=left)
    return source


def _increase_value(p: Poster, t: ItemTransaction, entry: Entry, day: dt.date, source: Entry | None) -> None:
    row, item = entry.row, p.item(t)
    amounts: tuple[Decimal, Decimal | None]
    if source is not None:
        amounts = in_both(p.settings, source, partial(_returned_cost, row.quantity))
        amount = amounts[0]
        unit_cost = p.settings.unit_cost(amount / row.quantity)
    else:
        unit_cost = _increase_unit_cost(p, t, item, row.quantity)
        amount = p.settings.amount(unit_cost * row.quantity)
        amounts = amount, None
    invoiced = p.is_invoiced(t, row.entry_type)
    p.value(
        t,
        entry,
        day,
        expected_cost=not invoiced,
        valued_quantity=row.quantity,
        invoiced_quantity=row.quantity if invoiced else ZERO,
        cost_per_unit=unit_cost,
        **columns("cost_amount_actual" if invoiced else "cost_amount_expected", amounts),
    )
    if invoiced and source is None:
        after_receipt(p.ledger, p.settings, entry, _direct_amount(p, t, row.quantity, amount), row.quantity)


def _direct_amount(p: Poster, t: ItemTransaction, quantity: Decimal, cost: Decimal) -> Decimal:
    """What the row says the goods cost: the value of a positive adjustment holds overhead, which is no direct cost."""
    if t.transaction_type != "Positive Adjmt." or t.unit_cost is not None:
        return cost
    given = p.amount(t, quantity)
    return cost if given is None else given


def _returned_cost(quantity: Decimal, settings: Settings, source: Entry) -> Decimal:
    """The part of the decrease's cost that comes back with the quantity."""
    return settings.amount(source.cost * quantity / source.row.quantity)


def _increase_unit_cost(p: Poster, t: ItemTransaction, item: Item, quantity: Decimal) -> Decimal:
    """As given; from the unit amount with overhead (positive adjustments); else the item's (4.3)."""
    default = p.settings.issue_cost(item, t.location_code, t.variant_code, t.posting_date)
    if item.costing_method == "Standard":
        return default
    if t.unit_cost is not None:
        return t.unit_cost
    if t.transaction_type == "Positive Adjmt.":
        if t.amount is not None:
            return with_overhead(p, item, t.amount / quantity)
        if t.unit_amount is not None:
            return with_overhead(p, item, t.unit_amount)
    return default


# ---- decreases


def post_decrease(p: Poster, t: ItemTransaction, entry_type: str, quantity: Decimal) -> Entry:
    """A decrease: supplied by open increases, valued at its provisional unit cost."""
    fixed = _fixed(p, t, quantity)
    entry = p.movement(t, entry_type, quantity, t.location_code, fixed)
    item = p.item(t)
    by_average = item.costing_method == "Average" and fixed is None and entry_type not in OUTPUT
    if entry_type in OUTPUT and fixed is None:
        _take_back_output(p, entry, item)
    supply(p.ledger, entry, fixed, by_average=by_average)
    day = decrease_date(p.ledger, entry)
    unit_cost = _decrease_unit_cost(p, t, item, entry)
    invoiced = p.is_invoiced(t, entry_type)
    if invoiced and _mirrors(entry):
        _return_values(p, t, entry, day, unit_cost, quantity)
        return entry
    p.value(
        t,
        entry,
        day,
        expected_cost=not invoiced,
        valued_by_average_cost=by_average,
        valued_quantity=quantity,
        invoiced_quantity=quantity if invoiced else ZERO,
        cost_per_unit=unit_cost,
        **{"cost_amount_actual" if invoiced else "cost_amount_expected": p.settings.amount(unit_cost * quantity)},
    )
    return entry


def _take_back_output(p: Poster, entry: Entry, item: Item) -> None:
    """Output taken back takes from the output of its order first; other stock is no cost of the order."""
    key = pool_key(item, entry.row)
    made = p.ledger.outputs_of(order_key(entry.row))
    supply_from(p.ledger, entry, [each for each in made if each.row.quantity > 0 and pool_key(item, each.row) == key])


def _fixed(p: Poster, t: ItemTransaction, quantity: Decimal) -> Entry | None:
    """The increase from which the row takes its cost (`applies_to`)."""
    fixed = p.reference(t, "applies_to", increase=True)
    if fixed is None:
        return None
    column = "applies_to_line" if t.applies_to_line else "applies_to_entry"
    if fixed.row.quantity < 0:
        raise p.refuse(t, "APPLIES_TO_NOT_INBOUND", column, reference=fixed.no, why="nothing can be taken from it")
    p.check_same(t, fixed, column, _SAME[:2], strict=True)
    if fixed.row.drop_shipment != t.drop_shipment:
        raise p.refuse(t, "DROP_SHIPMENT_MISMATCH", column, reference=fixed.no)
    if fixed.row.location_code or not t.drop_shipment:
        p.check_same(t, fixed, column, _SAME[2:], strict=not t.drop_shipment)
    tracked = p.item(t).item_tracking_code or p.item(t).costing_method == "Specific"
    if tracked:
        p.check_same(t, fixed, column, ("serial_no", "lot_no"), strict=True)
    if fixed.row.remaining_quantity < -quantity:
        left = fixed.row.remaining_quantity
        raise p.refuse(t, "APPLIES_TO_CLOSED", column, reference=fixed.no, quantity=-quantity, left=left)
    return fixed


def _decrease_unit_cost(p: Poster, t: ItemTransaction, item: Item, entry: Entry) -> Decimal:
    if t.unit_cost is not None:
        return t.unit_cost
    if entry.row.entry_type in OUTPUT and entry.supplies and not entry.row.remaining_quantity:
        return _unit_cost_made(p, entry)
    return p.settings.issue_cost(item, t.location_code, t.variant_code, t.posting_date)


def _unit_cost_made(p: Poster, entry: Entry) -> Decimal:
    """Unit cost at which the output that is taken back was posted; of an assembly, what it actually costs by now."""
    amount = ZERO
    for use in entry.supplies:
        made = p.ledger.entry(use.inbound_item_entry_no)
        if made is not None:
            actual = made.row.entry_type == "Assembly Output"
            unit_cost = made.cost / made.row.quantity if actual else made.values[0].cost_per_unit
            amount += unit_cost * use.quantity
    return p.settings.unit_cost(amount / entry.row.quantity)


def _mirrors(entry: Entry) -> bool:
    """Whether it is a return to the vendor that gives back one certain receipt."""
    return entry.row.entry_type == "Purchase" and entry.row.quantity < 0 and bool(entry.row.applies_to_entry)


def _return_values(
    p: Poster, t: ItemTransaction, entry: Entry, day: dt.date, unit_cost: Decimal, quantity: Decimal
) -> None:
    """Values of a fixed applied purchase return: overhead of the receipt goes back, a standard variance as well."""
    receipt = p.ledger.entry(entry.row.applies_to_entry)
    standard = p.ledger.history(entry.row.item_no).item.costing_method == "Standard"
    reversal = expected_reversal(p, entry, quantity)
    per_unit, in_acy = in_both(p.settings, receipt, _per_unit_of) if receipt else ((ZERO, ZERO, ZERO), None)
    settled = standard and receipt is not None and receipt.row.invoiced_quantity != 0
    for index, (entry_type, variance_type) in enumerate(_RETURNED[: 3 if standard else 2]):
        is_direct = index == 0
        each = unit_cost if is_direct and not settled else per_unit[index]
        acy = p.settings.in_acy().amount(in_acy[index] * quantity) if in_acy and (settled or not is_direct) else None
        amount = p.settings.amount(each * quantity)
        if not (is_direct or amount or acy):
            continue
        p.value(
            t,
            entry,
            day,
            entry_type=entry_type,
            variance_type=variance_type,
            valued_quantity=quantity,
            invoiced_quantity=quantity if is_direct else ZERO,
            cost_per_unit=p.settings.unit_cost(each),
            **columns("cost_amount_actual", (amount, acy)),
            **(reversal if is_direct else {}),
        )


_RETURNED = (("Direct Cost", ""), ("Indirect Cost", ""), ("Variance", "Purchase"))
"""What a return to the vendor gives back; the variance for standard items only."""


def _per_unit_of(_: Settings, receipt: Entry) -> tuple[Decimal, Decimal, Decimal]:
    """Direct cost, indirect cost and variance of a receipt per invoiced unit, not rounded."""
    invoiced = receipt.row.invoiced_quantity
    if not invoiced:
        return ZERO, ZERO, ZERO
    sums = dict.fromkeys(("Direct Cost", "Indirect Cost", "Variance"), ZERO)
    for value in receipt.values:
        if value.entry_type in sums:
            sums[value.entry_type] += value.cost_amount_actual
    direct, indirect, variance = (amount / invoiced for amount in sums.values())
    return direct, indirect, variance


# ---- transfers


def post_transfer(p: Poster, t: ItemTransaction) -> Entry:
    """Out of one location and into the other; into it once for each increase that it was taken from (4.7).

    Both halves count from the same day (4.9). A pool that holds both (7.4) would miss the goods in between otherwise.
    """
    if t.quantity < 0:
        turned = replace(t, quantity=-t.quantity, location_code=t.new_location_code, new_location_code=t.location_code)
        return post_transfer(p, turned)
    out = post_decrease(p, t, "Transfer", -t.quantity)
    parts = [(-each.quantity, each.inbound_item_entry_no) for each in out.supplies]
    if p.item(t).costing_method == "Average":
        parts = [(t.quantity, 0)]
    elif rest := t.quantity - total(quantity for quantity, _ in parts):
        parts.append((rest, 0))
    amounts, in_acy = in_both(p.settings, out, partial(_shares, [quantity for quantity, _ in parts]))
    day = source_date(out)
    halves = [
        _transfer_half(p, t, out, quantity, source, (amount, acy), day)
        for (quantity, source), amount, acy in zip(parts, amounts, in_acy or repeat(None), strict=False)
    ]
    for half in halves:
        cover(p.ledger, half)
    return out


def _shares(quantities: Sequence[Decimal], settings: Settings, out: Entry) -> list[Decimal]:
    """The cost of the decrease by quantity."""
    return spread(-out.cost, quantities, settings.amount_unit)


def _transfer_half(
    p: Poster,
    t: ItemTransaction,
    out: Entry,
    quantity: Decimal,
    source: int,
    amounts: tuple[Decimal, Decimal | None],
    day: dt.date,
) -> Entry:
    half = p.movement(t, "Transfer", quantity, t.new_location_code)
    receive(p.ledger, half, out, source)
    p.value(
        t,
        half,
        day,
        valued_quantity=quantity,
        invoiced_quantity=quantity,
        cost_per_unit=p.settings.unit_cost(amounts[0] / quantity),
        **columns("cost_amount_actual", amounts),
    )
    return half


# ---- invoices


def post_invoice(p: Poster, t: ItemTransaction) -> Entry:
    """The invoice of a receipt or shipment, whole or in part (4.5). Valued on the date of what it invoices."""
    entry = p.reference(t, "invoices")
    if entry is None:
        raise p.refuse(t, "REFERENCE_NOT_FOUND", "invoices_line", field="invoices_line", reference="")
    p.check_same(t, entry, "invoices_line", _SAME, strict=False)
    row = entry.row
    left = abs(row.quantity - row.invoiced_quantity)
    if t.quantity < 0 or t.quantity > left or row.entry_type == "Output":
        raise p.refuse(t, "INVOICE_EXCEEDS_RECEIPT", "quantity", quantity=t.quantity, left=left, reference=entry.no)
    quantity = t.quantity if row.quantity > 0 else -t.quantity
    day = invoice_date(p, t, entry.valuation_date)
    if row.entry_type == "Purchase" and row.quantity > 0:
        invoice_purchase(p, t, entry, quantity, p.needed_amount(t, quantity), day)
    elif _mirrors(entry):
        _return_values(p, t, entry, day, _invoice_unit_cost(t, entry), quantity)
    else:
        _invoice_value(p, t, entry, quantity, day)
    invoiced = row.invoiced_quantity + quantity
    whole = invoiced == row.quantity and row.entry_type != "Consumption"
    p.ledger.change(row, invoiced_quantity=invoiced, completely_invoiced=whole, last_invoice_date=t.posting_date)
    return entry


def _invoice_unit_cost(t: ItemTransaction, entry: Entry) -> Decimal:
    return t.unit_cost if t.unit_cost is not None else entry.values[0].cost_per_unit


def _invoice_value(p: Poster, t: ItemTransaction, entry: Entry, quantity: Decimal, day: dt.date) -> None:
    unit_cost = _invoice_unit_cost(t, entry)
    amount = p.settings.amount(unit_cost * quantity)
    p.value(
        t,
        entry,
        day,
        valued_by_average_cost=entry.by_average,
        valued_quantity=quantity,
        invoiced_quantity=quantity,
        cost_per_unit=unit_cost,
        cost_amount_actual=amount,
        **expected_reversal(p, entry, quantity),
    )
    if quantity > 0:
        balance_revaluations(p, t, entry, quantity)
    if quantity > 0 and entry.source is None:
        after_receipt(p.ledger, p.settings, entry, amount, quantity)
