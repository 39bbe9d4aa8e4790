"""Costs of increases: purchases, their invoices and item charges (spec 2, 4.2, 4.3, 4.5)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from xlcost.inventory.history import Entry, valued_on
from xlcost.inventory.interim_revaluations import interim_balances
from xlcost.inventory.posting import Poster
from xlcost.inventory.reporting_costs import columns, in_both, rest_in_acy
from xlcost.inventory.settings import Settings
from xlcost.inventory.unit_costs import after_receipt
from xlcost.rules.money import ZERO, spread
from xlcost.tables.inventory import Item, ItemCharge, ItemTransaction, ValueEntry


def with_overhead(p: Poster, item: Item, unit_amount: Decimal) -> Decimal:
    """Unit cost of a direct unit cost: x (1 + indirect % / 100) + overhead rate, rounded as a unit cost."""
    return p.settings.unit_cost(unit_amount * (1 + item.indirect_cost_pct / 100) + item.overhead_rate)


def receive_purchase(p: Poster, t: ItemTransaction, entry: Entry, day: dt.date) -> None:
    """Values of a purchase receipt: expected cost including overhead, or the invoice at once."""
    quantity, item = entry.row.quantity, p.item(t)
    if p.is_invoiced(t, "Purchase"):
        invoice_purchase(p, t, entry, quantity, p.needed_amount(t, quantity), day)
        return
    if item.costing_method == "Standard":
        unit_cost = p.settings.standard_cost(item, entry.row.location_code, entry.row.variant_code)
    elif t.amount is None and t.unit_amount is not None:
        unit_cost = with_overhead(p, item, t.unit_amount)
    else:
        unit_cost = with_overhead(p, item, p.needed_amount(t, quantity) / quantity)
    p.value(
        t,
        entry,
        day,
        expected_cost=True,
        valued_quantity=quantity,
        cost_per_unit=unit_cost,
        cost_amount_expected=_cumulative(p, t, entry, unit_cost),
    )


def _cumulative(p: Poster, t: ItemTransaction, entry: Entry, unit_cost: Decimal) -> Decimal:
    """Receipts of one order line add up to the rounded cost of their whole quantity.

    An earlier receipt counts as it was received, also when it is invoiced by now; one that was invoiced at once never
    had an expected cost and stays out.
    """
    quantity, posted = entry.row.quantity, ZERO
    for earlier in p.books[ItemTransaction].by("source_line").get(t.source_line, []) if t.source_line else []:
        other = p.ledger.entry(earlier.item_ledger_entry_no) if earlier.posted else None
        if other is not None and other.row.item_no == t.item_no and other.values[0].expected_cost:
            quantity += other.row.quantity
            posted += original_expected_cost(other)
    return p.settings.amount(unit_cost * quantity) - posted


def original_expected_cost(entry: Entry) -> Decimal:
    """Expected cost as received: value entries marked expected, without adjustments."""
    values = (value for value in entry.values if value.expected_cost and not value.adjustment)
    return sum((value.cost_amount_expected for value in values if value.entry_type == "Direct Cost"), ZERO)


def expected_reversal(p: Poster, entry: Entry, quantity: Decimal) -> dict[str, Any]:
    """What an invoice of `quantity` reverses of the expected cost, as fields of a value entry (4.5)."""
    if not entry.values:
        return {}
    return columns("cost_amount_expected", in_both(p.settings, entry, partial(_reversed, quantity)))


def _reversed(quantity: Decimal, settings: Settings, entry: Entry) -> Decimal:
    """In proportion to the quantity; the last invoice takes all that is left."""
    row = entry.row
    if row.invoiced_quantity + quantity == row.quantity:
        values = (value for value in entry.values if value.entry_type != "Revaluation")
        return -sum((value.cost_amount_expected for value in values), ZERO)
    return -settings.amount(quantity / row.quantity * original_expected_cost(entry))


def invoice_purchase(
    p: Poster, t: ItemTransaction, entry: Entry, quantity: Decimal, amount: Decimal, day: dt.date
) -> None:
    """Values of an invoice of `quantity`: direct cost with expected reversal, overhead, purchase variance."""
    item = p.ledger.history(entry.row.item_no).item
    p.value(
        t,
        entry,
        day,
        valued_quantity=quantity,
        invoiced_quantity=quantity,
        cost_per_unit=p.settings.unit_cost(amount / quantity),
        cost_amount_actual=amount,
        **expected_reversal(p, entry, quantity),
        purchase_amount_actual=amount,
    )
    after_receipt(p.ledger, p.settings, entry, amount, quantity)
    balance_revaluations(p, t, entry, quantity)
    if item.inventory_value_zero:
        return
    indirect = p.settings.amount(amount * item.indirect_cost_pct / 100 + item.overhead_rate * quantity)
    if indirect:
        _accompany(p, t, entry, day, quantity, indirect, "Indirect Cost", "")
    if item.costing_method == "Standard":
        standard = p.settings.standard_cost(item, entry.row.location_code, entry.row.variant_code)
        variance = p.settings.amount(standard * quantity - amount - indirect)
        if variance:
            costs = rest_in_acy(p.settings, t.posting_date, standard * quantity, amount, indirect)
            # From the unit costs, so that those of the three value entries add up to the standard cost.
            costs["cost_per_unit"] = p.settings.unit_cost(standard - (amount + indirect) / quantity)
            _accompany(p, t, entry, day, quantity, variance, "Variance", "Purchase", **costs)


def _accompany(
    p: Poster,
    t: ItemTransaction,
    entry: Entry,
    day: dt.date,
    quantity: Decimal,
    amount: Decimal,
    entry_type: str,
    variance_type: str,
    **costs: Decimal,
) -> None:
    standing = {"cost_per_unit": p.settings.unit_cost(amount / quantity), "cost_amount_actual": amount}
    p.value(
        t,
        entry,
        day,
        entry_type=entry_type,
        variance_type=variance_type,
        valued_quantity=quantity,
        **(standing | costs),
    )


def invoice_date(p: Poster, t: ItemTransaction, day: dt.date) -> dt.date:
    """Valuation date of an invoice: that of what it invoices, or its own where that is no longer allowed (4.9)."""
    earliest = p.settings.setup.earliest_allowed_valuation_date
    return max(t.posting_date, day) if earliest and day < earliest else day


def balance_revaluations(p: Poster, t: ItemTransaction, entry: Entry, quantity: Decimal) -> None:
    """Each earlier revaluation of expected cost is taken back in proportion to what is invoiced (4.5)."""
    left = entry.row.quantity - entry.row.invoiced_quantity
    part = Fraction(quantity) / Fraction(left) if left else Fraction(1)
    for value, share in interim_balances(p.settings, entry, part):
        p.value(
            t,
            entry,
            invoice_date(p, t, valued_on(value)),
            entry_type="Revaluation",
            expected_cost=True,
            valued_quantity=value.valued_quantity,
            partial_revaluation=value.partial_revaluation,
            applies_to_value_entry=value.entry_no,
            **columns("cost_amount_expected", share),
        )


def post_charge(p: Poster, t: ItemTransaction) -> Entry:
    """An item charge: cost on top of a receipt. On sales and returns to vendors it is no inventory cost (4.2).

    On a transfer that came in as several entries it is divided by quantity.
    """
    entry = p.reference(t, "charge_to", increase=True)
    if entry is None:
        raise p.refuse(t, "REFERENCE_NOT_FOUND", "charge_to_line", field="charge_to_line", reference="")
    p.check_same(t, entry, "charge_to_line", ("item_no", "variant_code", "location_code"), strict=False)
    amount = p.needed_amount(t, t.quantity) if t.quantity or t.unit_amount is None else p.needed_amount(t, Decimal(1))
    charged = p.moved_with(entry) if t.charge_to_line else [entry]
    shares = spread(amount, [each.row.quantity for each in charged], p.settings.amount_unit)
    for each, share in zip(charged, shares, strict=True):
        _charge(p, t, each, share)
    return entry


def _charge(p: Poster, t: ItemTransaction, entry: Entry, amount: Decimal) -> None:
    row, first = entry.row, entry.values[0]
    inventoriable = row.entry_type != "Sale" and row.quantity > 0
    charge = p.books[ItemCharge].get(t.item_charge_no)
    group = t.gen_prod_posting_group or (charge.gen_prod_posting_group if charge else "")
    quantity = row.invoiced_quantity or row.quantity
    if row.entry_type == "Sale" and row.quantity < 0:
        amount = -amount  # cost of what is sold is negative (0.2); a vendor's document has the sign of its own
    p.value(
        t,
        entry,
        entry.valuation_date,
        item_charge_no=t.item_charge_no,
        valued_quantity=quantity,
        cost_per_unit=p.settings.unit_cost(amount / quantity),
        inventoriable=inventoriable,
        gen_prod_posting_group=group or first.gen_prod_posting_group,
        **{"cost_amount_actual" if inventoriable else "cost_amount_non_invtbl": amount},
    )
    item = p.ledger.history(row.item_no).item
    if inventoriable and item.costing_method == "Standard" and not item.inventory_value_zero:
        _charge_variance(p, t, entry, first, quantity, -amount)


def _charge_variance(
    p: Poster, t: ItemTransaction, entry: Entry, first: ValueEntry, quantity: Decimal, amount: Decimal
) -> None:
    p.value(
        t,
        entry,
        entry.valuation_date,
        entry_type="Variance",
        variance_type="Purchase",
        valued_quantity=quantity,
        cost_per_unit=p.settings.unit_cost(amount / quantity),
        cost_amount_actual=amount,
        gen_prod_posting_group=first.gen_prod_posting_group,
        dimensions=first.dimensions,
    )
