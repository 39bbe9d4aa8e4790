"""Follows cost entries backwards to what they were made of and forwards to where their costs went (spec 1, 0 and 5)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from xlcost.books import Books
from xlcost.cost_accounting.transfer_status import RegisterOf
from xlcost.operations import Step
from xlcost.problems import shown_fact
from xlcost.rules.filters import compiled
from xlcost.rules.money import CENT, rounded
from xlcost.tables.cost_accounting import CostAllocationSource, CostEntry, CostEntrySource, CostRegister
from xlcost.tables.general_ledger import GLAccount, GLEntry

Handing = tuple[int, str, str]
"""Register, allocation source and document of what one source handed on in one run."""
Place = tuple[str, str]
"""Cost center and cost object, one of them blank."""


def place_of(entry: CostEntry) -> Place:
    """Where the entry sits."""
    return entry.cost_center_code, entry.cost_object_code


def place_name(place: Place) -> str:
    """The place in words."""
    center, cost_object = place
    return f"cost center {center}" if center else f"cost object {cost_object}"


def money(amount: Decimal) -> str:
    """An amount in a sentence."""
    return shown_fact(amount)


class Trail:
    """The cost ledger, indexed once. Every entry is followed only once, so that rings end."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.entries = {entry.entry_no: entry for entry in books[CostEntry].rows}
        self._registers = RegisterOf(books)
        self._seen: set[int] = set()
        self._ranges = {row.id: compiled(row.cost_type_range) for row in books[CostAllocationSource].rows}
        self._handings: dict[Handing, list[CostEntry]] = {}
        self._consumed: dict[tuple[int, Place], list[CostEntry]] = {}
        for entry in sorted(books[CostEntry].rows, key=lambda entry: entry.entry_no):
            if entry.allocation_id:
                self._handings.setdefault(self.handing(entry), []).append(entry)
            for number in consumers(entry):
                self._consumed.setdefault((number, place_of(entry)), []).append(entry)

    def register(self, entry: CostEntry) -> CostRegister | None:
        """The register that holds the entry."""
        return self._registers.find(entry.entry_no)

    def handing(self, entry: CostEntry) -> Handing:
        """The run of an allocation source that made the entry."""
        return self._registers.number(entry.entry_no), entry.allocation_id, entry.document_no

    def entry_step(self, entry: CostEntry, level: int, before: str = "") -> Step:
        """One entry as a step."""
        text = (
            f"{before}cost entry {entry.entry_no} of {entry.posting_date}, document {entry.document_no}: "
            f"{money(entry.amount)} of cost type {entry.cost_type_no} on {place_name(place_of(entry))}"
        )
        where = self.books[CostEntry].where(entry, "amount")
        return Step(text[:1].upper() + text[1:], where, entry.amount, level)

    # ---- where an entry came from

    def origin(self, entry: CostEntry, level: int) -> Iterator[Step]:
        """What the entry was made of: G/L entries, a journal, a budget, or the entries that an allocation consumed."""
        register = self.register(entry)
        if register is not None:
            where = self.books[CostRegister].where(register, "no")
            batch = f", batch {register.journal_batch_name}" if register.journal_batch_name else ""
            yield Step(f"Posted by register {register.no}, {register.source}{batch}", where, None, level)
        if entry.reversed_entry_no:
            original = self.entries.get(entry.reversed_entry_no)
            if original is not None:
                yield self.entry_step(original, level, "mirrors ")
        elif entry.allocation_id:
            yield from self._allocated_from(entry, level)
        else:
            yield from self._transferred_from(entry, level)

    def _transferred_from(self, entry: CostEntry, level: int) -> Iterator[Step]:
        gl_entries = self.books[GLEntry].by("entry_no")
        for source in self.books[CostEntrySource].by("cost_entry_no").get(entry.entry_no, []):
            found = gl_entries.get(source.gl_entry_no)
            if not found:
                where = self.books[CostEntrySource].where(source, "gl_entry_no")
                text = f"G/L entry {source.gl_entry_no}, which is gone, gave {money(source.amount)}"
                yield Step(text, where, source.amount, level)
                continue
            yield gl_step(self.books, found[0], level, source.amount)

    def _allocated_from(self, entry: CostEntry, level: int) -> Iterator[Step]:
        key = self.handing(entry)
        credit = self._handings[key][-1]
        in_range = self._ranges.get(entry.allocation_id, compiled(""))
        taken = self._consumed.get((key[0], place_of(credit)), [])
        consumed = [each for each in taken if in_range(each.cost_type_no)]
        base = sum((each.amount for each in consumed), Decimal(0))
        text = (
            f"Allocation source {entry.allocation_id} took {money(base)} from {place_name(place_of(credit))}: "
            f"{entry.allocation_description or entry.description}"
        )
        yield Step(text, self.books[CostEntry].where(entry, "allocation_id"), base, level)
        yield from self._handed_to(key, credit, entry, base, level + 1)
        for each in consumed:
            if each.entry_no not in self._seen:
                self._seen.add(each.entry_no)
                yield self.entry_step(each, level + 1)
                if each.allocation_id:
                    yield from self.origin(each, level + 2)

    def _handed_to(
        self, key: Handing, credit: CostEntry, entry: CostEntry, base: Decimal, level: int
    ) -> Iterator[Step]:
        """What the source handed on in all, to how many targets, and the part of this entry in it."""
        if credit is entry or not credit.amount:
            return
        handed, targets = -credit.amount, len(self._handings[key]) - 1
        register = self.register(entry)
        on_level = f" on level {register.level}" if register else ""
        part = money(rounded(Fraction(entry.amount) * 100 / Fraction(handed), CENT))
        rest = f"; {money(base - handed)} stay there" if base > handed else ""
        rest = f"; that is {money(handed - base)} more than it took" if handed > base else rest
        text = (
            f"It handed on {money(handed)}{on_level} to {targets} {'target' if targets == 1 else 'targets'}{rest};"
            f" this entry is {part} % of what was handed on"
        )
        yield Step(text, self.books[CostEntry].where(credit, "amount"), None, level)

    # ---- where an entry went

    def destination(self, entry: CostEntry, level: int) -> Iterator[Step]:
        """What became of the entry: still there, reversed, or handed on by an allocation, and so on from there."""
        if entry.reversed_by_entry_no:
            mirror = self.entries.get(entry.reversed_by_entry_no)
            if mirror is not None:
                yield self.entry_step(mirror, level, "reversed by ")
        elif entry.allocated_with_journal_no:
            yield from self._handed_on(entry, level)
        elif entry.allocated:
            yield Step("It is not handed on, since it relieves or was settled by its own allocation", level=level)
        else:
            yield Step(f"It stays on {place_name(place_of(entry))}, open to be allocated", level=level)

    def _handed_on(self, entry: CostEntry, level: int) -> Iterator[Step]:
        number = entry.allocated_with_journal_no
        handings = [
            each for key, each in self._handings.items() if key[0] == number and place_of(each[-1]) == place_of(entry)
        ]
        for made in handings:
            credit = made[-1]
            text = f"Register {number} took it with allocation source {credit.allocation_id}, which handed on"
            yield Step(text, self.books[CostEntry].where(credit, "amount"), -credit.amount, level)
            for target in made[:-1]:
                if target.entry_no not in self._seen:
                    self._seen.add(target.entry_no)
                    yield self.entry_step(target, level + 1)
                    if target.allocated_with_journal_no:
                        yield from self.destination(target, level + 2)


def consumers(entry: CostEntry) -> list[int]:
    """Registers that consumed the entry, reversed ones too."""
    freed = [int(number) for number in entry.freed_from_registers.split("|") if number.isdecimal()]
    return [*freed, entry.allocated_with_journal_no] if entry.allocated_with_journal_no else freed


def gl_step(books: Books, entry: GLEntry, level: int, amount: Decimal | None = None) -> Step:
    """One G/L entry as a step; `amount` is its part in a cost entry."""
    account = books[GLAccount].get(entry.gl_account_no)
    name = f" {account.name}" if account and account.name else ""
    shown = entry.amount if amount is None else amount
    text = (
        f"G/L entry {entry.entry_no} of {entry.posting_date}, document {entry.document_no or 'blank'}: "
        f"{money(shown)} on account {entry.gl_account_no}{name}"
    )
    return Step(text, books[GLEntry].where(entry, "amount"), shown, level)
