"""What an increase costs the decreases that it supplies (spec 2, 6.1 and 8.4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from xlcost.inventory.history import Entry, used_on, valued_on
from xlcost.inventory.settings import Settings
from xlcost.rules.money import ZERO
from xlcost.tables.inventory import ItemApplicationEntry, ValueEntry


@dataclass(frozen=True, slots=True)
class PartialRevaluation:
    """A revaluation of what was left of an increase, as an amount over its whole quantity."""

    value_entry_no: int
    valuation_date: dt.date
    amount: Decimal

    def counts_for(self, first_value_no: int, day: dt.date) -> bool:
        """Decreases feel it that were posted after it, or that took something after its day (8.4).

        What they took later was still there on its day, so it is part of the quantity that was revalued (8.2).
        """
        return first_value_no > self.value_entry_no or day > self.valuation_date

    def counts_for_entry(self, decrease: Entry) -> bool:
        """Whether that decrease feels it."""
        first = decrease.values[0] if decrease.values else None
        return first is None or self.counts_for(first.entry_no, used_on(first))


@dataclass(slots=True)
class SupplyCost:
    """Cost of an increase over its whole quantity: for every decrease, and what only some of them feel."""

    quantity: Decimal
    base: Decimal
    partials: list[PartialRevaluation]

    def for_decrease(self, decrease: Entry) -> Decimal:
        """The cost that counts for that decrease."""
        if not self.partials:
            return self.base
        felt = (each.amount for each in self.partials if each.counts_for_entry(decrease))
        return sum(felt, self.base)

    def contribution(self, settings: Settings, decrease: Entry, quantity: Decimal) -> Decimal:
        """Cost of `quantity` (negative for a decrease) out of the increase, rounded."""
        if not self.quantity:
            return ZERO
        return settings.amount(self.for_decrease(decrease) * quantity / self.quantity)


def supply_cost(increase: Entry) -> SupplyCost:
    """Actual cost, expected cost of what is not invoiced, revaluations; rounding entries never count."""
    row = increase.row
    found = SupplyCost(row.quantity, ZERO, [])
    for value in increase.values:
        if value.entry_type == "Revaluation":
            _add_revaluation(found, row.quantity, value)
        elif value.entry_type != "Rounding":
            found.base += value.cost_amount_actual
            if value.expected_cost:
                found.base += value.cost_amount_expected * expected_weight(increase, value)
    return found


def revaluation_cost(increase: Entry) -> SupplyCost:
    """Only what revaluations add to the cost of an increase."""
    found = SupplyCost(increase.row.quantity, ZERO, [])
    for value in increase.values:
        if value.entry_type == "Revaluation":
            _add_revaluation(found, increase.row.quantity, value)
    return found


def expected_weight(entry: Entry, value: ValueEntry) -> Decimal:
    """Part of an expected value entry that is not invoiced yet."""
    left = entry.row.quantity - entry.row.invoiced_quantity
    return left / value.valued_quantity if left and value.valued_quantity else ZERO


def _add_revaluation(found: SupplyCost, quantity: Decimal, value: ValueEntry) -> None:
    amount = value.cost_amount_actual + value.cost_amount_expected
    if value.valued_quantity and (value.partial_revaluation or value.cost_amount_expected):
        amount = amount * quantity / value.valued_quantity
    if value.partial_revaluation:
        number = value.applies_to_value_entry or value.entry_no
        found.partials.append(PartialRevaluation(number, valued_on(value), amount))
    else:
        found.base += amount


def remaining_on(increase: Entry, day: dt.date) -> Decimal:
    """Quantity of an increase left on a day: applications dated later do not count (8.2)."""
    return increase.row.quantity + sum((use.quantity for use in increase.uses if _until(use, day)), ZERO)


def _until(use: ItemApplicationEntry, day: dt.date) -> bool:
    return use.posting_date is None or use.posting_date <= day
