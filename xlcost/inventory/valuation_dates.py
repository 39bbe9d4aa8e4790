"""Valuation dates: the day from which a value counts (spec 2, 4.9). Posting dates never change."""

from __future__ import annotations

import datetime as dt

from xlcost.inventory.history import Entry, valued_on
from xlcost.inventory.ledger import Ledger


def supply_date(increase: Entry) -> dt.date:
    """Valuation date of an increase for the decreases it supplies: of its last revaluation, else of its last value."""
    if not increase.values:
        return increase.row.posting_date
    revaluations = [value for value in increase.values if value.entry_type == "Revaluation"]
    return valued_on((revaluations or increase.values)[-1])


def source_date(decrease: Entry) -> dt.date:
    """Valuation date of a decrease for the increases that take its cost."""
    return supply_date(decrease)


def decrease_date(ledger: Ledger, decrease: Entry) -> dt.date:
    """Valuation date of a new decrease: the latest of its supplies where that is later, or fixed applied."""
    dates = [
        supply_date(increase)
        for each in decrease.supplies
        if (increase := ledger.entry(each.inbound_item_entry_no)) is not None
    ]
    if not dates:
        return decrease.row.posting_date
    latest = max(dates)
    return latest if decrease.row.applies_to_entry else max(latest, decrease.row.posting_date)


def move(ledger: Ledger, entry: Entry, day: dt.date) -> None:
    """Move an entry, and all that takes its cost, to a later valuation date."""
    waiting = [(entry, day)]
    while waiting:
        each, to = waiting.pop()
        moved = False
        for value in each.values:
            if valued_on(value) < to:
                item = ledger.history(value.item_no).item
                ledger.mark_period(item, value.location_code, value.variant_code, valued_on(value))
                ledger.mark_period(item, value.location_code, value.variant_code, to)
                ledger.change(value, valuation_date=to)
                moved = True
        if moved:
            dependants = [use.outbound_item_entry_no for use in each.uses]
            dependants += [fed.inbound_item_entry_no for fed in each.fed]
            waiting += [(found, to) for no in dependants if (found := ledger.entry(no)) is not None]
