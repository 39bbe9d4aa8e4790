"""New workbooks and empty tables (spec 0, section 7)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.office import convert
from tests.workbook.changes import book, written
from xlcost.workbook.guide import Guide, GuideEntry
from xlcost.workbook.model import TableChange, WrittenColumn
from xlcost.workbook.package import Package
from xlcost.workbook.reader import WorkbookReader
from xlcost.workbook.save import SaveFailed
from xlcost.workbook.template import add_tables, guide_package, new_workbook

WORDS = tuple(f"operation_number_{at}" for at in range(40))
TABLES = [
    TableChange(
        "cost_types", "Cost Types", None, [WrittenColumn("no", "No.", "@", note="Key"), WrittenColumn("name", "Name")]
    ),
    TableChange(
        "cost_entries",
        "Cost Entries",
        None,
        [
            WrittenColumn("entry_no", "Entry No.", "0"),
            WrittenColumn("cost_type_no", "Cost Type No.", "@", choices_from="cost_types.no"),
            WrittenColumn("amount", "Amount", "#,##0.00", total="sum"),
            WrittenColumn("kind", "Kind", choices=("A", "B")),
            WrittenColumn("operation", "Operation", choices=WORDS),
        ],
    ),
]
GUIDE = Guide("Title", ("First line",), [GuideEntry("Cost Types", "What cost is made of", "Fill in", "Setup")])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "new.xlsx"
    new_workbook(target, TABLES, GUIDE)
    return target


def test_every_table_is_found_and_empty(path: Path) -> None:
    reader = WorkbookReader(Package.open(path))
    places = {place.name: place for place in reader.tables()}
    assert list(places) == ["cost_types", "cost_entries"]
    assert [column.header for column in places["cost_types"].columns] == ["No.", "Name"]
    assert all(reader.read(place, [1]).rows == [] for place in places.values())


def test_drop_downs_offer_words_and_keys_of_other_tables(path: Path) -> None:
    workbook = openpyxl.load_workbook(path)
    found = {str(v.sqref)[0]: v.formula1 for v in workbook["Cost Entries"].data_validations.dataValidation}
    assert found["D"] == '"A,B"'
    assert found["B"] == "OFFSET('Cost Types'!$A$2,0,0,MAX(1,COUNTA('Cost Types'!$A$1:$A$1048576)-1),1)"
    assert found["E"] == "'Lists'!$A$1:$A$40"
    lists = workbook["Lists"]
    assert lists.sheet_state == "hidden"
    assert tuple(cell.value for cell in lists["A"]) == WORDS


def test_the_guide_leads_to_the_sheets(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["Guide"]
    assert sheet["A1"].value == "Title"
    links = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links == ["'Cost Types'!A1"]


def test_an_existing_file_is_never_replaced(path: Path) -> None:
    old = path.read_bytes()
    with pytest.raises(SaveFailed, match="already"):
        new_workbook(path, TABLES, GUIDE)
    assert path.read_bytes() == old


def test_same_tables_same_bytes(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    new_workbook(other, TABLES, GUIDE)
    assert other.read_bytes() == path.read_bytes()


def test_tables_added_to_a_workbook_change_nothing_else_in_it() -> None:
    package = book()
    new = written(add_tables(package, TABLES))
    for name in package.names:
        if name.startswith(("xl/worksheets", "xl/theme", "docProps", "xl/sharedStrings")):
            assert new.raw_bytes(name) == package.raw_bytes(name)
    assert openpyxl.load_workbook(io.BytesIO(new.data)).sheetnames[:4] == [
        "Entries",
        "Other",
        "Cost Types",
        "Cost Entries",
    ]


def test_typed_rows_take_the_columns_formats(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["Cost Entries"]
    assert [sheet.column_dimensions[letter].number_format for letter in "BC"] == ["@", "#,##0.00"]
    assert sheet["C2"].number_format == "#,##0.00"


@pytest.mark.office
def test_calc_opens_it_with_all_sheets(path: Path) -> None:
    converted: Any = openpyxl.load_workbook(convert(path, "xlsx"))
    assert converted.sheetnames == ["Guide", "Cost Types", "Cost Entries", "Lists"]
    assert converted["Cost Types"]["A1"].value == "No."


def test_the_guide_alone_is_a_workbook() -> None:
    assert list(WorkbookReader(guide_package(GUIDE, "x.xlsx")).sheets) == ["Guide"]
