"""Expense and material on the cost side, cost-plus and the rest of the sales side, currencies (spec 3, A4 to A8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.prices.build import codes, line, link, parameters, price_list, results, run, setup
from xlcost.rules.money import rounded

HOTEL = {"category_price": "C1", "price_list": "C", "category": "Hotel", "unit": "Night", "price": 120}
CABLE = {"product_price": "M1", "price_list": "C", "product": "Cable", "unit": "ea", "price": 7}


def expense(number: int = 1, **columns: Any) -> dict[str, Any]:
    return line(number, **{"class": "expense", "category": "Hotel", "unit": "Night"} | columns)


def material(number: int = 1, **columns: Any) -> dict[str, Any]:
    return line(number, **{"class": "material", "product": "Cable", "unit": "ea"} | columns)


def cost(lines: list[dict[str, Any]], *columns: str, table: str = "actual_lines", **tables: Any) -> list[Any]:
    tables = {"category_prices": [HOTEL], "product_prices": [CABLE], table: lines} | tables
    return results(run("resolve_cost_prices", setup(**tables)), *columns)


def sales(lines: list[dict[str, Any]], *columns: str, **tables: Any) -> list[Any]:
    tables = {"category_prices": [HOTEL], "product_prices": [CABLE], "actual_lines": lines} | tables
    return results(run("resolve_sales_prices", setup(**tables)), *columns)


# ---- typed amounts


def test_typed_amounts_count_on_actuals_only() -> None:
    typed = [expense(entered_unit_cost=95), material(2, entered_unit_cost=6), line(3, entered_unit_cost=1)]
    role = [{"role_price": "R", "price_list": "C", "price": 100}]
    columns = ("reason", "unit_rate", "price_list")
    assert cost(typed, *columns, role_prices=role) == [
        ("ENTERED", 95, ""), ("ENTERED", 6, ""), ("CATCH_ALL", 100, "C"),
    ]  # fmt: skip
    assert cost(typed[:2], *columns, table="estimate_lines") == [
        ("PRICE_PER_UNIT", 120, "C"), ("PRICE_PER_UNIT", 7, "C"),
    ]  # fmt: skip


def test_a_typed_zero_is_nothing_typed() -> None:
    assert cost([expense(entered_unit_cost=0)], "reason") == ["PRICE_PER_UNIT"]


def test_a_typed_amount_needs_no_list_and_no_unit() -> None:
    projects = [{"project": "P", "currency": "EUR"}]
    found = cost([expense(entered_unit_cost=95)], "reason", "currency", "status", projects=projects)
    assert found == [("ENTERED", "EUR", "priced")]


def test_an_expense_entry_without_amount_is_told_so() -> None:
    found = cost([expense(category="Taxi")], "message")
    assert found[0].endswith("; the entry had no amount")
    assert "Taxi" in found[0]


# ---- rows


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (expense(unit="night "), "PRICE_PER_UNIT"),
        (expense(category="HOTEL"), "PRICE_PER_UNIT"),
        (expense(unit="Week"), "CATEGORY_UNIT_MISMATCH"),
        (expense(unit=""), "CATEGORY_UNIT_MISMATCH"),
        (expense(category=""), "NO_CATEGORY_PRICE"),
        (material(unit="box"), "PRODUCT_UNIT_MISMATCH"),
        (material(product="Rope"), "NO_PRODUCT_PRICE"),
        (material(product=""), "WRITE_IN_PRODUCT"),
    ],
)
def test_row_of_category_or_product(given: dict[str, Any], reason: str) -> None:
    assert cost([given], "reason") == [reason]


def test_a_blank_unit_is_that_of_the_category_or_product() -> None:
    found = cost(
        [expense(unit=""), material(2, unit="")],
        "reason",
        categories=[{"category": "hotel", "default_unit": "Night"}],
        products=[{"product": "cable", "default_unit": "ea"}],
    )
    assert found == ["PRICE_PER_UNIT", "PRICE_PER_UNIT"]


def test_two_rows_for_one_unit_decide_nothing() -> None:
    rows = [HOTEL, {**HOTEL, "category_price": "C2", "price": 130}]
    assert cost([expense()], "reason", "price_line", category_prices=rows) == [("DUPLICATE_PRICE_LINE", "")]


@pytest.mark.parametrize("method", ["", "price_per_unit", "Price per unit", "Currency Amount", "currency amount"])
def test_currency_amount_is_the_price_per_unit_of_products(method: str) -> None:
    assert cost([material()], "reason", product_prices=[{**CABLE, "method": method}]) == ["PRICE_PER_UNIT"]


def test_a_write_in_product_says_so_even_without_a_list() -> None:
    found = cost([material(product="")], "reason", "price_list", price_list_links=[])
    assert found == [("WRITE_IN_PRODUCT", "")]


def test_a_role_row_of_a_cost_list_cannot_be_cost_plus() -> None:
    rows = [{"role_price": "R", "price_list": "C", "method": "at_cost"}]
    assert cost([line()], "reason", "price_line", role_prices=rows) == [("METHOD_NOT_ALLOWED", "R")]


# ---- cost plus


def plus(method: str, **columns: Any) -> dict[str, Any]:
    return {
        "category_price": "S1",
        "price_list": "S",
        "category": "Hotel",
        "unit": "Night",
        "method": method,
        **columns,
    }


@pytest.mark.parametrize(
    "method", ["Markup over transaction cost", "Markup Over Transaction Cost %", "Markup percentage"]
)
def test_methods_may_bear_the_names_of_the_screens(method: str) -> None:
    rows = [plus(method, percent=10)]
    assert sales([expense(entered_unit_cost=100)], "reason", "unit_rate", category_prices=rows) == [("MARKUP", 110)]
    products = [{**CABLE, "product_price": "S2", "price_list": "S", "method": method, "percent": 10}]
    assert sales([material(entered_unit_cost=100)], "reason", product_prices=products) == ["MARKUP"]
    roles = [
        {"role_price": "R", "price_list": "C", "price": 50},
        {"role_price": "RS", "price_list": "S", "method": "At transaction cost"},
    ]
    assert sales([line()], "reason", "unit_rate", role_prices=roles) == [("AT_COST", 50)]


def test_cost_plus_converts_from_the_cost_currency() -> None:
    rates = [{"currency": "EUR", "rate_per_base": "0.8"}]
    rows = [plus("markup_over_cost", percent=10)]
    lines = [expense(entered_unit_cost=100, entered_currency="EUR", quantity=2)]
    found = sales(lines, "unit_rate", "currency", "amount", "base_rate", category_prices=rows, exchange_rates=rates)
    assert found == [(Decimal("137.5"), "USD", 275, 125)]


def test_cost_plus_without_a_rate_is_a_zero() -> None:
    lines = [expense(entered_unit_cost=100, entered_currency="EUR")]
    found = sales(lines, "reason", "currency", "message", category_prices=[plus("at_cost")])
    assert found[0][:2] == ("NO_EXCHANGE_RATE", "USD")
    assert "from EUR to USD on 2026-03-01" in found[0][2]


def test_cost_plus_takes_the_rounded_cost_rate() -> None:
    rounding = parameters(unit_amount_rounding="0.01")
    role = [
        {"role_price": "R", "price_list": "C", "price": 1001, "unit": "Week"},
        {"role_price": "RS", "price_list": "S", "method": "at_cost"},
    ]
    assert sales([line()], "unit_rate", "reason", role_prices=role, pricing_parameters=rounding) == [
        (Decimal("25.03"), "AT_COST")
    ]


def test_cost_plus_on_estimates_when_it_is_asked_for() -> None:
    tables = {"category_prices": [HOTEL, plus("at_cost")], "actual_lines": [], "estimate_lines": [expense()]}
    assert sales([], "reason", **tables) == ["COST_PLUS_NOT_ON_ESTIMATE"]
    switched = parameters(cost_plus_on_estimates="yes")
    assert sales([], "reason", "unit_rate", **tables, pricing_parameters=switched) == [("AT_COST", 120)]


def test_no_cost_to_mark_up_tells_why_there_is_none() -> None:
    found = sales([expense()], "reason", "message", category_prices=[plus("at_cost")])
    assert found[0][0] == "NO_COST_TO_MARK_UP"
    assert "NO_CATEGORY_PRICE" in found[0][1]


def test_an_override_replaces_the_percent_of_a_cost_plus_row() -> None:
    role = [
        {"role_price": "R", "price_list": "C", "price": 100},
        {"role_price": "RS", "price_list": "S", "method": "markup_over_cost", "percent": 10},
    ]
    overrides = [{"override": "O", "parent": "RS", "effective_from": "2026-02-01", "percent": 25}]
    found = sales([line()], "unit_rate", "markup_percent", "override", role_prices=role, price_overrides=overrides)
    assert found == [(125, 25, "O")]


def test_sales_prices_do_not_need_cost_prices_to_be_there() -> None:
    """Cost-plus resolves the cost itself, and leaves no cost rows behind."""
    found = sales([expense()], "side", "unit_rate", category_prices=[HOTEL, plus("markup_over_cost", percent=50)])
    assert found == [("sales", 180)]


# ---- currencies

EUR = [
    {"currency": "EUR", "rate_per_base": "0.8"},
    {"currency": "EUR", "effective_from": "2026-03-01", "rate_per_base": "0.5"},
]


def test_time_actuals_keep_the_currency_of_the_row_and_estimates_do_not() -> None:
    rows = [{"role_price": "R", "price_list": "C", "price": 100, "currency": "EUR"}]
    columns = ("unit_rate", "currency", "amount", "exchange_rate", "project_amount")
    actual = cost([line(quantity=3)], *columns, role_prices=rows, exchange_rates=EUR)
    assert actual == [(100, "EUR", 300, 2, 600)]
    estimate = cost([line(quantity=3)], *columns, role_prices=rows, exchange_rates=EUR, table="estimate_lines")
    assert estimate == [(200, "USD", 600, 1, 600)]


def test_old_lines_keep_the_old_rate() -> None:
    rows = [{"role_price": "R", "price_list": "C", "price": 100, "currency": "EUR"}]
    found = cost([line(date="2026-02-28")], "project_amount", role_prices=rows, exchange_rates=EUR)
    assert found == [125]


def test_a_missing_rate_leaves_an_actual_priced_and_an_estimate_at_zero() -> None:
    rows = [{"role_price": "R", "price_list": "C", "price": 100, "currency": "EUR"}]
    tables = setup(role_prices=rows, actual_lines=[line(1), line(2)], estimate_lines=[line(1)])
    book = run("resolve_cost_prices", tables)
    assert results(book, "table", "reason", "currency", "project_amount") == [
        ("estimate_lines", "NO_EXCHANGE_RATE", "EUR", None),
        ("actual_lines", "CATCH_ALL", "EUR", None),
        ("actual_lines", "CATCH_ALL", "EUR", None),
    ]
    assert codes(book) == ["NO_EXCHANGE_RATE"]


def test_a_sales_row_in_another_currency_is_read_in_that_of_the_list() -> None:
    rows = [{"role_price": "R", "price_list": "S", "price": 100, "currency": "EUR"}]
    tables = setup(role_prices=rows, actual_lines=[line()])
    book = run("resolve_sales_prices", tables)
    assert results(book, "unit_rate", "currency") == [(100, "USD")]
    assert codes(book) == ["ROW_CURRENCY"]


def test_currencies_have_their_own_precisions() -> None:
    lists = [price_list("C", currency="JPY")]
    projects = [{"project": "P", "contracting_unit": "US", "currency": "JPY"}]
    rows = [{"role_price": "R", "price_list": "C", "price": "100.55"}]
    currencies = [{"currency": "JPY", "amount_precision": 1, "unit_precision": "0.1"}]
    found = cost(
        [line(quantity="2.5")], "unit_rate", "amount", role_prices=rows, price_lists=lists, projects=projects,
        currencies=currencies,
    )  # fmt: skip
    assert found == [(Decimal("100.6"), 252)]


def test_without_a_quantity_there_is_a_rate_and_no_amount() -> None:
    rows = [{"role_price": "R", "price_list": "C", "price": 100}]
    assert cost([line(quantity=None)], "unit_rate", "amount", "status", role_prices=rows) == [(100, 0, "priced")]


@settings(max_examples=40)
@given(
    price=st.decimals("0.01", "9999", places=2),
    quantity=st.decimals("-99", "99", places=2),
    rate=st.decimals("0.01", "200", places=3),
)
def test_roll_up_is_the_rounded_amount_converted(price: Decimal, quantity: Decimal, rate: Decimal) -> None:
    rows = [{"role_price": "R", "price_list": "C", "price": price, "currency": "EUR"}]
    rates = [{"currency": "EUR", "rate_per_base": rate}]
    tables = setup(role_prices=rows, exchange_rates=rates, actual_lines=[line(quantity=quantity)])
    [(amount, project_amount)] = results(run("resolve_cost_prices", tables), "amount", "project_amount")
    assert amount == rounded(price * quantity)
    assert abs(project_amount - amount / rate) <= Decimal("0.005")


# ---- intercompany


def test_the_view_of_the_resourcing_unit() -> None:
    tables = setup(
        org_units=[{"org_unit": "US", "currency": "USD"}, {"org_unit": "UK", "currency": "GBP"}],
        price_lists=[price_list("C"), price_list("U", currency="GBP")],
        price_list_links=[link("C"), link("U", owner="UK")],
        role_prices=[
            {"role_price": "R1", "price_list": "C", "price": 120},
            {"role_price": "R2", "price_list": "U", "price": 88},
        ],
        exchange_rates=[{"currency": "GBP", "rate_per_base": "0.8"}],
        actual_lines=[line(quantity=10)],
    )
    book = run("resolve_cost_prices", tables, org_unit="uk")
    columns = ("org_unit", "unit_rate", "currency", "project_currency", "project_amount")
    assert results(book, *columns) == [("UK", 88, "GBP", "USD", 1100)]
    book.run("resolve_cost_prices", {})
    assert results(book, *columns) == [("", 120, "USD", "USD", 1200), ("UK", 88, "GBP", "USD", 1100)]
