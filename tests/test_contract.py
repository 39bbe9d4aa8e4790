"""Sentences of the workbook contract (spec 0, section 1), each on a workbook as a user would have it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableColumn

from tests.acceptance.real import read_book, write_book
from tests.test_cli import ENTRY, SETUP, xlcost

Edit = Callable[[Any], None]


@pytest.fixture
def book(tmp_path: Path) -> Callable[[Edit], Path]:
    def make(edit: Edit) -> Path:
        path = tmp_path / "book.xlsx"
        write_book(path, SETUP | {"gl_entries": [ENTRY]})
        workbook = openpyxl.load_workbook(path)
        edit(workbook)
        workbook.save(path)
        return path

    return make


def test_an_empty_sheet_with_the_title_of_a_table_is_used(book: Callable[[Edit], Path]) -> None:
    path = book(lambda workbook: workbook.create_sheet("Cost Entries"))
    assert xlcost(path).returncode == 0
    saved = openpyxl.load_workbook(path)
    assert "Cost Entries (2)" not in saved.sheetnames
    assert len(read_book(path)["cost_entries"]) == 1
    after = path.read_bytes()
    assert xlcost(path).returncode == 0
    assert path.read_bytes() == after


def test_a_sheet_of_the_user_with_the_title_of_a_table_is_left_alone(book: Callable[[Edit], Path]) -> None:
    def notes(workbook: Any) -> None:
        workbook.create_sheet("Cost Entries").append(["my own", "notes"])

    path = book(notes)
    assert xlcost(path).returncode == 0
    saved = openpyxl.load_workbook(path)
    assert [[cell.value for cell in row] for row in saved["Cost Entries"]] == [["my own", "notes"]]
    assert "cost_entries" in saved["Cost Entries (2)"].tables
    after = path.read_bytes()
    assert xlcost(path).returncode == 0
    assert path.read_bytes() == after


def test_what_stands_below_a_table_that_must_grow_is_named_and_nothing_is_written(book: Callable[[Edit], Path]) -> None:
    def ledger_with_a_note_below(workbook: Any) -> None:
        sheet = workbook.create_sheet("Cost Entries")
        for row in (["Entry No.", "Cost Type No.", "Posting Date", "Amount"], [1, "8230", "2025-01-31", 5]):
            sheet.append(row)
        table = Table(displayName="cost_entries", ref="A1:D2")
        sheet.add_table(table)
        sheet["B3"] = "checked by Jane"

    path = book(ledger_with_a_note_below)
    before = path.read_bytes()
    finished = xlcost(path)
    assert finished.returncode == 3
    assert "NO_ROOM" in finished.stderr
    assert "Cost Entries!B3" in finished.stderr
    assert path.read_bytes() == before


def test_two_tables_that_answer_to_one_id_are_named_both(book: Callable[[Edit], Path]) -> None:
    def second(workbook: Any) -> None:
        sheet = workbook.create_sheet("Old types")
        sheet.append(["No.", "Name"])
        sheet.append(["1", "x"])
        sheet.add_table(Table(displayName="CostTypes", ref="A1:B2"))
        other = workbook.create_sheet("Older types")
        other.append(["No.", "Name"])
        other.append(["1", "x"])
        other.add_table(Table(displayName="COST_TYPES_", ref="A1:B2"))
        del workbook["Cost Types"].tables["cost_types"]
        workbook["Cost Types"].title = "Types"

    finished = xlcost(book(second))
    assert finished.returncode == 3
    assert "TABLE_AMBIGUOUS" in finished.stderr
    assert "Old types" in finished.stderr
    assert "Older types" in finished.stderr


def test_an_exact_name_wins_over_a_similar_one(book: Callable[[Edit], Path]) -> None:
    def second(workbook: Any) -> None:
        sheet = workbook.create_sheet("Old types")
        sheet.append(["No.", "Name"])
        sheet.append(["1", "x"])
        sheet.add_table(Table(displayName="CostTypes", ref="A1:B2"))

    assert xlcost(book(second)).returncode == 0


def test_columns_and_formulas_of_the_user_live_on(book: Callable[[Edit], Path]) -> None:
    def own_column(workbook: Any) -> None:
        sheet = workbook["Cost Types"]
        table = sheet.tables["cost_types"]
        width = sheet.max_column
        sheet.cell(1, width + 1, "My rate")
        sheet.cell(2, width + 1, "=1+1")
        letter = get_column_letter(width + 1)
        table.ref = f"A1:{letter}2"
        table.autoFilter.ref = table.ref
        table.tableColumns.append(TableColumn(id=width + 1, name="My rate"))

    path = book(own_column)
    assert xlcost(path).returncode == 0
    sheet = openpyxl.load_workbook(path)["Cost Types"]
    assert [cell.value for cell in sheet[1]].count("My rate") == 1
    assert "=1+1" in [cell.value for cell in sheet[2]]


def test_a_formula_counts_by_its_saved_value_and_one_without_is_a_finding(book: Callable[[Edit], Path]) -> None:
    def never_calculated(workbook: Any) -> None:
        sheet = workbook["GL Entries"]
        headers = [cell.value for cell in sheet[1]]
        sheet.cell(2, headers.index("Amount") + 1, "=6+6")

    finished = xlcost(book(never_calculated))
    assert finished.returncode == 1
    assert "FORMULA_NOT_CALCULATED" in finished.stderr
    assert "GL Entries!" in finished.stderr
