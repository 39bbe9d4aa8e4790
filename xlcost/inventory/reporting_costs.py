"""Costs in the additional reporting currency (ACY): every rule about cost is applied to the ACY amounts as well.

A value entry carries its ACY amounts beside its costs. A movement `in_acy` is the same movement with the ACY amounts
in the place of its costs; what the rules make of it is ACY. So cost that is passed on keeps its historical rates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from xlcost.inventory.history import Entry, ItemHistory
from xlcost.inventory.settings import Settings
from xlcost.problems import OperationError
from xlcost.reporting_currency import ReportingCurrency
from xlcost.rules.money import ZERO, rounded, total
from xlcost.tables.inventory import ValueEntry

T = TypeVar("T")
COSTS = ("cost_per_unit", "cost_amount_actual", "cost_amount_expected", "cost_amount_non_invtbl")
"""Columns of value entries that have one in ACY beside them, `<column>_acy`."""


# ---- the same movements in ACY


def value_in_acy(value: ValueEntry) -> ValueEntry:
    """A copy with the ACY amounts as its costs."""
    found = copy(value)
    for column in COSTS:
        object.__setattr__(found, column, getattr(value, f"{column}_acy") or ZERO)
    return found


def entry_in_acy(entry: Entry) -> Entry:
    """The movement with its costs in ACY, applications as they are."""
    found = Entry(entry.row)
    found.values = [value_in_acy(value) for value in entry.values]
    found.supplies, found.uses, found.source, found.fed = entry.supplies, entry.uses, entry.source, entry.fed
    return found


def history_in_acy(history: ItemHistory) -> ItemHistory:
    """All movements of the item with their costs in ACY."""
    found = ItemHistory(history.item)
    found.entries = {no: entry_in_acy(entry) for no, entry in history.entries.items()}
    return found


def in_both(settings: Settings, entry: Entry, rule: Callable[[Settings, Entry], T]) -> tuple[T, T | None]:
    """What a rule says of a movement in the company's currency and in ACY; None where there is no ACY."""
    mine = rule(settings, entry)
    return mine, rule(settings.in_acy(), entry_in_acy(entry)) if settings.reporting_currency else None


def columns(column: str, amounts: tuple[Decimal, Decimal | None]) -> dict[str, Any]:
    """Both amounts as fields of a value entry."""
    mine, acy = amounts
    return {column: mine} if acy is None else {column: mine, f"{column}_acy": acy}


# ---- conversion


def with_acy(settings: Settings, fields: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """Fields of a new value entry; ACY amounts that are not given are converted at the rate of the day."""
    currency = settings.reporting_currency
    if currency is None:
        return dict(fields)
    return {**_converted(settings, currency, fields, day), **fields}


def rest_in_acy(settings: Settings, day: dt.date, whole: Decimal, *parts: Decimal) -> dict[str, Decimal]:
    """The ACY amount of what the parts leave of a whole, so that they add up to it at the rate of the day.

    The whole is converted as it is, not as it was rounded to the company's currency.
    """
    currency = settings.reporting_currency
    if currency is None:
        return {}
    return {"cost_amount_actual_acy": currency.amount(whole, day) - total(currency.amount(part, day) for part in parts)}


def _converted(
    settings: Settings, currency: ReportingCurrency, costs: Mapping[str, Any], day: dt.date
) -> dict[str, Decimal]:
    acy = {f"{column}_acy": currency.amount(costs.get(column, ZERO), day) for column in COSTS[1:]}
    acy["cost_per_unit_acy"] = settings.unit_cost(currency.converted(costs.get("cost_per_unit", ZERO), day))
    return acy


def is_converted(value: ValueEntry) -> bool:
    """Whether the entry has ACY amounts; 0 is one, blank is none."""
    return value.cost_amount_actual_acy is not None or value.cost_amount_expected_acy is not None


def convert_history(settings: Settings) -> int:
    """Value entries without ACY amounts, from before there was an ACY, get them at the rates of their posting dates.

    Returns how many these were. Raises NO_EXCHANGE_RATE at the earliest entry that has no rate.
    """
    currency, table = settings.reporting_currency, settings.books[ValueEntry]
    if currency is None:
        return 0
    waiting = [value for value in table.rows if not is_converted(value)]
    for value in sorted(_without_rate(currency, waiting), key=lambda each: (each.posting_date, each.entry_no))[:1]:
        missing = currency.missing(value.posting_date, table.where(value, "posting_date"))
        assert missing is not None, "it was found without a rate"
        raise OperationError(missing)
    for value in waiting:
        costs = {column: getattr(value, column) for column in COSTS}
        table.update(value, **_converted(settings, currency, costs, value.posting_date))
    return len(waiting)


def _without_rate(currency: ReportingCurrency, values: Iterable[ValueEntry]) -> list[ValueEntry]:
    return [value for value in values if currency.factor(value.posting_date) is None]


# ---- posting to the G/L


@dataclass(frozen=True, slots=True)
class PostedInAcy:
    """ACY cost of a value entry, and what of it is posted to the G/L."""

    actual: Decimal
    expected: Decimal
    actual_posted: Decimal
    expected_posted: Decimal


def posted_in_acy(currency: ReportingCurrency, value: ValueEntry) -> PostedInAcy | None:
    """Costs that are blank are converted at the rate of the posting date; None without a rate.

    Where it is not said what of the ACY cost is posted, it is as much of it as of the cost.
    """
    actual, expected = value.cost_amount_actual_acy or ZERO, value.cost_amount_expected_acy or ZERO
    if not is_converted(value):
        day = value.posting_date
        if currency.factor(day) is None:
            return None
        actual = currency.amount(value.cost_amount_actual, day)
        expected = currency.amount(value.cost_amount_expected, day)
    actual_posted, expected_posted = value.cost_posted_to_gl_acy, value.expected_cost_posted_to_gl_acy
    if actual_posted is None:
        actual_posted = share_in_acy(currency, actual, value.cost_posted_to_gl, value.cost_amount_actual)
    if expected_posted is None:
        expected_posted = share_in_acy(currency, expected, value.expected_cost_posted_to_gl, value.cost_amount_expected)
    return PostedInAcy(actual, expected, actual_posted, expected_posted)


def share_in_acy(currency: ReportingCurrency, acy: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """The part of an ACY amount; 0 of a whole of 0."""
    if not part or not whole:
        return ZERO
    if part == whole:
        return acy
    return rounded(Fraction(acy) * Fraction(part) / Fraction(whole), currency.precision) + ZERO
