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
from openpyxl.utils.cell import get_column_letter, range_boundaries
from openpyxl.worksheet.table import TableColumn

from tests.acceptance.real import write_book
from tests.hosts.golden import CALLS
from tests.hosts.office_server import golden_calls, serving
from tests.hosts.programs import program
from tests.hosts.spoilt import GOLDEN, spoil
from tests.test_cli import ENTRY, SETUP
from xlcost import commands
from xlcost.hosts.officejs import pages, steps
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
    """A workbook as the stand-in opens and shows it: values, dates as serial numbers, formulas, links."""
    shown, typed = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    return [sheet_of(sheet, typed[sheet.title]) for sheet in shown]


def sheet_of(sheet: Any, typed: Any) -> dict[str, Any]:
    table = next(iter(sheet.tables.values()), None)
    cells = [cell for row in typed.iter_rows() for cell in row]
    return {
        "title": sheet.title,
        "table": table.displayName if table else "",
        "totals": bool(table and table.totalsRowCount),
        "size": size_of(table.ref) if table else [],
        "rows": [[cell_of(cell) for cell in row] for row in sheet.iter_rows(values_only=True)],
        "formulas": {at(cell): formula_of(cell) for cell in cells if cell.data_type == "f"},
        "links": {at(cell): cell.hyperlink.location for cell in cells if cell.hyperlink},
    }


def size_of(reference: str) -> list[int]:
    """Row and column from 0, rows, columns."""
    left, top, right, bottom = (edge or 1 for edge in range_boundaries(reference))
    return [top - 1, left - 1, bottom - top + 1, right - left + 1]


def at(cell: Any) -> str:
    return f"{cell.row - 1},{cell.column - 1}"


def formula_of(cell: Any) -> str:
    return str(cell.value)


def cell_of(value: Any) -> Any:
    if hasattr(value, "toordinal"):
        return float(value.toordinal() - 693594)
    return "" if value is None else float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def alike(sheet: dict[str, Any]) -> dict[str, Any]:
    """What pane and command must agree on: every cell but the hash, which is of the file or of what Excel sent."""
    rows = [list(row) for row in sheet["rows"]]
    hashes = [column for column, head in enumerate(rows[0]) if head == "Input Hash"] if rows else []
    for row in rows[1:]:
        for column in hashes:
            row[column] = ""
    while rows and not any(cell != "" for cell in rows[-1]):
        # the blank row of a table without rows is a matter of the file
        rows.pop()
    return {name: sheet[name] for name in ("title", "table", "totals", "size", "formulas", "links")} | {"rows": rows}


