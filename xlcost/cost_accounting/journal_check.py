"""All findings of cost journal lines before they are posted: `cost_journal_check` (spec 1, 9.7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from xlcost.books import Books
from xlcost.cost_accounting.journal import Journal
from xlcost.cost_accounting.line_check import Line, LineCheck
from xlcost.operations import ALL, Result, report
from xlcost.parameters import CodeText, FlagDefaultYes, Parameters
from xlcost.problems import OperationError, Problem, problem
from xlcost.rules.money import total
from xlcost.tables.cost_accounting import (
    CostAccountingSetup,
    CostCenter,
    CostJournalBatch,
    CostJournalLine,
    CostJournalTemplate,
    CostObject,
    CostType,
)
from xlcost.tables.cost_accounting_results import CostJournalCheckLine
from xlcost.tables.general_ledger import GLSetup, UserSetup

_CODES = {
    "JNL_NO_COST_TYPE": "NO_COST_TYPE",
    "JNL_CT_UNKNOWN": "COST_TYPE_UNKNOWN",
    "JNL_CT_BLOCKED": "COST_TYPE_BLOCKED",
    "JNL_CT_TYPE": "COST_TYPE_NOT_POSTING",
    "JNL_NO_CC_OR_CO": "NO_CENTER_OR_OBJECT",
    "JNL_CC_AND_CO": "CENTER_AND_OBJECT",
    "JNL_CC_UNKNOWN": "CENTER_UNKNOWN",
    "JNL_CC_BLOCKED": "CENTER_BLOCKED",
    "JNL_CC_LINE_TYPE": "CENTER_NOT_POSTING",
    "JNL_CO_UNKNOWN": "OBJECT_UNKNOWN",
    "JNL_CO_BLOCKED": "OBJECT_BLOCKED",
    "JNL_CO_LINE_TYPE": "OBJECT_NOT_POSTING",
    "JNL_DATE_NOT_ALLOWED": "DATE_NOT_ALLOWED",
    "JNL_OUT_OF_BALANCE": "BATCH_OUT_OF_BALANCE",
}
"""Code of the line check -> code of the report, which has BAL_ before it for the balancing side."""
Finding = tuple[str, Problem]


class CheckParameters(Parameters):
    """Which lines to check."""

    template: CodeText = ""
    """Template; blank = all."""
    batch: CodeText = ""
    """Batch; blank = all that have lines."""
    with_errors: FlagDefaultYes = True
    """No = one row a line, findings left out."""


@report(
    "cost_journal_check",
    CheckParameters,
    reads={
        CostAccountingSetup: ALL,
        CostType: ALL,
        CostCenter: ALL,
        CostObject: ALL,
        CostJournalTemplate: ALL,
        CostJournalBatch: ALL,
        CostJournalLine: ALL,
        GLSetup: "allow_posting_from allow_posting_to",
        UserSetup: ALL,
    },
)
def cost_journal_check(books: Books, parameters: CheckParameters) -> Result:
    """All findings of cost journal lines, one row each; nothing is posted. Spec 1, 9.7."""
    journal, check = Journal(books), JournalCheck(books)
    table = books[CostJournalLine]
    rows: list[CostJournalCheckLine] = []
    faulty = 0
    for template, batch in journal.batches(parameters.template, parameters.batch):
        lines = table.by("journal_template_name", "journal_batch_name").get((template.name, batch.name), [])
        made = [_line(journal, template, batch, row) for row in sorted(lines, key=lambda row: row.line_no)]
        out_of_balance = _out_of_balance(books, batch, [line for _, line, _ in made if line])
        for number, (row, line, fault) in enumerate(made, 1):
            # the batch as a whole is out of balance, which shows on its last line
            of_batch = out_of_balance if number == len(made) else []
            found: list[Finding] = [*fault, *(check.findings(line) if line else []), *of_batch]
            faulty += bool(found)
            if found and parameters.with_errors:
                rows += [_check_line(row, line, finding) for finding in found]
            else:
                rows.append(_check_line(row, line, None))
    books[CostJournalCheckLine].replace(rows)
    return Result({"rows": len(rows), "lines_with_findings": faulty}, nothing_to_do=not rows)


def _line(
    journal: Journal, template: CostJournalTemplate, batch: CostJournalBatch, row: CostJournalLine
) -> tuple[CostJournalLine, Line | None, list[Finding]]:
    """The line as it would be posted, or why it cannot be read."""
    try:
        return row, journal.line(template, batch, row), []
    except OperationError as error:
        return row, None, [(each.code, each) for each in error.problems]


def _out_of_balance(books: Books, batch: CostJournalBatch, lines: Sequence[Line]) -> list[Finding]:
    balance = total(line.balance for line in lines)
    names = {"journal_template_name": batch.journal_template_name, "journal_batch_name": batch.name}
    found = problem("JNL_OUT_OF_BALANCE", books[CostJournalLine].where(), **names, balance=balance)
    return [(_CODES[found.code], found)] if balance else []


class JournalCheck:
    """Finds everything that speaks against a line; the posting stops at the first."""

    def __init__(self, books: Books) -> None:
        self._check = LineCheck(books)
        self._types = books[CostType]

    def findings(self, line: Line) -> Iterator[Finding]:
        """All findings in the order of the report."""
        for code, column in (
            ("POSTING_DATE_MISSING", "posting_date"),
            ("DOCUMENT_NO_MISSING", "document_no"),
            ("AMOUNT_ZERO", "amount"),
        ):
            if not getattr(line, column):
                yield code, problem(code, line.where(column))
        if not line.cost_type_no and not line.bal_cost_type_no:
            yield "NO_COST_TYPE", problem("JNL_NO_COST_TYPE", line.where("cost_type_no"))
        for prefix in ("", "bal_"):
            for found in self._side(line, prefix):
                yield prefix.upper() + _CODES[found.code], found
        outside = self._check.date(line.posting_date, line.where)
        if outside:
            yield _CODES[outside.code], outside

    def _side(self, line: Line, prefix: str) -> Iterator[Problem]:
        no = getattr(line, f"{prefix}cost_type_no")
        center, cost_object = getattr(line, f"{prefix}cost_center_code"), getattr(line, f"{prefix}cost_object_code")
        where = line.where(f"{prefix}cost_center_code")
        if no:
            yield from self._type(no, line, prefix)
            if not center and not cost_object:
                yield problem("JNL_NO_CC_OR_CO", where, cost_type_no=no)
            if center and cost_object:
                places: dict[str, Any] = {"cost_center_code": center, "cost_object_code": cost_object}
                yield problem("JNL_CC_AND_CO", where, cost_type_no=no, **places)
        at_object = line.where(f"{prefix}cost_object_code")
        for found in (
            self._check.center(center, where) if center else None,
            self._check.object(cost_object, at_object) if cost_object else None,
        ):
            if found:
                yield found

    def _type(self, no: str, line: Line, prefix: str) -> Iterator[Problem]:
        row = self._types.get(no)
        if row is None:
            yield problem("JNL_CT_UNKNOWN", line.where(f"{prefix}cost_type_no"), cost_type_no=no)
            return
        if row.blocked:
            yield problem("JNL_CT_BLOCKED", self._types.where(row, "blocked"), cost_type_no=no)
        if row.type != "Cost Type":
            yield problem("JNL_CT_TYPE", self._types.where(row, "type"), cost_type_no=no, type=row.type)


def _check_line(row: CostJournalLine, line: Line | None, finding: Finding | None) -> CostJournalCheckLine:
    return CostJournalCheckLine(
        journal_template_name=row.journal_template_name,
        journal_batch_name=row.journal_batch_name,
        line_no=row.line_no,
        posting_date=row.posting_date,
        document_no=row.document_no,
        cost_type_no=row.cost_type_no,
        amount=line.amount if line else row.amount,
        balance=line.balance if line else row.amount,
        code=finding[0] if finding else "",
        message=finding[1].message if finding else "",
        remedy=finding[1].remedy if finding else "",
    )
