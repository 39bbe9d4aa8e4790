"""Results, trace and summary: replaced part by part, every zero explained, reruns change nothing (spec 3, A9, A10)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.prices.build import again, line, link, price_list, results, run, setup
from xlcost.prices import results as results_module
from xlcost.prices.price import CHECKLIST

ROWS = [
    {"role_price": "R", "price_list": "C", "role": "Developer", "price": 100},
    {"role_price": "RS", "price_list": "S", "role": "Developer", "price": 200},
]


def book(**tables: Any) -> dict[str, Any]:
    return setup(**{"role_prices": ROWS, "actual_lines": [line(1), line(2, role="Cook")]} | tables)


def trace(workbook: MemoryWorkbook, **wanted: Any) -> list[tuple[Any, ...]]:
    rows = workbook.tables["price_trace"]
    columns = ("step", "object", "decision", "code")
    return [tuple(row[c] for c in columns) for row in rows if all(row[key] == value for key, value in wanted.items())]


def test_a_rerun_writes_the_same_rows() -> None:
    workbook = run("resolve_cost_prices", book())
    first = {name: workbook.tables[name] for name in ("price_results", "price_trace", "price_summary")}
    again(workbook, "resolve_cost_prices")
    assert {name: workbook.tables[name] for name in first} == first


def test_each_side_replaces_its_own_rows() -> None:
    workbook = run("resolve_cost_prices", book(estimate_lines=[line("E")]))
    again(workbook, "resolve_sales_prices")
    found = results(workbook, "table", "line", "side")
    assert found == [
        ("estimate_lines", "E", "cost"), ("estimate_lines", "E", "sales"),
        ("actual_lines", "1", "cost"), ("actual_lines", "1", "sales"),
        ("actual_lines", "2", "cost"), ("actual_lines", "2", "sales"),
    ]  # fmt: skip
    traced = [(row["line"], row["side"]) for row in workbook.tables["price_trace"]]
    assert list(dict.fromkeys(traced)) == [(name, side) for _, name, side in found]


def test_one_line_or_one_table_may_be_asked_for() -> None:
    workbook = run("resolve_cost_prices", book(estimate_lines=[line(1)]))
    workbook.tables["role_prices"][0]["price"] = 150
    again(workbook, "resolve_cost_prices", table="estimate_lines")
    assert results(workbook, "unit_rate") == [150, 100, 0]
    again(workbook, "resolve_cost_prices", line="1")
    assert results(workbook, "unit_rate") == [150, 150, 0]


def test_a_line_that_does_not_exist_cannot_be_asked_for() -> None:
    report = MemoryWorkbook(book()).run("resolve_cost_prices", {"line": "77"})
    assert report.outcomes[-1].error is not None
    assert report.outcomes[-1].error.code == "LINE_NOT_FOUND"


def test_rows_of_lines_that_are_gone_are_dropped() -> None:
    workbook = run("resolve_cost_prices", book())
    again(workbook, "resolve_sales_prices")
    del workbook.tables["actual_lines"][0]
    again(workbook, "resolve_cost_prices")
    assert results(workbook, "line", "side") == [("2", "cost"), ("2", "sales")]
    assert {row["line"] for row in workbook.tables["price_trace"]} == {"2"}


def test_the_summary_counts_lines_by_checklist_step() -> None:
    lines = [line(1), line(2), line(3, role="Cook"), line(4, date="2025-01-01"), line(5, unit="Mile")]
    workbook = run("resolve_cost_prices", book(actual_lines=lines))
    columns = ("side", "status", "checklist", "reason", "lines")
    assert [tuple(row[c] for c in columns) for row in workbook.tables["price_summary"]] == [
        ("cost", "priced", None, "FALLBACK", 2),
        ("cost", "zero", 2, "NO_LIST_FOR_DATE", 1),
        ("cost", "zero", 3, "NO_ROLE_PRICE", 1),
        ("cost", "zero", None, "UNIT_NOT_CONVERTIBLE", 1),
    ]


def test_no_zero_goes_unexplained() -> None:
    workbook = run("resolve_cost_prices", book(price_lists=[price_list("S", "sales")]))
    again(workbook, "resolve_sales_prices")
    for row in workbook.tables["price_results"]:
        assert (row["status"] == "zero") == (row["unit_rate"] == 0)
        assert (row["reason"] in CHECKLIST) == (row["status"] == "zero")
        assert row["message"]


def test_lines_that_cannot_be_read_are_listed_and_have_no_result() -> None:
    lines = [line(1), line(2, project="Gone"), line(3, date=None), line(4, **{"class": "labour"}), line(5), line(5)]
    workbook = run("resolve_cost_prices", book(actual_lines=lines))
    skipped = workbook.tables["skipped_entries"]
    assert [(row["entry_no"], row["reason_code"]) for row in skipped] == [
        ("4", "UNKNOWN_OPTION"), ("5", "KEY_DUPLICATE"), ("5", "KEY_DUPLICATE"),
        ("2", "PROJECT_NOT_FOUND"), ("3", "DATE_MISSING"),
    ]  # fmt: skip
    assert skipped[3]["posting_date"].isoformat() == "2026-03-01"
    assert results(workbook, "line") == ["1"]
    assert workbook.tables["run_log"][-1]["skipped"] == 5


def test_counts_of_the_operation() -> None:
    report = MemoryWorkbook(book(estimate_lines=[line(1, date=None)])).run("resolve_cost_prices", {})
    assert report.outcomes[-1].result.counts == {"priced": 1, "zero": 1, "skipped": 1}
    assert report.exit_code == 1


def test_without_lines_there_is_nothing_to_do() -> None:
    report = MemoryWorkbook(book(actual_lines=[])).run("resolve_cost_prices", {})
    assert report.outcome == "nothing_to_do"


def test_results_of_lines_that_are_all_gone_are_taken_away() -> None:
    workbook = run("resolve_cost_prices", book())
    workbook.tables["actual_lines"] = []
    report = workbook.run("resolve_cost_prices", {})
    assert report.outcome == "ok"
    assert workbook.tables["price_results"] == []
    assert workbook.run("resolve_cost_prices", {}).outcome == "nothing_to_do"


def test_a_result_that_somebody_wrote_over_is_made_anew() -> None:
    workbook = run("resolve_cost_prices", book())
    workbook.tables["price_results"][0] |= {"side": "??", "status": "??", "line": "x"}
    again(workbook, "resolve_cost_prices")
    assert results(workbook, "line", "side") == [("1", "cost"), ("2", "cost")]


def test_a_column_that_is_no_text_may_be_a_dimension() -> None:
    dimensions = [
        {"dimension": "role", "applies_to_cost": "yes", "cost_priority": 1},
        {"dimension": "date", "applies_to_cost": "yes", "cost_priority": 2},
    ]
    rows = [ROWS[0], {**ROWS[0], "role_price": "R9", "date": "2026-03-01", "price": 7}]
    workbook = run("resolve_cost_prices", book(role_prices=rows, pricing_dimensions=dimensions, actual_lines=[line()]))
    assert results(workbook, "price_line") == ["R9"]


# ---- the trace


def test_trace_of_lists() -> None:
    lists = [
        price_list("C", created_on="2025-06-01"), price_list("Older", created_on="2025-01-01"),
        price_list("Sales", "sales"), price_list("Off", status="inactive"), price_list("Euro", currency="EUR"),
        price_list("Undated", start_date=None), price_list("Past", start_date="2025-01-01", end_date="2025-12-31"),
        price_list("Future", start_date="2027-01-01", end_date="2027-12-31"),
    ]  # fmt: skip
    links = [link(row["price_list"]) for row in lists]
    workbook = run("resolve_cost_prices", book(price_lists=lists, price_list_links=links))
    assert trace(workbook, line="1", step=10) == [
        (10, "C", "kept", ""), (10, "Older", "rejected", "OLDER_THAN C"), (10, "Sales", "rejected", "WRONG_CONTEXT"),
        (10, "Off", "rejected", "INACTIVE"), (10, "Euro", "rejected", "CURRENCY"),
        (10, "Undated", "rejected", "DATES_EMPTY"), (10, "Past", "rejected", "AFTER_END"),
        (10, "Future", "rejected", "BEFORE_START"),
    ]  # fmt: skip
    assert trace(workbook, line="1", step=20) == [(20, "C", "chosen", "NEWEST_CREATED")]


def test_trace_of_rows() -> None:
    rows = [
        *ROWS,
        {"role_price": "R2", "price_list": "C", "role": "Developer", "resourcing_unit": "India", "price": 60},
        {"role_price": "All", "price_list": "C", "price": 50},
    ]
    workbook = run("resolve_cost_prices", book(role_prices=rows, actual_lines=[line(resourcing_unit="US")]))
    assert trace(workbook, step=30) == [
        (30, "R", "kept", ""),
        (30, "All", "rejected", "OUTRANKED_BY R at role"),
        (30, "R2", "rejected", "DIM resourcing_unit: row value India, line value US"),
    ]
    assert trace(workbook, step=40) == [(40, "R", "chosen", "FALLBACK")]
    assert trace(workbook, step=90) == [(90, "", "priced", "FALLBACK")]


def test_trace_of_duplicates_names_both_rows() -> None:
    rows = [ROWS[0], {**ROWS[0], "role_price": "R9"}]
    workbook = run("resolve_cost_prices", book(role_prices=rows, actual_lines=[line()]))
    assert trace(workbook, step=30) == [
        (30, "R", "rejected", "DUPLICATE_PRICE_LINE"), (30, "R9", "rejected", "DUPLICATE_PRICE_LINE"),
    ]  # fmt: skip
    assert "R, R9" in results(workbook, "message")[0]


def test_trace_of_overrides_and_markups() -> None:
    overrides = [
        {"override": name, "parent": "R", "effective_from": day, "price": 90, **scope}
        for name, day, scope in (
            ("Now", "2026-02-01", {}),
            ("Before", "2026-01-01", {}),
            ("Later", "2026-04-01", {}),
            ("Outside", "2025-01-01", {}),
            ("India", "2026-01-01", {"scope_type": "org_unit", "scope": "India"}),
        )
    ]
    dimensions = [
        {"dimension": "role", "applies_to_cost": "yes", "cost_priority": 1},
        {"dimension": "hours", "kind": "markup", "applies_to_cost": "yes", "cost_priority": 2},
    ]
    markups = [{"role_price_markup": "M", "price_list": "C", "hours": "Night", "percent": 10}]
    tables = book(
        price_overrides=overrides, pricing_dimensions=dimensions, role_price_markups=markups,
        actual_lines=[line(1, hours="Night"), line(2)],
    )  # fmt: skip
    workbook = run("resolve_cost_prices", tables)
    assert trace(workbook, line="1", step=50) == [
        (50, "Now", "applied", ""), (50, "Before", "rejected", "SUPERSEDED_BY Now"),
        (50, "Later", "rejected", "NOT_YET"), (50, "Outside", "rejected", "OUTSIDE_LIST"),
        (50, "India", "rejected", "SCOPE"),
    ]  # fmt: skip
    assert trace(workbook, line="1", step=60) == [(60, "M", "applied", "FALLBACK")]
    assert trace(workbook, line="2", step=60) == [(60, "", "none", "NONE")]


def test_trace_steps_stand_in_order() -> None:
    workbook = run("resolve_cost_prices", book())
    for number in ("1", "2"):
        steps = [entry[0] for entry in trace(workbook, line=number)]
        assert steps == sorted(steps)
        assert steps[-1] == 90


def test_every_object_of_the_trace_leads_to_its_row() -> None:
    workbook = run("resolve_cost_prices", book())
    for row in workbook.tables["price_trace"]:
        if row["object"] and row["object_type"] != "units":
            objects = workbook.tables[row["object_type"]]
            assert row["object"] in objects[int(row["row"]) - 2].values()
            assert row["sheet"].casefold().replace(" ", "_") == row["object_type"]


def test_rejected_rows_are_capped() -> None:
    rows = [{"role_price": f"R{n}", "price_list": "C", "role": f"Role {n}", "price": 1} for n in range(50)]
    workbook = run("resolve_cost_prices", book(role_prices=rows, actual_lines=[line()]))
    assert [entry[1] for entry in trace(workbook, step=30)] == ["R0", "R1", "R2", "R3", "R4"]


def test_where_the_trace_would_not_fit_lines_without_a_price_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    workbook = run("resolve_cost_prices", book())
    whole = len(workbook.tables["price_trace"])
    of_zero = len(trace(workbook, line="2"))
    monkeypatch.setattr(results_module, "TRACE_LIMIT", whole - 1)
    again(workbook, "resolve_cost_prices")
    assert [row["line"] for row in workbook.tables["price_trace"]] == ["2"] * of_zero
    assert [row["code"] for row in workbook.tables["problems"]] == ["TRACE_LEFT_OUT"]
