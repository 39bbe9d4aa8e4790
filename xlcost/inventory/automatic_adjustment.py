"""Automatic cost adjustment after a posting (spec 2, 10.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from xlcost.books import Books
from xlcost.context import needed_work_date
from xlcost.inventory.adjustment import CostAdjustment, stocked
from xlcost.inventory.cost_flow import products
from xlcost.inventory.ledger import Ledger
from xlcost.inventory.posting import Poster
from xlcost.inventory.settings import Settings
from xlcost.rules.dates import apply_formula
from xlcost.tables.inventory import ItemTransaction

_SPANS = {"Day": "-1D", "Week": "-1W", "Month": "-1M", "Quarter": "-1Q", "Year": "-1Y"}


def check_work_date(p: Poster) -> None:
    """`WORK_DATE_MISSING` when the setup needs a work date to tell what is adjusted at once."""
    if p.settings.setup.automatic_cost_adjustment in _SPANS:
        needed_work_date(p.books)


def is_due(p: Poster, t: ItemTransaction) -> bool:
    """Whether the posted row is adjusted at once."""
    choice = p.settings.setup.automatic_cost_adjustment
    return choice not in ("Never", "") and bool(p.touched) and is_due_on(p.books, p.settings, _date(p, t))


def is_due_on(books: Books, settings: Settings, day: dt.date) -> bool:
    """Whether what happened on that day is adjusted at once: it lies in the span back from the work date."""
    choice = settings.setup.automatic_cost_adjustment
    if choice in ("Never", ""):
        return False
    return choice == "Always" or day >= apply_formula(needed_work_date(books), _SPANS[choice])


def _date(p: Poster, t: ItemTransaction) -> dt.date:
    """Average items go by the valuation date, the others by the date of the movement."""
    entry = p.touched[0]
    if p.item(t).costing_method == "Average":
        return entry.valuation_date
    return entry.row.posting_date


def adjust_touched(p: Poster) -> None:
    """Adjust the items of the running transaction, and what an order made of them."""
    item_nos = {entry.row.item_no for entry in p.touched}
    made = products(p.ledger, (value for entry in p.touched for value in entry.values))
    adjust_now(p.books, p.ledger, p.settings, item_nos | made)


def adjust_now(books: Books, ledger: Ledger, settings: Settings, item_nos: Iterable[str]) -> int:
    """Adjust those of the items that have stock, and what orders made of them; how many value entries that wrote."""
    run = CostAdjustment(books, ledger, settings)
    run.adjust(stocked(books, item_nos), with_products=True)
    return run.corrections.written
