"""Automatic cost posting: value entries go to the G/L as they are written (spec 2, 11.7 and 11.11)."""

from __future__ import annotations

from collections.abc import Sequence

from xlcost.books import Books
from xlcost.inventory.account_setup import Finding
from xlcost.inventory.assessment import Assessed, Assessor
from xlcost.inventory.dimension_checks import DimensionRules
from xlcost.inventory.gl_writer import GLWriter
from xlcost.inventory.journal_names import missing_names
from xlcost.operations import Reads, When
from xlcost.problems import OperationError, Problem
from xlcost.tables.general_ledger import (
    DefaultDimension,
    DimensionCombination,
    DimensionValueCombination,
    GLAccount,
)
from xlcost.tables.inventory import GeneralPostingSetup, InventoryPostingSetup, InventorySetup, ValueEntry

_NOT_YET = ("NOTHING_TO_POST", "EXPECTED_COST_POSTING_OFF")


def posts_at_once(books: Books) -> bool:
    """Whether the setup has value entries posted as they are written."""
    return books.one(InventorySetup).automatic_cost_posting


POSTING_READS: Reads = {
    InventoryPostingSetup: When(posts_at_once),
    GeneralPostingSetup: When(posts_at_once),
    GLAccount: When(posts_at_once, "no account_type blocked"),
    DimensionCombination: When(posts_at_once),
    DimensionValueCombination: When(posts_at_once),
    DefaultDimension: When(posts_at_once),
}
"""What an operation reads that may post automatically, beside the ledgers."""


class AutomaticPosting:
    """Posts value entries to the G/L as they are written; one of these serves a whole run (spec 2, 11.11).

    Dimensions are checked here, other than in the batch (11.7).
    """

    def __init__(self, books: Books) -> None:
        if faults := missing_names(books):
            raise OperationError(*faults)
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
