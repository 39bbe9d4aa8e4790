"""The sample's story: a first run, a repaired setup, a second run (docs/period-end.md)."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from samples.generate import SAMPLE, build
from tests import office
from tests.acceptance.real import read_book
from tests.test_cli import RUN_TIME, xlcost

STORY = {
    "UNKNOWN_COST_CENTER": 9,
    "NO_COST_CENTER_OR_OBJECT": 7,
    "NO_COST_TYPE": 3,
    "UNKNOWN_COST_OBJECT": 1,
    "ACCOUNT_MISSING": 1,
    "CELL_INVALID": 3,
}
"""Faults that `samples/ledger.py` puts into the export on purpose, by the reason they must be skipped for."""


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "closed.xlsx"
    assert xlcost(SAMPLE, "--output", path, *RUN_TIME).returncode == 1
    return path


def _edit(path: Path, change: Any) -> None:
    """An edit that a user makes; sheets of the copy are simple enough for openpyxl."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def test_the_committed_sample_is_what_the_generator_makes(tmp_path: Path) -> None:
    build(tmp_path / "made.xlsx")
    with zipfile.ZipFile(tmp_path / "made.xlsx") as made, zipfile.ZipFile(SAMPLE) as kept:
        assert made.namelist() == kept.namelist()
        assert all(made.read(name) == kept.read(name) for name in made.namelist())


def test_every_general_ledger_amount_is_explained(closed: Path) -> None:
    tables = read_book(closed)
    *accounts, control = tables["cost_reconciliation"]
    assert control["line_type"] == "Control"
    assert all(Decimal(row["difference"] or 0) == 0 for row in accounts)
    assert Decimal(control["cost_types"]) == Decimal(control["cost_centers"]) + Decimal(control["cost_objects"])
    ledger: dict[str, Decimal] = {}
    for row in tables["gl_entries"]:
        if isinstance(row["amount"], int | Decimal) and "." not in str(row["posting_date"]):
            number = str(row["gl_account_no"])
            ledger[number] = ledger.get(number, Decimal(0)) + Decimal(row["amount"])
    explained: dict[str, Decimal] = {}
    for row in accounts:
        number = str(row["gl_account_no"])
        explained[number] = explained.get(number, Decimal(0)) + Decimal(row["gl_amount"])
    assert explained == ledger


def test_faults_of_the_export_are_skipped_for_their_reasons(closed: Path) -> None:
    skipped = read_book(closed)["skipped_entries"]
    for reason, count in STORY.items():
        assert sum(row["reason_code"] == reason for row in skipped) == count, reason
    assert all(row["remedy"] and row["sheet"] == "GL Entries" and row["row"] for row in skipped)


def test_what_was_mended_is_taken_and_nothing_else(closed: Path, tmp_path: Path) -> None:
    path = tmp_path / "mended.xlsx"
    path.write_bytes(closed.read_bytes())

    def add_center(book: Any) -> None:
        sheet = book["Cost Centers"]
        sheet.append(["LOGIST", "Logistics", "Cost Center", "Aux. Cost Center", "E", False, "", 0])
        table = sheet.tables["cost_centers"]
        table.ref = f"A1:H{sheet.max_row}"
        table.autoFilter.ref = table.ref

    _edit(path, add_center)
    before = read_book(path)
    waiting = {row["entry_no"] for row in before["skipped_entries"] if row["reason_code"] == "UNKNOWN_COST_CENTER"}
    assert xlcost(path, *RUN_TIME).returncode == 1
    after = read_book(path)
    known = {row["cost_entry_no"] for row in before["cost_entry_sources"]}
    taken = {row["gl_entry_no"] for row in after["cost_entry_sources"] if row["cost_entry_no"] not in known}
    assert taken == waiting
    assert after["cost_entries"][: len(before["cost_entries"])] == before["cost_entries"]
    assert len(after["cost_registers"]) == len(before["cost_registers"]) + 1
    _links_lead_to_their_rows(path, len(after["cost_entry_sources"]))


def _links_lead_to_their_rows(path: Path, count: int) -> None:
    book = openpyxl.load_workbook(path)
    found = 0
    for row in book["Cost Entry Sources"].iter_rows(min_row=2, max_row=count + 1, max_col=2):
        for cell in row:
            sheet, _, place = cell.hyperlink.location.partition("!")
            assert book[sheet.strip("'")][place].value == cell.value
            found += 1
    assert found == 2 * count


def test_a_second_run_leaves_the_file_byte_identical(closed: Path, tmp_path: Path) -> None:
    path = tmp_path / "again.xlsx"
    path.write_bytes(closed.read_bytes())
    finished = xlcost(path)
    assert finished.returncode == 1
    assert "nothing new" in finished.stdout
    assert path.read_bytes() == closed.read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == ["again.xlsx"]


def test_parts_of_the_user_stay_as_they_were(closed: Path) -> None:
    ours = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/styles.xml")
    with zipfile.ZipFile(SAMPLE) as before, zipfile.ZipFile(closed) as after:
        changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert "xl/charts/chart1.xml" not in changed
    assert {name for name in changed if name not in ours} <= {"xl/worksheets/sheet5.xml", "xl/tables/table4.xml"}, (
        changed
    )


@pytest.mark.office
def test_calc_recalculates_to_our_figures(closed: Path) -> None:
    ours, theirs = read_book(closed), read_book(office.convert(closed, "xlsx"))
    for table in ("cost_reconciliation", "cost_entries", "cost_registers", "skipped_entries"):
        assert len(theirs[table]) == len(ours[table])
    for name in ("gl_amount", "transferred", "difference"):
        assert [Decimal(row[name] or 0) for row in theirs["cost_reconciliation"]] == [
            Decimal(row[name] or 0) for row in ours["cost_reconciliation"]
        ]
