"""Date compression in the ERP: ranges of G/L entries that gave way to their sums (spec 2, 13.4 and 13.5)."""

from __future__ import annotations

import datetime as dt

from xlcost.books import Books
from xlcost.rules.dates import in_range
from xlcost.tables.general_ledger import DateComprRegister, GLEntry
from xlcost.tables.inventory import ValueEntry

SOURCE_CODE = "COMPRGL"
_GL = ("glentry", "17")
_ABOUT = (*_GL, "valueentry", "5802")
"""Names and numbers of the tables whose compression disturbs the reconciliation."""


class Compression:
    """The registers of date compression that concern G/L entries or value entries."""

    def __init__(self, books: Books) -> None:
        rows = books[DateComprRegister].rows
        self._registers = [row for row in rows if _is_about(row, _ABOUT)]
        self._of_gl = [row for row in rows if _is_about(row, _GL)]

    def overlaps(self, first: dt.date | None, last: dt.date | None) -> bool:
        """Whether a register's period shares a day with the period; None is open."""
        return any(
            not (last and row.starting_date and row.starting_date > last)
            and not (first and row.ending_date and row.ending_date < first)
            for row in self._registers
        )

    def holds(self, source: ValueEntry | GLEntry) -> bool:
        """Whether G/L entries of that posting date were compressed; blank dates are open."""
        day = source.posting_date
        return any(in_range(day, row.starting_date, row.ending_date) for row in self._of_gl)

    def made(self, line: GLEntry) -> bool:
        """Whether the entry is a sum of compressed ones."""
        return line.source_code == SOURCE_CODE or (line.system_created and self.holds(line))


def _is_about(row: DateComprRegister, names: tuple[str, ...]) -> bool:
    words = "".join(letter for letter in row.table_name.casefold() if letter.isalnum())
    return words in names or (not words and str(row.table_id) in names)
