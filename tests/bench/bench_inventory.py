"""Time and memory of inventory costing in memory: item transactions over items, posted, adjusted, taken to the G/L.

Run: `python -m tests.bench.bench_inventory [transactions ...]`; default 10,000, 100,000 and 1,000,000 with 20 for an
item. Afterwards a late invoice on the oldest receipt of a busy item goes the same way. Prints rows of a Markdown
table; a size has a process of its own, since memory that was once used stays with a process.
"""

from __future__ import annotations

import gc
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from xlcost.books import Books, Table
from xlcost.close import run_step
from xlcost.plan import make_step
from xlcost.tables.columns import Row
from xlcost.tables.general_ledger import GLAccount
from xlcost.tables.inventory import (
    COSTING_METHODS,
    GeneralPostingSetup,
    InventoryPostingSetup,
    InventorySetup,
    Item,
    ItemTransaction,
)
from xlcost.tables.run import RunOptions

SIZES = (10_000, 100_000, 1_000_000)
EACH = 20
"""Transactions an item, on average."""
BUSY_EVERY, BUSY_SHARE = 2_500, 50
"""One item in so many is busy; one transaction in so many is of a busy item."""
FIRST_DAY, DAYS = date(2026, 1, 1), 90
STEPS = ("post_transactions", "adjust_cost", "post_cost_to_gl")
HEAD = (
    "| transactions | items | step | what it did | processor seconds | µs a transaction | peak MB |",
    "|--:|--:|---|---|--:|--:|--:|",
)
_ACCOUNTS = tuple(str(no) for no in range(2110, 2126))
made: Callable[..., Any] = lambda row_class, **values: row_class(**values)  # noqa: E731  rows of defaults


