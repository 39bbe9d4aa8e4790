"""Which list a line takes: a literal reading of the steps, and the rules one by one (spec 3, A2)."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.prices.build import codes, line, link, parameters, price_list, results, run, setup
from xlcost.prices.price_lists import Owner, PriceLists
from xlcost.prices.settings import Settings
from xlcost.tables.prices import PriceList, PriceListLink

UNIT = Owner("org_unit", "US")
DAYS = [None, *(dt.date(2026, month, 1) for month in (1, 3, 5, 7))]
DAY = dt.date(2026, 4, 1)


def literal(settings: Settings, lists: list[PriceList], links: list[PriceListLink], currency: str) -> str:
    """Steps 3 to 7 of A2 as they are written: the name of the list, or the reason."""

    def linked(owner_type: str) -> list[PriceList]:
        names = [each.price_list for each in links if each.owner_type == owner_type]
        return [row for name in names for row in lists if row.price_list == name]

    def effective(row: PriceList) -> bool:
        if settings.null_date_policy == "reject" and not (row.start_date and row.end_date):
            return False
        return (row.start_date or dt.date.min) <= DAY <= (row.end_date or dt.date.max)

    def of_cost(owner_type: str) -> tuple[list[PriceList], list[PriceList]]:
        active = [row for row in linked(owner_type) if row.context == "cost" and row.status == "active"]
        return active, [row for row in active if settings.multi_currency_cost or row.currency == currency]

    candidates, in_currency = of_cost("org_unit")
    if candidates and not in_currency:
        return "LIST_CURRENCY_MISMATCH"
    if not candidates:
        in_currency = of_cost("parameters")[1]
        if not in_currency:
            return "NO_LIST_ATTACHED"
    left = [row for row in in_currency if effective(row)]
    if not left:
        undated = [row for row in in_currency if not (row.start_date and row.end_date)]
        emptied = settings.null_date_policy == "reject" and len(undated) == len(in_currency)
        return "LIST_DATES_EMPTY" if emptied else "NO_LIST_FOR_DATE"
    return left[0].price_list if len(left) == 1 else literal_overlap(settings, lists, left)


def literal_overlap(settings: Settings, lists: list[PriceList], left: list[PriceList]) -> str:
    if settings.cost_overlap == "zero":
        return "LIST_OVERLAP"
    stamps = [row.created_on for row in left if row.created_on]
    if not stamps:
        return max(left, key=lists.index).price_list
    newest = [row for row in left if row.created_on == max(stamps)]
    return newest[0].price_list if len(newest) == 1 else "LIST_OVERLAP"


@pytest.mark.parametrize("seed", range(8))
def test_cost_list_agrees_with_the_literal_steps(seed: int) -> None:
    chance = random.Random(seed)
    any_list: Any = PriceList
    for _ in range(250):
        settings = Settings(
            multi_currency_cost=chance.random() < 0.3,
            cost_overlap=chance.choice(("latest_created", "zero")),
            null_date_policy=chance.choice(("reject", "open")),
        )
        lists = [
            any_list(
                price_list=f"L{number}",
                context=chance.choice(("cost", "cost", "cost", "sales")),
                currency=chance.choice(("USD", "USD", "EUR")),
                start_date=chance.choice(DAYS[:3]),
                end_date=chance.choice((None, *DAYS[2:])),
                created_on=chance.choice(DAYS),
                status=chance.choice(("active", "active", "inactive")),
            )
            for number in range(chance.randint(0, 4))
        ]
        links = [
            PriceListLink(owner_type=owner, owner="US" if owner == "org_unit" else "", price_list=row.price_list)
            for row in lists
            for owner in chance.choice((("org_unit",), ("parameters",), ("org_unit", "parameters"), ()))
        ]
        choice = PriceLists(settings, lists, links).cost_list("us", "USD", DAY)
        found = choice.price_list.price_list if choice.price_list else choice.code
        assert found == literal(settings, lists, links, "USD")


def cost(**tables: Any) -> Any:
    """Reason and list of one developer line."""
    tables.setdefault("role_prices", [{"role_price": "R", "price_list": "C", "role": "Developer", "price": 100}])
    book = run("resolve_cost_prices", setup(actual_lines=[line()], **tables))
    return results(book, "reason", "price_list")[0]


def test_lists_of_the_unit_are_matched_by_name_without_case() -> None:
    assert cost(price_list_links=[link("c ", owner="us")]) == ("FALLBACK", "C")


def test_equal_creation_dates_decide_nothing() -> None:
    lists = [price_list(name, created_on="2025-01-01") for name in ("C", "D")]
    assert cost(price_lists=lists, price_list_links=[link("C"), link("D")]) == ("LIST_OVERLAP", "")


def test_without_creation_dates_the_lower_row_is_newer() -> None:
    lists = [price_list("D"), price_list("C")]
    assert cost(price_lists=lists, price_list_links=[link("C"), link("D")])[1] == "C"
    lists.reverse()
    assert cost(price_lists=lists, price_list_links=[link("C"), link("D")]) == ("NO_ROLE_PRICE", "D")


def test_a_unit_with_inactive_lists_only_takes_the_parameters() -> None:
    lists = [price_list("Old", status="inactive"), price_list("C")]
    links = [link("Old"), link("C", "parameters", "")]
    assert cost(price_lists=lists, price_list_links=links) == ("FALLBACK", "C")


def test_half_dated_lists_follow_the_null_date_policy() -> None:
    lists = [price_list("C", end_date=None)]
    assert cost(price_lists=lists, price_list_links=[link("C")]) == ("LIST_DATES_EMPTY", "")
    open_dates = parameters(null_date_policy="open")
    assert cost(price_lists=lists, price_list_links=[link("C")], pricing_parameters=open_dates)[0] == "FALLBACK"


def test_the_project_currency_comes_before_that_of_the_unit() -> None:
    projects = [{"project": "P", "contracting_unit": "US", "currency": "EUR"}]
    assert cost(projects=projects) == ("LIST_CURRENCY_MISMATCH", "")


def sales(**tables: Any) -> Any:
    rows = [{"role_price": "R", "price_list": "S", "role": "Developer", "price": 200}]
    book = run("resolve_sales_prices", setup(actual_lines=[line()], role_prices=rows, **tables))
    return results(book, "reason", "list_source", "currency")[0]


def test_the_quote_counts_only_without_a_contract() -> None:
    links = [link("S", "quote", "Q")]
    quoted = [{"project": "P", "contracting_unit": "US", "quote": "Q", "sales_currency": "USD"}]
    assert sales(price_list_links=links, projects=quoted) == ("FALLBACK", "quote", "USD")
    both = [quoted[0] | {"contract": "K"}]
    assert sales(price_list_links=links, projects=both)[0] == "NO_LIST_ATTACHED"


def test_the_contract_row_gives_the_contract_currency() -> None:
    contracts = [{"contract": "K", "currency": "EUR"}]
    assert sales(contracts=contracts) == ("NO_LIST_ATTACHED", "", "EUR")
    assert sales(contracts=contracts, price_lists=[price_list("S", "sales", currency="EUR")])[2] == "EUR"


def test_newest_sales_list_only_when_asked_for() -> None:
    lists = [price_list("T", "sales", created_on="2025-01-01"), price_list("S", "sales", created_on="2025-06-01")]
    links = [link("S", "contract", "K"), link("T", "contract", "K")]
    assert sales(price_lists=lists, price_list_links=links)[0] == "LIST_OVERLAP"
    newest = parameters(sales_overlap="latest_created")
    assert sales(price_lists=lists, price_list_links=links, pricing_parameters=newest)[0] == "FALLBACK"


def test_overlapping_purchase_lists_are_never_decided() -> None:
    lists = [price_list(name, "purchase", created_on=f"2025-0{number}-01") for number, name in enumerate("AB", 1)]
    links = [link(name, "subcontract", "SC") for name in "AB"]
    tables = setup(price_lists=lists, price_list_links=links, actual_lines=[line(subcontract="SC")])
    assert results(run("resolve_cost_prices", tables), "reason") == ["LIST_OVERLAP"]


def test_a_subcontract_without_a_list_is_not_costed_like_an_employee() -> None:
    book = run("resolve_cost_prices", setup(actual_lines=[line(subcontract="SC")]))
    assert results(book, "reason", "message") == [
        ("NO_LIST_ATTACHED", "No active purchase list is attached to subcontract SC; attach one")
    ]


def test_the_message_names_the_nearest_list() -> None:
    lists = [
        price_list("H1", start_date="2026-01-01", end_date="2026-02-20"),
        price_list("H2", start_date="2026-07-01", end_date="2026-12-31"),
    ]
    book = run(
        "resolve_cost_prices",
        setup(price_lists=lists, price_list_links=[link("H1"), link("H2")], actual_lines=[line()]),
    )
    assert "H1 ends 2026-02-20" in results(book, "message")[0]


def test_a_setting_that_does_not_fit_stops_the_operation_with_its_cell() -> None:
    book = MemoryWorkbook(setup(pricing_parameters=parameters(cost_overlap="newest"), actual_lines=[line()]))
    report = book.run("resolve_cost_prices", {})
    assert report.outcomes[-1].error is not None
    assert report.outcomes[-1].error.code == "UNKNOWN_OPTION"
    assert "Pricing Parameters" in report.outcomes[-1].message
    assert "price_results" not in book.tables


def test_a_misspelt_setting_is_named() -> None:
    book = run("resolve_cost_prices", setup(pricing_parameters=parameters(cost_overlaps="zero"), actual_lines=[line()]))
    assert codes(book) == ["SETTING_UNKNOWN"]
