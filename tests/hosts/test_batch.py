"""A run calculates our functions in the tables of the workbook and saves their values (spec 5, section 1)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner
from openpyxl import load_workbook

import xlcost.functions  # noqa: F401  registers the functions
from tests.hostile.test_files_that_are_none import zip_of
from tests.hosts.golden import RANGES
from xlcost.book_file import BookFile
from xlcost.cli import cli
from xlcost.functions.registry import FUNCTIONS, call
from xlcost.hosts.batch import evaluation
from xlcost.hosts.batch.places import NoPlace, References
from xlcost.hosts.formulas import SPELLINGS, respelled
from xlcost.tables.prices import ActualLine, RolePrice
from xlcost.workbook.model import FoundColumn, Place
from xlcost.workbook.references import parse_area

SETUP = (
    "price_lists", "price_list_links", "role_prices", "category_prices", "product_prices", "projects", "org_units",
    "units", "pricing_parameters",
)  # fmt: skip
LINE = "actual_lines[[#Headers],[Line]:[Quantity]],actual_lines[[#This Row],[Line]:[Quantity]]"
RATE = f'=XLCOST.RATE("actual",{LINE},{",".join(f"{name}[#All]" for name in SETUP)})'


def book(
    path: Path,
    formulas: Mapping[str, str | list[str]],
    tables: tuple[str, ...] = ("actual_lines", *SETUP),
    target: str = "actual_lines",
) -> Path:
    """A workbook of golden ranges as Excel tables; one more column of `target` a formula, without saved values."""
    file = xlsxwriter.Workbook(str(path))
    for name in tables:
        rows = [list(row) for row in RANGES[name]]
        extra = dict(formulas) if name == target else {}
        sheet = file.add_worksheet(name.replace("_", " ").title())
        headers = [*rows[0], *(header for header in extra if header not in rows[0])]
        sheet.add_table(
            0, 0, len(rows) - 1, len(headers) - 1, {"name": name, "columns": [{"header": h} for h in headers]}
        )
        for number, row in enumerate(rows[1:], 1):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)
            for header, formula in extra.items():
                text = formula if isinstance(formula, str) else formula[number - 1]
                sheet.write_formula(number, headers.index(header), text, None, "")
    file.close()
    return path


def run(path: Path, *more: str) -> dict[str, Any]:
    done = CliRunner().invoke(cli, ["run-workbook", str(path), "--json", "--run-time", "2026-04-01T00:00:00", *more])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def column(path: Path, sheet: str, header: str, *, formulas: bool = False) -> list[Any]:
    cells = list(load_workbook(path, data_only=not formulas)[sheet].values)
    at = cells[0].index(header)
    return [row[at] for row in cells[1:]]


@pytest.mark.parametrize("spelling", sorted(SPELLINGS))
def test_a_price_column_gets_its_values(tmp_path: Path, spelling: str) -> None:
    text = respelled(RATE, spelling)
    path = book(tmp_path / "b.xlsx", {"Rate": text})
    run(path)
    assert column(path, "Actual Lines", "Rate") == [100, 125, "#N/A", 0.55, 2.5]
    assert column(path, "Actual Lines", "Rate", formulas=True) == [text.replace("@", "[#This Row],")] * 5


def test_formulas_around_a_price(tmp_path: Path) -> None:
    """What a user writes around a rate, and the amount beside it."""
    formulas = {
        "Amount": f"=ROUND({RATE[1:]}*[@Quantity],2)",
        "Or Zero": f"=IFERROR({RATE[1:]},0)*1.5",
        "Where Billed": f'=IF([@Project]="","",{RATE[1:]}&"/"&[@Unit])',
        "With Tax": "=[@Amount]*1.19",
        "Share": "=IFERROR([@[Or Zero]]/SUM(actual_lines[Or Zero]),0)",
        "Of The Role": "=SUMIFS(actual_lines[Or Zero],actual_lines[Role],[@Role])",
    }
    path = book(tmp_path / "b.xlsx", formulas)
    run(path)
    saved = {header: column(path, "Actual Lines", header) for header in formulas}
    assert saved["Amount"] == [300, 250, "#N/A", 55, 25]
    assert saved["Or Zero"] == [150, 187.5, 0, 0.825, 3.75]
    assert saved["Where Billed"] == ["100/Hour", "125/Hour", "#N/A", "0.55/Mile", "2.5/Metre"]
    assert saved["With Tax"] == [357, 297.5, "#N/A", 65.45, 29.75]
    assert saved["Share"][:3] == [pytest.approx(150 / 342.075, abs=1e-15), pytest.approx(187.5 / 342.075, abs=1e-15), 0]
    assert saved["Of The Role"][:2] == [150, 187.5]


def test_values_count_in_the_same_run(tmp_path: Path) -> None:
    """A price typed as a formula prices the lines of the operations."""
    prices = [
        "=XLCOST.ROUNDHALF(99.995)",
        '=XLCOST.CONVERTUNIT(125,"Day","Hour",units[#All])',
        "=XLCOST.ROUNDHALF(149.4,50)",
    ]
    path = book(tmp_path / "b.xlsx", {"Price": prices}, target="role_prices")
    books = BookFile.open(path).books()
    assert [row.price for row in books[RolePrice].rows] == [Decimal("100.00"), Decimal(1000), Decimal(150)]
    run(path, "--operation", "resolve_cost_prices")
    amounts = column(path, "Price Results", "Amount")
    assert amounts[:2] == [300, 250]


def test_again_changes_nothing(tmp_path: Path) -> None:
    path = book(tmp_path / "b.xlsx", {"Rate": RATE})
    run(path)
    first = hashlib.sha256(path.read_bytes()).hexdigest()
    run(path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == first


def test_only_the_sheet_of_the_formula_changes(tmp_path: Path) -> None:
    path = book(tmp_path / "b.xlsx", {"Rate": RATE})
    before = zipfile.ZipFile(path)
    parts = {name: before.read(name) for name in before.namelist() if "worksheets/sheet" in name}
    run(path)
    after = zipfile.ZipFile(path)
    assert [name for name in parts if after.read(name) != parts[name]] == ["xl/worksheets/sheet1.xml"]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    path = book(tmp_path / "b.xlsx", {"Rate": RATE})
    before = path.read_bytes()
    run(path, "--dry-run")
    assert path.read_bytes() == before


def test_an_error_says_why(tmp_path: Path) -> None:
    path = book(tmp_path / "b.xlsx", {"Entered Unit Cost": '=XLCOST.CONVERT(1,"XXX","USD","2026-01-01")'})
    found = run(path)
    skipped = found["skipped"]
    assert len(skipped) >= 5
    assert "currency XXX has no exchange rate on 2026-01-01" in json.dumps(skipped[0])
    assert column(path, "Actual Lines", "Entered Unit Cost") == ["#N/A"] * 5


def test_formulas_that_wait_for_each_other(tmp_path: Path) -> None:
    down = [f"=XLCOST.ROUNDHALF(J{row})" for row in (3, 4, 5, 6)]
    path = book(tmp_path / "b.xlsx", {"Rate": [*down, "=XLCOST.ROUNDHALF(12.345)"]})
    run(path)
    assert column(path, "Actual Lines", "Rate") == [12.35] * 5
    path = book(tmp_path / "c.xlsx", {"Rate": [*down, "=XLCOST.ROUNDHALF(J2)"]})
    run(path)
    assert column(path, "Actual Lines", "Rate") == ["#VALUE!"] * 5
    path = book(tmp_path / "d.xlsx", {"Rate": "=XLCOST.SPREAD(1,actual_lines[#All])"})
    run(path)
    assert column(path, "Actual Lines", "Rate") == ["#REF!"] * 5


def test_what_cannot_be_calculated_keeps_its_saved_value(tmp_path: Path) -> None:
    """And the problem of a cell without one says what stands in the way."""
    path = book(tmp_path / "b.xlsx", {"Entered Unit Cost": "=TODAY()*XLCOST.ROUNDHALF(1.005)"})
    found = run(path)
    assert set(column(path, "Actual Lines", "Entered Unit Cost")) <= {None, ""}
    said = json.dumps(found["skipped"])
    assert "FORMULA_NOT_CALCULATED" in said
    assert "the function TODAY stands in the way" in said
    with_values(path, "xl/worksheets/sheet1.xml", 7)
    found = run(path)
    assert column(path, "Actual Lines", "Entered Unit Cost") == [7] * 5
    assert "FORMULA_NOT_CALCULATED" not in json.dumps(found)


def with_values(path: Path, part: str, value: int) -> None:
    """Give all formulas of a sheet a saved value."""
    archive = zipfile.ZipFile(path)
    parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = re.sub(rb"</f>(<v>[^<]*</v>)?", b"</f><v>%d</v>" % value, parts[part]).replace(b' t="str"><f', b"><f")
    path.write_bytes(zip_of(*parts.items()))


def test_kinds_of_values(tmp_path: Path) -> None:
    formulas = {
        "Date": '=XLCOST.PERIODEND("2026-03-15")',
        "Unit": "=XLCOST.COSTTYPE(\"6150\",'Cost Types'!A:D)",
        "Fits": '=XLCOST.FILTERMATCH([@Role],"DEV*")',
    }
    path = book(tmp_path / "b.xlsx", formulas, ("actual_lines", "cost_types", *SETUP))
    lines = BookFile.open(path).books()[ActualLine].rows
    assert {line.date for line in lines} == {dt.date(2026, 3, 31)}
    assert {line.unit for line in lines} == {"8910"}
    run(path)
    assert column(path, "Actual Lines", "Unit") == ["8910"] * 5
    assert column(path, "Actual Lines", "Fits") == [True, False, False, False, False]


def test_examples_of_the_docs_run(tmp_path: Path) -> None:
    """Every example is a formula that gives an answer over the golden tables."""
    tables = tuple(name for name in RANGES if not name.startswith("line_"))
    path = book(tmp_path / "b.xlsx", {name: function.example for name, function in FUNCTIONS.items()}, tables)
    file: Any = BookFile.open(path).file
    first = {column: value for (_, row, column), value in file.calculation.values.items() if row == 2}
    assert len(first) == len(FUNCTIONS)
    assert not [value for value in first.values() if not isinstance(value, str | bool | Decimal)]


PLACES = [
    Place(
        "Lines",
        "lines",
        3,
        6,
        tuple(FoundColumn(h, i) for i, h in enumerate(("Line", "Q.ty [1]", "Unit", "#x"), 2)),
        True,
    ),
    Place("My 'Lists'", "lists", 1, 2, (FoundColumn("A", 1),)),
]


@pytest.mark.parametrize(
    ("text", "sheet", "area"),
    [
        ("B2", "Lines", "B2"), ("$B$2:C9", "Lines", "B2:C9"), ("'My ''Lists'''!A1:A2", "My 'Lists'", "A1:A2"), ("lists!A1", None, ""),
        ("lines", "Lines", "B4:E6"), ("LINES[]", "Lines", "B4:E6"), ("lines[#All]", "Lines", "B3:E7"), ("lines[#Headers]", "Lines", "B3:E3"),
        ("lines[#Totals]", "Lines", "B7:E7"), ("lines[Unit]", "Lines", "D4:D6"), ("lines[[Line]:[Unit]]", "Lines", "B4:D6"),
        ("lines[[#Headers],[#Data],[Unit]]", "Lines", "D3:D6"), ("lines[[#This Row],[Line]]", "Lines", "B5"), ("[@Unit]", "Lines", "D5"),
        ("lines[@[Line]:[Unit]]", "Lines", "B5:D5"), ("lines[@]", "Lines", "B5:E5"), ("lines[Q.ty '[1']]", "Lines", "C4:C6"),
        ("lines['#x]", "Lines", "E4:E6"), ("lists[#All]", "My 'Lists'", "A1:A2"), ("lines[None]", None, ""), ("nowhere", None, ""), ("Gone!A1", None, ""),
        ("lists[@A]", None, ""), ("[1]Sheet1!A1", None, ""),
    ],
)  # fmt: skip
def test_references(text: str, sheet: str | None, area: str) -> None:
    references = References(["Lines", "My 'Lists'"], PLACES)
    if sheet is None:
        with pytest.raises(NoPlace):
            references.cells(text, "Lines", 5, PLACES[0])
    else:
        found = references.cells(text, "Lines", 5, PLACES[0])
        assert (found.sheet, found.area) == (sheet, parse_area(area))


def test_a_cent_changes_the_saved_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "b.xlsx", {"Rate": RATE})
    monkeypatch.setattr(evaluation, "call", lambda name, values: _dearer(call(name, values)))
    run(path)
    assert column(path, "Actual Lines", "Rate")[0] == 100.01


def _dearer(answer: Any) -> Any:
    return answer + Decimal("0.01") if isinstance(answer, Decimal) else answer


def test_a_plain_range_is_calculated_too(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    file = xlsxwriter.Workbook(str(path))
    sheet = file.add_worksheet("Units")
    for number, row in enumerate([["Unit", "Unit Group", "Note", "Note", "Factor"], ["Hour", "Time"], ["Day", "Time"]]):
        sheet.write_row(number + 2, 1, row)
        for column in (3, 4, 5) if number else ():
            sheet.write_formula(
                number + 2,
                column,
                f"=XLCOST.ROUNDHALF(1.00{number}+0)" if column == 3 else "=XLCOST.ROUNDHALF(1.005)",
                None,
                "",
            )
    file.close()
    run(path, "--operation", "resolve_cost_prices")
    saved = list(
        load_workbook(path, data_only=True)["Units"].iter_rows(min_row=4, min_col=4, max_col=6, values_only=True)
    )
    assert [row[2] for row in saved] == [1.01, 1.01]
    assert {cell for row in saved for cell in row[:2]} <= {None, ""}


def test_array_formulas_of_one_cell_stay_what_they_are(tmp_path: Path) -> None:
    """Excel saves a function that could answer with several cells like this, with an attribute that tells so."""
    path = book(tmp_path / "b.xlsx", {"Rate": "=XLCOST_ROUNDHALF(2.345)"})
    archive = zipfile.ZipFile(path)
    parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    for row in (2, 3):
        plain = f'<c r="J{row}"><f>'.encode()
        assert plain in parts[sheet]
        ref = f"J{row}" if row == 2 else "J3:J4"
        array = f'<c r="J{row}" cm="1" t="str"><f t="array" ref="{ref}" ca="1">'.encode()
        parts[sheet] = parts[sheet].replace(plain, array)
    path.write_bytes(zip_of(*parts.items()))
    run(path)
    xml = zipfile.ZipFile(path).read(sheet).decode()
    assert '<c r="J2" cm="1"><f t="array" ref="J2" ca="1">XLCOST_ROUNDHALF(2.345)</f><v>2.35</v></c>' in xml
    assert '<c r="J3" cm="1"><f t="array" ref="J3:J4" ca="1">XLCOST_ROUNDHALF(2.345)</f><v>2.35</v></c>' in xml
    assert '<c r="J5"><f>XLCOST_ROUNDHALF(2.345)</f><v>2.35</v></c>' in xml
