"""Posting of cost journals (spec 1, 4.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import ClassVar

from xlcost.books import Books
from xlcost.cost_accounting.budget_entries import register_typed_entries
from xlcost.cost_accounting.line_check import Line, LineCheck
from xlcost.cost_accounting.posting import Posting
from xlcost.cost_accounting.setup import check_charts, checked_setup, cost_type_warnings
from xlcost.exchange import REPORTING_CURRENCY_READS
from xlcost.operations import ALL, Reads, Result, operation
from xlcost.parameters import CodeText, Parameters
from xlcost.problems import OperationError, Problem, fail, warning
from xlcost.rules.captions import caption_of
from xlcost.rules.money import ZERO
from xlcost.tables.cost_accounting import (
    CostAccountingSetup,
    CostBudgetEntry,
    CostBudgetRegister,
    CostCenter,
    CostEntry,
    CostEntrySource,
    CostJournalBatch,
    CostJournalLine,
    CostJournalTemplate,
    CostObject,
    CostRegister,
    CostType,
)
from xlcost.tables.general_ledger import AccountingPeriod, GLSetup, UserSetup
from xlcost.tables.kinds import shown

BatchKey = tuple[str, str]
"""Template and batch name."""


class JournalParameters(Parameters):
    """Batches to post; blank = all that have lines."""

    only_batches_that_delete: ClassVar[bool] = False
    template: CodeText = ""
    """Template of the batch; blank = all."""
    batch: CodeText = ""
    """Batch to post; blank = all that have lines."""


class PlannedJournal(JournalParameters):
    """Posting in the default plan: a batch that keeps its lines is left out, so that nothing is posted twice."""

    only_batches_that_delete: ClassVar[bool] = True


JOURNAL_READS: Reads = {
    CostAccountingSetup: ALL,
    CostType: ALL,
    CostCenter: ALL,
    CostObject: ALL,
    CostJournalTemplate: ALL,
    CostJournalBatch: ALL,
    CostJournalLine: ALL,
    CostEntry: ALL,
    CostEntrySource: "cost_entry_no",
    CostRegister: ALL,
    CostBudgetEntry: ALL,
    CostBudgetRegister: ALL,
    GLSetup: ALL,
    UserSetup: ALL,
    **REPORTING_CURRENCY_READS,
    AccountingPeriod: "starting_date closed",
}


@operation("post_cost_journal", JournalParameters, reads=JOURNAL_READS)
def post_cost_journal(books: Books, parameters: JournalParameters) -> Result:
    """Post the lines of cost journal batches to the cost ledger, or to cost budgets where a line names one."""
    checked_setup(books, source_code="source_code_cost_journal")
    check_charts(books)
    journal = Journal(books)
    result = Result(counts={"created": 0, "posted": 0, "registers": 0})
    broken: list[CostJournalLine] = []
    for template, batch in journal.batches(parameters.template, parameters.batch):
        if parameters.only_batches_that_delete and not batch.delete_after_posting:
            result.problems.append(_left_out(books, batch))
        elif (batch.journal_template_name, batch.name) in journal.broken:
            broken.append(journal.broken[batch.journal_template_name, batch.name])
        else:
            journal.post(template, batch, result)
    if broken and not result.counts["posted"]:
        raise _broken_line(books, broken[0])
    result.nothing_to_do = not result.counts["posted"]
    result.problems += cost_type_warnings(books)
    return result


class Journal:
    """The lines of all batches. A batch with a line that cannot be read is broken and is not posted."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._setup = books.one(CostAccountingSetup)
        self._types = {row.no: row for row in books[CostType].rows}
        table = books[CostJournalLine]
        self._lines = table.by("journal_template_name", "journal_batch_name")
        self.broken: dict[BatchKey, CostJournalLine] = {}
        for row in table.aside:
            self.broken.setdefault((row.journal_template_name, row.journal_batch_name), row)

    def batches(self, template: str, batch: str) -> list[tuple[CostJournalTemplate, CostJournalBatch]]:
        """The batches asked for; without names all that have lines. JNL_BATCH_UNKNOWN for one that does not exist."""
        if template and self._books[CostJournalTemplate].get(template) is None:
            raise fail("JNL_BATCH_UNKNOWN", kind="template", journal_template_name=template, name=template)
        if template and batch:
            return [self._existing((template, batch))]
        keys = sorted({*self._lines, *self.broken} - {("", "")})
        if batch and not any(row.name == batch for row in self._books[CostJournalBatch].rows):
            raise fail("JNL_BATCH_UNKNOWN", kind="batch", journal_template_name=template, name=batch)
        chosen = [key for key in keys if template in {"", key[0]} and batch in {"", key[1]}]
        return [self._existing(key) for key in chosen]

    def _existing(self, key: BatchKey) -> tuple[CostJournalTemplate, CostJournalBatch]:
        template = self._books[CostJournalTemplate].get(key[0])
        batch = self._books[CostJournalBatch].get(*key)
        first = next(iter(self._lines.get(key, [])), self.broken.get(key))
        if template is None or batch is None:
            kind, column, name = (
                ("template", "journal_template_name", key[0])
                if template is None
                else ("batch", "journal_batch_name", key[1])
            )
            where = self._books[CostJournalLine].where(first, column)
            raise fail("JNL_BATCH_UNKNOWN", where, kind=kind, journal_template_name=key[0], name=name)
        return template, batch

    def post(self, template: CostJournalTemplate, batch: CostJournalBatch, result: Result) -> None:
        """Check the whole batch, post it as one register and delete its lines if the batch says so."""
        rows = sorted(self._lines.get((template.name, batch.name), []), key=lambda row: row.line_no)
        lines = [self.line(template, batch, row) for row in rows]
        self._check(batch, rows, lines)
        if any(line.budget_name for line in lines):
            register_typed_entries(self._books)
        posting = Posting(self._books, batch_name=batch.name)
        for line in lines:
            posting.post(line, checked=True)
        posted = posting.finish()
        if batch.delete_after_posting:
            self._books[CostJournalLine].remove(rows)
        result.counts["created"] += posted.created
        result.counts["posted"] += len(lines)
        result.counts["registers"] += len(posted.budget_registers) + (posted.register is not None)
        result.debit += posted.debit
        result.credit += posted.credit

    def _check(self, batch: CostJournalBatch, rows: Sequence[CostJournalLine], lines: Sequence[Line]) -> None:
        names = {"journal_template_name": batch.journal_template_name, "journal_batch_name": batch.name}
        check = LineCheck(self._books)
        found = [
            # the cell may be one of a cost type or center, so the facts say which line it stops
            replace(each, facts={**each.facts, **names, "line_no": row.line_no, "document_no": row.document_no})
            for row, line in zip(rows, lines, strict=True)
            if (each := check.first(line))
        ]
        if found:
            raise OperationError(*found)
        balance = sum((line.balance for line in lines), ZERO)
        if balance:
            raise fail("JNL_OUT_OF_BALANCE", self._books[CostJournalLine].where(), **names, balance=balance)

    def line(self, template: CostJournalTemplate, batch: CostJournalBatch, row: CostJournalLine) -> Line:
        """The line with the defaults of its cost types, batch and template (spec 1, 1.8)."""
        center, cost_object = self._place(row.cost_type_no, row.cost_center_code, row.cost_object_code)
        bal_center, bal_object = self._place(row.bal_cost_type_no, row.bal_cost_center_code, row.bal_cost_object_code)
        cost_type = self._types.get(row.cost_type_no)
        return Line(
            posting_date=row.posting_date,
            document_no=row.document_no,
            amount=signed_amount(self._books, row),
            cost_type_no=row.cost_type_no,
            cost_center_code=center,
            cost_object_code=cost_object,
            bal_cost_type_no=row.bal_cost_type_no,
            bal_cost_center_code=bal_center,
            bal_cost_object_code=bal_object,
            description=row.description or (cost_type.name if cost_type else ""),
            reason_code=row.reason_code or batch.reason_code,
            source_code=row.source_code or template.source_code or self._setup.source_code_cost_journal,
            budget_name=row.budget_name,
            allocation_id=row.allocation_id,
            allocation_description=row.allocation_description,
            where=partial(self._books[CostJournalLine].where, row),
        )

    def _place(self, cost_type_no: str, center: str, cost_object: str) -> tuple[str, str]:
        cost_type = self._types.get(cost_type_no)
        if center or cost_object or cost_type is None:
            return center, cost_object
        return cost_type.cost_center_code, cost_type.cost_object_code


