"""What the command line prints: a summary for people, one JSON object for programs (spec 0, 7)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

import click

from xlcost.books import Books
from xlcost.close import Outcome, RunReport
from xlcost.file_run import all_problems
from xlcost.main_steps import main_steps
from xlcost.operations import Step
from xlcost.problems import Problem
from xlcost.rules.money import money, plain
from xlcost.tables.columns import Row
from xlcost.tables.run import ProblemRow, SkippedEntryRow

_SIGNS = {"ok": "done", "nothing_to_do": "nothing to do", "error": "FAILED"}
_SHOWN_SKIPS = 20


def print_run(report: RunReport, books: Books, *, notes: Sequence[Problem], quiet: bool, written: str) -> None:
    """The summary of a run on standard output, problems on standard error."""
    if not quiet:
        for outcome in report.outcomes:
            click.echo(_line(outcome))
    for outcome, found in all_problems(report):
        if found.severity == "error" or not quiet:
            click.echo(f"{found.severity}: {found.code}: {found.sentence}" + _by(outcome), err=True)
    for note in notes:
        click.echo(f"{note.severity}: {note.code}: {note.sentence}", err=True)
    if not quiet:
        _print_skipped(books[SkippedEntryRow].rows)
        click.echo(written)


def _by(outcome: Outcome) -> str:
    return f" [{outcome.operation}]"


def _line(outcome: Outcome) -> str:
    text = "" if outcome.error else outcome.message
    operation = " ".join(part for part in (outcome.operation, outcome.parameters) if part)
    return f"{_SIGNS[outcome.outcome]:>13}  {operation}" + (f": {text}" if text else "")


def _print_skipped(rows: Sequence[SkippedEntryRow]) -> None:
    if not rows:
        return
    click.echo(f"{len(rows)} skipped, to be acted on:")
    for row in rows[:_SHOWN_SKIPS]:
        place = f" ({row.sheet} row {row.row})" if row.sheet else ""
        click.echo(f"  {row.table} {row.entry_no}{place}: {money(row.amount)}  {row.reason}; {row.remedy}")
    if len(rows) > _SHOWN_SKIPS:
        click.echo(f"  ... and {len(rows) - _SHOWN_SKIPS} more, all on sheet {SkippedEntryRow.info.caption}")


def print_json(report: RunReport, books: Books) -> None:
    """The run as one JSON object on standard output; amounts are decimal strings."""
    click.echo(
        _json(
            {
                "outcome": report.outcome,
                "operations": [_operation(each) for each in report.outcomes],
                "problems": [as_dict(row) for row in books[ProblemRow].rows],
                "skipped": [as_dict(row) for row in books[SkippedEntryRow].rows],
            }
        )
    )


def _operation(outcome: Outcome) -> dict[str, Any]:
    return {
        "operation": outcome.operation,
        "outcome": outcome.outcome,
        "error_code": outcome.error.code if outcome.error else "",
        "message": outcome.message,
        "result": outcome.result.counts,
    }


def print_refusal(problems: Iterable[Problem], *, as_json: bool) -> None:
    """A run that could not begin."""
    found = list(problems)
    for each in found:
        click.echo(f"{each.severity}: {each.code}: {each.sentence}", err=True)
    if as_json:
        rows = [
            {"severity": each.severity, "code": each.code, "message": each.message, "remedy": each.remedy,
             "sheet": each.where.sheet, "row": each.where.row, "column": each.where.column,
             "value": each.where.value, "details": each.details}
            for each in found
        ]  # fmt: skip
        click.echo(_json({"outcome": "error", "operations": [], "problems": rows, "skipped": []}))


def print_steps(steps: Sequence[Step], *, as_json: bool, everything: bool) -> None:
    """An explanation: one step a line, indented by its depth; the main ones, unless everything is asked for."""
    if as_json:
        rows = [
            {"level": step.level, "text": step.text, "amount": step.amount, "table": step.where.table,
             "sheet": step.where.sheet, "row": step.where.row, "column": step.where.column}
            for step in steps
        ]  # fmt: skip
        click.echo(_json({"steps": rows}))
        return
    for step in steps if everything else main_steps(steps):
        amount = f"  {money(step.amount)}" if step.amount is not None else ""
        place = f"  ({step.where})" if str(step.where) else ""
        click.echo(f"{'  ' * step.level}{step.text}{amount}{place}")


def as_dict(row: Row) -> dict[str, Any]:
    """A row as plain data."""
    return {each.name: getattr(row, each.name) for each in fields(row) if each.name != "sheet_row"}  # type: ignore[arg-type]


def _json(found: Any) -> str:
    return json.dumps(found, indent=2, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)
