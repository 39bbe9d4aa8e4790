"""Recognition rules against the closed formulas of one task, and sharing over tasks (spec 3, B4)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcost.projects.amounts import FIGURES, Amounts, sum_of
from xlcost.projects.recognition import COST_RULES, SALES_RULES, Recognised, Rule, recognise
from xlcost.rules.money import rounded

CENT = Decimal("0.01")
cents = st.integers(-500_00, 5_000_00).map(lambda units: Decimal(units) / 100)
positive = st.integers(1, 5_000_00).map(lambda units: Decimal(units) / 100)
amounts = st.builds(Amounts, **dict.fromkeys(FIGURES, cents))
ordinary = st.builds(Amounts, **dict.fromkeys(FIGURES, positive))

# closed formulas of one task, written as in the documentation and not as in the rules
ONE_TASK: dict[str, Callable[[dict[str, Fraction]], Fraction]] = {
    "cost_of_sales": lambda t: t["SC"] * t["IP"] / t["CP"],
    "cost_value": lambda t: t["UC"] - (t["UC"] / t["SC"] - t["IP"] / t["CP"]) * t["CP"] * (t["SC"] / t["SP"]),
    "percentage_of_completion": lambda t: min(t["CP"], t["CP"] * t["UC"] / t["SC"]),
    "sales_value": lambda t: t["UP"] * t["CP"] / t["SP"],
}
SYMBOLS = {
    "SC": "budget_cost", "SP": "budget_price", "CP": "billable_price", "UC": "usage_cost", "UP": "usage_price",
    "IP": "invoiced_price",
}  # fmt: skip


def rule_of(name: str) -> Rule:
    return {**COST_RULES, **SALES_RULES}[name]


def applied(name: str, *tasks: Amounts) -> Recognised:
    return recognise(rule_of(name), tasks, sum_of(tasks), CENT)


@pytest.mark.parametrize("name", sorted(ONE_TASK))
@settings(max_examples=40)
@given(task=ordinary)
def test_one_task_follows_the_documented_formula(name: str, task: Amounts) -> None:
    expected = ONE_TASK[name]({symbol: Fraction(getattr(task, figure)) for symbol, figure in SYMBOLS.items()})
    # the share is rounded, so the amount is off by half a cent at most
    assert abs(applied(name, task).sum - expected) <= Fraction(1, 200)


@pytest.mark.parametrize("name", sorted(ONE_TASK))
@settings(max_examples=40)
@given(tasks=st.lists(amounts, min_size=1, max_size=6))
def test_tasks_add_up_to_the_group(name: str, tasks: list[Amounts]) -> None:
    """Each task is rounded on its own, so the group may be off by half a cent a task, and by nothing else."""
    found = applied(name, *tasks)
    if found.to_share is None:
        assert found.sum == 0
        return
    own = sum(Fraction(getattr(task, found.rule.of)) if found.rule.of else Fraction(0) for task in tasks)
    whole = own + found.rule.sign * found.to_share
    if found.weight == 0 or found.pct == 0:
        assert found.sum == whole
    else:
        assert abs(found.sum - whole) <= Fraction(len(tasks), 200)


@pytest.mark.parametrize("name", sorted(ONE_TASK))
@settings(max_examples=40)
@given(tasks=st.lists(amounts, min_size=1, max_size=6))
def test_every_share_is_its_weight_times_the_percentage(name: str, tasks: list[Amounts]) -> None:
    found = applied(name, *tasks)
    for task, share in zip(tasks, found.shares, strict=False):
        if found.pct:
            assert share == Fraction(rounded(Fraction(getattr(task, found.rule.weight)) * found.pct, CENT))


@pytest.mark.parametrize(
    ("name", "divisor"),
    [("cost_of_sales", "billable_price"), ("cost_value", "budget_price"), ("sales_value", "budget_price"),
     ("percentage_of_completion", "budget_cost")],
)  # fmt: skip
def test_a_divisor_of_nought_recognises_nothing(name: str, divisor: str) -> None:
    task = Amounts(**{figure: Decimal(0 if figure == divisor else 7) for figure in FIGURES})
    assert list(applied(name, task).amounts) == [Fraction(0)]


def test_without_usage_all_goes_to_the_first_task_unrounded() -> None:
    first = Amounts(budget_cost=Decimal(100))
    second = Amounts(billable_price=Decimal(300), invoiced_price=Decimal(100))
    assert list(applied("cost_of_sales", first, second).amounts) == [Fraction(100, 3), Fraction(0)]


def test_percentage_of_completion_stops_at_the_billable_price() -> None:
    task = Amounts(budget_cost=Decimal(10), usage_cost=Decimal(30), billable_price=Decimal(50))
    assert applied("percentage_of_completion", task).sum == 50


def test_cost_value_of_the_documentation_is_the_same_formula() -> None:
    task = Amounts(
        budget_cost=Decimal(100), budget_price=Decimal(110), billable_price=Decimal(200), usage_cost=Decimal(10),
        invoiced_price=Decimal(10),
    )  # fmt: skip
    assert rounded(applied("cost_value", task).sum, CENT) == Decimal("0.91")
