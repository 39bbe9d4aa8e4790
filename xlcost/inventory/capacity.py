"""Posting of capacity: no stock, only the cost of an order (spec 2, 9.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xlcost.books import Books
from xlcost.inventory.posting import Poster
from xlcost.inventory.reporting_costs import with_acy
from xlcost.rules.money import ZERO
from xlcost.tables.inventory import ItemTransaction, ProductionOrder, ValueEntry


def post_capacity(p: Poster, t: ItemTransaction) -> None:
    """Direct cost = quantity x direct unit cost; overhead = quantity x (direct x percent / 100 + rate)."""
    direct = p.amount(t, t.quantity)
    unit_cost = t.direct_unit_cost
    if t.amount is None and unit_cost is not None:
        direct = p.settings.amount(t.quantity * unit_cost)
    if direct is None:
        raise p.refuse(t, "AMOUNT_MISSING", "direct_unit_cost", transaction_type=t.transaction_type)
    per_unit = direct / t.quantity if unit_cost is None or t.amount is not None else unit_cost
    overhead = p.settings.amount(t.quantity * (per_unit * t.indirect_cost_pct / 100 + t.overhead_rate))
    order = p.order(t) if t.order_type in ("", "Production") and t.order_no else None
    item_no = t.item_no or (order.item_no if order else "")
    number = p.next_capacity_no()
    _value(p, t, item_no, order, number, "Direct Cost", direct)
    if overhead:
        _value(p, t, item_no, order, number, "Indirect Cost", overhead)
    if item_no:
        p.ledger.unmark(p.ledger.history(item_no).item)


def _value(
    p: Poster,
    t: ItemTransaction,
    item_no: str,
    order: ProductionOrder | None,
    number: int,
    entry_type: str,
    amount: Decimal,
) -> None:
    item = p.known_item(item_no)
    groups: dict[str, Any] = {
        "inventory_posting_group": t.inventory_posting_group or (item.inventory_posting_group if item else ""),
        "gen_prod_posting_group": t.gen_prod_posting_group or (item.gen_prod_posting_group if item else ""),
    }
    costs = {"cost_per_unit": p.settings.unit_cost(amount / t.quantity), "cost_amount_actual": amount}
    p.ledger.add_value(
        ValueEntry(
            entry_no=p.ledger.next_value_no(),
            capacity_ledger_entry_no=number,
            item_no=item_no,
            variant_code=t.variant_code,
            location_code=t.location_code or (order.location_code if order else ""),
            posting_date=t.posting_date,
            valuation_date=t.posting_date,
            document_no=t.document_no,
            document_line_no=t.document_line_no,
            external_document_no=t.external_document_no,
            entry_type=entry_type,
            order_type=t.order_type or ("Production" if order else ""),
            order_no=t.order_no,
            order_line_no=order.order_line_no if order else t.order_line_no,
            source_type=t.source_type,
            source_no=t.source_no,
            valued_quantity=t.quantity,
            invoiced_quantity=t.quantity if entry_type == "Direct Cost" else ZERO,
            **with_acy(p.settings, costs, t.posting_date),
            gen_bus_posting_group=t.gen_bus_posting_group,
            reason_code=t.reason_code,
            item_register_no=p.ledger.register_no,
            dimensions=t.dimensions,
            **groups,
        )
    )


def subcontracted_values(books: Books) -> set[int]:
    """Numbers of the capacity value entries that were a subcontractor's, by the rows that made them."""
    numbers: set[int] = set()
    for row in books[ItemTransaction].rows:
        if row.subcontracting and row.posted:
            numbers |= numbers_in(row.value_entry_nos)
    return numbers


def numbers_in(text: str) -> set[int]:
    """Entry numbers as a posted row shows them, `7` or `7..9`; nothing for any other text."""
    first, _, last = text.partition("..")
    if not first.isdigit() or not (last or first).isdigit():
        return set()
    return set(range(int(first), int(last or first) + 1))
