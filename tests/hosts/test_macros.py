"""The buttons run on files through xlwings, by the same path as `run-workbook` (spec 5, section 5)."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings

from tests.acceptance.real import write_book
from tests.hosts.plain_engine import engine
from tests.test_cli import ENTRY, SETUP
from xlcost import commands
from xlcost.hosts.excel import macros

SKIPPED = ENTRY | {"entry_no": 2, "DEPARTMENT": ""}
RUN_TIME = datetime(2026, 1, 31, 12)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One entry that is transferred and one without a cost center, which is skipped."""
    path = tmp_path_factory.mktemp("sample") / "sample.xlsx"
    write_book(path, SETUP | {"gl_entries": [ENTRY, SKIPPED]})
    return path


@pytest.fixture
def app(tmp_path: Path, sample: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Excel with the add-in (the caller) and a workbook in front."""
    monkeypatch.setattr(xlwings.engines, "active", engine())
    found = xlwings.apps[1]
    add_in = tmp_path / "xlcost-buttons.xlsx"
    openpyxl.Workbook().save(add_in)
    monkeypatch.setattr(xlwings.Book, "_mock_caller", found.books.open(str(add_in)), raising=False)
    shutil.copy(sample, tmp_path / "book.xlsx")
    found.books.open(str(tmp_path / "book.xlsx"))
    return found


def said(app: Any) -> str:
    return str(app.impl.messages[-1])


def select(app: Any, sheet: str, row: int) -> None:
    app.books.active.sheets[sheet].range((row, 2)).select()


def row_of(path: Path, sheet: str, column: str, value: Any) -> int:
    found: Any = openpyxl.load_workbook(path)[sheet]
    headings = {cell.value: cell.column for cell in found[1]}
    return next(row for row in range(2, found.max_row + 1) if found.cell(row, headings[column]).value == value)


def test_the_button_and_the_command_write_the_same_bytes(app: Any, tmp_path: Path, sample: Path) -> None:
    by_command = tmp_path / "other" / "book.xlsx"
    by_command.parent.mkdir()
    shutil.copy(sample, by_command)
    commands.run(by_command, (), output=None, dry_run=False, as_json=False, quiet=True, started_at=RUN_TIME, clock=None)
    macros.run(RUN_TIME)
    assert (tmp_path / "book.xlsx").read_bytes() == by_command.read_bytes()
    assert (tmp_path / "book.xlsx").read_bytes() != sample.read_bytes()
    assert app.books.active.name == "book.xlsx"
    assert "transfer_gl" in said(app) and "kept as" in said(app)


def test_an_edit_in_front_is_part_of_the_run(app: Any, tmp_path: Path) -> None:
    app.books.active.sheets["Run Options"].range((2, 1)).raw_value = "Edited in Excel"
    macros.run(RUN_TIME)
    assert openpyxl.load_workbook(tmp_path / "book.xlsx")["Run Options"]["A2"].value == "Edited in Excel"


def test_undo_brings_the_workbook_back(app: Any, tmp_path: Path, sample: Path) -> None:
    macros.run(RUN_TIME)
    macros.undo()
    assert (tmp_path / "book.xlsx").read_bytes() == sample.read_bytes()
    assert "again as it was" in said(app)


def test_dry_run_and_check_write_nothing(app: Any, tmp_path: Path, sample: Path) -> None:
    macros.dry_run()
    assert "would write" in said(app)
    macros.check()
    assert "transfer_gl:" not in said(app) and "book.xlsx as it was last saved" in said(app)
    assert (tmp_path / "book.xlsx").read_bytes() == sample.read_bytes()
    assert len(list(tmp_path.glob("book*"))) == 1


def test_explain_and_go_to_source_lead_back_to_the_general_ledger(app: Any, tmp_path: Path) -> None:
    macros.run(RUN_TIME)
    row = row_of(tmp_path / "book.xlsx", "Cost Entries", "Entry No.", 1)
    select(app, "Cost Entries", row)
    macros.explain()
    assert "GL Entries" in said(app)
    macros.go_to_source()
    assert app.selection.sheet.name == "GL Entries"


def test_a_skipped_entry_leads_to_its_row(app: Any, tmp_path: Path) -> None:
    macros.run(RUN_TIME)
    skipped: Any = openpyxl.load_workbook(tmp_path / "book.xlsx")["Skipped Entries"]
    headings = {cell.value: cell.column for cell in skipped[1]}
    select(app, "Skipped Entries", 2)
    macros.go_to_source()
    assert app.selection.sheet.name == skipped.cell(2, headings["Sheet"]).value
    assert app.selection.row == skipped.cell(2, headings["Row"]).value


def test_a_cell_that_is_none_of_ours_is_said(app: Any) -> None:
    select(app, "GL Entries", 60000)
    macros.explain()
    assert "no row of a table of xlcost" in said(app)
    macros.go_to_source()
    assert "leads to no other row" in said(app)


def test_a_workbook_that_is_no_file_is_refused(app: Any, tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").unlink()
    for button in (macros.run, macros.undo, macros.dry_run, macros.explain):
        button()
        assert "save it to a folder of this computer" in said(app)


def test_a_failing_run_opens_the_workbook_again(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: Any, **_named: Any) -> int:
        raise RuntimeError("broken")

    monkeypatch.setattr(commands, "run", broken)
    with pytest.raises(RuntimeError):
        macros.run(RUN_TIME)
    assert app.books.active.name == "book.xlsx"
