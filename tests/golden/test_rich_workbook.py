"""Everything in a rich workbook that is not ours survives a change, byte for byte, and programs open the result."""

from __future__ import annotations

import io
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from tests.golden.rich_workbook import LAST, rich_workbook
from tests.office import convert
from tests.workbook.changes import D, place, rows, written
from xlcost.cells import Formula
from xlcost.workbook.model import ChartSpec, TableChange, WrittenColumn
from xlcost.workbook.package import Package
from xlcost.workbook.patch import apply_changes

AMOUNT = WrittenColumn("amount", "Amount", "#,##0.00;[Red]-#,##0.00", 16.0, total="sum", mark_nonzero=True)
ENTRY_COLUMNS = (
    WrittenColumn("entry_no", "Entry No.", "0"),
    WrittenColumn("cost_type_no", "Cost Type No.", "@"),
    AMOUNT,
)
RESULT_COLUMNS = (WrittenColumn("no", "No.", "@", total="label", note="Number"), AMOUNT)
OURS = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
    "xl/tables/table1.xml",
}
FOLLOWING = {"xl/charts/chart1.xml", "xl/pivotCache/pivotCacheDefinition1.xml"}
"""Parts whose range ended at the old last row."""


@cache
def before() -> Package:
    return rich_workbook()


@cache
def after() -> Package:
    package = before()
    entries = rows((6, "0006", D("0.07")), (7, "=7", D("-9.99")), keys=("entry_no", "cost_type_no", "amount"))
    result = rows(("x", D("1.11")), ("y", D("2.22")))
    new_columns = (*RESULT_COLUMNS, WrittenColumn("twice", "Twice", "0.00"))
    twice = [Formula("{amount}*2", D("0.14")), Formula("SUM({amount@0:1})", D("-9.92"))]
    new: dict[str, Any] = {"no": ["6", "7"], "amount": [D("0.07"), D("-9.99")], "twice": twice}
    chart = ChartSpec("column", "Amounts", "no", ("amount",))
    changes = [
        TableChange("cost_entries", "Cost Entries", place(package, "Cost Entries"), ENTRY_COLUMNS, appended=entries),
        TableChange("result", "Result", place(package, "Result"), RESULT_COLUMNS, appended=result, replace=True),
        TableChange("reconciliation", "Reconciliation", None, new_columns, appended=new, bold=[1], chart=chart),
    ]
    return written(apply_changes(package, changes))


def test_the_rich_workbook_is_rich() -> None:
    names = " ".join(before().names)
    for part in (
        "chart", "media/image", "drawing", "vmlDrawing", "comments", "threadedComment", "person", "pivotTable", "slicer",
        "connections", "customXml", "printerSettings", "vbaProject.bin", "metadata", "externalLink",
    ):  # fmt: skip
        assert part in names
    sheet = before().read("xl/worksheets/sheet3.xml")
    for element in (b"sparkline", b"dataBar", b"legacyDrawingHF", b"dataValidation", b'cm="1"'):
        assert element in sheet
    assert b'outlineLevel="1"' in before().read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("name", before().names)
def test_every_part_that_is_not_ours_is_raw_identical(name: str) -> None:
    assert name in after()
    if name not in OURS | FOLLOWING:
        assert after().raw_bytes(name) == before().raw_bytes(name)


def test_the_first_part_stays_first_and_the_order_is_kept() -> None:
    assert after().names[: len(before().names)] == before().names


def test_same_input_same_bytes() -> None:
    first = after().data
    after.cache_clear()
    assert after().data == first


@pytest.mark.parametrize("name", [each for each in after().names if each.endswith((".xml", ".rels", ".vml"))])
def test_every_xml_part_is_well_formed(name: str) -> None:
    assert ElementTree.fromstring(after().read(name)).tag


def test_ranges_follow_in_charts_pivots_and_names() -> None:
    last = LAST + 2
    assert f"$C${last}".encode() in after().read("xl/charts/chart1.xml")
    assert f'ref="A1:D{last}"'.encode() in after().read("xl/pivotCache/pivotCacheDefinition1.xml")
    assert f"'Cost Entries'!$A$1:$D${last}".encode() in after().read("xl/workbook.xml")


def test_relationships_lead_to_parts_with_content_types() -> None:
    package = after()
    for name in package.names:
        if name.endswith(".rels"):
            continue
        assert name in package.content_types or name == "[Content_Types].xml"
        for relationship in package.relationships(name):
            if name != "xl/externalLinks/externalLink1.xml":
                assert relationship.target in package


def figures(workbook: Any) -> dict[tuple[str, str], Any]:
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in workbook
        if sheet.title != "Everything"
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


@pytest.mark.filterwarnings("ignore")
def test_openpyxl_opens_it() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(after().data))
    assert workbook.sheetnames == ["Cost Entries", "Result", "Everything", "Summary", "Reconciliation"]
    assert workbook["Result"].tables["result"].ref == "A1:C4"
    assert workbook["Cost Entries"]["D8"].value == "=C8/100"


@pytest.mark.office
@pytest.mark.filterwarnings("ignore")
def test_calc_calculates_the_figures_we_saved(tmp_path: Path) -> None:
    path = tmp_path / "rich.xlsx"
    path.write_bytes(after().data)
    calculated = figures(openpyxl.load_workbook(convert(path, "xlsx"), data_only=True))
    saved = figures(openpyxl.load_workbook(path, data_only=True))
    texts = figures(openpyxl.load_workbook(path))
    checked = 0
    for place_of, value in saved.items():
        if place_of[0] in ("Result", "Reconciliation") and str(texts[place_of]).startswith("="):
            if place_of[1] == "F1":
                continue
            assert Decimal(str(calculated[place_of])).quantize(D("0.00001")) == Decimal(str(value)).quantize(
                D("0.00001")
            )
            checked += 1
    assert checked >= 4
    assert calculated["Cost Entries", "C8"] == -9.99
    assert calculated["Cost Entries", "B8"] == "=7"
    assert round(calculated["Cost Entries", "D8"], 6) == -0.0999
