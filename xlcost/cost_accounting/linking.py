"""Linking cost types to the accounts that feed them (spec 1, 7.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from xlcost.books import Books
from xlcost.cost_accounting.setup import check_charts
from xlcost.operations import Result, operation
from xlcost.parameters import NoParameters
from xlcost.problems import Problem, fail, warning
from xlcost.rules.filters import selected
from xlcost.tables.cost_accounting import CostType
from xlcost.tables.general_ledger import GLAccount

LINK_READS = {
    GLAccount: "no income_balance cost_type_no",
    CostType: "no type gl_account_range totaling",
}
_FILTER_SIGNS = frozenset("|&<>.*?'")


@dataclass(slots=True)
class Links:
    """Account -> cost type, and warnings on ranges that hold no account."""

    types: dict[str, str] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)

    def apply(self, books: Books) -> None:
        """Write the links into the accounts; accounts outside all ranges become blank."""
        accounts = books[GLAccount]
        for account in accounts.rows:
            accounts.update(account, cost_type_no=self.types.get(account.no, ""))


@operation("link_cost_types", NoParameters, reads=LINK_READS)
def link_cost_types(books: Books, parameters: NoParameters) -> Result:
    """Write into every income statement account the cost type whose G/L account range holds it."""
    del parameters
    check_charts(books, CostType)
    links = found_links(books)
    links.apply(books)
    return Result(counts={"linked": len(links.types)}, problems=links.warnings)


def found_links(books: Books) -> Links:
    """The links that the ranges of the posting cost types make, in number order.

    LINK_DUPLICATE for an account in two ranges; the warning LINK_RANGE_EMPTY for a range without an income statement
    account. n accounts may feed one type.
    """
    accounts = sorted(row.no for row in books[GLAccount].rows if row.income_balance == "Income Statement")
    known = frozenset(accounts)
    links = Links()
    table = books[CostType]
    posting = (row for row in table.rows if row.type == "Cost Type" and row.gl_account_range)
    for row in sorted(posting, key=lambda row: row.no):
        where = table.where(row, "gl_account_range")
        found = _accounts_in(row.gl_account_range, accounts, known)
        if not found:
            facts = {"cost_type_no": row.no, "gl_account_range": row.gl_account_range}
            links.warnings.append(warning("LINK_RANGE_EMPTY", where, **facts))
        for no in found:
            other = links.types.setdefault(no, row.no)
            if other != row.no:
                raise fail("LINK_DUPLICATE", where, gl_account_no=no, cost_type_no=row.no, already_linked_to=other)
    return links


def _accounts_in(range_text: str, accounts: Sequence[str], known: frozenset[str]) -> Sequence[str]:
    if _FILTER_SIGNS.isdisjoint(range_text):
        return [range_text] if range_text in known else []
    return selected(range_text, accounts)


def stored_links(books: Books) -> Links:
    """The links as they stand in the accounts (spec 1, 3.2)."""
    return Links({row.no: row.cost_type_no for row in books[GLAccount].rows if row.cost_type_no})
