"""How long WIP of many projects takes: `python -m tests.bench.bench_wip [projects planning_lines ledger_entries]`.

Builds the tables in memory, then calculates and posts all projects twice. Prints seconds and peak memory.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from tests.projects.books import ACCOUNTS
from xlcost.books import Books, Table
from xlcost.close import run_steps
from xlcost.plan import steps_given
from xlcost.projects.methods import BUILT_IN
from xlcost.projects.state import made
from xlcost.tables.general_ledger import GLAccount
from xlcost.tables.projects import (
    Project,
    ProjectLedgerEntry,
    ProjectPlanningLine,
    ProjectPostingGroup,
    ProjectTask,
)  # fmt: skip

FIRST_DAY = date(2026, 1, 1)
DAY = "2026-03-31"
TASKS = ("1000", "2000", "3000")


def build(projects: int, planning: int, ledger: int) -> Books:
    """Projects with three posting tasks each, half of them posting per ledger entry."""
    chance = random.Random(20260331)
    methods = [method.name for method in BUILT_IN.values()]
    names = [f"P{number:05}" for number in range(projects)]
    days = [FIRST_DAY + timedelta(days=day) for day in range(120)]
    prices = [Decimal(chance.randrange(100, 1_000_00)) / 100 for _ in range(5_000)]
    own: dict[type[Any], list[Any]] = {
        GLAccount: [made(GLAccount, sheet_row=row, no=no) for row, no in enumerate(ACCOUNTS.values(), 2)],
        ProjectPostingGroup: [made(ProjectPostingGroup, sheet_row=2, posting_group="STD", **ACCOUNTS)],
        Project: [
            made(
                Project, sheet_row=row, project=name, wip_method=methods[row % 5], posting_group="STD",
                wip_posting_method="per_ledger_entry" if row % 2 else "per_project",
            )
            for row, name in enumerate(names, 2)
        ],
        ProjectTask: [
            made(ProjectTask, sheet_row=2 + 3 * index + rank, project=name, task=task)
            for index, name in enumerate(names)
            for rank, task in enumerate(TASKS)
        ],
        ProjectPlanningLine: [
            made(
                ProjectPlanningLine, sheet_row=row, project=chance.choice(names), task=chance.choice(TASKS),
                line_type=("budget", "billable", "both")[row % 3], planning_date=days[row % 120],
                total_cost=chance.choice(prices), line_amount=chance.choice(prices),
            )
            for row in range(2, planning + 2)
        ],
        ProjectLedgerEntry: [_entry(chance, names, days, prices, row) for row in range(2, ledger + 2)],
    }  # fmt: skip
    return Books([Table(row_class, rows) for row_class, rows in own.items()])


def _entry(chance: random.Random, names: list[str], days: list[date], prices: list[Decimal], row: int) -> Any:
    sign = -1 if row % 4 == 0 else 1
    return made(
        ProjectLedgerEntry, sheet_row=row, entry_no=row - 1, project=chance.choice(names), task=chance.choice(TASKS),
        entry_type="sale" if sign < 0 else "usage", type=("item", "resource", "gl_account")[row % 3],
        posting_date=days[row % 120], total_cost=sign * chance.choice(prices), line_amount=sign * chance.choice(prices),
    )  # fmt: skip


def timed(what: str, act: Callable[[], Any]) -> Any:
    """Run, print seconds and the peak of memory so far, and pass the result on."""
    began = time.perf_counter()
    result = act()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:28} {time.perf_counter() - began:8.1f} s {peak:8.0f} MB")
    return result


def main(projects: int = 10_000, planning: int = 200_000, ledger: int = 1_000_000) -> None:
    """Build, then two period ends."""
    books = timed("build tables", lambda: build(projects, planning, ledger))
    for name in ("calculate_wip", "post_wip") * 2:
        report = timed(name, partial(run_steps, books, steps_given([(name, {"posting_date": DAY})])))
        print(f"  {report.outcomes[-1].outcome}: {report.outcomes[-1].message}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
