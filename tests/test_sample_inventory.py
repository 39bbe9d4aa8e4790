"""The story of the inventory sample (docs/inventory.md): a run with two gaps, the gaps mended, a posting by hand."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from samples.inventory import BLOCKED, MISSING, SAMPLE, build
from tests import office
from tests.acceptance.real import read_book
from tests.test_cli import RUN_TIME, xlcost

PAGE = Path(__file__).parent.parent / "docs" / "inventory.md"
GAPS = {"INVENTORY_POSTING_SETUP_MISSING": 8, "ACCOUNT_BLOCKED": 3}
"""What the two gaps keep from being posted, as the story says."""
BY_HAND = Decimal("250.00")
ACCOUNT_BY_HAND = 2110


def _sum(rows: list[dict[str, Any]], column: str, **chosen: object) -> Decimal:
    picked = (row for row in rows if all(row[name] == value for name, value in chosen.items()))
    return sum((Decimal(row[column] or 0) for row in picked), Decimal(0))


def _balance(tables: dict[str, list[dict[str, Any]]], accounts: set[str]) -> Decimal:
    """What stands in those accounts; an export has numbers, xlcost writes text."""
    return _sum([row for row in tables["gl_entries"] if str(row["gl_account_no"]) in accounts], "amount")


def _differences(tables: dict[str, list[dict[str, Any]]]) -> dict[str, Decimal]:
    found = {row["account_type"]: Decimal(row["difference"]) for row in tables["reconciliation_totals"]}
    return {account_type: difference for account_type, difference in found.items() if difference}


def _edited(path: Path, change: Callable[[Any], None]) -> Path:
    """A copy with an edit of the user; the sheets are simple enough for openpyxl."""
    copy = path.with_name(f"{change.__name__}.xlsx")
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(copy)
    return copy


def _add(sheet: Any, *rows: list[Any]) -> None:
    for row in rows:
        sheet.append(row)
    table = next(iter(sheet.tables.values()))
    last_column = re.sub(r"\d", "", table.ref.partition(":")[2])
    table.ref = table.autoFilter.ref = f"A1:{last_column}{sheet.max_row}"


def mend(book: Any) -> None:
    """Both gaps: the account is unblocked, the missing line of the posting setup is entered."""
    for row in book["Chart of Accounts"].iter_rows(min_row=2):
        if str(row[0].value) == BLOCKED:
            row[4].value = False
    _add(book["Inventory Posting Setup"], [*MISSING, 2115, 2116, 2130, 7710, 7720, 7730, 7740, 7750])


def post_by_hand(book: Any) -> None:
    """An entry straight to an inventory account."""
    sheet = book["GL Entries"]
    number, day = sheet.max_row, dt.datetime(2025, 12, 30)
    line = ["BY-HAND-1", "Beech counted"]
    _add(sheet, [number, ACCOUNT_BY_HAND, day, *line, float(BY_HAND), "GENJNL"],
         [number + 1, 2310, day, *line, -float(BY_HAND), "GENJNL"])  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("inventory") / "run.xlsx"
    assert xlcost(SAMPLE, "--output", path, *RUN_TIME).returncode == 1
    return path


@pytest.fixture(scope="module")
def mended(run: Path) -> Path:
    path = _edited(run, mend)
    assert xlcost(path, *RUN_TIME).returncode == 0
    return path


def test_the_committed_sample_is_what_the_generator_makes(tmp_path: Path) -> None:
    build(tmp_path / "made.xlsx")
    with zipfile.ZipFile(tmp_path / "made.xlsx") as made, zipfile.ZipFile(SAMPLE) as kept:
        assert made.namelist() == kept.namelist()
        assert all(made.read(name) == kept.read(name) for name in made.namelist())


def test_the_sample_holds_what_the_story_promises() -> None:
    tables = read_book(SAMPLE)
    assert {row["costing_method"] for row in tables["items"]} == {"FIFO", "LIFO", "Average", "Standard", "Specific"}
    kinds = {row["transaction_type"] for row in tables["item_transactions"]}
    wanted = {"Invoice", "Item Charge", "Revaluation", "Transfer", "Sale Return", "Purchase Return", "Consumption",
              "Capacity", "Output"}  # fmt: skip
    assert wanted <= kinds


def test_every_movement_is_posted_and_only_the_gaps_are_skipped(run: Path) -> None:
    tables = read_book(run)
    assert all(row["posted"] for row in tables["item_transactions"])
    skipped = tables["skipped_entries"]
    assert len(skipped) == sum(GAPS.values())
    for reason, count in GAPS.items():
        assert sum(row["reason_code"] == reason for row in skipped) == count, reason
    waiting = {row["value_entry_no"] for row in tables["post_value_entry_to_gl"]}
    assert waiting == {row["entry_no"] for row in skipped}


def test_skipped_entries_are_one_click_away_in_the_first_run(run: Path) -> None:
    book: Any = openpyxl.load_workbook(run)
    sheet, values = book["Skipped Entries"], book["Value Entries"]
    headers = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2, max_row=1 + sum(GAPS.values())):
        assert {cell.alignment.vertical for cell in row} == {"top"}, "beside the wrapped reason"
        place = row[headers.index("Row")]
        assert place.hyperlink.location == f"'Value Entries'!A{place.value}"
        assert values.cell(place.value, 1).value == row[headers.index("Entry No.")].value


def test_every_difference_is_split_by_cause(run: Path) -> None:
    tables = read_book(run)
    differences = _differences(tables)
    assert set(differences) == {"Inventory", "Purchase Variance", "Inventory Adjmt.", "COGS"}
    causes = tables["reconciliation_causes"]
    for account_type, difference in differences.items():
        assert _sum(causes, "amount", account_type=account_type) == difference
    assert {row["cause"] for row in causes if Decimal(row["amount"] or 0)} == {"SKIPPED"}
    skipped = {row["entry_no"] for row in tables["skipped_entries"]}
    assert {row["entry_no"] for row in tables["reconciliation_cause_rows"]} == skipped


def test_a_second_run_leaves_the_file_byte_identical(run: Path, tmp_path: Path) -> None:
    path = shutil.copy(run, tmp_path / "again.xlsx")
    finished = xlcost(path, *RUN_TIME)
    assert finished.returncode == 1
    assert "nothing new" in finished.stdout
    assert Path(path).read_bytes() == run.read_bytes()


def test_mended_gaps_bring_the_difference_to_zero(run: Path, mended: Path) -> None:
    before, after = read_book(run), read_book(mended)
    assert _differences(after) == {}
    assert after["skipped_entries"] == after["post_value_entry_to_gl"] == after["reconciliation_warnings"] == []
    posted = {row["value_entry_no"] for row in after["gl_entries"][len(before["gl_entries"]) :]}
    assert posted == {row["entry_no"] for row in before["skipped_entries"]}
    assert all(Decimal(row["cost_posted_to_gl"] or 0) == Decimal(row["cost_amount_actual"] or 0)
               for row in after["value_entries"])  # fmt: skip


def test_unit_costs_are_those_of_the_method(mended: Path) -> None:
    tables = read_book(mended)
    items = {row["item_no"]: row for row in tables["items"]}
    worth = {row["item_no"]: row for row in tables["invt_valuation_cost_spec"]}
    for item_no, item in items.items():
        if item["costing_method"] == "Standard":
            assert item["unit_cost"] == item["standard_cost"]
        else:
            stock = worth[item_no]
            unit_cost = Decimal(stock["total_cost"]) / Decimal(stock["remaining_quantity"])
            assert abs(Decimal(item["unit_cost"]) - unit_cost) < Decimal("0.00001"), item_no
    (output,) = [row for row in tables["value_entries"]
                 if row["item_ledger_entry_type"] == "Output" and row["invoiced_quantity"]]  # fmt: skip
    cost = Decimal(output["cost_per_unit"]) * Decimal(output["invoiced_quantity"])
    assert abs(cost - Decimal(output["cost_amount_actual"])) < Decimal("0.01")


def test_inventory_accounts_hold_what_the_stock_is_worth(mended: Path) -> None:
    tables = read_book(mended)
    balance = _balance(tables, {str(row["inventory_account"]) for row in tables["inventory_posting_setup"]})
    worth = _sum(tables["value_entries"], "cost_amount_actual") - _sum(
        [row for row in tables["value_entries"] if not row["item_ledger_entry_type"]], "cost_amount_actual"
    )
    assert balance == worth == _sum(tables["inventory_valuation"], "ending_value")


def test_costs_of_the_income_statement_go_to_cost_accounting_in_the_same_run(mended: Path) -> None:
    tables = read_book(mended)
    income = {str(row["no"]) for row in tables["gl_accounts"] if row["income_balance"] == "Income Statement"}
    assert _balance(tables, income) == _sum(tables["cost_entries"], "amount")
    assert {row["cost_type_no"] for row in tables["cost_entries"]} >= {"7510", "7640", "7710"}


def test_a_posting_by_hand_is_shown_by_its_own_amount(mended: Path) -> None:
    path = _edited(mended, post_by_hand)
    assert xlcost(path, *RUN_TIME).returncode == 1
    tables = read_book(path)
    assert _differences(tables) == {"Inventory": BY_HAND}
    (cause,) = [row for row in tables["reconciliation_causes"] if Decimal(row["amount"] or 0)]
    assert (cause["cause"], str(cause["gl_account_no"])) == ("DIRECT_POSTING", str(ACCOUNT_BY_HAND))
    (row,) = tables["reconciliation_cause_rows"]
    assert row["document_no"] == "BY-HAND-1"
    assert row["sheet"] == "GL Entries"


def test_the_page_shows_what_the_commands_print(mended: Path) -> None:
    page = PAGE.read_text()
    for table, key in re.findall(r"xlcost explain inventory\.xlsx (\w+) (\w+)", page):
        finished = xlcost(mended, table, key, command="explain")
        assert finished.returncode == 0
        for line in finished.stdout.splitlines():
            assert f"    {line}" in page, line


def test_the_page_quotes_figures_of_the_run(run: Path, mended: Path) -> None:
    page = PAGE.read_text()
    before, after = read_book(run), read_book(mended)
    figures = [*_differences(before).values(), _sum(after["inventory_valuation"], "ending_value"),
               _sum(after["inventory_valuation_wip"], "as_of_end")]  # fmt: skip
    figures += [
        _sum(before["reconciliation_causes"], "amount", account_type="Inventory", reason_code=reason) for reason in GAPS
    ]
    variances = [
        row for row in after["value_entries"] if row["order_no"] == "PO-1001" and row["entry_type"] == "Variance"
    ]
    figures += [-Decimal(row["cost_amount_actual"]) for row in variances]
    for figure in figures:
        assert f"{figure:,.2f}" in page, figure
    for count in (len(before["item_transactions"]), len(before["value_entries"]), sum(GAPS.values()), *GAPS.values()):
        assert re.search(rf"\b{count}\b", page), count


@pytest.mark.office
def test_calc_recalculates_to_our_figures(run: Path) -> None:
    ours, theirs = read_book(run), read_book(office.convert(run, "xlsx"))
    for table, column in (("reconciliation_totals", "difference"), ("inventory_valuation", "ending_value"),
                          ("inventory_valuation_wip", "as_of_end"), ("invt_valuation_cost_spec", "total_cost")):  # fmt: skip
        assert [Decimal(row[column] or 0) for row in theirs[table]] == [
            Decimal(row[column] or 0) for row in ours[table]
        ]
