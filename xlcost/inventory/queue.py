"""The queue of value entries that wait for posting to the G/L (spec 2, 1.2, 3.5 and 11.12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from xlcost.books import Books
from xlcost.inventory.reporting_costs import is_converted, posted_in_acy
from xlcost.inventory.wip_write_off import WriteOff
from xlcost.reporting_currency import ReportingCurrency, reporting_currency
from xlcost.rules.dates import in_range
from xlcost.rules.filters import compiled
from xlcost.tables.inventory import InventorySetup, ItemLedgerEntry, PostValueEntryToGL, ValueEntry

_EXPECTED_MOVEMENTS = frozenset({"Purchase", "Sale", "Output"})


@dataclass(slots=True)
class Queue:
    """The queue as it should stand, and how it differs from the table."""

    entries: list[ValueEntry] = field(default_factory=list)
    """In the order of posting."""
    added: list[ValueEntry] = field(default_factory=list)
    removed: list[PostValueEntryToGL] = field(default_factory=list)
    orphans: list[PostValueEntryToGL] = field(default_factory=list)
    """Rows whose value entry does not exist."""


def has_something_left(entry: ValueEntry, expected_posting: bool, currency: ReportingCurrency | None) -> bool:
    """Whether an entry belongs in a queue that is built anew."""
    if not entry.inventoriable:
        return False
    if not entry.expected_cost and entry.cost_amount_actual != entry.cost_posted_to_gl:
        return True
    if expected_posting and entry.cost_amount_expected != entry.expected_cost_posted_to_gl:
        return True
    return currency is not None and is_converted(entry) and _has_acy_left(entry, expected_posting, currency)


def _has_acy_left(entry: ValueEntry, expected_posting: bool, currency: ReportingCurrency) -> bool:
    found = posted_in_acy(currency, entry)
    if found is None:
        return False
    if not entry.expected_cost and found.actual != found.actual_posted:
        return True
    return expected_posting and found.expected != found.expected_posted


def current_queue(books: Books) -> Queue:
    """The queue in line with the value entries and with the expected posting switch; changes nothing.

    Rows given stand. Entries above the highest queued number that have something left are added; of an empty queue
    that means all of them. With expected posting on, expected amounts of entries not invoiced in full are added;
    with it off, expected entries that were posted in part before leave the queue. Entries whose cost is still to be
    moved out of WIP are added, whether they were posted before or not.
    """
    expected_posting = books.one(InventorySetup).expected_cost_posting_to_gl
    currency = reporting_currency(books)
    given = books[PostValueEntryToGL]
    entries = books[ValueEntry].by("entry_no")
    queue = Queue()
    queued: dict[int, ValueEntry] = {}
    for row in given.rows:
        found = entries.get(row.value_entry_no)
        if found is None:
            queue.orphans.append(row)
        elif not expected_posting and found[0].expected_cost and found[0].expected_cost_posted_to_gl:
            queue.removed.append(row)
        else:
            queued[row.value_entry_no] = found[0]
    highest = max((row.value_entry_no for row in (*given.rows, *given.aside)), default=0)
    added = [
        entry
        for entry in books[ValueEntry].rows
        if entry.entry_no > highest and has_something_left(entry, expected_posting, currency)
    ]
    if expected_posting:
        known = queued.keys() | {entry.entry_no for entry in added}
        open_entries = _not_invoiced(books) | {entry.item_ledger_entry_no for entry in queued.values()}
        added += [entry for entry in _expected_left(books, open_entries) if entry.entry_no not in known]
    known = queued.keys() | {entry.entry_no for entry in added}
    added += [entry for entry in WriteOff(books).waiting(books[ValueEntry].rows) if entry.entry_no not in known]
    queue.added = sorted(added, key=lambda entry: entry.entry_no)
    queue.entries = sorted((*queued.values(), *added), key=_posting_order)
    return queue


def _not_invoiced(books: Books) -> set[int]:
    return {
        entry.entry_no
        for entry in books[ItemLedgerEntry].rows
        if entry.entry_type in _EXPECTED_MOVEMENTS and entry.invoiced_quantity != entry.quantity
    }


def _expected_left(books: Books, movements: set[int]) -> Iterable[ValueEntry]:
    if not movements - {0}:
        return ()
    return (
        entry
        for entry in books[ValueEntry].rows
        if entry.item_ledger_entry_no in movements
        and entry.item_ledger_entry_no
        and entry.inventoriable
        and entry.cost_amount_expected != entry.expected_cost_posted_to_gl
    )


def _posting_order(entry: ValueEntry) -> tuple[bool, str, str, str, dt.date, int]:
    """Movements by item, date and number; then capacity by order."""
    capacity = not entry.item_ledger_entry_no and not entry.item_ledger_entry_type
    order = (entry.order_type, entry.order_no) if capacity else ("", "")
    return capacity, *order, entry.item_no, entry.posting_date, entry.entry_no


def bring_in_line(books: Books, queue: Queue, gone: Container[int] = ()) -> None:
    """Write the queue as it should stand, without the value entries that are `gone` from it."""
    table = books[PostValueEntryToGL]
    leaving = {id(row) for row in queue.removed}
    table.remove([row for row in table.rows if row.value_entry_no in gone or id(row) in leaving])
    joining = [queued(entry) for entry in queue.added if entry.entry_no not in gone]
    if joining:
        table.append(*joining)


def queued(entry: ValueEntry) -> PostValueEntryToGL:
    """The queue row of a value entry."""
    return PostValueEntryToGL(value_entry_no=entry.entry_no, item_no=entry.item_no, posting_date=entry.posting_date)


def in_filter(
    entries: Iterable[ValueEntry],
    item_no: str,
    first: dt.date | None,
    last: dt.date | None,
    entry_nos: Iterable[int],
) -> list[ValueEntry]:
    """The entries that pass the filters of a posting; no numbers = all."""
    item_test = compiled(item_no)
    numbers = set(entry_nos)
    return [
        entry
        for entry in entries
        if item_test(entry.item_no)
        and in_range(entry.posting_date, first, last)
        and (not numbers or entry.entry_no in numbers)
    ]