def build(transactions: int, seed: int = 7) -> Books:
    """A quarter of receipts, shipments, invoices, charges and returns; the five costing methods take turns."""
    chance = random.Random(seed)
    items = max(transactions // EACH, 5)
    own: dict[type[Row], list[Any]] = {
        RunOptions: [made(RunOptions, work_date=FIRST_DAY + timedelta(days=DAYS))],
        InventorySetup: [made(InventorySetup, expected_cost_posting_to_gl=True)],
        GLAccount: [made(GLAccount, no=no, account_type="Posting") for no in _ACCOUNTS],
        InventoryPostingSetup: [_posting_setup(InventoryPostingSetup, "inventory_posting_group")],
        GeneralPostingSetup: [_posting_setup(GeneralPostingSetup, "gen_prod_posting_group")],
        Item: [_item(number) for number in range(items)],
        ItemTransaction: list(_transactions(chance, transactions, items)),
    }
    for rows in own.values():
        for sheet_row, row in enumerate(rows, 2):
            object.__setattr__(row, "sheet_row", sheet_row)
    return Books([Table(row_class, rows) for row_class, rows in own.items()])


def _posting_setup(row_class: type[Row], group: str) -> Any:
    columns = [column.key for column in row_class.info.columns if column.key.endswith(("_account", "_interim"))]
    return made(row_class, **{group: "ALL"}, **dict(zip(columns, _ACCOUNTS, strict=False)))


def _item(number: int) -> Any:
    return made(
        Item, item_no=_name(number), costing_method=_method(number), unit_cost=Decimal(10),
        standard_cost=Decimal(10), inventory_posting_group="ALL", gen_prod_posting_group="ALL",
    )  # fmt: skip


def _name(number: int) -> str:
    return f"I{number:06}"


def _method(number: int) -> str:
    return COSTING_METHODS[number % len(COSTING_METHODS)]


def _transactions(chance: random.Random, count: int, items: int) -> Iterator[Any]:
    """Rows in date order. Of an item the first is a receipt; later ones take out, receive, invoice, charge or return."""
    receipts: dict[int, list[int]] = {}
    waiting: dict[int, list[int]] = {}
    busy = range(0, items, min(BUSY_EVERY, items))
    for line_no in range(1, count + 1):
        number = chance.choice(busy) if line_no % BUSY_SHARE == 0 else chance.randrange(items)
        day = FIRST_DAY + timedelta(days=line_no * DAYS // (count + 1))
        known, open_lines = receipts.setdefault(number, []), waiting.setdefault(number, [])
        fields = _event(chance, _method(number), line_no, known, open_lines)
        if number == 0 and line_no == known[0]:
            fields["invoiced_quantity"] = Decimal(0)
            open_lines.clear()  # its invoice comes last of all
        yield made(
            ItemTransaction,
            line_no=line_no,
            posting_date=day,
            document_no=f"D{line_no}",
            item_no=_name(number),
            **fields,
        )


def _event(chance: random.Random, method: str, line_no: int, receipts: list[int], waiting: list[int]) -> dict[str, Any]:
    dice = chance.random() if receipts else 0.0
    cost = Decimal(chance.randrange(800, 1200)) / 100
    serial = {"serial_no": "S1"} if method == "Specific" else {}
    if dice < 0.30:
        receipts.append(line_no)
        late = chance.random() < 0.2
        if late:
            waiting.append(line_no)
        return {
            "transaction_type": "Purchase", "quantity": Decimal(10), "unit_amount": cost,
            "invoiced_quantity": Decimal(0) if late else None, **serial,
        }  # fmt: skip
    if dice < 0.40 and waiting:
        return {
            "transaction_type": "Invoice",
            "quantity": Decimal(10),
            "unit_amount": cost,
            "invoices_line": waiting.pop(0),
        }
    if dice < 0.45:
        return {"transaction_type": "Item Charge", "charge_to_line": chance.choice(receipts), "amount": cost,
                "item_charge_no": "FREIGHT"}  # fmt: skip
    if dice < 0.50:
        return {"transaction_type": "Sale Return", "quantity": Decimal(1), **serial}
    return {"transaction_type": "Sale", "quantity": Decimal(chance.randrange(1, 9)), **serial}


def measure(transactions: int) -> Iterator[str]:
    """The whole history, then one late invoice; rows of the table, each as soon as it is measured."""
    books = build(transactions)
    items = len(books[Item].rows)
    yield _line(transactions, items, "in memory", "", None)
    for step in STEPS:
        yield _line(transactions, items, step, *_timed(books, step))
    books[ItemTransaction].append(_late_invoice(books))
    for step in STEPS:
        yield _line(transactions, items, f"{step}, one late invoice", *_timed(books, step))


def _late_invoice(books: Books) -> Any:
    """The oldest receipt of the first busy item, which is costed FIFO, is invoiced at last: its shipments become dearer."""
    rows = books[ItemTransaction].rows
    oldest = next(row for row in rows if row.item_no == _name(0))
    return made(
        ItemTransaction, line_no=len(rows) + 1, transaction_type="Invoice", document_no="LATE", item_no=_name(0),
        posting_date=rows[-1].posting_date, quantity=oldest.quantity, unit_amount=Decimal(13), invoices_line=oldest.line_no,
    )  # fmt: skip


def _timed(books: Books, name: str) -> tuple[str, float]:
    began = time.process_time()
    outcome = run_step(books, make_step(name, {}))
    seconds = time.process_time() - began
    if outcome.outcome != "ok":
        raise RuntimeError(f"{name}: {outcome.outcome} {outcome.message}")
    counts = (f"{key} {value:,}" for key, value in outcome.result.counts.items() if isinstance(value, int) and value)
    return ", ".join(counts), seconds


def _line(transactions: int, items: int, step: str, did: str, seconds: float | None) -> str:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    took = ("", "") if seconds is None else (f"{seconds:.2f}", f"{seconds / transactions * 1e6:.1f}")
    return f"| {transactions:,} | {items:,} | {step} | {did} | {took[0]} | {took[1]} | {peak:,} |"


def main(sizes: list[int]) -> None:
    """One size here, several in processes of their own."""
    if len(sizes) == 1:
        gc.disable()  # as run-workbook does
        for line in measure(sizes[0]):
            print(line, flush=True)
        return
    print("\n".join(HEAD), flush=True)
    for size in sizes or SIZES:
        subprocess.run([sys.executable, "-m", "tests.bench.bench_inventory", str(size)], check=True)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
