"""Findings in the setup: each fault is reported once, with its cell, and stops nothing (spec 3, A11)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.prices.build import codes, line, link, parameters, price_list, results, run, setup

ROLE = {"role_price": "R", "price_list": "C", "role": "Developer", "price": 100}
SALES_ROLE = {"role_price": "RS", "price_list": "S", "price": 200}
OVERRIDE = {"override": "O", "parent": "R", "effective_from": "2026-02-01", "price": 1}
LISTS = [price_list("C"), price_list("S", "sales")]
LINKS = [link("C"), link("S", "contract", "K")]
COMPANIES = [{"company": "USCO", "accounting_currency": "EUR"}]
OWNED = [{"project": "P", "contracting_unit": "US", "owning_company": "USCO"}]


def dimension(name: str, **columns: Any) -> dict[str, Any]:
    return {"dimension": name, "applies_to_cost": "yes", **columns}


FINDINGS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("DUPLICATE_PRICE_LINE", {"role_prices": [ROLE, {**ROLE, "role_price": "R2", "unit": "Day"}]}, ["R, R2"]),
    (
        "DUPLICATE_PRICE_LINE",
        {
            "category_prices": [
                {"category_price": key, "price_list": "C", "category": "Taxi", "unit": "ea", "price": 1} for key in "AB"
            ]
        },
        ["A, B"],
    ),
    (
        "DUPLICATE_PRICE_LINE",
        {
            "pricing_dimensions": [
                dimension("role", cost_priority=1),
                dimension("hours", kind="markup", cost_priority=2),
            ],
            "role_price_markups": [
                {"role_price_markup": key, "price_list": "C", "hours": "Night", "percent": 5} for key in "AB"
            ],
        },
        ["A, B"],
    ),
    (
        "PRIORITY_NOT_UNIQUE",
        {"pricing_dimensions": [dimension("role", cost_priority=1), dimension("resourcing_unit", cost_priority=1)]},
        ["role", "resourcing_unit", "cost priority 1"],
    ),
    ("REFERENCE_NOT_FOUND", {"role_prices": [ROLE, {**ROLE, "role_price": "R2", "price_list": "Gone"}]}, ["Gone"]),
    ("REFERENCE_NOT_FOUND", {"roles": [{"role": "Cook"}]}, ["Developer"]),
    ("REFERENCE_NOT_FOUND", {"price_overrides": [{**OVERRIDE, "parent": "R7"}]}, ["R7"]),
    ("REFERENCE_NOT_FOUND", {"price_list_links": [*LINKS, link("C", owner="UK")]}, ["UK"]),
    ("OVERRIDE_OUTSIDE_LIST", {"price_overrides": [{**OVERRIDE, "effective_from": "2027-01-01"}]}, ["O", "2027-01-01"]),
    ("OVERRIDE_OUTSIDE_LIST", {"price_overrides": [{**OVERRIDE, "effective_from": None}]}, ["on no date"]),
    ("OVERRIDE_SCOPE", {"price_overrides": [{**OVERRIDE, "scope_type": "customer", "scope": "A"}]}, ["customer A"]),
    ("OVERRIDE_SCOPE", {"price_overrides": [{**OVERRIDE, "scope": "India"}]}, ["India"]),
    ("ROW_CURRENCY", {"role_prices": [ROLE, {**SALES_ROLE, "currency": "EUR"}]}, ["RS", "EUR"]),
    (
        "ROW_CURRENCY",
        {"product_prices": [{"product_price": "M", "price_list": "C", "product": "X", "price": 1, "currency": "EUR"}]},
        ["M", "EUR"],
    ),
    ("LIST_CURRENCY_MISMATCH", {"price_lists": [price_list("C", currency="EUR"), LISTS[1]]}, ["EUR", "US", "USD"]),
    (
        "LIST_OVERLAP",
        {"price_lists": [*LISTS, price_list("D", start_date="2026-12-01")], "price_list_links": [*LINKS, link("D")]},
        ["C, D", "2026-12-01..2026-12-31"],
    ),
    ("CONTEXT_NOT_ALLOWED", {"price_list_links": [*LINKS, link("S")]}, ["S", "org unit US"]),
    ("METHOD_FIELDS", {"role_prices": [ROLE, {**SALES_ROLE, "method": "at_cost"}]}, ["RS", "price"]),
    ("METHOD_FIELDS", {"role_prices": [{**ROLE, "percent": 5}]}, ["R", "percent"]),
    ("DIMENSION_OFF", {"role_prices": [{**ROLE, "resource": "Ann"}]}, ["resource", "R"]),
    (
        "DIMENSION_OFF",
        {
            "pricing_dimensions": [dimension("role", cost_priority=1), {"dimension": "grade"}],
            "role_prices": [{**ROLE, "grade": "senior"}, {**ROLE, "role_price": "R2", "role": "X", "grade": "junior"}],
        },
        ["rows filled: 2", "grade"],
    ),
    ("LIST_DATES_REVERSED", {"price_lists": [price_list("C", start_date="2027-01-01"), LISTS[1]]}, ["C"]),
    ("LIST_DATES_EMPTY", {"price_lists": [price_list("C", end_date=None), LISTS[1]]}, ["C"]),
    ("UNIT_CHAIN", {"units": [{"unit": "Day", "base_unit": "Hour", "quantity": 8}]}, ["Day", "Hour"]),
    ("UNIT_CHAIN", {"units": [{"unit": "Hour"}, {"unit": "Day", "base_unit": "Hour", "quantity": 0}]}, ["Day"]),
    ("UNIT_CURRENCY", {"companies": COMPANIES, "projects": OWNED}, ["US", "USD", "USCO", "EUR"]),
]


@pytest.mark.parametrize(
    ("code", "tables", "mentions"), FINDINGS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_finding(code: str, tables: dict[str, Any], mentions: list[str]) -> None:
    book = run("resolve_cost_prices", setup(**{"role_prices": [ROLE], "actual_lines": [line()]} | tables))
    messages = codes(book, code)
    assert len(messages) == 1, book.tables["problems"]
    for word in mentions:
        assert word in messages[0]
    row = next(row for row in book.tables["problems"] if row["code"] == code)
    assert row["severity"] == "warning"
    assert row["sheet"]
    assert row["row"] > 1
    assert row["remedy"]
    assert len(results(book, "line")) == 1


def test_a_sound_setup_has_no_findings() -> None:
    tables = setup(
        role_prices=[ROLE, {**ROLE, "role_price": "R2", "role": "Cook"}, SALES_ROLE],
        price_overrides=[OVERRIDE],
        category_prices=[{"category_price": "A", "price_list": "C", "category": "Taxi", "unit": "ea", "price": 1}],
        roles=[{"role": "developer"}, {"role": "Cook"}],
        actual_lines=[line()],
    )
    assert codes(run("resolve_cost_prices", tables)) == []


def test_two_currencies_need_a_base_currency() -> None:
    lists = [*LISTS, price_list("E", "sales", currency="EUR")]
    tables = {"price_lists": lists, "actual_lines": [line()]}
    missing = run("resolve_cost_prices", setup(**tables, pricing_parameters=[]))
    assert codes(missing) == ["BASE_CURRENCY_MISSING"]
    local = run("resolve_cost_prices", setup(**tables, pricing_parameters=[], gl_setup=[{"lcy_code": "USD"}]))
    assert codes(local) == []


def test_circular_units_are_reported_for_each_unit_in_the_circle() -> None:
    units = [
        {"unit": "A", "base_unit": "B", "quantity": 1},
        {"unit": "B", "base_unit": "A", "quantity": 1},
    ]
    book = run("resolve_cost_prices", setup(units=units, actual_lines=[line()]))
    assert len(codes(book, "UNIT_CHAIN")) == 2


def test_lists_of_the_parameters_are_told_apart_by_currency_unless_the_switch_is_on() -> None:
    lists = [*LISTS, price_list("G1"), price_list("G2", currency="EUR")]
    links = [*LINKS, link("G1", "parameters", ""), link("G2", "parameters", "")]
    tables = {"price_lists": lists, "price_list_links": links, "actual_lines": [line()]}
    assert codes(run("resolve_cost_prices", setup(**tables))) == []
    switched = setup(**tables, pricing_parameters=parameters(multi_currency_cost="yes"))
    assert codes(run("resolve_cost_prices", switched)) == ["LIST_OVERLAP"]


def test_the_switch_allows_lists_in_other_currencies() -> None:
    tables = {"price_lists": [price_list("C", currency="EUR")], "price_list_links": [link("C")]}
    switched = setup(**tables, pricing_parameters=parameters(multi_currency_cost="yes"), actual_lines=[line()])
    assert codes(run("resolve_cost_prices", switched), "LIST_CURRENCY_MISMATCH") == []


def test_one_unknown_name_is_one_finding_however_many_rows_have_it() -> None:
    rows = [{**ROLE, "role_price": f"R{n}", "resourcing_unit": f"U{n % 2}", "role": f"{n}"} for n in range(10)]
    tables = setup(role_prices=rows, actual_lines=[line()])
    assert len(codes(run("resolve_cost_prices", tables), "REFERENCE_NOT_FOUND")) == 2
