"""What holds of costs in the additional reporting currency (ACY) for every history of transactions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory.histories import FIRST_DAY, LOCATIONS, History, grouped, histories, levelled, run
from tests.inventory.ledgers import GENERAL_ACCOUNTS, INVENTORY_ACCOUNTS
from tests.inventory.test_invariants import FLOWS, average_below_zero, moved_back_and_sold_short, rows, total
from tests.inventory.test_production import Row, buy, make, order, use, workbook

Rates = Sequence[tuple[int, Decimal]]
"""Days after the first day of the histories, and the rate from then on."""
Draw = Callable[[st.SearchStrategy[Any]], Any]
ONE: Rates = ((0, Decimal(1)),)
LCY = ("cost_per_unit", "cost_amount_actual", "cost_amount_expected", "cost_amount_non_invtbl")
COSTS_IN_ACY = ("cost_amount_actual_acy", "cost_amount_expected_acy")


@st.composite
def rates(draw: Draw) -> Rates:
    """A first rate and up to three changes."""
    days = [0, *draw(st.lists(st.integers(1, 40), max_size=3, unique=True))]
    return [(day, Decimal(draw(st.integers(20, 700))) / 100) for day in days]


def with_acy(history: History, found: Rates, **setup: Any) -> MemoryWorkbook:
    """The workbook of the history with a reporting currency and posting setups; nothing is posted."""
    book = history.workbook()
    book.tables["items"][0] |= {"inventory_posting_group": "FIN", "gen_prod_posting_group": "PROD"}
    book.tables["inventory_setup"][0] |= setup
    book.tables["gl_setup"] = [{"lcy_code": "EUR", "additional_reporting_currency": "USD" if found else ""}]
    book.tables["exchange_rates"] = [
        {"currency": "USD", "effective_from": FIRST_DAY + timedelta(days=day), "rate_per_base": rate}
        for day, rate in found
    ]
    book.tables["inventory_posting_setup"] = [
        {"location_code": location, "inventory_posting_group": "FIN", **INVENTORY_ACCOUNTS} for location in LOCATIONS
    ]
    book.tables["general_posting_setup"] = [{"gen_prod_posting_group": "PROD", **GENERAL_ACCOUNTS}]
    book.tables["gl_accounts"] = [{"no": no} for no in (*INVENTORY_ACCOUNTS.values(), *GENERAL_ACCOUNTS.values())]
    return book


def adjusted(history: History, found: Rates, **setup: Any) -> MemoryWorkbook:
    """The same, posted and adjusted."""
    book = with_acy(history, found, **setup)
    run(book, "post_transactions")
    run(book, "adjust_cost")
    return book


@settings(max_examples=200)
@given(histories())
def test_at_a_rate_of_one_acy_is_the_cost(history: History) -> None:
    """Then every amount in ACY is the amount beside it, in the value entries and in the G/L."""
    book = adjusted(history, ONE)
    run(book, "post_cost_to_gl")
    for row in rows(book, "value_entries"):
        assert [row[f"{column}_acy"] for column in LCY] == [row[column] for column in LCY]
        assert (row["cost_posted_to_gl_acy"] or 0) == row["cost_posted_to_gl"]
        assert (row["expected_cost_posted_to_gl_acy"] or 0) == row["expected_cost_posted_to_gl"]
    for row in rows(book, "gl_entries"):
        assert row["additional_currency_amount"] == row["amount"]
        assert row["add_currency_debit_amount"] - row["add_currency_credit_amount"] == row["amount"]


@settings(max_examples=150)
@given(histories(), rates())
def test_the_cost_does_not_know_of_acy(history: History, found: Rates) -> None:
    """Costs, unit costs and what is open are the same without a reporting currency."""
    without, book = adjusted(history, ()), adjusted(history, found)
    mine = [row for row in rows(book, "value_entries") if any(row[column] for column in LCY[1:])]
    other = [row for row in rows(without, "value_entries") if any(row[column] for column in LCY[1:])]
    columns = ("item_ledger_entry_no", "entry_type", "posting_date", "valuation_date", "expected_cost", *LCY)
    assert [[row[column] for column in columns] for row in mine] == [[row[c] for c in columns] for row in other]
    assert rows(book, "item_ledger_entries") == rows(without, "item_ledger_entries")
    assert rows(book, "items") == rows(without, "items")


@settings(max_examples=300)
@given(histories(), rates())
def test_an_empty_stock_has_no_value_in_acy(history: History, found: Rates) -> None:
    """When everything is applied and invoiced and nothing is left, no ACY is left where no cost is."""
    book = adjusted(levelled(history), found)
    values = rows(book, "value_entries")
    unvalued = history.method == "Average" and (
        average_below_zero(history, book) or moved_back_and_sold_short(history, book)
    )
    cost = total(values, "cost_amount_actual", "cost_amount_expected")
    if all(entry["remaining_quantity"] == 0 for entry in rows(book, "item_ledger_entries")) and not (cost or unvalued):
        assert total(values, *COSTS_IN_ACY) == 0


@settings(max_examples=200)
@given(histories(), rates())
def test_a_second_adjustment_writes_nothing(history: History, found: Rates) -> None:
    """Adjustment is idempotent, also when every item is taken up again."""
    book = adjusted(history, found)
    before = len(rows(book, "value_entries"))
    assert run(book, "adjust_cost") == "nothing_to_do"
    book.tables["items"][0]["cost_is_adjusted"] = False
    for point in rows(book, "avg_cost_adjmt_entry_points"):
        point["cost_is_adjusted"] = False
    run(book, "adjust_cost")
    assert rows(book, "value_entries")[before:] == []


@settings(max_examples=150)
@given(histories(), rates())
def test_expected_cost_of_invoiced_movements_is_gone(history: History, found: Rates) -> None:
    book = adjusted(history, found)
    values = grouped(rows(book, "value_entries"), "item_ledger_entry_no")
    for entry in rows(book, "item_ledger_entries"):
        if entry["invoiced_quantity"] == entry["quantity"]:
            assert total(values[entry["entry_no"]], "cost_amount_expected_acy") == 0


def acy_of_entries(book: MemoryWorkbook) -> dict[int, Decimal]:
    """Actual and expected ACY cost by item ledger entry."""
    values = grouped(rows(book, "value_entries"), "item_ledger_entry_no")
    return {no: total(found, *COSTS_IN_ACY) for no, found in values.items()}


@settings(max_examples=100)
@given(histories(kinds=FLOWS, max_size=9), rates())
def test_it_does_not_matter_when_costs_are_adjusted(history: History, found: Rates) -> None:
    """Adjusting after every transaction ends with the same ACY costs as once at the end, where all is covered."""
    once = adjusted(history, found)
    if any(entry["remaining_quantity"] < 0 for entry in rows(once, "item_ledger_entries")):
        return
    history.automatic = "Always"
    at_once = with_acy(history, found)
    run(at_once, "post_transactions")
    assert acy_of_entries(at_once) == acy_of_entries(once)
    assert run(at_once, "adjust_cost") == "nothing_to_do"


def gl_in_acy(book: MemoryWorkbook) -> dict[Any, Decimal]:
    """ACY by account and day, without zeros; every document balances."""
    sums: dict[Any, Decimal] = defaultdict(Decimal)
    documents: dict[Any, Decimal] = defaultdict(Decimal)
    for row in rows(book, "gl_entries"):
        amount = row["additional_currency_amount"]
        sums[row["gl_account_no"], row["posting_date"]] += amount
        documents[row["document_no"], row["posting_date"]] += amount
        assert row["amount"] or amount
    assert not any(documents.values())
    return {key: amount for key, amount in sums.items() if amount}


@settings(max_examples=100)
@given(histories(), rates())
def test_the_ways_of_posting_agree_in_acy(history: History, found: Rates) -> None:
    """Per entry, in stages per posting group and automatically: the same by account and day; a second run is quiet."""
    batch, staged = adjusted(history, found), with_acy(history, found)
    run(batch, "post_cost_to_gl")
    for operation in ("post_transactions", "adjust_cost"):
        run(staged, operation)
        run(staged, "post_cost_to_gl", method="per_posting_group", document_no="J")
    automatic = adjusted(history, found, automatic_cost_posting=True)
    assert gl_in_acy(batch) == gl_in_acy(staged) == gl_in_acy(automatic)
    inventory = sum(amount for (account, _), amount in gl_in_acy(batch).items() if account == "INVT")
    assert inventory == total(rows(batch, "value_entries"), "cost_amount_actual_acy")
    for book in (batch, staged, automatic):
        assert rows(book, "post_value_entry_to_gl") == []
        assert run(book, "post_cost_to_gl") == "nothing_to_do"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("buy", "use", "back", "hours", "make", "scrap", "sell")), st.integers(1, 9), st.integers(1, 31)
    ),
    max_size=9,
)
METHODS = st.sampled_from(("FIFO", "Average", "Standard"))


def factory(component: str, product: str, steps: Sequence[tuple[str, int, int]], found: Rates) -> MemoryWorkbook:
    """An order that makes B of A, finished and adjusted; a late charge on A comes afterwards."""
    hours = {"transaction_type": "Capacity", "order_type": "Production", "order_no": "PO", "direct_unit_cost": "1.11"}
    kinds: dict[str, Callable[[int], Row]] = {
        "buy": lambda quantity: buy("A", quantity, "12.34"),
        "use": lambda quantity: use("A", quantity, "PO"),
        "back": lambda quantity: use("A", -quantity, "PO"),
        "hours": lambda quantity: hours | {"quantity": quantity},
        "make": lambda quantity: make("B", quantity, "PO"),
        "scrap": lambda quantity: make("B", -quantity, "PO") | {"applies_to_line": 2},
        "sell": lambda quantity: {"transaction_type": "Sale", "item_no": "B", "quantity": quantity},
    }
    rows_of_order = [buy("A", 60, "123.45"), make("B", 60, "PO")]
    rows_of_order += [kinds[kind](quantity) | {"posting_date": f"2024-01-{day:02}"} for kind, quantity, day in steps]
    charge = {"transaction_type": "Item Charge", "item_no": "A", "charge_to_line": 1, "amount": "3.21"}
    costs = {"unit_cost": "2.22", "standard_cost": "2.22"}
    items = [{"item_no": "A", "costing_method": component}, {"item_no": "B", "costing_method": product}]
    book = workbook([costs | item for item in items], [order("PO", "B")], [*rows_of_order, charge])
    book.tables["gl_setup"] = [{"lcy_code": "EUR", "additional_reporting_currency": "USD" if found else ""}]
    book.tables["exchange_rates"] = [
        {"currency": "USD", "effective_from": FIRST_DAY + timedelta(days=day), "rate_per_base": rate}
        for day, rate in found
    ]
    run(book, "post_transactions", lines=list(range(1, len(rows_of_order) + 1)))
    run(book, "finish_production_order", order_no="PO", posting_date="2024-01-31")
    run(book, "adjust_cost")
    run(book, "post_transactions")
    run(book, "adjust_cost")
    return book


@settings(max_examples=120)
@given(METHODS, METHODS, STEPS, rates())
def test_what_went_into_an_order_came_out_of_it_in_acy(
    component: str, product: str, steps: list[tuple[str, int, int]], found: Rates
) -> None:
    """The direct cost of the output is what was consumed and the capacity; the cost does not know of ACY."""
    book, without = factory(component, product, steps, found), factory(component, product, steps, ())
    values = rows(book, "value_entries")
    output = [row for row in values if row["item_ledger_entry_type"] == "Output"]
    used = [row for row in values if row["item_ledger_entry_type"] == "Consumption" and row["entry_type"] != "Rounding"]
    capacity = [row for row in values if not row["item_ledger_entry_no"]]
    direct = [row for row in output if row["entry_type"] == "Direct Cost"]
    acy = "cost_amount_actual_acy"
    assert total(direct, acy) == total(capacity, acy) - total(used, acy)
    assert total(output, "cost_amount_expected_acy") == 0
    assert rows(book, "item_ledger_entries") == rows(without, "item_ledger_entries")
    assert rows(book, "items") == rows(without, "items")
    assert run(book, "adjust_cost") == "nothing_to_do"


@settings(max_examples=120)
@given(METHODS, METHODS, STEPS)
def test_orders_at_a_rate_of_one(component: str, product: str, steps: list[tuple[str, int, int]]) -> None:
    """Then every amount in ACY is the amount beside it."""
    for row in rows(factory(component, product, steps, ONE), "value_entries"):
        assert [row[f"{column}_acy"] for column in LCY] == [row[column] for column in LCY]
