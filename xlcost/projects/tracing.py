"""`wip_trace`: how the figures of a calculation came about (spec 3, D)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from xlcost.books import Books
from xlcost.problems import Problem, problem
from xlcost.projects.amounts import FIGURES, SourceRow, Sources, TaskRows
from xlcost.projects.cockpit import STEP as COCKPIT_STEP
from xlcost.projects.entries import SWITCHED_OFF, TaskWork
from xlcost.projects.group_wip import GroupWIP, ProjectWIP, Setup
from xlcost.projects.recognition import NOUGHT, Recognised
from xlcost.projects.state import in_project_order
from xlcost.rules.money import plain, rounded
from xlcost.tables.projects import WIP_TYPES, ProjectLedgerEntry, ProjectTask, WIPEntry, WIPGLEntry, WIPTrace

LISTED_ROWS = 100_000
"""Up to so many planning lines and ledger entries a calculation lists each of them."""
LISTED_TASKS = 20_000
"""Up to so many posting tasks it lists the sums of each."""
LISTED_GROUPS = 20_000
"""Up to so many groups it lists anything; beyond it the trace would outgrow a sheet."""
TASK_SUM, GROUP_SUM, RULE, SHARE, TASK_AMOUNT, ENTRY = 10, 20, 30, 40, 50, 60


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of a calculation is listed; a smaller calculation, say of one project, lists more."""

    rows: bool
    tasks: bool
    groups: bool

    @classmethod
    def of(cls, sources: Sources, calculated: Sequence[ProjectWIP]) -> Detail:
        """The detail that a sheet can hold."""
        groups = [group for each in calculated for group in each.groups]
        tasks = sum(len(group.works) for group in groups) <= LISTED_TASKS
        return cls(tasks and sources.size <= LISTED_ROWS, tasks, len(groups) <= LISTED_GROUPS)

    @property
    def problems(self) -> list[Problem]:
        """A warning that names what is not listed."""
        left_out = [word for word in ("rows", "tasks", "groups") if not getattr(self, word)]
        return [problem("TRACE_SHORTENED", left_out=", ".join(left_out))] if left_out else []


def write(
    books: Books,
    setup: Setup,
    sources: Sources,
    calculated: Sequence[ProjectWIP],
    entries: Sequence[Sequence[WIPEntry]],
) -> list[Problem]:
    """Replace the calculation part of the trace of the calculated projects; says what was too much to list."""
    table = books[WIPTrace]
    names = {each.project.project.casefold() for each in calculated}
    kept = [row for row in table.rows if row.step == COCKPIT_STEP or row.project.casefold() not in names]
    detail = Detail.of(sources, calculated)
    new: list[WIPTrace] = []
    for each, written in zip(calculated, entries, strict=True):
        for group in each.groups if detail.groups else ():
            new += _Tracer(books, setup, sources, group, detail).rows(written)
    if new or len(kept) != len(table.rows):
        table.replace(in_project_order(books, [*kept, *new]))
    return detail.problems


def lead_to_bookings(books: Books, booked: Mapping[int, int]) -> None:
    """Let the trace of WIP entries lead to the WIP G/L entries that they became; `booked` = number -> number."""
    table = books[WIPTrace]
    if booked and table.rows:
        table.replace([_led_to_booking(row, booked) for row in table.rows])


def _led_to_booking(row: WIPTrace, booked: Mapping[int, int]) -> WIPTrace:
    number = booked.get(row.entry_no or 0)
    if number is None or row.step != ENTRY or row.table != WIPEntry.info.id:
        return row
    return replace(row, table=WIPGLEntry.info.id, entry_no=number)


def in_words(value: Fraction | Decimal, precision: Decimal) -> str:
    """A result in a sentence: rounded to the precision of amounts."""
    return format(rounded(value, precision), "f")


