"""Costs in the additional reporting currency (ACY)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.acceptance.real import RealWorkbook
from tests.cost_accounting.world import SETUP
from tests.inventory import ledgers
from tests.inventory.histories import grouped, run
from tests.inventory.ledgers import value_entry
from tests.inventory.test_invariants import rows, total
from xlcost.operations import EXPLAINERS

Row = Mapping[str, Any]
RATES = (("2024-01-01", "2"), ("2024-02-01", "3"), ("2024-03-01", "4"))


def workbook(method: str, transactions: Sequence[Row], **other: Any) -> MemoryWorkbook:
    """Item I; one unit of the company's currency is worth 2 USD in January, 3 in February, 4 from March on."""
    item = {"item_no": "I", "costing_method": method, "unit_cost": "5", "standard_cost": "10"} | other.pop("item", {})
    setup = {"expected_cost_posting_to_gl": True, "average_cost_period": "Month"} | other.pop("setup", {})
    tables: dict[str, Any] = {
        "gl_setup": [{"lcy_code": "EUR", "additional_reporting_currency": "USD"}],
        "currencies": [{"currency": "USD"}],
        "exchange_rates": [{"currency": "USD", "effective_from": day, "rate_per_base": rate} for day, rate in RATES],
        "items": [item],
        "inventory_setup": [setup],
        "item_transactions": [
            {"line_no": number, "item_no": "I", "document_no": f"D{number}"} | dict(row)
            for number, row in enumerate(transactions, 1)
        ],
    }
    return MemoryWorkbook(tables | other)


def adjusted(method: str, transactions: Sequence[Row], **other: Any) -> MemoryWorkbook:
    """The same, posted and adjusted."""
    book = workbook(method, transactions, **other)
    run(book, "post_transactions")
    run(book, "adjust_cost")
    return book


def amounts(book: MemoryWorkbook) -> list[tuple[Any, ...]]:
    """Movement, kind, actual cost, actual ACY, expected ACY of every value entry."""
    return [
        (
            row["item_ledger_entry_no"],
            row["entry_type"],
            row["cost_amount_actual"],
            row["cost_amount_actual_acy"],
            row["cost_amount_expected_acy"],
        )
        for row in rows(book, "value_entries")
    ]


