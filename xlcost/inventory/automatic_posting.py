"""Automatic cost posting: value entries go to the G/L as they are written (spec 2, 11.7 and 11.11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlcost.books import Books
from xlcost.inventory.account_setup import Finding
from xlcost.inventory.assessment import Assessed, Assessor
from xlcost.inventory.dimension_checks import DimensionRules
from xlcost.inventory.gl_writer import GLWriter
from xlcost.inventory.journal_names import missing_names
from xlcost.operations import ALL
from xlcost.problems import OperationError, Problem, problem
from xlcost.tables.columns import Row
from xlcost.tables.general_ledger import (
    DefaultDimension,
    DimensionCombination,
    DimensionValueCombination,
    GLAccount,
    GLSetup,
)
from xlcost.tables.inventory import GeneralPostingSetup, InventoryPostingSetup, ValueEntry

_NOT_YET = ("NOTHING_TO_POST", "EXPECTED_COST_POSTING_OFF")
_READS: Mapping[type[Row], str] = {
    InventoryPostingSetup: ALL,
    GeneralPostingSetup: ALL,
    GLAccount: "no account_type blocked",
    DimensionCombination: ALL,
    DimensionValueCombination: ALL,
    DefaultDimension: ALL,
    GLSetup: "journal_templ_name_mandatory",
}


class AutomaticPosting:
    """Posts value entries to the G/L as they are written; one of these serves a whole run (spec 2, 11.11).

    Dimensions are checked here, other than in the batch (11.7).
    """

    def __init__(self, books: Books) -> None:
        _refuse_faulty_setup(books)
        self._assessor = Assessor(books)
        self._rules = DimensionRules(books)
        self._writer = GLWriter(books)

    def post(self, entries: Sequence[ValueEntry]) -> Problem | None:
        """Post the entries of one transaction. The first thing that stands in the way is returned, nothing written."""
        assessed = [self._assessor.assess(entry) for entry in entries]
        to_post = []
        for each in assessed:
            if each.silent or (each.findings and each.findings[0].code in _NOT_YET):
                continue
            reason = self._assessor.blocking(each) or self._dimension_finding(each)
            if reason:
                return self._assessor.reason(reason, each.entry)
            to_post.append(each)
        for each in to_post:
            self._writer.write_entry(each)
            self._writer.mark_posted(each)
        self._writer.flush()
        return None

    def _dimension_finding(self, assessed: Assessed) -> Finding | None:
        for line in assessed.lines:
            for finding in self._rules.findings(assessed.entry, line.account.no):
                return finding
        return None


def _refuse_faulty_setup(books: Books) -> None:
    """The operations that post automatically do not name the posting setups among what they read without it."""
    faults: list[Problem] = []
    for row_class, columns in _READS.items():
        table = books[row_class]
        faults += table.problems
        for fault in table.cell_problems:
            if columns == ALL or fault.column in columns.split():
                at = table.where(fault.row, fault.column)
                words = {"field": fault.column, "why": fault.why, "shown": "", "value": at.value, "other": fault.other}
                faults.append(problem(fault.code, at, **words))
    faults += missing_names(books)
    if faults:
        raise OperationError(*faults)