class _Tracer:
    """The trace of one group."""

    def __init__(self, books: Books, setup: Setup, sources: Sources, group: GroupWIP, detail: Detail) -> None:
        self._books, self._sources, self._group, self._detail = books, sources, group, detail
        self._precision, self._day = setup.precision, setup.day
        self._titles = {
            row_class.info.id: books[row_class].where().sheet for row_class in (ProjectLedgerEntry, ProjectTask)
        }
        self._titles["project_planning_lines"] = books.named("project_planning_lines").where().sheet

    def rows(self, entries: Sequence[WIPEntry]) -> Iterator[WIPTrace]:
        """All rows in the order of their steps."""
        if self._detail.tasks:
            yield from self._task_sums()
            yield from self._left_out_tasks()
        yield from self._group_sums()
        for figure, recognised in (("recognized_costs", self._group.costs), ("recognized_sales", self._group.sales)):
            yield self._rule(figure, recognised)
            yield from self._sharing(figure, recognised)
        yield from self._entries(entries)

    def _row(
        self, step: int, figure: str, text: str, amount: Fraction | Decimal | None = None, *, task: str = "",
        source: SourceRow | ProjectTask | None = None, entry: WIPEntry | None = None,
    ) -> WIPTrace:  # fmt: skip
        # rows that a run makes itself get their place only when it is written, so they are named by number alone
        placed = source if source is not None and not getattr(source, "actual_line", "") else None
        row = source or entry
        return WIPTrace(
            project=self._group.project.project,
            task=task,
            total_task=self._group.group.total.task,
            figure=figure,
            step=step,
            text=text,
            amount=None if amount is None else rounded(amount, self._precision),
            table=row.info.id if row is not None else "",
            entry_no=getattr(row, "entry_no", None),
            sheet=self._titles[placed.info.id] if placed is not None and placed.sheet_row else "",
            row=(placed.sheet_row or None) if placed is not None else None,
            indentation=int(source is not None and not isinstance(source, ProjectTask)),
        )

    # ---- sums

    def _task_sums(self) -> Iterator[WIPTrace]:
        for work in self._group.works:
            for figure in FIGURES:
                behind = work.rows.behind(figure)
                if behind:
                    yield from self._task_sum(work, figure, behind)
            yield from self._left_out_rows(work.task.task, work.rows, "after the posting date or outside the filter")

    def _task_sum(self, work: TaskWork, figure: str, behind: Sequence[tuple[SourceRow, Decimal]]) -> Iterator[WIPTrace]:
        task = work.task.task
        text = f"{_words(figure)} of task {task}: {_counted(behind)} of {behind[0][0].info.caption}"
        yield self._row(TASK_SUM, figure, text, getattr(work.amounts, figure), task=task)
        if self._detail.rows:
            for row, amount in behind:
                if amount:
                    yield self._row(TASK_SUM, figure, _described(row), amount, task=task, source=row)

    def _left_out_tasks(self) -> Iterator[WIPTrace]:
        posting = {id(work.task) for work in self._group.works}
        project = self._group.project.project
        for task in self._group.group.tasks:
            if id(task) in posting:
                continue
            excluded = task.wip_total == "excluded"
            why = "is excluded" if excluded else f"is of type {task.task_type} and carries no amounts"
            rows = self._sources.of(project, task.task)
            if excluded or len(rows):
                yield self._row(TASK_SUM, "left_out", f"task {task.task} {why}", task=task.task, source=task)
            if self._detail.rows:
                for row in (*rows.planning, *rows.usage, *rows.sales, *rows.left_out):
                    text = f"left out, because task {task.task} {why}: {_described(row)}"
                    yield self._row(TASK_SUM, "left_out", text, task=task.task, source=row)

    def _left_out_rows(self, task: str, rows: TaskRows, why: str) -> Iterator[WIPTrace]:
        if rows.left_out and not self._detail.rows:
            yield self._row(TASK_SUM, "left_out", f"{len(rows.left_out)} rows left out, {why}", task=task)
            return
        for row in rows.left_out:
            yield self._row(TASK_SUM, "left_out", f"left out, {why}: {_described(row)}", task=task, source=row)

    def _group_sums(self) -> Iterator[WIPTrace]:
        tasks = [work.task for work in self._group.works]
        for figure, amount in self._group.amounts.by_name().items():
            yield self._row(
                GROUP_SUM, figure, f"{_words(figure)} of the group: {_counted(tasks)} of posting tasks", amount
            )

    # ---- recognition

    def _rule(self, figure: str, recognised: Recognised) -> WIPTrace:
        names = {"recognized_costs": self._group.method.cost, "recognized_sales": self._group.method.sales}
        name = "project complete" if self._group.complete else names[figure]
        rule, amounts = recognised.rule, self._group.amounts
        if rule.divisor and not getattr(amounts, rule.divisor):
            text = f"{name}: 0, because {_words(rule.divisor)} is 0"
        else:
            numbers = {key: plain(amount) for key, amount in amounts.by_name().items()}
            result = in_words(recognised.sum, self._precision)
            text = f"{name}: {rule.formula.format_map(numbers)} = {result}"
        return self._row(RULE, figure, text, recognised.sum)

    def _sharing(self, figure: str, recognised: Recognised) -> Iterator[WIPTrace]:
        if recognised.to_share is None:
            for work in self._group.works if self._detail.tasks else ():
                amount = work.costs if figure == "recognized_costs" else work.sales
                if amount:
                    text = f"task {work.task.task}: {in_words(amount, self._precision)}"
                    yield self._row(TASK_AMOUNT, figure, text, amount, task=work.task.task, source=work.task)
            return
        yield self._row(SHARE, figure, self._shared_out(recognised), recognised.to_share)
        if not self._detail.tasks:
            return
        for index, work in enumerate(self._group.works):
            text = self._share_of(recognised, index)
            if recognised.shares[index] or recognised.amounts[index]:
                amount = recognised.amounts[index]
                yield self._row(TASK_AMOUNT, figure, text, amount, task=work.task.task, source=work.task)

    def _shared_out(self, recognised: Recognised) -> str:
        whole, weight = (in_words(each, self._precision) for each in (recognised.to_share or NOUGHT, recognised.weight))
        what = _words(recognised.rule.weight)
        if not recognised.pct:
            return f"{whole} to share out by {what}, which gives no percentage, so all of it goes to the first task"
        pct = in_words(100 * recognised.pct, Decimal("0.00001"))
        return f"{whole} to share out by {what}: {whole} / {weight} = {pct} %"

    def _share_of(self, recognised: Recognised, index: int) -> str:
        work, rule = self._group.works[index], recognised.rule
        weight = plain(getattr(work.amounts, rule.weight))
        share = in_words(recognised.shares[index], self._precision)
        result = in_words(recognised.amounts[index], self._precision)
        own = plain(getattr(work.amounts, rule.of)) if rule.of else "0"
        sign = "+" if rule.sign > 0 else "-"
        return f"task {work.task.task}: weight {weight}, share {share}; {own} {sign} {share} = {result}"

    # ---- entries

    def _entries(self, entries: Sequence[WIPEntry]) -> Iterator[WIPTrace]:
        own = [row for row in entries if row.task == self._group.group.total.task]
        for entry in own:
            text = f"{entry.type}: debit {entry.account}, credit {entry.balancing_account}"
            if entry.amount < 0:
                text = f"{entry.type}: credit {entry.account}, debit {entry.balancing_account}"
            yield self._row(ENTRY, entry.type, text, entry.amount, entry=entry)
        for type_ in WIP_TYPES:
            if all(entry.type != type_ for entry in own):
                yield self._row(ENTRY, type_, f"no entry of {type_}: {self._why_not(type_)}")

    def _why_not(self, type_: str) -> str:
        flag = SWITCHED_OFF.get(type_)
        if flag and not getattr(self._group.method, flag):
            return f"{flag} = no"
        if self._group.complete and not any(line.type == type_ for line in self._group.lines):
            return "project_complete"
        return "sum 0"


_DESCRIBED: dict[str, Callable[[SourceRow], str]] = {
    "project_ledger_entries": lambda row: " ".join(
        (getattr(row, "entry_type", ""), getattr(row, "type", ""), str(getattr(row, "posting_date", "")))
    ),
    "project_planning_lines": lambda row: " ".join(
        (getattr(row, "line_type", ""), str(getattr(row, "planning_date", None) or "without date"))
    ),
}


def _counted(rows: Sequence[object]) -> str:
    return "1 row" if len(rows) == 1 else f"sum of {len(rows)} rows"


def _described(row: SourceRow) -> str:
    return _DESCRIBED[row.info.id](row)


def _words(figure: str) -> str:
    return figure.replace("_", " ")
