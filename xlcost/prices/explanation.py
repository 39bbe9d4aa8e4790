"""How the price of a line came about, step by step: `explain` for estimate and actual lines (spec 3, part D)."""

from __future__ import annotations

from collections.abc import Iterator

from xlcost.books import Books
from xlcost.operations import Reads, Step, explains
from xlcost.prices.lines import LineTable, readable_lines
from xlcost.prices.operations import SETUP_READS
from xlcost.prices.price import Price
from xlcost.prices.resolution import resolve
from xlcost.prices.setup import Setup
from xlcost.prices.trace import Entry, trace
from xlcost.problems import NOWHERE, Where
from xlcost.rules.money import plain
from xlcost.tables.prices import ActualLine, EstimateLine


def _reads(row_class: LineTable) -> Reads:
    return {**SETUP_READS, row_class: "*"}


@explains("estimate_lines", reads=_reads(EstimateLine))
def explain_estimate_line(books: Books, key: str) -> list[Step]:
    """The cost and the sales price of an estimate line, with everything that was considered."""
    return _explained(books, EstimateLine, key)


@explains("actual_lines", reads=_reads(ActualLine))
def explain_actual_line(books: Books, key: str) -> list[Step]:
    """The cost and the sales price of an actual line, with everything that was considered."""
    return _explained(books, ActualLine, key)


def _explained(books: Books, row_class: LineTable, key: str) -> list[Step]:
    setup = Setup(books)
    lines, skipped = readable_lines(books, setup, [row_class], key.strip())
    steps = [Step(each.reason.sentence, each.reason.where) for each in skipped]
    for line in lines:
        for side in ("cost", "sales"):
            steps += _steps(books, setup, resolve(setup, line, side))
    return steps


def _steps(books: Books, setup: Setup, price: Price) -> Iterator[Step]:
    line = price.line
    where = books.named(line.info.id).where(line)
    headline = f"{price.side.capitalize()} price of {line.class_} line {line.line}: "
    outcome = f"{plain(price.unit_rate)} {price.currency} ({price.reason})"
    yield Step(headline + outcome, where, price.amount)
    for entry in trace(setup, price):
        yield Step(f"{entry.step} {entry.sentence}", _place(books, entry), level=1)
    if price.cost is not None:
        for step in _steps(books, setup, price.cost):
            yield Step(step.text, step.where, step.amount, step.level + 2)


def _place(books: Books, entry: Entry) -> Where:
    """The row that an entry speaks of."""
    return NOWHERE if entry.row is None else books.named(entry.row.info.id).where(entry.row)
