"""Random histories of item transactions, and what a run makes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook, Rows

FIRST_DAY = date(2024, 1, 1)
LAST_DAY = date(2024, 6, 30)
LOCATIONS = ("", "BLUE", "RED")
STANDARD_COST = Decimal("7.77777")


@dataclass
class History:
    """One item and what happened to it."""

    method: str
    period: str = "Day"
    calc_type: str = "Item"
    overhead_pct: Decimal = Decimal(0)
    overhead_rate: Decimal = Decimal(0)
    rows: Rows = field(default_factory=list)
    automatic: str = "Never"

    def workbook(self) -> MemoryWorkbook:
        """The workbook before anything is posted."""
        item = {
            "item_no": "I",
            "costing_method": self.method,
            "unit_cost": STANDARD_COST if self.method == "Standard" else Decimal(5),
            "standard_cost": STANDARD_COST,
            "indirect_cost_pct": self.overhead_pct,
            "overhead_rate": self.overhead_rate,
        }
        setup = {
            "average_cost_period": self.period,
            "average_cost_calc_type": self.calc_type,
            "automatic_cost_adjustment": self.automatic,
            "expected_cost_posting_to_gl": True,
        }
        return MemoryWorkbook({"items": [item], "inventory_setup": [setup], "item_transactions": self.rows})


Draw = Callable[[st.SearchStrategy[Any]], Any]
quantities = st.integers(1, 9).map(Decimal)
prices = st.integers(1, 999).map(lambda cents: Decimal(cents) / 100)


@st.composite
def histories(
    draw: Draw,
    methods: Iterable[str] = ("FIFO", "LIFO", "Average", "Standard"),
    kinds: Iterable[str] = (
        "buy",
        "buy",
        "sell",
        "sell",
        "invoice",
        "charge",
        "return",
        "fixed",
        "transfer",
        "revalue",
    ),
    max_size: int = 12,
    locations: Iterable[str] = LOCATIONS,
    overhead: bool = True,
) -> History:
    """A history of up to `max_size` rows; some of them may be refused."""
    method = draw(st.sampled_from(sorted(methods)))
    history = History(
        method,
        draw(st.sampled_from(("Day", "Week", "Month"))),
        draw(st.sampled_from(("Item", "Item & Location & Variant"))),
        draw(st.sampled_from((Decimal(0), Decimal("11.33")))) if overhead else Decimal(0),
        draw(st.sampled_from((Decimal(0), Decimal("3.33")))) if overhead else Decimal(0),
    )
    for kind in draw(st.lists(st.sampled_from(tuple(kinds)), min_size=2, max_size=max_size)):
        row = _KINDS[kind](draw, history.rows, tuple(locations))
        if row is not None:
            day = FIRST_DAY + timedelta(days=draw(st.integers(0, 40)))
            number = len(history.rows) + 1
            fixed = {"line_no": number, "item_no": "I", "posting_date": day, "document_no": f"D{number}"}
            history.rows.append(fixed | row)
    return history


def _buy(draw: Draw, _rows: Rows, locations: tuple[str, ...]) -> dict[str, Any]:
    row = {"transaction_type": "Purchase", "quantity": draw(quantities), "amount": draw(prices)}
    return row | {"location_code": draw(st.sampled_from(locations)), "invoiced_quantity": _invoiced(draw)}


def _invoiced(draw: Draw) -> Decimal | None:
    return Decimal(0) if draw(st.integers(0, 3)) == 0 else None


def _sell(draw: Draw, _rows: Rows, locations: tuple[str, ...]) -> dict[str, Any]:
    return {
        "transaction_type": draw(st.sampled_from(("Sale", "Negative Adjmt.", "Purchase Return"))),
        "quantity": draw(quantities),
        "location_code": draw(st.sampled_from(locations)),
        "invoiced_quantity": _invoiced(draw),
    }


def _pick(draw: Draw, rows: Rows, types: tuple[str, ...]) -> dict[str, Any] | None:
    found = [row for row in rows if row["transaction_type"] in types and "applies_from_line" not in row]
    return draw(st.sampled_from(found)) if found else None


def _invoice(draw: Draw, rows: Rows, _locations: tuple[str, ...]) -> dict[str, Any] | None:
    waiting = [row for row in rows if row.get("invoiced_quantity") == 0]
    if not waiting:
        return None
    row = draw(st.sampled_from(waiting))
    quantity = draw(st.integers(1, int(row["quantity"])))
    return {
        "transaction_type": "Invoice",
        "invoices_line": row["line_no"],
        "quantity": Decimal(quantity),
        "amount": draw(prices),
    }


def _charge(draw: Draw, rows: Rows, _locations: tuple[str, ...]) -> dict[str, Any] | None:
    row = _pick(draw, rows, ("Purchase",))
    return row and {"transaction_type": "Item Charge", "charge_to_line": row["line_no"], "amount": draw(prices)}


def _return(draw: Draw, rows: Rows, locations: tuple[str, ...]) -> dict[str, Any] | None:
    row = _pick(draw, rows, ("Sale",))
    if row is None:
        return None
    return {
        "transaction_type": "Sale Return",
        "applies_from_line": row["line_no"],
        "quantity": Decimal(draw(st.integers(1, int(row["quantity"])))),
        "location_code": draw(st.sampled_from(locations)),
        "invoiced_quantity": _invoiced(draw),
    }


def _fixed(draw: Draw, rows: Rows, _locations: tuple[str, ...]) -> dict[str, Any] | None:
    row = _pick(draw, rows, ("Purchase",))
    if row is None:
        return None
    return {
        "transaction_type": draw(st.sampled_from(("Sale", "Purchase Return"))),
        "applies_to_line": row["line_no"],
        "quantity": Decimal(draw(st.integers(1, int(row["quantity"])))),
        "location_code": row["location_code"],
        "invoiced_quantity": _invoiced(draw),
    }


def _transfer(draw: Draw, _rows: Rows, locations: tuple[str, ...]) -> dict[str, Any]:
    return {
        "transaction_type": "Transfer",
        "quantity": draw(quantities),
        "location_code": draw(st.sampled_from(locations)),
        "new_location_code": draw(st.sampled_from(locations)),
    }


def _revalue(draw: Draw, _rows: Rows, _locations: tuple[str, ...]) -> dict[str, Any]:
    return {"transaction_type": "Revaluation", "calc_per": "Item", "unit_cost_revalued": draw(prices)}


_KINDS: dict[str, Callable[[Draw, Rows, tuple[str, ...]], dict[str, Any] | None]] = {
    "buy": _buy,
    "sell": _sell,
    "invoice": _invoice,
    "charge": _charge,
    "return": _return,
    "fixed": _fixed,
    "transfer": _transfer,
    "revalue": _revalue,
}


def run(book: MemoryWorkbook, operation: str, **parameters: Any) -> str:
    """Run one operation; its outcome. A fault of the program is an error of the test."""
    report = book.run(operation, parameters)
    assert report.outcome != "error", report.outcomes[-1].message
    return report.outcome


def posted_and_adjusted(history: History) -> MemoryWorkbook:
    """The workbook after one posting and one adjustment."""
    book = history.workbook()
    run(book, "post_transactions")
    run(book, "adjust_cost")
    return book


def levelled(history: History) -> History:
    """The same history, then everything invoiced, missing goods bought and what is left sold."""
    book = history.workbook()
    run(book, "post_transactions")
    entries = {entry["entry_no"]: entry for entry in book.tables.get("item_ledger_entries", [])}
    for row in list(book.tables["item_transactions"]):
        entry = entries.get(row.get("item_ledger_entry_no"))
        if row["transaction_type"] not in ("Invoice", "Item Charge", "Revaluation", "Transfer") and entry:
            left = abs(entry["quantity"] - entry["invoiced_quantity"])
            if left:
                _add(history, transaction_type="Invoice", invoices_line=row["line_no"], quantity=left, amount="12.34")
    for location, found in sorted(grouped(entries.values(), "location_code").items()):
        for kind, sign in (("Purchase", -1), ("Sale", 1)):
            open_quantity = sum((each["remaining_quantity"] for each in found), Decimal(0)) * sign
            if open_quantity > 0:
                _add(history, transaction_type=kind, quantity=open_quantity, amount="12.34", location_code=location)
    return history


def _add(history: History, **row: Any) -> None:
    number = max((each["line_no"] for each in history.rows), default=0) + 1
    fixed = {"line_no": number, "item_no": "I", "posting_date": LAST_DAY, "document_no": f"D{number}"}
    history.rows.append(fixed | row)


def grouped(rows: Iterable[Mapping[str, Any]], column: str) -> dict[Any, list[Mapping[str, Any]]]:
    """Rows by the value of a column."""
    groups: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def entry_costs(book: MemoryWorkbook) -> dict[int, Decimal]:
    """Actual and expected cost by item ledger entry."""
    costs: dict[int, Decimal] = defaultdict(Decimal)
    for value in book.tables.get("value_entries", []):
        costs[int(value["item_ledger_entry_no"])] += value["cost_amount_actual"] + value["cost_amount_expected"]
    return dict(costs)
