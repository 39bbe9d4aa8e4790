"""Price lists of new quotes and contracts: the operation `default_contract_price_lists` (spec 3, A2.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import Field

from xlcost.books import Books, Table
from xlcost.operations import ALL, Result, operation
from xlcost.parameters import Parameters, Text
from xlcost.prices.price_lists import PARAMETERS, Linked, Owner, PriceLists, Wanted
from xlcost.prices.settings import read_settings
from xlcost.problems import Problem, fail, warning
from xlcost.tables.prices import Contract, PriceList, PriceListLink, PricingParameter, Quote
from xlcost.tables.projects import Project

T = TypeVar("T", Contract, Quote)


class ContractListParameters(Parameters):
    """Which contracts and quotes get their lists."""

    contract: Text = Field("", description="Only this contract; without contract and quote all of them")
    quote: Text = Field("", description="Only this quote")


@dataclass(frozen=True, slots=True)
class Deal:
    """A quote or contract that needs sales lists."""

    owner: Owner
    customer: str
    currency: str
    created_on: dt.date | None
    made_from: str
    """The quote that a contract was made from."""
    row: Contract | Quote


@operation(
    "default_contract_price_lists",
    ContractListParameters,
    reads={
        **dict.fromkeys((PricingParameter, PriceList, PriceListLink, Contract, Quote), ALL),
        Project: "project quote contract sales_currency",
    },
)
def default_contract_price_lists(books: Books, parameters: ContractListParameters) -> Result:
    """Attach the customer's, else the parameters' sales lists to quotes and contracts that have none.

    Adds rows to `price_list_links`; counts `created`. A contract takes the lists of the quote it was made from.
    A deal that has sales lists is left alone; one that gets none is warned of (`NO_PROJECT_PRICE_LIST`).
    """
    settings = read_settings(books[PricingParameter])
    lists = PriceLists(settings, books[PriceList].rows, books[PriceListLink].rows)
    links: list[PriceListLink] = []
    problems: list[Problem] = []
    for deal in _deals(books, parameters):
        if _sales(lists.linked(deal.owner)):
            continue
        chosen = _defaults(lists, deal)
        # at once, since a contract may take what its quote was just given
        lists.attach(deal.owner, chosen)
        links += _links(deal.owner, chosen)
        if not chosen:
            problems.append(_nothing_attached(books, deal))
    books[PriceListLink].append(*links)
    return Result({"created": len(links)}, problems, nothing_to_do=not (links or problems))


def _deals(books: Books, parameters: ContractListParameters) -> Iterator[Deal]:
    """Quotes before the contracts that are made from them."""
    both = not (parameters.contract or parameters.quote)
    if both or parameters.quote:
        for quote in _asked(books[Quote], parameters.quote):
            currency = quote.currency or _sales_currency(books, "quote", quote.quote)
            owner = Owner("quote", quote.quote)
            yield Deal(owner, quote.customer, currency, quote.created_on, "", quote)
    if both or parameters.contract:
        for contract in _asked(books[Contract], parameters.contract):
            currency = contract.currency or _sales_currency(books, "contract", contract.contract)
            owner = Owner("contract", contract.contract)
            yield Deal(owner, contract.customer, currency, contract.created_on, contract.quote, contract)


def _asked(table: Table[T], name: str) -> Sequence[T]:
    if not name:
        return table.rows
    found = table.get(name)
    if found is None:
        caption = table.info.caption
        raise fail("REFERENCE_NOT_FOUND", table.where(), field=caption.rstrip("s"), reference=name, table=caption)
    return [found]


def _sales_currency(books: Books, column: str, name: str) -> str:
    """The sales currency of a project of the deal, for a deal without a currency of its own (A1)."""
    projects = books[Project].by(column).get(name.casefold(), [])
    return next((row.sales_currency for row in projects if row.sales_currency), "")


def _defaults(lists: PriceLists, deal: Deal) -> list[PriceList]:
    """Rules 1 to 3 of A2.2: the quote's links as they are, else all effective lists of customer or parameters.

    An inactive list is as good as none, so that a customer with nothing else takes the parameters', as a unit does.
    """
    if deal.made_from:
        copied = _sales(lists.linked(Owner("quote", deal.made_from)))
        if copied:
            return copied
    own = _sales(lists.linked(Owner("customer", deal.customer))) if deal.customer else []
    candidates = [row for row in own if row.status == "active"]
    if not candidates:
        candidates = [row for row in _sales(lists.linked(PARAMETERS)) if row.currency == deal.currency]
    day = deal.created_on
    return [row for row in candidates if day and not lists.rejection(row, Wanted("sales", None, day))]


def _sales(linked: Iterable[Linked]) -> list[PriceList]:
    return [each.price_list for each in linked if each.price_list.context == "sales"]


def _links(owner: Owner, lists: Iterable[PriceList]) -> list[PriceListLink]:
    return [PriceListLink(owner_type=owner.type, owner=owner.name, price_list=row.price_list) for row in lists]


def _nothing_attached(books: Books, deal: Deal) -> Problem:
    table = books.named(deal.row.info.id)
    owner = f"{deal.owner.type.capitalize()} {deal.owner.name}"
    if deal.created_on is None:
        why = "it has no creation date"
    else:
        why = f"no list of its customer or the parameters is in force on {deal.created_on.isoformat()}"
    where = table.where(deal.row, "created_on")
    return warning("NO_PROJECT_PRICE_LIST", where, owner=owner, why=why)
