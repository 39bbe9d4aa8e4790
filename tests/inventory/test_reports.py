"""Inventory valuation, valuation of WIP, cost specification (spec 2, 14.1 to 14.3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory.ledgers import rows, value_entry
from xlcost.close import RunReport

Row = dict[str, Any]
INCREASES = {"Purchase", "Positive Adjmt.", "Output", "Assembly Output"}


def _report(book: MemoryWorkbook, name: str, **parameters: Any) -> RunReport:
    report = book.run("report", {"report": name, **parameters})
    assert report.outcome != "error", report.outcomes[0].message
    return report


# ---- inventory valuation

_MOVEMENTS = st.sampled_from(
    ["Purchase", "Sale", "Positive Adjmt.", "Negative Adjmt.", "Consumption", "Output", "Assembly Output", ""]
)
_CENTS = st.integers(-5_000, 5_000).map(lambda cents: f"{Decimal(cents) / 100:.2f}")


@st.composite
def value_entries(draw: st.DrawFn) -> list[Row]:
    """Value entries of two items over three months, capacity among them."""
    return [
        value_entry(
            number, draw(_MOVEMENTS), draw(_CENTS), draw(_CENTS), item_no=draw(st.sampled_from("AB")),
            posting_date=draw(st.dates(dt.date(2024, 1, 1), dt.date(2024, 3, 31))).isoformat(),
            invoiced_quantity=draw(st.integers(-9, 9)), item_ledger_entry_quantity=draw(st.integers(-9, 9)),
            cost_posted_to_gl=draw(_CENTS),
        )
        for number in range(1, draw(st.integers(1, 10)) + 1)
    ]  # fmt: skip


def _book(entries: list[Row]) -> MemoryWorkbook:
    items = [{"item_no": "A", "inventory_posting_group": "Z"}, {"item_no": "B", "inventory_posting_group": "Y"}]
    return MemoryWorkbook({"items": items, "value_entries": entries})


def _stock(entries: list[Row], item: str, last: str) -> list[Row]:
    return [
        row
        for row in entries
        if row["item_no"] == item and row["posting_date"] <= last and row["item_ledger_entry_type"]
    ]


@settings(max_examples=40)
@given(value_entries())
def test_valuation_against_the_plain_sums_and_from_month_to_month(entries: list[Row]) -> None:
    book = _book(entries)
    previous: dict[str, Row] = {}
    for first, last in (("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29"), ("2024-03-01", "2024-03-31")):
        _report(book, "inventory_valuation", starting_date=first, ending_date=last, include_expected_cost=True)
        lines = {row["item_no"]: row for row in book.tables["inventory_valuation"]}
        for item, line in lines.items():
            stock = _stock(entries, item, last)
            assert line["ending_value"] == sum(Decimal(row["cost_amount_actual"]) for row in stock)
            assert line["ending_quantity"] == sum(row["invoiced_quantity"] for row in stock)
            with_expected = sum(
                Decimal(row["cost_amount_actual"]) + Decimal(row["cost_amount_expected"]) for row in stock
            )
            assert line["ending_expected_value"] == with_expected
            assert line["ending_expected_quantity"] == sum(row["item_ledger_entry_quantity"] for row in stock)
            assert line["cost_posted_to_gl"] == sum(Decimal(row["cost_posted_to_gl"]) for row in stock)
            increases = [
                row for row in stock if row["posting_date"] >= first and row["item_ledger_entry_type"] in INCREASES
            ]
            assert line["increase_value"] == sum(Decimal(row["cost_amount_actual"]) for row in increases)
            before = previous.get(item, {})
            for measure in ("quantity", "value", "expected_quantity", "expected_value"):
                assert line[f"starting_{measure}"] == before.get(f"ending_{measure}", 0)
        previous = lines


def test_valuation_is_sorted_by_group_and_summed_by_group() -> None:
    entries = [value_entry(1, "Purchase", "3.00", item_no="A"), value_entry(2, "Purchase", "4.00", item_no="B"),
               value_entry(3, "Purchase", "5.00", item_no="C")]  # fmt: skip
    book = _book(entries)
    book.tables["items"].append({"item_no": "C", "inventory_posting_group": "Y"})
    _report(book, "inventory_valuation", ending_date="2024-12-31")
    assert [item for (item,) in rows(book, "inventory_valuation", "item_no")] == ["B", "C", "A"]
    assert rows(book, "inventory_valuation_groups", "inventory_posting_group", "items", "ending_value") == [
        ("Y", 2, Decimal(9)), ("Z", 1, Decimal(3)),
    ]  # fmt: skip


def test_valuation_up_to_the_work_date() -> None:
    book = _book([value_entry(1, "Purchase", "3.00", item_no="A", posting_date="2024-02-01")])
    book.tables["run_options"] = [{"work_date": "2024-01-31"}]
    _report(book, "inventory_valuation")
    assert book.tables["inventory_valuation"] == []
    del book.tables["run_options"]
    report = book.run("report", {"report": "inventory_valuation"})
    error = report.outcomes[0].error
    assert error is not None
    assert error.code == "WORK_DATE_MISSING"


@pytest.mark.parametrize(
    ("parameters", "items"),
    [
        ({"item_no": "A"}, ["A"]),
        ({"inventory_posting_group": "Y"}, ["B"]),
        ({"location_code": "EAST"}, ["A"]),
        ({"variant_code": "V"}, ["B"]),
        ({}, ["B", "A"]),
    ],
)
def test_valuation_filters(parameters: Row, items: list[str]) -> None:
    entries = [
        value_entry(1, "Purchase", "3.00", item_no="A", location_code="EAST"),
        value_entry(2, "Purchase", "4.00", item_no="B", variant_code="V"),
        value_entry(3, "Purchase", "4.00", item_no="S"),
    ]
    book = _book(entries)
    book.tables["items"].append({"item_no": "S", "type": "Service"})
    _report(book, "inventory_valuation", ending_date="2024-12-31", **parameters)
    assert [item for (item,) in rows(book, "inventory_valuation", "item_no")] == items


# ---- work in process


def _order_entry(number: int, movement: str, day: str, actual: str = "0", expected: str = "0", **other: Any) -> Row:
    order = {"order_type": "Production", "order_no": "P1", "posting_date": day}
    return value_entry(number, movement, actual, expected, **(order | other))


def _wip(entries: list[Row], orders: list[Row] | None = None, **parameters: Any) -> list[Any]:
    book = MemoryWorkbook({"value_entries": entries, "production_orders": orders or [{"order_no": "P1"}]})
    _report(book, "inventory_valuation_wip", starting_date="2024-02-01", ending_date="2024-02-29", **parameters)
    return rows(book, "inventory_valuation_wip", "as_of_start", "consumption", "capacity", "output", "as_of_end")


def test_finished_order_leaves_nothing_in_process() -> None:
    entries = [
        _order_entry(1, "Consumption", "2024-01-10", "-20.00"),
        _order_entry(2, "", "2024-01-11", "15.00"),
        _order_entry(3, "Output", "2024-02-05", "0", "30.00"),
        _order_entry(4, "Output", "2024-02-06", "35.00", "-30.00"),
        _order_entry(5, "Output", "2024-02-06", "4.00", entry_type="Indirect Cost"),
    ]
    assert _wip(entries) == [(35, 0, 0, -35, 0)]


def test_revaluation_of_an_invoiced_output_is_no_wip() -> None:
    entries = [
        _order_entry(1, "Consumption", "2024-02-10", "-20.00"),
        _order_entry(2, "Output", "2024-02-11", "20.00"),
        _order_entry(3, "Output", "2024-02-12", "5.00", entry_type="Revaluation"),
    ]
    assert _wip(entries) == [(0, 20, 0, -20, 0)]


def test_balance_of_a_revaluation_before_the_period_is_wip() -> None:
    """Expected revaluations move WIP (pair 28): the balance takes back what the start holds."""
    entries = [
        _order_entry(1, "Output", "2024-01-10", expected="30.00"),
        _order_entry(2, "Output", "2024-01-20", expected="5.00", entry_type="Revaluation"),
        _order_entry(3, "Output", "2024-02-10", expected="-5.00", entry_type="Revaluation"),
        _order_entry(4, "Output", "2024-02-10", "30.00", "-30.00"),
    ]
    assert _wip(entries) == [(-35, 0, 0, 5, -30)]


def test_finished_and_adjusted_order_without_later_entries_is_left_out() -> None:
    entries = [_order_entry(1, "Consumption", "2024-01-10", "-20.00")]
    done = {"order_no": "P1", "status": "Finished", "inventory_adjmt_entry_exists": True}
    assert _wip(entries, [done]) == []
    assert _wip([*entries, _order_entry(2, "", "2024-02-01", "1.00")], [done]) == [(20, 0, 1, 0, 21)]


def test_orders_without_amounts_on_request() -> None:
    assert _wip([], [{"order_no": "P1"}]) == [(0, 0, 0, 0, 0)]
    assert _wip([], [{"order_no": "P1"}], skip_zero=True) == []


# ---- cost specification


def _spec(
    method: str, entries: list[Row], movements: list[tuple[str, str, int]], *applied: tuple[int, int, int]
) -> list[Any]:
    book = MemoryWorkbook(
        {
            "items": [{"item_no": "ITEM", "costing_method": method}],
            "value_entries": entries,
            "item_ledger_entries": [
                {"entry_no": number, "item_no": "ITEM", "entry_type": kind, "posting_date": day, "quantity": quantity}
                for number, (kind, day, quantity) in enumerate(movements, 1)
            ],
            "item_application_entries": [
                {"entry_no": number, "item_ledger_entry_no": outbound, "inbound_item_entry_no": inbound,
                 "outbound_item_entry_no": outbound, "quantity": -quantity, "posting_date": "2024-01-20"}
                for number, (inbound, outbound, quantity) in enumerate(applied, 1)
            ],
        }
    )  # fmt: skip
    _report(book, "invt_valuation_cost_spec", valuation_date="2024-01-31")
    return rows(
        book, "invt_valuation_cost_spec", "remaining_quantity", "direct_cost", "revaluation", "variance", "total_cost",
        "unit_cost",
    )  # fmt: skip


BOUGHT, SOLD = ("Purchase", "2024-01-10", 3), ("Sale", "2024-01-20", -1)


def test_specification_takes_the_share_of_the_remaining_quantity() -> None:
    entries = [
        value_entry(1, "Purchase", "10.00"),
        value_entry(2, "Purchase", "3.00", entry_type="Variance", variance_type="Purchase", item_ledger_entry_no=1),
        value_entry(3, "Purchase", "4.00", entry_type="Revaluation", item_ledger_entry_no=1, partial_revaluation=True,
                    valued_quantity=2),
        value_entry(4, "Sale", "-4.33", item_ledger_entry_no=2),
    ]  # fmt: skip
    third = _spec("FIFO", entries, [BOUGHT, SOLD], (1, 2, 1))
    assert third == [(2, Decimal("6.67"), Decimal("4.00"), Decimal("2.00"), Decimal("12.67"), Decimal("6.335"))]


def test_specification_of_average_items_is_the_plain_sum() -> None:
    entries = [value_entry(1, "Purchase", "10.00"), value_entry(2, "Sale", "-3.00", item_ledger_entry_no=2)]
    assert _spec("Average", entries, [BOUGHT, SOLD], (1, 2, 1)) == [
        (2, Decimal("7.00"), 0, 0, Decimal("7.00"), Decimal("3.5"))
    ]


def test_later_movements_and_costs_do_not_count() -> None:
    entries = [
        value_entry(1, "Purchase", "10.00"),
        value_entry(2, "Purchase", "9.00", posting_date="2024-02-01", item_ledger_entry_no=1),
        value_entry(3, "Sale", "-10.00", posting_date="2024-02-01", item_ledger_entry_no=2),
    ]
    later = [("Purchase", "2024-01-10", 3), ("Sale", "2024-02-01", -3)]
    assert _spec("FIFO", entries, later, (1, 2, 3)) == [
        (3, Decimal("10.00"), 0, 0, Decimal("10.00"), Decimal("3.33333"))
    ]