def shown(*found: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Expected rows with amounts as text."""
    return [(no, kind, *map(Decimal, each)) for no, kind, *each in found]


BUY = {"transaction_type": "Purchase", "posting_date": "2024-01-10", "quantity": 10, "amount": "100"}
SELL = {"transaction_type": "Sale", "posting_date": "2024-02-10", "quantity": 10}


def test_a_decrease_takes_the_historical_cost() -> None:
    """Bought for 100 at 2: 200 USD. Sold at 5 a unit in February at 3: -150; corrected to -200, not to -300."""
    book = adjusted("FIFO", [BUY, SELL | {"unit_cost": "5"}])
    assert amounts(book) == shown(
        (1, "Direct Cost", "100", "200", "0"),
        (2, "Direct Cost", "-50", "-150", "0"),
        (2, "Direct Cost", "-50", "-50", "0"),
    )


def test_an_average_is_taken_in_acy() -> None:
    """200 USD of January and 300 of February for 20: 25 a unit, whatever the rate on the day of the sale."""
    book = adjusted("Average", [BUY, BUY | {"posting_date": "2024-02-05"}, SELL | {"unit_cost": "5"}])
    assert amounts(book)[2:] == shown((3, "Direct Cost", "-50", "-150", "0"), (3, "Direct Cost", "-50", "-100", "0"))


def test_standard_cost_with_variance() -> None:
    """120 bought at a standard of 100: 240 USD less 40. The sale costs 100 either way; only its ACY is corrected."""
    book = adjusted("Standard", [BUY | {"amount": "120"}, SELL])
    assert amounts(book) == shown(
        (1, "Direct Cost", "120", "240", "0"),
        (1, "Variance", "-20", "-40", "0"),
        (2, "Direct Cost", "-100", "-300", "0"),
        (2, "Direct Cost", "0", "100", "0"),
    )


def test_the_standard_is_converted_unrounded() -> None:
    """A standard of 3.333 is 6.666 USD, so 6.67 and not twice 3.33; 6 of them are the price, the rest is variance."""
    book = adjusted("Standard", [BUY | {"quantity": 1, "amount": "3"}], item={"standard_cost": "3.333"})
    assert amounts(book) == shown((1, "Direct Cost", "3", "6", "0"), (1, "Variance", "0.33", "0.67", "0"))


def test_invoices_reverse_the_expected_cost_of_the_receipt() -> None:
    """20 USD received; a third is 6.67, not twice 3.33; the last invoice takes what is left. Costs count on their day."""
    receipt = BUY | {"quantity": 3, "amount": "10", "invoiced_quantity": 0}
    invoices = [
        {"transaction_type": "Invoice", "invoices_line": 1, "quantity": quantity, "amount": amount, "posting_date": day}
        for quantity, amount, day in ((1, "4", "2024-02-01"), (2, "6.50", "2024-03-01"))
    ]
    book = adjusted("FIFO", [receipt, *invoices])
    assert amounts(book) == shown(
        (1, "Direct Cost", "0", "0", "20"),
        (1, "Direct Cost", "4", "12", "-6.67"),
        (1, "Direct Cost", "6.50", "26", "-13.33"),
    )


def test_a_transfer_takes_its_cost_along() -> None:
    """40 leave at 120 USD until they are adjusted, and arrive with the same; then both are 80, and so is the sale."""
    move = {"transaction_type": "Transfer", "posting_date": "2024-02-10", "quantity": 4, "new_location_code": "BLUE"}
    sale = {"transaction_type": "Sale", "posting_date": "2024-03-10", "quantity": 4, "location_code": "BLUE"}
    book = workbook("FIFO", [BUY, move, sale])
    run(book, "post_transactions")
    assert amounts(book)[1:] == shown(
        (2, "Direct Cost", "-40", "-120", "0"),
        (3, "Direct Cost", "40", "120", "0"),
        (4, "Direct Cost", "-40", "-160", "0"),
    )
    run(book, "adjust_cost")
    assert amounts(book)[4:] == shown(
        (2, "Direct Cost", "0", "40", "0"), (3, "Direct Cost", "0", "-40", "0"), (4, "Direct Cost", "0", "80", "0")
    )


def test_a_return_takes_the_cost_of_what_it_returns() -> None:
    """Half of the sale's 200 USD comes back, not 50 at the rate of March."""
    back = {"transaction_type": "Sale Return", "posting_date": "2024-03-10", "quantity": 5, "applies_from_line": 2}
    book = workbook("FIFO", [BUY, SELL, back])
    run(book, "post_transactions", lines=[1, 2])
    run(book, "adjust_cost")
    run(book, "post_transactions")
    assert amounts(book)[3:] == shown((3, "Direct Cost", "50", "100", "0"))
    run(book, "adjust_cost")
    assert len(amounts(book)) == 4


def test_a_return_to_the_vendor_gives_back_what_the_receipt_cost() -> None:
    """Standard 10, bought at 12 with 10 % overhead: 48 USD direct, 4.80 overhead and -12.80 variance for 2 go back."""
    item = {"indirect_cost_pct": "10"}
    back = {"transaction_type": "Purchase Return", "posting_date": "2024-03-10", "quantity": 2, "applies_to_line": 1}
    book = adjusted("Standard", [BUY | {"amount": "120"}, back], item=item)
    assert amounts(book) == shown(
        (1, "Direct Cost", "120", "240", "0"),
        (1, "Indirect Cost", "12", "24", "0"),
        (1, "Variance", "-32", "-64", "0"),
        (2, "Direct Cost", "-24", "-48", "0"),
        (2, "Indirect Cost", "-2.40", "-4.80", "0"),
        (2, "Variance", "6.40", "12.80", "0"),
    )


def test_a_late_charge_is_passed_on_at_its_own_rate() -> None:
    """200 USD of January and 40 of March: the sale of February costs 240."""
    charge = {"transaction_type": "Item Charge", "posting_date": "2024-03-10", "charge_to_line": 1, "amount": "10"}
    book = adjusted("FIFO", [BUY, SELL, charge])
    assert amounts(book)[1:] == shown(
        (2, "Direct Cost", "-100", "-300", "0"),
        (1, "Direct Cost", "10", "40", "0"),
        (2, "Direct Cost", "-10", "60", "0"),
    )


def test_a_revaluation_counts_at_the_rate_of_its_day() -> None:
    """Written down by 30 in March: 120 USD, spread over both receipts so that it adds up."""
    down = {"transaction_type": "Revaluation", "posting_date": "2024-03-10", "calc_per": "Item", "amount": "-10"}
    book = adjusted("FIFO", [BUY | {"quantity": 1}, BUY | {"quantity": 2}, down | {"quantity": 3}])
    assert amounts(book)[2:] == shown(
        (1, "Revaluation", "-3.33", "-13.33", "0"), (2, "Revaluation", "-6.67", "-26.67", "0")
    )


def test_rounding_leaves_in_acy_as_well() -> None:
    """10.00 and 20.01 for three: 3.33 and 6.67 each, so that -0.01 is left of the cost and nothing in ACY."""
    rates = [{"currency": "USD", "effective_from": "2024-01-01", "rate_per_base": "2.001"}]
    sale = SELL | {"quantity": 1, "posting_date": "2024-01-20"}
    book = adjusted("FIFO", [BUY | {"quantity": 3, "amount": "10"}, sale, sale, sale], exchange_rates=rates)
    rounding = [row for row in amounts(book) if row[1] == "Rounding"]
    assert rounding == shown((1, "Rounding", "-0.01", "0", "0"))


PRODUCTION: tuple[Row, ...] = (
    BUY,
    {"transaction_type": "Consumption", "posting_date": "2024-02-10", "quantity": 10, "order_no": "PO"},
    {"transaction_type": "Capacity", "posting_date": "2024-02-10", "quantity": 1, "direct_unit_cost": "30"}
    | {"order_no": "PO", "item_no": ""},
    {"transaction_type": "Output", "posting_date": "2024-03-10", "quantity": 5, "order_no": "PO", "item_no": "P"},
)


def made(method: str, **product: Any) -> list[tuple[Any, ...]]:
    """Values of the output of an order that used 10 of item I and an hour of 30."""
    items = [
        {"item_no": "I", "costing_method": "FIFO", "unit_cost": "10"},
        {"item_no": "P", "costing_method": method, "unit_cost": "20", "standard_cost": "20"} | product,
    ]
    order = {"order_no": "PO", "item_no": "P", "status": "Released"}
    book = workbook("FIFO", PRODUCTION, items=items, production_orders=[order])
    run(book, "post_transactions")
    run(book, "finish_production_order", order_no="PO", posting_date="2024-03-31")
    run(book, "adjust_cost")
    assert run(book, "adjust_cost") == "nothing_to_do"
    return [row for row in amounts(book) if row[0] == 3]


def test_output_takes_the_acy_cost_of_its_order() -> None:
    """200 USD of material bought in January and 90 of capacity in February; expected were 100 at the rate of March."""
    assert made("FIFO") == shown((3, "Direct Cost", "0", "0", "400"), (3, "Direct Cost", "130", "290", "-400"))


def test_standard_output_stands_at_standard_cost_of_its_day() -> None:
    """Standard 100 at 4: 400 USD. Capacity is 30 as it should be, but 90 USD instead of 120."""
    found = made("Standard", single_level_material_cost="14", single_level_capacity_cost="6")
    assert found == shown(
        (3, "Direct Cost", "0", "0", "400"),
        (3, "Direct Cost", "130", "290", "-400"),
        (3, "Variance", "-30", "80", "0"),
        (3, "Variance", "0", "30", "0"),
    )


def test_each_output_stands_at_standard_cost_of_its_own_day() -> None:
    """5 at 3 and 5 at 4; of the first 2 are taken back, in March, but at 3: 300, 400 and -120 USD."""
    *before, output = map(dict, PRODUCTION)
    rows_of_order = [*before, output | {"posting_date": "2024-02-20"}]
    rows_of_order += [output, output | {"quantity": -2, "applies_to_line": 4}]
    items = [{"item_no": "I"}, {"item_no": "P", "costing_method": "Standard", "standard_cost": "20"}]
    order = {"order_no": "PO", "item_no": "P", "status": "Released"}
    book = workbook("FIFO", rows_of_order, items=items, production_orders=[order])
    run(book, "post_transactions")
    run(book, "finish_production_order", order_no="PO", posting_date="2024-03-31")
    run(book, "adjust_cost")
    found = grouped(rows(book, "value_entries"), "item_ledger_entry_no")
    assert [total(found[no], "cost_amount_actual_acy") for no in (3, 4, 5)] == [300, 400, -120]
    assert [total(found[no], "cost_amount_actual") for no in (3, 4, 5)] == [100, 100, -40]
    assert "Rounding" not in {row["entry_type"] for row in rows(book, "value_entries")}


# ---- rates


def test_without_a_rate_a_transaction_is_refused_and_tried_again() -> None:
    book = workbook("FIFO", [BUY | {"posting_date": "2023-12-31"}])
    report = book.run("post_transactions", {})
    (refused,) = report.outcomes[0].result.problems
    assert (refused.code, str(refused.where)) == ("NO_EXCHANGE_RATE", "Item Transactions!E2")
    assert rows(book, "value_entries") == []
    book.tables["exchange_rates"].append({"currency": "USD", "effective_from": "2023-01-01", "rate_per_base": "5"})
    run(book, "post_transactions")
    assert amounts(book) == shown((1, "Direct Cost", "100", "500", "0"))


def test_amounts_are_rounded_to_the_currency() -> None:
    """33.33 at 2 is 66.66; in units of 0.05 that is 66.65."""
    currencies = [{"currency": "USD", "amount_precision": "0.05"}]
    book = adjusted("FIFO", [BUY | {"amount": "33.33"}], currencies=currencies)
    assert amounts(book) == shown((1, "Direct Cost", "33.33", "66.65", "0"))


def test_a_faulty_rate_stops_nothing_without_a_reporting_currency() -> None:
    rates = [{"currency": "USD", "effective_from": "soon", "rate_per_base": "2"}]
    book = workbook("FIFO", [BUY], exchange_rates=rates, gl_setup=[{"lcy_code": "EUR"}])
    assert run(book, "post_transactions") == run(book, "adjust_cost") == "ok"
    assert rows(book, "value_entries")[0]["cost_amount_actual_acy"] is None
    book = workbook("FIFO", [BUY], exchange_rates=rates)
    assert book.run("post_transactions", {}).outcome == "error"


# ---- posting to the G/L


def value_entries(*found: Row, **tables: Any) -> MemoryWorkbook:
    """Imported value entries with a reporting currency."""
    setup = {
        "gl_setup": [{"lcy_code": "EUR", "additional_reporting_currency": "USD"}],
        "exchange_rates": [{"currency": "USD", "effective_from": day, "rate_per_base": rate} for day, rate in RATES],
    }
    return ledgers.workbook([dict(row) for row in found], **(setup | tables))


def lines(book: MemoryWorkbook) -> list[tuple[Any, ...]]:
    """Account, amount and the three ACY amounts of the G/L entries."""
    columns = ("amount", "additional_currency_amount", "add_currency_debit_amount", "add_currency_credit_amount")
    return [(row["gl_account_no"], *(row[column] for column in columns)) for row in book.tables["gl_entries"]]


def test_imported_entries_are_converted_when_they_are_posted() -> None:
    """60 of 100 are left: 120 USD at the rate of January. Nothing is posted twice."""
    book = value_entries(value_entry(1, "Purchase", "100", cost_posted_to_gl="40"))
    run(book, "post_cost_to_gl")
    assert lines(book) == [("INVT", 60, 120, 120, 0), ("DIRCOST", -60, -120, 0, 120)]
    (entry,) = rows(book, "value_entries")
    assert (entry["cost_amount_actual_acy"], entry["cost_posted_to_gl_acy"]) == (200, 200)
    assert run(book, "post_cost_to_gl") == "nothing_to_do"


def test_imported_entries_without_a_rate_wait() -> None:
    book = value_entries(value_entry(1, "Purchase", "100", posting_date="2023-12-31"), value_entry(2, "Sale", "-10"))
    report = book.run("post_cost_to_gl", {})
    (skipped,) = report.outcomes[0].result.skipped
    assert (skipped.reason.code, skipped.entry_no, skipped.will_retry) == ("NO_EXCHANGE_RATE", 1, True)
    assert [line[:3] for line in lines(book)] == [("INVT", -10, -20), ("COGS", 10, 20)]


@pytest.mark.parametrize("method", ["per_entry", "per_posting_group"])
def test_acy_alone_is_posted_with_an_amount_of_0(method: str) -> None:
    """The cost is posted already, ACY of 20 is not."""
    entry = value_entry(1, "Sale", "-10", cost_posted_to_gl="-10")
    entry |= {"cost_amount_actual_acy": "-30", "cost_posted_to_gl_acy": "-50"}
    alone = value_entry(2, "Sale") | {"cost_amount_actual_acy": "-7"}
    book = value_entries(entry, alone)
    document = {} if method == "per_entry" else {"document_no": "J"}
    run(book, "post_cost_to_gl", method=method, **document)
    found = {(account, acy) for account, _, acy, _, _ in lines(book)}
    assert found == {("INVT", 20), ("COGS", -20), ("INVT", -7), ("COGS", 7)}
    assert not any(line[1] for line in lines(book))
    assert [row["cost_posted_to_gl_acy"] for row in rows(book, "value_entries")] == [-30, -7]
    assert run(book, "post_cost_to_gl", method=method, **document) == "nothing_to_do"


def test_without_a_reporting_currency_acy_is_left_alone() -> None:
    entry = value_entry(1, "Sale", "-10") | {"cost_amount_actual_acy": "-30"}
    book = value_entries(entry, gl_setup=[{"lcy_code": "EUR"}])
    run(book, "post_cost_to_gl")
    assert [line[:3] for line in lines(book)] == [("INVT", -10, 0), ("COGS", 10, 0)]
    assert rows(book, "value_entries")[0].get("cost_posted_to_gl_acy") is None


def test_history_is_converted_before_anything_is_posted() -> None:
    """A receipt from before there was a reporting currency counts at the rate of its day."""
    book = workbook("FIFO", [BUY, SELL], gl_setup=[{"lcy_code": "EUR"}])
    run(book, "post_transactions", lines=[1])
    book.tables["gl_setup"] = [{"lcy_code": "EUR", "additional_reporting_currency": "USD"}]
    run(book, "post_transactions")
    run(book, "adjust_cost")
    assert amounts(book) == shown(
        (1, "Direct Cost", "100", "200", "0"),
        (2, "Direct Cost", "-100", "-300", "0"),
        (2, "Direct Cost", "0", "100", "0"),
    )


def test_history_is_converted_once() -> None:
    """Also where nothing is left to adjust; what was adjusted before stays as it is."""
    book = adjusted("FIFO", [BUY, SELL], gl_setup=[{"lcy_code": "EUR"}])
    book.tables["gl_setup"] = [{"lcy_code": "EUR", "additional_reporting_currency": "USD"}]
    assert run(book, "adjust_cost") == "ok"
    assert amounts(book) == shown((1, "Direct Cost", "100", "200", "0"), (2, "Direct Cost", "-100", "-300", "0"))
    assert run(book, "adjust_cost") == "nothing_to_do"


def test_history_without_a_rate_is_named() -> None:
    book = workbook("FIFO", [BUY | {"posting_date": "2023-12-31"}, BUY], gl_setup=[{"lcy_code": "EUR"}])
    run(book, "post_transactions")
    book.tables["gl_setup"] = [{"lcy_code": "EUR", "additional_reporting_currency": "USD"}]
    book.tables["items"][0]["cost_is_adjusted"] = False
    report = book.run("adjust_cost", {})
    found = report.outcomes[0].error
    assert found is not None
    assert (found.code, found.where.sheet, found.where.row) == ("NO_EXCHANGE_RATE", "Value Entries", 2)


# ---- explanations


def test_explanations_name_acy_and_its_rate() -> None:
    book = adjusted("FIFO", [BUY, SELL])
    explain = EXPLAINERS["value_entries"][0]
    received, corrected = explain(book.books(), "1")[1], explain(book.books(), "3")[1]
    assert received.text == "In USD, converted at 2, the rate on 2024-01-10"
    assert received.amount == 200
    assert corrected.text == "In USD, passed on at the rates of the entries that it comes from"
    assert corrected.amount == 100


# ---- with the rest of the period end


def period_end(currency: str) -> dict[str, Any]:
    """Bought for 120 at a standard of 100 and sold, with the accounts and cost types for all of it."""
    rows_of_item = [row | {"DEP": "ADM"} for row in (BUY | {"amount": "120"}, SELL)]
    book = workbook("Standard", rows_of_item, item={"inventory_posting_group": "FIN", "gen_prod_posting_group": "PROD"})
    income = ("COGS", "DIRCOST", "PURVAR")
    return book.tables | {
        "gl_setup": [{"lcy_code": "EUR", "additional_reporting_currency": currency}],
        "inventory_posting_setup": [{"inventory_posting_group": "FIN", **ledgers.INVENTORY_ACCOUNTS}],
        "general_posting_setup": [{"gen_prod_posting_group": "PROD", **ledgers.GENERAL_ACCOUNTS}],
        "gl_accounts": [{"no": "INVT", "income_balance": "Balance Sheet"}, *({"no": number} for number in income)],
        "cost_accounting_setup": [SETUP],
        "cost_types": [{"no": f"T-{number}", "gl_account_range": number} for number in income],
        "cost_centers": [{"code": "ADM"}],
        "cost_journal_templates": [{"name": "COST"}],
        "cost_journal_batches": [{"journal_template_name": "COST", "name": "B1"}],
    }


STEPS = ("post_transactions", "adjust_cost", "post_cost_to_gl", "transfer_gl")


def test_through_the_file_and_into_cost_accounting(tmp_path: Path) -> None:
    """The G/L line without a cost is no cost entry; nothing is left to post by a second run."""
    book = RealWorkbook(period_end("USD"), tmp_path)
    last = [book.run(step, {}) for step in STEPS][-1]
    found = [
        (row["gl_account_no"], row["amount"], row["additional_currency_amount"]) for row in book.tables["gl_entries"]
    ]
    assert found == [
        ("INVT", 120, 240), ("DIRCOST", -120, -240), ("INVT", -20, -40), ("PURVAR", 20, 40),
        ("INVT", -100, -300), ("COGS", 100, 300), ("INVT", 0, 100), ("COGS", 0, -100),
    ]  # fmt: skip
    assert (last.outcome, last.result["created"]) == ("ok", 3)
    assert [row["amount"] for row in book.tables["cost_entries"]] == [-120, 20, 100]
    assert book.run("post_cost_to_gl", {}).outcome == "nothing_to_do"


@pytest.mark.parametrize("currency", ["", "USD"])
def test_columns_of_acy_are_there_only_where_there_is_one(currency: str, tmp_path: Path) -> None:
    book = RealWorkbook(period_end(currency), tmp_path)
    book.run("post_transactions", {})
    headers = {cell.value for cell in openpyxl.load_workbook(book.path)["Value Entries"][1]}
    wanted = {"Cost per Unit ACY", "Cost Amount Actual ACY", "Cost Amount Expected ACY", "Cost Amount Non Invtbl ACY"}
    assert headers & wanted == (wanted if currency else set())
    assert "Cost Amount Actual" in headers


@pytest.mark.parametrize("finish_first", [False, True])
def test_wip_of_an_order_without_output_is_empty_in_acy(finish_first: bool) -> None:
    """200 USD of material, after an adjustment of ACY alone, and 90 of capacity are moved once; output brings them back."""
    groups = {"inventory_posting_group": "FIN", "gen_prod_posting_group": "PROD"}
    *used, output = [row | groups for row in map(dict, PRODUCTION)]
    book = workbook(
        "FIFO",
        [*used, output],
        setup={"finish_order_without_output": True},
        items=[groups | {"item_no": "I"}, groups | {"item_no": "P", "unit_cost": "20"}],
        production_orders=[{"order_no": "PO", "item_no": "P", "status": "Released"}],
        inventory_posting_setup=[{"inventory_posting_group": "FIN", **ledgers.INVENTORY_ACCOUNTS}],
        general_posting_setup=[{"gen_prod_posting_group": "PROD", **ledgers.GENERAL_ACCOUNTS}],
        gl_accounts=[{"no": no} for no in (*ledgers.INVENTORY_ACCOUNTS.values(), *ledgers.GENERAL_ACCOUNTS.values())],
    )
    steps = ["adjust_cost", "post_cost_to_gl"]

    def in_acy() -> dict[str, Decimal]:
        found = grouped(rows(book, "gl_entries"), "gl_account_no")
        sums = {account: total(lines, "additional_currency_amount") for account, lines in found.items()}
        return {account: amount for account, amount in sums.items() if amount}

    run(book, "post_transactions", lines=[1, 2, 3])
    for step in steps if not finish_first else ():
        run(book, step)
    run(book, "finish_production_order", order_no="PO", posting_date="2024-03-31")
    for step in steps:
        run(book, step)
    assert in_acy() == {"DIRCOST": -290, "ADJMT": 290}
    assert run(book, "post_cost_to_gl") == "nothing_to_do"
    book.tables["production_orders"][0] |= {"status": "Released"}
    run(book, "post_transactions")
    run(book, "finish_production_order", order_no="PO", posting_date="2024-03-31")
    for step in steps:
        run(book, step)
    assert in_acy() == {"DIRCOST": -290, "INVT": 290}
    assert run(book, "post_cost_to_gl") == "nothing_to_do"
