"""The story of the prices sample: read the summary, mend a list, run again, ask one line (docs/prices.md)."""

from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from samples.prices import SAMPLE, actual_lines, build
from tests.acceptance.real import read_book
from tests.test_cli import xlcost

PAGE = Path(__file__).parent.parent / "docs" / "prices.md"
ZERO_COSTS = {
    "NO_LIST_FOR_DATE": 10,
    "DUPLICATE_PRICE_LINE": 3,
    "NO_CONTRACTING_UNIT": 1,
    "NO_ROLE_PRICE": 1,
    "NO_CATEGORY_PRICE": 1,
    "CATEGORY_UNIT_MISMATCH": 1,
    "PRICE_IS_ZERO": 1,
    "WRITE_IN_PRODUCT": 1,
    "UNIT_NOT_CONVERTIBLE": 1,
}
"""Lines that `samples/prices.py` leaves without a cost on purpose, by the reason they must have."""
UNREADABLE = {"PROJECT_NOT_FOUND": 1, "DATE_MISSING": 1, "UNKNOWN_OPTION": 1}


class Story(NamedTuple):
    """The workbook after each run, and all that the commands printed."""

    first: Path
    mended: Path
    said: str


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """A first run, the list `Cost 2026` made to end in December, a second run, and one line explained."""
    folder = tmp_path_factory.mktemp("prices")
    first, mended = folder / "priced.xlsx", folder / "mended.xlsx"
    runs = [xlcost(SAMPLE, "--output", first, "--run-time", "2026-04-08T09:30:00")]
    book = openpyxl.load_workbook(first)
    lists = book["Price Lists"]
    assert (lists["A3"].value, lists["E3"].value) == ("Cost 2026", dt.datetime(2026, 2, 28))
    lists["E3"] = dt.date(2026, 12, 31)
    book.save(mended)
    runs.append(xlcost(mended, "--run-time", "2026-04-08T10:30:00"))
    assert [run.returncode for run in runs] == [1, 1]
    runs.append(xlcost(mended, "actual_lines", "L036", command="explain"))
    return Story(first, mended, "".join(run.stdout for run in runs))


def _zero_costs(path: Path) -> dict[str, int]:
    summary = read_book(path)["price_summary"]
    return {row["reason"]: row["lines"] for row in summary if row["side"] == "cost" and row["status"] == "zero"}


def _costs(path: Path) -> dict[str, dict[str, Any]]:
    return {row["line"]: row for row in read_book(path)["price_results"] if row["side"] == "cost"}


def test_the_committed_sample_is_what_the_generator_makes(tmp_path: Path) -> None:
    build(tmp_path / "made.xlsx")
    with zipfile.ZipFile(tmp_path / "made.xlsx") as made, zipfile.ZipFile(SAMPLE) as kept:
        assert made.namelist() == kept.namelist()
        assert all(made.read(name) == kept.read(name) for name in made.namelist())


def test_every_line_is_priced_or_says_why_not(story: Story) -> None:
    tables = read_book(story.first)
    assert _zero_costs(story.first) == ZERO_COSTS
    results = [row for row in tables["price_results"] if row["side"] == "cost"]
    assert len(results) == 6 + len(actual_lines()) - sum(UNREADABLE.values())
    assert all(row["message"] for row in results if row["status"] == "zero")
    skipped = [row["reason_code"] for row in tables["skipped_entries"]]
    assert {code: skipped.count(code) for code in UNREADABLE} == UNREADABLE
    assert "NOT_PRICED" not in skipped


def test_findings_in_the_setup_are_warnings(story: Story) -> None:
    found = sorted(row["code"] for row in read_book(story.first)["problems"] if row["severity"] == "warning")
    assert found == [
        "DUPLICATE_PRICE_LINE",
        "LIST_DATES_EMPTY",
        "LIST_OVERLAP",
        "LIST_OVERLAP",
        "OVERRIDE_OUTSIDE_LIST",
    ]


def test_rates_by_hand(story: Story) -> None:
    """Figures worked out from the lists with paper and pencil."""
    found = {(row["line"], row["side"]): row for row in read_book(story.first)["price_results"]}

    def amounts(line: str, side: str) -> tuple[Any, ...]:
        row = found[line, side]
        return row["price_line"], Decimal(row["amount"]), row["currency"], Decimal(row["project_amount"])

    # a day of 8 hours at 496, 30 hours; 145 + 12 % on site, at 1.16 euro a pound
    assert amounts("L001", "cost") == ("C26-3", Decimal(1860), "GBP", Decimal(1860))
    assert amounts("L001", "sales") == ("A26-2", Decimal(4872), "EUR", Decimal(4200))
    # from 2 February the override of 504 a day
    assert (found["L013", "cost"]["override"], Decimal(found["L013", "cost"]["unit_rate"])) == ("OV-1", Decimal(63))
    # a named partner's own row, and a partner's own markup of 8 %
    assert amounts("L003", "cost") == ("C26-2", Decimal(624), "GBP", Decimal(624))
    assert Decimal(found["L003", "sales"]["unit_rate"]) == Decimal("226.8")
    # Dublin costs in euro: 35.5 x 52, at 1.20 in February; the sale is cost + 80 %
    assert amounts("L015", "cost") == ("C26-5", Decimal(1846), "EUR", Decimal("1538.33"))
    assert amounts("L015", "sales") == ("A26-3", Decimal("3322.8"), "EUR", Decimal(2769))
    # a unit without lists of its own uses the house rates; the newest of two lists counts in February
    assert (found["L004", "cost"]["list_source"], found["L004", "cost"]["reason"]) == ("parameters", "CATCH_ALL")
    assert found["L021", "cost"]["price_list"] == "Cost spring"


def test_priced_lines_stand_in_the_project_ledger_once(story: Story) -> None:
    before, after = (read_book(path)["project_ledger_entries"] for path in (story.first, story.mended))
    assert (len(before), len(after)) == (38, 48)
    assert after[: len(before)] == before
    lines = [row["actual_line"] for row in after]
    assert len(lines) == len(set(lines))
    euro = next(row for row in after if row["actual_line"] == "L015")
    assert [Decimal(euro[name]) for name in ("total_cost", "line_amount")] == [Decimal("1538.33"), Decimal(2769)]


def test_the_mended_list_prices_its_lines_and_no_others(story: Story) -> None:
    waiting = {line for line, row in _costs(story.first).items() if row["reason"] == "NO_LIST_FOR_DATE"}
    after = _costs(story.mended)
    assert {after[line]["price_list"] for line in waiting} == {"Cost 2026"}
    assert {line: row for line, row in after.items() if line not in waiting} == {
        line: row for line, row in _costs(story.first).items() if line not in waiting
    }
    assert _zero_costs(story.mended) == {
        code: count for code, count in ZERO_COSTS.items() if code != "NO_LIST_FOR_DATE"
    }


def test_a_second_run_leaves_the_file_byte_identical(story: Story, tmp_path: Path) -> None:
    path = tmp_path / "again.xlsx"
    path.write_bytes(story.mended.read_bytes())
    finished = xlcost(path)
    assert "nothing new" in finished.stdout
    assert path.read_bytes() == story.mended.read_bytes()


def test_the_page_quotes_what_the_runs_say(story: Story) -> None:
    printed = {line.strip() for line in story.said.splitlines()}
    quoted = [line.strip() for block in PAGE.read_text().split("```")[1::2] for line in block.splitlines()[1:]]
    assert len(quoted) >= 20
    assert [line for line in quoted if line not in printed and not line.startswith(("run-workbook", "xlcost"))] == []
