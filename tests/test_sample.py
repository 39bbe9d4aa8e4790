"""The sample's story: a first run, a repaired setup, accruals that are posted twice (docs/period-end.md, cost-accounting.md)."""

from __future__ import annotations

import functools
import re
import shlex
import shutil
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from samples.generate import SAMPLE, build
from tests import office
from tests.acceptance import real
from tests.test_cli import RUN_TIME, xlcost

ROOT = Path(__file__).parent.parent
STORY = {
    "UNKNOWN_COST_CENTER": 9,
    "NO_COST_CENTER_OR_OBJECT": 7,
    "NO_COST_TYPE": 3,
    "UNKNOWN_COST_OBJECT": 1,
    "ACCOUNT_MISSING": 1,
    "CELL_INVALID": 3,
}
"""Faults that `samples/ledger.py` puts into the export on purpose, by the reason they must be skipped for."""
ACCRUALS = ("--operation", "post_cost_journal", "-p", "template=COST", "-p", "batch=ACCRUALS")
EMPTIED = {"ADM", "PERS", "VEHICLE", "WORKSHOP", "PROD", "SALES", "ADVERT"}
"""Centers that hand on all they hold; BUILDING and PURCH charge a rate and keep a rest."""
Tables = Mapping[str, list[dict[str, Any]]]


