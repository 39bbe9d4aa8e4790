"""Writing `price_results`, `price_trace` and `price_summary`, part by part (spec 3, A9 and A10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from xlcost.books import Books
from xlcost.operations import Result
from xlcost.prices.currency import shown_factor
from xlcost.prices.price import CHECKLIST, Price
from xlcost.prices.setup import Setup
from xlcost.prices.trace import Entry, dimension_names, trace_row
from xlcost.problems import Problem, Skipped, warning
from xlcost.tables.columns import Row
from xlcost.tables.prices import (
    RESULT_STATUSES,
    SIDES,
    ActualLine,
    EstimateLine,
    PriceResult,
    PriceSummary,
    PriceTrace,
    ResourceLine,
)

TRACE_LIMIT = 500_000
"""Rows of `price_trace` at most, about half a sheet; lines without a price are traced first."""
LINE_TABLES: tuple[type[EstimateLine] | type[ActualLine] | type[ResourceLine], ...] = (
    EstimateLine,
    ActualLine,
    ResourceLine,
)
_TABLE_ORDER = {each.info.id: order for order, each in enumerate(LINE_TABLES)}
_CHECKLIST_ORDER = {reason: order for order, reason in enumerate(CHECKLIST)}


_Row = PriceResult | PriceTrace
R = TypeVar("R", PriceResult, PriceTrace)
_Order = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A line's result and a way to its trace, which is asked for only when it is written."""

    result: PriceResult
    trace: Callable[[], Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class Part:
    """What a run of an operation replaces: its side and view, in its tables, for all lines or one of them."""

    side: str
    org_unit: str
    tables: tuple[type[Row], ...]
    line: str = ""

    def covers(self, row: _Row) -> bool:
        """Whether a result row belongs to the part."""
        return (
            row.side == self.side
            and row.org_unit.casefold() == self.org_unit.casefold()
            and (not self.line or row.line.casefold() == self.line.casefold())
        )


def result_of(setup: Setup, price: Price) -> PriceResult:
    """A price as a row of `price_results`."""
    matched, dropped = dimension_names(setup, price)
    choice, line, override = price.choice, price.line, price.override
    markup = price.markup.rows[0].role_price_markup if price.markup and len(price.markup.rows) == 1 else ""
    return PriceResult(
        table=line.info.id,
        line=line.line,
        side=price.side,
        org_unit=price.org_unit,
        status="priced" if price.priced else "zero",
        reason=price.reason,
        price_list=price.price_list.price_list if price.price_list else "",
        list_source=choice.source if choice else "",
        price_line=price.price_line,
        level=price.match.level if price.match is not None and price.row is not None else None,
        matched_dims=matched,
        dropped_dims=dropped,
        base_rate=price.base_rate,
        list_unit=price.list_unit,
        unit_factor=None if price.unit_factor is None else shown_factor(price.unit_factor),
        markup_line=markup,
        markup_percent=price.markup_percent,
        override=override.override if override else "",
        unit_rate=price.unit_rate,
        currency=price.currency,
        quantity=line.quantity,
        amount=price.amount,
        project_currency=price.project_currency,
        exchange_rate=None if price.project_rate is None else shown_factor(price.project_rate),
        project_amount=price.project_amount,
        asset_level="",
        message=price.message,
    )


def write(
    books: Books,
    part: Part,
    resolved: Sequence[Resolved],
    skipped: Sequence[Skipped] = (),
    problems: Iterable[Problem] = (),
) -> Result:
    """Replace the part in all three tables, and what the operation returns: `priced`, `zero`, `skipped`.

    What else stands there stays, rows of lines that are gone are dropped.
    """
    unread = len(skipped) + sum(len(books[each].aside) for each in part.tables)
    priced = sum(each.result.status == "priced" for each in resolved)
    counts = {"priced": priced, "zero": len(resolved) - priced, "skipped": unread}
    results = books[PriceResult]
    before, order = len(results.rows), _line_order(books, part)
    kept = [row for row in results.rows if _stays(row, part, order)]
    idle = not (resolved or unread) and len(kept) == before
    if idle:
        return Result(counts, list(problems), nothing_to_do=True)
    results.replace(_sorted([*kept, *(each.result for each in resolved)], order))
    too_long = _write_trace(books, part, resolved, order)
    books[PriceSummary].replace(summary(results.rows))
    return Result(counts, [*problems, *too_long], list(skipped))


def _write_trace(books: Books, part: Part, resolved: Sequence[Resolved], order: _Order) -> list[Problem]:
    traces = books[PriceTrace]
    kept_trace = [row for row in traces.rows if _stays(row, part, order)]
    new, left_out = _new_trace(books, resolved, TRACE_LIMIT - len(kept_trace))
    traces.replace(_sorted([*kept_trace, *new], order))
    return [warning("TRACE_LEFT_OUT", traces.where(), lines=left_out, limit=TRACE_LIMIT)] if left_out else []


def _line_order(books: Books, part: Part) -> _Order:
    """Row number of every line of the part's tables that is still there."""
    return {
        (each.info.id, row.line.casefold()): number
        for each in LINE_TABLES
        if each in part.tables
        for number, row in enumerate(books[each].rows)
    }


def _stays(row: _Row, part: Part, order: _Order) -> bool:
    if row.side not in SIDES:
        return False  # a result that somebody wrote over
    if row.table not in {each.info.id for each in part.tables}:
        return True
    return (row.table, row.line.casefold()) in order and not part.covers(row)


def _sorted(rows: Iterable[R], order: _Order) -> list[R]:
    """By table, then row of the line; tables outside the part keep their order."""

    def key(row: R) -> tuple[int, int, str, str]:
        place = order.get((row.table, row.line.casefold()))
        if place is None:
            return _TABLE_ORDER.get(row.table, 99), -1, "", ""
        return _TABLE_ORDER[row.table], place, row.side, row.org_unit.casefold()

    return sorted(rows, key=key)


def _new_trace(books: Books, resolved: Sequence[Resolved], room: int) -> tuple[list[PriceTrace], int]:
    """Trace rows in the order of the lines; where there is no room for all, lines without a price come first."""
    chosen: dict[int, Sequence[Entry]] = {}
    for status in reversed(RESULT_STATUSES):
        for number, each in enumerate(resolved):
            if room > 0 and each.result.status == status:
                entries = each.trace()
                room -= len(entries)
                if room >= 0:
                    chosen[number] = entries
    titles = {"": ""} | {table_id: books.named(table_id).where().sheet for table_id in _linked_tables(chosen.values())}
    rows = [
        trace_row(each, resolved[number].result, titles[each.row.info.id if each.row else ""])
        for number in sorted(chosen)
        for each in chosen[number]
    ]
    return rows, len(resolved) - len(chosen)


def _linked_tables(traces: Iterable[Sequence[Entry]]) -> set[str]:
    return {each.row.info.id for entries in traces for each in entries if each.row is not None}


def summary(results: Iterable[PriceResult]) -> list[PriceSummary]:
    """Lines by side, status and reason, in the order of the checklist: mend lists first, then dates, then rows."""
    counted = Counter((row.side, row.status, row.reason) for row in results)

    def order(key: tuple[str, str, str]) -> tuple[int, bool, int, str]:
        side, status, reason = key
        return SIDES.index(side), status == "zero", _CHECKLIST_ORDER.get(reason, -1), reason

    return [
        PriceSummary(side=side, status=status, checklist=CHECKLIST.get(reason), reason=reason, lines=lines)
        for (side, status, reason), lines in sorted(counted.items(), key=lambda each: order(each[0]))
    ]
