"""Recognised costs and sales: the rules as tables of formulas, and sharing over tasks (spec 3, B4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from xlcost.projects.amounts import Amounts
from xlcost.rules.money import ZERO, rounded

NOUGHT = Fraction(0)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of recognition.

    Without `to_share` a task's amount is its own figure `of`. With it the amount of the whole group is shared out
    over its tasks by `weight`, unless the group's `divisor` is 0, and the task's amount is `of` plus or minus its
    share. `formula` is the same for a group of one task, with the figures' names in braces.
    """

    formula: str
    of: str = ""
    to_share: Callable[[Mapping[str, Fraction]], Fraction] | None = None
    weight: str = ""
    divisor: str = ""
    sign: int = 1


def _percentage_of_completion(t: Mapping[str, Fraction]) -> Fraction:
    if t["usage_cost"] > t["budget_cost"]:
        return t["billable_price"]
    return t["billable_price"] * t["usage_cost"] / t["budget_cost"]


COST_RULES: Mapping[str, Rule] = {
    "at_completion": Rule("0"),
    "usage_cost": Rule("{usage_cost}", "usage_cost"),
    "invoiced_cost": Rule("{invoiced_cost}", "invoiced_cost"),
    "cost_of_sales": Rule(
        "{budget_cost} x {invoiced_price} / {billable_price}",
        "usage_cost",
        lambda t: t["usage_cost"] - t["invoiced_price"] / t["billable_price"] * t["budget_cost"],
        weight="usage_cost",
        divisor="billable_price",
        sign=-1,
    ),
    "cost_value": Rule(
        "{usage_cost} - {usage_cost} x {billable_price} / {budget_price}"
        " + {invoiced_price} x {budget_cost} / {budget_price}",
        "usage_cost",
        lambda t: (t["usage_cost"] * t["billable_price"] - t["budget_cost"] * t["invoiced_price"]) / t["budget_price"],
        weight="usage_cost",
        divisor="budget_price",
        sign=-1,
    ),
}
SALES_RULES: Mapping[str, Rule] = {
    "at_completion": Rule("0"),
    "invoiced_price": Rule("{invoiced_price}", "invoiced_price"),
    "usage_cost": Rule("{usage_cost}", "usage_cost"),
    "usage_price": Rule("{usage_price}", "usage_price"),
    "percentage_of_completion": Rule(
        "{billable_price} x {usage_cost} / {budget_cost}, at most {billable_price}",
        "",
        _percentage_of_completion,
        weight="billable_price",
        divisor="budget_cost",
    ),
    "sales_value": Rule(
        "{usage_price} x {billable_price} / {budget_price}",
        "invoiced_price",
        lambda t: t["usage_price"] * t["billable_price"] / t["budget_price"] - t["invoiced_price"],
        weight="usage_price",
        divisor="budget_price",
    ),
}
COMPLETE_COSTS = COST_RULES["usage_cost"]
COMPLETE_SALES = SALES_RULES["invoiced_price"]
"""Rules of a completed project, whatever its method."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a rule gives for the tasks of a group, in their order; exact, rounded only when written."""

    rule: Rule
    amounts: Sequence[Fraction]
    to_share: Fraction | None = None
    """The amount W that was shared out; None when the rule shares nothing or its divisor is 0."""
    weight: Fraction = NOUGHT
    pct: Fraction = NOUGHT
    shares: Sequence[Fraction] = ()

    @property
    def sum(self) -> Fraction:
        """Amount of the group."""
        return sum(self.amounts, NOUGHT)


def recognise(rule: Rule, tasks: Sequence[Amounts], group: Amounts, precision: Decimal) -> Recognised:
    """Apply a rule to the posting tasks of a group."""
    if rule.to_share is None:
        return Recognised(rule, [Fraction(getattr(task, rule.of)) if rule.of else NOUGHT for task in tasks])
    if rule.divisor and not getattr(group, rule.divisor):
        return Recognised(rule, [NOUGHT for _ in tasks])
    exact = {name: Fraction(amount) for name, amount in group.by_name().items()}
    to_share, weight = rule.to_share(exact), exact[rule.weight]
    pct = to_share / weight if weight else NOUGHT
    shares = _shares(to_share, pct, [getattr(task, rule.weight) for task in tasks], precision)
    own = [Fraction(getattr(task, rule.of) if rule.of else ZERO) for task in tasks]
    amounts = [amount + rule.sign * share for amount, share in zip(own, shares, strict=True)]
    return Recognised(rule, amounts, to_share, weight, pct, shares)


def _shares(to_share: Fraction, pct: Fraction, weights: Sequence[Decimal], precision: Decimal) -> list[Fraction]:
    """Every task's weight x pct, rounded, the remainder left where it falls; without a pct all goes to the first."""
    if pct:
        return [Fraction(rounded(weight * pct, precision)) for weight in map(Fraction, weights)]
    return [to_share if index == 0 else NOUGHT for index in range(len(weights))]
