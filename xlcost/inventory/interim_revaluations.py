"""Revaluations of cost that is not invoiced yet: the invoice takes them back (spec 2, 4.5)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import partial

from xlcost.inventory.history import Entry
from xlcost.inventory.reporting_costs import in_both
from xlcost.inventory.settings import Settings
from xlcost.rules.money import total
from xlcost.tables.inventory import ValueEntry

Balance = tuple[ValueEntry, tuple[Decimal, Decimal | None]]
"""A revaluation and what is to be taken back of it, in the company's currency and in ACY."""


def interim_balances(settings: Settings, entry: Entry, part: Fraction) -> list[Balance]:
    """What an invoice of that part of the quantity left takes back of each revaluation."""
    found = [
        (value, in_both(settings, entry, partial(_balance, value.entry_no, part)))
        for value in entry.values
        if _is_interim(value)
    ]
    return [(value, share) for value, share in found if any(share)]


def _balance(value_entry_no: int, part: Fraction, settings: Settings, entry: Entry) -> Decimal:
    """Minus that part of what is left of a revaluation of expected cost."""
    found = [each for each in entry.values if value_entry_no in (each.entry_no, each.applies_to_value_entry)]
    return -settings.amount(Fraction(total(each.cost_amount_expected for each in found)) * part)


def _is_interim(value: ValueEntry) -> bool:
    """A revaluation of cost that was not invoiced yet, not the balance of one."""
    is_original = not value.applies_to_value_entry
    return value.entry_type == "Revaluation" and is_original and value.cost_amount_expected != 0
