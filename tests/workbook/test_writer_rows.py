"""Cells and rows of tables that stand in the workbook (spec 0, section 1; spec 4, section 3)."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbook.changes import (
    AMOUNT,
    DAY,
    NO,
    D,
    apply,
    book,
    change,
    formulas,
    place,
    rows,
    sheet_rows,
    table_entries,
)
from xlcost.cells import ClosingDate, Formula
from xlcost.workbook.model import WrittenColumn
from xlcost.workbook.patch import apply_changes
from xlcost.workbook.refusals import CannotWrite
from xlcost.workbook.xml_text import TEXT_LIMIT

TABLE = "xl/tables/table1.xml"
SHEET = "xl/worksheets/sheet1.xml"


def table_book(totals: bool = False, more: Any = None) -> Any:
    def build(workbook: Any) -> None:
        table_entries(workbook, totals=totals)
        if more is not None:
            more(workbook, workbook.get_worksheet_by_name("Entries"))

    return book(build)


def refs(package: Any) -> tuple[str, ...]:
    return tuple(re.findall(r' ref="([^"]+)"', package.read(TABLE).decode()))


def test_only_the_named_cell_changes() -> None:
    package = book()
    new = apply(package, change(package, updates=[(3, "amount", D("20.50"))]))
    before, after = package.read(SHEET).decode(), new.read(SHEET).decode()
    expected = before.replace('<row r="3" spans="1:3">', '<row r="3">')
    assert after == expected.replace('<c r="B3"><v>20</v>', '<c r="B3"><v>20.50</v>')
    assert new.raw_bytes("xl/worksheets/sheet2.xml") == package.raw_bytes("xl/worksheets/sheet2.xml")


def test_a_formula_in_a_changed_cell_gives_way_to_the_value() -> None:
    package = book()
    double = WrittenColumn("double", "Double")
    new = apply(package, change(package, columns=(NO, double), updates=[(2, "double", D(7))]))
    assert formulas(new) == {"C3": "=B3*2", "C4": "=B4*2"}
    assert sheet_rows(new)[0] == (2, "A1", D(10), D(7))


def test_rows_are_appended_after_the_last_one_with_the_users_formula() -> None:
    package = book()
    new = apply(package, change(package, appended=rows(("A4", D(40)), ("A5", D("-0.05")))))
    assert [row[:3] for row in sheet_rows(new)][3:] == [(5, "A4", D(40)), (6, "A5", D("-0.05"))]
    assert formulas(new)["C6"] == "=B6*2"


def test_a_column_with_other_formulas_is_not_calculated() -> None:
    def build(workbook: Any) -> None:
        sheet = workbook.add_worksheet("Entries")
        sheet.write_row(0, 0, ["No.", "Amount", "Balance"])
        sheet.write_row(1, 0, ["A1", 1])
        sheet.write_row(2, 0, ["A2", 2])
        sheet.write_formula(1, 2, "=B2+5", None, 6)
        sheet.write_formula(2, 2, "=SUM($B$2:B3)", None, 3)

    package = book(build)
    new = apply(package, change(package, appended=rows(("A3", D(3)))))
    assert set(formulas(new)) == {"C2", "C3"}


def test_an_excel_table_is_resized_with_its_filter_and_totals_row() -> None:
    package = table_book(totals=True)
    new = apply(package, change(package, appended=rows(("A4", D("4.25")))))
    assert refs(new) == ("B3:D8", "B3:D7")
    assert formulas(new)["C8"] == "=SUBTOTAL(109,[Amount])"
    assert b"<v>64.25</v>" in new.read(SHEET)
    assert [row[0] for row in sheet_rows(new, columns=(2, 3))] == [4, 5, 6, 7]


def test_removed_rows_close_up_with_the_users_columns() -> None:
    def more(_workbook: Any, sheet: Any) -> None:
        sheet.write(4, 10, "beside the table, stays")

    package = table_book(totals=True, more=more)
    new = apply(package, change(package, removed=[5]))
    assert refs(new) == ("B3:D6", "B3:D5")
    assert sheet_rows(new, columns=(2, 3)) == [(4, "A1", D(10)), (5, "A3", D(30))]
    assert b'<c r="K5"' in new.read(SHEET)
    assert b"<v>40</v>" in new.read(SHEET), "the saved total of what is left"


def test_relative_formulas_follow_their_row() -> None:
    package = book()
    new = apply(package, change(package, removed=[3]))
    assert formulas(new) == {"C2": "=B2*2", "C3": "=B3*2"}
    assert sheet_rows(new) == [(2, "A1", D(10), D(20)), (3, "A3", D(30), D(60))]


def test_a_formula_that_reads_a_removed_row_stops_the_change() -> None:
    def build(workbook: Any) -> None:
        sheet = workbook.add_worksheet("Entries")
        sheet.write_row(0, 0, ["No.", "Amount", "Balance"])
        for row in range(1, 5):
            sheet.write_row(row, 0, [f"A{row}", row])
            sheet.write_formula(row, 2, f"=C{row}+B{row + 1}" if row > 1 else "=B2", None, 0)

    package = book(build)
    with pytest.raises(CannotWrite, match=r"C3\+B4"):
        apply_changes(package, [change(package, removed=[3])])


def test_an_emptied_table_keeps_one_row_under_its_header() -> None:
    package = table_book()
    new = apply(package, change(package, removed=[4, 5, 6]))
    assert refs(new) == ("B3:D4", "B3:D4")
    assert sheet_rows(new, columns=(2, 3)) == []


def test_rows_go_into_the_blank_row_of_an_empty_table() -> None:
    package = table_book()
    empty = apply(package, change(package, removed=[4, 5, 6]))
    new = apply(empty, change(empty, appended=rows(("B1", D(1)), ("B2", D(2)))))
    assert refs(new) == ("B3:D5", "B3:D5")
    assert [row[0] for row in sheet_rows(new, columns=(2, 3))] == [4, 5]


def test_a_replaced_table_keeps_the_users_calculated_column() -> None:
    package = table_book()
    new = apply(package, change(package, appended=rows(("X", D(1))), replace=True))
    assert refs(new)[0] == "B3:D4"
    assert list(formulas(new)) == ["D4"]
    none = apply(new, change(new, replace=True))
    assert list(formulas(none)) == ["D4"], "also when there are no rows"
    again = apply(none, change(none, appended=rows(("Y", D(2)), ("Z", D(3))), replace=True))
    assert list(formulas(again)) == ["D4", "D5"]
    assert [row[:3] for row in sheet_rows(again, columns=(2, 3))] == [(4, "Y", D(2)), (5, "Z", D(3))]


def test_update_remove_and_append_at_once() -> None:
    package = book()
    new = apply(
        package,
        change(package, updates=[(4, "amount", D(33))], removed=[2], appended=rows(("A4", D(44)))),
    )
    assert [row[:3] for row in sheet_rows(new)] == [(2, "A2", D(20)), (3, "A3", D(33)), (4, "A4", D(44))]
    assert formulas(new) == {"C2": "=B2*2", "C3": "=B3*2", "C4": "=B4*2"}


def test_a_missing_column_is_added_at_the_right_edge() -> None:
    package = table_book(totals=True)
    extra = WrittenColumn("cost_type_no", "Cost Type No.", "@")
    new = apply(package, change(package, columns=(NO, AMOUNT, extra), updates=[(5, "cost_type_no", "0510")]))
    assert refs(new) == ("B3:E7", "B3:E6")
    assert sheet_rows(new, columns=(5,)) == [(4, None), (5, "0510"), (6, None)]


def test_the_heading_of_an_added_column_fits_into_it() -> None:
    package = table_book()
    extra = WrittenColumn("credit", "Add Currency Credit Amount", "@", width=22.0)
    new = apply(package, change(package, columns=(NO, AMOUNT, extra), updates=[(5, "credit", "1")]))
    width = re.search(r'<col min="5" max="5" width="([0-9.]+)"', new.read(SHEET).decode())
    assert width and float(width[1]) > len(extra.header)


@pytest.mark.parametrize(("row", "column", "name"), [(8, 2, "C9"), (9, 3, "D10"), (2, 4, "E3"), (20, 4, None)])
def test_what_stands_in_the_way_is_named(row: int, column: int, name: str | None) -> None:
    package = table_book(more=lambda _workbook, sheet: sheet.write(row, column, "mine"))
    extra = WrittenColumn("extra", "Extra")
    wanted = change(package, columns=(NO, AMOUNT, extra), appended=rows(*[("n", D(1))] * 5))
    if name is None:
        assert len(sheet_rows(apply(package, wanted), columns=(2,))) == 8
        return
    with pytest.raises(CannotWrite) as refused:
        apply_changes(package, [wanted])
    found = refused.value.problems[0]
    assert (found.code, found.where.sheet) == ("NO_ROOM", "Entries")
    assert name in found.sentence


def test_a_merged_cell_or_another_table_below_is_in_the_way() -> None:
    def merged(workbook: Any, sheet: Any) -> None:
        sheet.merge_range("C8:D9", "", workbook.add_format({"border": 1}))

    def table(_workbook: Any, sheet: Any) -> None:
        sheet.add_table("B8:C10", {"name": "other"})

    for more in (merged, table):
        package = table_book(more=more)
        with pytest.raises(CannotWrite) as refused:
            apply_changes(package, [change(package, appended=rows(*[("n", D(1))] * 4))])
        assert refused.value.problems[0].code == "NO_ROOM"


def test_more_rows_than_a_sheet_holds() -> None:
    package = book()
    many = {"no": ["x"] * 1_048_573, "amount": [None] * 1_048_573}
    with pytest.raises(CannotWrite) as refused:
        apply_changes(package, [change(package, appended=many)])
    assert refused.value.problems[0].code == "TOO_MANY_ROWS"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "0510", " spaced ", "a\nb", "<&>\"'", "_x000D_", "\r", "\x01"]
)
def test_text_is_text(text: str) -> None:
    package = book()
    new = apply(package, change(package, appended=rows((text, D(1)))))
    assert sheet_rows(new)[-1][1] == text
    assert "A5" not in formulas(new)


def test_text_over_the_limit_is_cut_and_shows_it() -> None:
    package = book()
    new = apply(package, change(package, appended=rows(("\U0001f600" * 20_000, D(1)))))
    text = sheet_rows(new)[-1][1]
    assert text.endswith("…")
    assert len(text.encode("utf-16-le")) // 2 <= TEXT_LIMIT


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (D("1234567890.12"), "1234567890.12"),
        (D("1E+3"), "1000"),
        (D("-0.00"), "0"),
        (D("0E-8"), "0"),
        (12345678901234567890, "12345678901234567890"),
    ],
)
def test_numbers_are_plain_digits(value: Any, text: str) -> None:
    package = book()
    new = apply(package, change(package, appended=rows(("n", value))))
    assert f"<v>{text}</v>".encode() in new.read(SHEET)


@pytest.mark.parametrize("date1904", [False, True])
def test_days_in_both_calendars(date1904: bool) -> None:
    def build(workbook: Any) -> None:
        workbook.add_worksheet("Entries").write_row(0, 0, ["No.", "Posting Date"])
        workbook.get_worksheet_by_name("Entries").write_row(1, 0, ["A"])

    package = book(build, date_1904=date1904)
    days = [date(1905, 1, 1), date(2026, 10, 31), ClosingDate(2024, 12, 31), None]
    wanted = change(package, columns=(NO, DAY), appended={"no": ["x"] * 4, "posting_date": days})
    new = apply(package, wanted)
    sheet = openpyxl.load_workbook(io.BytesIO(new.data))["Entries"]
    shown = [sheet.cell(row, 2).value for row in range(3, 7)]
    assert [getattr(day, "date", lambda day=day: day)() for day in shown] == [days[0], days[1], "C2024-12-31", None]


def test_formulas_name_cells_of_the_table() -> None:
    package = table_book()
    double = WrittenColumn("double", "Double")
    values = [Formula("{amount}*2", D(2)), Formula("SUM({amount@0:1})", D(30)), Formula('"{x"&{no@2}', "t")]
    new = apply(
        package,
        change(
            package,
            columns=(NO, AMOUNT, double),
            appended={"no": list("abc"), "amount": [D(1)] * 3, "double": values},
            replace=True,
        ),
    )
    assert formulas(new) == {"D4": "=C4*2", "D5": "=SUM(C4:C5)", "D6": '="{x"&B6'}


def test_the_body_style_is_reused_and_days_look_like_days() -> None:
    def build(workbook: Any) -> None:
        sheet = workbook.add_worksheet("Entries")
        sheet.write_row(0, 0, ["No.", "Amount", "Posting Date"])
        sheet.write(1, 1, 5, workbook.add_format({"num_format": "0.000", "bg_color": "yellow"}))

    package = book(build)
    appended = {"no": ["a"], "amount": [D(1)], "posting_date": [date(2026, 1, 2)]}
    new = apply(package, change(package, columns=(NO, AMOUNT, DAY), appended=appended))
    sheet = openpyxl.load_workbook(io.BytesIO(new.data))["Entries"]
    assert sheet["B3"].number_format == "0.000"
    assert sheet["B3"].fill.fgColor.rgb == "FFFFFF00"
    assert sheet["C3"].is_date


def test_bold_rows_of_the_last_run_do_not_make_the_next_ones_bold() -> None:
    package = table_book()
    bold = apply(package, change(package, appended=rows(*[("x", D(1))] * 3), replace=True, bold=[0, 1, 2]))
    plain = apply(bold, change(bold, appended=rows(*[("x", D(1))] * 3), replace=True, bold=[2]))
    sheet = openpyxl.load_workbook(io.BytesIO(plain.data))["Entries"]
    assert [sheet.cell(row, 2).font.bold for row in (4, 5, 6)] == [False, False, True]


@given(
    count=st.integers(1, 8),
    removed=st.sets(st.integers(0, 7)),
    added=st.integers(0, 4),
    updated=st.sets(st.integers(0, 7)),
    totals=st.booleans(),
)
def test_any_mix_of_changes_is_what_a_list_of_rows_would_be(
    count: int, removed: set[int], added: int, updated: set[int], totals: bool
) -> None:
    def build(workbook: Any) -> None:
        sheet = workbook.add_worksheet("Entries")
        data = [[f"A{row}", row, None] for row in range(count)]
        amount = {"header": "Amount", "total_function": "sum"}
        columns = [{"header": "No."}, amount, {"header": "Mine", "formula": "=[@Amount]*2"}]
        last = 2 + count + totals
        sheet.add_table(2, 1, last, 3, {"name": "entries", "columns": columns, "data": data, "total_row": totals})

    package = book(build)
    expected = [(f"A{row}", D(row)) for row in range(count)]
    for row in updated:
        if row < count:
            expected[row] = (f"A{row}", D(100 + row))
    expected = [value for row, value in enumerate(expected) if row not in removed]
    expected += [(f"N{row}", D(row)) for row in range(added)]
    wanted = change(
        package,
        updates=[(4 + row, "amount", D(100 + row)) for row in sorted(updated) if row < count],
        removed=[4 + row for row in removed if row < count],
        appended=rows(*((f"N{row}", D(row)) for row in range(added))),
    )
    new = apply(package, wanted)
    assert sheet_rows(new, columns=(2, 3)) == [(4 + at, *row) for at, row in enumerate(expected)]
    bottom = 3 + max(len(expected), 1)
    assert refs(new) == (f"B3:D{bottom + totals}", f"B3:D{bottom}")
    assert place(new).last_row == bottom
