"""Templates and new workbooks: current, complete, and fit to be filled in and run."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests import office
from tests.acceptance.real import read_book
from tests.test_cli import ENTRY, SETUP, xlcost
from workbook_templates.build import FILES, FOLDER
from xlcost import areas
from xlcost.tables.columns import REGISTRY

areas.load()


@pytest.mark.parametrize("name", FILES)
def test_template_is_current(name: str, tmp_path: Path) -> None:
    FILES[name](tmp_path / name)
    assert (FOLDER / name).read_bytes() == (tmp_path / name).read_bytes(), "run workbook_templates.build"


@pytest.mark.parametrize("area", areas.AREAS)
def test_template_has_every_table_of_its_area_and_a_guide(area: str) -> None:
    book = openpyxl.load_workbook(FOLDER / f"{area}.xlsx")
    wanted = {
        info.id
        for info in (row_class.info for row_class in REGISTRY.values())
        if info.area == area and info.group != "result"
    }
    assert wanted <= {name for sheet in book.worksheets for name in sheet.tables}
    assert book.sheetnames[0] == "Guide"


def test_a_filled_template_runs(tmp_path: Path) -> None:
    path = tmp_path / "books.xlsx"
    path.write_bytes((FOLDER / "cost_accounting.xlsx").read_bytes())
    book = openpyxl.load_workbook(path)
    for table_id, rows in (SETUP | {"gl_entries": [ENTRY]}).items():
        sheet = next(sheet for sheet in book.worksheets if table_id in sheet.tables)
        keys = {column.key: column.caption for column in REGISTRY[table_id].info.columns} | {
            "DEPARTMENT": "Department Code"
        }
        headers = {cell.value: number for number, cell in enumerate(sheet[1], 1)}
        for number, row in enumerate(rows, 2):
            for key, value in row.items():
                sheet.cell(number, headers[keys[key]], value)
    book.save(path)
    finished = xlcost(path)
    assert finished.returncode == 0, finished.stderr
    assert len(read_book(path)["cost_entries"]) == 1


@pytest.mark.office
def test_calc_opens_a_template(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes((FOLDER / "cost_accounting.xlsx").read_bytes())
    assert openpyxl.load_workbook(office.convert(path, "xlsx")).sheetnames[0] == "Guide"
