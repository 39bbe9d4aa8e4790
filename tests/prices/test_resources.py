"""What resources cost: sources, assets, quantities, units, currencies (spec 3, part C)."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.prices.build import UNITS, Rows, results, run

CARD = {
    "resource": "Ann", "resource_group": "Staff", "direct_unit_cost": 30, "unit_cost": 45, "base_unit": "Hour",
}  # fmt: skip
SETUP = [{"lcy_code": "USD"}]


def book(lines: Rows, cost_lines: Rows, **tables: Any) -> MemoryWorkbook:
    given: dict[str, Rows] = {"resources": [CARD], "gl_setup": SETUP, "units": UNITS}
    numbered = [{"line": str(number), "resource": "ann", **row} for number, row in enumerate(lines, 1)]
    named = [{"cost_line": f"L{number}", **row} for number, row in enumerate(cost_lines, 1)]
    return run("resolve_resource_costs", given | {"resource_lines": numbered, "resource_cost_lines": named} | tables)


def cost(lines: Rows, cost_lines: Rows, *columns: str, **tables: Any) -> list[Any]:
    return results(book(lines, cost_lines, **tables), *columns)


def of(asset: str = "Ann", **columns: Any) -> dict[str, Any]:
    return {"asset_type": "resource", "asset": asset, "direct_unit_cost": 20, "unit_cost": 26} | columns


def literal(line: dict[str, Any], rows: Rows) -> str:
    """Rules 1 to 5 as they are written, one filter after the other."""
    eligible = [row for row in rows if row["work_type"] == line["work_type"] and row["status"] == "active"]
    levels = [("job_task", "J/T"), ("job", "J"), ("all_jobs", ""), ("all_vendors", "")]
    for source_type, source in levels if line["project"] else levels[3:]:
        of_source = [row for row in eligible if (row["source_type"], row["source"]) == (source_type, source)]
        for asset_type, asset in (("resource", "Ann"), ("resource_group", "Staff"), ("resource", "")):
            found = [row for row in of_source if (row["asset_type"], row["asset"]) == (asset_type, asset)]
            if found:
                reached = [row for row in found if row["minimum_quantity"] <= abs(line["quantity"])]
                if not reached:
                    return "CARD"
                with_currency = [row for row in reached if row["currency"]] or reached
                lowest = min(row["direct_unit_cost"] for row in with_currency)
                return str(next(row["cost_line"] for row in with_currency if row["direct_unit_cost"] == lowest))
    return "CARD"


@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_the_literal_rules(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        rows = []
        for number in range(chance.randint(0, 10)):
            source_type = chance.choice(("all_vendors", "all_jobs", "job", "job_task"))
            asset_type = chance.choice(("resource", "resource", "resource_group"))
            rows.append(
                {
                    "cost_line": f"L{number}",
                    "source_type": source_type,
                    "source": {"job": "J", "job_task": "J/T"}.get(source_type, ""),
                    "asset_type": asset_type,
                    "asset": "Staff" if asset_type == "resource_group" else chance.choice(("Ann", "")),
                    "work_type": chance.choice(("", "", "Night")),
                    "status": chance.choice(("active", "active", "draft")),
                    "minimum_quantity": chance.choice((0, 0, 3)),
                    "currency": chance.choice(("", "", "USD")),
                    "direct_unit_cost": chance.randint(1, 5),
                    "unit_cost": 100 + number,
                }
            )
        lines = [
            {"work_type": work_type, "project": project, "task": "T" if project else "", "quantity": quantity}
            for work_type in ("", "Night")
            for project in ("", "J")
            for quantity in (-4, 1)
        ]
        found = cost(lines, rows, "price_line", "reason")
        assert [name or reason for name, reason in found] == [literal(line, rows) for line in lines]


def test_a_work_type_does_not_fall_back() -> None:
    assert cost([{"work_type": "Night"}], [of()], "reason", "asset_level", "unit_cost") == [("CARD", "card", 45)]


def test_dates_and_status_decide_who_is_eligible() -> None:
    rows = [of(start_date="2026-02-01", end_date="2026-02-28"), of(start_date="2026-03-01", direct_unit_cost=21)]
    lines = [{"date": day} for day in ("2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01")]
    assert cost(lines, rows, "price_line") == ["", "L1", "L1", "L2"]


def test_the_work_date_stands_in_for_a_missing_date() -> None:
    rows = [of(start_date="2026-02-01")]
    options = [{"period_end": "2026-02-28"}]
    assert cost([{}], rows, "price_line", run_options=options) == ["L1"]
    undated = book([{}], rows)
    assert [row["reason_code"] for row in undated.tables["skipped_entries"]] == ["DATE_MISSING"]
    assert undated.tables["price_results"] == []


def test_an_unknown_resource_is_skipped() -> None:
    found = book([{}, {"resource": "Bob"}], [])
    assert [(row["entry_no"], row["reason_code"]) for row in found.tables["skipped_entries"]] == [
        ("2", "RESOURCE_NOT_FOUND")
    ]
    assert results(found, "line") == ["1"]


def test_lines_and_card_are_per_base_unit_unless_they_name_a_unit() -> None:
    columns = ("price_line", "direct_unit_cost", "unit_cost", "unit_factor")
    assert cost([{"unit": "Day"}], [of()], *columns) == [("L1", 160, 208, 8)]
    assert cost([{"unit": "Day"}], [of(unit="Day")], *columns) == [("L1", 20, 26, 1)]
    assert cost([{"unit": "Day"}], [of(unit="Hour")], *columns) == [("", 240, 360, 8)]
    assert cost([{"unit": "Mile"}], [of()], "reason") == ["UNIT_NOT_CONVERTIBLE"]


def test_a_line_without_unit_is_in_the_base_unit_of_its_resource() -> None:
    assert cost([{}], [of(unit="hour"), of(unit="Day", direct_unit_cost=1)], "price_line") == ["L1"]


def test_a_minimum_without_unit_is_in_base_units() -> None:
    rows = [of(minimum_quantity=10)]
    assert cost([{"unit": "Day", "quantity": 1}, {"unit": "Day", "quantity": 2}], rows, "reason") == [
        "CARD", "COST_LINE",
    ]  # fmt: skip


def test_a_foreign_document_converts_local_costs_only() -> None:
    rates = [{"currency": "EUR", "rate_per_base": "0.8"}]
    lines = [{"currency": "EUR", "date": "2026-03-01", "quantity": 2}]
    columns = ("price_line", "unit_cost", "currency", "amount")
    assert cost(lines, [of(), of(currency="EUR", direct_unit_cost=90, unit_cost=91)], *columns) == [
        ("L2", 91, "EUR", 182)
    ]
    assert cost(lines, [of()], *columns, exchange_rates=rates) == [("L1", Decimal("20.8"), "EUR", Decimal("41.6"))]
    assert cost(lines, [], *columns, exchange_rates=rates) == [("", 36, "EUR", 72)]
    assert cost(lines, [of()], "reason") == ["NO_EXCHANGE_RATE"]


def test_the_group_of_the_line_comes_before_that_of_the_card() -> None:
    rows = [of("Staff", asset_type="resource_group"), of("Temps", asset_type="resource_group", unit_cost=9)]
    columns = ("price_line", "asset_level")
    assert cost([{"resource_group": "temps"}, {}], rows, *columns) == [
        ("L2", "resource_group"), ("L1", "resource_group"),
    ]  # fmt: skip


def test_a_card_without_cost_is_a_zero_with_a_reason() -> None:
    assert cost([{}], [], "status", "reason", resources=[{"resource": "Ann"}]) == [("zero", "PRICE_IS_ZERO")]


def test_the_trace_names_every_line_that_was_looked_at() -> None:
    rows = [of(), of(direct_unit_cost=25), of(minimum_quantity=5), of(currency="EUR"), of(unit="Day")]
    found = book([{"date": "2026-03-01"}], rows)
    entries = [(row["object"], row["code"]) for row in found.tables["price_trace"] if row["step"] <= 40]
    assert entries == [
        ("L4", "CURRENCY"), ("L5", "UNIT"), ("L3", "MINIMUM_QUANTITY"), ("L2", "OUTRANKED_BY L1"), ("L1", "COST_LINE"),
    ]  # fmt: skip


def test_resource_results_stand_beside_those_of_other_lines() -> None:
    found = book([{}], [of()])
    found.tables |= {"projects": [{"project": "P", "currency": "USD"}]}
    found.tables["actual_lines"] = [
        {"line": "1", "class": "expense", "project": "P", "date": "2026-03-01", "entered_unit_cost": 5}
    ]
    found.run("resolve_cost_prices", {})
    assert results(found, "table", "line") == [("actual_lines", "1"), ("resource_lines", "1")]
    found.run("resolve_resource_costs", {"line": "1"})
    assert results(found, "table", "line") == [("actual_lines", "1"), ("resource_lines", "1")]


@pytest.mark.parametrize(("word", "source"), [("All Projects", ""), ("Project", "J"), ("Project Task", "J/T")])
def test_sources_may_bear_the_names_of_the_screens(word: str, source: str) -> None:
    rows = [of(source_type=word, source=source)]
    assert cost([{"project": "J", "task": "T"}], rows, "price_line") == ["L1"]
    assert cost([{}], rows, "reason") == ["CARD"]
