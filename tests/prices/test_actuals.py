"""Priced actuals become project ledger entries, each line once (spec 3, B11)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.prices.build import again, line, run, setup

ROLES = [
    {"role_price": "R", "price_list": "C", "role": "Developer", "price": 100},
    {"role_price": "E", "price_list": "C", "role": "Architect", "price": 80, "currency": "EUR"},
    {"role_price": "RS", "price_list": "S", "role": "Developer", "price": 150},
]
TASKS = [
    {"project": "P", "task": "100", "task_type": "heading"},
    {"project": "P", "task": "20", "task_type": "posting"},
    {"project": "P", "task": "110", "task_type": "posting"},
]
COLUMNS = ("actual_line", "task", "type", "quantity", "unit_cost", "total_cost", "line_amount")


def priced(lines: list[dict[str, Any]], **tables: Any) -> MemoryWorkbook:
    given: dict[str, Any] = {"role_prices": ROLES, "project_tasks": TASKS, "gl_setup": [{"lcy_code": "USD"}]} | tables
    book = run("resolve_cost_prices", setup(actual_lines=lines, **given))
    again(book, "resolve_sales_prices")
    return book


def ledger(book: MemoryWorkbook, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[c] for c in columns or COLUMNS) for row in book.tables.get("project_ledger_entries", [])]


def test_one_entry_a_line_with_cost_and_sales_amount() -> None:
    book = priced([line(1, quantity=8), line(2, quantity=2, task="20")])
    again(book, "post_actuals")
    assert ledger(book) == [("1", "110", "resource", 8, 100, 800, 1200), ("2", "20", "resource", 2, 100, 200, 300)]
    [first, _] = book.tables["project_ledger_entries"]
    assert (first["entry_type"], first["project"], first["posting_date"].isoformat()) == ("usage", "P", "2026-03-01")


def test_types_follow_the_class() -> None:
    lines = [
        line(1, **{"class": "expense", "category": "Taxi", "entered_unit_cost": 12}),
        line(2, **{"class": "material", "product": "Pipe", "entered_unit_cost": 3, "quantity": 2}),
    ]
    book = priced(lines)
    again(book, "post_actuals")
    assert ledger(book, "type", "total_cost", "line_amount") == [("gl_account", 12, 0), ("item", 6, 0)]


def test_nothing_is_posted_twice() -> None:
    book = priced([line(1)])
    again(book, "post_actuals")
    before = book.tables["project_ledger_entries"]
    report = book.run("post_actuals", {})
    assert report.outcome == "nothing_to_do"
    assert book.tables["project_ledger_entries"] == before
    book.tables["actual_lines"].append(line(2))
    again(book, "resolve_cost_prices")
    report = book.run("post_actuals", {})
    assert report.outcomes[-1].result.counts == {"created": 1, "skipped": 0}
    assert [row["entry_no"] for row in book.tables["project_ledger_entries"]] == [1, 2]


def test_a_zero_price_is_skipped_with_its_reason_and_tried_again() -> None:
    book = priced([line(1, role="Cook"), line(2)])
    again(book, "post_actuals")
    [skipped] = book.tables["skipped_entries"]
    assert (skipped["entry_no"], skipped["reason_code"], skipped["will_retry"]) == ("1", "NO_ROLE_PRICE", True)
    assert "Cook" in skipped["reason"]
    assert skipped["remedy"] == "add a role price"
    book.tables["actual_lines"][0]["role"] = "Developer"
    again(book, "resolve_cost_prices")
    again(book, "post_actuals")
    assert ledger(book, "actual_line") == [("2",), ("1",)]


def test_a_line_that_was_never_priced_is_skipped() -> None:
    book = run("post_actuals", setup(actual_lines=[line(1)], project_tasks=TASKS))
    assert [row["reason_code"] for row in book.tables["skipped_entries"]] == ["NOT_PRICED"]


def test_a_line_that_cannot_be_read_is_listed_with_the_reason_of_pricing() -> None:
    book = priced([line(1, project="Q"), line(2, date=None)])
    again(book, "post_actuals")
    assert [row["reason_code"] for row in book.tables["skipped_entries"]] == ["PROJECT_NOT_FOUND", "DATE_MISSING"]


def test_amounts_are_in_local_currency() -> None:
    rates = [{"currency": "EUR", "rate_per_base": "0.8"}]
    book = priced([line(1, role="Architect", quantity=3)], exchange_rates=rates)
    again(book, "post_actuals")
    assert ledger(book, "unit_cost", "total_cost") == [(100, 300)]


def test_a_missing_rate_is_not_guessed() -> None:
    book = priced([line(1, role="Architect")])
    again(book, "post_actuals")
    assert [row["reason_code"] for row in book.tables["skipped_entries"]] == ["NO_EXCHANGE_RATE"]
    assert ledger(book) == []


def test_views_of_other_units_are_not_posted() -> None:
    given: dict[str, Any] = {"role_prices": ROLES, "project_tasks": TASKS, "gl_setup": [{"lcy_code": "USD"}]}
    book = run("resolve_cost_prices", setup(actual_lines=[line(1)], **given), org_unit="US")
    again(book, "post_actuals")
    assert [row["reason_code"] for row in book.tables["skipped_entries"]] == ["NOT_PRICED"]


def test_a_task_that_is_not_there_is_skipped() -> None:
    book = priced([line(1, task="999"), line(2, task="100"), line(3)])
    again(book, "post_actuals")
    assert [(row["entry_no"], row["reason_code"]) for row in book.tables["skipped_entries"]] == [
        ("1", "TASK_NOT_FOUND"), ("2", "TASK_NOT_FOUND"),
    ]  # fmt: skip
    assert ledger(book, "actual_line") == [("3",)]


def test_a_project_without_a_list_of_tasks() -> None:
    book = priced([line(1, task="T1"), line(2)], project_tasks=[])
    again(book, "post_actuals")
    assert ledger(book, "actual_line", "task") == [("1", "T1")]
    assert [row["reason_code"] for row in book.tables["skipped_entries"]] == ["TASK_NOT_FOUND"]


def test_project_and_line_narrow_what_is_posted() -> None:
    projects = [{"project": name, "contracting_unit": "US"} for name in ("P", "P2")]
    tasks = [*TASKS, {"project": "P2", "task": "1"}]
    lines = [line(1), line(2), line(3, project="P2")]
    book = priced(lines, projects=projects, project_tasks=tasks)
    again(book, "post_actuals", project="p2")
    again(book, "post_actuals", line="2")
    assert ledger(book, "actual_line", "project") == [("3", "P2"), ("2", "P")]


@pytest.mark.parametrize(
    ("asked", "code"), [({"project": "P9"}, "PROJECT_NOT_FOUND"), ({"line": "9"}, "LINE_NOT_FOUND")]
)
def test_what_is_asked_for_must_be_there(asked: dict[str, str], code: str) -> None:
    report = priced([line(1)]).run("post_actuals", asked)
    assert [each.code for each in report.outcomes[-1].result.problems] == [code]
    assert report.outcome == "error"


def test_dimension_columns_of_the_line_are_carried_on() -> None:
    dimensions = [{"code": "DEPARTMENT"}]
    book = priced([line(1, **{"Department Code": " sales "}), line(2)], dimensions=dimensions)
    again(book, "post_actuals")
    assert [row.get("DEPARTMENT") for row in book.tables["project_ledger_entries"]] == ["SALES", None]


def test_pricing_and_ledger_dimensions_may_be_one_column() -> None:
    pricing = [
        {"dimension": "role", "applies_to_cost": "yes", "cost_priority": 1},
        {"dimension": "Department", "applies_to_cost": "yes", "cost_priority": 2},
    ]
    roles = [*ROLES, {"role_price": "RD", "price_list": "C", "role": "Developer", "Department": "Sales", "price": 90}]
    book = priced(
        [line(1, Department="sales")],
        role_prices=roles,
        pricing_dimensions=pricing,
        dimensions=[{"code": "DEPARTMENT"}],
    )
    again(book, "post_actuals")
    [entry] = book.tables["project_ledger_entries"]
    assert (entry["unit_cost"], entry["DEPARTMENT"]) == (90, "SALES")
