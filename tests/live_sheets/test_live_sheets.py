"""Sheets of live functions: formulas and saved values agree with each other, with Calc, and with sums by hand."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.hosts.test_calc import calculated
from tests.test_cli import xlcost
from workbook_templates.build import FOLDER
from xlcost.areas import AREAS
from xlcost.functions.registry import FUNCTIONS
from xlcost.hosts.calc.extension import extension
from xlcost.hosts.formulas import function_name, respelled, tokens_of
from xlcost.live_sheets import SHEETS

EXAMPLE = FOLDER / "live-functions.xlsx"
LIVE = [sheet.title for sheet in SHEETS]


def formulas(path: Path, sheet: str) -> dict[str, str]:
    cells = [cell for row in openpyxl.load_workbook(path)[sheet].iter_rows() for cell in row]
    return {cell.coordinate: cell.value for cell in cells if isinstance(cell.value, str) and cell.value.startswith("=")}


def saved(path: Path, sheet: str) -> dict[str, Any]:
    values = openpyxl.load_workbook(path, data_only=True)[sheet]
    return {place: values[place].value for place in formulas(path, sheet)}


def test_figures_by_hand() -> None:
    costs, inventory = saved(EXAMPLE, "Live Costs"), saved(EXAMPLE, "Live Inventory")
    assert [costs[place] for place in ("B15", "C15", "D15")] == pytest.approx([100.1 + 200.2, 80 + 220.5, -0.2])
    assert costs["E15"] == round(300.3 / 300.5 * 100, 2)
    assert [costs[f"C{row}"] for row in (39, 40, 41)] == [33.33333, 33.33333, 33.33334]
    assert sum(costs[f"D{row}"] for row in (39, 40, 41)) == 1000
    # 10 at 10 and 10 at 12, of which 5 are gone
    assert [inventory[f"{column}18"] for column in "CDE"] == [5 * 10 + 3 * 12, 5 * 12 + 3 * 10, 8 * 11]
    assert [inventory[f"{column}19"] for column in "CDE"] == ["#NUM!"] * 3
    live_wip = saved(EXAMPLE, "Live WIP")
    assert [live_wip[f"{column}15"] for column in "BCD"] == [300, 450, 300]
    assert (inventory["H25"], inventory["I25"]) == ("2110", "7291")


@pytest.mark.parametrize("area", AREAS)
def test_an_empty_template_shows_no_error_and_no_formula_without_a_value(area: str) -> None:
    path = FOLDER / f"{area}.xlsx"
    [title] = [sheet.title for sheet in SHEETS if sheet.area == area]
    shown = saved(path, title)
    assert shown and not [value for value in shown.values() if isinstance(value, str) and value.startswith("#")]
    part = zipfile.ZipFile(path).read("xl/worksheets/sheet2.xml")
    assert part.count(b"<f>") == len(shown) == part.count(b"</f><v>")


@pytest.mark.parametrize("title", LIVE)
def test_every_formula_asks_a_function_of_the_registry_in_the_canonical_spelling(title: str) -> None:
    for text in formulas(EXAMPLE, title).values():
        calls = [token.value for token in tokens_of(text) if token.value.startswith("XLCOST")]
        assert len(calls) == 1 and calls[0].startswith("XLCOST.") and function_name(calls[0]) in FUNCTIONS
        assert len(text) < 8192 and "[#All]" not in text


def alike(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return abs(ours - theirs) < 1e-9
    return (ours or "") == (theirs or "")


@pytest.mark.office
@pytest.mark.parametrize("name", ["live-functions.xlsx", *(f"{area}.xlsx" for area in AREAS)])
def test_calc_calculates_what_is_saved(name: str, tmp_path: Path) -> None:
    """Calc gets the formulas without their values, so it must find them itself."""
    path = FOLDER / name
    book = openpyxl.load_workbook(path)
    book.save(tmp_path / "without-values.xlsx")
    titles = [title for title in [*LIVE, "Estimate Lines"] if title in book.sheetnames and formulas(path, title)]
    found = calculated(tmp_path, tmp_path / "without-values.xlsx", extension(), titles[0])
    values = openpyxl.load_workbook(found.copy, data_only=True)
    for title in titles:
        for place, ours in saved(path, title).items():
            assert alike(ours, values[title][place].value), (title, place, ours, values[title][place].value)


def test_a_run_calculates_the_lines_and_leaves_the_live_sheets_alone(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = openpyxl.load_workbook(EXAMPLE)
    lines, prices = book["Estimate Lines"], book["Role Prices"]
    heads = {str(cell.value): cell.column or 0 for cell in lines[1]}
    next(column for column in prices.iter_cols() if column[0].value == "Price")[1].value = 110
    book.save(path)
    before = zipfile.ZipFile(path)
    done = xlcost(path, "--operation", "resolve_cost_prices")
    assert done.returncode == 0, done.stderr
    after = openpyxl.load_workbook(path, data_only=True)["Estimate Lines"]
    assert after.cell(2, heads["Cost Rate Now"]).value == 110
    for number in range(2, 2 + len(LIVE)):
        part = f"xl/worksheets/sheet{number}.xml"
        assert before.read(part) == zipfile.ZipFile(path).read(part)


def test_a_new_workbook_has_them_when_asked(tmp_path: Path) -> None:
    plain, live = tmp_path / "plain.xlsx", tmp_path / "live.xlsx"
    assert xlcost(plain, command="new-workbook").returncode == 0
    assert xlcost(live, "--functions", "calc", command="new-workbook").returncode == 0
    assert not {*LIVE} & {*openpyxl.load_workbook(plain).sheetnames}
    assert openpyxl.load_workbook(live).sheetnames[:5] == ["Guide", *LIVE]
    assert xlcost(live).returncode == 0


@pytest.mark.parametrize(("host", "begins"), [("excel-macros", "XLCOST_"), ("office-addin", "_xldudf_XLCOST_")])
def test_each_host_gets_its_spelling_and_nothing_else_differs(host: str, begins: str, tmp_path: Path) -> None:
    calc, other = tmp_path / "calc.xlsx", tmp_path / "other.xlsx"
    assert xlcost(calc, "--functions", "calc", command="new-workbook").returncode == 0
    assert xlcost(other, "--functions", host, command="new-workbook").returncode == 0
    for title in LIVE:
        ours, theirs = formulas(calc, title), formulas(other, title)
        assert all(text.count(begins) == 1 and "XLCOST." not in text for text in theirs.values())
        assert {place: respelled(text) for place, text in theirs.items()} == ours
        assert saved(calc, title) == saved(other, title)


def test_a_workbook_for_prices_has_the_projects_that_lines_name(tmp_path: Path) -> None:
    assert xlcost(tmp_path / "p.xlsx", "--area", "prices", command="new-workbook").returncode == 0
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert "projects" in book["Projects"].tables and "Project Tasks" not in book.sheetnames
