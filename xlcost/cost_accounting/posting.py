"""The one way into the cost ledger and the cost budgets: lines become entries and registers (spec 1, 4.2).

    posting = Posting(books, level=2)
    posting.post(line)            # as often as needed; raises what the line check finds
    posted = posting.finish()     # now the books change

`posting.register_no` is known beforehand, so that consumed entries can be stamped with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from xlcost.books import Books
from xlcost.context import user_id, work_date
from xlcost.cost_accounting.line_check import Line, LineCheck
from xlcost.problems import OperationError
from xlcost.reporting_currency import ReportingCurrency
from xlcost.rules.money import ZERO, credit, debit
from xlcost.tables.cost_accounting import (
    CostAccountingSetup,
    CostBudgetEntry,
    CostBudgetRegister,
    CostEntry,
    CostEntrySource,
    CostRegister,
)


@dataclass(slots=True)
class Posted:
    """What a posting wrote. `register` is None when no cost entry was written."""

    register: CostRegister | None = None
    entries: list[CostEntry] = field(default_factory=list)
    budget_registers: list[CostBudgetRegister] = field(default_factory=list)
    budget_entries: list[CostBudgetEntry] = field(default_factory=list)
    debit: Decimal = ZERO
    credit: Decimal = ZERO

    @property
    def created(self) -> int:
        """Number of entries written, actual and budget."""
        return len(self.entries) + len(self.budget_entries)


@dataclass(slots=True)
class _BudgetRun:
    """Consecutive budget entries of one budget and source: one register."""

    budget_name: str
    source: str
    entries: list[CostBudgetEntry] = field(default_factory=list)


class Posting:
    """Collects the entries of one register (and of budget registers for lines with a budget name)."""

    def __init__(self, books: Books, *, level: int = 0, batch_name: str = "", system_created: bool = False) -> None:
        self._books = books
        self._level, self._batch_name, self._system_created = level, batch_name, system_created
        self._user, self._day = user_id(books), work_date(books)
        self.line_check = LineCheck(books)
        self.reporting_currency = ReportingCurrency(books)
        self._entries: list[CostEntry] = []
        self._budget_runs: list[_BudgetRun] = []
        self._first_date: date | None = None
        self._first_source = ""
        self.next_entry_no = next_cost_entry_no(books)
        """Number that the next cost entry gets."""
        self.next_budget_entry_no = next_budget_entry_no(books)
        """Number that the next cost budget entry gets."""
        self.register_no = books[CostRegister].next_number()
        """Number of the register that `finish` writes if there is any cost entry."""
        self.budget_register_no = books[CostBudgetRegister].next_number()
        """Number of the first budget register that `finish` writes if there is any budget entry."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was posted so far."""
        return not self._entries and not self._budget_runs

    def post(self, line: Line, *, checked: bool = False) -> None:
        """One line: an entry for the cost type, then one with the negated amount for the balancing cost type.

        Amount 0 posts nothing. `checked` = the caller ran the line check. Raises what the check finds first, and
        NO_EXCHANGE_RATE.
        """
        if not line.amount:
            return
        found = None if checked else self.line_check.first(line)
        if found:
            raise OperationError(found)
        write = self._write_budget if line.budget_name else self._write
        if line.cost_type_no:
            write(line, line.cost_type_no, line.cost_center_code, line.cost_object_code, 1)
        if line.bal_cost_type_no:
            write(line, line.bal_cost_type_no, line.bal_cost_center_code, line.bal_cost_object_code, -1)

    def _write(self, line: Line, cost_type_no: str, center: str, cost_object: str, sign: int) -> None:
        day = line.posting_date
        assert day is not None, "the line check demands a date"
        if self._first_date is None:
            self._first_date, self._first_source = day, line.source_code
        amount = line.amount if sign > 0 else -line.amount
        arc, arc_debit, arc_credit = self._arc(line, amount, day, sign)
        self._entries.append(
            CostEntry(
                entry_no=self.next_entry_no,
                cost_type_no=cost_type_no,
                posting_date=day,
                document_no=line.document_no,
                description=line.description,
                cost_center_code=center,
                cost_object_code=cost_object,
                amount=amount,
                debit_amount=amount if amount > 0 else ZERO,
                credit_amount=ZERO if amount > 0 else -amount,
                reason_code=line.reason_code,
                source_code=line.source_code,
                batch_name=self._batch_name,
                user_id=self._user,
                gl_entry_no=line.gl_entry_no,
                gl_account=line.gl_account,
                system_created_entry=self._system_created,
                allocated=line.allocated,
                allocated_with_journal_no=line.allocated_with_journal_no,
                allocation_id=line.allocation_id,
                allocation_description=line.allocation_description,
                reversed_by_entry_no=0,
                reversed_entry_no=0,
                additional_currency_amount=arc,
                add_currency_debit_amount=arc_debit,
                add_currency_credit_amount=arc_credit,
                freed_from_registers="",
            )
        )
        self.next_entry_no += 1

    def _arc(self, line: Line, amount: Decimal, day: date, sign: int) -> tuple[Decimal, Decimal, Decimal]:
        if self.reporting_currency.code:
            missing = self.reporting_currency.missing(day, line.where("posting_date"))
            if missing:
                raise OperationError(missing)
            arc = self.reporting_currency.amount(amount, day)
            return arc, debit(arc), credit(arc)
        sides = line.add_currency_debit_amount, line.add_currency_credit_amount
        if sign > 0:
            return line.additional_currency_amount, *sides
        return -line.additional_currency_amount, sides[1], sides[0]

    def _write_budget(self, line: Line, cost_type_no: str, center: str, cost_object: str, sign: int) -> None:
        entry = CostBudgetEntry(
            entry_no=self.next_budget_entry_no,
            budget_name=line.budget_name,
            cost_type_no=cost_type_no,
            date=line.posting_date,
            cost_center_code=center,
            cost_object_code=cost_object,
            amount=line.amount * sign,
            description=line.description,
            document_no=line.document_no,
            source_code=line.source_code,
            system_created_entry=self._system_created,
            allocated=line.allocated,
            allocated_with_journal_no=line.allocated_with_journal_no,
            allocation_id=line.allocation_id,
            allocation_description=line.allocation_description,
            last_modified_by_user=self._user,
            last_date_modified=self._day,
        )
        self.next_budget_entry_no += 1
        source = "Allocation" if line.allocation_id else "Cost Journal"
        last = self._budget_runs[-1] if self._budget_runs else None
        if last is None or (last.budget_name, last.source) != (line.budget_name, source):
            last = _BudgetRun(line.budget_name, source)
            self._budget_runs.append(last)
        last.entries.append(entry)

    def finish(self, *, from_gl_entry_no: int = 0, to_gl_entry_no: int = 0) -> Posted:
        """Write entries and registers into the books."""
        posted = Posted(entries=self._entries)
        posted.debit = sum((entry.debit_amount for entry in self._entries), ZERO)
        posted.credit = sum((entry.credit_amount for entry in self._entries), ZERO)
        if self._entries:
            posted.register = self._register(posted, from_gl_entry_no, to_gl_entry_no)
            self._books[CostEntry].append(*self._entries)
            self._books[CostRegister].append(posted.register)
        for number, run in enumerate(self._budget_runs, self.budget_register_no):
            posted.budget_registers.append(self._budget_register(number, run))
            posted.budget_entries += run.entries
        self._books[CostBudgetEntry].append(*posted.budget_entries)
        self._books[CostBudgetRegister].append(*posted.budget_registers)
        return posted

    def _register(self, posted: Posted, from_gl_entry_no: int, to_gl_entry_no: int) -> CostRegister:
        return CostRegister(
            no=self.register_no,
            source=register_source(self._books, self._first_source),
            text="",
            from_gl_entry_no=from_gl_entry_no,
            to_gl_entry_no=to_gl_entry_no,
            from_cost_entry_no=posted.entries[0].entry_no,
            to_cost_entry_no=posted.entries[-1].entry_no,
            no_of_entries=len(posted.entries),
            debit_amount=posted.debit,
            credit_amount=posted.credit,
            posting_date=self._first_date,
            processed_date=self._day,
            closed=False,
            level=self._level,
            user_id=self._user,
            journal_batch_name=self._batch_name,
            reversed_by_register_no=0,
            reverses_register_no=0,
        )

    def _budget_register(self, number: int, run: _BudgetRun) -> CostBudgetRegister:
        return CostBudgetRegister(
            no=number,
            source=run.source,
            cost_budget_name=run.budget_name,
            from_budget_entry_no=0,
            to_budget_entry_no=0,
            from_cost_budget_entry_no=run.entries[0].entry_no,
            to_cost_budget_entry_no=run.entries[-1].entry_no,
            no_of_entries=len(run.entries),
            amount=sum((entry.amount for entry in run.entries), ZERO),
            closed=False,
            level=self._level,
            processed_date=self._day,
            user_id=self._user,
            journal_batch_name=self._batch_name,
        )


_REGISTER_SOURCES = {
    "source_code_gl_to_ca": "Transfer from G/L",
    "source_code_cost_allocation": "Allocation",
    "source_code_budget_to_actual": "Transfer from Budget",
}


def register_source(books: Books, source_code: str) -> str:
    """Source of a register by the source code of its first line; anything unknown is a cost journal (spec 1, 4.2)."""
    setup: Any = books.one(CostAccountingSetup)
    known = {getattr(setup, column): source for column, source in _REGISTER_SOURCES.items()}
    return known.get(source_code, "Cost Journal") if source_code else "Cost Journal"


def next_cost_entry_no(books: Books) -> int:
    """Highest number ever used + 1: in cost entries, registers and sources, so that no number comes back (1.6)."""
    return max(
        books[CostEntry].next_number(),
        books[CostRegister].next_number("to_cost_entry_no"),
        books[CostEntrySource].next_number("cost_entry_no"),
    )


def next_budget_entry_no(books: Books) -> int:
    """Highest number of a cost budget entry ever used + 1: in the entries and in the budget registers."""
    return max(books[CostBudgetEntry].next_number(), books[CostBudgetRegister].next_number("to_cost_budget_entry_no"))
