"""The default period-end plan: over the areas whose tables hold data, in the order of the contract (spec 0, 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xlcost.books import Books
from xlcost.operations import OPERATIONS, REPORTS
from xlcost.plan import PlanStep, make_step

Condition = Callable[[Books], bool]
Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One line of the default plan: the operation, when it runs, and with what."""

    operation: str
    when: Condition
    given: Given
    table: str = ""


def default_steps(books: Books) -> Iterator[PlanStep]:
    """The steps of the default plan. Each condition is asked when its turn comes, after the steps before it ran."""
    for item in PLAN:
        if item.when(books):
            yield make_step(item.operation, item.given)


def holds(*table_ids: str) -> Condition:
    """Whether any of the tables has rows."""
    return lambda books: any(books.named(table_id).rows or books.named(table_id).aside for table_id in table_ids)


def _cost_accounting(books: Books) -> bool:
    return holds("cost_types")(books) and holds("cost_accounting_setup")(books)


PLAN: tuple[PlanItem, ...] = tuple(
    item
    for item in (
        PlanItem("check_gl_postings", _cost_accounting, {}),
        PlanItem("transfer_gl", _cost_accounting, {}),
    )
    if item.operation in OPERATIONS or item.given.get("report") in REPORTS
)
