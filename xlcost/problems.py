"""Problems are data: a code, where it is, what it is, how to mend it. One run reports all of them (spec 0, 6).

The catalogue of codes stands in `xlcost/catalogue/`, one module an area; every code has a row in `docs/codes.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from xlcost.catalogue import CODES
from xlcost.rules.captions import caption_of
from xlcost.rules.money import money, plain

Severity = Literal["error", "warning"]
Fact = str | int | Decimal | date | bool | None


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the workbook. `column` is the letter of the cell's column, blank when a whole row is meant."""

    table: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        if not self.sheet or not self.row:
            return self.sheet
        return f"{self.sheet}!{self.column}{self.row}" if self.column else f"{self.sheet} row {self.row}"


NOWHERE = Where()


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of a run."""

    code: str
    severity: Severity
    what: str
    remedy: str
    where: Where = NOWHERE
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What is wrong and where, as one clause: `Cost type 8230 is blocked (Cost Types!C14)`."""
        place = str(self.where)
        return f"{self.what} ({place})" if place else self.what

    @property
    def sentence(self) -> str:
        """What is wrong, where, and what to do."""
        return f"{self.message}; {self.remedy}" if self.remedy else self.message

    @property
    def details(self) -> str:
        """The key facts as `name=value; ...`."""
        return details(self.facts)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that an operation passed over, with its reason (a code of the catalogue) and the way to mend it."""

    reason: Problem
    table: str
    entry_no: int | str
    posting_date: date | None = None
    document_no: str = ""
    description: str = ""
    amount: Decimal = Decimal(0)
    will_retry: bool = True

    @property
    def where(self) -> Where:
        """Where the skipped row stands (not the cell to mend, which `reason.where` names)."""
        return self.row_at or self.reason.where

    row_at: Where | None = None


class OperationError(Exception):
    """An operation that cannot be done. The first problem is the error; the runner undoes every change."""

    def __init__(self, *problems: Problem, skipped: Sequence[Skipped] = ()) -> None:
        super().__init__(problems[0].sentence)
        self.problems = problems
        self.skipped = tuple(skipped)

    @property
    def code(self) -> str:
        """Code of the error."""
        return self.problems[0].code


def problem(code: str, where: Where = NOWHERE, /, **facts: Fact) -> Problem:
    """A finding of the catalogue, its sentence filled in with the facts (all that it names must be given)."""
    entry = CODES[code]
    words = {name: shown_fact(value) for name, value in facts.items()}
    if "_" in words.get("field", ""):
        words["field"] = caption_of(words["field"])  # the user knows headings, programs the ids
    return Problem(code, entry.severity, entry.what.format_map(words), entry.remedy.format_map(words), where, facts)


def warning(code: str, where: Where = NOWHERE, /, **facts: Fact) -> Problem:
    """A finding that stops nothing, whatever the catalogue calls it."""
    return replace(problem(code, where, **facts), severity="warning")


def fail(code: str, where: Where = NOWHERE, /, **facts: Fact) -> OperationError:
    """The error to raise: `raise fail("ALLOC_NO_DATE")`."""
    return OperationError(replace(problem(code, where, **facts), severity="error"))


def details(facts: Mapping[str, Fact]) -> str:
    """Facts as `name=value; ...`, exact numbers, ISO dates."""
    return "; ".join(f"{name}={_exact_fact(value)}" for name, value in facts.items())


def shown_fact(value: Fact) -> str:
    """A fact as it reads in a sentence: amounts with thousands separators."""
    return money(value) if isinstance(value, Decimal) else _exact_fact(value)


def _exact_fact(value: Fact) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