def book_of(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [alike(sheet) for sheet in found["sheets"]]


START = """
OFFICE_SHIM.open(BOOK);
const real = XLCOST.post;
XLCOST.post = (path, body) => real(path, path === "/run" ? { ...body, run_time: "2026-01-31T12:00:00" } : body);
await PANE.ready;
const text = (id) => document.getElementById(id).textContent;
const texts = (id) => [...document.querySelectorAll(`#${id} li`)].map((item) => item.textContent);
const report = () => ({ status: text("status"), error: document.getElementById("status").className === "error", hint: text("undo-hint"), undo: !document.getElementById("undo").disabled,
  operations: texts("operations"), problems: texts("problems"), skipped: texts("skipped"), sheets: OFFICE_SHIM.shown() });
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    write_book(path, SETUP | {"gl_entries": [ENTRY, ENTRY | {"entry_no": 2, "DEPARTMENT": ""}]})
    return path


def ran(browse: Browse, sheets: list[dict[str, Any]], script: str = "await PANE.run(false); return report();") -> Any:
    return browse(START.replace("BOOK", json.dumps(sheets)) + script)


def by_command(path: Path) -> list[dict[str, Any]]:
    commands.run(path, (), output=None, dry_run=False, as_json=False, quiet=True, started_at=_RUN_TIME, clock=None)
    return [alike(sheet) for sheet in sheets_of(path)]


# ---- the same as the command


SAMPLES = Path(__file__).parents[2] / "samples"


def assert_same(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> None:
    assert [sheet["title"] for sheet in ours] == [sheet["title"] for sheet in theirs]
    for mine, wanted in zip(ours, theirs, strict=True):
        for name in wanted:
            assert mine[name] == wanted[name], (mine["title"], name)


def test_the_task_pane_writes_what_the_command_writes(browse: Browse, book: Path) -> None:
    found = ran(browse, sheets_of(book))
    assert_same(book_of(found), by_command(book))
    assert any(line.startswith("transfer_gl") for line in found["operations"]) and len(found["skipped"]) == 1
    assert any(sheet["formulas"] for sheet in found["sheets"]) and any(sheet["links"] for sheet in found["sheets"])
    assert all(sheet["frozen"] == 1 for sheet in found["sheets"] if sheet["title"] == "Run Log")


@pytest.mark.parametrize("sample", ["period-end", "inventory", "prices", "projects"])
def test_samples_come_out_as_by_the_command(browse: Browse, sample: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes((SAMPLES / f"{sample}.xlsx").read_bytes())
    before = sheets_of(path)
    found = ran(browse, before)
    theirs = by_command(path)
    assert_same(book_of(found), theirs)
    assert theirs != [alike(sheet) for sheet in before]


def test_a_second_run_writes_nothing_and_a_dry_run_neither(browse: Browse, book: Path) -> None:
    before = sheets_of(book)
    dry = ran(browse, before, "await PANE.run(true); return report();")
    assert dry["status"].startswith("A run would write") and not dry["undo"]
    assert book_of(dry) == [alike(sheet) for sheet in before]
    once = ran(browse, before)["sheets"]
    again = ran(browse, once)
    assert again["status"] == "Nothing to write. To be looked at: 1 skipped row."
    assert book_of(again) == [alike(sheet) for sheet in once]


def with_users_columns(path: Path) -> None:
    """A calculated column and a column of notes of the user beside the ledger of costs."""
    book = openpyxl.load_workbook(path)
    sheet = book["Cost Entries"]
    column = sheet.max_column + 1
    letters = get_column_letter(column)
    amount = next(cell.column_letter for cell in sheet[1] if cell.value == "Amount")
    table = sheet.tables["cost_entries"]
    last = int(table.ref.split(":")[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    data_last = last - (table.totalsRowCount or 0)
    sheet.cell(1, column, "Double")
    for row in range(2, data_last + 1):
        sheet.cell(row, column, f"={amount}{row}*2")
    table.ref = f"A1:{letters}{last}"
    table.autoFilter.ref = f"A1:{letters}{data_last}"
    table.tableColumns.append(TableColumn(id=column, name="Double"))
    book.save(path)


def with_another_entry(path: Path, **changed: Any) -> None:
    """One more G/L entry in the saved workbook."""
    book = openpyxl.load_workbook(path)
    sheet = book["GL Entries"]
    heads = [cell.value for cell in sheet[1]]
    row = sheet.max_row + 1
    for column, head in enumerate(heads, 1):
        sheet.cell(row, column, sheet.cell(2, column).value)
        if str(head) in changed:
            sheet.cell(row, column, changed[str(head)])
    table = sheet.tables["gl_entries"]
    table.ref = table.ref[: -len(str(row - 1))] + str(row)
    table.autoFilter.ref = table.ref
    book.save(path)


@pytest.fixture
def second_month(book: Path) -> Path:
    """A workbook after a run, with a column of the user in a ledger, and more to post."""
    by_command(book)
    with_users_columns(book)
    with_another_entry(book, **{"Entry No.": 3, "Amount": 70})
    return book


def test_new_rows_carry_the_formulas_of_the_user_on(browse: Browse, second_month: Path) -> None:
    found = ran(browse, sheets_of(second_month))
    ledger = next(sheet for sheet in found["sheets"] if sheet["title"] == "Cost Entries")
    column = ledger["rows"][0].index("Double")
    assert_same(without_calculated(book_of(found), "Double"), without_calculated(by_command(second_month), "Double"))
    texts = [ledger["formulas"].get(f"{row},{column}") for row in (1, 2)]
    assert texts[0] and texts[1] == texts[0].replace("2*2", "3*2") and ledger["rows"][3][0] == "Total"
    assert (
        texts[1] == next(s for s in sheets_of(second_month) if s["title"] == "Cost Entries")["formulas"][f"2,{column}"]
    )


def without_calculated(sheets: list[dict[str, Any]], head: str) -> list[dict[str, Any]]:
    """Values of a column and of the totals rows left out: the stand-in calculates nothing."""
    for sheet in sheets:
        if sheet["rows"] and head in sheet["rows"][0]:
            column = sheet["rows"][0].index(head)
            sheet["rows"] = [[cell for at, cell in enumerate(row) if at != column] for row in sheet["rows"]]
        if sheet["totals"]:
            sheet["rows"][-1] = sheet["rows"][-1][:1]
    return sheets


# ---- the way back

RUN_AND_UNDO = """
const before = OFFICE_SHIM.shown();
await PANE.run(false);
const between = report();
await PANE.undo();
return { before, between, after: report() };
"""


@pytest.mark.parametrize("sample", ["period-end", "inventory", "projects"])
def test_undo_brings_a_sample_back(browse: Browse, sample: str) -> None:
    found = ran(browse, sheets_of(SAMPLES / f"{sample}.xlsx"), RUN_AND_UNDO)
    assert found["between"]["undo"] and found["between"]["hint"] == "Last run: 2026-01-31 12:00:00."
    assert found["between"]["sheets"] != found["before"]
    assert found["after"]["status"].startswith("Undone; as before the run: ")
    assert found["after"]["sheets"] == found["before"] and not found["after"]["undo"] and not found["after"]["hint"]


def test_undo_brings_standing_tables_back(browse: Browse, second_month: Path) -> None:
    found = ran(browse, sheets_of(second_month), RUN_AND_UNDO)
    assert found["between"]["sheets"] != found["before"]
    titles = {sheet["title"] for sheet in found["before"]}
    assert {"Cost Entries", "Skipped Entries", "Cost Statement"} <= titles
    for before, after in zip(found["before"], found["after"]["sheets"], strict=True):
        for name in ("rows", "formulas", "links", "table", "totals", "size"):
            assert after[name] == before[name], (before["title"], name)


def test_undo_of_a_second_run_leaves_the_first_as_it_was(browse: Browse, book: Path) -> None:
    script = (
        """
    await PANE.run(false);
    const entries = OFFICE_SHIM.book.tables.find((each) => each.title === "gl_entries");
    const row = entries.sheet.grid.rows[1], last = entries.rows;
    entries.sheet.grid.rows[last] = [{ ...row[0], value: 3 }, ...row.slice(1)];
    entries.rows += 1;
    // what was skipped is mended, so that the table of skipped rows shrinks
    entries.sheet.grid.rows[2] = entries.sheet.grid.rows[2].map((cell, at) => ({ ...(cell || row[at]), value: at ? row[at].value : 2 }));
    """
        + RUN_AND_UNDO
    )
    found = ran(browse, sheets_of(book), script)
    first, second, after = (by_title(found[name]) for name in ("before", "between", "after"))
    assert first["Skipped Entries"]["links"] and not second["Skipped Entries"]["links"]
    assert any(sheet["looks"] for sheet in first.values())
    assert len(second["Cost Entries"]["rows"]) == len(first["Cost Entries"]["rows"]) + 2
    for title, sheet in first.items():
        for name, wanted in sheet.items():
            assert after[title][name] == wanted, (title, name)
    assert set(after) == set(first)


def by_title(found: Any) -> dict[str, Any]:
    return {sheet["title"]: sheet for sheet in (found["sheets"] if isinstance(found, dict) else found)}


def test_the_way_back_is_kept_while_the_server_lives(browse: Browse, book: Path) -> None:
    before = sheets_of(book)
    sheets = ran(browse, before)["sheets"]
    loaded_again = ran(browse, sheets, "const start = report(); await PANE.undo(); return { start, end: report() };")
    assert loaded_again["start"]["undo"] and loaded_again["start"]["hint"]
    assert book_of(loaded_again["end"]) == [alike(sheet) for sheet in before]
    nothing = ran(browse, before, "await PANE.undo(); return report();")
    assert nothing["status"] == "There is no run to undo since xlcost was started." and not nothing["undo"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("OFFICE_SHIM.type('Cost Entries', 1, 3, 'mine')", "cell D2 of sheet Cost Entries was changed"),
        ("OFFICE_SHIM.type('Run Log', 9, 20, 'a note')", "something was added to the new sheet Run Log"),
        ("OFFICE_SHIM.context.workbook.worksheets.getItem('Cost Registers').delete()", "sheet Cost Registers is no longer there"),
        ("OFFICE_SHIM.context.workbook.worksheets.getItem('Cost Entries').getRangeByIndexes(1, 0, 1, 3).insert('Down')", "something was added to the new sheet Cost Entries"),
    ],
)  # fmt: skip
def test_undo_refuses_where_the_workbook_was_changed(browse: Browse, book: Path, change: str, said: str) -> None:
    script = f"await PANE.run(false); {change}; const before = OFFICE_SHIM.shown(); await PANE.undo(); return {{ before, ...report() }};"
    found = ran(browse, sheets_of(book), script)
    assert found["status"].startswith("Nothing was undone: ") and said in found["status"] and found["error"]
    assert found["sheets"] == found["before"] and found["undo"]


def test_undo_refuses_where_a_table_grew(browse: Browse, second_month: Path) -> None:
    grow = "const table = OFFICE_SHIM.book.tables.find((each) => each.title === 'cost_entries'); table.rows += 1;"
    script = f"await PANE.run(false); {grow} const before = OFFICE_SHIM.shown(); await PANE.undo(); return {{ before, ...report() }};"
    found = ran(browse, sheets_of(second_month), script)
    assert "rows or columns of the table on sheet Cost Entries" in found["status"]
    assert found["sheets"] == found["before"]


# ---- what keeps a run from being written


def test_cells_in_the_way_stop_the_run(browse: Browse, second_month: Path) -> None:
    sheets = sheets_of(second_month)
    rows = len(next(sheet for sheet in sheets if sheet["title"] == "Cost Entries")["rows"])
    script = f"OFFICE_SHIM.type('Cost Entries', {rows}, 1, 'mine'); const before = OFFICE_SHIM.shown(); await PANE.run(false); return {{ before, ...report() }};"
    found = ran(browse, sheets, script)
    assert f"stand in the way on sheet Cost Entries, B{rows + 1} first" in found["status"] and found["error"]
    assert found["sheets"] == found["before"]


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("OFFICE_SHIM.book.sheets.find((s) => s.title === 'Run Options').protected = true", "Written:"),
        ("OFFICE_SHIM.book.sheets.find((s) => s.title === 'Cost Entries').protected = true", "sheet Cost Entries is protected"),
    ],
)  # fmt: skip
def test_a_protected_sheet_is_said(browse: Browse, second_month: Path, before: str, said: str) -> None:
    assert said in ran(browse, sheets_of(second_month), f"{before}; await PANE.run(false); return report();")["status"]


def test_a_protected_workbook_is_said(browse: Browse, book: Path) -> None:
    script = "OFFICE_SHIM.book.protected = true; await PANE.run(false); return report();"
    found = ran(browse, sheets_of(book), script)
    assert "structure of the workbook is protected" in found["status"]
    assert book_of(found) == [alike(sheet) for sheet in sheets_of(book)]


def test_a_fault_half_way_leaves_the_workbook_as_it_was(browse: Browse, second_month: Path) -> None:
    script = """
    const before = OFFICE_SHIM.shown();
    let once = true;
    OFFICE_SHIM.refuseWhen((range) => { const now = once && range.sheet.title === "Run Log" && range.top > 0; if (now) once = false; return now; });
    await PANE.run(false);
    return { before, ...report() };
    """
    found = ran(browse, sheets_of(second_month), script)
    assert found["status"] == "Nothing was written: Excel refused (Excel is busy)." and not found["undo"]
    for name in ("rows", "formulas", "links", "size"):
        assert [sheet[name] for sheet in found["sheets"]] == [sheet[name] for sheet in found["before"]]


@pytest.mark.parametrize("where", ["Cost Journal Lines", "Cost Entries", "Run Log", "Cost Statement"])
def test_a_fault_anywhere_is_taken_back(browse: Browse, tmp_path: Path, where: str) -> None:
    path = tmp_path / "book.xlsx"
    lines = [line(number, batch) for number, batch in enumerate(("B1", "KEEP", "B1", "KEEP"), 1)]
    write_book(path, SETUP | JOURNAL | {"gl_entries": [ENTRY], "cost_journal_lines": lines})
    script = f"""
    const before = OFFICE_SHIM.shown();
    let left = 2;
    OFFICE_SHIM.refuseWhen((range) => range.sheet.title === "{where}" && left-- === 0);
    await PANE.run(false);
    return {{ before, ...report() }};
    """
    found = ran(browse, sheets_of(path), script)
    assert found["status"].startswith("Nothing was written: Excel refused (Excel is busy).")
    assert [alike(sheet) for sheet in found["sheets"]] == [alike(sheet) for sheet in found["before"]]


def test_very_many_links_are_formulas(browse: Browse, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "MOST_LINKS", 0)
    found = ran(browse, sheets_of(book), RUN_AND_UNDO)
    skipped = by_title(found["between"])["Skipped Entries"]
    column = skipped["rows"][0].index("Row")
    assert skipped["formulas"][f"1,{column}"] == """=HYPERLINK("#'GL Entries'!A3",3)""" and not skipped["links"]
    assert found["after"]["sheets"] == found["before"]


# ---- faults in plain words, and the way to the source


@pytest.mark.parametrize(
    ("spoil", "said", "reload"),
    [
        ("globalThis.fetch = () => Promise.reject(new TypeError('Failed to fetch'))", "xlcost addin serve", False),
        ("document.body.dataset.token = 'of yesterday'", "Press Reload", True),
        ("globalThis.fetch = () => Promise.resolve(new Response('<html>', { status: 502 }))", "not from xlcost", False),
        ("const size = TextEncoder.prototype.encode; TextEncoder.prototype.encode = (text) => (text.includes('gl_entries') && text.includes('values') ? { length: 7e7 } : size.call(new TextEncoder(), text))", "run-workbook BOOK.xlsx", False),
    ],
)  # fmt: skip
def test_faults_of_the_server_say_what_to_do(browse: Browse, book: Path, spoil: str, said: str, reload: bool) -> None:
    script = (
        f"{spoil}; await PANE.run(false); return {{ reload: !document.getElementById('reload').hidden, ...report() }};"
    )
    found = ran(browse, sheets_of(book), script)
    assert said in found["status"] and found["error"] and found["reload"] is reload
    assert book_of(found) == [alike(sheet) for sheet in sheets_of(book)]


def test_a_skipped_row_is_one_click_away(browse: Browse, book: Path) -> None:
    script = "await PANE.run(true); document.querySelector('#skipped button').click(); await new Promise((done) => setTimeout(done, 50)); return { selected: OFFICE_SHIM.selected(), ...report() };"
    found = ran(browse, sheets_of(book), script)
    assert found["selected"] == ["GL Entries", 3, 1]
    assert "GL Entries row 3" in found["skipped"][0]


def test_the_pane_can_be_used_by_keyboard_and_screen_reader(browse: Browse, book: Path) -> None:
    script = """
    await PANE.run(true);
    const clickable = [...document.querySelectorAll("*")].filter((each) => each.onclick);
    return {
      buttons: clickable.every((each) => each.tagName === "BUTTON" && each.textContent.trim()),
      live: document.getElementById("status").getAttribute("aria-live"),
      busy: document.body.hasAttribute("aria-busy"),
      named: [...document.querySelectorAll("ul")].every((part) => part.getAttribute("aria-label")) && [...document.querySelectorAll("details")].every((part) => part.querySelector("summary").textContent.trim()),
      wide: document.documentElement.scrollWidth > innerWidth,
    };
    """
    found = ran(browse, sheets_of(book), script)
    assert found == {"buttons": True, "live": "polite", "busy": False, "named": True, "wide": False}


# ---- large


def test_fifty_thousand_rows_travel_in_pieces(browse: Browse, book: Path) -> None:
    script = """
    const grid = OFFICE_SHIM.book.sheets.find((sheet) => sheet.title === "GL Entries").grid;
    const table = OFFICE_SHIM.book.tables.find((each) => each.title === "gl_entries");
    const row = grid.rows[1];
    for (let number = 3; number <= 50000; number++) grid.rows.push([{ ...row[0], value: number }, ...row.slice(1)]);
    table.rows = grid.rows.length;
    const began = performance.now();
    await PANE.run(false);
    const sheets = OFFICE_SHIM.shown();
    const sizes = Object.fromEntries(sheets.map((sheet) => [sheet.title, sheet.rows.length]));
    const ran = report().status;
    await PANE.undo();
    return { ran, sizes, undone: document.getElementById("status").textContent, left: OFFICE_SHIM.shown().map((sheet) => sheet.title), syncs: OFFICE_SHIM.syncs() };
    """
    found = ran(browse, sheets_of(book), script)
    assert found["ran"].startswith("Written: "), found
    assert found["sizes"]["GL Entries"] == 50_001 and found["sizes"]["Cost Entry Sources"] >= 49_999
    assert found["undone"].startswith("Undone") and "Cost Entries" not in found["left"]
    assert found["syncs"] > 50


# ---- tables that lose rows, and plain ranges

JOURNAL = {
    "cost_types": [*SETUP["cost_types"], {"no": "9901", "name": "Transition", "type": "Cost Type"}],
    "cost_journal_templates": [{"name": "COST"}],
    "cost_journal_batches": [{"journal_template_name": "COST", "name": "B1"},
                             {"journal_template_name": "COST", "name": "KEEP", "delete_after_posting": "no"}],
}  # fmt: skip


def line(number: int, batch: str = "B1") -> dict[str, Any]:
    return {
        "journal_template_name": "COST", "journal_batch_name": batch, "line_no": number * 10000, "posting_date": "2025-06-16",
        "document_no": f"J{number}", "cost_type_no": "8230", "cost_center_code": "ADM", "bal_cost_type_no": "9901",
        "bal_cost_center_code": "ADM", "amount": "10.50", "Note": f"mine {number}",
    }  # fmt: skip


@pytest.mark.parametrize("plain", [False, True], ids=["table", "range"])
@pytest.mark.parametrize("batches", [("B1", "B1"), ("B1", "KEEP", "B1", "KEEP")], ids=["all go", "some go"])
def test_posted_lines_go_and_come_back(
    browse: Browse, tmp_path: Path, batches: tuple[str, ...], *, plain: bool
) -> None:
    path = tmp_path / "book.xlsx"
    lines = [line(number, batch) for number, batch in enumerate(batches, 1)]
    write_book(path, SETUP | JOURNAL | {"gl_entries": [ENTRY], "cost_journal_lines": lines}, plain=plain)
    found = ran(browse, sheets_of(path), RUN_AND_UNDO)
    before, between, after = (found[name] for name in ("before", "between", "after"))
    rows = {name: journal(sheets) for name, sheets in (("before", before), ("between", between["sheets"]))}
    assert len(rows["before"]) == len(batches) and len(rows["between"]) == batches.count("KEEP")
    assert_same(book_of(between), by_command(path))
    assert [alike(sheet) for sheet in after["sheets"]] == [alike(sheet) for sheet in before]


def journal(sheets: list[dict[str, Any]]) -> list[Any]:
    rows = next(sheet["rows"] for sheet in sheets if sheet["title"] == "Cost Journal Lines")
    head = next(row for row in rows if "Line No." in row)
    return [row for row in rows[rows.index(head) + 1 :] if any(cell != "" for cell in row)]
