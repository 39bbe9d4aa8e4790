"""The allocation run: selection, order, checks, flags, texts, warnings, budget runs (spec 1, 5.4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.cost_accounting.allocation_books import DAY, balances, books_of, codes, done, entry, row, run, source, target
from xlcost.books import Books
from xlcost.close import Outcome
from xlcost.cost_accounting.allocation import PlannedAllocation
from xlcost.tables.columns import Row
from xlcost.tables.cost_accounting import (
    CostAccountingSetup,
    CostAllocationSource,
    CostAllocationTarget,
    CostBudgetEntry,
    CostBudgetName,
    CostBudgetRegister,
    CostCenter,
    CostEntry,
    CostRegister,
    CostType,
)
from xlcost.tables.general_ledger import GLSetup
from xlcost.tables.run import RunOptions


def written(books: Books) -> list[CostEntry]:
    return [each for each in books[CostEntry].rows if each.allocation_id]


def error_of(outcome: Outcome) -> str:
    assert outcome.error is not None
    return outcome.error.code


def chain() -> list[Row]:
    """A hands everything to B on level 1, B to C on level 2."""
    return [
        source("S1", "A", level=1), target("S1", 1, "B"), source("S2", "B", level=2), target("S2", 1, "C"),
        entry(1, "A", "10"),
    ]  # fmt: skip


def test_higher_levels_see_what_lower_ones_handed_on() -> None:
    books = books_of(*chain())
    outcome = done(run(books, "allocate_costs"))
    assert balances(books[CostEntry].rows, "cost_center_code") == {"C": 10}
    assert [(row.no, row.level) for row in books[CostRegister].rows] == [(1, 1), (2, 2)]
    assert outcome.result.debit == outcome.result.credit == 20
    assert [each.allocated_with_journal_no for each in books[CostEntry].rows] == [1, 2, 0, 0, 0]


def test_a_level_range_leaves_the_others_alone() -> None:
    books = books_of(*chain())
    done(run(books, "allocate_costs", {"from_level": 2, "to_level": 2}))
    assert written(books) == []
    done(run(books, "allocate_costs", {"to_level": 1}))
    assert balances(books[CostEntry].rows, "cost_center_code") == {"B": 10}


@pytest.mark.parametrize(("variant", "taken"), [("", ["S1"]), ("V", ["S2"]), ("*", ["S1", "S2"]), ("W", [])])
def test_variants_choose_sources(variant: str, taken: list[str]) -> None:
    rows = [source("S1", "A"), target("S1", 1, "B"), source("S2", "C", variant="V"), target("S2", 1, "B")]
    books = books_of(*rows, entry(1, "A", "10"), entry(2, "C", "10"))
    outcome = done(run(books, "allocate_costs", {"variant": variant}))
    assert [part["id"] for part in outcome.result.counts["per_source"]] == taken
    assert outcome.result.nothing_to_do is not bool(taken)


def test_two_valid_sources_of_one_center_overlap_and_only_the_first_finds_costs() -> None:
    rows = [source("S1", "A"), target("S1", 1, "B"), source("S2", "A"), target("S2", 1, "C")]
    books = books_of(*rows, entry(1, "A", "10"))
    outcome = done(run(books, "allocate_costs"))
    warning = next(each for each in outcome.result.problems if each.code == "SOURCES_OVERLAP")
    assert warning.facts == {"id": "S1", "other": "S2"}
    assert balances(books[CostEntry].rows, "cost_center_code") == {"B": 10}


def test_sources_of_different_cost_types_do_not_overlap() -> None:
    rows = [source("S1", "A", cost_type_range="100"), target("S1", 1, "B")]
    rows += [source("S2", "A", cost_type_range="200.."), target("S2", 1, "C")]
    books = books_of(*rows, entry(1, "A", "10"), entry(2, "A", "7", cost_type_no="200"))
    assert "SOURCES_OVERLAP" not in codes(done(run(books, "allocate_costs")))
    assert balances(books[CostEntry].rows, "cost_center_code") == {"B": 10, "C": 7}


def test_entries_after_the_date_and_allocated_ones_stay() -> None:
    late, taken = entry(1, "A", "10", posting_date=date(2026, 7, 1)), entry(2, "A", "5", allocated=True)
    books = books_of(source("S1", "A"), target("S1", 1, "B"), late, taken)
    assert done(run(books, "allocate_costs")).result.nothing_to_do


def test_a_level_without_lines_leaves_no_trace() -> None:
    """Source S1 has no targets; its entry is free for the source of level 2 on the same center."""
    rows = [source("S1", "A", level=1), source("S2", "A", level=2), target("S2", 1, "B"), entry(1, "A", "10")]
    books = books_of(*rows)
    outcome = done(run(books, "allocate_costs"))
    assert [(row.no, row.level) for row in books[CostRegister].rows] == [(1, 2)]
    assert [part["document_no"] for part in outcome.result.counts["per_source"]] == ["ALLOC1", "ALLOC2"]
    assert books.one(CostAccountingSetup).last_allocation_doc_no == "ALLOC2"


def test_entries_of_a_source_without_targets_are_flagged_when_its_level_writes() -> None:
    rows = [source("S1", "A"), source("S2", "B"), target("S2", 1, "C"), entry(1, "A", "10"), entry(2, "B", "4")]
    books = books_of(*rows)
    done(run(books, "allocate_costs"))
    assert [each.allocated_with_journal_no for each in books[CostEntry].rows[:2]] == [1, 1]
    assert balances(books[CostEntry].rows, "cost_center_code") == {"A": 10, "C": 4}


def test_nothing_to_do_undoes_flags_and_counter() -> None:
    books = books_of(source("S1", "A"), target("S1", 1, "B", "0"), entry(1, "A", "10"))
    assert done(run(books, "allocate_costs")).result.nothing_to_do
    assert books.one(CostAccountingSetup).last_allocation_doc_no == "ALLOC0"
    assert not books[CostEntry].rows[0].allocated


def test_percent_and_amount_per_share_count_in_the_percent_of_other_lines() -> None:
    rows = [
        source("S1", "A"),
        target("S1", 1, "B", "1"),
        target("S1", 2, "C", "3", amount_per_share=Decimal(2)),
        entry(1, "A", "100"),
    ]
    books = books_of(*rows)
    done(run(books, "allocate_costs"))
    assert balances(books[CostEntry].rows, "cost_center_code") == {"A": 69, "B": 25, "C": 6}


@pytest.mark.parametrize(
    ("row_class", "index", "change", "code"),
    [
        (CostAccountingSetup, 0, {"source_code_cost_allocation": ""}, "SETUP_SOURCE_CODE_BLANK"),
        (CostAccountingSetup, 0, {"last_allocation_doc_no": ""}, "ALLOC_NO_ID_SERIES"),
        (CostAccountingSetup, 0, {"last_allocation_doc_no": "ALLOC"}, "ALLOC_NO_ID_SERIES"),
        (RunOptions, 0, {"work_date": None}, "ALLOC_NO_DATE"),
        (CostAllocationSource, 0, {"credit_to_cost_type": ""}, "ALLOC_NO_COST_TYPE"),
        (CostAllocationTarget, 0, {"target_cost_type": ""}, "ALLOC_NO_COST_TYPE"),
        (CostAllocationTarget, 0, {"target_cost_center": "NOWHERE"}, "JNL_CC_UNKNOWN"),
        (CostAllocationTarget, 0, {"target_cost_center": "", "target_cost_object": "NOWHERE"}, "JNL_CO_UNKNOWN"),
        (CostAllocationTarget, 0, {"target_cost_type": "NONE"}, "JNL_CT_UNKNOWN"),
        (CostType, 2, {"blocked": True}, "JNL_CT_BLOCKED"),
        (CostType, 2, {"type": "Heading"}, "JNL_CT_TYPE"),
        (CostType, 2, {"totaling": "1..2"}, "CHART_TOTALING_TYPE"),
        (CostCenter, 1, {"blocked": True}, "ALLOC_CC_BLOCKED"),
        (CostCenter, 0, {"blocked": True}, "ALLOC_CC_BLOCKED"),
        (CostCenter, 1, {"line_type": "Heading"}, "JNL_CC_LINE_TYPE"),
        (GLSetup, 0, {"allow_posting_to": date(2026, 5, 31)}, "JNL_DATE_NOT_ALLOWED"),
    ],
)
def test_faults_fail_the_run_and_change_nothing(
    row_class: type[Row], index: int, change: dict[str, Any], code: str
) -> None:
    books = books_of(source("S1", "A"), target("S1", 1, "B"), entry(1, "A", "10"), row(GLSetup))
    books[row_class].update(books[row_class].rows[index], **change)
    books.commit()
    assert error_of(run(books, "allocate_costs")) == code
    assert [each.allocated for each in books[CostEntry].rows] == [False]
    assert books[CostRegister].rows == []


@pytest.mark.parametrize(
    ("table", "change", "cell"),
    [
        ("cost_allocation_sources", {"credit_to_cost_type": "NONE"}, "Cost Allocation Sources!D2"),
        ("cost_allocation_targets", {"target_cost_type": "NONE"}, "Cost Allocation Targets!C2"),
    ],
)
def test_an_unknown_cost_type_is_shown_in_its_own_cell(table: str, change: dict[str, Any], cell: str) -> None:
    setup = {"cost_center_dimension": "D", "cost_object_dimension": "P", "source_code_cost_allocation": "A"}
    tables: dict[str, list[dict[str, Any]]] = {
        "run_options": [{"work_date": "2026-06-30"}],
        "cost_accounting_setup": [{**setup, "last_allocation_doc_no": "AL0"}],
        "cost_types": [{"no": "100", "type": "Cost Type"}],
        "cost_centers": [{"code": code, "line_type": "Cost Center"} for code in "AB"],
        "cost_allocation_sources": [{"id": "S", "level": 1, "cost_center_code": "A", "credit_to_cost_type": "100"}],
        "cost_allocation_targets": [
            {"id": "S", "line_no": 1, "target_cost_type": "100", "target_cost_center": "B", "share": "1"}
        ],
        "cost_entries": [
            {"entry_no": 1, "cost_type_no": "100", "posting_date": "2026-06-01", "amount": "9", "cost_center_code": "A"}
        ],
    }
    tables[table][0].update(change)
    error = MemoryWorkbook(tables).run("allocate_costs", {}).outcomes[-1].error
    assert error is not None
    assert (error.code, str(error.where)) == ("JNL_CT_UNKNOWN", cell)


def test_texts_name_source_key_and_targets() -> None:
    rows: list[Row] = [source("S1", "A", cost_type_range="100..199")]
    rows += [target("S1", number, "B", "2") for number in range(1, 60)]
    books = books_of(*rows, entry(1, "A", "1000"))
    done(run(books, "allocate_costs"))
    line, credit = written(books)[0], written(books)[-1]
    assert "100..199" in line.description
    assert "A" in line.description
    assert line.allocation_description == "Share 2 of 118 of 1,000.00"
    assert credit.allocation_description == "Level 1, 2026-06-30"
    assert credit.description.endswith(", etc.")
    assert len(credit.description) <= 100


def test_planned_runs_leave_out_what_already_ran_unless_reversed() -> None:
    books = books_of(source("S1", "A"), target("S1", 1, "B", "3", amount_per_share=Decimal(2)))
    done(run(books, "allocate_costs", PlannedAllocation()))
    again = done(run(books, "allocate_costs", PlannedAllocation()))
    assert again.result.nothing_to_do
    assert codes(again) == ["ALLOC_ALREADY_RUN"]
    assert again.result.problems[0].facts == {"id": "S1", "date": DAY, "register_no": 1}
    done(run(books, "reverse_cost_register", {"no": 1}))
    assert done(run(books, "allocate_costs", PlannedAllocation())).result.counts["created"] == 2


def test_a_named_run_posts_rates_again() -> None:
    books = books_of(source("S1", "A"), target("S1", 1, "B", "3", amount_per_share=Decimal(2)))
    for _ in range(2):
        done(run(books, "allocate_costs"))
    assert balances(books[CostEntry].rows, "cost_center_code") == {"A": -12, "B": 12}


def budget_books() -> Books:
    planned = row(
        CostBudgetEntry, budget_name="B26", cost_type_no="100", date=DAY, amount=Decimal(9), cost_center_code="A"
    )
    other = row(
        CostBudgetEntry, budget_name="B27", cost_type_no="100", date=DAY, amount=Decimal(5), cost_center_code="A"
    )
    names = [row(CostBudgetName, name=name) for name in ("B26", "B27")]
    rows = [
        source("S1", "A"),
        target("S1", 1, "B"),
        source("S2", "C", allocation_source_type="Actual"),
        target("S2", 1, "B"),
    ]
    return books_of(*rows, planned, other, *names, entry(1, "A", "100"), entry(2, "C", "100"))


def test_a_budget_run_stays_in_its_budget() -> None:
    books = budget_books()
    outcome = done(run(books, "allocate_costs", {"budget_name": "B26"}))
    assert [part["id"] for part in outcome.result.counts["per_source"]] == ["S1"]
    assert len(books[CostEntry].rows) == 2
    entries = books[CostBudgetEntry].rows
    assert [(each.budget_name, each.cost_center_code, int(each.amount), each.allocated) for each in entries] == [
        ("B26", "A", 9, True), ("B27", "A", 5, False), ("B26", "B", 9, False), ("B26", "A", -9, True),
    ]  # fmt: skip
    registers = [
        (each.source, each.cost_budget_name, int(each.amount), each.level) for each in books[CostBudgetRegister].rows
    ]
    assert registers == [("Manual", "B26", 9, 0), ("Manual", "B27", 5, 0), ("Allocation", "B26", 0, 1)]
    assert entries[0].allocated_with_journal_no == 3
    assert done(run(books, "allocate_costs", PlannedAllocation(budget_name="B26"))).result.nothing_to_do


def test_an_unknown_budget_is_refused() -> None:
    assert error_of(run(budget_books(), "allocate_costs", {"budget_name": "B99"})) == "BUDGET_NO_TARGET"


def test_a_budget_that_has_entries_needs_no_row_among_the_names() -> None:
    books = budget_books()
    books[CostBudgetName].remove(list(books[CostBudgetName].rows))
    assert done(run(books, "allocate_costs", {"budget_name": "B26"})).result.counts["created"] == 2


def test_a_fault_in_a_base_that_no_target_uses_does_not_stop_the_run() -> None:
    """Employees are read for their keys; the run itself does not need them."""
    tables: dict[str, list[dict[str, Any]]] = {
        "run_options": [{"work_date": "2026-06-30"}],
        "cost_accounting_setup": [{"source_code_cost_allocation": "ALLOC", "last_allocation_doc_no": "A0"}],
        "cost_types": [{"no": "100"}, {"no": "900"}],
        "cost_centers": [{"code": "A"}, {"code": "B"}],
        "cost_allocation_sources": [{"id": "S1", "cost_center_code": "A", "credit_to_cost_type": "900"}],
        "cost_allocation_targets": [
            {"id": "S1", "line_no": 1, "target_cost_type": "900", "target_cost_center": "B", "share": "1"}
        ],
        "cost_entries": [
            {"entry_no": 1, "cost_type_no": "100", "posting_date": "2026-06-30", "amount": "5", "cost_center_code": "A"}
        ],
        "employees": [{"no": "E1", "status": "Retired"}],
    }
    book = MemoryWorkbook(tables)
    assert book.run("allocate_costs", {}).outcome == "ok"
    assert book.run("calculate_allocation_keys", {}).outcomes[0].error is not None


def test_a_date_that_is_not_allowed_points_to_no_cell_of_the_targets() -> None:
    books = books_of(*chain(), row(GLSetup, allow_posting_to=date(2026, 5, 31)))
    outcome = run(books, "allocate_costs")
    assert error_of(outcome) == "JNL_DATE_NOT_ALLOWED"
    assert outcome.error is not None
    assert not outcome.error.where.sheet


@pytest.mark.parametrize(("share", "handed"), [("0", {"B": 100, "C": 200}), ("35", {"B": 233, "C": 67})])
def test_a_static_line_without_a_share_has_base_times_weighting(share: str, handed: dict[str, int]) -> None:
    """20 people of whom a quarter eats in the canteen beside 10 who all do; a share that is there counts."""
    books = books_of(
        source("S1", "A"),
        target("S1", 1, "B", share, static_base=Decimal(20), static_weighting=Decimal("0.25")),
        target("S1", 2, "C", "0", static_base=Decimal(10), static_weighting=Decimal(1)),
        entry(1, "A", "300"),
    )
    done(run(books, "allocate_costs"))
    found = balances(books[CostEntry].rows, "cost_center_code")
    assert {code: round(amount) for code, amount in found.items()} == handed
    assert [each.share for each in books[CostAllocationTarget].rows] == [Decimal(share), 0]
