"""Average cost entry points: which periods are still to be adjusted (spec 2, 3.6, 7.2 and 7.8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable

from xlcost.inventory.history import valued_on
from xlcost.inventory.ledger import Ledger, PointKey
from xlcost.inventory.periods import AveragePeriods
from xlcost.tables.inventory import AvgCostAdjmtEntryPoint, Item, ValueEntry


def refresh(ledger: Ledger, average: AveragePeriods, items: Iterable[Item], values: Iterable[ValueEntry]) -> None:
    """Entry points that do not fit the setup, or are missing, are made anew and their items un-marked.

    This is how another average cost period or calculation type takes effect, and how imported history is taken in.
    """
    averages = {item.item_no: item for item in items if item.costing_method == "Average"}
    if not averages:
        return
    wanted: dict[str, set[PointKey]] = {item_no: set() for item_no in averages}
    for value in values:
        if value.item_no in averages and value.item_ledger_entry_no:
            wanted[value.item_no].add(_key(average, value))
    for item_no, item in averages.items():
        found = ledger.points_of(item_no)
        known = {(each.item_no, each.variant_code, each.location_code, each.valuation_date) for each in found}
        # a movement that was re-dated leaves a point behind at its old date, which does no harm
        places = {(variant_code, location_code) for _, variant_code, location_code, _ in wanted[item_no]}
        misfits = [each for each in found if not _fits(average, each, places)]
        if misfits or not wanted[item_no] <= known:
            ledger.drop_points(misfits)
            ledger.unmark(item)
            for _, variant_code, location_code, day in sorted(wanted[item_no]):
                ledger.mark_period(item, location_code, variant_code, day)


def first_open(points: Iterable[AvgCostAdjmtEntryPoint]) -> dt.date | None:
    """The earliest period that is not adjusted; None when all are."""
    return min((point.valuation_date for point in points if not point.cost_is_adjusted), default=None)


def settle(ledger: Ledger, points: Iterable[AvgCostAdjmtEntryPoint], until: dt.date | None) -> None:
    """The periods of an item are adjusted, those after the date limit aside."""
    for point in points:
        if not point.cost_is_adjusted and not (until and point.valuation_date > until):
            ledger.change(point, cost_is_adjusted=True)


def _key(average: AveragePeriods, value: ValueEntry) -> PointKey:
    day = valued_on(value)
    if average.by_item(day):
        return value.item_no, "", "", average.end_of(day)
    return value.item_no, value.variant_code, value.location_code, average.end_of(day)


def _fits(average: AveragePeriods, point: AvgCostAdjmtEntryPoint, places: Container[tuple[str, str]]) -> bool:
    """At the end of a period, and of the whole item or of a place where something happened, as the day demands."""
    place = point.variant_code, point.location_code
    fits_type = place == ("", "") if average.by_item(point.valuation_date) else place in places
    return fits_type and average.end_of(point.valuation_date) == point.valuation_date
