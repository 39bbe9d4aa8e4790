"""Worksheet functions give the answers of the operations, from tables in memory (spec 3, D; spec 5)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.acceptance.memory import MemoryWorkbook
from tests.prices.build import line, parameters, price_list, run, setup
from xlcost.books import Books, Table
from xlcost.prices.price import Price
from xlcost.prices.worksheet import explained_price, line_prices
from xlcost.problems import Problem
from xlcost.tables.prices import ActualLine, EstimateLine, OrgUnit, PriceList, PriceListLink, RolePrice
from xlcost.tables.projects import Project

ROWS = [
    {"role_price": "R", "price_list": "C", "role": "Developer", "price": 100},
    {"role_price": "RD", "price_list": "C", "role": "Architect", "unit": "Day", "price": 1000},
    {"role_price": "RS", "price_list": "S", "method": "markup_over_cost", "percent": 20},
]
LINES = [
    line(1, quantity=3), line(2, role="Architect", unit="Week"), line(3, role="Cook"), line(4, date="2025-01-01"),
    line(5, **{"class": "expense", "entered_unit_cost": "12.5"}), line(6, project="Gone"), line(7, unit="Mile"),
]  # fmt: skip


def test_same_answers_as_the_operations() -> None:
    tables = setup(role_prices=ROWS, actual_lines=LINES, estimate_lines=LINES, pricing_parameters=parameters())
    for side in ("cost", "sales"):
        book = run(f"resolve_{side}_prices", tables)
        books = MemoryWorkbook(tables).books()
        found: list[Any] = []
        for row_class in (EstimateLine, ActualLine):
            for price in line_prices(books, row_class, side):
                if isinstance(price, Price):
                    found.append((row_class.info.id, price.line.line, price.reason, price.unit_rate, price.amount))
        columns = ("table", "line", "reason", "unit_rate", "amount")
        assert found == [tuple(row[c] for c in columns) for row in book.tables["price_results"]]


def test_a_line_that_cannot_be_read_keeps_its_place() -> None:
    books = MemoryWorkbook(setup(role_prices=ROWS, actual_lines=LINES)).books()
    prices = list(line_prices(books, ActualLine, "cost"))
    assert len(prices) == len(LINES)
    assert isinstance(prices[5], Problem)
    assert prices[5].code == "PROJECT_NOT_FOUND"


def test_tables_need_no_workbook() -> None:
    row: dict[str, Any] = {name: value for name, value in price_list("C").items() if not name.endswith("_date")}
    made: Any = (PriceList, PriceListLink, RolePrice, OrgUnit, Project, ActualLine)
    lists, link, role, unit, project, actual = made
    day = dt.date(2026, 3, 1)
    books = Books(
        [
            Table(PriceList, [lists(**row, start_date=day, end_date=day)]),
            Table(PriceListLink, [link(owner_type="org_unit", owner="US", price_list="C")]),
            Table(RolePrice, [role(role_price="R", price_list="C", price=Decimal(7))]),
            Table(OrgUnit, [unit(org_unit="US", currency="USD")]),
            Table(Project, [project(project="P", contracting_unit="US")]),
            Table(
                ActualLine, [actual(line="1", class_="time", project="P", date=day, unit="Hour", quantity=Decimal(2))]
            ),
        ]
    )
    [price] = line_prices(books, ActualLine, "cost")
    assert isinstance(price, Price)
    assert price.reason == "CATCH_ALL"
    assert price.amount == 14


def test_explained_price_begins_with_the_list() -> None:
    books = MemoryWorkbook(setup(role_prices=ROWS, actual_lines=LINES)).books()
    rows = books[ActualLine].rows
    texts = explained_price(books, rows[0], "cost")
    assert texts[0] == "Price Lists C: chosen (ONLY_ONE), source org_unit"
    assert texts[-1] == "priced (FALLBACK), 3 x 100 = 300 USD"
    [refused] = explained_price(books, rows[5], "cost")
    assert refused.startswith("Project Gone does not exist")
