"""The Office pages in a real browser over the real server: functions, and the task pane's run (spec 5, section 7)."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.acceptance.real import write_book
from tests.hosts.golden import CALLS
from tests.hosts.office_server import golden_calls, serving
from tests.hosts.programs import program
from tests.hosts.spoilt import GOLDEN, spoil
from tests.test_cli import ENTRY, SETUP
from xlcost import commands
from xlcost.hosts.officejs import pages
from xlcost.hosts.officejs.server import Server

SHIM = (Path(__file__).parent / "office_shim.js").read_text()
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
Browse = Callable[[str], Any]
_RUN_TIME = datetime(2026, 1, 31, 12)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The server, with the stand-in for Office where the page loads Office from."""
    monkeypatch.setattr(pages, "OFFICE", "/office.js")
    with serving() as found:
        yield found


@pytest.fixture
def browse(served: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Browse:
    """Load the task pane with a script of the test behind it; what the script leaves in the page comes back."""

    def load(script: str) -> Any:
        shim = f"{SHIM}\nwindow.addEventListener('load', async () => {{ let found; try {{ found = await (async () => {{ {script} }})(); }} catch (fault) {{ found = {{ fault: String(fault.stack) }}; }} const mark = document.createElement('pre'); mark.id = 'found'; mark.textContent = JSON.stringify(found); document.body.append(mark); }});"
        monkeypatch.setattr(
            pages, "_PAGES", {**pages._PAGES, "/office.js": ("text/javascript", lambda _origin, _token: shim)}
        )
        command = [program("chromium", "chromium-browser", "google-chrome"), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}",
                   "--virtual-time-budget=20000", "--dump-dom", f"{served.guard.origin}/taskpane.html"]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        match = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)
        assert match, done.stdout + done.stderr
        found = json.loads(unescape(match[1]))
        assert not (isinstance(found, dict) and "fault" in found), found["fault"]
        return found

    return load


def test_golden_answers_in_the_browser(browse: Browse) -> None:
    answers = browse(f"return OFFICE_SHIM.golden({json.dumps(golden_calls())});")
    wrong = [(golden.name, found) for golden, found in zip(CALLS, answers, strict=True) if not golden.is_answer(found)]
    assert not wrong


def test_a_function_off_by_a_cent_turns_red(browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch)
    [found] = browse(f"return OFFICE_SHIM.golden({json.dumps([golden_calls()[GOLDEN.number]])});")
    assert not GOLDEN.is_answer(found)


def sheets_of(path: Path) -> list[dict[str, Any]]:
    """A workbook as the shim opens it: values, dates as serial numbers."""
    book = openpyxl.load_workbook(path, data_only=True)
    return [{"title": sheet.title, "table": next(iter(sheet.tables), ""), "rows": rows_of(sheet)} for sheet in book]


def rows_of(sheet: Any) -> list[list[Any]]:
    return [[cell_of(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def cell_of(value: Any) -> Any:
    if hasattr(value, "toordinal"):
        return float(value.toordinal() - 693594)
    return "" if value is None else float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def cells(rows: list[list[Any]]) -> list[dict[str, Any]]:
    """Rows as heading -> value, blanks left out: column order and empty columns are no matter."""
    return [
        {str(head): cell_of(cell) for head, cell in zip(rows[0], row, strict=False) if cell not in ("", None)}
        for row in rows[1:]
    ]


RUN = """
OFFICE_SHIM.open(BOOK);
const real = XLCOST.post;
XLCOST.post = (path, body) => real(path, { ...body, run_time: "2026-01-31T12:00:00" });
await PANE.run(DRY);
const texts = (id) => [...document.querySelectorAll(`#${id} li`)].map((item) => item.textContent);
return { status: document.getElementById("status").textContent, operations: texts("operations"), skipped: texts("skipped"), sheets: OFFICE_SHIM.shown() };
"""
NOT_THE_SAME = {"Input Hash"}
"""The command hashes the file, the pane what Excel sent."""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    write_book(path, SETUP | {"gl_entries": [ENTRY, ENTRY | {"entry_no": 2, "DEPARTMENT": ""}]})
    return path


def ran(browse: Browse, sheets: list[dict[str, Any]], *, dry: bool = False) -> Any:
    return browse(RUN.replace("BOOK", json.dumps(sheets)).replace("DRY", json.dumps(dry)))


def test_the_task_pane_writes_what_the_command_writes(browse: Browse, book: Path) -> None:
    found = ran(browse, sheets_of(book))
    commands.run(book, (), output=None, dry_run=False, as_json=False, quiet=True, started_at=_RUN_TIME, clock=None)
    wanted = {each["title"]: each for each in sheets_of(book)}
    assert {each["title"] for each in found["sheets"]} == set(wanted)
    for each in found["sheets"]:
        ours = [{k: v for k, v in row.items() if k not in NOT_THE_SAME} for row in cells(each["rows"])]
        theirs = [
            {k: v for k, v in row.items() if k not in NOT_THE_SAME} for row in cells(wanted[each["title"]]["rows"])
        ]
        assert [row for row in ours if row] == [row for row in theirs if row and "Total" not in row.values()], each[
            "title"
        ]
        assert each["table"] == wanted[each["title"]]["table"]
    assert any(line.startswith("transfer_gl") for line in found["operations"]) and len(found["skipped"]) == 1


def test_a_second_run_writes_nothing_and_a_dry_run_neither(browse: Browse, book: Path) -> None:
    before = sheets_of(book)
    dry = ran(browse, before, dry=True)
    assert dry["status"].startswith("A run would write") and dry["sheets"] == before
    once = ran(browse, before)["sheets"]
    again = ran(browse, once)
    assert again["status"] == "Nothing to write." and again["sheets"] == once


def test_cells_in_the_way_stop_the_run(browse: Browse, book: Path) -> None:
    sheets = ran(browse, sheets_of(book))["sheets"]
    entries = next(each for each in sheets if each["title"] == "GL Entries")
    entries["rows"].append([3.0, *entries["rows"][1][1:]])
    ledger = next(each for each in sheets if each["title"] == "Cost Entries")
    below = {"title": "Cost Entries", "table": "cost_entries", "rows": ledger["rows"]}
    found = browse(
        RUN.replace("BOOK", json.dumps([below if each is ledger else each for each in sheets]))
        .replace(
            "await PANE.run(DRY)",
            "OFFICE_SHIM.context.workbook.worksheets.getItem('Cost Entries').grid.set(LAST, 0, 'mine'); await PANE.run(false)",
        )
        .replace("LAST", str(len(ledger["rows"])))
    )
    assert "stand in the way on sheet Cost Entries" in found["status"]
    assert (
        next(each for each in found["sheets"] if each["title"] == "Run Log")["rows"]
        == next(each for each in sheets if each["title"] == "Run Log")["rows"]
    )
