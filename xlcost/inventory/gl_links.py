"""Which G/L entries hold which value entries (spec 2, 13.5)."""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterator

from xlcost.books import Books
from xlcost.inventory.gl_writer import SOURCE_CODE
from xlcost.tables.general_ledger import GLEntry
from xlcost.tables.inventory import GLItemLedgerRelation, ValueEntry


def gl_rows(books: Books) -> list[GLEntry]:
    """The G/L entries, with those that are set aside only for their blank account."""
    table = books[GLEntry]
    unreadable = {id(each.row) for each in table.cell_problems if each.column != "gl_account_no"}
    blank = [entry for entry in table.aside if not entry.gl_account_no and id(entry) not in unreadable]
    return [*table.rows, *blank]


def written_by_cost_posting(entry: GLEntry) -> bool:
    """Whether the source says that cost posting wrote the entry."""
    return entry.source_code == SOURCE_CODE or (entry.system_created and not entry.source_code)


class GLLinks:
    """Links by the relation table; an entry without relation is linked by its `value_entry_no`."""

    def __init__(self, books: Books) -> None:
        entries = books[ValueEntry].by("entry_no")
        self.lines: dict[int, list[GLEntry]] = {}
        """Value entry -> its G/L entries, in entry order."""
        self.broken: set[int] = set()
        """Value entries with a relation to a G/L entry that is gone, or that share a line with one that is gone."""
        self.orphans: list[GLEntry] = []
        """G/L entries of value entries that are all gone."""
        self.free: list[GLEntry] = []
        """G/L entries that nothing links."""
        self._sharing: dict[int, list[int]] = {}
        known = gl_rows(books)
        by_number = {entry.entry_no: entry for entry in known}
        related: dict[int, list[int]] = {}
        for relation in books[GLItemLedgerRelation].rows:
            if relation.gl_entry_no in by_number:
                related.setdefault(relation.gl_entry_no, []).append(relation.value_entry_no)
            else:
                self.broken.add(relation.value_entry_no)
        for line in sorted(known, key=lambda line: line.entry_no):
            numbers = related.get(line.entry_no)
            if numbers is None and line.value_entry_no in entries:
                numbers = [line.value_entry_no]
            self._link(line, numbers, entries.keys())

    def _link(self, line: GLEntry, numbers: list[int] | None, existing: Container[int]) -> None:
        if numbers is None:
            self.free.append(line)
            return
        here = [number for number in numbers if number in existing]
        if not here:
            self.orphans.append(line)
            return
        if len(here) < len(numbers):
            self.broken.update(here)
        for number in here:
            self.lines.setdefault(number, []).append(line)
        if len(here) > 1:
            self._sharing[line.entry_no] = here

    def bundles(self) -> Iterator[list[int]]:
        """Linked value entries, those that share G/L entries together."""
        seen: set[int] = set()
        for start in self.lines:
            if start in seen:
                continue
            seen.add(start)
            bundle, open_entries = [start], deque([start])
            while open_entries:
                for line in self.lines[open_entries.popleft()]:
                    for number in self._sharing.pop(line.entry_no, ()):
                        if number not in seen:
                            seen.add(number)
                            bundle.append(number)
                            open_entries.append(number)
            yield bundle
