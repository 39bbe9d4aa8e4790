"""The story of the projects sample: three period ends, a completion, a re-opening (docs/projects.md)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from samples.projects import MONTHS, SAMPLE, TASKS, USAGE, begin_month, build
from tests import office
from tests.acceptance.real import read_book
from tests.test_cli import xlcost

PAGE = Path(__file__).parent.parent / "docs" / "projects.md"
JANUARY, FEBRUARY, MARCH = range(3)
Tables = dict[str, list[dict[str, Any]]]


class Story(NamedTuple):
    """The workbook after each month's run, its tables, and all that the commands printed."""

    paths: list[Path]
    tables: list[Tables]
    said: str


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("projects")
    paths, before, said = [], SAMPLE, ""
    for month, (period_end, statuses) in enumerate(MONTHS, 2):
        path = folder / f"{period_end}.xlsx"
        path.write_bytes(before.read_bytes())
        if before is not SAMPLE:
            begin_month(path, period_end, statuses)
        finished = xlcost(path, "--run-time", f"2026-0{month}-03T09:30:00")
        assert finished.returncode == 0, finished.stderr
        paths.append(path)
        before, said = path, said + finished.stdout
    listing = folder / "listing.xlsx"
    said += xlcost(paths[MARCH], "--output", listing, "--operation", "report", "-p", "report=wip_to_gl").stdout
    said += xlcost(paths[MARCH], "wip_cockpit", "BRIDGE total_wip_cost_gl", command="explain").stdout
    said += xlcost(paths[MARCH], "wip_totals", "TOWER/120", command="explain").stdout
    tables = [read_book(path) for path in paths]
    tables[MARCH]["wip_to_gl"] = read_book(listing)["wip_to_gl"]
    return Story(paths, tables, said)


def _sum(rows: Iterable[dict[str, Any]], column: str) -> Decimal:
    return sum((Decimal(row[column] or 0) for row in rows), Decimal(0))


def _figures(tables: Tables, project: str) -> tuple[Decimal, Decimal]:
    """Recognised costs and sales of a project in the statement."""
    row = next(row for row in tables["wip_statement"] if row["project"] == project and not row["task"])
    return Decimal(row["recognized_costs"]), Decimal(row["recognized_sales"])


def test_the_committed_sample_is_what_the_generator_makes(tmp_path: Path) -> None:
    build(tmp_path / "made.xlsx")
    with zipfile.ZipFile(tmp_path / "made.xlsx") as made, zipfile.ZipFile(SAMPLE) as kept:
        assert made.namelist() == kept.namelist()
        assert all(made.read(name) == kept.read(name) for name in made.namelist())


def test_recognised_amounts_by_hand(story: Story) -> None:
    """By the formulas of the methods, from budget, usage and invoices of the sample."""

    def cents(value: Decimal) -> Decimal:
        return value.quantize(Decimal("0.01"))

    january, february, march = story.tables
    # Cost of Sales: 80,000 x invoiced / 120,000
    assert [_figures(tables, "BRIDGE")[0] for tables in story.tables] == [
        cents(Decimal(80_000) * invoiced / 120_000) for invoiced in (20_000, 55_000, 72_500)
    ]
    # Completed Contract: nothing, everything, nothing again
    nothing, everything = (Decimal(0), Decimal(0)), (Decimal("16696.40"), Decimal(24_500))
    assert [_figures(tables, "CHAPEL") for tables in story.tables] == [nothing, everything, nothing]
    # Sales Value: usage price x 110,250 / 105,000
    assert _figures(january, "DEPOT")[1] == cents(Decimal("36069.60") * 110_250 / 105_000)
    assert _figures(february, "DEPOT")[1] == cents(Decimal("85399.30") * 110_250 / 105_000)
    assert _figures(march, "DEPOT") == (Decimal("70119.50"), Decimal(110_250))
    # POC by phase; phase 1 overruns its budget in March and stays at its price
    assert _figures(january, "TOWER")[1] == Decimal(90_000) * 15_000 / 60_000
    assert (
        _figures(february, "TOWER")[1]
        == Decimal(90_000) * Decimal("44300.40") / 60_000 + Decimal(64_000) * 5_200 / 40_000
    )
    assert _figures(march, "TOWER")[1] == Decimal(90_000) + Decimal(64_000) * 14_850 / 40_000


