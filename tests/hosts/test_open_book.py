"""What the task pane does to the open workbook, in Node over the real server: read in pieces, run, written, undone."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.real import write_book
from tests.hosts.office_server import serving
from tests.hosts.programs import program
from tests.hosts.test_browser import alike, assert_same, by_command, sheets_of
from tests.test_cli import ENTRY, SETUP
from xlcost.hosts.officejs.server import Server

SHIM = Path(__file__).with_name("office_shim.js")
NODE = """
const [origin, token, sheets, work] = JSON.parse(require("fs").readFileSync(0, "utf8"));
globalThis.document = { readyState: "complete", body: { dataset: { token } } };
const real = fetch;
globalThis.fetch = (path, options = {}) => real(origin + path, { ...options, headers: { ...options.headers, Origin: origin } });
require(THE_FILE);
(async () => {
  for (const page of ["/functions.js", "/open-book.js"]) new Function(await (await real(origin + page)).text())();
  OFFICE_SHIM.open(sheets);
  const { context } = OFFICE_SHIM;
  const ours = (tables, sheets) => XLCOST.post("/tables", { tables, sheets });
  const load = () => BOOK.load(context, ours);
  const run = async () => {
    const found = await XLCOST.post("/run", { book: await load(), key: "book", run_time: "2026-01-31T12:00:00" });
    await BOOK.writable(context, found.steps);
    await BOOK.carryOut(context, found.steps);
    return found;
  };
  const last = (did = "") => XLCOST.post("/last-run", { key: "book", did }).then((found) => found.run);
  console.log(JSON.stringify(await new Function("load", "run", "last", "context", `return (async () => { ${work} })()`)(load, run, last, context)));
})().catch((fault) => { console.error(fault.stack); process.exit(1); });
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


def in_node(server: Server, sheets: list[dict[str, Any]], work: str) -> Any:
    command = [program("node"), "--dns-result-order=ipv4first", "-e", NODE.replace("THE_FILE", json.dumps(str(SHIM)))]
    sent = json.dumps([server.guard.origin, server.guard.token, sheets, work])
    done = subprocess.run(command, input=sent, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    write_book(path, SETUP | {"gl_entries": [ENTRY, ENTRY | {"entry_no": 2, "DEPARTMENT": ""}]})
    return path


def test_node_writes_and_undoes_what_the_command_writes(server: Server, book: Path) -> None:
    before = sheets_of(book)
    work = """
    await run();
    const sheets = OFFICE_SHIM.shown();
    const way = await last("written");
    const changed = await BOOK.changed(context, way.checks);
    await BOOK.carryOut(context, way.steps);
    return { sheets, changed, undone: OFFICE_SHIM.shown(), left: await last("undone") };
    """
    found = in_node(server, before, work)
    assert_same([alike(sheet) for sheet in found["sheets"]], by_command(book))
    assert not found["changed"] and found["left"] is None
    assert [alike(sheet) for sheet in found["undone"]] == [alike(sheet) for sheet in before]


NOTES = {"title": "My Notes", "table": "", "rows": [["private", "matter"], [1, 2]], "size": []}
OWN_TABLE = {"title": "Holiday", "table": "Table7", "rows": [["Name", "Days"], ["Ann", 30]], "size": [0, 0, 2, 2]}


def test_sheets_that_are_not_ours_are_not_sent(server: Server, book: Path) -> None:
    sent = in_node(server, [*sheets_of(book), NOTES, OWN_TABLE], "return load();")
    assert "private" not in json.dumps(sent) and "Ann" not in json.dumps(sent)
    assert {"My Notes", "Holiday"} <= set(sent["sheets"])
    assert next(each for each in sent["tables"] if each["name"] == "Table7")["values"] == [["Name", "Days"]]


def test_formulas_and_errors_are_sent_as_such(server: Server, book: Path) -> None:
    sheets = sheets_of(book)
    accounts = next(sheet for sheet in sheets if sheet["title"] == "GL Accounts")
    accounts["rows"].append(["8231", "#N/A", "=not a formula"])
    accounts["size"][2] += 1
    accounts["formulas"] = {"2,0": "=A2+1"}
    sent = in_node(server, sheets, "return load();")
    found = next(each for each in sent["tables"] if each["name"] == "gl_accounts")
    assert found["values"][2][:3] == ["8231", {"error": "#N/A"}, "=not a formula"]
    assert found["formulas"] == [[2, 0, "=A2+1"]]


def test_a_workbook_that_counts_from_1904(server: Server, book: Path) -> None:
    sheets = sheets_of(book)
    for sheet in sheets:
        head = sheet["rows"][0]
        for column, name in enumerate(head):
            if "Date" in name or name == "Period End":
                for row in sheet["rows"][1:]:
                    row[column] -= 1462
    found = in_node(server, sheets, "OFFICE_SHIM.book.date1904 = true; await run(); return OFFICE_SHIM.shown();")
    entries = next(sheet for sheet in found if sheet["title"] == "Cost Entries")
    days = [row[entries["rows"][0].index("Posting Date")] for row in entries["rows"][1:-1]]
    assert days == [45824 - 1462]
