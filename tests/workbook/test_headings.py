"""Result columns under headings that only a run knows: a later run with other headings takes them over or out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import TableColumn

from tests.acceptance.real import write_book
from tests.cost_accounting.world import gl, workbook
from xlcost.commands import run

MONTHS = [gl(month, "10", f"{month}.00", posting_date=f"2026-{month:02}-15") for month in range(1, 7)]
SHEET = "Cost Balances"


def of(*months: int) -> list[str]:
    return [f"2026-{month:02}" for month in months]


def runs(path: Path, operation: str, **parameters: Any) -> int:
    """One operation on the file, as the command line runs it."""
    time = datetime(2026, 12, 31)
    return run(
        path,
        [(operation, parameters)],
        output=None,
        dry_run=False,
        as_json=False,
        quiet=True,
        started_at=time,
        clock=None,
    )


def balances(path: Path, first: int, last: int) -> int:
    chosen = {"rows": "Cost Types", "period": "Month", "date_filter": f"2026-{first:02}-01..2026-{last:02}-28"}
    return runs(path, "report", report="cost_balances", **chosen)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "book.xlsx"
    write_book(made, workbook(gl_entries=MONTHS).tables)
    assert runs(made, "transfer_gl") == 0
    assert balances(made, 1, 3) == 0
    return made


def headings(path: Path) -> list[str]:
    """Headings of the sheet behind the declared columns; the table part and its area must say the same."""
    sheet = openpyxl.load_workbook(path)[SHEET]
    table = sheet.tables["cost_balances"]
    header = [cell.value for cell in sheet[1] if cell.value]
    assert [column.name for column in table.tableColumns] == header
    assert table.ref.startswith(f"A1:{get_column_letter(len(header))}")
    assert table.autoFilter.ref == table.ref
    return [str(each) for each in header[4:]]


def figures(path: Path) -> list[Any]:
    return [cell.value for cell in openpyxl.load_workbook(path)[SHEET][2]][4:]


@pytest.mark.parametrize(("first", "last"), [(1, 2), (2, 3), (4, 5), (4, 6), (2, 2), (1, 6), (2, 6)])
def test_the_table_has_the_headings_of_the_last_run_alone(path: Path, first: int, last: int) -> None:
    assert balances(path, first, last) == 0
    months = range(first, last + 1)
    assert headings(path) == of(*months)
    assert figures(path) == list(months)
    written = path.read_bytes()
    assert balances(path, first, last) == 0
    assert path.read_bytes() == written


def test_the_order_that_the_user_gave_the_same_headings_is_kept(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet, table = book[SHEET], book[SHEET].tables["cost_balances"]
    for row in sheet.iter_rows(min_col=5, max_col=6):
        row[0].value, row[1].value = row[1].value, row[0].value
    for column, name in zip(table.tableColumns[4:6], of(2, 1), strict=True):
        column.name = name
    book.save(path)
    kept = path.read_bytes()
    assert balances(path, 1, 3) == 0
    assert path.read_bytes() == kept


def other_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("Mine")["A1"] = f"='{SHEET}'!G2"


def by_name(book: openpyxl.Workbook) -> None:
    book.create_sheet("Mine")["A1"] = "=SUM(cost_balances[2026-03])"


def defined_name(book: openpyxl.Workbook) -> None:
    book.defined_names["March"] = DefinedName("March", attr_text=f"'{SHEET}'!$E:$G")


def beside(book: openpyxl.Workbook) -> None:
    book[SHEET]["K2"] = "=G2*2"


def below(book: openpyxl.Workbook) -> None:
    book[SHEET]["B40"] = "=SUM(G2:G9)"


@pytest.mark.parametrize("reads", [other_sheet, by_name, defined_name, beside, below])
def test_columns_that_the_user_reads_stay_and_are_empty(path: Path, reads: Callable[[openpyxl.Workbook], None]) -> None:
    book = openpyxl.load_workbook(path)
    reads(book)
    book.save(path)
    assert balances(path, 4, 5) == 0
    assert headings(path)[:5] == of(1, 2, 3, 4, 5)
    assert figures(path)[:5] == [None, None, None, 4, 5]
    written = path.read_bytes()
    assert balances(path, 4, 5) == 0
    assert path.read_bytes() == written


def test_a_formula_on_other_columns_and_the_links_of_a_run_are_no_obstacle(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.create_sheet("Mine")["A1"] = f"='{SHEET}'!A2&'{SHEET}'!$B$2"
    book["Mine"]["A2"].hyperlink = Hyperlink(ref="A2", location=f"'{SHEET}'!G2")
    book["Mine"]["A2"].value = "March"
    book.save(path)
    assert balances(path, 1, 2) == 0
    assert headings(path) == of(1, 2)


def test_a_column_of_the_user_at_the_right_keeps_its_place_and_what_stands_beside_is_not_touched(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    table = sheet.tables["cost_balances"]
    table.ref = table.autoFilter.ref = f"A1:H{sheet.max_row}"
    table.tableColumns.append(TableColumn(id=8, name="Remark"))
    sheet["H1"], sheet["J1"], sheet["J2"] = "Remark", "My notes", "keep"
    book.save(path)
    assert balances(path, 4, 5) == 0
    written = openpyxl.load_workbook(path)[SHEET]
    assert [cell.value for cell in written[1]][4:] == [*of(4, 5, 3), "Remark", None, "My notes"]
    assert [cell.value for cell in written[2]][4:] == [4, 5, None, None, None, "keep"]


def test_a_plain_range_takes_new_headings_and_loses_old_ones(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    del book[SHEET].tables["cost_balances"]
    book.save(path)
    assert balances(path, 4, 5) == 0
    written = openpyxl.load_workbook(path)[SHEET]
    assert [cell.value for cell in written[1]][4:6] == of(4, 5)
    assert {cell.value for cell in written["G"]} <= {None}


def test_totals_follow_their_headings(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    tables = workbook(gl_entries=[gl(1, "10", "7.00"), gl(2, "20", "1.00", DEP="NEW"), gl(3, "10", "2.00")]).tables
    write_book(path, tables)
    assert runs(path, "transfer_gl") == 1
    book = openpyxl.load_workbook(path)
    reasons = [cell.value for cell in book["Cost Reconciliation"][1]]
    assert reasons.count("UNKNOWN_COST_CENTER") == 1
    sheet = book["Cost Centers"]
    sheet.cell(4, 1).value = "NEW"
    sheet.tables["cost_centers"].ref = f"A1:{get_column_letter(sheet.max_column)}4"
    cost_types = book["Cost Types"]
    cost_types.cell(1, cost_types.max_column + 1).value = "Blocked"
    cost_types.cell(3, cost_types.max_column).value = True
    cost_types.tables["cost_types"].tableColumns.append(TableColumn(id=99, name="Blocked"))
    cost_types.tables["cost_types"].ref = f"A1:{get_column_letter(cost_types.max_column)}3"
    book.save(path)
    assert runs(path, "transfer_gl") == 1
    written = openpyxl.load_workbook(path)["Cost Reconciliation"]
    header = [cell.value for cell in written[1]]
    assert "UNKNOWN_COST_CENTER" not in header
    column = header.index("JNL_CT_BLOCKED")
    total = written.cell(written.max_row, column + 1).value
    assert total == "=SUBTOTAL(109,cost_reconciliation[JNL_CT_BLOCKED])"
    assert [each.name for each in written.tables["cost_reconciliation"].tableColumns] == header
