"""What a run calculates in the tables of a workbook, in which order, and what it writes (spec 5, section 1)."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.hosts.batch.books import Cells, book, formula, units
from tests.hosts.test_batch import run
from xlcost.book_file import BookFile
from xlcost.cells import CellError
from xlcost.hosts.batch import calculation, evaluation
from xlcost.hosts.batch.evaluation import At, Evaluator
from xlcost.hosts.batch.tree import parsed, shape_of
from xlcost.tables.prices import Unit

R = "XLCOST.ROUNDHALF"


def played(path: Path) -> Mapping[str, Any]:
    """Address -> saved value on the first sheet after a run."""
    run(path, "--operation", "resolve_cost_prices")
    sheet = load_workbook(path, data_only=True)["Units"]
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row}


def first_sheet(path: Path) -> str:
    return zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()


def test_columns_that_read_ours_are_right_in_the_same_run(tmp_path: Path) -> None:
    """The amount beside the rate, and what reads the amount; what reads neither keeps its value."""
    cells = {
        "C2": formula("C3*2", 7), "C3": formula(f"IFERROR({R}(1.005)*3,0)", 7), "D3": formula("C2+1", 7),
        "C4": formula("1+1", 7), "C5": formula("SUM(D2:D3)", 7), "D4": formula("C4*10", 7),
    }  # fmt: skip
    path = book(tmp_path / "b.xlsx", {"Units": units(cells)})
    books = BookFile.open(path).books()
    assert [row.quantity for row in books[Unit].rows] == [Decimal("6.06"), Decimal("3.03"), 7, Decimal("7.06")]
    found = played(path)
    assert [found[each] for each in ("C2", "C3", "D3", "C5", "C4", "D4")] == [6.06, 3.03, 7.06, 7.06, 7, 7]
    assert "<f>IFERROR(XLCOST.ROUNDHALF(1.005)*3,0)</f>" in first_sheet(path)


def test_without_a_function_of_ours_saved_values_count(tmp_path: Path) -> None:
    path = book(tmp_path / "b.xlsx", {"Units": units({"C2": formula("1+1", 7), "C3": formula("2+2")})})
    before = first_sheet(path)
    played(path)
    assert first_sheet(path) == before


def test_a_way_round_through_a_sheet_of_the_user(tmp_path: Path) -> None:
    """Ours, a formula on another sheet that reads it, and ours again; the other sheet is not touched."""
    cells = {"C2": formula(f"{R}(1.005)", 7), "D3": formula(f"{R}(Mine!A1+Mine!A2)", 7)}
    mine: Cells = {"A1": formula("Units!C2*2", 9), "A2": formula("1/4")}
    path = book(tmp_path / "b.xlsx", {"Units": units(cells), "Mine": mine})
    before = zipfile.ZipFile(path).read("xl/worksheets/sheet2.xml")
    assert played(path)["D3"] == 2.27
    assert zipfile.ZipFile(path).read("xl/worksheets/sheet2.xml") == before


def test_again_changes_nothing(tmp_path: Path) -> None:
    """Nor does the noise in the last digits that Excel saves."""
    cells = {
        "C2": formula(f"{R}(0.1)+0.2", 7), "C3": formula("C2*3", 7), "D2": formula(f'IF(E2="","",{R}(1))'),
        "D3": formula(f"{R}(1)&D2", 7), "D4": formula(f"IF({R}(1)=1,E2)", 7), "D5": formula('"XLCOST."&1', 7),
    }  # fmt: skip
    path = book(tmp_path / "b.xlsx", {"Units": units(cells)})
    played(path)
    first = path.read_bytes()
    found = played(path)
    assert path.read_bytes() == first
    assert [found[each] for each in ("D3", "D4", "D5")] == ["1", 0, 7]
    assert not found["D2"]
    cells = {"C2": formula(f"{R}(0.1)+0.2", 0.30000000000000004), "C3": formula("C2*3", 0.9000000000000001)}
    path = book(tmp_path / "c.xlsx", {"Units": units(cells)})
    first = path.read_bytes()
    played(path)
    assert path.read_bytes() == first


def test_long_chains_and_rings(tmp_path: Path) -> None:
    count = 1500
    up = {f"C{row}": formula(f"C{row + 1}+1", 7) for row in range(2, count + 1)}
    path = book(tmp_path / "b.xlsx", {"Units": units({**up, f"C{count + 1}": formula(f"{R}(0.5)", 7)}, count)})
    assert played(path)["C2"] == count - 1 + 0.5
    ring = {**up, f"C{count + 1}": formula(f"{R}(C2)", 7)}
    path = book(tmp_path / "c.xlsx", {"Units": units(ring, count)})
    found = played(path)
    assert found["C2"] == found[f"C{count + 1}"] == "#VALUE!"
    path = book(tmp_path / "d.xlsx", {"Units": units({"C2": formula(f"{R}(C2)+SUM(C2:C9)")})})
    assert played(path)["C2"] in ("#VALUE!", "#REF!")


def test_shared_formulas(tmp_path: Path) -> None:
    cells = {
        "C2": formula(f"{R}(D2)*$D$3", None, ' t="shared" ref="C2:C4" si="0"'), "D2": 1.005, "D3": 2, "D4": 5,
        "C3": '><f t="shared" si="0"/>', "C4": '><f t="shared" si="0"/><v>1</v>',
    }  # fmt: skip
    path = book(tmp_path / "b.xlsx", {"Units": units(cells)})
    found = played(path)
    assert [found[each] for each in ("C2", "C3", "C4")] == [2.02, 4, 10]
    assert '<c r="C4"><f>XLCOST.ROUNDHALF(D4)*$D$3</f><v>10</v></c>' in first_sheet(path)


def test_names(tmp_path: Path) -> None:
    cells = {
        "C2": formula(f"{R}(Tax_Rate)+Tax_Rate"),
        "C3": formula(f"{R}(No_Such)", 7),
        "C4": formula(f"Other*{R}(1)", 7),
    }
    names = {"Tax_Rate": "=Mine!$A$1", "Other": "=Mine!$A$1*2"}
    path = book(tmp_path / "b.xlsx", {"Units": units(cells), "Mine": {"A1": 0.19}}, names)
    found = played(path)
    assert [found[each] for each in ("C2", "C3", "C4")] == [0.38, 7, 7]


@pytest.mark.parametrize("more", ["", ' cm="1"'])
def test_arrays_of_several_cells(tmp_path: Path, more: str) -> None:
    """Each cell has its element, as many as there are; the rest is not available, as Excel shows it."""
    array = formula("XLCOST.SPREAD(10,{1;1;2})*2", 7, ' t="array" ref="C2:C5"')
    cells = {
        "C2": f"{more}{array}",
        "C3": 7,
        "C4": "><v>7</v>",
        "D2": formula("SUM(C2:C4)", 7),
        "D3": formula("C3+1", 7),
    }
    path = book(tmp_path / "b.xlsx", {"Units": units(cells)})
    found = played(path)
    assert [found[f"C{row}"] for row in range(2, 6)] == [5, 5, 10, "#N/A"]
    assert (found["D2"], found["D3"]) == (20, 6)
    xml = first_sheet(path)
    assert f'<c r="C2"{more}><f t="array" ref="C2:C5">XLCOST.SPREAD(10,{{1;1;2}})*2</f><v>5</v></c>' in xml
    assert '<c r="C4"><v>10</v></c>' in xml
    assert '<c r="C5" t="e"><v>#N/A</v></c>' in xml
    first = path.read_bytes()
    played(path)
    assert path.read_bytes() == first


def test_an_array_of_one_value_fills_its_cells(tmp_path: Path) -> None:
    array = formula(f"{R}(1.005)*{{1,2}}", None, ' t="array" ref="C2:D3"')
    found = played(book(tmp_path / "b.xlsx", {"Units": units({"C2": array, "C3": None, "D2": None, "D3": None})}))
    assert [found[each] for each in ("C2", "D2", "C3", "D3")] == [1.01, 2.02, 1.01, 2.02]


def test_a_spill_that_would_grow_keeps_what_was_saved(tmp_path: Path) -> None:
    array = f' cm="1"{formula("XLCOST.SPREAD(10,{1;1;2})", 7, """ t="array" ref="C2:C3" """.rstrip())}'
    found = played(book(tmp_path / "b.xlsx", {"Units": units({"C2": array, "C3": 8})}))
    assert [found[f"C{row}"] for row in (2, 3, 4)] == [7, 8, None]


def test_a_range_means_the_cell_in_its_row(tmp_path: Path) -> None:
    """But in an array formula and in SUMPRODUCT all its cells."""
    cells = {
        "D2": 1, "D3": 2, "C3": formula(f"{R}(1)*D2:D4"), "C9": formula(f"{R}(1)*D2:D4"), "D4": 3,
        "C4": formula(f"SUMPRODUCT({R}(1)*D2:D4)"), "C5": formula(f"SUM({R}(1)*D2:D4)", None, ' t="array" ref="C5"'),
    }  # fmt: skip
    found = played(book(tmp_path / "b.xlsx", {"Units": units(cells, 8)}))
    assert [found[each] for each in ("C3", "C9", "C4", "C5")] == [2, "#VALUE!", 6, 6]


def test_the_message_names_what_stands_in_the_way(tmp_path: Path) -> None:
    cells = {
        "C2": formula(f"{R}(1)*RAND()"),
        "C3": formula("C2+1"),
        "C4": formula(f"{R}(C2)"),
        "C5": formula(f"LET(x,{R}(1),x)"),
    }
    file: Any = BookFile.open(book(tmp_path / "b.xlsx", {"Units": units(cells)})).file
    values = file.calculation.values
    reasons = {row: values["Units", row, 3] for row in (2, 3, 4, 5)}
    assert {each.code for each in reasons.values()} == {"FORMULA_NOT_CALCULATED"}
    assert {reasons[row].text for row in (2, 3, 4)} == {"the function RAND stands in the way"}
    assert reasons[5].text == "the function LET stands in the way"


def test_what_is_not_needed_does_not_stand_in_the_way(tmp_path: Path) -> None:
    cells = {"C2": formula(f"IF(D2>0,{R}(D2),NOW())"), "D2": 1.005}
    assert played(book(tmp_path / "b.xlsx", {"Units": units(cells)}))["C2"] == 1.01


# ---- against an oracle


class Nowhere:
    """A workbook without cells."""

    def cells(self, *_: Any) -> Any:
        raise AssertionError

    value = range = charge = cells


def value_of(text: str) -> Any:
    return Evaluator(Nowhere()).answer(parsed(shape_of(text, 1, 1)), At("S", 1, 1, None))


def terms(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    binary = st.builds("({}{}{})".format, inner, st.sampled_from("+-*/"), inner)
    return binary | st.builds("(-{})".format, inner) | st.builds("({}%)".format, inner)


NUMBERS = st.builds("{}.{:02d}".format, st.integers(0, 99_999), st.integers(0, 99))


@given(st.recursive(NUMBERS, terms, max_leaves=8))
@settings(max_examples=150)
def test_arithmetic_is_exact(text: str) -> None:
    """Fractions say the same to 15 digits, and to the last digit where the answer has no more."""
    found = value_of(text)
    try:
        exact = eval(_as_fractions(text))
    except ZeroDivisionError:
        assert isinstance(found, CellError)
        assert found.text == "#DIV/0!"
        return
    assert isinstance(found, Decimal)
    assert abs(Fraction(found) - exact) <= abs(exact) * Fraction(1, 10**14)
    if Fraction(str(found)) != exact:
        assert len(found.as_tuple().digits) <= 15


def _as_fractions(text: str) -> str:
    import re

    numbers = re.sub(r"[0-9]+\.[0-9]+", lambda match: f"Fraction('{match[0]}')", text)
    return numbers.replace("%", "/Fraction(100)")


@given(st.integers(-(10**9), 10**9), st.integers(0, 4), st.integers(-3, 4))
def test_rounding_goes_half_away_from_zero(units_: int, places: int, to: int) -> None:
    value = Fraction(units_, 10**places)
    scaled = abs(value) * Fraction(10) ** to
    whole = int(scaled + Fraction(1, 2))
    expected = (whole if value >= 0 else -whole) / Fraction(10) ** to
    text = f"ROUND({Decimal(units_).scaleb(-places):f},{to})"
    assert Fraction(value_of(text)) == expected


@given(st.integers(1, 2_958_465), st.integers(-30, 30))
def test_days_there_and_back(day: int, months: int) -> None:
    assert value_of(f"DATE(YEAR({day}),MONTH({day}),DAY({day}))") == (day if day != 60 else 61 - 1)
    end = value_of(f"EOMONTH({day},{months})")
    if isinstance(end, Decimal):
        assert value_of(f"DAY({end}+1)") in (1, Decimal(29)) or end == 2_958_465


# ---- what nobody would write

_PIECES = st.sampled_from([
    "XLCOST.ROUNDHALF(", "SUM(", "IF(", "IFERROR(", "INDEX(", "VLOOKUP(", "SUMIFS(", "TEXT(", "DATE(", "REPT(", "MID(",
    "SUMPRODUCT(", "MATCH(", "EDATE(", "ROW(", "(", ")", ",", ";", "{", "}", "1", "-1", "1e300", "9^9^9^9", '"a"', '""',
    "A1", "C2", "C1:C9", "A:C", "1:3", "Gone!A1", "[@x]", "Units[#All]", "#REF!", "TRUE", "+", "-", "*", "/", "^", "&",
    "=", "<", "%", " ", "@", "#", "'", "!", "C1048577", "XFE1",
])  # fmt: skip


@given(st.lists(st.lists(_PIECES, max_size=12).map("".join), min_size=4, max_size=4))
@settings(max_examples=40, deadline=None)
def test_no_formula_breaks_a_run(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    cells = {f"C{row}": formula(f"{R}(1)&{text}", 7) for row, text in enumerate(texts, 2)}
    path = book(tmp_path_factory.mktemp("h") / "b.xlsx", {"Units": units(cells)})
    played(path)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3000 + "1" + ")" * 3000, "1" + "+1" * 4000, "IF(1," * 500 + "1" + ")" * 500, "-" * 5000 + "1", "9^9^9^9^9",
        "REPT(\"x\",1E9)", "DATE(1E300,1,1)", "ROUND(1,1E300)", "ROUND(1E300,300)", "MID(\"a\",1E300,1)", "1E400", "1%%%%%%",
        "INDEX(A1:C3,1E300,1)", "EDATE(1,1E300)", "10^1E300", "1E-300^9", "CHOOSE(1E300,1)", "0^-1", "TEXT(1E300,\"0\")",
        "LEFT(\"a\",-1)", "MOD(1E300,1E-300)", "(-1)^0.3", "SUM(A1:XFD1048576)", "FLOOR(1E300,1E-300)", "YEAR(1E300)",
    ],
)  # fmt: skip
def test_extremes(tmp_path: Path, text: str) -> None:
    cells = {"C2": formula(f"{R}(1)&{text}", 7), "C3": formula(f"N({text})+{R}(1)", 7)}
    played(book(tmp_path / "b.xlsx", {"Units": units(cells)}))


def test_a_total_in_every_row_is_added_once(tmp_path: Path) -> None:
    count = 500
    cells: dict[str, Any] = {f"C{row}": formula(f"{R}(D{row})/SUM(D$2:D${count + 1})") for row in range(2, count + 2)}
    cells |= {f"D{row}": 1 for row in range(2, count + 2)}
    path = book(tmp_path / "b.xlsx", {"Units": units(cells, count)})
    evaluation._remembered.cache_clear()
    file: Any = BookFile.open(path).file
    assert evaluation._remembered.cache_info().misses == 1
    assert set(file.calculation.values.values()) == {Decimal("0.002")}


def test_sums_that_would_never_end_keep_what_was_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calculation, "_MOST_CELLS", 20)
    cells = {f"C{row}": formula(f"SUM(D$2:D{row})*{R}(1)", 7) for row in range(3, 12)}
    found = played(book(tmp_path / "b.xlsx", {"Units": units({**cells, "D2": 1, "D3": 2, "D4": 3, "D9": 0}, 12)}))
    assert [found[f"C{row}"] for row in (3, 4, 11)] == [3, 6, 7]


def test_a_column_is_parsed_once(tmp_path: Path) -> None:
    count = 2000
    cells = {f"C{row}": formula(f"IF(D{row}>0,{R}(D{row}*$D$2),0)") for row in range(2, count + 2)}
    days = {f"D{row}": row % 5 for row in range(2, count + 2)}
    path = book(tmp_path / "b.xlsx", {"Units": units({**cells, **days}, count)})
    parsed.cache_clear()
    file: Any = BookFile.open(path).file
    assert len(file.calculation.values) == count
    assert parsed.cache_info().misses == 1
