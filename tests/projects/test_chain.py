"""WIP posted to the G/L goes on to cost accounting, by the dimensions it carries."""

from __future__ import annotations

from decimal import Decimal

from tests.acceptance.memory import MemoryWorkbook
from tests.projects.books import DAY, billable, budget, close_period, run, sale, usage, workbook


def company() -> MemoryWorkbook:
    book = workbook(
        tasks=[{"task": "1000", "DEPARTMENT": "BUILD", "PROJECT Code": "SITE"}],
        planning=[budget("100", "150"), billable("100", "200")],
        ledger=[usage("50", "75"), sale("25", "50")],
    )
    book.tables |= {
        "cost_accounting_setup": [
            {
                "starting_date_for_gl_transfer": "2026-01-01",
                "cost_center_dimension": "DEPARTMENT",
                "cost_object_dimension": "PROJECT",
                "source_code_gl_to_ca": "GLTOCA",
            }
        ],
        "dimensions": [{"code": "DEPARTMENT"}, {"code": "PROJECT"}],
        "cost_centers": [{"code": "BUILD", "line_type": "Cost Center"}],
        "cost_objects": [{"code": "SITE", "line_type": "Cost Object"}],
        "cost_types": [
            {"no": "WIP-C", "type": "Cost Type", "gl_account_range": "COST-APPL|RECOG-COST", "combine_entries": "None"}
        ],
    }
    for account in book.tables["gl_accounts"]:
        balance = account["no"].startswith("WIP-")
        account["income_balance"] = "Balance Sheet" if balance else "Income Statement"
        if account["no"] in {"COST-APPL", "RECOG-COST"}:
            account["cost_type_no"] = "WIP-C"
    return book


def test_what_is_parked_leaves_the_cost_center_and_comes_back_on_completion() -> None:
    book = company()
    close_period(book)
    assert run(book, "transfer_gl").outcome == "ok"
    # 50 were used, 25 of them recognised, so 25 leave the costs of the department
    assert sum(row["amount"] for row in book.tables["cost_entries"]) == Decimal(-25)
    assert {row["cost_center_code"] for row in book.tables["cost_entries"]} == {"BUILD"}
    run(book, "set_project_status", project="J1", status="completed", work_date=DAY)
    close_period(book)
    run(book, "transfer_gl")
    assert sum(row["amount"] for row in book.tables["cost_entries"]) == 0


def test_the_project_and_a_dimension_of_that_name_are_kept_apart() -> None:
    book = company()
    close_period(book)
    entries = book.books().named("gl_entries").rows
    assert {(row.project, row.dimensions["PROJECT"], row.dimensions["DEPARTMENT"]) for row in entries} == {
        ("J1", "SITE", "BUILD")
    }
