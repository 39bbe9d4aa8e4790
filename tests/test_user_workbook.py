"""A workbook that nobody built for xlcost: plain ranges, headers of the ERP, columns and sheets of the user between."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.acceptance.real import read_book
from tests.test_cli import RUN_TIME, xlcost

MARCH = [dt.datetime(2026, 3, day) for day in range(1, 6)]
SHEETS: dict[str, list[tuple[Any, ...]]] = {
    "GL Entries": [
        ("Posting Date", "Document Type", "Document No.", "G/L Account No.", "G/L Account Name", "Description",
         "Department Code", "Project Code", "Gen. Posting Type", "Amount", "Bal. Account Type", "Entry No."),
        (MARCH[1], "Invoice", "R-1001", "8310", "Fuel", "Diesel", "VAN", None, "Purchase", 120.5, "G/L Account", 501),
        (MARCH[2], "Invoice", "R-1002", "8310", "Fuel", "Diesel", "VAN", None, "Purchase", 99.99, "G/L Account", 502),
        (MARCH[3], " ", "R-1003", "8210", "Rent", "Rent March", "HOUSE", None, None, 2500, "G/L Account", 503),
        (MARCH[4], "Invoice", "S-1", "6110", "Sales", "Soap", None, "SOAP", "Sale", -5000, "G/L Account", 504),
        (MARCH[4], "Invoice", "S-2", "6110", "Sales", "Soap", None, "SOAP", "Sale", "-1,250.00", "G/L Account", 505),
    ],
    "Scratch": [("what", "ever"), (1, 2)],
    "GL Accounts": [
        ("No.", "Name", "Net Change", "Income/Balance", "Account Subcategory", "Account Type", "Totaling"),
        ("6110", "Sales", -6250, "Income Statement", "Income", "Posting", None),
        ("8210", "Rent", 2500, "Income Statement", "Expense", "Posting", None),
        ("8310", "Fuel", 220.49, "Income Statement", "Expense", "Posting", None),
    ],
    "Cost Types": [
        (), (),
        ("No.", "Name", "Type", "Totaling", "Cost Classification", "G/L Account Range", "Combine Entries", "Blocked"),
        ("6110", "Sales", "Cost Type", None, None, "6110", "None", "No"),
        ("8210", "Rent", "Cost Type", None, "Fixed", "8210", "None", "No"),
        ("8310", "Fuel", "Cost Type", None, "Variable", "8310", "Month", "No"),
    ],
    "Cost Centers": [("Code", "Name", "Line Type", "Blocked"), ("VAN", "Van", "Cost Center", "No"),
                     ("HOUSE", "House", "Cost Center", "No")],
    "Cost Objects": [("Code", "Name", "Line Type", "Blocked"), ("SOAP", "Soap", "Cost Object", "No")],
    "Cost Accounting Setup": [
        ("Starting Date for G/L Transfer", "Cost Center Dimension", "Cost Object Dimension", "Source Code G/L to CA"),
        (dt.datetime(2026, 1, 1), "DEPARTMENT", "PROJECT", "GLTOCA"),
    ],
}  # fmt: skip
AS_THE_ERP_TITLES_THEM = {"GL Entries": "General Ledger Entries", "Cost Types": "Chart of Cost Types"}


@pytest.fixture
def book() -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.worksheets[0].title = "Notes"
    made.worksheets[0]["B4"] = "=SUM('Scratch'!A:A)"
    for title, rows in SHEETS.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return made


def test_plain_ranges_with_foreign_columns_are_transferred(book: openpyxl.Workbook, tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    book.save(path)
    finished = xlcost(path, *RUN_TIME)
    assert finished.returncode == 1
    assert "GL Accounts, Cost Entries" in finished.stdout
    tables = read_book(path)
    entries = [(row["cost_type_no"], row["posting_date"], Decimal(row["amount"])) for row in tables["cost_entries"]]
    assert entries == [
        ("8310", "2026-03-31", Decimal("220.49")), ("8210", "2026-03-04", 2500), ("6110", "2026-03-05", -5000),
    ]  # fmt: skip
    assert [(row["entry_no"], row["row"]) for row in tables["skipped_entries"]] == [(505, 6)]
    accounts = openpyxl.load_workbook(path)["GL Accounts"]
    assert [cell.value for cell in accounts[2]] == [*SHEETS["GL Accounts"][1], "6110"]


def test_a_sheet_that_is_not_known_is_named_when_nothing_was_done(book: openpyxl.Workbook, tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    for title, other in AS_THE_ERP_TITLES_THEM.items():
        book[title].title = other
    book.save(path)
    finished = xlcost(path, *RUN_TIME)
    assert "Not read: Notes, General Ledger Entries, Scratch, Chart of Cost Types; " in finished.stdout


def test_a_sheet_with_the_headers_of_a_table_is_told_which_title_it_needs(
    book: openpyxl.Workbook, tmp_path: Path
) -> None:
    path = tmp_path / "own.xlsx"
    for title, other in AS_THE_ERP_TITLES_THEM.items():
        book[title].title = other
    book.save(path)
    finished = xlcost(path, *RUN_TIME)
    general_ledger = "General Ledger Entries is not read, but has the headers of GL Entries"
    assert (
        f"warning: SHEET_NOT_READ: {general_ledger} (General Ledger Entries row 1); name the sheet GL"
        in finished.stderr
    )
    assert "Chart of Cost Types is not read, but has the headers of Cost Types" in finished.stderr
    assert finished.stderr.count("SHEET_NOT_READ") == 2
    for title in SHEETS:
        if title in book.sheetnames and title != "Scratch":
            book[title].title = f"Our {title}"
    book.save(path)
    refused = xlcost(path, *RUN_TIME)
    assert refused.returncode == 3
    assert "error: NO_TABLES" in refused.stderr
    assert f"warning: SHEET_NOT_READ: {general_ledger}" in refused.stderr


def test_headers_below_a_title_are_named_with_the_rows_to_delete(book: openpyxl.Workbook, tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    for title, above in (("GL Entries", 3), ("Cost Centers", 1)):
        book[title].insert_rows(1, above)
        book[title]["A1"] = f"{title}, printed on 2 April"
        book[title].merge_cells("A1:F1")
    book["GL Entries"].title = "General Ledger Entries"
    book.save(path)
    told = xlcost(path, "--dry-run").stderr
    assert (
        "warning: SHEET_NOT_READ: General Ledger Entries is not read, but has the headers of GL Entries"
        " (General Ledger Entries row 4); delete the rows above row 4 and name the sheet GL Entries to have it read"
    ) in told
    assert "has the headers of Cost Centers (Cost Centers row 2); delete the rows above row 2 to have it read" in told
    assert told.count("SHEET_NOT_READ") == 2


def test_an_export_with_many_columns_is_told_by_the_required_ones(book: openpyxl.Workbook, tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    sheet = book["GL Entries"]
    sheet.title = "General Ledger Entries"
    for column in range(13, 40):
        sheet.cell(1, column, f"Further {column}")
    book.save(path)
    assert "has the headers of GL Entries (General Ledger Entries row 1)" in xlcost(path, "--dry-run").stderr


def test_a_sheet_beside_the_empty_table_is_told_and_one_beside_a_filled_table_is_not(
    book: openpyxl.Workbook, tmp_path: Path
) -> None:
    path = tmp_path / "own.xlsx"
    copy = book.copy_worksheet(book["GL Entries"])
    copy.title = "General Ledger Entries"
    book.save(path)
    assert "SHEET_NOT_READ" not in xlcost(path, "--dry-run").stderr
    book["GL Entries"].delete_rows(2, 9)
    book.save(path)
    assert (
        "has the headers of GL Entries (General Ledger Entries row 1); put its rows" in xlcost(path, "--dry-run").stderr
    )


def test_tables_written_are_named_by_the_sheets_of_the_user(book: openpyxl.Workbook, tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    book["GL Accounts"].title = "gl-accounts"
    book.save(path)
    assert "Written to own.xlsx: Run Log, Problems, Skipped Entries, gl-accounts, " in xlcost(path, *RUN_TIME).stdout
