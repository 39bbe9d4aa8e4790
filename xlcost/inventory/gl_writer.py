"""Writes the G/L entries of value entries, with their relations and one register a run (spec 2, 11.8 and 11.9)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from xlcost.books import Books
from xlcost.context import work_date
from xlcost.inventory.assessment import Assessed, Line
from xlcost.inventory.journal_names import journal_names
from xlcost.inventory.posting_groups import Group, entry_description, entry_lines
from xlcost.rules.money import ZERO, credit, debit
from xlcost.tables.general_ledger import GLEntry, GLRegister
from xlcost.tables.inventory import GLItemLedgerRelation, ValueEntry

SOURCE_CODE = "INVTPCOST"


class GLWriter:
    """Collects the G/L entries of a run and writes them all at once by `flush`."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._journal = journal_names(books)
        self._next_no = books[GLEntry].next_number()
        carried = max((entry.gl_register_no for entry in books[GLEntry].rows), default=0)
        self._register_no = max(books[GLRegister].next_number(), carried + 1)
        self._register: GLRegister | None = None
        self._entries: list[GLEntry] = []
        self._relations: list[GLItemLedgerRelation] = []
        self.written = 0
        self.debit = ZERO
        self.credit = ZERO

    def write_entry(self, assessed: Assessed) -> None:
        """The lines of one value entry, posted per entry."""
        entry = assessed.entry
        texts = {
            "document_no": entry.document_no,
            "external_document_no": entry.external_document_no,
            "description": entry_description(entry),
            "reason_code": entry.reason_code,
            "prod_order_no": entry.order_no,
        }
        for line in entry_lines(assessed):
            made = self._made(entry, line, line.amount, line.acy, value_entry_no=entry.entry_no, **texts)
            self._add(made, (entry.entry_no,))

    def write_group(self, group: Group, document_no: str) -> None:
        """One summed line of a posting per posting group."""
        texts = {"document_no": document_no, "description": group.description}
        made = self._made(group.entry, group.line, group.amount, group.acy, **texts)
        self._add(made, group.entry_nos)

    def mark_posted(self, assessed: Assessed) -> None:
        """The posted amounts of a value entry become its cost amounts, for the pairs that were posted."""
        self._books[ValueEntry].update(assessed.entry, **assessed.posted)

    def flush(self) -> None:
        """Put what was collected into the ledgers; the register grows with it."""
        if not self._entries:
            return
        first, last = self._entries[0].entry_no, self._entries[-1].entry_no
        registers = self._books[GLRegister]
        if self._register is None:
            self._register = GLRegister(
                no=self._register_no,
                from_entry_no=first,
                to_entry_no=last,
                source_code=SOURCE_CODE,
                creation_date=work_date(self._books),
            )
            registers.append(self._register)
        else:
            registers.update(self._register, to_entry_no=last)
        self._books[GLEntry].append(*self._entries)
        self._books[GLItemLedgerRelation].append(*self._relations)
        self._entries, self._relations = [], []

    def _made(self, entry: ValueEntry, line: Line, amount: Decimal, acy: Decimal, **texts: Any) -> GLEntry:
        made = GLEntry(
            entry_no=self._next_no,
            gl_account_no=line.account.no,
            posting_date=entry.posting_date,
            amount=amount,
            additional_currency_amount=acy,
            add_currency_debit_amount=debit(acy),
            add_currency_credit_amount=credit(acy),
            source_code=SOURCE_CODE,
            gl_register_no=self._register_no,
            system_created=True,
            dimensions=entry.dimensions,
            **self._journal,
            **texts,
        )
        self.debit += debit(amount)
        self.credit += credit(amount)
        self.written += 1
        self._next_no += 1
        return made

    def _add(self, made: GLEntry, value_entry_nos: Iterable[int]) -> None:
        self._entries.append(made)
        self._relations += [
            GLItemLedgerRelation(gl_entry_no=made.entry_no, value_entry_no=number, gl_register_no=self._register_no)
            for number in value_entry_nos
        ]
