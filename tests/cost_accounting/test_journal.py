"""Posting cost journals (spec 1, 1.8 and 4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cost_accounting.world import error_of, line, run_planned, warnings_of, workbook
from xlcost.cost_accounting.journal import PlannedJournal

FULL = {"template": "COST", "batch": "B1"}


def test_a_finding_in_a_setup_cell_names_the_line_that_it_stops() -> None:
    book = workbook(
        cost_types=[{"no": "T1"}, {"no": "T2"}, {"no": "SHUT", "blocked": True}],
        cost_journal_lines=[line(10, "1.00"), line(20, "1.00", cost_type_no="SHUT", document_no="D7")],
    )
    report = book.run("post_cost_journal", {})
    error = report.outcomes[-1].error
    assert error is not None
    assert error.where.sheet == "Cost Types"
    assert (error.facts["line_no"], error.facts["document_no"], error.facts["journal_batch_name"]) == (20, "D7", "B1")


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"posting_date": ""}, "JNL_FIELD_BLANK"),
        ({"document_no": "", "cost_type_no": "NONE"}, "JNL_FIELD_BLANK"),
        ({"cost_center_code": "NONE"}, "JNL_CC_UNKNOWN"),
        ({"cost_center_code": "HEAD"}, "JNL_CC_LINE_TYPE"),
        ({"bal_cost_center_code": "SHUT"}, "JNL_CC_BLOCKED"),
        ({"cost_center_code": "", "cost_object_code": "NONE"}, "JNL_CO_UNKNOWN"),
        ({"cost_type_no": "", "bal_cost_type_no": ""}, "JNL_NO_COST_TYPE"),
        ({"cost_type_no": "NONE"}, "JNL_CT_UNKNOWN"),
        ({"bal_cost_type_no": "HEAD"}, "JNL_CT_TYPE"),
        ({"cost_type_no": "SHUT"}, "JNL_CT_BLOCKED"),
        ({"cost_center_code": ""}, "JNL_NO_CC_OR_CO"),
        ({"cost_object_code": "P1"}, "JNL_CC_AND_CO"),
        ({"bal_cost_center_code": ""}, "JNL_BAL_NO_CC_OR_CO"),
        ({"bal_cost_object_code": "P1"}, "JNL_BAL_CC_AND_CO"),
        ({"posting_date": "2025-12-31"}, "JNL_DATE_NOT_ALLOWED"),
        ({"cost_center_code": "SHUT", "posting_date": "2025-12-31", "cost_type_no": "SHUT"}, "JNL_CC_BLOCKED"),
    ],
)
def test_the_first_finding_of_a_line_stops_the_batch(columns: dict[str, Any], code: str) -> None:
    book = workbook(
        gl_setup=[{"allow_posting_from": "2026-01-01"}],
        cost_types=[{"no": "T1"}, {"no": "T2"}, {"no": "HEAD", "type": "Heading"}, {"no": "SHUT", "blocked": True}],
        cost_centers=[
            {"code": "ADM"},
            {"code": "PROD", "line_type": "Begin-Total"},
            {"code": "HEAD", "line_type": "Heading"},
            {"code": "SHUT", "blocked": True},
        ],
        cost_journal_lines=[line(1, "5.00"), line(2, "5.00", **columns)],
    )
    report = book.run("post_cost_journal", FULL)
    assert error_of(report) == code
    assert len(book.tables["cost_journal_lines"]) == 2
    assert "cost_entries" not in book.tables


def test_a_line_posts_its_entry_and_directly_after_it_the_balancing_one() -> None:
    lines = [line(2, "5.00"), line(1, "", credit_amount="3.00")]
    templates = [{"name": "COST", "source_code": "SRC"}]
    batches = [{"journal_template_name": "COST", "name": "B1", "reason_code": "WHY"}]
    book = workbook(cost_journal_lines=lines, cost_journal_templates=templates, cost_journal_batches=batches)
    book.run("post_cost_journal", {})
    columns = ("entry_no", "cost_type_no", "cost_center_code", "amount", "debit_amount", "credit_amount")
    assert [tuple(row[column] for column in columns) for row in book.tables["cost_entries"]] == [
        (1, "T1", "ADM", Decimal("-3.00"), 0, Decimal("3.00")),
        (2, "T2", "PROD", Decimal("3.00"), Decimal("3.00"), 0),
        (3, "T1", "ADM", Decimal("5.00"), Decimal("5.00"), 0),
        (4, "T2", "PROD", Decimal("-5.00"), 0, Decimal("5.00")),
    ]
    for entry in book.tables["cost_entries"]:
        assert (entry["source_code"], entry["reason_code"], entry["batch_name"]) == ("SRC", "WHY", "B1")
        assert not entry["system_created_entry"]
    [register] = book.tables["cost_registers"]
    assert (register["source"], register["journal_batch_name"], register["no_of_entries"]) == ("Cost Journal", "B1", 4)
    assert book.tables["cost_journal_lines"] == []


@pytest.mark.parametrize("source_code", ["ALLOC", "GLTOCA", "BUDACT", "OTHER"])
def test_the_source_of_the_register_follows_the_source_code_of_the_line(source_code: str) -> None:
    book = workbook(cost_journal_lines=[line(1, "5.00", source_code=source_code)])
    book.run("post_cost_journal", {})
    sources = {"ALLOC": "Allocation", "GLTOCA": "Transfer from G/L", "BUDACT": "Transfer from Budget"}
    assert book.tables["cost_registers"][0]["source"] == sources.get(source_code, "Cost Journal")


@pytest.mark.parametrize(
    "columns", [{"debit_amount": "5.00"}, {"credit_amount": "-5.00"}, {"amount": "5.00", "debit_amount": "5.00"}]
)
def test_sides_become_the_amount(columns: dict[str, str]) -> None:
    book = workbook(cost_journal_lines=[line(1, **columns)])
    book.run("post_cost_journal", {})
    assert book.tables["cost_entries"][0]["amount"] == 5


@pytest.mark.parametrize(
    "columns", [{"amount": "5.00", "credit_amount": "5.00"}, {"debit_amount": "5.00", "credit_amount": "2.00"}]
)
def test_sides_that_contradict_are_refused_with_their_cell(columns: dict[str, str]) -> None:
    book = workbook(cost_journal_lines=[line(1, **columns)])
    report = book.run("post_cost_journal", {})
    assert error_of(report) == "CELL_INVALID"
    assert report.outcomes[-1].error is not None
    assert report.outcomes[-1].error.where.row == 2


def test_a_broken_line_stops_its_batch_but_no_other() -> None:
    batches = [{"journal_template_name": "COST", "name": name} for name in ("B1", "B2")]
    lines = [line(1, "x"), line(2, "5.00"), line(1, "7.00", journal_batch_name="B2")]
    book = workbook(cost_journal_batches=batches, cost_journal_lines=lines)
    report = book.run("post_cost_journal", {})
    assert report.outcome == "ok"
    assert report.exit_code == 1
    assert [row["amount"] for row in book.tables["cost_entries"]] == [7, -7]
    assert [row["journal_batch_name"] for row in book.tables["cost_journal_lines"]] == ["B1", "B1"]
    assert error_of(book.run("post_cost_journal", FULL)) == "CELL_INVALID"


@pytest.mark.parametrize("names", [{"template": "NONE"}, {"template": "COST", "batch": "NONE"}, {"batch": "NONE"}])
def test_a_batch_that_does_not_exist_is_named(names: dict[str, str]) -> None:
    assert (
        error_of(workbook(cost_journal_lines=[line(1, "5.00")]).run("post_cost_journal", names)) == "JNL_BATCH_UNKNOWN"
    )


def test_the_plan_leaves_out_batches_that_keep_their_lines() -> None:
    keeps = {"journal_template_name": "COST", "name": "KEEP", "delete_after_posting": "no"}
    batches = [{"journal_template_name": "COST", "name": "B1"}, keeps]
    lines = [line(1, "5.00", journal_batch_name="KEEP")]
    book = workbook(cost_journal_batches=batches, cost_journal_lines=lines)
    planned = run_planned(book, "post_cost_journal", PlannedJournal())
    assert planned.outcome == "nothing_to_do"
    assert warnings_of(planned) == ["JNL_BATCH_LEFT_OUT"]
    assert book.run("post_cost_journal", {}).outcome == "ok"
    assert book.run("post_cost_journal", {}).outcome == "ok", "posting it again is possible"
    assert len(book.tables["cost_registers"]) == 2


def test_budget_lines_make_one_register_for_each_budget_in_a_row() -> None:
    lines = [line(1, "5.00", budget_name="A"), line(2, "2.00", budget_name="B"), line(3, "1.00")]
    book = workbook(cost_journal_lines=lines, cost_budget_names=[{"name": "A"}, {"name": "B"}])
    book.run("post_cost_journal", {})
    registers = [
        (row["cost_budget_name"], row["no_of_entries"], row["amount"]) for row in book.tables["cost_budget_registers"]
    ]
    assert registers == [("A", 2, 0), ("B", 2, 0)]
    assert [row["amount"] for row in book.tables["cost_entries"]] == [1, -1]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-500, 500).filter(bool), st.sampled_from(["both", "main", "balancing"])),
        min_size=1,
        max_size=6,
    )
)
def test_a_batch_posts_exactly_when_it_balances(drawn: list[tuple[int, str]]) -> None:
    lines, balance, entries = [], 0, 0
    for number, (cents, sides) in enumerate(drawn, 1):
        amount = str(Decimal(cents) / 100)
        columns = {"main": {"bal_cost_type_no": ""}, "balancing": {"cost_type_no": ""}}.get(sides, {})
        lines.append(line(number, amount, **columns))
        balance += {"both": 0, "main": cents, "balancing": -cents}[sides]
        entries += 2 if sides == "both" else 1
    book = workbook(cost_journal_lines=lines)
    report = book.run("post_cost_journal", {})
    if balance:
        assert error_of(report) == "JNL_OUT_OF_BALANCE"
        assert report.outcomes[-1].error is not None
        assert report.outcomes[-1].error.facts["balance"] == Decimal(balance) / 100
        assert len(book.tables["cost_journal_lines"]) == len(lines)
    else:
        posted = book.tables["cost_entries"]
        assert len(posted) == entries
        assert sum(row["amount"] for row in posted) == 0
        assert book.tables["cost_journal_lines"] == []
