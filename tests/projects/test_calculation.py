"""`calculate_wip`: which projects, which faults, what it warns of (spec 3, B1, B3, B5.1, B6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.projects.books import (
    ACCOUNTS,
    billable,
    budget,
    cockpit,
    column,
    run,
    sale,
    usage,
    workbook,
)  # fmt: skip
from xlcost.close import Outcome
from xlcost.problems import OperationError


def codes(outcome: Outcome) -> list[str]:
    return [found.code for found in outcome.result.problems]


def half_done(**more: Any) -> MemoryWorkbook:
    """A project with half of its budget used and a quarter invoiced."""
    return workbook(
        planning=[budget("100", "150"), billable("100", "200")], ledger=[usage("50", "75"), sale("25", "50")], **more
    )


def test_all_missing_accounts_are_reported_together_with_their_cells() -> None:
    book = half_done()
    group = book.tables["project_posting_groups"][0]
    group.update(recognized_costs_account="", wip_costs_account="", recognized_sales_account="")
    before = {name: len(rows) for name, rows in book.tables.items()}
    outcome = run(book, "calculate_wip", project="J1")
    assert outcome.outcome == "error"
    assert codes(outcome) == ["MISSING_ACCOUNT"] * 3
    fields = [found.facts["field"] for found in outcome.result.problems]
    # in the order of the table of accounts, so that the first gives the code's details
    assert fields == ["wip_costs_account", "recognized_costs_account", "recognized_sales_account"]
    cells = [str(found.where) for found in outcome.result.problems]
    headers = list(group)
    assert cells == [f"Project Posting Groups!{chr(65 + headers.index(str(name)))}2" for name in fields]
    assert before.items() <= {name: len(rows) for name, rows in book.tables.items()}.items()


def test_usage_without_a_type_stops_posting_per_ledger_entry_only() -> None:
    for per_entry, expected in ((True, ["LEDGER_TYPE_MISSING"]), (False, [])):
        book = half_done(per_entry=per_entry)
        book.tables["project_ledger_entries"][0]["type"] = ""
        outcome = run(book, "calculate_wip")
        assert codes(outcome) == expected
    assert column(book, "wip_totals", "usage_cost") == [50]


def test_amounts_are_rounded_to_the_precision_of_the_ledger() -> None:
    for precision, expected in (("0.05", "33.35"), ("1", "33"), ("0", "33.33"), ("0.001", "33.33")):
        book = workbook(planning=[budget("100", "100"), billable("0", "300")], ledger=[sale("0", "100")])
        book.tables["gl_setup"] = [{"amount_rounding_precision": precision}]
        run(book, "calculate_wip")
        assert column(book, "wip_totals", "recognized_costs") == [Decimal(expected)]


def test_accounts_that_no_entry_needs_may_be_missing() -> None:
    book = half_done(method="Completed Contract")
    needed = ("wip_costs_account", "project_costs_applied_account", "project_sales_applied_account",
              "wip_invoiced_sales_account")  # fmt: skip
    for name in set(ACCOUNTS) - set(needed):
        book.tables["project_posting_groups"][0][name] = ""
    assert run(book, "calculate_wip").outcome == "ok"


def test_an_unknown_posting_group_is_named_once_at_its_cell() -> None:
    outcome = run(half_done(posting_group="NONE"), "calculate_wip")
    assert codes(outcome) == ["POSTING_GROUP_NOT_FOUND"]
    assert outcome.result.problems[0].where.sheet == "Projects"


def test_a_project_without_posting_group_says_so() -> None:
    assert codes(run(half_done(posting_group=""), "calculate_wip")) == ["NO_POSTING_GROUP"]


def test_faults_of_several_projects_come_together() -> None:
    book = half_done(method="Unknown")
    book.tables["projects"].append({"project": "J2", "wip_method": "Nothing", "posting_group": "STD"})
    book.tables["project_tasks"].append({"project": "J2", "task": "1000", "task_type": "posting"})
    assert codes(run(book, "calculate_wip")) == ["WIP_METHOD_NOT_FOUND"] * 2


def test_a_named_project_must_exist_have_a_method_and_not_be_blocked() -> None:
    assert codes(run(half_done(), "calculate_wip", project="J9")) == ["PROJECT_NOT_FOUND"]
    assert codes(run(half_done(method=""), "calculate_wip", project="j1")) == ["NO_WIP_METHOD"]
    assert codes(run(half_done(blocked="yes"), "calculate_wip", project="J1")) == ["PROJECT_BLOCKED"]


def test_a_blocked_project_that_was_not_named_is_left_out_with_a_warning() -> None:
    outcome = run(half_done(blocked="yes"), "calculate_wip")
    assert (outcome.outcome, codes(outcome)) == ("nothing_to_do", ["PROJECT_BLOCKED"])
    assert outcome.result.problems[0].severity == "warning"


def test_projects_without_a_method_are_no_work() -> None:
    assert run(half_done(method=""), "calculate_wip").outcome == "nothing_to_do"


def test_names_are_compared_ignoring_case_and_written_as_set_up() -> None:
    book = half_done(method="cost of SALES", posting_group="std")
    for row in (*book.tables["project_ledger_entries"], *book.tables["project_planning_lines"]):
        row["project"] = "j1"
    assert run(book, "calculate_wip", project="j1").outcome == "ok"
    assert column(book, "wip_totals", "wip_method") == ["Cost of Sales"]
    assert set(column(book, "wip_entries", "posting_group")) == {"STD"}
    assert cockpit(book)["recog_costs"] == 25


def test_the_day_comes_from_the_period_and_the_document_from_the_day() -> None:
    book = half_done()
    run(book, "calculate_wip")
    assert {str(day) for day in column(book, "wip_entries", "posting_date")} == {"2026-01-31"}
    assert set(column(book, "wip_entries", "document_no")) == {"WIP-2026-01-31"}
    assert str(book.tables["projects"][0]["wip_posting_date"]) == "2026-01-31"


def test_without_any_day_nothing_is_guessed() -> None:
    book = half_done()
    del book.tables["run_options"]
    assert codes(run(book, "calculate_wip")) == ["WORK_DATE_MISSING"]


def test_own_date_filters_replace_the_posting_date() -> None:
    book = half_done()
    later = {"posting_date": "2026-02-10"}
    book.tables["project_ledger_entries"].append({**book.tables["project_ledger_entries"][0], "entry_no": 3, **later})
    book.tables["project_planning_lines"][0]["planning_date"] = "2026-03-01"
    run(book, "calculate_wip", posting_date_filter="..2026-02-28", planning_date_filter="2026-01-01..2026-01-31")
    assert column(book, "wip_totals", "usage_cost") == [100]
    assert column(book, "wip_totals", "budget_cost") == [0]


def test_a_date_filter_that_cannot_be_read_is_refused_before_anything_runs() -> None:
    with pytest.raises(OperationError, match="posting_date_filter"):
        run(half_done(), "calculate_wip", posting_date_filter="soon")


def test_trailing_tasks_form_a_group_of_their_own_and_the_settings_stay() -> None:
    tasks = [{"task": "1000"}, {"task": "1999", "task_type": "end_total", "wip_total": "total"}, {"task": "2000"}]
    book = workbook(tasks=tasks, ledger=[usage("10"), usage("20", task="2000")], method="Completed Contract")
    run(book, "calculate_wip")
    assert column(book, "project_tasks", "wip_total") == ["", "total", "total"]
    assert column(book, "wip_totals", "usage_cost") == [10, 20]
    assert column(book, "wip_entries", "task") == ["1999", "2000"]


def test_completed_contract_without_any_plan_gets_four_warnings_and_none_once_completed() -> None:
    book = workbook(method="Completed Contract", ledger=[usage("10")])
    run(book, "calculate_wip")
    expected = ["BILLABLE_PRICE_ZERO", "BUDGET_COST_ZERO", "BUDGET_PRICE_ZERO", "COST_COMPLETION_OVER_100"]
    assert column(book, "wip_warnings", "code") == expected
    assert cockpit(book)["warnings"] == 4
    run(book, "set_project_status", project="J1", status="completed")
    run(book, "calculate_wip")
    assert column(book, "wip_warnings", "code") == []


def test_negative_recognised_amounts_are_doubted() -> None:
    book = workbook(
        planning=[budget("100", "100"), billable("100", "100")], ledger=[usage("-5"), sale("0", "-10")], method="Own",
        methods=[{"wip_method": "Own", "recognized_costs": "usage_cost", "recognized_sales": "invoiced_price"}],
    )  # fmt: skip
    run(book, "calculate_wip")
    assert column(book, "wip_warnings", "code") == ["RECOGNIZED_SALES_NEGATIVE", "RECOGNIZED_COSTS_NEGATIVE"]


def test_rows_of_unknown_tasks_and_projects_are_not_dropped_silently() -> None:
    book = half_done()
    entries = book.tables["project_ledger_entries"]
    entries += [{**entries[0], "entry_no": 8, "task": "7777"}, {**entries[0], "entry_no": 9, "task": "7777"}]
    entries.append({**entries[0], "entry_no": 10, "project": "J7"})
    outcome = run(book, "calculate_wip")
    assert codes(outcome) == ["TASK_UNKNOWN", "PROJECT_UNKNOWN"]
    assert outcome.result.problems[0].facts["rows"] == 2
    assert {found.where.sheet for found in outcome.result.problems} == {"Project Ledger Entries"}


# ---- methods


def own(**flags: str) -> list[dict[str, str]]:
    return [{"wip_method": "Own", "recognized_costs": "usage_cost", "recognized_sales": "invoiced_price", **flags}]


def test_built_in_methods_cannot_be_changed() -> None:
    changed = [{"wip_method": "poc", "recognized_costs": "usage_cost", "recognized_sales": "usage_price"}]
    assert codes(run(half_done(methods=changed), "calculate_wip")) == ["WIP_METHOD_BUILT_IN"]
    listed = [{"wip_method": "POC", "recognized_costs": "usage_cost", "recognized_sales": "percentage_of_completion"}]
    assert run(half_done(methods=listed), "calculate_wip").outcome == "ok"


def test_a_method_that_is_not_valid_is_refused() -> None:
    assert codes(run(half_done(method="Own", methods=own(valid="no")), "calculate_wip")) == ["WIP_METHOD_NOT_VALID"]


@pytest.mark.parametrize("flag", ["wip_cost", "wip_sales"])
def test_posting_per_ledger_entry_needs_both_flags(flag: str) -> None:
    book = half_done(method="Own", methods=own(**{flag: "no"}), per_entry=True)
    assert codes(run(book, "calculate_wip")) == ["POSTING_METHOD_NOT_ALLOWED"]


def test_a_flag_that_does_not_go_with_its_rule_counts_as_yes() -> None:
    methods = own(recognized_costs="cost_of_sales", wip_cost="no")
    book = half_done(method="Own", methods=methods)
    assert codes(run(book, "calculate_wip")) == ["WIP_FLAG_NOT_ALLOWED"]
    assert "recognized_costs" in column(book, "wip_entries", "type")


def test_costs_and_sales_are_shared_out_by_their_own_percentages() -> None:
    methods = own(recognized_costs="cost_of_sales", recognized_sales="percentage_of_completion")
    tasks = [{"task": "1000"}, {"task": "2000"}]
    planning = [budget("100", "100"), budget("300", "300", "2000"), billable("0", "200"), billable("0", "600", "2000")]
    ledger = [usage("60"), usage("140", task="2000"), sale("0", "200")]
    book = workbook(method="Own", methods=methods, tasks=tasks, planning=planning, ledger=ledger)
    run(book, "calculate_wip")
    # W of the costs = 200 - 200/800 x 400 = 100, half of the usage; W of the sales = 800 x 200/400 = 400, half of CP
    assert column(book, "project_tasks", "recognized_costs") == [Decimal(30), Decimal(70)]
    assert column(book, "project_tasks", "recognized_sales") == [Decimal(100), Decimal(300)]


def test_a_project_cannot_leave_posting_per_ledger_entry_once_posted() -> None:
    book = half_done(per_entry=True)
    run(book, "calculate_wip")
    run(book, "post_wip")
    book.tables["projects"][0]["wip_posting_method"] = "per_project"
    assert codes(run(book, "calculate_wip")) == ["POSTING_METHOD_CHANGED"]


def test_rules_and_blocked_may_bear_the_words_of_an_export() -> None:
    methods = own(recognized_costs="Contract (Invoiced Cost)", recognized_sales="Usage (Total Price)")
    book = half_done(method="Own", methods=methods)
    run(book, "calculate_wip")
    assert column(book, "wip_totals", "recognized_costs") == [25]
    assert column(book, "wip_totals", "recognized_sales") == [75]
    for word in ("Posting", "All"):
        book.tables["projects"][0]["blocked"] = word
        assert codes(run(book, "calculate_wip", project="J1")) == ["PROJECT_BLOCKED"]
    book.tables["projects"][0]["blocked"] = "Some"
    assert codes(run(book, "calculate_wip")) == ["CELL_INVALID"]


def test_a_method_changed_on_the_project_alone_says_that_totals_keep_theirs() -> None:
    book = half_done(method="POC")
    assert codes(run(book, "calculate_wip")) == []
    book.tables["projects"][0]["wip_method"] = "Sales Value"
    outcome = run(book, "calculate_wip")
    assert codes(outcome) == ["PROJECT_METHOD_UNUSED"]
    assert "task 1000 has POC" in outcome.result.problems[0].sentence
    assert column(book, "wip_totals", "wip_method") == ["POC"]
    book.tables["project_tasks"][0]["wip_method"] = ""
    assert codes(run(book, "calculate_wip")) == []
    assert column(book, "wip_totals", "wip_method") == ["Sales Value"]


def test_settings_without_effect_are_named() -> None:
    tasks = [
        {"task": "0500", "task_type": "heading", "wip_total": "excluded"},
        {"task": "1000", "wip_method": "POC"},
        {"task": "2000"},
    ]
    assert codes(run(half_done(tasks=tasks), "calculate_wip")) == ["WIP_TOTAL_NOT_ALLOWED", "TASK_METHOD_IGNORED"]
