"""Automatic cost adjustment after a posting (spec 2, 10.4)."""

from __future__ import annotations

import datetime as dt

from xlcost.context import needed_work_date
from xlcost.inventory.adjustment import CostAdjustment
from xlcost.inventory.posting import Poster
from xlcost.rules.dates import apply_formula
from xlcost.tables.inventory import Item, ItemTransaction

_SPANS = {"Day": "-1D", "Week": "-1W", "Month": "-1M", "Quarter": "-1Q", "Year": "-1Y"}


def check_work_date(p: Poster) -> None:
    """`WORK_DATE_MISSING` when the setup needs a work date to tell what is adjusted at once."""
    if p.settings.setup.automatic_cost_adjustment in _SPANS:
        needed_work_date(p.books)


def is_due(p: Poster, t: ItemTransaction) -> bool:
    """Whether the posted row is adjusted at once: its date lies in the span back from the work date."""
    choice = p.settings.setup.automatic_cost_adjustment
    if choice in ("Never", "") or not p.touched:
        return False
    if choice == "Always":
        return True
    return _date(p, t) >= apply_formula(needed_work_date(p.books), _SPANS[choice])


def _date(p: Poster, t: ItemTransaction) -> dt.date:
    """Average items go by the valuation date, the others by the date of the movement."""
    entry = p.touched[0]
    if p.item(t).costing_method == "Average":
        return entry.valuation_date
    return entry.row.posting_date


def adjust_touched(p: Poster) -> None:
    """Adjust the items of the running transaction."""
    items = {entry.row.item_no: p.books[Item].get(entry.row.item_no) for entry in p.touched}
    CostAdjustment(p.books, p.ledger, p.settings).adjust({no: item for no, item in items.items() if item is not None})
