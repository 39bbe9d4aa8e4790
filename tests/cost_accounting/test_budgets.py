"""Cost budgets: typed rows, copying, compressing, to actual, the grid (spec 1, 1.9 and 8)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cost_accounting.allocation_books import CENTERS, DAY, books_of, codes, done, row, run
from xlcost.books import Books
from xlcost.changes import table_change
from xlcost.cost_accounting.budget_grid import period_starts
from xlcost.cost_accounting.budgets import copy_dates
from xlcost.tables.columns import Row
from xlcost.tables.cost_accounting import (
    CostAccountingSetup,
    CostBudgetEntry,
    CostBudgetName,
    CostBudgetRegister,
    CostEntry,
    CostRegister,
    CostType,
)
from xlcost.tables.cost_accounting_results import CostBudgetGridLine
from xlcost.tables.general_ledger import DimensionValue, GLAccount, GLBudgetEntry, GLBudgetName


def planned(number: int, amount: str | Decimal, place: str = "A", day: date = DAY, **values: Any) -> CostBudgetEntry:
    kind = "cost_center_code" if place in CENTERS else "cost_object_code"
    given = {"budget_name": "B1", "cost_type_no": "100", kind: place, **values}
    return row(CostBudgetEntry, entry_no=number, amount=Decimal(amount), date=day, **given)  # type: ignore[no-any-return]


def books(*rows: Row) -> Books:
    return books_of(*[row(CostBudgetName, name=name) for name in ("B1", "B2")], *rows)


def of(found: Books, budget: str) -> list[CostBudgetEntry]:
    return [each for each in found[CostBudgetEntry].rows if each.budget_name == budget]


def registers(found: Books) -> list[tuple[Any, ...]]:
    return [
        (each.no, each.source, each.cost_budget_name, each.from_cost_budget_entry_no, each.to_cost_budget_entry_no,
         each.no_of_entries, each.amount)
        for each in found[CostBudgetRegister].rows
    ]  # fmt: skip


# ---- typed rows


def test_typed_rows_get_numbers_and_a_manual_register() -> None:
    found = books(planned(0, "3"), planned(0, "4", budget_name="B2"), planned(0, "5", budget_name="B2"))
    done(run(found, "copy_cost_budget", {"source_budget": "B1", "target_budget": "B2"}))
    assert [each.entry_no for each in found[CostBudgetEntry].rows] == [1, 2, 3, 4]
    assert registers(found) == [
        (1, "Manual", "B1", 1, 1, 1, 3), (2, "Manual", "B2", 2, 3, 2, 9), (3, "Manual", "B2", 4, 4, 1, 3),
    ]  # fmt: skip


def test_typed_rows_extend_an_open_manual_register_that_ends_before() -> None:
    last = row(CostBudgetRegister, no=4, source="Manual", cost_budget_name="B1", from_cost_budget_entry_no=1,
               to_cost_budget_entry_no=1, no_of_entries=1, amount=Decimal(3))  # fmt: skip
    found = books(planned(1, "3"), planned(0, "4"), last)
    done(run(found, "copy_cost_budget", {"source_budget": "B1", "target_budget": "B2", "no_filter": "100"}))
    assert registers(found)[0] == (4, "Manual", "B1", 1, 2, 2, 7)
    closed = row(CostBudgetRegister, no=4, source="Manual", cost_budget_name="B1", from_cost_budget_entry_no=1,
                 to_cost_budget_entry_no=1, no_of_entries=1, amount=Decimal(3), closed=True)  # fmt: skip
    found = books(planned(1, "3"), planned(0, "4"), closed)
    done(run(found, "copy_cost_budget", {"source_budget": "B1", "target_budget": "B2"}))
    assert registers(found)[:2] == [(4, "Manual", "B1", 1, 1, 1, 3), (5, "Manual", "B1", 2, 2, 1, 4)]


def test_an_amount_that_the_user_changed_reaches_its_register() -> None:
    held = row(CostBudgetRegister, no=1, source="Manual", cost_budget_name="B1", from_cost_budget_entry_no=1,
               to_cost_budget_entry_no=2, no_of_entries=2, amount=Decimal(3))  # fmt: skip
    found = books(planned(1, "3"), planned(2, "40"), held)
    done(run(found, "copy_cost_budget", {"source_budget": "B1", "target_budget": "B2"}))
    assert registers(found)[0][-1] == 43


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"day": None}, "BUDGET_ENTRY_FIELD_BLANK"),
        ({"budget_name": ""}, "BUDGET_ENTRY_FIELD_BLANK"),
        ({"cost_type_no": "", "cost_center_code": ""}, "BUDGET_ENTRY_FIELD_BLANK"),
        ({"cost_center_code": ""}, "BUDGET_ENTRY_NO_CC_OR_CO"),
        ({"cost_object_code": "X"}, "BUDGET_ENTRY_CC_AND_CO"),
    ],
)
@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("copy_cost_budget", {"source_budget": "B1", "target_budget": "B2"}),
        ("compress_cost_budget", {"budget_name": "B1"}),
        ("transfer_budget_to_actual", {"budget_name": "B1", "date_filter": "2026-01-01.."}),
        ("allocate_costs", {"budget_name": "B1"}),
        ("export_cost_budget", {"budget_name": "B1"}),
        ("report", {"report": "cost_statement_budget", "budget": "B1"}),
    ],
)
def test_a_broken_budget_row_stops_every_operation(
    operation: str, parameters: dict[str, Any], values: dict[str, Any], code: str
) -> None:
    outcome = run(books(planned(1, "3", **values)), operation, parameters)
    assert outcome.error is not None
    assert outcome.error.code == code


# ---- copying


@settings(max_examples=1000, deadline=None)
@given(
    st.lists(st.tuples(st.decimals(-999, 999, places=2), st.dates(date(2025, 1, 1), date(2026, 12, 31))), max_size=5),
    st.integers(1, 4),
    st.decimals(Decimal("-3"), Decimal("3"), places=4).filter(bool),
)
def test_a_copy_holds_every_entry_once_a_copy(rows: list[tuple[Decimal, date]], copies: int, factor: Decimal) -> None:
    found = books(*(planned(number, amount, day=day) for number, (amount, day) in enumerate(rows, 1)))
    parameters = {
        "source_budget": "B1",
        "target_budget": "B2",
        "copies": copies,
        "factor": factor,
        "date_formula": "1M",
    }
    outcome = done(run(found, "copy_cost_budget", parameters))
    made = of(found, "B2")
    assert len(made) == len(rows) * copies == outcome.result.counts["created"]
    assert sorted(each.date for each in made if each.date) == sorted(
        day for _, first in rows for day in copy_dates(first, "1M", copies)
    )
    if made:
        assert found[CostBudgetRegister].rows[-1].amount == sum(each.amount for each in made)
        assert [each.entry_no for each in made] == list(range(len(rows) + 1, len(rows) * (copies + 1) + 1))


def test_copies_march_on_and_a_clipped_day_stays_clipped() -> None:
    assert copy_dates(date(2026, 1, 31), "1M", 3) == [date(2026, 2, 28), date(2026, 3, 28), date(2026, 4, 28)]


def test_a_given_center_clears_the_object() -> None:
    found = books(planned(1, "3", "X", allocated=True, allocated_with_journal_no=7))
    parameters = {"source_budget": "B1", "target_budget": "B1", "cost_center_code": "C", "cost_type_no": "200"}
    done(run(found, "copy_cost_budget", parameters))
    copy = found[CostBudgetEntry].rows[-1]
    assert (copy.cost_center_code, copy.cost_object_code, copy.cost_type_no) == ("C", "", "200")
    assert (copy.allocated, copy.allocated_with_journal_no) == (False, 0)
    assert len(of(found, "B1")) == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"factor": 0}, "BUDGET_FACTOR"),
        ({"copies": 0}, "BUDGET_COPIES"),
        ({"copies": 2}, "BUDGET_DATE_FORMULA"),
        ({"source_budget": ""}, "BUDGET_NO_SOURCE"),
        ({"source_budget": "NONE"}, "BUDGET_NO_SOURCE"),
        ({"target_budget": ""}, "BUDGET_NO_TARGET"),
        ({"target_budget": "B9"}, "BUDGET_NO_TARGET"),
        ({"factor": 0, "copies": 0, "source_budget": ""}, "BUDGET_FACTOR"),
        ({"copies": 0, "source_budget": "", "target_budget": ""}, "BUDGET_COPIES"),
        ({"source_budget": "", "target_budget": ""}, "BUDGET_NO_SOURCE"),
    ],
)
@pytest.mark.parametrize("operation", ["copy_cost_budget", "copy_cost_budget_to_gl"])
def test_copies_are_checked_in_order(operation: str, change: dict[str, Any], code: str) -> None:
    names = [row(GLBudgetName, name="B2")]
    outcome = run(books(planned(1, "3"), *names), operation, {"source_budget": "B1", "target_budget": "B2", **change})
    assert outcome.error is not None
    assert outcome.error.code == code


def test_a_target_that_is_not_named_is_called_blank() -> None:
    outcome = run(books(planned(1, "3")), "copy_cost_budget", {"source_budget": "B1"})
    assert outcome.error is not None
    assert "(blank)" in str(outcome.error)


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("compress_cost_budget", {"budget_name": "NONE"}),
        ("transfer_budget_to_actual", {"budget_name": "NONE"}),
        ("export_cost_budget", {"budget_name": "NONE"}),
        ("copy_gl_budget_to_cost", {"source_budget": "B1", "target_budget": "B2"}),
    ],
)
def test_a_budget_that_does_not_exist_cannot_be_read(operation: str, given: dict[str, Any]) -> None:
    outcome = run(books(planned(1, "3")), operation, given)
    assert outcome.error is not None
    assert outcome.error.code == "BUDGET_NO_SOURCE"
    assert next(iter(given.values())) in outcome.error.sentence


def test_a_budget_of_entries_alone_or_of_a_name_alone_can_be_read() -> None:
    found = books(planned(1, "3", budget_name="B9"))
    assert done(run(found, "copy_cost_budget", {"source_budget": "B9", "target_budget": "B1"})).result.counts == {
        "created": 1
    }
    assert done(run(found, "compress_cost_budget", {"budget_name": "B2"})).result.nothing_to_do


@pytest.mark.parametrize("operation", ["copy_gl_budget_to_cost", "copy_cost_budget_to_gl"])
def test_dimensions_are_checked_before_anything_else(operation: str) -> None:
    found = books()
    found[CostAccountingSetup].update(found.one(CostAccountingSetup), cost_object_dimension="")
    outcome = run(found, operation, {})
    assert outcome.error is not None
    assert outcome.error.code == "SETUP_DIMENSION_BLANK"


def test_a_budget_that_is_copied_to_the_gl_and_back_is_the_same() -> None:
    accounts = [row(GLAccount, no=no, cost_type_no="100") for no in ("1500", "1400")]
    values = [
        row(DimensionValue, dimension_code="DEPARTMENT", code="A"),
        row(DimensionValue, dimension_code="PROJECT", code="X"),
    ]
    found = books(planned(1, "3.25"), planned(2, "-4", "X"), row(GLBudgetName, name="G"), *accounts, *values)
    found[CostType].update(found[CostType].rows[0], gl_account_range="1000..1999")
    done(run(found, "copy_cost_budget_to_gl", {"source_budget": "B1", "target_budget": "G"}))
    assert {each.gl_account_no for each in found[GLBudgetEntry].rows} == {"1400"}
    done(run(found, "copy_gl_budget_to_cost", {"source_budget": "G", "target_budget": "B2"}))

    def facts(budget: str) -> list[tuple[Any, ...]]:
        return [
            (each.cost_type_no, each.cost_center_code, each.cost_object_code, each.date, each.amount)
            for each in of(found, budget)
        ]

    assert facts("B2") == facts("B1")


def test_missing_accounts_are_skipped_and_missing_values_are_warned_of() -> None:
    found = books(
        planned(1, "3"), planned(2, "4", cost_type_no="200"), row(GLBudgetName, name="G"), row(GLAccount, no="1")
    )
    found[CostType].update(found[CostType].rows[0], gl_account_range="1")
    outcome = done(run(found, "copy_cost_budget_to_gl", {"source_budget": "B1", "target_budget": "G"}))
    assert outcome.result.counts == {"created": 1, "skipped": 1}
    assert [(each.entry_no, each.reason.code) for each in outcome.result.skipped] == [(2, "NO_GL_ACCOUNT")]
    assert codes(outcome) == ["DIMENSION_VALUE_MISSING"]


def test_copying_to_the_gl_numbers_typed_rows_but_only_if_anything_is_copied() -> None:
    found = books(planned(0, "3"), planned(0, "4", cost_type_no="200"), row(GLBudgetName, name="G"))
    names = {"source_budget": "B1", "target_budget": "G"}
    assert done(run(found, "copy_cost_budget_to_gl", names)).result.nothing_to_do
    assert [each.entry_no for each in of(found, "B1")] == [0, 0]
    found[GLAccount].append(row(GLAccount, no="1"))
    found[CostType].update(found[CostType].rows[0], gl_account_range="1")
    outcome = done(run(found, "copy_cost_budget_to_gl", names))
    assert [(each.entry_no, each.reason.code) for each in outcome.result.skipped] == [(2, "NO_GL_ACCOUNT")]
    assert registers(found) == [(1, "Manual", "B1", 1, 2, 2, 7)]


def test_a_gl_budget_without_usable_entries_changes_nothing() -> None:
    entry = row(GLBudgetEntry, entry_no=1, budget_name="G", gl_account_no="1", date=DAY, amount=Decimal(1))
    found = books(entry, row(GLAccount, no="1"))
    outcome = done(run(found, "copy_gl_budget_to_cost", {"source_budget": "G", "target_budget": "B2"}))
    assert outcome.result.nothing_to_do
    assert outcome.result.counts["skipped"] == 1
    assert found[CostBudgetRegister].rows == []


def test_filters_choose_gl_budget_entries_by_account_date_and_dimension() -> None:
    entries = [
        row(GLBudgetEntry, entry_no=number, budget_name="G", gl_account_no=no, date=date(2026, month, 1),
            amount=Decimal(number), dimensions={"DEPARTMENT": place})
        for number, (no, month, place) in enumerate((("1", 1, "A"), ("2", 1, "A"), ("1", 2, "A"), ("1", 1, "B")), 1)
    ]  # fmt: skip
    found = books(*entries, *(row(GLAccount, no=no, cost_type_no="100") for no in "12"))
    filters = {"no_filter": "1", "date_filter": "..2026-01-31", "cost_center_filter": "A"}
    done(run(found, "copy_gl_budget_to_cost", {"source_budget": "G", "target_budget": "B2", **filters}))
    assert [each.amount for each in of(found, "B2")] == [1]


# ---- compressing and transferring


@settings(max_examples=1000, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("AB"), st.sampled_from(("100", "200")), st.integers(1, 2), st.booleans(), st.integers(-2, 2)
        ),
        max_size=8,
    )
)
def test_compressing_keeps_every_sum(rows: list[tuple[str, str, int, bool, int]]) -> None:
    found = books(
        *(
            planned(number, str(amount), place, date(2026, 1, day), cost_type_no=no, allocated=allocated)
            for number, (place, no, day, allocated, amount) in enumerate(rows, 1)
        )
    )

    def sums() -> dict[tuple[Any, ...], Decimal]:
        by_key: dict[tuple[Any, ...], Decimal] = {}
        for each in found[CostBudgetEntry].rows:
            key = each.cost_type_no, each.cost_center_code, each.date, each.allocated
            by_key[key] = by_key.get(key, Decimal(0)) + each.amount
        return {key: amount for key, amount in by_key.items() if amount}

    before = sums()
    outcome = done(run(found, "compress_cost_budget", {"budget_name": "B1"}))
    assert sums() == before
    assert len(found[CostBudgetEntry].rows) == len(rows) - outcome.result.counts["compressed"]
    assert done(run(found, "compress_cost_budget", {"budget_name": "B1"})).result.nothing_to_do


def test_transferring_twice_warns() -> None:
    found = books(planned(1, "3"), planned(2, "0"), planned(3, "5", allocated=True))
    parameters = {"budget_name": "B1", "date_filter": "2026-06-30"}
    first = done(run(found, "transfer_budget_to_actual", parameters))
    assert (first.result.counts["created"], codes(first)) == (2, [])
    second = done(run(found, "transfer_budget_to_actual", {**parameters, "allocated": True}))
    assert (second.result.counts["created"], codes(second)) == (1, ["BUDGET_ALREADY_TRANSFERRED"])
    assert [each.allocated for each in found[CostEntry].rows] == [False, False, False]
    assert {each.source for each in found[CostRegister].rows} == {"Transfer from Budget"}
    for number in (1, 2):
        done(run(found, "reverse_cost_register", {"no": number}))
    assert codes(done(run(found, "transfer_budget_to_actual", parameters))) == []


# ---- the grid


def grid(found: Books) -> list[CostBudgetGridLine]:
    return found[CostBudgetGridLine].rows


def test_the_grid_sums_by_period_and_comes_back_the_same() -> None:
    found = books(
        planned(1, "3", day=date(2026, 1, 31)), planned(2, "4", day=date(2026, 1, 1)),
        planned(3, "5", "X", date(2026, 12, 31)), planned(4, "6", day=date(2027, 1, 1)),
    )  # fmt: skip
    done(run(found, "export_cost_budget", {"budget_name": "B1", "starting_date": "2026-01-01"}))
    assert [(line.cost_center_code, line.cost_object_code, line.period_1, line.period_12, line.row_total) for line in grid(found)] == [
        ("", "X", Decimal(0), Decimal(5), Decimal(5)), ("A", "", Decimal(7), Decimal(0), Decimal(7)),
    ]  # fmt: skip
    outcome = done(run(found, "import_cost_budget", {}))
    assert outcome.result.counts == {"created": 2, "deleted": 3, "skipped": 0}
    assert sorted((each.date, int(each.amount)) for each in of(found, "B1") if each.date) == [
        (date(2026, 1, 1), 7), (date(2026, 12, 1), 5), (date(2027, 1, 1), 6),
    ]  # fmt: skip


def test_a_period_without_a_figure_holds_0_and_shows_a_dash() -> None:
    found = books(planned(1, "3", day=date(2026, 1, 31)))
    done(run(found, "export_cost_budget", {"budget_name": "B1", "starting_date": "2026-01-01"}))
    change = table_change(found[CostBudgetGridLine], {}, found)
    assert change is not None
    assert list(change.appended["period_2"]) == [0]
    formats = {column.key: column.number_format.split(";")[2:] for column in change.columns}
    assert formats["period_2"] == ['"–"_)']
    assert formats["row_total"] == []


def test_adding_keeps_what_is_there_and_creates_the_budget() -> None:
    found = books(planned(1, "3", day=date(2026, 1, 31)))
    done(run(found, "export_cost_budget", {"budget_name": "B1", "starting_date": "2026-01-01", "periods": 2}))
    done(run(found, "import_cost_budget", {"mode": "Add", "budget_name": "NEW"}))
    done(run(found, "import_cost_budget", {"mode": "Add"}))
    assert found[CostBudgetName].get("NEW") is not None
    assert (len(of(found, "NEW")), len(of(found, "B1"))) == (1, 2)


def test_grid_rows_that_take_no_postings_are_skipped_and_a_cleared_cell_is_deleted() -> None:
    found = books(planned(1, "3"), planned(2, "5", cost_type_no="200"))
    done(run(found, "export_cost_budget", {"budget_name": "B1", "starting_date": "2026-06-01", "periods": 1}))
    found[CostType].update(found[CostType].rows[1], type="Heading")
    found[CostBudgetGridLine].update(grid(found)[0], period_1=Decimal(0))
    outcome = done(run(found, "import_cost_budget", {}))
    assert outcome.result.counts == {"created": 0, "deleted": 1, "skipped": 1}
    assert [each.reason.code for each in outcome.result.skipped] == ["JNL_CT_TYPE"]
    assert [each.entry_no for each in of(found, "B1")] == [2]


@pytest.mark.parametrize(
    ("column", "code"), [("cost_center_code", "JNL_CC_UNKNOWN"), ("cost_object_code", "JNL_CO_UNKNOWN")]
)
def test_a_grid_row_on_a_place_that_does_not_exist_is_skipped(column: str, code: str) -> None:
    found = books(planned(1, "3"))
    done(run(found, "export_cost_budget", {"budget_name": "B1", "starting_date": "2026-06-01", "periods": 1}))
    found[CostBudgetGridLine].update(
        grid(found)[0], **{"cost_center_code": "", "cost_object_code": "", column: "GHOST"}
    )
    outcome = done(run(found, "import_cost_budget", {}))
    assert [each.reason.code for each in outcome.result.skipped] == [code]
    assert [each.entry_no for each in of(found, "B1")] == [1]


def test_a_grid_that_leaves_the_calendar_is_refused() -> None:
    outcome = run(books(), "export_cost_budget", {"budget_name": "B1", "starting_date": "9999-12-31"})
    assert outcome.error is not None
    assert outcome.error.code == "PLAN_INVALID"


def test_periods_of_months_are_clipped_each_for_itself() -> None:
    assert period_starts(date(2026, 1, 31), "Month", 3) == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    assert period_starts(date(2026, 1, 1), "Week", 2) == [date(2026, 1, 1), date(2026, 1, 8)]
