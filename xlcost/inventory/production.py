"""Finished production and assembly orders: output takes the actual cost of its order (spec 2, 9.4 and 9.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence, Set
from decimal import Decimal
from fractions import Fraction

from xlcost.books import Books
from xlcost.inventory.capacity import subcontracted_values
from xlcost.inventory.corrections import Corrections
from xlcost.inventory.history import CONSUMPTION, Entry
from xlcost.inventory.interim_revaluations import interim_balances
from xlcost.inventory.ledger import Ledger, OrderKey
from xlcost.inventory.order_cost import (
    DIRECT,
    MATERIAL,
    NON_INVENTORY,
    Component,
    OutputCost,
    by_remaining_quantity,
    non_inventory_cost,
    order_cost,
)
from xlcost.inventory.reporting_costs import columns, entry_in_acy, in_both, value_in_acy
from xlcost.inventory.settings import Settings
from xlcost.problems import fail
from xlcost.reporting_currency import ReportingCurrency
from xlcost.rules.money import ZERO, total
from xlcost.tables.inventory import Item, ItemLedgerEntry, ProductionOrder, ValueEntry

Share = Mapping[Component, Decimal]
"""Cost of one output by component."""


class OrderAdjustment:
    """Brings the output of finished orders to the actual cost of their orders; writes only differences."""

    def __init__(
        self,
        books: Books,
        ledger: Ledger,
        settings: Settings,
        corrections: Corrections,
        until: dt.date | None = None,
    ) -> None:
        self._books = books
        self._until = until
        self._ledger = ledger
        self._settings = settings
        self._corrections = corrections
        self._subcontracted: set[int] | None = None
        self._assemblies_done: dict[OrderKey, int] = {}

    def pending(self, item_nos: Mapping[str, object], adjusted: Set[str]) -> list[OrderKey]:
        """Finished orders, assembly first, whose output is one of the items and whose cost may have changed.

        `adjusted` are the items that this run took up; an assembly order without any of them is as it was.

        An order waits while something it consumes is itself the output of a pending order, or not adjusted.
        """
        if not self._ledger.has_orders():
            return []
        keys = [key for key in self._ledger.order_keys("Assembly") if self._assembly_changed(key, adjusted)]
        keys += [key for key in self._ledger.order_keys("Production") if self._is_pending(key)]
        keys = [key for key in keys if self._is_in_scope(self._ledger.outputs_of(key), item_nos)]
        made = {entry.row.item_no: key for key in keys for entry in self._ledger.outputs_of(key)}
        ready = [key for key in keys if not self._waits(key, made)]
        return ready or keys

    def _is_in_scope(self, outputs: Iterable[Entry], item_nos: Mapping[str, object]) -> bool:
        """Whether the output is one of the items; one posted after the date limit leaves all of it for later (5.6)."""
        if self._until and any(entry.row.posting_date > self._until for entry in outputs):
            return False
        return any(entry.row.item_no in item_nos for entry in outputs)

    def _is_pending(self, key: OrderKey) -> bool:
        order = self._books[ProductionOrder].get(key[1], key[2])
        return order is not None and order.status == "Finished" and not order.inventory_adjmt_entry_exists

    def _assembly_changed(self, key: OrderKey, adjusted: Set[str]) -> bool:
        values = self._ledger.order_values(key)
        return len(values) != self._assemblies_done.get(key) and any(value.item_no in adjusted for value in values)

    def _waits(self, key: OrderKey, made: Mapping[str, OrderKey]) -> bool:
        for value in self._ledger.order_values(key):
            if value.item_ledger_entry_type in CONSUMPTION:
                if made.get(value.item_no, key) != key:
                    return True
                item = self._books[Item].get(value.item_no)
                if item is not None and value.item_no not in made and _is_unadjusted(item):
                    return True
        return False

    def adjust(self, key: OrderKey) -> None:
        """Give the outputs of one order line their shares; the last one takes what rounding leaves."""
        outputs = self._ledger.outputs_of(key)
        quantity = total(entry.row.quantity for entry in outputs)
        if quantity > 0:
            self._adjust_outputs(key, outputs)
        elif not quantity and key[0] == "Assembly":
            self._undo(outputs)
        order = self._books[ProductionOrder].get(key[1], key[2]) if key[0] == "Production" else None
        if order is not None:
            self._ledger.change(order, inventory_adjmt_entry_exists=True)
        self._assemblies_done[key] = len(self._ledger.order_values(key))

    def _adjust_outputs(self, key: OrderKey, outputs: list[Entry]) -> None:
        values, currency = self._ledger.order_values(key), self._settings.reporting_currency
        shares = self._shares(self._settings, key, values, outputs, [Fraction(1)] * len(outputs))
        in_acy: list[Share | None] = [None] * len(outputs)
        if currency:
            values = [value_in_acy(value) for value in values]
            rates = [self._rate(currency, entry) for entry in outputs]
            standing = [entry_in_acy(entry) for entry in outputs]
            in_acy = [*self._shares(self._settings.in_acy(), key, values, standing, rates)]
        for entry, share, acy in zip(outputs, shares, in_acy, strict=True):
            self._bring(entry, share, acy)

    def _undo(self, outputs: Iterable[Entry]) -> None:
        """Bring what was taken back of an undone order to what it was settled at, each component on its own (6.5)."""
        for entry in outputs:
            sources = [(self._ledger.entry(use.inbound_item_entry_no), use.quantity) for use in entry.supplies]
            made = [(source, quantity) for source, quantity in sources if source is not None]
            if entry.row.quantity < 0 and total(quantity for _, quantity in made) == entry.row.quantity:
                in_acy = self._settings.reporting_currency and _taken_back(
                    self._settings.in_acy(), [(entry_in_acy(source), quantity) for source, quantity in made]
                )
                self._bring(entry, _taken_back(self._settings, made), in_acy or None)

    def _rate(self, currency: ReportingCurrency, entry: Entry) -> Fraction:
        """What standard cost is worth in ACY: the rate of the day of the output, also when it is taken back."""
        made = self._ledger.entry(entry.supplies[0].inbound_item_entry_no) if entry.supplies else None
        row = (made or entry).row
        factor = currency.factor(row.posting_date)
        if factor is None:
            where = self._books[ItemLedgerEntry].where(row, "posting_date")
            raise fail("NO_EXCHANGE_RATE", where, **currency.facts(row.posting_date))
        return factor

    def _shares(
        self,
        settings: Settings,
        key: OrderKey,
        values: Sequence[ValueEntry],
        outputs: Sequence[Entry],
        rates: Sequence[Fraction],
    ) -> Sequence[Share]:
        """What the outputs are to cost in the currency of the settings and the values."""
        if self._subcontracted is None:
            self._subcontracted = subcontracted_values(self._books)
        cost = order_cost(values, self._subcontracted)
        if self._takes_non_inventory(key, values):
            cost.non_inventory = non_inventory_cost(values)
        quantities = [entry.row.quantity for entry in outputs]
        item = self._ledger.history(outputs[0].row.item_no).item
        whole = total(quantities)
        worth = sum((Fraction(part) * rate for part, rate in zip(quantities, rates, strict=True)), Fraction(0))
        wanted = OutputCost(settings, item, whole, worth / Fraction(whole)).by_component(cost)
        parts = [by_remaining_quantity(amount, quantities, settings.amount_unit) for amount in wanted.values()]
        shares = [dict(zip(wanted, amounts, strict=True)) for amounts in zip(*parts, strict=True)]
        for entry, share, rate in zip(outputs, shares, rates, strict=True) if MATERIAL in wanted else ():
            # material is what is left, so that each output stands at standard cost to the cent
            share[MATERIAL] = _standard(settings, item, entry, rate) - total(share.values())
        return shares

    def _takes_non_inventory(self, key: OrderKey, values: Sequence[ValueEntry]) -> bool:
        """Whether the setup includes cost of consumption without stock, or the order has taken some in already."""
        included = self._settings.setup.include_non_inventory_cost and key[0] == "Production"
        return included or any(value.entry_type == NON_INVENTORY[0] for value in values)

    def _bring(self, entry: Entry, wanted: Share, in_acy: Share | None) -> None:
        """Write what is missing to the share of one output; the first time it is invoiced by that."""
        first, quantity = entry.values[0], entry.row.quantity
        posted = in_both(self._settings, entry, _posted)
        invoice = entry.row.invoiced_quantity != quantity
        expected = in_both(self._settings, entry, _expected) if invoice else (ZERO, ZERO)
        written = self._corrections.written
        for component, amount in wanted.items():
            missing = amount - posted[0].get(component, ZERO)
            acy = in_acy[component] - (posted[1] or {}).get(component, ZERO) if in_acy else ZERO
            final = invoice and component == DIRECT
            if not (missing or acy or final):
                continue
            entry_type, variance_type = component
            made = self._corrections.write(
                first,
                missing,
                -expected[0] if final else ZERO,
                (acy, -(expected[1] or ZERO) if final else ZERO),
                entry_type=entry_type,
                variance_type=variance_type,
                expected_cost=False,
                adjustment=not invoice,
                applies_to_value_entry=0 if invoice else first.entry_no,
                invoiced_quantity=quantity if final else ZERO,
                **self._per_unit(quantity, missing, acy),
            )
            if final:
                self._balance_revaluations(entry)
                self._invoiced(entry, made)
        if self._corrections.written > written:
            row, item = entry.row, self._ledger.history(entry.row.item_no).item
            self._ledger.unmark(item)
            self._ledger.mark_period(item, row.location_code, row.variant_code, entry.valuation_date)

    def _balance_revaluations(self, entry: Entry) -> None:
        """Revaluations of the expected output are taken back: it stands at what it costs now (4.5)."""
        for value, (expected, acy) in interim_balances(self._settings, entry, Fraction(1)):
            self._corrections.write(
                value,
                ZERO,
                expected,
                (ZERO, acy or ZERO),
                adjustment=False,
                partial_revaluation=value.partial_revaluation,
            )

    def _per_unit(self, quantity: Decimal, amount: Decimal, acy: Decimal) -> dict[str, Decimal]:
        unit_cost = self._settings.unit_cost
        in_acy = unit_cost(acy / quantity) if self._settings.reporting_currency else None
        return columns("cost_per_unit", (unit_cost(amount / quantity), in_acy))

    def _invoiced(self, entry: Entry, value: ValueEntry) -> None:
        row = entry.row
        self._ledger.change(
            row, invoiced_quantity=row.quantity, completely_invoiced=True, last_invoice_date=value.posting_date
        )
        for use in entry.uses:
            decrease = self._ledger.entry(use.outbound_item_entry_no)
            if decrease is not None:
                self._ledger.unmark(self._ledger.history(decrease.row.item_no).item)


def _is_unadjusted(item: Item) -> bool:
    return item.type == "Inventory" and not item.cost_is_adjusted


def _standard(settings: Settings, item: Item, entry: Entry, rate: Fraction) -> Decimal:
    """What an output stands at: its standard cost; once it is settled, a new one does not restate it."""
    row = entry.row
    if row.invoiced_quantity:
        return total(_posted(settings, entry).values())
    standard = settings.standard_cost(item, row.location_code, row.variant_code)
    return settings.amount(Fraction(standard * row.quantity) * rate)


def _expected(_: Settings, entry: Entry) -> Decimal:
    return total(value.cost_amount_expected for value in entry.values if value.entry_type != "Revaluation")


def _taken_back(settings: Settings, made: Sequence[tuple[Entry, Decimal]]) -> dict[Component, Decimal]:
    """Cost by component of the quantities that were taken back of settled output."""
    shares: dict[Component, Fraction] = {}
    for entry, quantity in made:
        part = Fraction(quantity) / Fraction(entry.row.quantity)
        for component, amount in _posted(settings, entry).items():
            shares[component] = shares.get(component, Fraction(0)) + part * Fraction(amount)
    return {component: settings.amount(share) for component, share in shares.items()}


def _posted(_: Settings, entry: Entry) -> dict[Component, Decimal]:
    posted: dict[Component, Decimal] = {}
    for value in entry.values:
        if entry.is_charge(value) or value.entry_type in ("Revaluation", "Rounding"):
            continue
        component = (value.entry_type, value.variance_type)
        posted[component] = posted.get(component, ZERO) + value.cost_amount_actual
    return posted
