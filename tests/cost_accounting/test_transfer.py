"""The transfer and what belongs to it: setup, links, warnings, reporting currency, reconciliation (spec 1, 1 and 3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.memory import Rows
from tests.cost_accounting.world import SETUP, error_of, gl, line, reasons_of, run_planned, warnings_of, workbook
from xlcost.cost_accounting.gl_check import PlannedCheck


@pytest.mark.parametrize(
    ("setup", "code"),
    [
        ({"cost_object_dimension": ""}, "SETUP_DIMENSION_BLANK"),
        ({"cost_object_dimension": "DEP"}, "SETUP_SAME_DIMENSION"),
        ({"source_code_gl_to_ca": ""}, "SETUP_SOURCE_CODE_BLANK"),
        ({"source_code_cost_journal": "GLTOCA"}, "SETUP_SAME_SOURCE_CODE"),
        ({"cost_center_dimension": "", "source_code_gl_to_ca": ""}, "SETUP_DIMENSION_BLANK"),
    ],
)
def test_setup_is_checked_before_anything_else(setup: dict[str, str], code: str) -> None:
    book = workbook(setup, cost_types=[{"no": "T1", "totaling": "1..2"}], gl_entries=[gl(1, "10", "5.00")])
    report = book.run("transfer_gl", {})
    assert error_of(report) == code
    assert report.outcomes[-1].error is not None
    assert report.outcomes[-1].error.where.sheet == "Cost Accounting Setup"


def test_totaling_on_a_posting_type_is_refused_with_its_cell() -> None:
    book = workbook(cost_types=[{"no": "T1", "totaling": "1..2"}], gl_entries=[gl(1, "10", "5.00")])
    report = book.run("transfer_gl", {})
    assert error_of(report) == "CHART_TOTALING_TYPE"
    assert str(report.outcomes[-1].error.where) == "Cost Types!B2"  # type: ignore[union-attr]


def test_nothing_to_do_changes_no_link_and_strict_fails() -> None:
    book = workbook(gl_entries=[gl(1, "90", "5.00")])
    assert book.run("transfer_gl", {}).outcome == "nothing_to_do"
    assert not any(row.get("cost_type_no") for row in book.tables["gl_accounts"])
    assert error_of(book.run("transfer_gl", {"strict": True})) == "TRANSFER_NOTHING"


def test_strict_fails_with_the_first_line_and_still_lists_what_was_skipped() -> None:
    types: Rows = [{"no": "T1", "gl_account_range": "10"}, {"no": "T2", "gl_account_range": "20", "blocked": True}]
    rows = [gl(1, "10", "1.00"), gl(2, "20", "1.00"), gl(3, "10", "1.00", DEP="NEW")]
    book = workbook(cost_types=types, gl_entries=rows)
    report = book.run("transfer_gl", {"strict": True})
    assert error_of(report) == "JNL_CT_BLOCKED"
    assert [row["reason_code"] for row in book.tables["skipped_entries"]] == ["JNL_CT_BLOCKED", "UNKNOWN_COST_CENTER"]
    assert "cost_entries" not in book.tables


def test_out_of_scope_entries_are_counted_and_listed_only_on_request() -> None:
    book = workbook(gl_entries=[gl(1, "90", "5.00"), gl(2, "10", "0.00"), gl(3, "10", "7.00")])
    report = book.run("transfer_gl", {})
    assert report.outcomes[-1].result.counts["out_of_scope"] == 2
    assert reasons_of(report) == {}
    assert report.exit_code == 0
    listed = workbook(gl_entries=[gl(1, "90", "5.00"), gl(2, "10", "0.00"), gl(3, "10", "7.00")])
    report = listed.run("transfer_gl", {"list_all": True})
    assert reasons_of(report) == {1: "BALANCE_SHEET_ACCOUNT", 2: "ZERO_AMOUNT"}
    assert [row["will_retry"] for row in listed.tables["skipped_entries"]] == [True, False]
    assert report.exit_code == 0


def test_a_strict_run_that_fails_lists_what_is_out_of_scope_on_request() -> None:
    book = workbook(gl_entries=[gl(1, "90", "5.00"), gl(2, "10", "0.00")])
    report = book.run("transfer_gl", {"strict": True, "list_all": True})
    assert error_of(report) == "TRANSFER_NOTHING"
    assert [row["reason_code"] for row in book.tables["skipped_entries"]] == ["BALANCE_SHEET_ACCOUNT", "ZERO_AMOUNT"]


def test_every_other_reason_makes_the_exit_code_1() -> None:
    book = workbook(gl_entries=[gl(1, "10", "7.00"), gl(2, "10", "1.00", DEP="")])
    report = book.run("transfer_gl", {})
    assert reasons_of(report) == {2: "NO_COST_CENTER_OR_OBJECT"}
    assert report.exit_code == 1


def test_center_wins_over_object_and_a_blocked_center_is_taken_with_a_warning() -> None:
    book = workbook(
        cost_centers=[{"code": "ADM", "blocked": True}, {"code": "HEAD", "line_type": "Heading"}],
        gl_entries=[gl(1, "10", "7.00", DEP="ADM", PRJ="P1"), gl(2, "10", "1.00", DEP="HEAD")],
    )
    report = book.run("transfer_gl", {})
    assert warnings_of(report) == ["JNL_CC_BLOCKED", "JNL_CC_LINE_TYPE"]
    assert [row["cost_center_code"] for row in book.tables["cost_entries"]] == ["ADM", "HEAD"]
    assert not any(row["cost_object_code"] for row in book.tables["cost_entries"])


def test_faulty_cell_skips_the_row_only_when_the_transfer_reads_the_column() -> None:
    rows = [gl(1, "10", "7.00", gl_register_no="abc"), gl(2, "10", "x"), gl(3, "10", "1.00", DEP="#N/A", PRJ="P1")]
    report = workbook(gl_entries=rows).run("transfer_gl", {})
    assert reasons_of(report) == {2: "CELL_INVALID", 3: "CELL_INVALID"}
    assert report.outcomes[-1].result.counts["transferred"] == 1


def test_auto_transfer_uses_the_links_as_they_stand() -> None:
    accounts = [{"no": "10", "cost_type_no": ""}, {"no": "20", "cost_type_no": "T2"}]
    rows = [gl(1, "10", "7.00"), gl(2, "20", "1.00")]
    book = workbook(gl_accounts=accounts, gl_entries=rows)
    assert book.run("auto_transfer_gl", {}).outcome == "nothing_to_do"
    book = workbook({"auto_transfer_from_gl": True}, gl_accounts=accounts, gl_entries=rows)
    report = book.run("auto_transfer_gl", {})
    assert reasons_of(report) == {1: "NO_COST_TYPE"}
    assert [row["gl_entry_no"] for row in book.tables["cost_entries"]] == [2]


def test_changed_entries_are_reported_with_then_and_now() -> None:
    book = workbook(gl_entries=[gl(1, "10", "7.00"), gl(2, "10", "1.00"), gl(3, "10", "2.00")])
    book.run("transfer_gl", {})
    book.tables["gl_entries"][0]["amount"] = "8.00"
    book.tables["gl_entries"][1]["DEP"] = "PROD"
    report = book.run("transfer_gl", {})
    found = [each for each in report.outcomes[-1].result.problems if each.code == "GL_ENTRY_CHANGED"]
    assert [(each.facts["gl_entry_no"], each.facts["then"], each.facts["now"]) for each in found] == [
        (1, Decimal("7.00"), Decimal("8.00")),
        (2, "ADM", "PROD"),
    ]
    assert {each.facts["register_no"] for each in found} == {1}
    assert report.exit_code == 1, "the changed amount stands in the difference of the reconciliation"
    assert sum(row["difference"] for row in book.tables["cost_reconciliation"]) == 1


def test_moved_starting_date_warns_with_the_first_register() -> None:
    book = workbook(gl_entries=[gl(1, "10", "7.00")])
    book.run("transfer_gl", {})
    book.tables["cost_accounting_setup"][0]["starting_date_for_gl_transfer"] = "2026-04-01"
    report = book.run("transfer_gl", {})
    [found] = report.outcomes[-1].result.problems
    assert (found.code, found.facts["register_no"]) == ("SETUP_STARTING_DATE_LOCKED", 1)


def test_entries_of_missing_and_of_non_posting_types_are_reported() -> None:
    entry = {"cost_center_code": "ADM", "posting_date": "2026-02-01", "document_no": "X"}
    book = workbook(
        cost_types=[{"no": "T1", "gl_account_range": "10"}, {"no": "H", "type": "Heading"}],
        gl_entries=[gl(1, "10", "7.00")],
        accounting_periods=[
            {"starting_date": "2025-01-01", "closed": True},
            {"starting_date": "2026-01-01", "new_fiscal_year": True},
        ],
        cost_entries=[
            {"entry_no": 1, "cost_type_no": "GONE", "amount": "5.00", **entry},
            {"entry_no": 2, "cost_type_no": "OLD", "amount": "5.00", **entry, "posting_date": "2025-02-01"},
            {"entry_no": 3, "cost_type_no": "OLD", "amount": "-5.00", **entry, "posting_date": "2025-02-01"},
            {"entry_no": 4, "cost_type_no": "H", "amount": "5.00", **entry},
        ],
    )
    report = book.run("transfer_gl", {})
    found = [(each.code, each.facts["cost_type_no"]) for each in report.outcomes[-1].result.problems]
    assert found == [("CT_DELETE_BALANCE", "GONE"), ("CT_DELETE_OPEN_YEAR", "GONE"), ("CT_IN_USE", "H")]
    assert report.outcome == "ok"
    assert all(each.severity == "warning" for each in report.outcomes[-1].result.problems)


def test_links_name_both_types_of_an_account_and_ranges_without_account() -> None:
    book = workbook(cost_types=[{"no": "A", "gl_account_range": "1*"}, {"no": "B", "gl_account_range": "99"}])
    report = book.run("link_cost_types", {})
    assert report.outcomes[-1].result.counts == {"linked": 1}
    assert warnings_of(report) == ["LINK_RANGE_EMPTY"]
    book.tables["cost_types"].append({"no": "C", "gl_account_range": "10..20"})
    report = book.run("link_cost_types", {})
    assert error_of(report) == "LINK_DUPLICATE"
    facts = report.outcomes[-1].error.facts  # type: ignore[union-attr]
    assert (facts["gl_account_no"], facts["cost_type_no"], facts["already_linked_to"]) == ("10", "C", "A")


ARC: dict[str, Any] = {
    "gl_setup": [{"lcy_code": "EUR", "additional_reporting_currency": "USD"}],
    "currencies": [{"currency": "USD", "amount_precision": "0.05"}],
    "exchange_rates": [{"currency": "USD", "effective_from": "2026-03-01", "rate_per_base": "1.10"}],
}


def test_reporting_currency_is_converted_on_the_posting_date_and_a_missing_rate_skips() -> None:
    rows = [gl(1, "10", "-7.03"), gl(2, "10", "1.00", posting_date="2026-02-28")]
    book = workbook(gl_entries=rows, **ARC)
    report = book.run("transfer_gl", {})
    [entry] = book.tables["cost_entries"]
    assert entry["additional_currency_amount"] == Decimal("-7.75")
    assert (entry["add_currency_debit_amount"], entry["add_currency_credit_amount"]) == (0, Decimal("7.75"))
    assert reasons_of(report) == {2: "NO_EXCHANGE_RATE"}


def test_reporting_amounts_of_the_gl_survive_without_a_reporting_currency() -> None:
    rows = [
        gl(1, "20", "5.00", additional_currency_amount="5.50", add_currency_debit_amount="5.50"),
        gl(2, "20", "-2.00", additional_currency_amount="-2.20", add_currency_credit_amount="2.20"),
    ]
    book = workbook(cost_types=[{"no": "T2", "gl_account_range": "20", "combine_entries": "Day"}], gl_entries=rows)
    book.run("transfer_gl", {})
    [entry] = book.tables["cost_entries"]
    found = [entry[f"add{name}_amount"] for name in ("itional_currency", "_currency_debit", "_currency_credit")]
    assert found == [Decimal("3.30"), Decimal("5.50"), Decimal("2.20")]


def test_history_counts_as_done_up_to_its_last_register_unless_reversed() -> None:
    register = {"no": 1, "source": "Transfer from G/L", "from_gl_entry_no": 1, "to_gl_entry_no": 2}
    held = {"from_cost_entry_no": 1, "to_cost_entry_no": 1}
    entry = {"entry_no": 1, "cost_type_no": "T1", "posting_date": "2026-03-10", "amount": "7.00", "gl_entry_no": 1}
    book = workbook(
        cost_registers=[{**register, **held}],
        cost_entries=[{**entry, "cost_center_code": "ADM", "document_no": "D1"}],
        gl_entries=[gl(1, "10", "7.00"), gl(2, "90", "-7.00"), gl(3, "10", "1.00")],
    )
    book.run("transfer_gl", {})
    assert [(row["cost_entry_no"], row["gl_entry_no"]) for row in book.tables["cost_entry_sources"]] == [(2, 3)]
    [rent, balance, _] = book.tables["cost_reconciliation"]
    assert (rent["transferred"], balance["transferred"]) == (Decimal("8.00"), Decimal("-7.00"))
    book.run("reverse_cost_register", {"no": 1})
    book.run("transfer_gl", {})
    assert [row["gl_entry_no"] for row in book.tables["cost_entry_sources"]] == [3, 1]


def test_entry_numbers_of_deleted_old_entries_never_come_back() -> None:
    book = workbook(gl_entries=[gl(1, "10", "7.00", posting_date="2024-05-01")])
    book.run("transfer_gl", {})
    assert book.run("delete_old_cost_entries", {"year_end": "2024-12-31"}).outcome == "ok"
    book.tables["gl_entries"].append(gl(2, "10", "1.00"))
    book.run("transfer_gl", {})
    assert [(row["entry_no"], row["gl_entry_no"]) for row in book.tables["cost_entries"]] == [(2, 2)]
    *_, control = book.tables["cost_reconciliation"]
    assert control["difference"] == 0


def test_report_shows_outstanding_and_skipped_amounts_without_writing_entries() -> None:
    rows = [gl(1, "10", "7.00"), gl(2, "20", "1.00", DEP=""), gl(3, "90", "4.00")]
    book = workbook(gl_entries=rows)
    report = book.run("report", {"report": "cost_reconciliation"})
    assert report.outcome == "ok"
    assert "cost_entries" not in book.tables
    [rent, energy, balance, control] = book.tables["cost_reconciliation"]
    assert (rent["cost_type_no"], rent["gl_amount"], rent["outstanding"]) == ("T1", Decimal("7.00"), Decimal("7.00"))
    assert energy["NO_COST_CENTER_OR_OBJECT"] == Decimal("1.00")
    assert balance["BALANCE_SHEET_ACCOUNT"] == Decimal("4.00")
    assert control["line_type"] == "Control"


def test_source_whose_gl_entry_is_gone_shows_as_difference() -> None:
    book = workbook(gl_entries=[gl(1, "10", "7.00")])
    book.run("transfer_gl", {})
    book.tables["gl_entries"] = []
    report = book.run("report", {"report": "cost_reconciliation"})
    rent, _ = book.tables["cost_reconciliation"]
    assert (rent["gl_amount"], rent["transferred"], rent["difference"]) == (0, Decimal("7.00"), Decimal("-7.00"))
    assert report.exit_code == 1


def test_check_tests_existence_then_block_then_line_type_for_center_then_object() -> None:
    book = workbook(
        {"check_gl_postings": True},
        cost_centers=[
            {"code": "ADM", "blocked": True, "line_type": "Heading"},
            {"code": "B", "line_type": "Begin-Total"},
        ],
        cost_objects=[{"code": "P1", "line_type": "Total"}],
        gl_entries=[
            gl(1, "10", "1.00", PRJ="P1", DEP="ADM"),
            gl(2, "10", "1.00", DEP="B"),
            gl(3, "90", "1.00", DEP="NEW"),
        ],
    )
    report = book.run("check_gl_postings", {})
    assert warnings_of(report) == ["CHECK_BLOCKED", "CHECK_LINE_TYPE"]
    assert error_of(report) == "CHECK_BLOCKED"


def test_planned_check_looks_only_at_lines_that_the_run_posts() -> None:
    book = workbook({"check_gl_postings": True}, gl_entries=[gl(1, "10", "1.00", DEP="NEW")])
    assert error_of(book.run("check_gl_postings", {})) == "CHECK_NOT_DEFINED"
    assert run_planned(book, "check_gl_postings", PlannedCheck()).outcome == "nothing_to_do"


def test_stamps_come_from_the_run_options() -> None:
    book = workbook(gl_entries=[gl(1, "10", "7.00")])
    book.run("transfer_gl", {})
    [register], [entry] = book.tables["cost_registers"], book.tables["cost_entries"]
    assert (register["processed_date"], register["user_id"]) == (dt.date(2026, 12, 31), "ANNA")
    assert (entry["user_id"], entry["source_code"]) == ("ANNA", SETUP["source_code_gl_to_ca"])
    assert entry["system_created_entry"]


@pytest.mark.parametrize("table", ["exchange_rates", "currencies", "pricing_parameters"])
@pytest.mark.parametrize("operation", ["transfer_gl", "post_cost_journal"])
def test_a_faulty_rate_stops_only_where_amounts_are_kept_in_a_reporting_currency(table: str, operation: str) -> None:
    broken: dict[str, Rows] = {
        "exchange_rates": [{"currency": "USD", "effective_from": "soon", "rate_per_base": "1.10"}],
        "currencies": [{"currency": "USD", "amount_precision": "fine"}],
        "pricing_parameters": [{"key": "base_currency", "value": "#REF!"}, {"key": "", "value": "EUR"}],
    }
    tables = {**ARC, table: broken[table], "gl_entries": [gl(1, "10", "5.00")], "cost_journal_lines": [line(1, "2.00")]}
    report = workbook(**tables).run(operation, {})
    stopped = report.outcomes[-1]
    assert (stopped.outcome, stopped.error and stopped.error.where.table) == ("error", table)
    book = workbook(**{**tables, "gl_setup": [{"lcy_code": "EUR"}]})
    report = book.run(operation, {})
    assert report.outcomes[-1].outcome == "ok"
    assert book.tables["cost_entries"]
    faults = [each for each in report.outcomes[-1].result.problems if each.where.table == table]
    assert faults
    assert {each.severity for each in faults} == {"warning"}


def test_rows_with_faults_are_listed_from_the_top_of_the_sheet_down() -> None:
    faulty = ["amount", "posting_date", "amount", "entry_no"]
    rows = [gl(number, "10", "1.00") | {column: "?"} for number, column in enumerate(faulty, 1)]
    result = workbook(gl_entries=rows).run("transfer_gl", {}).outcomes[-1].result
    assert [each.where.row for each in result.skipped] == [2, 3, 4, 5]
    assert [each.where.row for each in result.problems if each.where.table == "gl_entries"] == [2, 3, 4, 5]
