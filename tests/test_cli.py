"""The command line as a user meets it: exit codes, streams, files (spec 0, 7)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.acceptance.real import read_book, write_book

SETUP: dict[str, Any] = {
    "run_options": [{"period_end": "2025-06-30", "work_date": "2025-06-30"}],
    "cost_accounting_setup": [
        {"cost_center_dimension": "DEPARTMENT", "cost_object_dimension": "PROJECT", "source_code_gl_to_ca": "GLTOCA",
         "source_code_cost_journal": "COSTJNL", "source_code_cost_allocation": "COSTALLOC", "source_code_budget_to_actual": "BUD"}
    ],
    "gl_accounts": [{"no": "8230", "name": "Phone", "account_type": "Posting", "income_balance": "Income Statement"}],
    "cost_types": [{"no": "8230", "name": "Phone", "type": "Cost Type", "gl_account_range": "8230"}],
    "cost_centers": [{"code": "ADM", "name": "Administration", "line_type": "Cost Center"}],
    "cost_objects": [{"code": "PAINT", "name": "Paint", "line_type": "Cost Object"}],
}  # fmt: skip
ENTRY = {
    "entry_no": 1,
    "gl_account_no": "8230",
    "posting_date": "2025-06-16",
    "document_no": "G1",
    "amount": "12.34",
    "DEPARTMENT": "ADM",
}
RUN_TIME = ("--run-time", "2026-01-31T12:00:00")
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def build(*entries: dict[str, Any], **tables: Any) -> Path:
        path = tmp_path / "book.xlsx"
        write_book(path, SETUP | {"gl_entries": list(entries or [ENTRY])} | tables)
        return path

    return build


def xlcost(*arguments: object, command: str = "run-workbook") -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    line = [sys.executable, "-m", "xlcost", command, *map(str, arguments)]
    finished = subprocess.run(line, capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent)
    assert "Traceback" not in finished.stdout + finished.stderr
    return finished


def test_a_run_updates_the_workbook_and_keeps_a_dated_backup(make: Make) -> None:
    path = make()
    before = path.read_bytes()
    finished = xlcost(path, *RUN_TIME)
    assert finished.returncode == 0, finished.stderr
    assert "transfer_gl" in finished.stdout
    backups = [each for each in path.parent.iterdir() if each != path]
    assert [each.read_bytes() for each in backups] == [before]
    assert "2026-01-31" in backups[0].name
    assert [row["amount"] for row in read_book(path)["cost_entries"]] == [Decimal("12.34")]


def test_a_rerun_writes_nothing(make: Make) -> None:
    path = make()
    xlcost(path)
    state = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    finished = xlcost(path)
    assert finished.returncode == 0
    assert "nothing new" in finished.stdout
    assert {each.name: each.read_bytes() for each in path.parent.iterdir()} == state


def test_a_rerun_with_skipped_entries_still_ends_with_1(make: Make) -> None:
    path = make(ENTRY | {"DEPARTMENT": "NOWHERE"}, ENTRY | {"entry_no": 2})
    assert xlcost(path).returncode == 1
    after = path.read_bytes()
    assert xlcost(path).returncode == 1
    assert path.read_bytes() == after


def test_the_same_input_gives_the_same_bytes(make: Make, tmp_path: Path) -> None:
    path = make()
    outputs = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for output in outputs:
        assert xlcost(path, "--output", output, *RUN_TIME).returncode == 0
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
    log = read_book(outputs[0])["run_log"]
    assert all(row["started_at"] == "2026-01-31T12:00:00" and row["duration_s"] is None for row in log)


def test_output_leaves_the_input_alone(make: Make, tmp_path: Path) -> None:
    path = make()
    before = path.read_bytes()
    assert xlcost(path, "--output", tmp_path / "copy.xlsx").returncode == 0
    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["book.xlsx", "copy.xlsx"]


@pytest.mark.parametrize("command", ["run-workbook", "add-tables"])
def test_output_over_another_file_keeps_it_and_says_so(make: Make, tmp_path: Path, command: str) -> None:
    other = tmp_path / "other.xlsx"
    other.write_bytes(b"the work of somebody")
    finished = xlcost(make(), "--output", other, command=command)
    assert finished.returncode == 0, finished.stderr
    [kept] = tmp_path.glob("other.*.bak.xlsx")
    assert kept.read_bytes() == b"the work of somebody"
    assert f"the file that stood there is kept as {kept.name}" in finished.stdout


def test_a_dry_run_writes_nothing_and_exits_as_the_run_would(make: Make, tmp_path: Path) -> None:
    path = make(ENTRY | {"DEPARTMENT": "NOWHERE"})
    before = path.read_bytes()
    finished = xlcost(path, "--dry-run")
    assert finished.returncode == 1
    assert "nothing was written" in finished.stdout
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["book.xlsx"]


def test_json_is_one_object_on_standard_output(make: Make) -> None:
    path = make(ENTRY, ENTRY | {"entry_no": 2, "DEPARTMENT": "NOWHERE"})
    finished = xlcost(path, "--operation", "transfer_gl", "-p", "list_all=yes", "--json")
    found = json.loads(finished.stdout)
    assert finished.returncode == 1
    assert set(found) == {"outcome", "operations", "problems", "skipped"}
    assert found["operations"][0]["result"]["created"] == 1
    assert [(row["reason_code"], row["sheet"], row["row"]) for row in found["skipped"]] == [
        ("UNKNOWN_COST_CENTER", "GL Entries", 3)
    ]
    assert "run_plan" not in read_book(path)


def test_each_parameter_belongs_to_the_operation_before_it(make: Make) -> None:
    finished = xlcost(
        make(), "--operation", "link_cost_types", "--operation", "transfer_gl", "-p", "strict=no", "--operation", "transfer_gl",
        "-p", "strict=yes", "--json",
    )  # fmt: skip
    found = json.loads(finished.stdout)
    assert [each["outcome"] for each in found["operations"]] == ["ok", "ok", "error"]
    assert found["operations"][2]["error_code"] == "TRANSFER_NOTHING"
    assert finished.returncode == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ("--operation", "no_such_operation"),
        ("--operation", "transfer_gl", "-p", "no_such=1"),
        ("--operation", "transfer_gl", "-p", "strict=perhaps"),
        ("-p", "strict=yes"),
        ("--operation", "transfer_gl", "-p", "strict"),
        ("--operation", "report", "-p", "report=cost_analysis", "-p", 'columns=[{"cost_center":'),
        ("--output", "copy.xlsm"),
        ("--run-time", "yesterday"),
        ("--no-such-option",),
    ],
)
def test_wrong_usage_is_2_and_one_sentence(make: Make, arguments: tuple[str, ...]) -> None:
    path = make()
    before = path.read_bytes()
    finished = xlcost(path, *arguments)
    assert finished.returncode == 2
    assert finished.stderr.strip()
    assert not finished.stdout
    assert path.read_bytes() == before


def test_a_missing_workbook_is_wrong_usage(tmp_path: Path) -> None:
    finished = xlcost(tmp_path / "none.xlsx")
    assert finished.returncode == 2
    assert "none.xlsx" in finished.stderr


def test_a_workbook_without_tables_of_ours_is_3_and_names_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    book = openpyxl.Workbook()
    book.create_sheet("Mine")["A1"] = "my notes"
    book.save(path)
    before = path.read_bytes()
    finished = xlcost(path)
    assert finished.returncode == 3
    assert "NO_TABLES" in finished.stderr
    assert "add-tables" in finished.stderr
    assert path.read_bytes() == before


def test_tables_without_data_are_nothing_to_do(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    assert xlcost(path, command="new-workbook").returncode == 0
    before = path.read_bytes()
    assert xlcost(path).returncode == 0
    assert path.read_bytes() == before


def test_an_open_workbook_is_4_and_names_who_has_it(make: Make) -> None:
    path = make()
    owner = path.with_name("~$book.xlsx")
    owner.write_bytes(
        bytes([8]) + b"Jane Doe".ljust(54, b" ") + bytes([8, 0]) + "Jane Doe".encode("utf-16-le").ljust(108, b"\0")
    )
    before = path.read_bytes()
    finished = xlcost(path)
    assert finished.returncode == 4
    assert "Jane Doe" in finished.stderr
    assert path.read_bytes() == before


def test_a_failed_operation_changes_no_ledger_but_is_logged(make: Make) -> None:
    broken = SETUP["cost_accounting_setup"][0] | {"cost_object_dimension": "DEPARTMENT"}
    path = make(cost_accounting_setup=[broken])
    finished = xlcost(path)
    tables = read_book(path)
    assert finished.returncode == 3
    assert "SETUP_SAME_DIMENSION" in finished.stderr
    assert "cost_entries" not in tables
    assert [row["outcome"] for row in tables["run_log"]][-1] == "error"
    assert "SETUP_SAME_DIMENSION" in {row["code"] for row in tables["problems"]}


def test_a_plan_that_cannot_be_read_runs_nothing_and_says_where(make: Make) -> None:
    plan = [
        {"step": 1, "operation": "transfer_gl", "parameters": ""},
        {"step": 2, "operation": "transferr", "parameters": ""},
    ]
    path = make(run_plan=plan)
    finished = xlcost(path)
    tables = read_book(path)
    assert finished.returncode == 3
    assert "Run Plan!B3" in finished.stderr
    assert "cost_entries" not in tables
    assert [row["code"] for row in tables["problems"]] == ["PLAN_INVALID"]


def test_a_plan_is_run_and_its_outcomes_are_filled_in(make: Make) -> None:
    plan = [
        {
            "step": 2,
            "operation": "transfer_gl",
            "parameters": "list_all=yes",
            "enabled": True,
            "outcome": "",
            "message": "",
        },
        {"step": 1, "operation": "link_cost_types", "parameters": "", "enabled": "", "outcome": "", "message": ""},
        {"step": 3, "operation": "nonsense", "parameters": "", "enabled": "no", "outcome": "", "message": ""},
    ]
    path = make(run_plan=plan)
    assert xlcost(path).returncode == 0
    tables = read_book(path)
    assert [row["outcome"] for row in tables["run_plan"]] == ["ok", "ok", None]
    assert [row["operation"] for row in tables["run_log"]] == ["link_cost_types", "transfer_gl"]
    after = path.read_bytes()
    assert xlcost(path).returncode == 0
    assert path.read_bytes() == after


def test_the_plan_goes_on_after_an_error_only_when_told(make: Make) -> None:
    plan = [
        {"step": 1, "operation": "transfer_gl", "parameters": "strict=yes"},
        {"step": 2, "operation": "link_cost_types", "parameters": ""},
    ]
    blocked = [SETUP["cost_types"][0] | {"blocked": True}]
    for stop, operations in (("no", 2), ("", 1)):
        path = make(
            run_plan=plan, cost_types=blocked, run_options=[{"period_end": "2025-06-30", "stop_on_error": stop}]
        )
        assert xlcost(path).returncode == 3
        assert len(read_book(path)["run_log"]) == operations


def test_quiet_prints_only_problems(make: Make) -> None:
    finished = xlcost(make(), "--quiet")
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")


def test_restore_brings_the_last_backup_back(make: Make) -> None:
    path = make()
    before = path.read_bytes()
    xlcost(path)
    finished = xlcost(path, command="restore")
    assert finished.returncode == 0
    assert path.read_bytes() == before


def test_explain_counts_what_it_does_not_list_unless_all_is_asked_for(make: Make) -> None:
    many = [ENTRY | {"entry_no": number, "amount": f"{number}.00"} for number in range(1, 41)]
    month = [row | {"combine_entries": "Month"} for row in SETUP["cost_types"]]
    path = make(*many, cost_types=month)
    assert xlcost(path, *RUN_TIME).returncode == 0
    short, full, data = (
        xlcost(path, "cost_entries", "1", *more, command="explain") for more in ([], ["--all"], ["--json"])
    )
    assert "... and 20 more, 210.00 in all; xlcost explain --all lists them" in short.stdout
    assert full.stdout.count("G/L entry") == 40
    assert sum(each["text"].startswith("G/L entry") for each in json.loads(data.stdout)["steps"]) == 40


def test_explain_tells_the_way_of_an_entry(make: Make) -> None:
    path = make(ENTRY, ENTRY | {"entry_no": 2, "DEPARTMENT": "NOWHERE"})
    xlcost(path)
    taken = xlcost(path, "cost_entries", "1", command="explain")
    stopped = xlcost(path, "gl_entries", "2", command="explain")
    unknown = xlcost(path, "gl_entries", "99", command="explain")
    assert taken.returncode == stopped.returncode == 0
    assert "GL Entries" in taken.stdout
    assert "NOWHERE" in stopped.stdout
    assert unknown.returncode in {2, 3}
    assert unknown.stderr
    assert json.loads(xlcost(path, "cost_entries", "1", "--json", command="explain").stdout)["steps"]


def test_add_tables_adds_what_is_missing_and_nothing_else(make: Make) -> None:
    path = make()
    before = read_book(path)
    assert xlcost(path, "--area", "cost_accounting", command="add-tables").returncode == 0
    after = read_book(path)
    assert {name: after[name] for name in before} == before
    assert "cost_allocation_sources" in after
    assert "price_lists" not in after
    assert xlcost(path, "--area", "nonsense", command="add-tables").returncode == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    finished = xlcost(shell, command="completion")
    assert finished.returncode == 0
    assert "_XLCOST_COMPLETE" in finished.stdout
