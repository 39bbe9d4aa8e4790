"""WIP totals and entries of whole projects against a slow reading of the rules, sentence by sentence (spec 3, B2 to B5).

The reading shares nothing with the program: its own sums, its own table of bookings, fractions throughout.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from tests.projects.books import ACCOUNTS, DAY, run, workbook

COSTS = ("at_completion", "cost_of_sales", "cost_value", "invoiced_cost", "usage_cost")
SALES = ("at_completion", "invoiced_price", "usage_cost", "usage_price", "percentage_of_completion", "sales_value")
METHODS = {
    "Completed Contract": ("at_completion", "at_completion"),
    "Cost of Sales": ("cost_of_sales", "invoiced_price"),
    "Cost Value": ("cost_value", "invoiced_price"),
    "Sales Value": ("usage_cost", "sales_value"),
    "POC": ("usage_cost", "percentage_of_completion"),
}
TYPES = ("applied_costs", "applied_sales", "recognized_costs", "recognized_sales", "accrued_costs", "accrued_sales")
SYMBOLS = ("SC", "SP", "CP", "UC", "UP", "IC", "IP")
OTHER = "OTHER"
"""A second posting group, whose accounts end in 2."""
Row = dict[str, Any]
Sums = dict[str, Fraction]
ZERO = Fraction(0)


def rounded(amount: Fraction, places: int = 2) -> Fraction:
    scaled = abs(amount) * 10**places + Fraction(1, 2)
    return Fraction(math.copysign(1, amount)) * Fraction(math.floor(scaled), 10**places)


def percent(part: Fraction, whole: Fraction) -> Fraction:
    return rounded(100 * part / whole, 5) if whole else ZERO


@dataclass
class Project:
    """A project in plain rows, and what the rules make of it."""

    tasks: list[Row]
    planning: list[Row]
    ledger: list[Row]
    method: str
    own_method: tuple[str, str, bool, bool]
    per_entry: bool
    complete: bool
    totals: list[tuple[Any, ...]] = field(default_factory=list)
    entries: list[tuple[Any, ...]] = field(default_factory=list)

    def rules(self, name: str) -> tuple[str, str, bool, bool]:
        return self.own_method if name == "OWN" else (*METHODS[name], True, True)

    def groups(self) -> Iterator[list[Row]]:
        """The tasks up to each WIP total; the last task that is not excluded closes what is left."""
        group: list[Row] = []
        last = max((n for n, task in enumerate(self.tasks) if task["wip_total"] != "excluded"), default=-1)
        for number, task in enumerate(self.tasks):
            group.append(task)
            if task["wip_total"] == "total" or number == last:
                yield group
                group = []

    def solve(self) -> None:
        for group in self.groups():
            _Group(self, group).solve()


@dataclass
class _Group:
    project: Project
    group: list[Row]
    booked: dict[tuple[int, str, str, str, str], Fraction] = field(default_factory=dict)

    def solve(self) -> None:
        name = self.group[-1].get("wip_method") or self.project.method
        cost, sales, wip_cost, wip_sales = self.project.rules(name)
        tasks = [task for task in self.group if task["task_type"] == "posting" and task["wip_total"] != "excluded"]
        each = [self.sums(task) for task in tasks]
        whole = {symbol: sum((sums[symbol] for sums in each), ZERO) for symbol in SYMBOLS}
        if self.project.complete:
            cost, sales = "usage_cost", "invoiced_price"
        recognised = list(zip(_costs(cost, each, whole), _sales(sales, each, whole), strict=True))
        for task, sums, (costs, revenue) in zip(tasks, each, recognised, strict=True):
            book = self.complete_task if self.project.complete else self.open_task
            book(task, sums, costs, revenue, cost, sales)
        self.accrue_costs(cost, tasks, recognised, whole["UC"])
        total = self.group[-1]["task"]
        costs, revenue = (sum((pair[n] for pair in recognised), ZERO) for n in (0, 1))
        percents = percent(whole["UC"], whole["SC"]), percent(whole["IP"], whole["CP"])
        self.project.totals.append((total, name, rounded(costs), rounded(revenue), *percents))
        off = {() if wip_cost else (0, 2), () if wip_sales else (1, 3)}
        for key in sorted(self.booked):
            if rounded(self.booked[key]) and not any(key[0] in types for types in off):
                self.project.entries.append((total, TYPES[key[0]], *key[1:], rounded(self.booked[key])))

    def sums(self, task: Row) -> Sums:
        planning = [row for row in self.project.planning if row["task"] == task["task"]]
        usage, sold = self.ledger(task, "usage"), self.ledger(task, "sale")
        budget = [row for row in planning if row["line_type"] in {"budget", "both"}]
        billable = [row for row in planning if row["line_type"] in {"billable", "both"}]
        return {
            "SC": _sum(budget, "total_cost"), "SP": _sum(budget, "line_amount"), "CP": _sum(billable, "line_amount"),
            "UC": _sum(usage, "total_cost"), "UP": _sum(usage, "line_amount"),
            "IC": -_sum(sold, "total_cost"), "IP": -_sum(sold, "line_amount"),
        }  # fmt: skip

    def ledger(self, task: Row, kind: str) -> list[Row]:
        return [
            row
            for row in self.project.ledger
            if (row["task"], row["entry_type"]) == (task["task"], kind) and row["posting_date"] <= DAY
        ]

    def book(self, kind: str, accounts: str, amount: Fraction, task: Row, department: str | None = None) -> None:
        """Add an amount; `accounts` = column and balancing column, without `_account`."""
        name = task.get("posting_group") or "STD"
        account, balancing = (ACCOUNTS[f"{part}_account"] + "2" * (name == OTHER) for part in accounts.split())
        where = task.get("DEPARTMENT", "") if department is None else department
        key = (TYPES.index(kind), name, where, account, balancing)
        self.booked[key] = self.booked.get(key, ZERO) + amount

    def each_usage(self, task: Row) -> None:
        for row in self.ledger(task, "usage"):
            accounts = f"{row['type'].replace('gl_account', 'gl')}_costs_applied wip_costs"
            self.book("applied_costs", accounts, -Fraction(row["total_cost"]), task, row.get("DEPARTMENT", ""))

    def each_sale(self, task: Row, kind: str = "sale", sign: int = -1) -> None:
        for row in self.ledger(task, kind):
            accounts, amount = "project_sales_applied wip_invoiced_sales", sign * Fraction(row["line_amount"])
            self.book("applied_sales", accounts, amount, task, row.get("DEPARTMENT", ""))

    def complete_task(self, task: Row, _sums: Sums, costs: Fraction, revenue: Fraction, *_rules: str) -> None:
        per_entry = self.project.per_entry
        against = (
            ("wip_costs", "wip_invoiced_sales") if per_entry else ("project_costs_applied", "project_sales_applied")
        )
        self.book("recognized_costs", f"recognized_costs {against[0]}", costs, task)
        self.book("recognized_sales", f"recognized_sales {against[1]}", -revenue, task)
        if per_entry:
            self.each_usage(task)
            self.each_sale(task)

    def open_task(self, task: Row, sums: Sums, costs: Fraction, revenue: Fraction, cost: str, sales: str) -> None:
        poc = sales == "percentage_of_completion"
        against = "wip_accrued_sales" if poc else "wip_invoiced_sales"
        self.book("recognized_costs", "recognized_costs wip_costs", costs, task)
        self.book("recognized_sales", f"recognized_sales {against}", -revenue, task)
        if costs or sums["UC"]:
            self.apply_costs(task, sums, costs, cost)
        if revenue or sums["IP"]:
            self.apply_sales(task, sums, revenue, sales)
        if sales in {"sales_value", "usage_price"} and revenue > sums["IP"]:
            self.book("accrued_sales", "project_sales_adjustment wip_accrued_sales", sums["IP"] - revenue, task)

    def apply_costs(self, task: Row, sums: Sums, costs: Fraction, cost: str) -> None:
        if self.project.per_entry:
            self.each_usage(task)
            return
        amount = -sums["UC"]
        if cost in {"cost_of_sales", "cost_value", "invoiced_cost"} and costs:
            amount = max(abs(costs), abs(sums["UC"])) * (-1 if costs > 0 else 1)
        self.book("applied_costs", "project_costs_applied wip_costs", amount, task)

    def apply_sales(self, task: Row, sums: Sums, revenue: Fraction, sales: str) -> None:
        as_one = not self.project.per_entry or (sales == "percentage_of_completion" and revenue != 0)
        if as_one:
            larger = sales in {"sales_value", "usage_price"}
            amount = max(revenue, sums["IP"]) if larger else sums["IP"]
            self.book("applied_sales", "project_sales_applied wip_invoiced_sales", amount, task)
        elif sales == "usage_price" and sums["IP"] < revenue:
            self.each_sale(task, "usage", 1)
        else:
            self.each_sale(task)

    def accrue_costs(
        self, cost: str, tasks: Sequence[Row], recognised: Sequence[tuple[Fraction, Fraction]], used: Fraction
    ) -> None:
        ahead = sum((costs for costs, _ in recognised), ZERO) - used
        first = next((task for task, (costs, _) in zip(tasks, recognised, strict=True) if costs), None)
        if cost in {"cost_of_sales", "cost_value", "invoiced_cost"} and ahead > 0 and first is not None:
            self.book("accrued_costs", "project_costs_adjustment wip_accrued_costs", ahead, first)
            if self.project.per_entry:
                self.book("applied_costs", "project_costs_applied wip_costs", -ahead, first)


def _sum(rows: Sequence[Row], column: str) -> Fraction:
    return sum((Fraction(row[column]) for row in rows), ZERO)


def _shared(amount: Fraction, weight: str, each: Sequence[Sums], whole: Sums) -> list[Fraction]:
    part = amount / whole[weight] if whole[weight] else ZERO
    if part:
        return [rounded(sums[weight] * part) for sums in each]
    return [amount if number == 0 else ZERO for number in range(len(each))]


def _costs(rule: str, each: Sequence[Sums], t: Sums) -> list[Fraction]:
    own = {"at_completion": lambda _: ZERO, "usage_cost": lambda s: s["UC"], "invoiced_cost": lambda s: s["IC"]}
    plain: Callable[[Sums], Fraction] | None = own.get(rule)
    if plain is not None:
        return [plain(sums) for sums in each]
    divisor = t["CP"] if rule == "cost_of_sales" else t["SP"]
    if not divisor:
        return [ZERO for _ in each]
    amount = t["UC"] - t["IP"] / divisor * t["SC"]
    if rule == "cost_value":
        amount = t["UC"] * t["CP"] / divisor - t["SC"] * t["IP"] / divisor
    return [sums["UC"] - share for sums, share in zip(each, _shared(amount, "UC", each, t), strict=True)]


def _sales(rule: str, each: Sequence[Sums], t: Sums) -> list[Fraction]:
    own = {"at_completion": lambda _: ZERO, "invoiced_price": lambda s: s["IP"], "usage_cost": lambda s: s["UC"],
           "usage_price": lambda s: s["UP"]}  # fmt: skip
    plain: Callable[[Sums], Fraction] | None = own.get(rule)
    if plain is not None:
        return [plain(sums) for sums in each]
    if rule == "percentage_of_completion":
        if not t["SC"]:
            return [ZERO for _ in each]
        return _shared(t["CP"] if t["UC"] > t["SC"] else t["CP"] * t["UC"] / t["SC"], "CP", each, t)
    if not t["SP"]:
        return [ZERO for _ in each]
    amount = t["UP"] * t["CP"] / t["SP"] - t["IP"]
    return [sums["IP"] + share for sums, share in zip(each, _shared(amount, "UP", each, t), strict=True)]


# ---- projects


def _amount(random: Random) -> str:
    return random.choice(["0", str(random.randint(-30, 200)), f"{random.randint(0, 20000) / 100:.2f}"])


def _tasks(random: Random) -> Iterator[Row]:
    for number in range(random.randint(1, 5)):
        kind = random.choice(["posting"] * 4 + ["heading", "total", "begin_total", "end_total"])
        task = {"task": str(1000 + number), "task_type": kind, "wip_total": random.choice(["", "", "", "total"])}
        if kind == "posting":
            task["wip_total"] = random.choice([task["wip_total"]] * 4 + ["excluded"])
            task["posting_group"] = random.choice(["", "", "STD", OTHER])
        if task["wip_total"] == "total":
            task["wip_method"] = random.choice(["", "", "OWN", *METHODS])
        yield task | random.choice([{}, {"DEPARTMENT": "A"}, {"DEPARTMENT": "B"}])


def _ledger(random: Random, task: str) -> Iterator[Row]:
    for _ in range(random.randint(0, 3)):
        sale = random.random() < 0.4
        amounts = {column: Decimal(_amount(random)) for column in ("total_cost", "line_amount")}
        yield {
            "task": task,
            "entry_type": "sale" if sale else "usage",
            "type": random.choice(["item", "resource", "gl_account"]),
            "posting_date": random.choice(["2026-01-10", DAY, "2026-02-01"]),
            **{column: str(-amount if sale else amount) for column, amount in amounts.items()},
            **random.choice([{}, {"DEPARTMENT": "A"}, {"DEPARTMENT": "C"}]),
        }


def any_project(random: Random) -> Project:
    tasks = list(_tasks(random))
    cost, sales, per_entry = random.choice(COSTS), random.choice(SALES), random.random() < 0.5
    # a flag may be off only with the rule that permits it, and not when ledger entries are posted one by one
    flags = [per_entry or random.random() < 0.7 or rule != only for rule, only in
             ((cost, "usage_cost"), (sales, "invoiced_price"))]  # fmt: skip
    planning = [
        {
            "task": task["task"],
            "line_type": random.choice(["budget", "billable", "both"]),
            "total_cost": _amount(random),
            "line_amount": _amount(random),
        }
        for task in tasks
        for _ in range(random.randint(0, 3))
    ]
    ledger = [row for task in tasks for row in _ledger(random, task["task"])]
    method = random.choice(["OWN", "OWN", "OWN", *METHODS])
    return Project(
        tasks, planning, ledger, method, (cost, sales, flags[0], flags[1]), per_entry, random.random() < 0.25
    )


@pytest.mark.parametrize("seed", range(150))
def test_totals_and_entries_are_those_of_the_rules(seed: int) -> None:
    project = any_project(Random(seed))
    cost, sales, wip_cost, wip_sales = project.own_method
    own = {"wip_method": "OWN", "recognized_costs": cost, "recognized_sales": sales}
    other = {"posting_group": OTHER, **{column: f"{no}2" for column, no in ACCOUNTS.items()}}
    book = workbook(
        method=project.method,
        per_entry=project.per_entry,
        tasks=project.tasks,
        planning=project.planning,
        ledger=project.ledger,
        methods=[{**own, "wip_cost": wip_cost, "wip_sales": wip_sales}],
        groups=[other],
        **({"status": "completed", "ending_date": DAY} if project.complete else {}),
    )
    assert run(book, "calculate_wip", project="J1").error is None
    project.solve()
    assert [
        (row["task"], row["wip_method"], row["recognized_costs"], row["recognized_sales"], row["cost_completion_pct"],
         row["invoiced_pct"])
        for row in book.tables.get("wip_totals", [])
    ] == project.totals  # fmt: skip
    assert [
        (row["task"], row["type"], row["posting_group"], row.get("DEPARTMENT") or "", row["account"],
         row["balancing_account"], row["amount"])
        for row in book.tables.get("wip_entries", [])
    ] == project.entries  # fmt: skip
