"""Small books for allocation tests, built of typed rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from xlcost.books import Books, Table
from xlcost.close import Outcome, run_step
from xlcost.parameters import Parameters
from xlcost.plan import PlanStep, make_step
from xlcost.tables.columns import Row
from xlcost.tables.cost_accounting import (
    CostAccountingSetup,
    CostAllocationSource,
    CostAllocationTarget,
    CostCenter,
    CostEntry,
    CostObject,
    CostType,
)
from xlcost.tables.run import RunOptions

DAY = date(2026, 6, 30)
CENTERS = ("A", "B", "C", "D", "E")
OBJECTS = ("X", "Y")
TYPES = ("100", "200", "900")


def row(row_class: Any, **values: Any) -> Any:
    """A row with the table's defaults in all other columns."""
    return row_class(**values)


def books_of(*rows: Row, user: str = "") -> Books:
    """Books with a setup, five centers, two objects, three cost types, and the rows given."""
    tables: dict[type[Row], list[Row]] = {
        RunOptions: [row(RunOptions, work_date=DAY, user_id=user)],
        CostAccountingSetup: [
            row(
                CostAccountingSetup,
                last_allocation_doc_no="ALLOC0",
                cost_center_dimension="DEPARTMENT",
                cost_object_dimension="PROJECT",
                source_code_gl_to_ca="GL",
                source_code_cost_journal="JNL",
                source_code_cost_allocation="ALLOC",
                source_code_budget_to_actual="BUD",
            )
        ],
        CostCenter: [row(CostCenter, code=code) for code in CENTERS],
        CostObject: [row(CostObject, code=code) for code in OBJECTS],
        CostType: [row(CostType, no=no) for no in TYPES],
    }
    for each in rows:
        tables.setdefault(type(each), []).append(each)
    return Books([Table(row_class, of_class) for row_class, of_class in tables.items()])


def places(code: str, prefix: str = "") -> dict[str, str]:
    """Center or object column of a code."""
    kind = "object" if code in OBJECTS else "center"
    return {f"{prefix}cost_{kind}" if prefix else f"cost_{kind}_code": code}


def entry(number: int, place: str, amount: str | Decimal, **values: Any) -> CostEntry:
    """An open cost entry of type 100 on the allocation date."""
    given = {"cost_type_no": "100", "posting_date": DAY, "document_no": "J1", **values}
    return row(CostEntry, entry_no=number, amount=Decimal(amount), **places(place), **given)  # type: ignore[no-any-return]


def source(id: str, place: str, **values: Any) -> CostAllocationSource:
    """A source that credits type 900."""
    return row(CostAllocationSource, id=id, credit_to_cost_type="900", **places(place), **values)  # type: ignore[no-any-return]


def target(id: str, line_no: int, place: str, share: str | Decimal = "1", **values: Any) -> CostAllocationTarget:
    """A static All Costs target of type 900."""
    given = {"target_cost_type": "900", "share": Decimal(share), **values}
    return row(CostAllocationTarget, id=id, line_no=line_no, **places(place, "target_"), **given)  # type: ignore[no-any-return]


def run(books: Books, name: str, parameters: Mapping[str, Any] | Parameters | None = None) -> Outcome:
    """One operation, with parameters as a plan gives them or as a parameter model."""
    if isinstance(parameters, Parameters):
        step = make_step(name, {})
        return run_step(books, PlanStep(step.operation, name, parameters, {}))
    return run_step(books, make_step(name, parameters or {}))


def done(outcome: Outcome) -> Outcome:
    """The outcome, which must not be an error."""
    assert outcome.error is None, outcome.message
    return outcome


def codes(outcome: Outcome) -> list[str]:
    """Codes of the problems of an outcome."""
    return [problem.code for problem in outcome.result.problems]


def balances(entries: Iterable[Any], column: str) -> dict[str, Decimal]:
    """Sum of the amounts by a column, without blanks and zeros."""
    found: dict[str, Decimal] = {}
    for each in entries:
        key = getattr(each, column)
        found[key] = found.get(key, Decimal(0)) + each.amount
    return {key: amount for key, amount in found.items() if key and amount}


def facts_of(entries: Sequence[CostEntry]) -> list[tuple[Any, ...]]:
    """What makes a written entry, for comparing two runs."""
    return [
        (each.entry_no, each.cost_type_no, each.cost_center_code, each.cost_object_code, each.amount,
         each.document_no, each.allocated, each.allocated_with_journal_no, each.allocation_id)
        for each in sorted(entries, key=lambda each: each.entry_no)
    ]  # fmt: skip
