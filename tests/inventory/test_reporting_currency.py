"""Costs in the additional reporting currency (ACY)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory.histories import run
from tests.inventory.test_invariants import rows

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
