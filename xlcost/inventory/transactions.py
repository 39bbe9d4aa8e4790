"""Posting item transactions: every row becomes movements, applications and values, or is refused (spec 2, 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import localcontext
from typing import Annotated

from pydantic import BeforeValidator

from xlcost.books import Books
from xlcost.inventory.automatic_adjustment import adjust_touched, check_work_date, is_due
from xlcost.inventory.automatic_posting import POSTING_READS, AutomaticPosting, posts_at_once
from xlcost.inventory.capacity import post_capacity
from xlcost.inventory.checks import CHECKS
from xlcost.inventory.completion import complete_waiting, with_dependants
from xlcost.inventory.history import Entry
from xlcost.inventory.movements import movement_of, post_invoice, post_transfer
from xlcost.inventory.non_inventory import post_consumption
from xlcost.inventory.posting import Poster
from xlcost.inventory.purchases import post_charge
from xlcost.inventory.reads import ENGINE_READS
from xlcost.inventory.revaluation import post_revaluation
from xlcost.operations import Result, operation
from xlcost.parameters import Parameters
from xlcost.problems import OperationError, Problem, Skipped, problem
from xlcost.rules.money import WIDE, ZERO
from xlcost.tables.inventory import ItemTransaction

Handler = Callable[[Poster, ItemTransaction], Entry | None]
HANDLERS: dict[str, Handler] = {
    "Purchase": movement_of("Purchase", 1),
    "Purchase Return": movement_of("Purchase", -1),
    "Sale": movement_of("Sale", -1),
    "Sale Return": movement_of("Sale", 1),
    "Positive Adjmt.": movement_of("Positive Adjmt.", 1),
    "Negative Adjmt.": movement_of("Negative Adjmt.", -1),
    "Transfer": post_transfer,
    "Consumption": post_consumption,
    "Output": movement_of("Output", 1),
    "Assembly Consumption": movement_of("Assembly Consumption", -1),
    "Assembly Output": movement_of("Assembly Output", 1),
    "Capacity": lambda p, t: post_capacity(p, t),
    "Item Charge": post_charge,
    "Revaluation": post_revaluation,
    "Invoice": post_invoice,
}
"""Transaction type -> how it is posted; returns the movement that other rows may refer to."""
_ABOUT_COST = ("Capacity", "Item Charge", "Revaluation")
"""Transactions that neither move nor invoice anything."""
SOURCE_CODE = "ITEMJNL"


def _line_numbers(value: object) -> object:
    if isinstance(value, str):
        text = value.strip()
        return "all" if text.casefold() in ("", "all") else text.replace("|", ",").split(",")
    return [value] if isinstance(value, int) and not isinstance(value, bool) else value


class PostTransactionsParameters(Parameters):
    """Which rows are posted: all, or those line numbers in that order."""

    lines: Annotated[list[int] | str, BeforeValidator(_line_numbers)] = "all"
    """`all`, or a list of line numbers, posted in that order."""


@dataclass(slots=True)
class _Outcome:
    posted: int = 0
    created: int = 0
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


@operation("post_transactions", PostTransactionsParameters, reads={**ENGINE_READS, **POSTING_READS})
def post_transactions(books: Books, parameters: PostTransactionsParameters) -> Result:
    """Post item transactions: movements, applications and value entries.

    A row that is refused leaves nothing behind but its problem; it is tried again by the next run (spec 2, 1.5).
    """
    with localcontext(WIDE):
        outcome = _Outcome()
        chosen = _chosen(books, parameters, outcome)
        rows = [row for row in chosen if not row.posted]
        if rows:
            _post_all(books, rows, outcome)
    return Result(
        counts={"posted": outcome.posted, "refused": len(outcome.skipped), "created": outcome.created},
        problems=outcome.problems,
        skipped=outcome.skipped,
        needs_attention=bool(outcome.problems),
        nothing_to_do=not rows and not outcome.problems,
    )


def _chosen(books: Books, parameters: PostTransactionsParameters, outcome: _Outcome) -> list[ItemTransaction]:
    table = books[ItemTransaction]
    if isinstance(parameters.lines, str):
        return sorted(table.rows, key=lambda row: row.line_no)
    known, aside = table.by("line_no"), {row.line_no for row in table.aside}
    chosen: list[ItemTransaction] = []
    for number in dict.fromkeys(parameters.lines):
        rows = known.get(number, [])
        chosen += rows[:1]
        if not rows and number not in aside:
            missing = problem("REFERENCE_NOT_FOUND", table.where(), line_no=number, field="lines", reference=number)
            outcome.problems.append(missing)
    return chosen


def _post_all(books: Books, rows: Iterable[ItemTransaction], outcome: _Outcome) -> None:
    poster = Poster(books)
    check_work_date(poster)
    automatic = AutomaticPosting(books) if posts_at_once(books) else None
    for row in rows:
        try:
            _post_row(poster, row, automatic)
            outcome.posted += 1
        except OperationError as refusal:
            poster.ledger.undo()
            outcome.problems += refusal.problems
            outcome.skipped.append(_skipped(books, row, refusal.problems[0]))
    outcome.created = len(poster.ledger.new_values)
    poster.ledger.flush(SOURCE_CODE)


def _post_row(p: Poster, t: ItemTransaction, automatic: AutomaticPosting | None) -> None:
    p.ledger.begin()
    p.touched.clear()
    first_entry, first_value = p.ledger.next_entry_no(), p.ledger.next_value_no()
    for check in CHECKS:
        check(p, t)
    entry = HANDLERS[t.transaction_type](p, t)
    if t.transaction_type not in _ABOUT_COST:
        complete_waiting(p.ledger, with_dependants(p.ledger, p.touched))
    last_value = p.ledger.next_value_no() - 1
    if is_due(p, t):
        adjust_touched(p)
    made = p.ledger.values_from(first_value)
    if automatic is not None and (found := automatic.post(made)) is not None:
        raise OperationError(replace(found, facts={**found.facts, "line_no": t.line_no}))
    p.ledger.change(
        t,
        posted=True,
        item_ledger_entry_no=entry.no if entry else (first_entry if p.ledger.next_entry_no() > first_entry else 0),
        value_entry_nos=str(first_value) if last_value == first_value else f"{first_value}..{last_value}",
    )


def _skipped(books: Books, t: ItemTransaction, reason: Problem) -> Skipped:
    return Skipped(
        reason,
        "item_transactions",
        t.line_no,
        t.posting_date,
        t.document_no,
        f"{t.transaction_type} {t.item_no}".strip(),
        t.amount or ZERO,
        row_at=books[ItemTransaction].where(t),
    )