@functools.cache
def read_book(path: Path) -> Tables:
    """The tables of a file that no test changes."""
    return real.read_book(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample")


@pytest.fixture(scope="module")
def closed(folder: Path) -> Path:
    path = folder / "closed.xlsx"
    finished = xlcost(SAMPLE, "--output", path, *RUN_TIME)
    assert finished.returncode == 1
    (folder / "closed.txt").write_text(finished.stdout + finished.stderr)
    return path


@pytest.fixture(scope="module")
def mended(closed: Path) -> Path:
    """The missing cost center LOGIST added, and the run repeated."""
    path = closed.with_name("mended.xlsx")
    shutil.copy(closed, path)
    _edit(path, _add_center)
    assert xlcost(path, *RUN_TIME).returncode == 1
    return path


@pytest.fixture(scope="module")
def twice(closed: Path) -> Path:
    """The accruals posted, and posted once more by mistake."""
    path = closed.with_name("twice.xlsx")
    shutil.copy(closed, path)
    for _ in range(2):
        assert xlcost(path, *ACCRUALS, *RUN_TIME).returncode == 0
    return path


@pytest.fixture(scope="module")
def redone(twice: Path) -> Path:
    """The mistake and the allocation reversed, and the plan run again."""
    path = twice.with_name("redone.xlsx")
    shutil.copy(twice, path)
    assert xlcost(path, "--operation", "reverse_cost_register", "-p", "no=7", *RUN_TIME).returncode == 0
    steps = [each for no in (5, 4, 3) for each in ("--operation", "reverse_cost_register", "-p", f"no={no}")]
    assert xlcost(path, *steps, *RUN_TIME).returncode == 0
    assert xlcost(path, *RUN_TIME).returncode == 1
    return path


@pytest.fixture(scope="module")
def ring(folder: Path) -> Path:
    """The service centers solved together instead of one after the other."""
    path = folder / "ring.xlsx"
    finished = xlcost(
        SAMPLE, "--output", path, *RUN_TIME, "--operation", "transfer_gl",
        "--operation", "post_cost_journal", "-p", "template=COST", "-p", "batch=IMPUTED",
        "--operation", "calculate_allocation_keys",
        "--operation", "allocate_costs", "-p", "variant=RING", "-p", "to_level=1",
        "--operation", "allocate_costs", "-p", "from_level=2",
    )  # fmt: skip
    assert finished.returncode == 1, finished.stderr
    return path


@pytest.fixture(scope="module")
def reported(redone: Path) -> Path:
    """The reports that docs/cost-accounting.md tells of, as it gives their commands."""
    path = redone.with_name("reported.xlsx")
    page = (ROOT / "docs" / "cost-accounting.md").read_text()
    commands = re.findall(r"--operation report (-p [^\n]+)", page)
    assert len(commands) >= 8
    steps: list[str] = []
    for command in commands:
        steps += ["--operation", "report", *shlex.split(command)]
    assert xlcost(redone, "--output", path, *steps, *RUN_TIME).returncode == 0
    return path


def _edit(path: Path, change: Any) -> None:
    """An edit that a user makes; sheets of the copy are simple enough for openpyxl."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def _add_center(book: Any) -> None:
    sheet = book["Cost Centers"]
    sheet.append(["LOGIST", "Logistics", "Cost Center", "Aux. Cost Center", "E", False, "", 0])
    table = sheet.tables["cost_centers"]
    table.ref = f"A1:H{sheet.max_row}"
    table.autoFilter.ref = table.ref


def _sums(rows: Iterable[dict[str, Any]], *keys: str) -> dict[Any, Decimal]:
    found: dict[Any, Decimal] = defaultdict(Decimal)
    for row in rows:
        found[tuple(row[key] for key in keys) if len(keys) > 1 else row[keys[0]]] += Decimal(row["amount"])
    return found


# ---- the workbook


def test_the_committed_sample_is_what_the_generator_makes(tmp_path: Path) -> None:
    build(tmp_path / "made.xlsx")
    with zipfile.ZipFile(tmp_path / "made.xlsx") as made, zipfile.ZipFile(SAMPLE) as kept:
        assert made.namelist() == kept.namelist()
        assert all(made.read(name) == kept.read(name) for name in made.namelist())
    assert SAMPLE.stat().st_size < 600_000


def test_parts_of_the_user_stay_as_they_were(closed: Path) -> None:
    changed_tables = {
        "Chart of Accounts", "Cost Accounting Setup", "Cost Journal Lines", "Cost Allocation Targets",
    }  # fmt: skip
    sheets = openpyxl.load_workbook(SAMPLE, read_only=True).sheetnames
    allowed = {f"xl/worksheets/sheet{sheets.index(title) + 1}.xml" for title in changed_tables}
    ours = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/styles.xml")
    with zipfile.ZipFile(SAMPLE) as before, zipfile.ZipFile(closed) as after:
        changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
        tables = {name for name in changed if name.startswith("xl/tables/")}
        assert {re.search(rb' name="([^"]+)"', before.read(name))[1] for name in tables} <= {  # type: ignore[index]
            b"gl_accounts", b"cost_journal_lines", b"cost_allocation_targets",
        }  # fmt: skip
    assert "xl/charts/chart1.xml" not in changed
    assert changed - tables - set(ours) == allowed


# ---- the transfer


def test_every_general_ledger_amount_is_explained(closed: Path) -> None:
    tables = read_book(closed)
    *accounts, _ = tables["cost_reconciliation"]
    assert all(Decimal(row["difference"] or 0) == 0 for row in accounts)
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


def test_what_was_mended_is_taken_and_nothing_else(closed: Path, mended: Path) -> None:
    before, after = read_book(closed), read_book(mended)
    waiting = {row["entry_no"] for row in before["skipped_entries"] if row["reason_code"] == "UNKNOWN_COST_CENTER"}
    known = {row["cost_entry_no"] for row in before["cost_entry_sources"]}
    taken = {row["gl_entry_no"] for row in after["cost_entry_sources"] if row["cost_entry_no"] not in known}
    assert taken == waiting
    assert after["cost_entries"][: len(before["cost_entries"])] == before["cost_entries"]
    assert len(after["cost_registers"]) == len(before["cost_registers"]) + 1
    _links_lead_to_their_rows(mended, len(after["cost_entry_sources"]))


def _links_lead_to_their_rows(path: Path, count: int) -> None:
    book = openpyxl.load_workbook(path)
    found = 0
    for row in book["Cost Entry Sources"].iter_rows(min_row=2, max_row=count + 1, max_col=2):
        for cell in row:
            sheet, _, place = str(cell.hyperlink and cell.hyperlink.location).partition("!")
            assert book[sheet.strip("'")][place].value == cell.value
            found += 1
    assert found == 2 * count


@pytest.mark.parametrize("name", ["closed", "mended", "redone", "ring"])
def test_cost_types_are_centers_and_objects(name: str, request: pytest.FixtureRequest) -> None:
    control = read_book(request.getfixturevalue(name))["cost_reconciliation"][-1]
    assert control["line_type"] == "Control"
    assert Decimal(control["cost_types"]) == Decimal(control["cost_centers"]) + Decimal(control["cost_objects"])


@pytest.mark.parametrize("name", ["closed", "redone"])
def test_a_second_run_leaves_the_file_byte_identical(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    first = request.getfixturevalue(name)
    path = tmp_path / "again.xlsx"
    shutil.copy(first, path)
    finished = xlcost(path)
    assert finished.returncode == 1
    assert "nothing new" in finished.stdout
    assert path.read_bytes() == first.read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == ["again.xlsx"]


# ---- journals and allocation


def test_the_plan_posts_the_batch_that_deletes_its_lines_and_leaves_the_other(closed: Path) -> None:
    tables = read_book(closed)
    lines = read_book(SAMPLE)["cost_journal_lines"]
    imputed = sum((Decimal(row["amount"]) for row in lines if row["journal_batch_name"] == "IMPUTED"), Decimal(0))
    assert {row["journal_batch_name"] for row in tables["cost_journal_lines"]} == {"ACCRUALS"}
    register = next(row for row in tables["cost_registers"] if row["journal_batch_name"] == "IMPUTED")
    assert Decimal(register["debit_amount"]) == Decimal(register["credit_amount"]) == imputed
    assert "JNL_BATCH_LEFT_OUT" in {row["code"] for row in tables["problems"]}


@pytest.mark.parametrize("name", ["closed", "redone", "ring"])
def test_every_allocation_document_nets_to_zero(name: str, request: pytest.FixtureRequest) -> None:
    entries = [row for row in read_book(request.getfixturevalue(name))["cost_entries"] if row["allocation_id"]]
    documents = _sums(entries, "document_no")
    assert len(documents) >= 9
    assert set(documents.values()) == {Decimal(0)}
    assert all(not total for no, total in _sums(entries, "cost_type_no").items())


@pytest.mark.parametrize("name", ["closed", "redone"])
def test_three_levels_empty_the_centers_that_hand_on_everything(name: str, request: pytest.FixtureRequest) -> None:
    tables = read_book(request.getfixturevalue(name))
    balances = _sums(tables["cost_entries"], "cost_center_code")
    assert {center for center in EMPTIED if balances[center]} == set()
    rates = {row["id"]: Decimal(0) for row in tables["cost_allocation_targets"] if row["id"] in {"BUILDING", "PURCH"}}
    for row in tables["cost_allocation_targets"]:
        if row["id"] in rates:
            rate = Decimal(row["amount_per_share"] or 0) + Decimal(row["percent_per_share"] or 0) / 100
            rates[row["id"]] += (Decimal(row["share"]) * rate).quantize(Decimal("0.01"))
    entries = [
        row for row in tables["cost_entries"] if not row["reversed_by_entry_no"] and not row["reversed_entry_no"]
    ]
    for center, rate in rates.items():
        credit = next(
            row for row in entries if row["allocation_id"] == center and row["cost_center_code"] == center
        )  # fmt: skip
        assert Decimal(credit["amount"]) == -rate


def test_a_reversed_register_and_its_mirror_net_to_zero_by_type_and_place(twice: Path, redone: Path) -> None:
    once, tables = read_book(twice), read_book(redone)
    for register in tables["cost_registers"]:
        if register["reverses_register_no"]:
            mirrored = tables["cost_registers"][int(register["reverses_register_no"]) - 1]
            both = [*_entries_of(tables, register), *_entries_of(tables, mirrored)]
            places = ("cost_type_no", "cost_center_code", "cost_object_code", "document_no")
            assert set(_sums(both, *places).values()) == {Decimal(0)}
            assert mirrored["reversed_by_register_no"] == register["no"]
    reversals = [row["reverses_register_no"] for row in tables["cost_registers"] if row["reverses_register_no"]]
    assert reversals == [7, 5, 4, 3]
    assert once["cost_journal_lines"] == tables["cost_journal_lines"]
    accrued = sum((Decimal(row["amount"]) for row in once["cost_journal_lines"]), Decimal(0))
    assert _sums(once["cost_entries"], "cost_type_no")["8115"] == 2 * accrued
    assert _sums(tables["cost_entries"], "cost_type_no")["8115"] == accrued


def _entries_of(tables: Tables, register: Mapping[str, Any]) -> list[dict[str, Any]]:
    first, last = register["from_cost_entry_no"], register["to_cost_entry_no"]
    return [row for row in tables["cost_entries"] if first <= row["entry_no"] <= last]


def test_the_ring_empties_all_service_centers(ring: Path) -> None:
    tables = read_book(ring)
    balances = _sums(tables["cost_entries"], "cost_center_code")
    assert not balances["ADM"]
    assert not balances["PERS"]
    assert not balances["BUILDING"]
    shares: dict[str, dict[str, Decimal]] = {}
    for row in tables["cost_allocation_targets"]:
        shares.setdefault(row["id"], {})[row["target_cost_center"]] = Decimal(row["percent"] or 0)
    solution = tables["cost_allocation_solution"]
    totals = {row["id"]: (row["cost_center_code"], Decimal(row["total_cost"])) for row in solution}
    for row in solution:
        center = row["cost_center_code"]
        wanted = Decimal(row["own_cost"]) + sum(
            (total * shares[id_].get(center, Decimal(0)) / 100 for id_, (_, total) in totals.items()), Decimal(0)
        )
        assert abs(Decimal(row["total_cost"]) - wanted) < Decimal("0.03")


# ---- Calc and the docs


@pytest.mark.office
def test_calc_recalculates_to_our_figures(reported: Path) -> None:
    ours, theirs = read_book(reported), read_book(office.convert(reported, "xlsx"))
    for table in ("cost_reconciliation", "cost_entries", "cost_registers", "cost_statement_budget"):
        assert len(theirs[table]) == len(ours[table])
    figures = {
        "cost_reconciliation": ("gl_amount", "transferred", "difference"),
        "cost_statement_budget": ("net_change", "budget", "percent"),
        "cost_allocation_matrix": ("own_costs", "received", "handed_on", "costs_after"),
    }
    for table, names in figures.items():
        for name in names:
            assert [round(Decimal(row[name] or 0), 2) for row in theirs[table]] == [
                round(Decimal(row[name] or 0), 2) for row in ours[table]
            ], (table, name)


def test_figures_told_in_the_docs_are_those_of_the_runs(
    closed: Path, mended: Path, twice: Path, reported: Path, ring: Path
) -> None:
    known: Counter[Decimal] = Counter()
    for path in (closed, mended, twice, reported, ring):
        for rows in read_book(path).values():
            known.update(abs(Decimal(cell)) for row in rows for cell in row.values() if isinstance(cell, int | Decimal))
    known.update(abs(total) for total in _sums(read_book(twice)["cost_entries"], "cost_type_no").values())
    told = 0
    for page in ("period-end.md", "cost-accounting.md"):
        text = (ROOT / "docs" / page).read_text()
        for figure in re.findall(r"(?<![\d.,])\d{1,3}(?:,\d{3})*\.\d{2}(?![\d%])", text):
            assert Decimal(figure.replace(",", "")) in known, f"{page}: {figure}"
            told += 1
    assert told > 20


def test_explanations_are_told_as_they_are(closed: Path) -> None:
    blocks = (ROOT / "docs" / "period-end.md").read_text().split("\n    .venv/bin/xlcost explain closed.xlsx ")[1:]
    for block in blocks:
        table, key = block.splitlines()[0].split()
        printed = xlcost(closed, table, key, command="explain").stdout
        quoted = [line.strip() for line in block.split("\n\n")[1].splitlines()]
        assert len(quoted) >= 2
        assert [line for line in quoted if line != "..." and line not in printed] == []


def test_lines_of_the_first_run_are_told_as_they_are(closed: Path) -> None:
    printed = closed.with_suffix(".txt").read_text()
    page = (ROOT / "docs" / "period-end.md").read_text()
    told = [line.strip() for line in page.splitlines() if re.match(r" +(done|nothing to do|warning:|error:)", line)]
    operations = [line.strip() for line in printed.splitlines() if re.match(r" *(done|nothing to do)  ", line)]
    assert told[: len(operations)] == operations
    for line in told:
        assert line.removesuffix(" ...") in printed
    assert "41 skipped" in printed
