"""G/L entries of WIP postings and their register (spec 3, B7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from xlcost.books import Books
from xlcost.context import work_date
from xlcost.projects.state import made
from xlcost.rules.money import ZERO, credit, debit
from xlcost.tables.general_ledger import GLEntry, GLRegister
from xlcost.tables.projects import WIPEntry, WIPGLEntry

SOURCE_CODE = "JOBGLWIP"


class GLWriter:
    """Collects the G/L entries of one posting and writes them with one register."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._next_no = books[GLEntry].next_number()
        # an export may hold the entries without their registers
        carried = max((entry.gl_register_no for entry in books[GLEntry].rows), default=0)
        self._register_no = max(books[GLRegister].next_number(), carried + 1)
        self._entries: list[GLEntry] = []
        self.debit = self.credit = ZERO

    @property
    def written(self) -> int:
        """Number of G/L entries."""
        return len(self._entries)

    def book(self, row: WIPEntry | WIPGLEntry, day: date, document_no: str, amount: Decimal) -> tuple[int, int]:
        """Debit the account of a row and credit its balancing account; returns the numbers of both entries."""
        text = description(row)
        numbers = [
            self._entry(row, account, day, document_no, text, signed)
            for account, signed in ((row.account, amount), (row.balancing_account, -amount))
        ]
        return numbers[0], numbers[1]

    def _entry(
        self, row: WIPEntry | WIPGLEntry, account: str, day: date, document_no: str, text: str, amount: Decimal
    ) -> int:
        number = self._next_no
        self._entries.append(
            made(
                GLEntry,
                entry_no=number,
                gl_account_no=account,
                posting_date=day,
                document_no=document_no,
                description=text,
                amount=amount,
                source_code=SOURCE_CODE,
                project=row.project,
                gl_register_no=self._register_no,
                system_created=True,
                dimensions=row.dimensions,
            )
        )
        self.debit += debit(amount)
        self.credit += credit(amount)
        self._next_no += 1
        return number

    def finish(self) -> None:
        """Write what was collected, if anything, with its register."""
        if not self._entries:
            return
        self._books[GLEntry].append(*self._entries)
        register = made(
            GLRegister,
            no=self._register_no,
            from_entry_no=self._entries[0].entry_no,
            to_entry_no=self._entries[-1].entry_no,
            source_code=SOURCE_CODE,
            creation_date=work_date(self._books),
        )
        self._books[GLRegister].append(register)


def description(row: WIPEntry | WIPGLEntry) -> str:
    """`WIP ...`, `Recognition ...` for recognised amounts, `Completion ...` for those of a completed project."""
    word = "WIP"
    if row.type.startswith("recognized"):
        word = "Completion" if row.project_complete else "Recognition"
    return f"{word} {row.project} {row.task}"