def test_each_month_takes_the_one_before_out_and_books_its_own(story: Story) -> None:
    for month, tables in enumerate(story.tables):
        standing = [row for row in tables["wip_gl_entries"] if not row["reversed"]]
        assert {str(row["posting_date"])[:10] for row in standing} == {str(MONTHS[month][0])}
        for row in (row for row in tables["wip_gl_entries"] if row["reversed"]):
            booked, taken_out = (
                next(each for each in tables["gl_entries"] if each["entry_no"] == row[number])
                for number in ("gl_entry_no", "reversal_gl_entry_no")
            )
            assert Decimal(booked["amount"]) == -Decimal(taken_out["amount"])
        assert _sum(tables["gl_entries"], "amount") == 0


def test_costs_of_projects_in_cost_accounting_are_the_recognised_ones(story: Story) -> None:
    """What was used and is not recognised has left the cost object; only the excluded guarantee stays beside."""
    guarantee = next(each.cost for each in USAGE if each.task == "900")
    excluded = {task.task for task in TASKS if task.wip_total == "excluded"}
    assert excluded == {"900"}
    for month, tables in enumerate(story.tables):
        statement = {row["no"]: Decimal(row["net_change"] or 0) for row in tables["cost_statement"]}
        total = next(row for row in tables["wip_statement"] if row["description"] == "Total")
        assert statement["5999"] == Decimal(total["recognized_costs"]) + (guarantee if month == MARCH else 0)
        assert statement["4999"] == -Decimal(total["recognized_sales"])


def test_completion_is_marked_and_taken_back(story: Story) -> None:
    def completed(month: int) -> dict[str, bool]:
        return {row["project"]: bool(row["completion_posted"]) for row in story.tables[month]["wip_cockpit"]}

    assert completed(JANUARY) == dict.fromkeys(("BRIDGE", "CHAPEL", "DEPOT", "TOWER"), False)
    assert completed(FEBRUARY) == completed(JANUARY) | {"CHAPEL": True}
    assert completed(MARCH) == completed(JANUARY) | {"DEPOT": True}
    warnings = [(row["project"], row["task"], row["code"]) for row in story.tables[MARCH]["wip_warnings"]]
    assert warnings == [("CHAPEL", "200", "COST_COMPLETION_OVER_100"), ("TOWER", "120", "COST_COMPLETION_OVER_100")]


def test_the_balance_sheet_accounts_hold_the_wip_and_nothing_else(story: Story) -> None:
    listing = story.tables[MARCH]["wip_to_gl"]
    balance_sheet = [row for row in listing if row["side"] == "balancing_account" and not row["posting_group"]]
    assert [row["gl_account_no"] for row in balance_sheet] == ["1410", "1420", "2420", None]
    assert all(Decimal(row["difference"] or 0) == 0 for row in balance_sheet)
    depot = {row["gl_account_no"]: Decimal(row["difference"]) for row in listing if row["difference"]}
    assert depot == {"4180": 110_250, "4200": -110_250, "5180": Decimal("-70119.50"), "5200": Decimal("70119.50")}


def test_a_second_run_leaves_the_file_byte_identical(story: Story, tmp_path: Path) -> None:
    for kept in story.paths:
        path = tmp_path / kept.name
        path.write_bytes(kept.read_bytes())
        finished = xlcost(path)
        assert "nothing new" in finished.stdout, kept.name
        assert path.read_bytes() == kept.read_bytes()


def _story_of_page() -> str:
    return PAGE.read_text().split("## Tables")[0]


def test_the_page_quotes_what_the_runs_say(story: Story) -> None:
    printed = {line.strip() for line in story.said.splitlines()}
    quoted = [line.strip() for block in _story_of_page().split("```")[1::2] for line in block.splitlines()[1:]]
    assert len(quoted) >= 20
    assert [line for line in quoted if line not in printed and not line.startswith(("run-workbook", "xlcost"))] == []


def test_every_amount_in_the_story_stands_in_a_sheet(story: Story) -> None:
    prose = "".join(_story_of_page().split("```")[0::2])
    told = {Decimal(amount.replace(",", "")) for amount in re.findall(r"\d[\d,]*\.\d\d", prose)}
    assert len(told) >= 12
    cells = {
        abs(value)
        for tables in story.tables
        for rows in tables.values()
        for row in rows
        for value in row.values()
        if isinstance(value, int | Decimal)
    }
    assert sorted(told - cells) == []


@pytest.mark.office
def test_calc_recalculates_the_live_totals_to_our_figures(story: Story) -> None:
    theirs = read_book(office.convert(story.paths[MARCH], "xlsx"))
    for table in ("wip_statement", "wip_cockpit"):
        ours = story.tables[MARCH][table]
        for name in (name for name, value in ours[0].items() if isinstance(value, Decimal)):
            assert [Decimal(row[name] or 0) for row in theirs[table]] == [Decimal(row[name] or 0) for row in ours], name
