"""Shares of dynamic targets and percents of all targets: `calculate_allocation_keys` (spec 1, 5.2 and 5.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from xlcost.books import Books
from xlcost.context import needed_work_date, work_date
from xlcost.cost_accounting.allocation_setup import Sources, is_dynamic, static_share
from xlcost.cost_accounting.base_totals import Answer, Filters, Question, answers
from xlcost.cost_accounting.bases import BASES, USES_GROUP_FILTER, USES_NO_FILTER
from xlcost.cost_accounting.budget_entries import check_typed_entries
from xlcost.cost_accounting.date_codes import EVERYTHING, NoPeriod, Periods, Range, date_range
from xlcost.cost_accounting.setup import check_dimensions
from xlcost.cost_accounting.shares import SHARE_UNIT
from xlcost.problems import Problem, fail, problem
from xlcost.rules.money import rounded
from xlcost.tables.cost_accounting import CostAllocationTarget
from xlcost.tables.general_ledger import AccountingPeriod


def computed_keys(books: Books, sources: Sources, ids: Iterable[str]) -> tuple[int, list[Problem]]:
    """Compute and store shares and percents of the sources named; returns the number of dynamic lines and warnings.

    Raises `ALLOC_NO_PERIOD` or `ALLOC_NO_PREVIOUS_YEAR` for a date code outside the accounting periods.
    """
    lines = [target for source_id in ids for target in sources.targets[source_id]]
    dynamic = [line for line in lines if is_dynamic(line)]
    warnings = _store_dynamic(books, dynamic) if dynamic else []
    table = books[CostAllocationTarget]
    for line in lines:
        share = static_share(line)
        if share is not None:
            table.update(line, share=share)
    for source_id in ids:
        for line, percent in zip(sources.targets[source_id], sources.percents(source_id), strict=True):
            table.update(line, percent=percent)
    return len(dynamic), warnings


def _store_dynamic(books: Books, dynamic: Sequence[CostAllocationTarget]) -> list[Problem]:
    table, today = books[CostAllocationTarget], needed_work_date(books)
    ranges = _Ranges(books, today)
    wanted = [(line, ranges.of(line)) for line in dynamic]
    warnings = []
    for line, answer in base_answers(books, wanted).items():
        if answer.total < 0:
            where = table.where(line, "base")
            warnings.append(
                problem("SHARE_NEGATIVE_BASE", where, id=line.id, line_no=line.line_no, base_amount=answer.total)
            )
        table.update(line, share=rounded(abs(answer.total), SHARE_UNIT), share_updated_on=today)
    return warnings


class _Ranges:
    """Days that the date codes mean on the work date."""

    def __init__(self, books: Books, today: date) -> None:
        self._books, self._today = books, today
        rows = books[AccountingPeriod].rows
        self._periods = Periods.of((row.starting_date, row.new_fiscal_year) for row in rows)

    def of(self, line: CostAllocationTarget) -> Range:
        """The days that a target counts; a date code outside the accounting periods fails."""
        try:
            return self.known(line)
        except NoPeriod as fault:
            where = self._books[CostAllocationTarget].where(line, "date_filter_code")
            raise fail(
                str(fault), where, id=line.id, line_no=line.line_no, work_date=self._today, code=line.date_filter_code
            ) from None

    def known(self, line: CostAllocationTarget) -> Range:
        """The same, raising `NoPeriod`."""
        if not BASES[line.base].dated:
            return EVERYTHING
        return date_range(line.date_filter_code, self._today, self._periods)


def base_answers(
    books: Books, wanted: Sequence[tuple[CostAllocationTarget, Range]]
) -> Mapping[CostAllocationTarget, Answer]:
    """What the dynamic bases hold for each line, each base read once."""
    _check_what_is_read(books, [line for line, _ in wanted])
    by_base: dict[str, list[tuple[CostAllocationTarget, Question]]] = {}
    for line, days in wanted:
        by_base.setdefault(line.base, []).append((line, Question(filters_of(line), days)))
    found: dict[CostAllocationTarget, Answer] = {}
    for base, asked in by_base.items():
        replies = answers(BASES[base].facts(books), [question for _, question in asked])
        found.update(zip((line for line, _ in asked), replies, strict=True))
    return {line: found[line] for line, _ in wanted}


def filters_of(line: CostAllocationTarget) -> Filters:
    """The filters that count for the base of a line."""
    return (
        line.no_filter if line.base in USES_NO_FILTER else "",
        line.group_filter if line.base in USES_GROUP_FILTER else "",
        line.cost_center_filter,
        line.cost_object_filter,
    )


def _check_what_is_read(books: Books, lines: Sequence[CostAllocationTarget]) -> None:
    if any(line.base == "Cost Budget Entries" for line in lines):
        check_typed_entries(books)
    if any(BASES[line.base].by_dimension and (line.cost_center_filter or line.cost_object_filter) for line in lines):
        check_dimensions(books)


def stale_shares(books: Books, lines: Sequence[CostAllocationTarget]) -> list[Problem]:
    """Warnings for dynamic lines that were never calculated, or whose base has rows dated after that day."""
    dynamic = [line for line in lines if is_dynamic(line)]
    never = {line for line in dynamic if line.share_updated_on is None}
    latest = _latest_days(books, [line for line in dynamic if line not in never])
    return [
        _stale(books, line) for line in dynamic if line in never or _is_later(latest.get(line), line.share_updated_on)
    ]


def _latest_days(books: Books, lines: Sequence[CostAllocationTarget]) -> Mapping[CostAllocationTarget, date | None]:
    today = work_date(books)
    if today is None or not lines:
        return {}
    ranges, wanted = _Ranges(books, today), []
    for line in lines:
        try:
            wanted.append((line, ranges.known(line)))
        except NoPeriod:
            continue  # such a key cannot be calculated, so it cannot be compared either
    return {line: answer.latest for line, answer in base_answers(books, wanted).items()}


def _is_later(latest: date | None, calculated_on: date | None) -> bool:
    return latest is not None and calculated_on is not None and latest > calculated_on


def _stale(books: Books, line: CostAllocationTarget) -> Problem:
    on = line.share_updated_on
    return problem(
        "SHARES_STALE",
        books[CostAllocationTarget].where(line, "share"),
        id=line.id,
        line_no=line.line_no,
        share_updated_on=on,
        calculated=f"last calculated on {on}" if on else "never calculated",
    )
