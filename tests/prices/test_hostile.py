"""No content of the price tables ends in a fault of the program, and the same content gives the same result."""

from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.prices.build import setup
from xlcost.operations import EXPLAINERS, OPERATIONS, Step
from xlcost.problems import OperationError
from xlcost.tables.columns import REGISTRY

AREA = [info for info in (row_class.info for row_class in REGISTRY.values()) if info.area == "prices"]
FILLED = [info for info in AREA if info.group != "result" and info.id != "pricing_parameters"]
NAMES = ("C", "S", "P", "K", "US", "Developer", "Hour", "Day", "R", "c ", "", "", "grade", "role", "1")
NUMBERS = ("0", "1", "-1", "8", "0.00001", "100", "1e19", "")
BY_KIND: dict[str, tuple[str, ...]] = {
    "name": NAMES,
    "text": NAMES,
    "code": ("USD", "USD", "EUR", ""),
    "date": ("2026-01-01", "2026-03-01", "2026-12-31", "9999-12-31", "C2026-12-31", ""),
    "flag": ("yes", "no", ""),
    "number": ("1", "2", ""),
    **dict.fromkeys(("amount", "quantity", "rate", "percent"), NUMBERS),
}
BY_COLUMN: dict[str, tuple[str, ...]] = {
    "project": ("P", "P", "P", "p ", "X"),
    "price_list": ("C", "S"),
    "owner": ("US", "US", "K", ""),
    "class_": ("time", "time", "expense", "material"),
    "role": ("Developer", "Developer", "Cook", ""),
    "contracting_unit": ("US", "US", ""),
    "resource": ("Ann", "Ann", ""),
    "unit": ("Hour", "Hour", "Day", ""),
    "status": ("active", "active", "active", "inactive"),
    "date": ("2026-03-01", "2026-03-01", "2026-12-31", "2027-01-01", "C2026-12-31", ""),
    **dict.fromkeys(("category", "product"), ("A", "A", "B", "")),
    **dict.fromkeys(
        ("line", "role_price", "override", "category_price", "product_price", "cost_line"), tuple("1234567R")
    ),
}
"""Columns whose values should meet those of other tables now and then."""
GARBAGE = ("#N/A", "2026-02-30", "nothing", "=1+1", "-", "1e400")
PARAMETERS = [
    ("deployment", "integrated"), ("base_currency", "USD"), ("multi_currency_cost", "yes"), ("cost_overlap", "zero"),
    ("sales_overlap", "latest_created"), ("null_date_policy", "open"), ("cost_plus_on_estimates", "x"),
    ("unit_amount_rounding", "0.25"), ("amount_rounding", "0"),
]  # fmt: skip
GIVEN: dict[str, dict[str, Any]] = {
    "copy_price_list": {"price_list": "C", "new_price_list": "N", "currency": "EUR", "time_unit": "Day"},
    "update_prices": {"price_list": "C", "class": "time", "percent": "7"},
}


def rows(chance: random.Random, info: Any, garbage: float) -> list[dict[str, Any]]:
    """Rows whose cells mostly fit their columns; few keys stand twice."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for _ in range(chance.randint(0, 5)):
        row = {"grade": chance.choice(NAMES)}
        for column in info.columns:
            if not column.spread and chance.random() < 0.8:
                words = BY_COLUMN.get(column.key) or column.kind.words or BY_KIND[column.kind.name]
                row[column.key.rstrip("_")] = chance.choice(GARBAGE if chance.random() < garbage else words)
        key = tuple(str(row.get(part, "")).strip().casefold() for part in info.keys)
        if chance.random() < 0.02 or key not in found:
            found[key] = row
    return [row for key, row in found.items() if key[0]]


def tables(chance: random.Random) -> dict[str, Any]:
    """A sound setup of which some tables are replaced by random rows."""
    garbage = chance.choice((0, 0, 0.002, 0.05))
    made = {info.id: rows(chance, info, garbage) for info in FILLED if chance.random() < 0.4}
    chosen = [{"key": key, "value": value} for key, value in PARAMETERS if chance.random() < 0.2]
    return setup(**made | {"pricing_parameters": chosen})


def outcome(given: Mapping[str, Any], name: str) -> tuple[str, Any]:
    book = MemoryWorkbook(given)
    report = book.run(name, GIVEN.get(name, {}))
    return report.outcomes[-1].message, book.tables


@pytest.mark.parametrize("name", sorted(each.name for each in OPERATIONS.values() if each.area == "prices"))
def test_any_content_ends_in_an_outcome(name: str) -> None:
    chance = random.Random(name)
    for _ in range(60):
        given = tables(chance)
        assert outcome(given, name) == outcome(given, name)


@pytest.mark.parametrize("table", ["actual_lines", "estimate_lines"])
def test_any_line_can_be_asked_about(table: str) -> None:
    chance = random.Random(table)
    explainer, _ = EXPLAINERS[table]
    for _ in range(40):
        books = MemoryWorkbook(tables(chance)).books()
        for line in list(books.named(table).rows):
            steps: list[Step] = []
            with suppress(OperationError):
                steps = list(explainer(books, line.line))
            assert all(step.text for step in steps)
