"""Where tables stand: Excel tables, plain ranges, and the rows that belong to them."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.table import Table

from tests.workbook.handmade import all_places, one_sheet, parts_of, relationships, saved, table_part, worksheet, zipped
from xlcost.workbook.limits import WorkbookRefused
from xlcost.workbook.model import FoundColumn, Place
from xlcost.workbook.package import Package
from xlcost.workbook.reader import WorkbookReader, open_workbook

ALWAYS, NEVER = 0, 1 << 60
BOTH = pytest.mark.parametrize("plain_from", [ALWAYS, NEVER], ids=["plain", "general"])


def reader(content: bytes, plain_from: int = NEVER) -> WorkbookReader:
    return WorkbookReader(Package(content, "Book.xlsx"), plain_from)


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def text(address: str, value: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'


def number(address: str, value: str) -> str:
    return f'<c r="{address}"><v>{value}</v></c>'


def test_excel_table_with_totals_row_and_sheet_content_around_it(tmp_path: Path) -> None:
    path = tmp_path / "Book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Cost Entries")
        sheet.write("A1", "a title")
        columns = [{"header": "Entry No.", "total_string": "Total"}, {"header": "Amount", "total_function": "sum"}]
        sheet.add_table("B3:C6", {"name": "cost_entries", "columns": columns, "total_row": True})
        for index, amount in ((4, 1.25), (5, 2.5)):
            sheet.write(f"B{index}", index)
            sheet.write(f"C{index}", amount)
        sheet.write("B9", "below")
    book_read = open_workbook(path)
    (place,) = all_places(book_read)
    columns_found = (FoundColumn("Entry No.", 2), FoundColumn("Amount", 3))
    assert place == Place("Cost Entries", "cost_entries", 3, 5, columns_found, has_totals=True)
    found = book_read.read(place, [3])
    assert found.rows == [4, 5]
    assert found.cells == {3: [Decimal("1.25"), Decimal("2.5")]}
    assert book_read.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_several_tables_on_a_sheet_and_sheets_in_order(tmp_path: Path) -> None:
    path = tmp_path / "Book.xlsm"
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "One"
    for row_values in (["A", "B", None, "C"], [1, 2, None, "x"], [3, 4, None, "y"]):
        first.append(row_values)
    first.add_table(Table(displayName="left_table", ref="A1:B3"))
    first.add_table(Table(displayName="right_table", ref="D1:D3"))
    book.create_chartsheet("Picture")
    book.create_sheet("Empty")
    second = book.create_sheet("Zwei & <drei>")
    second["C4"] = "Key"
    second["C5"] = "k"
    book.save(path)
    found = open_workbook(path)
    assert list(found.sheets) == ["One", "Empty", "Zwei & <drei>"]
    assert [(place.sheet, place.name, place.header_row, place.last_row) for place in all_places(found)] == [
        ("One", "left_table", 1, 3),
        ("One", "right_table", 1, 3),
        ("Zwei & <drei>", "", 4, 5),
    ]
    assert found.read(all_places(found)[1], [4]).cells == {4: ["x", "y"]}


def test_header_texts_of_a_table_are_decoded() -> None:
    part = table_part("t", "A1:B2", ["Posting_x000a_Date", 'A "quoted" & <b>'])
    book = reader(zipped(parts_of({"S": worksheet("")}, tables={"S": [part]})))
    assert [column.header for column in all_places(book)[0].columns] == ["Posting\nDate", 'A "quoted" & <b>']


def test_table_without_header_row_begins_at_its_range() -> None:
    part = table_part("t", "A2:A3", ["Column1"], 'headerRowCount="0"')
    rows = row(2, number("A2", "7")) + row(3, number("A3", "8"))
    book = reader(zipped(parts_of({"S": worksheet(rows)}, tables={"S": [part]})))
    (place,) = all_places(book)
    assert (place.header_row, place.last_row) == (1, 3)
    assert book.read(place, [1]).cells == {1: [Decimal(7), Decimal(8)]}


@BOTH
def test_plain_range_starts_at_the_first_filled_row_and_passes_over_blank_ones(plain_from: int) -> None:
    rows = (
        '<row r="1" ht="30" customHeight="1"/>'
        + row(2, '<c r="A2" s="4"/>', text("B2", "  "))
        + row(3, text("B3", "Key"), '<c r="C3" s="1"/>', text("D3", "Amount"), number("E3", "2026"))
        + row(4, text("B4", "x"), number("D4", "1"))
        + row(5, '<c r="B5" s="1"/>', text("D5", " "))
        + '<row r="6"/>'
        + row(7, number("C7", "3"))
        + row(9, number("D9", "4"))
    )
    book = reader(one_sheet(rows), plain_from)
    (place,) = all_places(book)
    assert place.columns == (FoundColumn("Key", 2), FoundColumn("Amount", 4), FoundColumn("2026", 5))
    assert (place.header_row, place.last_row) == (3, 9)
    found = book.read(place, [2, 4])
    assert found.rows == [4, 7, 9]
    assert found.cells == {2: ["x", None, None], 4: [Decimal(1), None, Decimal(4)]}


@BOTH
def test_a_row_that_is_blank_in_the_asked_columns_only_is_a_row(plain_from: int) -> None:
    rows = row(1, text("A1", "Key"), text("B1", "Note")) + row(2, text("B2", "mine")) + row(3, number("A3", "1"))
    book = reader(one_sheet(rows), plain_from)
    found = book.read(all_places(book)[0], [1])
    assert found.rows == [2, 3]
    assert found.cells == {1: [None, Decimal(1)]}


@BOTH
def test_styled_blanks_below_and_cells_beside_do_not_make_the_range_longer(plain_from: int) -> None:
    rows = (
        row(1, text("B1", "Key"))
        + row(2, number("B2", "1"), number("D2", "5"))
        + row(3, number("A3", "9"))
        + "".join(row(index, f'<c r="A{index}" s="1"/>', f'<c r="B{index}" s="1"/>') for index in range(4, 5000))
        + row(5000, number("D5000", "5"))
        + row(1048576, '<c r="B1048576" s="1"/>')
    )
    book = reader(one_sheet(rows), plain_from)
    (place,) = all_places(book)
    assert place.last_row == 2
    assert book.read(place, [2]).rows == [2]


@BOTH
@pytest.mark.parametrize("claim", ["A1:XFD1048576", "A1", "nonsense"])
def test_a_dimension_that_lies_is_ignored(claim: str, plain_from: int) -> None:
    rows = row(1, text("A1", "Key"), text("B1", "Amount")) + row(2, number("A2", "1"), number("B2", "2"))
    part = worksheet(rows, before=f'<dimension ref="{claim}"/>')
    book = reader(zipped(parts_of({"Data": part})), plain_from)
    (place,) = all_places(book)
    assert place.last_row == 2
    assert book.read(place, [1, 2]).cells == {1: [Decimal(1)], 2: [Decimal(2)]}


@BOTH
def test_a_formula_that_shows_nothing_still_stands_in_the_way(plain_from: int) -> None:
    rows = (
        row(1, text("A1", "Key"))
        + row(2, number("A2", "1"))
        + row(3, '<c r="A3" t="str"><f>IF(A2="","",A2)</f><v></v></c>')
    )
    book = reader(one_sheet(rows), plain_from)
    (place,) = all_places(book)
    assert place.last_row == 3
    assert book.read(place, [1]).rows == [2]


@BOTH
def test_sheets_without_content_have_no_place(plain_from: int) -> None:
    sheets = {
        "A": worksheet(""),
        "B": worksheet(row(5, '<c r="A5" s="1"/>')),
        "C": worksheet("").replace("<sheetData></sheetData>", "<sheetData/>"),
    }
    assert list(all_places(reader(zipped(parts_of(sheets)), plain_from))) == []


def test_reading_outside_of_the_sheet_gives_nothing() -> None:
    book = reader(one_sheet(row(1, text("A1", "Key"))))
    (place,) = all_places(book)
    assert (place.header_row, place.last_row) == (1, 1)
    assert book.read(place, [1, 3]).cells == {1: [], 3: []}
    assert book.read(place, []).rows == []


def test_two_sheets_of_one_title_are_refused() -> None:
    parts = parts_of({"Data": worksheet(""), "DATA": worksheet("")})
    with pytest.raises(WorkbookRefused) as refusal:
        reader(zipped(parts))
    assert refusal.value.code == "FILE_BROKEN_PART"


def test_targets_are_found_relative_absolute_and_escaped() -> None:
    parts = parts_of({"A": worksheet(row(1, text("A1", "Key")))})
    parts["xl/deep er/sheet.xml"] = parts.pop("xl/worksheets/sheet1.xml")
    for target in (
        "/xl/deep%20er/sheet.xml",
        "deep%20er/sheet.xml",
        "./../xl/deep er/sheet.xml",
        "/XL/Deep%20er/Sheet.xml",
    ):
        parts["xl/_rels/workbook.xml.rels"] = relationships([("worksheet", target)])
        assert all_places(reader(zipped(parts)))[0].columns == (FoundColumn("Key", 1),)


def test_template_and_macro_kinds_are_read(tmp_path: Path) -> None:
    content = one_sheet(row(1, text("A1", "Key")))
    for suffix in ("xlsx", "xlsm", "xltx", "xltm", "XLSX"):
        assert len(all_places(open_workbook(saved(tmp_path, content, f"Book.{suffix}")))) == 1
