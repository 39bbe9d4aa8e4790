"""Copying price lists and raising prices (spec 3, A11)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.prices.build import again, line, link, results, run, setup

TABLES = setup(
    role_prices=[
        {"role_price": "R1", "price_list": "C", "role": "Developer", "price": 100},
        {"role_price": "R2", "price_list": "C", "role": "Cook", "unit": "Day", "price": 400, "currency": "EUR"},
        {"role_price": "R3", "price_list": "S", "role": "Cook", "price": 1},
    ],
    category_prices=[{"category_price": "A", "price_list": "C", "category": "Taxi", "unit": "ea", "price": "12.34"}],
    product_prices=[{"product_price": "M", "price_list": "C", "product": "Pipe", "unit": "m", "price": None}],
    role_price_markups=[{"role_price_markup": "X", "price_list": "C", "role": "Cook", "percent": 5}],
    price_overrides=[{"override": "O", "parent": "R1", "effective_from": "2026-02-01", "price": 1}],
    exchange_rates=[{"currency": "EUR", "rate_per_base": "0.8"}],
)


def copied(book: MemoryWorkbook, table: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[c] for c in columns) for row in book.tables[table] if row["price_list"] == "New"]


def copy(**given: Any) -> MemoryWorkbook:
    return run("copy_price_list", TABLES, **{"price_list": "c", "new_price_list": "New"} | given)


def test_a_plain_copy_has_the_same_prices_and_ids_of_its_own() -> None:
    book = copy(start_date="2027-01-01", end_date="2027-12-31")
    assert copied(book, "role_prices", "role_price", "role", "unit", "price", "currency") == [
        ("New R1", "Developer", "", 100, ""), ("New R2", "Cook", "Day", 400, "EUR"),
    ]  # fmt: skip
    assert copied(book, "category_prices", "category_price", "price") == [("New A", Decimal("12.34"))]
    assert copied(book, "role_price_markups", "role_price_markup", "percent") == [("New X", 5)]
    header = book.tables["price_lists"][-1]
    assert (header["price_list"], header["start_date"].isoformat(), header["time_unit"]) == (
        "New",
        "2027-01-01",
        "Hour",
    )


def test_overrides_and_links_are_not_copied() -> None:
    book = copy()
    assert book.tables["price_overrides"] == TABLES["price_overrides"]
    assert book.tables["price_list_links"] == TABLES["price_list_links"]


def test_another_currency_converts_every_price() -> None:
    book = copy(currency="EUR")
    assert copied(book, "role_prices", "price", "currency") == [(80, ""), (400, "")]
    assert copied(book, "category_prices", "price") == [(Decimal("9.872"),)]
    assert copied(book, "product_prices", "price") == [(None,)]


def test_another_time_unit_converts_time_only() -> None:
    book = copy(time_unit="Week")
    assert copied(book, "role_prices", "price", "unit") == [(4000, ""), (2000, "Week")]
    assert copied(book, "category_prices", "price", "unit") == [(Decimal("12.34"), "ea")]


def test_a_converted_copy_prices_lines_alike() -> None:
    book = copy(currency="EUR", time_unit="Day")
    book.tables["price_overrides"] = []
    book.tables["projects"].append({"project": "E", "contracting_unit": "EU"})
    book.tables["org_units"].append({"org_unit": "EU", "currency": "EUR"})
    book.tables["price_list_links"].append(link("New", owner="EU"))
    book.tables["actual_lines"] = [line(1, quantity=6), line(2, quantity=6, project="E")]
    again(book, "resolve_cost_prices")
    assert results(book, "amount", "currency") == [(600, "USD"), (480, "EUR")]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"price_list": "Gone"}, "REFERENCE_NOT_FOUND"),
        ({"new_price_list": "s"}, "PRICE_LIST_EXISTS"),
        ({"currency": "XXX"}, "NO_EXCHANGE_RATE"),
        ({"time_unit": "Mile"}, "UNIT_NOT_CONVERTIBLE"),
    ],
)
def test_what_cannot_be_copied_changes_nothing(given: dict[str, str], code: str) -> None:
    book = MemoryWorkbook(TABLES)
    report = book.run("copy_price_list", {"price_list": "C", "new_price_list": "New"} | given)
    assert report.outcomes[-1].error is not None
    assert report.outcomes[-1].error.code == code
    assert {name: book.tables[name] for name in TABLES} == TABLES


def test_prices_of_one_tab_rise() -> None:
    book = run("update_prices", TABLES, price_list="C", **{"class": "time"}, percent="2.5")
    assert [row["price"] for row in book.tables["role_prices"]] == [Decimal("102.5"), 410, 1]
    assert book.tables["category_prices"] == TABLES["category_prices"]
    again(book, "update_prices", price_list="C", **{"class": "expense"}, percent=-50)
    assert book.tables["category_prices"][0]["price"] == Decimal("6.17")


def test_a_tab_without_prices_leaves_nothing_to_do() -> None:
    report = MemoryWorkbook(TABLES).run("update_prices", {"price_list": "C", "class": "material", "percent": 5})
    assert report.outcome == "nothing_to_do"
