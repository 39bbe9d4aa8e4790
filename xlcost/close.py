"""A run: the operations of a plan one after the other, each all or nothing, and the tables every run writes.

This is the one place that knows the order of a period end (spec 0, sections 5 and 6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from xlcost import __version__, areas
from xlcost.books import Books, CellProblem, Table
from xlcost.catalogue import CODES
from xlcost.operations import Operation, Result
from xlcost.plan import PlanStep
from xlcost.problems import Fact, OperationError, Problem, Skipped, problem
from xlcost.rules.money import plain
from xlcost.tables.columns import Row
from xlcost.tables.kinds import shown
from xlcost.tables.run import ProblemRow, RunLogEntry, RunOptions, RunPlanStep, SkippedEntryRow

areas.load()

Clock = Callable[[], float]
Progress = Callable[[str], None]


@dataclass(slots=True)
class Outcome:
    """How one operation of a run ended."""

    operation: str
    parameters: str
    outcome: str
    result: Result
    error: Problem | None = None
    seconds: Decimal | None = None
    plan_row: RunPlanStep | None = None

    @property
    def message(self) -> str:
        """What happened, in a sentence; an error starts with its code."""
        if self.error:
            return f"{self.error.code}: {self.error.sentence}"
        return self.result.message or _counted(self)


@dataclass(slots=True)
class RunReport:
    """How a run ended: its operations, and whether somebody must act."""

    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """`error` if any operation failed, `ok` if any did something, else `nothing_to_do`."""
        found = {each.outcome for each in self.outcomes}
        return next((word for word in ("error", "ok") if word in found), "nothing_to_do")

    @property
    def exit_code(self) -> int:
        """3 after an error, 1 when rows were skipped, refused or differ, else 0."""
        if self.outcome == "error":
            return 3
        attention = any(
            each.result.needs_attention or any(not CODES[row.reason.code].out_of_scope for row in each.result.skipped)
            for each in self.outcomes
        )
        return 1 if attention else 0


def run_steps(
    books: Books,
    steps: Iterable[PlanStep],
    *,
    started_at: str = "",
    input_hash: str = "",
    clock: Clock | None = None,
    progress: Progress = lambda _name: None,
) -> RunReport:
    """Run the steps on the books and write the tables of the run. A failing step ends the plan (`stop_on_error`)."""
    report = RunReport()
    stop_on_error = books.one(RunOptions).stop_on_error
    reported: set[tuple[Any, ...]] = set()
    for step in steps:
        progress((step.text and f"{step.name} {step.text}") or step.name)
        began = clock() if clock else 0.0
        outcome = run_step(books, step)
        if clock:
            outcome.seconds = Decimal(f"{clock() - began:.3f}")
        _drop_repeated(outcome, reported)
        report.outcomes.append(outcome)
        if outcome.outcome == "error" and stop_on_error:
            break
    _write_run_tables(books, report, started_at, input_hash)
    books.commit()
    return report


def refused_plan(books: Books, error: OperationError, *, started_at: str = "", input_hash: str = "") -> RunReport:
    """The report of a plan that cannot be run at all; its faults stand in `problems`, nothing else changes."""
    result = Result(problems=list(error.problems))
    report = RunReport([Outcome("run_plan", "", "error", result, error.problems[0])])
    _write_run_tables(books, report, started_at, input_hash)
    books.commit()
    return report


def run_step(books: Books, step: PlanStep) -> Outcome:
    """One operation: input checked, run, and either everything it did stands or nothing of it."""
    findings = _input_findings(books, step.operation)
    try:
        if findings.stop:
            raise OperationError(*findings.stop)
        result = step.operation.run(books, step.parameters)
    except OperationError as error:
        books.rollback()
        result = Result(problems=list(error.problems), skipped=list(error.skipped))
        findings.add_to(result)
        return Outcome(step.name, step.text, "error", result, error.problems[0], plan_row=step.row)
    books.commit()
    findings.add_to(result)
    outcome = "nothing_to_do" if result.nothing_to_do else "ok"
    return Outcome(step.name, step.text, outcome, result, plan_row=step.row)


# ---- faults of the cells that an operation reads


@dataclass(slots=True)
class _Findings:
    stop: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def add_to(self, result: Result) -> None:
        refused = [entry.reason for entry in self.skipped]
        result.problems = [*result.problems, *refused, *self.warnings]
        result.skipped = [*self.skipped, *result.skipped]


def _input_findings(books: Books, operation: Operation) -> _Findings:
    findings = _Findings()
    row_classes: list[type[Row]] = [RunOptions, *operation.reads]
    for row_class in dict.fromkeys(row_classes):
        table = books[row_class]
        columns = None if row_class is RunOptions else operation.columns_read(row_class, books)
        if columns is not None and "dimensions" in columns:
            columns |= frozenset(books.dimension_codes)
        if columns is None or columns:
            findings.stop += table.problems
        else:
            findings.warnings += [replace(each, severity="warning") for each in table.problems]
        table.set_aside(columns if table.info.tolerant else frozenset())
        for each in sorted(table.cell_problems, key=lambda fault: fault.row.sheet_row):
            found = cell_problem(table, each)
            if columns is not None and each.column not in columns:
                findings.warnings.append(replace(found, severity="warning"))
            elif table.info.tolerant:
                findings.skipped.append(_skipped_row(table, each.row, found))
            else:
                findings.stop.append(found)
    return findings


def cell_problem(table: Table[Any], fault: CellProblem) -> Problem:
    """The problem of a cell that cannot be read, with its raw text."""
    raw = shown(fault.raw)
    field_name = next((c.caption for c in table.info.columns if c.key == fault.column), fault.column)
    where = replace(table.where(fault.row, fault.column), value=raw)
    found = problem(
        fault.code,
        where,
        field=field_name,
        why=fault.why,
        shown=f': "{raw}"' if raw else "",
        value=raw,
        other=fault.other,
    )
    facts: dict[str, Fact] = {"table": table.info.id, "field": fault.column, "value": raw}
    return replace(found, facts=facts | ({"other": fault.other} if fault.other else {}))


def _skipped_row(table: Table[Any], row: Row, reason: Problem) -> Skipped:
    key = getattr(row, table.info.keys[-1]) if table.info.keys else row.sheet_row
    return Skipped(
        reason,
        table.info.id,
        key,
        getattr(row, "posting_date", None) or getattr(row, "date", None),
        getattr(row, "document_no", ""),
        getattr(row, "description", ""),
        getattr(row, "amount", None) or Decimal(0),
        row_at=table.where(row),
    )


def _drop_repeated(outcome: Outcome, reported: set[tuple[Any, ...]]) -> None:
    """A fault of one cell that several operations meet is reported by the first of them."""
    kept = []
    for each in outcome.result.problems:
        key: tuple[Any, ...] = (each.code, each.where.sheet, each.where.row, each.where.column, each.details)
        if key not in reported or each is outcome.error:
            kept.append(each)
        reported.add(key)
    outcome.result.problems = kept
    skips = []
    for row in outcome.result.skipped:
        key = (row.reason.code, row.table, row.entry_no, row.where.row)
        if key not in reported:
            skips.append(row)
        reported.add(key)
    outcome.result.skipped = skips


# ---- the tables of a run


def _write_run_tables(books: Books, report: RunReport, started_at: str, input_hash: str) -> None:
    log = books[RunLogEntry]
    run_no = log.next_number("run_no")
    problems: list[ProblemRow] = []
    skipped: list[SkippedEntryRow] = []
    for outcome in report.outcomes:
        problems += [_problem_row(run_no, outcome.operation, each) for each in outcome.result.problems]
        skipped += [_skipped_entry(run_no, outcome.operation, each) for each in outcome.result.skipped]
        log.append(_log_entry(run_no, outcome, started_at, input_hash))
        if outcome.plan_row is not None:
            books[RunPlanStep].update(outcome.plan_row, outcome=outcome.outcome, message=outcome.message)
    books[ProblemRow].replace(problems)
    books[SkippedEntryRow].replace(skipped)


def _log_entry(run_no: int, outcome: Outcome, started_at: str, input_hash: str) -> RunLogEntry:
    result = outcome.result
    created = result.counts.get("created", 0)
    return RunLogEntry(
        run_no=run_no,
        started_at=started_at,
        duration_s=outcome.seconds,
        version=__version__,
        operation=outcome.operation,
        parameters=outcome.parameters,
        outcome=outcome.outcome,
        created=created if isinstance(created, int) else 0,
        skipped=len(result.skipped),
        problems=len(result.problems),
        debit=result.debit,
        credit=result.credit,
        input_hash=input_hash,
        message=outcome.message,
    )


def _problem_row(run_no: int, operation: str, each: Problem) -> ProblemRow:
    where = each.where
    return ProblemRow(
        run_no=run_no,
        operation=operation,
        severity=each.severity,
        code=each.code,
        message=each.message,
        remedy=each.remedy,
        sheet=where.sheet,
        row=where.row,
        column=where.column,
        value=where.value,
        details=each.details,
    )


def _skipped_entry(run_no: int, operation: str, each: Skipped) -> SkippedEntryRow:
    return SkippedEntryRow(
        run_no=run_no,
        operation=operation,
        table=each.table,
        entry_no=each.entry_no,
        posting_date=each.posting_date,
        document_no=each.document_no,
        description=each.description,
        amount=each.amount,
        reason_code=each.reason.code,
        reason=each.reason.message,
        remedy=each.reason.remedy,
        will_retry=each.will_retry,
        sheet=each.where.sheet,
        row=each.where.row,
        details=each.reason.details,
    )


def _counted(outcome: Outcome) -> str:
    counts = [
        f"{name} {_shown(value)}"
        for name, value in outcome.result.counts.items()
        if not isinstance(value, (list, dict))
    ]
    if outcome.outcome == "nothing_to_do":
        return "; ".join(["nothing to do", *counts])
    return "; ".join(counts) or "done"


def _shown(value: Any) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)
