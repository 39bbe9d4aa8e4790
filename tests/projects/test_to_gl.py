"""The listing WIP to G/L with its balancing block (spec 3, B10)."""

from __future__ import annotations

from typing import Any

from tests.acceptance.memory import MemoryWorkbook
from tests.projects.books import DAY, billable, budget, close_period, run, sale, usage, workbook
from xlcost.close import run_steps
from xlcost.plan import steps_given
from xlcost.tables.projects import WIPToGL


def posted() -> MemoryWorkbook:
    book = workbook(
        planning=[budget("100", "150"), billable("100", "200")], ledger=[usage("50", "75"), sale("25", "50")]
    )
    close_period(book)
    return book


def listing(book: MemoryWorkbook, **parameters: Any) -> dict[tuple[str, str, str], dict[str, Any]]:
    run(book, "report", report="wip_to_gl", **parameters)
    return {(row["side"], row["gl_account_no"], row["posting_group"]): row for row in book.tables["wip_to_gl"]}


def test_both_sides_agree_with_the_gl() -> None:
    rows = listing(posted())
    account = rows["account", "COST-APPL", ""]
    assert (account["wip_cost_amount"], account["total"], account["gl_balance"]) == (-50, -50, -50)
    balancing = rows["balancing_account", "WIP-COST", ""]
    # 50 applied, 25 of them recognised
    assert (balancing["wip_cost_amount"], balancing["gl_balance"], balancing["difference"]) == (25, 25, 0)
    assert rows["balancing_account", "WIP-COST", "STD"]["gl_balance"] is None
    assert rows["account", "", ""]["total"] == -rows["balancing_account", "", ""]["total"]
    assert not any(row["difference"] for row in rows.values())


def test_a_booking_by_hand_shows_as_difference_and_asks_for_attention() -> None:
    book = posted()
    first = book.tables["gl_entries"][0]
    book.tables["gl_entries"].append({**first, "entry_no": 99, "gl_account_no": "WIP-COST", "amount": "7"})
    outcome = run(book, "report", report="wip_to_gl")
    assert outcome.result.needs_attention
    rows = {(row["side"], row["gl_account_no"]): row for row in book.tables["wip_to_gl"] if not row["posting_group"]}
    assert rows["balancing_account", "WIP-COST"]["difference"] == 7
    assert rows["balancing_account", ""]["difference"] == 7
    assert rows["account", ""]["difference"] == 0


def test_project_and_dates_narrow_both_the_entries_and_the_balances() -> None:
    book = posted()
    assert listing(book, project="J1", posting_date_to=DAY)
    assert not listing(book, posting_date_from="2026-02-01")
    book.tables["gl_entries"].append(
        {"entry_no": 99, "gl_account_no": "WIP-COST", "posting_date": DAY, "amount": "7", "project": "J2"}
    )
    assert listing(book, project="J1")["balancing_account", "WIP-COST", ""]["difference"] == 0


def test_totals_are_live_formulas_over_their_parts() -> None:
    books = posted().books()
    run_steps(books, steps_given([("report", {"report": "wip_to_gl"})]))
    table = books[WIPToGL]
    for index, row in enumerate(table.rows):
        if not row.posting_group:
            assert (index, "wip_cost_amount") in table.formulas
            assert (index, "difference") in table.formulas
        assert table.formulas[index, "total"].count("{") == 4
    first = next(index for index, row in enumerate(table.rows) if not row.posting_group)
    assert table.formulas[first, "wip_cost_amount"] == f"SUM({{wip_cost_amount@0:{first - 1}}})"