def signed_amount(books: Books, row: CostJournalLine) -> Decimal:
    """Debit d = d, credit c = -c, whatever their sign. CELL_INVALID when a side contradicts the amount."""
    if row.debit_amount and row.credit_amount:
        raise _contradiction(books, row, "credit_amount", "is filled beside the debit")
    from_sides = row.debit_amount - row.credit_amount
    if row.amount and from_sides and row.amount != from_sides:
        column = "debit_amount" if row.debit_amount else "credit_amount"
        raise _contradiction(books, row, column, "contradicts the amount of the line")
    return row.amount or from_sides


def _contradiction(books: Books, row: CostJournalLine, column: str, why: str) -> OperationError:
    where = books[CostJournalLine].where(row, column)
    return fail("CELL_INVALID", where, field=caption_of(column), why=why, shown="", value=where.value)


def _broken_line(books: Books, row: CostJournalLine) -> OperationError:
    """The fault of a cell of a broken line, as the error of the operation."""
    table = books[CostJournalLine]
    fault = next(each for each in table.cell_problems if each.row is row)
    raw = shown(fault.raw)
    where = replace(table.where(row, fault.column), value=raw)
    text = f': "{raw}"' if raw else ""
    facts = {"field": caption_of(fault.column), "why": fault.why, "shown": text, "value": raw, "other": fault.other}
    return fail(fault.code, where, **facts)


def _left_out(books: Books, batch: CostJournalBatch) -> Problem:
    where = books[CostJournalBatch].where(batch, "delete_after_posting")
    names = {"journal_template_name": batch.journal_template_name, "journal_batch_name": batch.name}
    return warning("JNL_BATCH_LEFT_OUT", where, **names)
