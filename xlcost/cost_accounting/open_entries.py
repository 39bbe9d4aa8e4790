"""Entries not yet allocated, by the center or object they sit on (spec 1, 5.4 steps 5a and 5b)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from xlcost.books import Books
from xlcost.cost_accounting.allocation_setup import Place, place_of
from xlcost.rules.filters import compiled
from xlcost.tables.cost_accounting import CostAllocationSource, CostBudgetEntry, CostEntry

Entry = CostEntry | CostBudgetEntry
Hides = Callable[[Entry, CostAllocationSource], bool]
"""Whether an entry is out of the sight of a source."""


def day_of(entry: Entry) -> date | None:
    """Posting date of a cost entry, date of a budget entry."""
    return entry.posting_date if isinstance(entry, CostEntry) else entry.date


class OpenEntries:
    """What sources can still take up to the allocation date; of one budget, or the actual costs."""

    def __init__(self, books: Books, day: date, budget_name: str = "", hides: Hides | None = None) -> None:
        self._day, self._hides = day, hides
        self._by_place: dict[Place, list[Entry]] = {}
        if budget_name:
            self.add(row for row in books[CostBudgetEntry].rows if row.budget_name == budget_name)
        else:
            self.add(books[CostEntry].rows)

    def add(self, entries: Iterable[Entry]) -> None:
        """Entries that sources may take from now on; allocated and later ones are passed over."""
        for entry in entries:
            if entry.allocated:
                continue
            day = day_of(entry)
            if day is not None and day <= self._day:
                place = entry.cost_center_code, entry.cost_object_code
                self._by_place.setdefault(place, []).append(entry)

    def of(self, source: CostAllocationSource) -> list[Entry]:
        """The base entries of a source: on its center or object, cost type in its range."""
        test = compiled(source.cost_type_range)
        found = [entry for entry in self._at(source) if test(entry.cost_type_no)]
        return [entry for entry in found if not self._hides(entry, source)] if self._hides else found

    def take(self, source: CostAllocationSource) -> list[Entry]:
        """The base entries of a source; no later source finds them again."""
        taken = self.of(source)
        if taken:
            gone = {id(entry) for entry in taken}
            self._by_place[place_of(source)] = [entry for entry in self._at(source) if id(entry) not in gone]
        return taken

    def _at(self, source: CostAllocationSource) -> list[Entry]:
        return self._by_place.get(place_of(source), [])
