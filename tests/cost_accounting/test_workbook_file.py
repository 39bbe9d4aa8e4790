"""The transfer on a real file: what a reader of the written workbook finds."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl

from tests.cost_accounting.world import gl, workbook
from xlcost.commands import run


def transferred(path: Path) -> int:
    """Run the transfer on the file, as the command line does; its exit code."""
    return run(
        path,
        [("transfer_gl", {})],
        output=None,
        dry_run=False,
        as_json=False,
        quiet=True,
        started_at=datetime(2026, 12, 31),
        clock=None,
    )


def test_a_plain_workbook_gets_entries_and_a_reconciliation_with_live_differences(tmp_path: Path) -> None:
    tables = workbook(gl_entries=[gl(1, "10", "7.00"), gl(2, "20", "1.00", DEP="NEW")]).tables
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tables.items():
        sheet = book.create_sheet(name.replace("_", " "))
        headers = list(dict.fromkeys(header for row in rows for header in row))
        sheet.append(headers)
        for row in rows:
            sheet.append([row.get(header) for header in headers])
    path = tmp_path / "book.xlsx"
    book.save(path)
    assert transferred(path) == 1, "an entry was skipped"
    written = openpyxl.load_workbook(path)
    header, account, *_ = written["Cost Reconciliation"].iter_rows(values_only=True)
    found = dict(zip(header, account, strict=True))
    assert (found["G/L Account No."], found["G/L Amount"], found["Transferred"]) == ("10", 7, 7)
    assert str(found["Difference"]).startswith("=")
    assert "UNKNOWN_COST_CENTER" in header
    assert written["Cost Entries"]["A2"].value == 1
    before = path.read_bytes()
    assert transferred(path) == 1
    assert path.read_bytes() == before, "a second run finds nothing new"
