"""Prices for worksheet functions: tables given as ranges become books, the rest is the code of the operations.

Books need not come from a file: `Books([Table(RolePrice, rows), ...])` with whatever tables the formula hands over;
the others are empty.
"""

from __future__ import annotations

from collections.abc import Iterator

from xlcost.books import Books
from xlcost.prices.lines import LineTable, unreadable
from xlcost.prices.price import Line, Price
from xlcost.prices.resolution import resolve
from xlcost.prices.setup import Setup
from xlcost.prices.trace import trace
from xlcost.problems import Problem


def line_prices(books: Books, row_class: LineTable, side: str, org_unit: str = "") -> Iterator[Price | Problem]:
    """The price of every line of the table on a side (`cost`, `sales`), in row order.

    A line that cannot be read gives the problem instead, where the operation would list it as skipped.
    """
    setup = Setup(books)
    for line in books.named(row_class.info.id).rows:
        yield unreadable(books, setup, line) or resolve(setup, line, side, org_unit)


def explained_price(books: Books, line: Line, side: str) -> list[str]:
    """Steps 20 to 90 of one side of a line as text; a line that cannot be read gives its problem."""
    setup = Setup(books)
    problem = unreadable(books, setup, line)
    if problem is not None:
        return [problem.sentence]
    return [entry.sentence for entry in trace(setup, resolve(setup, line, side)) if entry.step >= 20]
