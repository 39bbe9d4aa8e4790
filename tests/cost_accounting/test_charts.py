"""Indenting charts and taking over accounts and dimension values (spec 1, 7)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cost_accounting.world import error_of, run_planned, warnings_of, workbook
from xlcost.cost_accounting.alignment import PlannedAlignment
from xlcost.rules.filters import matches


def centers(*rows: tuple[str, str, str]) -> list[dict[str, Any]]:
    """Cost centers as (sorting order, code, line type)."""
    return [{"sorting_order": order, "code": code, "line_type": kind} for order, code, kind in rows]


NESTED = centers(
    ("A", "X1", "Begin-Total"),
    ("B", "ADM", "Cost Center"),
    ("C", "X2", "Begin-Total"),
    ("D", "PROD", "Cost Center"),
    ("E", "X3", "End-Total"),
    ("F", "IT", "Cost Center"),
    ("G", "X4", "End-Total"),
    ("", "FIRST", "Cost Center"),
)


def test_sorted_charts_total_by_lists_that_are_right_at_every_depth() -> None:
    book = workbook(cost_centers=NESTED)
    book.run("indent_cost_centers", {})
    found = {
        row["code"]: (row.get("indentation") or 0, row.get("totaling") or "") for row in book.tables["cost_centers"]
    }
    assert found["X3"] == (1, "X2|PROD")
    assert found["X4"] == (0, "X1|ADM|X2|PROD|X3|IT")
    assert (found["FIRST"][0], found["ADM"][0], found["PROD"][0], found["IT"][0]) == (0, 1, 2, 1)


def test_a_list_of_more_than_250_characters_is_refused_but_a_range_is_not() -> None:
    inside = [("B", f"CENTER-{number:03}", "Cost Center") for number in range(30)]
    rows = centers(("A", "CENTER-", "Begin-Total"), *inside, ("C", "CENTER-999", "End-Total"))
    assert error_of(workbook(cost_centers=rows).run("indent_cost_centers", {})) == "INDENT_RANGE_TOO_LONG"
    plain = [{key: cell for key, cell in row.items() if key != "sorting_order"} for row in rows]
    book = workbook(cost_centers=plain)
    book.run("indent_cost_centers", {})
    assert book.tables["cost_centers"][-1]["totaling"] == "CENTER-..CENTER-999"


@pytest.mark.parametrize(("order", "totaling"), [("A", "G|'R&D'"), ("", "G..'TOT R&D'")])
def test_a_total_holds_a_center_whose_code_has_a_sign_of_filters_in_it(order: str, totaling: str) -> None:
    rows = centers((order, "G", "Begin-Total"), (order, "R&D", "Cost Center"), (order, "TOT R&D", "End-Total"))
    book = workbook(cost_centers=rows)
    book.run("indent_cost_centers", {})
    assert book.tables["cost_centers"][2]["totaling"] == totaling
    assert matches(totaling, "R&D")


@pytest.mark.parametrize(("depth", "code"), [(10, ""), (11, "INDENT_DEPTH")])
def test_ten_levels_are_the_limit(depth: int, code: str) -> None:
    rows = centers(*(("", f"B{number:02}", "Begin-Total") for number in range(depth)))
    assert error_of(workbook(cost_centers=rows).run("indent_cost_centers", {})) == code


def test_totaling_typed_on_an_end_total_is_overwritten_and_on_a_total_kept() -> None:
    types = [
        {"no": "1", "type": "Begin-Total"},
        {"no": "2"},
        {"no": "3", "type": "End-Total", "totaling": "9"},
        {"no": "4", "type": "Total", "totaling": "1..2"},
    ]
    book = workbook(cost_types=types)
    book.run("indent_cost_types", {})
    assert [row["totaling"] for row in book.tables["cost_types"][2:]] == ["1..3", "1..2"]


KINDS = ("Cost Center", "Begin-Total", "End-Total", "Total", "Heading")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(KINDS), max_size=12), st.booleans())
def test_totalings_hold_what_stands_between_begin_and_end(kinds: list[str], by_hand: bool) -> None:
    rows = centers(*((f"{number:02}" if by_hand else "", f"C{number:02}", kind) for number, kind in enumerate(kinds)))
    depths, depth, failed = [], 0, False
    for kind in kinds:
        depth -= kind == "End-Total"
        failed = failed or depth < 0
        depths.append(depth)
        depth += kind == "Begin-Total"
        failed = failed or depth > 10
    book = workbook(cost_centers=rows)
    report = book.run("indent_cost_centers", {})
    assert (error_of(report) != "") == failed
    if failed:
        return
    assert [row.get("indentation") or 0 for row in book.tables.get("cost_centers", [])] == depths
    for position, row in enumerate(book.tables.get("cost_centers", [])):
        if row["line_type"] == "End-Total":
            begin = max(
                each for each in range(position) if kinds[each] == "Begin-Total" and depths[each] == depths[position]
            )
            inside = {rows[each]["code"] for each in range(begin, position)}
            held = {each["code"] for each in rows if matches(row["totaling"], each["code"])}
            assert held - {row["code"]} == inside


ALIGNED: dict[str, Any] = {
    "dimension_values": [
        {"dimension_code": "DEP", "code": "NEW", "name": "New", "blocked": True},
        {"dimension_code": "DEP", "code": "A", "dimension_value_type": "Begin-Total"},
        {"dimension_code": "DEP", "code": "Z", "dimension_value_type": "End-Total"},
        {"dimension_code": "PRJ", "code": "P1"},
    ],
    "gl_accounts": [
        {"no": "10"},
        {"no": "30", "name": "Fees", "no_of_blank_lines": 2, "new_page": True},
        {"no": "31", "account_type": "Total", "totaling": "30..30"},
        {"no": "90", "income_balance": "Balance Sheet"},
    ],
    "default_dimensions": [
        {"table": "G/L Account", "no": "30", "dimension_code": "DEP", "dimension_value_code": "ADM"},
        {"table": "Item", "no": "30", "dimension_code": "PRJ", "dimension_value_code": "P1"},
    ],
}


def test_accounts_become_cost_types_with_everything_they_say() -> None:
    book = workbook(**ALIGNED)
    report = book.run("get_cost_types", {})
    assert report.outcomes[-1].result.counts == {"processed": 3, "created": 2}
    fees, sums = book.tables["cost_types"][-2:]
    assert (fees["no"], fees["name"], fees["search_name"], fees["gl_account_range"]) == ("30", "Fees", "Fees", "30")
    assert (fees["cost_center_code"], fees["cost_object_code"]) == ("ADM", "")
    assert fees["new_page"]
    assert fees["blank_line"]
    assert not fees["blocked"]
    assert (sums["type"], sums["totaling"], sums["gl_account_range"], sums["blocked"]) == ("Total", "30..30", "", True)
    links = [row.get("cost_type_no", "") for row in book.tables["gl_accounts"]]
    assert links == ["", "30", "31", ""]


def test_on_request_everything_is_taken_over_whatever_the_alignment() -> None:
    book = workbook(**ALIGNED)
    assert book.run("get_cost_centers", {}).outcomes[-1].result.counts == {"created": 3}
    assert [row["code"] for row in book.tables["cost_centers"]] == ["ADM", "PROD", "A", "NEW", "Z"]
    assert book.tables["cost_centers"][-1]["totaling"] == "A..Z"


@pytest.mark.parametrize("operation", ["get_cost_types", "get_cost_centers", "get_cost_objects"])
def test_the_plan_only_warns_unless_alignment_is_automatic(operation: str) -> None:
    book = workbook(**ALIGNED)
    report = run_planned(book, operation, PlannedAlignment())
    assert report.outcome == "nothing_to_do"
    assert warnings_of(report) == ([] if operation == "get_cost_objects" else ["ALIGN_MISSING"])
    assert report.exit_code == 0


def test_the_plan_does_not_carry_over_begin_and_end_totals() -> None:
    book = workbook({"align_cost_center_dimension": "Automatic"}, **ALIGNED)
    report = run_planned(book, "get_cost_centers", PlannedAlignment())
    assert report.outcomes[-1].result.counts == {"created": 1}
