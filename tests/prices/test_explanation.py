"""Prices explain themselves with what was considered and the cells behind it (spec 3, part D)."""

from __future__ import annotations

from typing import Any

from tests.acceptance.memory import MemoryWorkbook
from tests.prices.build import line, setup
from xlcost.operations import EXPLAINERS, Step

ROWS = [
    {"role_price": "R", "price_list": "C", "role": "Developer", "price": 100},
    {"role_price": "R2", "price_list": "C", "role": "Cook", "price": 60},
    {"role_price": "RS", "price_list": "S", "role": "Developer", "method": "markup_over_cost", "percent": 20},
]


def explained(key: str, table: str = "actual_lines", **tables: Any) -> list[Step]:
    book = MemoryWorkbook(setup(**{"role_prices": ROWS, "actual_lines": [line(1)]} | tables))
    explainer, _ = EXPLAINERS[table]
    return list(explainer(book.books(), key))


def test_both_sides_with_amounts_and_places() -> None:
    steps = explained(" 1 ")
    heads = [(step.text, str(step.amount)) for step in steps if step.level == 0]
    assert heads == [
        ("Cost price of time line 1: 100 USD (FALLBACK)", "100.00"),
        ("Sales price of time line 1: 120 USD (MARKUP)", "120.00"),
    ]
    assert [step.where.sheet for step in steps if step.level == 0] == ["Actual Lines"] * 2
    chosen = next(step for step in steps if step.text.startswith("40 "))
    assert (chosen.where.sheet, chosen.where.row) == ("Role Prices", 2)


def test_cost_plus_leads_on_to_the_cost() -> None:
    steps = explained("1")
    inner = [step.text for step in steps if step.level == 2]
    assert inner == ["Cost price of time line 1: 100 USD (FALLBACK)"]


def test_a_zero_is_explained_too() -> None:
    steps = explained("E", "estimate_lines", estimate_lines=[line("E", role="Driver")])
    assert "NO_ROLE_PRICE" in steps[0].text
    assert any("R differs in role" in step.text for step in steps)


def test_a_line_that_cannot_be_priced_says_why() -> None:
    [step] = explained("1", actual_lines=[line(1, project="Gone")])
    assert step.text.startswith("Project Gone does not exist (Actual Lines!")


def test_an_unknown_line_has_no_steps() -> None:
    assert explained("77") == []
