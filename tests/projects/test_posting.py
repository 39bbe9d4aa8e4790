"""`post_wip` and `set_project_status` as stories (spec 3, B7 and B8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.projects.books import (
    DAY,
    balances,
    billable,
    budget,
    close_period,
    cockpit,
    column,
    run,
    sale,
    usage,
    workbook,
)  # fmt: skip
from xlcost.close import Outcome
from xlcost.problems import OperationError

FEBRUARY = "2026-02-28"


def codes(outcome: Outcome) -> list[str]:
    return [found.code for found in outcome.result.problems]


def half_done(**more: Any) -> MemoryWorkbook:
    return workbook(
        planning=[budget("100", "150"), billable("100", "200")], ledger=[usage("50", "75"), sale("25", "50")], **more
    )


def test_a_period_end_books_with_dimensions_project_and_register() -> None:
    book = half_done(tasks=[{"task": "1000", "DEPARTMENT": "SALES"}])
    _, posted = close_period(book)
    assert posted.result.counts["posted"] == 4
    entries = book.tables["gl_entries"]
    assert {row["DEPARTMENT"] for row in entries} == {"SALES"}
    assert {(row["project"], row["source_code"], row["system_created"]) for row in entries} == {
        ("J1", "JOBGLWIP", True)
    }
    assert {row["description"] for row in entries} == {"WIP J1 1000", "Recognition J1 1000"}
    register = book.tables["gl_registers"][0]
    assert (register["no"], register["from_entry_no"], register["to_entry_no"]) == (1, 1, 8)
    assert posted.result.debit == posted.result.credit == Decimal(50 + 50 + 25 + 50)
    assert column(book, "wip_totals", "posted_to_gl") == [True]
    by_number = {row["entry_no"]: row for row in entries}
    for row in book.tables["wip_gl_entries"]:
        debit, credit = by_number[row["gl_entry_no"]], by_number[row["balancing_gl_entry_no"]]
        assert (debit["gl_account_no"], debit["amount"]) == (row["account"], row["amount"])
        assert (credit["gl_account_no"], credit["amount"]) == (row["balancing_account"], -row["amount"])


def test_the_register_follows_those_that_exported_entries_name() -> None:
    book = half_done()
    book.tables["gl_entries"] = [
        {"entry_no": 7, "gl_account_no": "WIP-COST", "posting_date": DAY, "amount": "1", "gl_register_no": 3}
    ]
    close_period(book)
    assert [row["no"] for row in book.tables["gl_registers"]] == [4]
    assert column(book, "gl_entries", "gl_register_no")[1:] == [4] * 8


def test_the_next_period_reverses_all_and_books_the_new_position() -> None:
    book = half_done()
    close_period(book)
    book.tables["project_ledger_entries"].append(
        {**book.tables["project_ledger_entries"][1], "entry_no": 3, "posting_date": FEBRUARY}
    )
    close_period(book, FEBRUARY)
    # half is invoiced now, so half of the budget is recognised and all of the usage
    assert balances(book) == {
        "COST-APPL": -50, "RECOG-COST": 50, "SALES-APPL": 100, "RECOG-SALES": -100,
    }  # fmt: skip
    reversed_ = [row for row in book.tables["wip_gl_entries"] if row["reversed"]]
    assert {str(row["reverse_date"]) for row in reversed_} == {FEBRUARY}
    assert {row["reversal_document_no"] for row in reversed_} == {f"WIP-{FEBRUARY}"}
    assert column(book, "wip_gl_entries", "transaction_no") == [1] * 4 + [2] * 4
    assert len(book.tables["gl_registers"]) == 2
    assert column(book, "wip_totals", "posted_to_gl") == [True, True]


def test_running_the_period_again_books_nothing_but_a_change_does() -> None:
    book = half_done()
    close_period(book)
    _, posted = close_period(book)
    assert posted.outcome == "nothing_to_do"
    assert len(book.tables["wip_totals"]) == 1
    book.tables["project_ledger_entries"][0]["total_cost"] = "60"
    _, posted = close_period(book)
    assert posted.outcome == "ok"
    # 60 used, 25 of them recognised
    assert balances(book)["WIP-COST"] == 60 - 25


def test_the_reversal_date_may_be_used_for_the_bookings() -> None:
    book = half_done()
    run(book, "calculate_wip", posting_date=DAY)
    run(book, "post_wip", posting_date=FEBRUARY, use_reversal_date="yes")
    assert {str(day) for day in column(book, "wip_gl_entries", "posting_date")} == {FEBRUARY}
    assert {str(day) for day in column(book, "wip_gl_entries", "wip_posting_date")} == {DAY}


def test_recognised_amounts_of_tasks_pass_to_the_gl_and_go_with_the_next_posting() -> None:
    book = half_done()
    close_period(book)
    task = book.tables["project_tasks"][0]
    assert (task["recognized_costs"], task["recognized_costs_gl"], task["recognized_sales_gl"]) == (0, 25, 50)
    run(book, "post_wip")
    task = book.tables["project_tasks"][0]
    assert (task["recognized_costs_gl"], task["recognized_sales_gl"]) == (0, 0)


def test_a_reversal_carries_the_dimensions_of_its_booking() -> None:
    book = half_done(tasks=[{"task": "1000", "DEPARTMENT": "SALES"}])
    close_period(book)
    book.tables["project_tasks"][0]["DEPARTMENT"] = "PROD"
    close_period(book)
    sums: dict[tuple[str, str], Decimal] = {}
    for row in book.tables["gl_entries"]:
        key = row["DEPARTMENT"], row["gl_account_no"]
        sums[key] = sums.get(key, Decimal(0)) + row["amount"]
    assert not any(amount for (department, _), amount in sums.items() if department == "SALES")
    assert sums["PROD", "WIP-COST"] == 25


def test_accounts_are_checked_all_together_before_anything_is_booked() -> None:
    book = half_done()
    run(book, "calculate_wip")
    accounts = {row["no"]: row for row in book.tables["gl_accounts"]}
    accounts["RECOG-COST"]["blocked"] = "yes"
    accounts["RECOG-SALES"]["account_type"] = "Heading"
    book.tables["gl_accounts"] = [row for no, row in accounts.items() if no != "WIP-COST"]
    outcome = run(book, "post_wip")
    assert outcome.outcome == "error"
    assert set(codes(outcome)) == {"ACCOUNT_NOT_FOUND", "ACCOUNT_BLOCKED", "ACCOUNT_NOT_POSTING"}
    assert all(found.where.row for found in outcome.result.problems)
    assert not book.tables.get("gl_entries")
    assert not book.tables.get("wip_gl_entries")


def test_a_day_outside_the_permitted_dates_is_refused() -> None:
    book = half_done()
    run(book, "calculate_wip")
    book.tables["gl_setup"] = [{"allow_posting_from": "2026-02-01"}]
    outcome = run(book, "post_wip", posting_date=DAY)
    assert codes(outcome) == ["POSTING_DATE_NOT_ALLOWED"]


def test_a_blocked_project_is_an_error_when_named_and_left_out_otherwise() -> None:
    book = half_done()
    run(book, "calculate_wip")
    book.tables["projects"][0]["blocked"] = "yes"
    assert codes(run(book, "post_wip", project="J1")) == ["PROJECT_BLOCKED"]
    outcome = run(book, "post_wip")
    assert (outcome.outcome, codes(outcome)) == ("nothing_to_do", ["PROJECT_BLOCKED"])


def test_entries_that_are_out_of_date_are_booked_with_a_warning() -> None:
    book = half_done()
    run(book, "calculate_wip")
    book.tables["project_tasks"].append({"project": "J1", "task": "0500", "task_type": "posting"})
    assert codes(run(book, "post_wip")) == ["WIP_OUT_OF_DATE"]


def test_nothing_to_book_and_nothing_to_reverse() -> None:
    assert run(half_done(), "post_wip").outcome == "nothing_to_do"
    assert run(half_done(), "post_wip", project="J1", reverse_only="yes").outcome == "nothing_to_do"


def test_a_project_that_lost_its_method_keeps_its_bookings_in_the_default_plan() -> None:
    book = half_done()
    close_period(book)
    book.tables["projects"][0]["wip_method"] = ""
    assert run(book, "post_wip", with_method_only="yes").outcome == "nothing_to_do"
    assert run(book, "post_wip").result.counts["reversed"] == 4


def test_bookings_of_a_project_that_is_gone_are_not_forgotten() -> None:
    book = half_done()
    close_period(book)
    book.tables["projects"][0]["project"] = "J2"
    assert codes(run(book, "post_wip")) == ["PROJECT_NOT_FOUND"]


# ---- completion and re-opening


def test_completing_takes_the_later_of_work_date_and_last_entry() -> None:
    book = half_done()
    book.tables["project_ledger_entries"][0]["posting_date"] = "2026-03-15"
    run(book, "set_project_status", project="J1", status="Completed", work_date=DAY)
    assert str(book.tables["projects"][0]["ending_date"]) == "2026-03-15"
    assert cockpit(book)["status"] == "completed"


def test_a_status_written_by_hand_does_the_same_at_the_next_calculation() -> None:
    book = half_done(status="completed")
    run(book, "calculate_wip", posting_date=FEBRUARY)
    assert str(book.tables["projects"][0]["ending_date"]) == FEBRUARY
    assert set(column(book, "wip_entries", "project_complete")) == {True}


def test_a_completed_and_posted_project_is_left_alone_until_it_is_reopened() -> None:
    book = half_done()
    close_period(book)
    run(book, "set_project_status", project="J1", status="completed")
    close_period(book)
    assert cockpit(book)["completion_posted"]
    assert [outcome.outcome for outcome in close_period(book)] == ["nothing_to_do"] * 2
    # a hand edit of the status is noticed by the next posting
    book.tables["projects"][0]["status"] = "open"
    run(book, "post_wip", reverse_only="yes", posting_date=DAY)
    assert not balances(book)
    assert set(column(book, "wip_gl_entries", "project_complete")) == {False}
    assert book.tables["projects"][0]["wip_posting_date"] is None
    close_period(book)
    assert balances(book)["WIP-COST"] == 25


def test_reopening_takes_back_what_was_only_calculated_too() -> None:
    book = half_done(status="completed", ending_date="2026-12-31")
    run(book, "calculate_wip")
    run(book, "set_project_status", project="J1", status="open")
    assert not book.tables["wip_entries"]
    assert book.tables["projects"][0]["wip_posting_date"] is None


def test_a_blocked_project_whose_completion_is_posted_is_left_alone_all_the_same() -> None:
    book = half_done()
    run(book, "set_project_status", project="J1", status="completed")
    close_period(book)
    book.tables["projects"][0]["blocked"] = "yes"
    for operation in ("calculate_wip", "post_wip"):
        assert run(book, operation, project="J1").outcome == "nothing_to_do"


def test_the_status_that_stands_is_nothing_to_do_and_an_unknown_one_is_refused() -> None:
    assert run(half_done(), "set_project_status", project="J1", status="open").outcome == "nothing_to_do"
    assert codes(run(half_done(), "set_project_status", project="J9", status="open")) == ["PROJECT_NOT_FOUND"]
    for status in ("finished", ""):
        with pytest.raises(OperationError, match="status"):
            run(half_done(), "set_project_status", project="J1", status=status)


# ---- per ledger entry


def test_amounts_of_ledger_entries_are_taken_up_once() -> None:
    book = half_done(per_entry=True)
    run(book, "calculate_wip")
    assert column(book, "project_ledger_entries", "amt_to_post") == [50, -50]
    run(book, "post_wip", posting_date=DAY)
    assert column(book, "project_ledger_entries", "amt_posted") == [50, -50]
    book.tables["project_ledger_entries"][0]["total_cost"] = "70"
    run(book, "calculate_wip")
    assert column(book, "project_ledger_entries", "amt_to_post") == [20, 0]


def test_sales_applied_as_one_amount_mark_no_ledger_entry() -> None:
    book = half_done(per_entry=True, method="POC")
    run(book, "calculate_wip")
    assert column(book, "project_ledger_entries", "amt_to_post") == [50, None]


def test_a_sale_credited_in_full_after_posting_is_taken_up_again() -> None:
    book = workbook(
        per_entry=True, planning=[budget("100", "150"), billable("100", "200")], ledger=[sale("25", "50")]
    )  # fmt: skip
    close_period(book)
    credit = {**book.tables["project_ledger_entries"][0], "entry_no": 2, "total_cost": "25", "line_amount": "50"}
    book.tables["project_ledger_entries"].append({**credit, "amt_posted": "0"})
    run(book, "calculate_wip")
    assert column(book, "project_ledger_entries", "amt_to_post") == [0, 50]
