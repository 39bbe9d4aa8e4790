"""How a cost entry, a G/L entry, or the costs of a center or object came about (spec 0, 7 `explain`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from xlcost.books import Books
from xlcost.cost_accounting.linking import found_links
from xlcost.cost_accounting.setup import checked_setup, code_of, line_type
from xlcost.cost_accounting.trail import Trail, gl_step, money, place_name
from xlcost.cost_accounting.transfer import TRANSFER_READS
from xlcost.cost_accounting.transfer_scan import Scanner
from xlcost.cost_accounting.transfer_skips import skip_problem
from xlcost.cost_accounting.transfer_status import transfer_status
from xlcost.operations import Reads, Step, explains
from xlcost.problems import Problem
from xlcost.rules.filters import compiled
from xlcost.tables.cost_accounting import (
    CostAccountingSetup,
    CostAllocationSource,
    CostCenter,
    CostEntry,
    CostObject,
    CostType,
)
from xlcost.tables.general_ledger import GLAccount, GLEntry

_READS: Reads = {**TRANSFER_READS, CostAllocationSource: "id cost_type_range"}


@explains("cost_entries", reads=_READS)
def explain_cost_entry(books: Books, key: str) -> Sequence[Step]:
    """Which G/L entries, journal or allocation the entry came from, and where its costs went."""
    trail = Trail(books)
    entry = trail.entries.get(_number(key))
    if entry is None:
        return []
    return [
        trail.entry_step(entry, 0),
        *trail.origin(entry, 1),
        *_link_step(books, entry),
        *trail.destination(entry, 1),
    ]


def _link_step(books: Books, entry: CostEntry) -> Iterator[Step]:
    """The range that made the account feed the cost type."""
    cost_type = books[CostType].get(entry.cost_type_no)
    if entry.gl_account and cost_type is not None and cost_type.gl_account_range:
        where = books[CostType].where(cost_type, "gl_account_range")
        text = (
            f"Account {entry.gl_account} feeds cost type {cost_type.no} by its G/L account range "
            f"{cost_type.gl_account_range}; entries are combined by: {cost_type.combine_entries}"
        )
        yield Step(text, where, None, 1)


@explains("gl_entries", reads=_READS)
def explain_gl_entry(books: Books, key: str) -> Sequence[Step]:
    """Which cost entry took the entry, or which rule stopped it."""
    found = books[GLEntry].by("entry_no").get(_number(key), [])
    if not found:
        return []
    entry = found[0]
    return [gl_step(books, entry, 0), *_transfers(books, entry), *_fate(books, entry)]


def _transfers(books: Books, entry: GLEntry) -> Iterator[Step]:
    """Every cost entry that ever took the entry, reversed ones too, and where its costs went."""
    trail = Trail(books)
    for source in books.named("cost_entry_sources").by("gl_entry_no").get(entry.entry_no, []):
        cost_entry = trail.entries.get(source.cost_entry_no)
        if cost_entry is None:
            where = books.named("cost_entry_sources").where(source, "cost_entry_no")
            yield Step(f"Cost entry {source.cost_entry_no}, deleted since, took it", where, source.amount, 1)
            continue
        yield trail.entry_step(cost_entry, 1, f"{money(source.amount)} of it stand in ")
        yield from trail.destination(cost_entry, 2)


def _fate(books: Books, entry: GLEntry) -> Iterator[Step]:
    """Of an entry that is not transferred: the rule that stops it, or the line that the next transfer makes of it."""
    if not books[CostAccountingSetup].rows:
        return
    status = transfer_status(books)
    if entry.entry_no <= status.done_up_to:
        text = f"Entries up to {status.done_up_to} were transferred by a register made elsewhere"
        yield Step(text, books[GLEntry].where(entry, "entry_no"), None, 1)
    if status.is_done(entry.entry_no):
        return
    setup = checked_setup(books, dimensions=True)
    scan = Scanner(books, setup, found_links(books)).scan(status)
    reason = next((found for each, found in scan.skipped if each is entry), None)
    by_design = next((found for each, found in scan.out_of_scope if each is entry), "")
    if by_design:
        reason = skip_problem(books, setup, entry, by_design)
    if reason is not None:
        yield _reason_step(reason)
        return
    for line, entries in zip(scan.lines, scan.sources, strict=True):
        if any(each is entry for each in entries):
            place = place_name((line.cost_center_code, line.cost_object_code))
            others = f", combined with {len(entries) - 1} others" if len(entries) > 1 else ""
            text = (
                f"The next transfer takes it to cost type {line.cost_type_no} on {place}, {line.posting_date}{others}"
            )
            account = books[GLAccount].get(entry.gl_account_no)
            yield Step(text, books[GLAccount].where(account, "cost_type_no"), line.amount, 1)


def _reason_step(reason: Problem) -> Step:
    return Step(f"Not transferred, {reason.code}: {reason.what}; {reason.remedy}", reason.where, None, 1)


@explains("cost_centers", reads=_READS)
def explain_cost_center(books: Books, key: str) -> Sequence[Step]:
    """What came in to the cost center, what went out, and what is left."""
    return _place(books, CostCenter, "cost_center_code", key)


@explains("cost_objects", reads=_READS)
def explain_cost_object(books: Books, key: str) -> Sequence[Step]:
    """What came in to the cost object, what went out, and what is left."""
    return _place(books, CostObject, "cost_object_code", key)


def _place(books: Books, chart: Any, column: str, key: str) -> Sequence[Step]:
    table: Any = books[chart]
    row = table.get(key.upper())
    if row is None:
        return []
    is_total = line_type(row) in {"Total", "End-Total"} and row.totaling
    test = compiled(row.totaling) if is_total else row.code.__eq__
    entries = [entry for entry in books[CostEntry].rows if getattr(entry, column) and test(getattr(entry, column))]
    balance = sum((entry.amount for entry in entries), Decimal(0))
    open_amount = sum((entry.amount for entry in entries if not entry.allocated), Decimal(0))
    steps = [Step(f"{code_of(row)} {row.name}: balance {money(balance)}", table.where(row, "code"), balance)]
    if is_total:
        steps.append(Step(f"It adds up {row.totaling}", table.where(row, "totaling"), None, 1))
    steps += _flows(books, entries)
    steps.append(Step(f"Open to be allocated: {money(open_amount)}", amount=open_amount, level=1))
    return steps


def _flows(books: Books, entries: Sequence[CostEntry]) -> Iterator[Step]:
    """Sums by register and allocation source, in register order; amounts below 0 went out. Entries stand below."""
    trail = Trail(books)
    groups: dict[tuple[int, str, str], list[CostEntry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.entry_no):
        register = trail.register(entry)
        number, source = (register.no, register.source) if register else (0, "no register")
        groups.setdefault((number, source, entry.allocation_id), []).append(entry)
    for (number, source, allocation_id), members in groups.items():
        amount = sum((entry.amount for entry in members), Decimal(0))
        by = f", allocation source {allocation_id}" if allocation_id else ""
        count = "1 entry" if len(members) == 1 else f"{len(members)} entries"
        text = f"Register {number}, {source}{by}: {money(amount)} in {count}"
        yield Step(text, books[CostEntry].where(members[0], "amount"), amount, 1)
        for entry in members:
            yield trail.entry_step(entry, 2)
            if entry.allocation_id and entry.amount > 0:
                yield from trail.origin(entry, 3)


def _number(key: str) -> int:
    return int(key) if key.isdecimal() else 0
