"""Headers, keys and faults of tables (spec 0, sections 1 and 2)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from xlcost.books import Table
from xlcost.tables.columns import REGISTRY


def _table(table_id: str, rows: list[dict[str, Any]]) -> Table[Any]:
    return MemoryWorkbook({table_id: rows}).books().named(table_id)


def _faults(table: Table[Any]) -> list[tuple[str, str, int]]:
    return [(each.code, each.column, each.row.sheet_row) for each in table.cell_problems]


@pytest.mark.parametrize("header", ["G/L Account No.", "GL ACCOUNT NO", "gl_account_no", "g l account no"])
def test_headers_are_matched_by_letters_and_digits(header: str) -> None:
    table = _table("gl_entries", [{"entry_no": 1, header: "8230", "posting_date": "2025-01-01", "amount": "1"}])
    assert table.rows[0].gl_account_no == "8230"
    assert not table.problems


@pytest.mark.parametrize("header", ["Indirect Cost %", "Indirect Cost Pct.", "indirect_cost_pct"])
def test_a_percent_sign_is_read_as_pct(header: str) -> None:
    table = _table("items", [{"item_no": "1", header: "5"}])
    assert table.rows[0].indirect_cost_pct == 5


def test_centre_is_center() -> None:
    table = _table("cost_types", [{"no": "1", "Cost Centre Code": "ADM"}])
    assert table.rows[0].cost_center_code == "ADM"


def test_a_missing_required_column_names_sheet_and_column() -> None:
    table = _table("gl_entries", [{"entry_no": 1, "gl_account_no": "8230", "amount": "1"}])
    assert [each.code for each in table.problems] == ["COLUMN_MISSING"]
    assert "GL Entries" in table.problems[0].sentence
    assert "Posting Date" in table.problems[0].sentence


def test_two_columns_for_one_id_are_ambiguous() -> None:
    table = _table("gl_accounts", [{"no": "1", "No.": "2"}])
    assert [each.code for each in table.problems] == ["COLUMN_AMBIGUOUS"]


def test_blank_and_double_keys_name_both_cells() -> None:
    rows = [{"no": "1", "name": "a"}, {"no": "", "name": "b"}, {"no": "2", "name": "c"}, {"no": "1", "name": "d"}]
    table = _table("gl_accounts", rows)
    assert _faults(table) == [("KEY_BLANK", "no", 3), ("KEY_DUPLICATE", "no", 2), ("KEY_DUPLICATE", "no", 5)]
    assert [each.other for each in table.cell_problems[1:]] == ["GL Accounts!A5", "GL Accounts!A2"]


def test_a_double_key_tells_which_part_of_it_is_blank() -> None:
    table = _table("inventory_posting_setup", [{"location_code": "EAST"}, {"location_code": "EAST"}])
    sentence = "Location Code EAST, Inventory Posting Group blank stands twice"
    assert {(each.raw, each.why) for each in table.cell_problems} == {("EAST", sentence)}


def test_rows_that_xlcost_numbers_may_lack_a_number_but_not_share_one() -> None:
    table = _table("gl_budget_entries", [{"entry_no": "", "amount": "1"}, {"entry_no": "", "amount": "2"}])
    assert _faults(table) == []
    table = _table("gl_budget_entries", [{"entry_no": "4", "amount": "1"}, {"entry_no": "4", "amount": "2"}])
    assert _faults(table) == [("KEY_DUPLICATE", "entry_no", 2), ("KEY_DUPLICATE", "entry_no", 3)]


def test_a_second_row_of_a_one_row_table_is_a_fault() -> None:
    table = _table("gl_setup", [{"lcy_code": "EUR"}, {"lcy_code": "USD"}])
    assert [(code, row) for code, _, row in _faults(table)] == [("KEY_DUPLICATE", 3)]


def test_a_dimension_takes_a_header_that_a_column_would_have_too() -> None:
    rows = [
        {
            "entry_no": 1,
            "gl_account_no": "1",
            "posting_date": "2025-01-01",
            "amount": "1",
            "Project": "p1",
            "Project No.": "Job",
        }
    ]
    setup = [{"cost_center_dimension": "DEPARTMENT", "cost_object_dimension": "PROJECT"}]
    with_dimension = MemoryWorkbook({"cost_accounting_setup": setup, "gl_entries": rows}).books().named("gl_entries")
    assert (with_dimension.rows[0].dimensions, with_dimension.rows[0].project) == ({"PROJECT": "P1"}, "Job")
    rows[0].pop("Project No.")
    without = MemoryWorkbook({"gl_entries": rows}).books().named("gl_entries")
    assert (without.rows[0].dimensions, without.rows[0].project) == ({}, "p1")


def test_rows_without_anything_of_ours_are_passed_over() -> None:
    table = _table("gl_accounts", [{"no": None, "note": "x"}, {"no": "1", "note": ""}])
    assert [row.no for row in table.rows] == ["1"]
    assert not table.cell_problems


def test_faulty_cells_are_reported_and_the_rest_of_the_row_is_read() -> None:
    rows = [{"entry_no": 1, "gl_account_no": "1", "posting_date": "tomorrow", "amount": "#N/A", "document_no": 5}]
    table = _table("gl_entries", rows)
    assert _faults(table) == [("CELL_INVALID", "posting_date", 2), ("CELL_INVALID", "amount", 2)]
    assert table.rows[0].document_no == "5"


def test_cells_of_a_posted_row_are_read_no_more() -> None:
    rows = [{"line_no": 1, "quantity": "many", "posted": "yes"}, {"line_no": 2, "quantity": "many", "posted": ""}]
    assert _faults(_table("item_transactions", rows)) == [("CELL_INVALID", "quantity", 3)]


def test_every_registered_table_can_be_read_empty() -> None:
    books = MemoryWorkbook({}).books()
    assert all(books.named(table_id).rows == [] for table_id in REGISTRY)
