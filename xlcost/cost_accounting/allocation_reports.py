"""Reports on allocations: sources with targets, who handed what to whom, what was left (spec 1, 9.8, 10.5, 10.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from xlcost.books import Books
from xlcost.cost_accounting.allocation_history import AllocationRegister, Document, documents, registers
from xlcost.cost_accounting.allocation_setup import Place, checked_sources, place_of, share_of, target_type
from xlcost.cost_accounting.budget_entries import check_typed_entries
from xlcost.cost_accounting.filters import DateFilter, remembered
from xlcost.cost_accounting.open_entries import Entry, day_of
from xlcost.operations import ALL, Reads, Result, report
from xlcost.parameters import CodeText, Flag, Parameters
from xlcost.rules.dates import date_test
from xlcost.rules.filters import compiled
from xlcost.rules.money import ZERO, total
from xlcost.tables.cost_accounting import (
    CostAllocationSource,
    CostAllocationTarget,
    CostBudgetEntry,
    CostBudgetRegister,
    CostEntry,
    CostRegister,
)
from xlcost.tables.cost_accounting_results import (
    CostAllocationListLine,
    CostAllocationMatrixLine,
    CostAllocationRestLine,
)

_HISTORY_READS: Reads = {
    CostAllocationSource: ALL,
    CostEntry: "entry_no cost_type_no posting_date document_no amount cost_center_code cost_object_code allocated"
    " allocated_with_journal_no allocation_id",
    CostRegister: "no source from_cost_entry_no to_cost_entry_no level reversed_by_register_no reverses_register_no",
    CostBudgetEntry: ALL,
    CostBudgetRegister: ALL,
}


class ListParameters(Parameters):
    """What the list of sources shows."""

    skip_sources_without_targets: Flag = False
    """Leave out sources that hand nothing on."""


@report("cost_allocation_list", ListParameters, reads={CostAllocationSource: ALL, CostAllocationTarget: ALL})
def cost_allocation_list(books: Books, parameters: ListParameters) -> Result:
    """Allocation sources with their targets, percents from the shares as they stand. Spec 1, 9.8."""
    sources = checked_sources(books)
    rows: list[CostAllocationListLine] = []
    for source in sorted(sources.rows, key=lambda row: (row.level, row.id)):
        targets = sources.targets[source.id]
        if targets:
            percents = sources.percents(source.id)
            rows += [_list_line(source, target, percent) for target, percent in zip(targets, percents, strict=True)]
        elif not parameters.skip_sources_without_targets:
            rows.append(_list_line(source, None, ZERO))
    books[CostAllocationListLine].replace(rows)
    return Result({"rows": len(rows)}, list(sources.warnings))


def _list_line(
    source: CostAllocationSource, target: CostAllocationTarget | None, percent: Decimal
) -> CostAllocationListLine:
    return CostAllocationListLine(
        id=source.id,
        level=source.level,
        cost_type_range=source.cost_type_range,
        cost_center_code=source.cost_center_code,
        cost_object_code=source.cost_object_code,
        credit_to_cost_type=source.credit_to_cost_type,
        line_no=target.line_no if target else 0,
        target_cost_type=target.target_cost_type if target else "",
        target_cost_center=target.target_cost_center if target else "",
        target_cost_object=target.target_cost_object if target else "",
        allocation_target_type=target_type(target) if target else "",
        percent_per_share=target.percent_per_share if target else ZERO,
        amount_per_share=target.amount_per_share if target else ZERO,
        base=target.base if target else "",
        no_filter=target.no_filter if target else "",
        cost_center_filter=target.cost_center_filter if target else "",
        cost_object_filter=target.cost_object_filter if target else "",
        group_filter=target.group_filter if target else "",
        date_filter_code=target.date_filter_code if target else "",
        share=share_of(target) if target else ZERO,
        percent=percent,
    )


class HistoryParameters(Parameters):
    """Which allocations count."""

    date_filter: DateFilter = ""
    """Days that count; blank = all."""
    budget: CodeText = ""
    """Filled = allocations of this cost budget instead of the actual costs."""


def _history(books: Books, parameters: HistoryParameters) -> tuple[list[Entry], list[Document]]:
    """The entries in the date filter, and the allocation documents among them."""
    in_dates = remembered(date_test(parameters.date_filter))
    if parameters.budget:
        check_typed_entries(books)
    rows: list[Entry] = (
        [row for row in books[CostBudgetEntry].rows if row.budget_name == parameters.budget]
        if parameters.budget
        else list(books[CostEntry].rows)
    )
    entries = [row for row in rows if (day := day_of(row)) is not None and in_dates(day)]
    return entries, documents(books, entries, parameters.budget)


def _place(entry: Entry) -> Place:
    return entry.cost_center_code, entry.cost_object_code


# ---- who handed what to whom

Flows = dict[tuple[Place, Place], dict[int, Decimal]]
"""Sender and receiver -> level -> amount."""


@report("cost_allocation_matrix", HistoryParameters, reads=_HISTORY_READS)
def cost_allocation_matrix(books: Books, parameters: HistoryParameters) -> Result:
    """Who handed what to whom by level, then each center and object before and after allocation.

    Reversals count against what they reverse, so that all sums agree with the entries. Spec 1, 10.5.
    """
    entries, held = _history(books, parameters)
    flows: Flows = {}
    for document in held:
        for entry in document.targets:
            levels = flows.setdefault((document.sender, _place(entry)), {})
            levels[document.register.level] = levels.get(document.register.level, ZERO) + entry.amount
    handed = {entry.entry_no for document in held for entry in document.entries}
    own: dict[Place, Decimal] = {}
    for entry in entries:
        if entry.entry_no not in handed:
            own[_place(entry)] = own.get(_place(entry), ZERO) + entry.amount
    rows = [*_flow_lines(flows), *_place_lines(flows, own)]
    books[CostAllocationMatrixLine].replace(rows, _after_formulas(rows))
    return Result({"rows": len(rows)}, nothing_to_do=not rows)


def _order(place: Place) -> tuple[bool, Place]:
    """Centers before objects."""
    return not place[0], place


def _flow_lines(flows: Flows) -> Iterator[CostAllocationMatrixLine]:
    every_level = sorted({level for levels in flows.values() for level in levels})
    for sender, receiver in sorted(flows, key=lambda pair: (_order(pair[0]), _order(pair[1]))):
        levels = flows[sender, receiver]
        yield CostAllocationMatrixLine(
            line_type="Flow",
            sender_cost_center=sender[0],
            sender_cost_object=sender[1],
            receiver_cost_center=receiver[0],
            receiver_cost_object=receiver[1],
            levels={f"Level {level}": levels.get(level, ZERO) for level in every_level},
            amount=total(levels.values()),
            place="",
            own_costs=None,
            received=None,
            handed_on=None,
            costs_after=None,
        )


def _place_lines(flows: Flows, own: Mapping[Place, Decimal]) -> Iterator[CostAllocationMatrixLine]:
    received: dict[Place, Decimal] = {}
    handed_on: dict[Place, Decimal] = {}
    for (sender, receiver), levels in flows.items():
        amount = total(levels.values())
        handed_on[sender] = handed_on.get(sender, ZERO) + amount
        received[receiver] = received.get(receiver, ZERO) + amount
    for place in sorted({*own, *received, *handed_on}, key=_order):
        before, came, went = own.get(place, ZERO), received.get(place, ZERO), handed_on.get(place, ZERO)
        yield CostAllocationMatrixLine(
            line_type="Place",
            sender_cost_center="",
            sender_cost_object="",
            receiver_cost_center=place[0],
            receiver_cost_object=place[1],
            levels={},
            amount=None,
            place=place[0] or place[1],
            own_costs=before,
            received=came,
            handed_on=went,
            costs_after=before + came - went,
        )


def _after_formulas(rows: Sequence[CostAllocationMatrixLine]) -> dict[tuple[int, str], str]:
    places = (index for index, row in enumerate(rows) if row.line_type == "Place")
    return {(index, "costs_after"): "{own_costs}+{received}-{handed_on}" for index in places}


# ---- what was left


@report("cost_allocation_rest", HistoryParameters, reads=_HISTORY_READS)
def cost_allocation_rest(books: Books, parameters: HistoryParameters) -> Result:
    """What each source left on its center or object, or took too much, by run; reversed runs are left out.

    Spec 1, 10.6.
    """
    entries, held = _history(books, parameters)
    held = [document for document in held if document.register.stands]
    bases, stranded = _bases(books, held, entries, parameters.budget)
    received = _received(held)
    rows = [
        _rest_line(
            each.register,
            each.id,
            each.sender,
            each.entries[0],
            (bases.get(index, ZERO), received.get((each.register.no, each.sender), ZERO), each.handed_on),
        )
        for index, each in enumerate(held)
    ]
    rows += [
        _rest_line(register, _source_at(books, register, place), place, None, (amount, ZERO, ZERO))
        for (register, place), amount in stranded.items()
    ]
    rows.sort(key=lambda row: (row.register_no, row.document_no == "", row.document_no, row.id))
    formulas = {(index, "rest"): "{base_amount}+{received}-{handed_on}" for index in range(len(rows))}
    books[CostAllocationRestLine].replace(rows, formulas)
    return Result({"rows": len(rows)}, nothing_to_do=not rows)


Stranded = dict[tuple[AllocationRegister, Place], Decimal]
"""Amounts that a run took up although no line of it hands them on."""


def _bases(
    books: Books, held: Sequence[Document], entries: Iterable[Entry], budget: str
) -> tuple[dict[int, Decimal], Stranded]:
    """Per document (by index) what it took up: entries stamped with its register, on its place and in its range."""
    ranges = {row.id: row.cost_type_range for row in books[CostAllocationSource].rows}
    standing = {each.no: each for each in registers(books, budget) if each.stands}
    takers: dict[tuple[int, Place], list[tuple[int, Callable[[str], bool]]]] = {}
    for index, document in enumerate(held):
        test = remembered(compiled(ranges.get(document.id, "")))
        takers.setdefault((document.register.no, document.sender), []).append((index, test))
    bases: dict[int, Decimal] = {}
    stranded: Stranded = {}
    for entry in entries:
        register = standing.get(entry.allocated_with_journal_no)
        if register is None:
            continue
        key = register.no, _place(entry)
        taker = next((index for index, takes in takers.get(key, []) if takes(entry.cost_type_no)), None)
        if taker is None:
            stranded[register, key[1]] = stranded.get((register, key[1]), ZERO) + entry.amount
        else:
            bases[taker] = bases.get(taker, ZERO) + entry.amount
    return bases, stranded


def _received(held: Sequence[Document]) -> dict[tuple[int, Place], Decimal]:
    """What places of a reciprocal level got from each other: target lines born allocated."""
    found: dict[tuple[int, Place], Decimal] = {}
    for document in held:
        for entry in document.targets:
            if entry.allocated and not entry.allocated_with_journal_no:
                key = document.register.no, _place(entry)
                found[key] = found.get(key, ZERO) + entry.amount
    return found


def _source_at(books: Books, register: AllocationRegister, place: Place) -> str:
    """The source of that level on the place, blank when there is none any more."""
    rows = books[CostAllocationSource].rows
    return next((row.id for row in rows if row.level == register.level and place_of(row) == place), "")


def _rest_line(
    register: AllocationRegister,
    id: str,
    place: Place,
    entry: Entry | None,
    amounts: tuple[Decimal, Decimal, Decimal],
) -> CostAllocationRestLine:
    base, received, handed_on = amounts
    there = base + received
    rest = there - handed_on
    return CostAllocationRestLine(
        id=id,
        register_no=register.no,
        level=register.level,
        posting_date=day_of(entry) if entry else None,
        document_no=entry.document_no if entry else "",
        cost_center_code=place[0],
        cost_object_code=place[1],
        base_amount=base,
        received=received,
        handed_on=handed_on,
        rest=rest,
        over_relieved=rest > 0 if there < 0 else rest < 0 or (there == 0 and rest != 0),
    )
