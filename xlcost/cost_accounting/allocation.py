"""The allocation run: sources hand their open costs to their targets, level by level (spec 1, 5.4 to 5.6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from xlcost.books import Books
from xlcost.context import work_date
from xlcost.cost_accounting.allocation_keys import computed_keys, stale_shares
from xlcost.cost_accounting.allocation_lines import AllocationLine, lines_of, target_amounts
from xlcost.cost_accounting.allocation_selection import Scope, check_complete, overlaps, run_before, run_order
from xlcost.cost_accounting.allocation_setup import Sources, checked_sources, is_dynamic, target_type
from xlcost.cost_accounting.allocation_solution import solution_rows
from xlcost.cost_accounting.bases import BASE_READS
from xlcost.cost_accounting.budget_entries import is_budget, register_typed_entries
from xlcost.cost_accounting.line_check import Line
from xlcost.cost_accounting.open_entries import Entry, OpenEntries
from xlcost.cost_accounting.posting import Posting
from xlcost.cost_accounting.reciprocal_level import Ring, check_level, solved
from xlcost.cost_accounting.setup import check_charts, checked_setup, cost_type_warnings
from xlcost.exchange import REPORTING_CURRENCY_READS
from xlcost.operations import ALL, Reads, Result, operation
from xlcost.parameters import CodeText, Day, Flag, Parameters, Whole
from xlcost.problems import NOWHERE, Problem, Where, fail, problem
from xlcost.rules.captions import caption_of
from xlcost.rules.money import ZERO, total
from xlcost.rules.numbers import incremented
from xlcost.tables.cost_accounting import (
    CostAccountingSetup,
    CostAllocationSource,
    CostAllocationTarget,
    CostBudgetEntry,
    CostBudgetName,
    CostBudgetRegister,
    CostCenter,
    CostEntry,
    CostEntrySource,
    CostObject,
    CostRegister,
    CostType,
)
from xlcost.tables.cost_accounting_results import CostAllocationSolutionLine
from xlcost.tables.general_ledger import AccountingPeriod, GLSetup, UserSetup

_RUN_READS: Reads = {
    CostAccountingSetup: ALL,
    CostType: "no type blocked totaling",
    CostCenter: "code line_type blocked totaling",
    CostObject: "code line_type blocked totaling",
    CostAllocationSource: ALL,
    CostAllocationTarget: ALL,
    CostEntry: "entry_no cost_type_no posting_date amount cost_center_code cost_object_code allocated allocation_id",
    CostRegister: "no source from_cost_entry_no to_cost_entry_no level reversed_by_register_no reverses_register_no",
    AccountingPeriod: "starting_date new_fiscal_year closed",
}
# the run looks into the bases only to warn of stale shares, so a fault in them need not stop it
_KEY_READS: Reads = {**BASE_READS, **_RUN_READS}
_POSTING_READS: Reads = {
    CostEntrySource: "cost_entry_no",
    CostBudgetEntry: ALL,
    CostBudgetRegister: ALL,
    CostBudgetName: "name",
    GLSetup: "additional_reporting_currency lcy_code allow_posting_from allow_posting_to",
    UserSetup: ALL,
    **REPORTING_CURRENCY_READS,
}


class KeyParameters(Parameters):
    """Parameters of `calculate_allocation_keys`."""

    id: CodeText = ""
    """Source whose lines are computed; blank = all sources."""


class PlannedKeys(KeyParameters):
    """Keys in the default plan: computed only while a source has something to allocate on the date (spec 1, 5.4)."""

    date: Day = None
    """Allocation date; blank = work date."""


class AllocationParameters(Parameters):
    """Parameters of `allocate_costs`."""

    from_level: Whole = 1
    """First level of the run."""
    to_level: Whole = 99
    """Last level of the run."""
    date: Day = None
    """Allocation date; blank = work date."""
    variant: CodeText = ""
    """Only sources of this variant; blank = those without, `*` = all."""
    budget_name: CodeText = ""
    """Filled = the cost budget is allocated instead of the actual costs."""
    strict: Flag = False
    """Fail with `ALLOC_NOTHING` when there is nothing to allocate."""


class PlannedAllocation(AllocationParameters):
    """Allocation in the default plan: sources already allocated on the date are left out with a warning."""


@operation("calculate_allocation_keys", KeyParameters, reads=_KEY_READS)
def calculate_allocation_keys(books: Books, parameters: KeyParameters) -> Result:
    """Compute the shares of dynamic targets from their bases, and the percents of all targets.

    Result: `calculated` = number of dynamic lines. Spec 1, 5.2 and 5.3.
    """
    sources = checked_sources(books)
    if parameters.id and parameters.id not in sources.targets:
        table = books[CostAllocationSource]
        facts = {"field": "Allocation source", "reference": parameters.id, "table": table.info.caption}
        raise fail("REFERENCE_NOT_FOUND", table.where(), **facts)
    ids = [row.id for row in sources.rows if parameters.id in {"", row.id}]
    if isinstance(parameters, PlannedKeys) and not _something_open(books, sources, parameters.date or work_date(books)):
        return Result({"calculated": 0}, list(sources.warnings), nothing_to_do=True)
    calculated, warnings = computed_keys(books, sources, ids)
    return Result({"calculated": calculated}, [*sources.warnings, *warnings])


def _something_open(books: Books, sources: Sources, day: date | None) -> bool:
    """Whether a valid source that has not run on the day would hand something out.

    That is an open amount on its place, or a rate per dynamic share that was not calculated for this work date.
    """
    if day is None:
        return True
    scope = Scope(1, 99, day)
    before = run_before(books, scope)
    waiting = [
        row for row in sources.rows if scope.takes(row) and row.id not in before.registers and sources.targets[row.id]
    ]
    if any(_has_uncalculated_rate(books, target) for row in waiting for target in sources.targets[row.id]):
        return True
    entries = OpenEntries(books, day, hides=before.hides)
    return any(total(entry.amount for entry in entries.of(row)) for row in waiting)


def _has_uncalculated_rate(books: Books, target: CostAllocationTarget) -> bool:
    per_share = is_dynamic(target) and target_type(target) != "All Costs"
    return per_share and target.share_updated_on != work_date(books)


@operation("allocate_costs", AllocationParameters, reads={**_RUN_READS, **_POSTING_READS})
def allocate_costs(books: Books, parameters: AllocationParameters) -> Result:
    """Hand the open costs of allocation sources to their targets, level by level.

    Result: `created` entries and `per_source` (id, level, source_amount, allocated_amount, document_no).
    Spec 1, 5.4 to 5.6.
    """
    check_charts(books)
    sources = checked_sources(books)
    scope = _checked_scope(books, parameters, sources)
    if scope.budget_name:
        register_typed_entries(books)
    selected = sorted((row for row in sources.rows if scope.takes(row)), key=run_order)
    warnings = [*sources.warnings, *cost_type_warnings(books)]
    before = None
    if isinstance(parameters, PlannedAllocation):
        before = run_before(books, scope)
        done = before.registers
        warnings += [_left_out(books, scope, row, done[row.id]) for row in selected if row.id in done]
        selected = [row for row in selected if row.id not in done]
    warnings += overlaps(books, selected)
    warnings += stale_shares(books, [target for row in selected for target in sources.targets[row.id]])
    hides = before.hides if before else None
    run = _Run(books, sources, scope, OpenEntries(books, scope.day, scope.budget_name, hides))
    for _, level in groupby(selected, key=lambda row: row.level):
        run.do_level(list(level))
    return run.result(warnings, parameters.strict)


def _checked_scope(books: Books, parameters: AllocationParameters, sources: Sources) -> Scope:
    day = parameters.date or work_date(books)
    scope = Scope(
        parameters.from_level, parameters.to_level, day or date.min, parameters.variant, parameters.budget_name
    )
    check_complete(books, sources, (row for row in sources.rows if scope.covers(row)))
    checked_setup(books, source_code="source_code_cost_allocation")
    if day is None:
        raise fail("ALLOC_NO_DATE")
    if scope.from_level > scope.to_level:
        raise fail("ALLOC_LEVELS", from_level=scope.from_level, to_level=scope.to_level)
    if scope.budget_name and not is_budget(books, scope.budget_name):
        raise fail("BUDGET_NO_TARGET", books[CostBudgetName].where(), budget_name=scope.budget_name)
    return scope


def _left_out(books: Books, scope: Scope, source: CostAllocationSource, register_no: int) -> Problem:
    where = books[CostAllocationSource].where(source, "id")
    return problem("ALLOC_ALREADY_RUN", where, id=source.id, date=scope.day, register_no=register_no)


@dataclass(slots=True)
class _Handing:
    """What one source hands out."""

    source: CostAllocationSource
    base_amount: Decimal
    handed_on: Decimal
    lines: list[AllocationLine]


@dataclass(slots=True)
class _Run:
    """One allocation run. Each level is posted before the next one looks for costs."""

    books: Books
    sources: Sources
    scope: Scope
    open_entries: OpenEntries
    document_no: str = ""
    created: int = 0
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    per_source: list[dict[str, Any]] = field(default_factory=list)
    solution: list[CostAllocationSolutionLine] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.document_no = self.books.one(CostAccountingSetup).last_allocation_doc_no

    def do_level(self, level: Sequence[CostAllocationSource]) -> None:
        """Post one level as one register and flag what it consumed; a level without lines leaves no trace."""
        hand_out = self._reciprocal if check_level(self.books, self.sources, level) else self._step_down
        consumed = [self.open_entries.take(source) for source in level]
        handings = hand_out(level, [total(entry.amount for entry in entries) for entries in consumed])
        posting = Posting(self.books, level=level[0].level, system_created=True)
        for handing in handings:
            self._post(posting, handing)
        everything = [entry for entries in consumed for entry in entries]
        if posting.is_empty:
            self.open_entries.add(everything)
            return
        self._stamp(everything, posting.budget_register_no if self.scope.budget_name else posting.register_no)
        posted = posting.finish()
        self.created += posted.created
        self.debit += posted.debit
        self.credit += posted.credit
        self.open_entries.add(posted.entries)
        self.open_entries.add(posted.budget_entries)

    def _step_down(self, level: Sequence[CostAllocationSource], bases: Sequence[Decimal]) -> list[_Handing]:
        return [
            self._handing(source, base, target_amounts(self.sources, source, base))
            for source, base in zip(level, bases, strict=True)
        ]

    def _reciprocal(self, level: Sequence[CostAllocationSource], bases: Sequence[Decimal]) -> list[_Handing]:
        ring = solved(self.sources, level, bases)
        handings = [
            self._handing(source, base, amounts, ring)
            for source, base, amounts in zip(level, bases, ring.amounts, strict=True)
        ]
        self.solution += solution_rows(level, bases, ring)
        return handings

    def _handing(
        self, source: CostAllocationSource, base: Decimal, amounts: Sequence[Decimal], ring: Ring | None = None
    ) -> _Handing:
        shared = base if ring is None else total(amounts)
        places = ring.places if ring else frozenset()
        lines = lines_of(self.books, self.sources, source, shared, amounts, self.scope.day, places)
        return _Handing(source, base, total(amounts), lines)

    def _post(self, posting: Posting, handing: _Handing) -> None:
        self.document_no = self._next_document()
        for line in handing.lines:
            posting.post(self._line(line))
        self.per_source.append(
            {
                "id": handing.source.id,
                "level": handing.source.level,
                "source_amount": handing.base_amount,
                "allocated_amount": handing.handed_on,
                "document_no": self.document_no,
            }
        )

    def _next_document(self) -> str:
        following = incremented(self.document_no)
        if following == self.document_no:
            table, setup = self.books[CostAccountingSetup], self.books.one(CostAccountingSetup)
            where = table.where(setup, "last_allocation_doc_no")
            raise fail("ALLOC_NO_ID_SERIES", where, field=caption_of("last_allocation_doc_no"))
        return following

    def _line(self, line: AllocationLine) -> Line:
        center, cost_object = line.place
        return Line(
            posting_date=self.scope.day,
            document_no=self.document_no,
            amount=line.amount,
            cost_type_no=line.cost_type_no,
            cost_center_code=center,
            cost_object_code=cost_object,
            description=line.description,
            source_code=self.books.one(CostAccountingSetup).source_code_cost_allocation,
            budget_name=self.scope.budget_name,
            allocation_id=line.source.id,
            allocation_description=line.key,
            allocated=line.allocated,
            where=_cells_of(line),
        )

    def _stamp(self, entries: Sequence[Entry], register_no: int) -> None:
        actual, budget = self.books[CostEntry], self.books[CostBudgetEntry]
        for entry in entries:
            if isinstance(entry, CostEntry):
                actual.update(entry, allocated=True, allocated_with_journal_no=register_no)
            else:
                budget.update(entry, allocated=True, allocated_with_journal_no=register_no)

    def result(self, warnings: list[Problem], strict: bool) -> Result:
        """What the run did; a run without any line undoes everything."""
        if not self.created:
            if strict:
                raise fail("ALLOC_NOTHING")
            self.books.rollback()
            return Result({"created": 0, "per_source": []}, warnings, nothing_to_do=True)
        setup = self.books.one(CostAccountingSetup)
        self.books[CostAccountingSetup].update(setup, last_allocation_doc_no=self.document_no)
        if self.solution:
            self.books[CostAllocationSolutionLine].replace(self.solution)
        counts = {"created": self.created, "per_source": self.per_source}
        return Result(counts, warnings, debit=self.debit, credit=self.credit)


def _cells_of(line: AllocationLine) -> Callable[[str], Where]:
    """Only type and place stand in cells of the setup; date and document are those of the run."""
    cells = {"cost_type_no": line.type_cell, "cost_center_code": line.where, "cost_object_code": line.where}
    return lambda column: cells.get(column, NOWHERE)
