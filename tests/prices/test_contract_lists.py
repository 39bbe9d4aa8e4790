"""Default price lists of quotes and contracts (spec 3, A2.2)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.prices.build import PARAMETERS, again, codes, link, price_list, run

LISTS = [
    price_list("Own", "sales"), price_list("Std", "sales"), price_list("Euro", "sales", currency="EUR"),
    price_list("Old", "sales", start_date="2025-01-01", end_date="2025-12-31"),
    price_list("Off", "sales", status="inactive"), price_list("Cost"),
]  # fmt: skip
CONTRACT = {"contract": "K", "customer": "Adatum", "currency": "USD", "created_on": "2026-02-01"}
QUOTE = {"quote": "Q", "customer": "Adatum", "currency": "USD", "created_on": "2026-02-01"}


def tables(*links: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"pricing_parameters": PARAMETERS, "price_lists": LISTS, "price_list_links": list(links), **more}


def attached(book: MemoryWorkbook, owner_type: str = "contract") -> list[Any]:
    return [row["price_list"] for row in book.tables["price_list_links"] if row["owner_type"] == owner_type]


def customer(*names: str) -> list[dict[str, Any]]:
    return [link(name, "customer", "Adatum") for name in names]


def test_all_effective_lists_of_the_customer() -> None:
    links = [*customer("Own", "Old", "Off", "Std"), link("Euro", "parameters", "")]
    book = run("default_contract_price_lists", tables(*links, contracts=[CONTRACT]))
    assert attached(book) == ["Own", "Std"]


def test_a_customer_whose_lists_have_run_out_does_not_get_those_of_the_parameters() -> None:
    links = [*customer("Old"), link("Std", "parameters", "")]
    book = run("default_contract_price_lists", tables(*links, contracts=[CONTRACT]))
    assert attached(book) == []
    assert codes(book) == ["NO_PROJECT_PRICE_LIST"]


def test_a_customer_with_inactive_lists_only_gets_those_of_the_parameters() -> None:
    links = [*customer("Off"), link("Std", "parameters", "")]
    book = run("default_contract_price_lists", tables(*links, contracts=[CONTRACT]))
    assert attached(book) == ["Std"]


def test_lists_of_the_parameters_in_the_sales_currency_of_the_project() -> None:
    links = [link("Std", "parameters", ""), link("Euro", "parameters", ""), link("Cost", "parameters", "")]
    projects = [{"project": "P", "contract": "k", "sales_currency": "EUR"}]
    contracts = [{**CONTRACT, "currency": None}]
    book = run("default_contract_price_lists", tables(*links, contracts=contracts, projects=projects))
    assert attached(book) == ["Euro"]


def test_a_contract_copies_the_lists_of_its_quote() -> None:
    links = [link("Old", "quote", "Q"), *customer("Own")]
    contracts = [{**CONTRACT, "quote": "q"}]
    book = run("default_contract_price_lists", tables(*links, contracts=contracts, quotes=[QUOTE]))
    assert attached(book) == ["Old"]


def test_quotes_come_before_the_contracts_made_from_them() -> None:
    contracts = [{**CONTRACT, "customer": "Somebody", "quote": "Q"}]
    book = run("default_contract_price_lists", tables(*customer("Own"), contracts=contracts, quotes=[QUOTE]))
    assert attached(book, "quote") == ["Own"]
    assert attached(book) == ["Own"]


def test_a_second_run_has_nothing_to_do() -> None:
    book = run("default_contract_price_lists", tables(*customer("Own"), contracts=[CONTRACT]))
    before = book.tables["price_list_links"]
    report = book.run("default_contract_price_lists", {})
    assert report.outcome == "nothing_to_do"
    assert book.tables["price_list_links"] == before


def test_only_the_contract_that_is_asked_for() -> None:
    contracts = [CONTRACT, {**CONTRACT, "contract": "K2"}]
    book = run(
        "default_contract_price_lists", tables(*customer("Own"), contracts=contracts, quotes=[QUOTE]), contract="k2"
    )
    assert attached(book) == ["Own"]
    assert book.tables["price_list_links"][-1]["owner"] == "K2"
    assert attached(book, "quote") == []
    again(book, "default_contract_price_lists", quote="Q")
    assert attached(book, "quote") == ["Own"]


@pytest.mark.parametrize("given", [{"contract": "X"}, {"quote": "X"}])
def test_an_unknown_contract_or_quote_fails(given: dict[str, str]) -> None:
    report = MemoryWorkbook(tables(contracts=[CONTRACT], quotes=[QUOTE])).run("default_contract_price_lists", given)
    assert report.outcomes[-1].error is not None
    assert report.outcomes[-1].error.code == "REFERENCE_NOT_FOUND"


def test_without_a_creation_date_nothing_is_guessed() -> None:
    contracts = [{**CONTRACT, "created_on": None}]
    book = run("default_contract_price_lists", tables(*customer("Own"), contracts=contracts))
    assert attached(book) == []
    assert "no creation date" in codes(book, "NO_PROJECT_PRICE_LIST")[0]
