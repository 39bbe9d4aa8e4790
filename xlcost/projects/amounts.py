"""The eight amounts of a task and the planning and ledger rows behind them (spec 3, B2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from xlcost.books import Books
from xlcost.rules.money import ZERO, rounded, total
from xlcost.tables.projects import ProjectLedgerEntry, ProjectPlanningLine

DayTest = Callable[[date | None], bool]
SourceRow = ProjectLedgerEntry | ProjectPlanningLine
S = TypeVar("S", ProjectLedgerEntry, ProjectPlanningLine)
TaskKey = tuple[str, str]
"""Project and task, both case-folded."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Sums in local currency; the names are those of the columns of `wip_totals`. Invoiced amounts are positive."""

    budget_cost: Decimal = ZERO
    budget_price: Decimal = ZERO
    billable_cost: Decimal = ZERO
    billable_price: Decimal = ZERO
    usage_cost: Decimal = ZERO
    usage_price: Decimal = ZERO
    invoiced_cost: Decimal = ZERO
    invoiced_price: Decimal = ZERO

    def by_name(self) -> dict[str, Decimal]:
        """The amounts by column id, in the order of `wip_totals`."""
        return {name: getattr(self, name) for name in FIGURES}


PERCENT = Decimal("0.00001")
FIGURES: tuple[str, ...] = tuple(Amounts.__dataclass_fields__)


@dataclass(slots=True)
class TaskRows:
    """The rows of one task: those that count, and those left out by date."""

    planning: list[ProjectPlanningLine] = field(default_factory=list)
    usage: list[ProjectLedgerEntry] = field(default_factory=list)
    sales: list[ProjectLedgerEntry] = field(default_factory=list)
    left_out: list[SourceRow] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.planning) + len(self.usage) + len(self.sales) + len(self.left_out)

    def first(self) -> SourceRow:
        """Any row of the task, for messages; ledger entries before planning lines."""
        return next(iter((*self.usage, *self.sales, *self.planning, *self.left_out)))

    def behind(self, figure: str) -> list[tuple[SourceRow, Decimal]]:
        """The rows that count for a figure, each with what it adds."""
        source, column, sign = _BEHIND[figure]
        return [(row, sign * getattr(row, column)) for row in source(self)]

    def amounts(self) -> Amounts:
        """The eight sums."""
        return Amounts(**{figure: _sum(self, figure) for figure in FIGURES})


NO_ROWS = TaskRows()


def _lines(*types: str) -> Callable[[TaskRows], list[ProjectPlanningLine]]:
    return lambda rows: [line for line in rows.planning if line.line_type in types]


_budget, _billable = _lines("budget", "both"), _lines("billable", "both")
_BEHIND: Mapping[str, tuple[Callable[[TaskRows], Iterable[SourceRow]], str, int]] = {
    "budget_cost": (_budget, "total_cost", 1),
    "budget_price": (_budget, "line_amount", 1),
    "billable_cost": (_billable, "total_cost", 1),
    "billable_price": (_billable, "line_amount", 1),
    "usage_cost": (lambda rows: rows.usage, "total_cost", 1),
    "usage_price": (lambda rows: rows.usage, "line_amount", 1),
    "invoiced_cost": (lambda rows: rows.sales, "total_cost", -1),
    "invoiced_price": (lambda rows: rows.sales, "line_amount", -1),
}
"""Figure -> the rows that count, the column summed, and the sign (sales stand negative in the ledger)."""


def _sum(rows: TaskRows, figure: str) -> Decimal:
    source, column, sign = _BEHIND[figure]
    return sign * total(getattr(row, column) for row in source(rows)) or ZERO


def sum_of(amounts: Iterable[Amounts]) -> Amounts:
    """The amounts of a group: those of its posting tasks added up."""
    each = list(amounts)
    return Amounts(**{figure: total(getattr(one, figure) for one in each) for figure in FIGURES})


def percent_of(part: Decimal, whole: Decimal) -> Decimal:
    """`part` in percent of `whole`, 5 decimals, 0 when the whole is 0."""
    return rounded(100 * Fraction(part) / Fraction(whole), PERCENT) if whole else ZERO


class Sources:
    """The rows of the wanted projects by task, collected in one pass over each table.

    `projects` are case-folded names; the tests say which days count.
    """

    def __init__(self, books: Books, projects: set[str], ledger_day: DayTest, planning_day: DayTest) -> None:
        self.rows: dict[TaskKey, TaskRows] = {}
        self.other: dict[str, SourceRow] = {}
        """Case-folded names of projects that were not wanted -> their first row."""
        self._wanted = projects
        self._found: dict[TaskKey, TaskRows | None] = {}
        self._collect(books[ProjectLedgerEntry].rows, "posting_date", ledger_day, _ledger_list)
        self._collect(books[ProjectPlanningLine].rows, "planning_date", planning_day, _planning_list)

    def of(self, project: str, task: str) -> TaskRows:
        """The rows of a task; none is no fault."""
        return self.rows.get((project.casefold(), task.casefold()), NO_ROWS)

    @property
    def size(self) -> int:
        """Number of rows of the wanted projects."""
        return sum(map(len, self.rows.values()))

    def _collect(
        self, rows: Iterable[S], column: str, counts: DayTest, chosen: Callable[[TaskRows, S], list[S]]
    ) -> None:
        days: dict[date | None, bool] = {}
        found = self._found
        for row in rows:
            name = (row.project, row.task)
            task = found[name] if name in found else self._task(name, row)
            if task is None:
                continue
            day: date | None = getattr(row, column)
            counted = days.get(day)
            if counted is None:
                counted = days[day] = counts(day)
            if counted:
                chosen(task, row).append(row)
            else:
                task.left_out.append(row)

    def _task(self, name: TaskKey, row: SourceRow) -> TaskRows | None:
        key = (name[0].casefold(), name[1].casefold())
        if key[0] in self._wanted:
            self._found[name] = self.rows.setdefault(key, TaskRows())
        else:
            self.other.setdefault(key[0], row)
            self._found[name] = None
        return self._found[name]


def _ledger_list(task: TaskRows, entry: ProjectLedgerEntry) -> list[ProjectLedgerEntry]:
    return task.usage if entry.entry_type == "usage" else task.sales


def _planning_list(task: TaskRows, _line: ProjectPlanningLine) -> list[ProjectPlanningLine]:
    return task.planning
