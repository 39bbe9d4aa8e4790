"""Three months of item transactions for the inventory sample: what is told in docs/inventory.md, and weekly sales."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

Movement = dict[str, Any]
"""A row of the item transactions; `tag` and the `..._line` columns hold names until the rows are numbered."""

COLUMNS = {
    "line_no": "Line No.", "transaction_type": "Transaction Type", "posting_date": "Posting Date",
    "document_no": "Document No.", "external_document_no": "External Document No.", "item_no": "Item No.",
    "location_code": "Location Code", "new_location_code": "New Location Code", "quantity": "Quantity",
    "invoiced_quantity": "Invoiced Quantity", "unit_amount": "Unit Amount", "amount": "Amount", "unit_cost": "Unit Cost",
    "applies_to_line": "Applies-to Line", "applies_from_line": "Applies-from Line", "invoices_line": "Invoices Line",
    "charge_to_line": "Charge-to Line", "item_charge_no": "Item Charge No.",
    "unit_cost_revalued": "Unit Cost (Revalued)", "order_type": "Order Type", "order_no": "Order No.",
    "order_line_no": "Order Line No.", "capacity_no": "Capacity No.", "direct_unit_cost": "Direct Unit Cost",
    "indirect_cost_pct": "Indirect Cost Pct.", "gen_bus_posting_group": "Gen. Bus. Posting Group",
    "gen_prod_posting_group": "Gen. Prod. Posting Group", "serial_no": "Serial No.", "department": "Department Code",
    "project": "Project Code",
}  # fmt: skip
_LINES = ("applies_to_line", "applies_from_line", "invoices_line", "charge_to_line")
_PROJECTS = {"CHAIR": "CHAIRS", "STOOL": "CHAIRS", "HANDLE": "FITTINGS", "SCREWS": "FITTINGS", "OIL": "PAINT",
             "BEECH": "PAINT"}  # fmt: skip
_PRICES = {"CHAIR": 129, "STOOL": 49, "HANDLE": 9, "SCREWS": 12, "OIL": 19, "LAMP": 64, "MIRROR": 85, "CABINET": 1150}
_OF_SALES = ("Sale", "Sale Return")
_BUYING = ("Purchase", "Purchase Return", "Item Charge")


def movements() -> list[Movement]:
    """All rows by date, numbered."""
    found = sorted((*_opening(), *_purchases(), *_production(), *_showroom(), *_returns(), *_weekly_sales(), *_year_end()),
                   key=lambda row: row["posting_date"])  # fmt: skip
    numbers = {row["tag"]: number for number, row in enumerate(found, 1) if row["tag"]}
    tagged = {row["tag"]: row for row in found if row["tag"]}
    for number, row in enumerate(found, 1):
        row["line_no"] = number
        row.setdefault("document_no", f"{_DOCUMENTS[row['transaction_type']]}{number:04}")
        behind = next((tagged[row[column]] for column in _LINES if row.get(column)), row)
        row["of_sale"] = behind["transaction_type"] in _OF_SALES
        row |= _places(row, behind)
        row |= {column: numbers[row[column]] for column in _LINES if row.get(column)}
        row["invoice_amount"] = _invoice_amount(row)
    return found


_DOCUMENTS = {
    "Positive Adjmt.": "OPEN", "Negative Adjmt.": "ADJ", "Purchase": "REC", "Purchase Return": "PRET", "Sale": "SHIP",
    "Sale Return": "SRET", "Invoice": "INV", "Item Charge": "FRT", "Transfer": "TRF", "Consumption": "CON",
    "Capacity": "CAP", "Output": "OUT", "Revaluation": "REV",
}  # fmt: skip


def _places(row: Movement, behind: Movement) -> dict[str, Any]:
    kind = row["transaction_type"]
    trades = row["of_sale"] or kind in (*_BUYING, "Invoice")
    department = "PROD" if row.get("order_no") else "PURCH" if trades else "ADM"
    return {
        "department": "" if row["of_sale"] else department,
        "project": _PROJECTS.get(behind["item_no"], "TRADE") if row["of_sale"] else "",
        "gen_bus_posting_group": "DOMESTIC" if trades else "OPENING" if kind == "Positive Adjmt." else "",
        "item_charge_no": row.get("item_charge_no", ""),
    }


def _invoice_amount(row: Movement) -> Decimal:
    """What the invoice comes to: a purchase is debited, a sale credited."""
    kind, quantity = row["transaction_type"], Decimal(row.get("quantity") or 0)
    if row.get("invoiced_quantity") == 0 or kind not in (*_BUYING, *_OF_SALES, "Invoice"):
        return Decimal(0)
    sign = -1 if kind in ("Purchase Return", "Sale Return") else 1
    if row["of_sale"]:
        return -sign * quantity * Decimal(_PRICES[row["item_no"]])
    amount = row.get("amount") or quantity * row["unit_amount"]
    return sign * Decimal(amount)


def _on(
    month: int, day: int, transaction_type: str, item_no: str, quantity: int, tag: str = "", **more: Any
) -> Movement:
    return {"posting_date": dt.date(2025, month, day), "transaction_type": transaction_type, "item_no": item_no,
            "quantity": quantity, "location_code": "WORKS", "tag": tag,
            **{name: _exact(value) for name, value in more.items()}}  # fmt: skip


def _exact(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, float) else value


def _opening() -> Iterator[Movement]:
    for item_no, quantity, unit_cost in (
        ("BEECH", 150, 11.50), ("OIL", 40, 8.80), ("GLUE", 20, 7.90), ("SCREWS", 30, 5.60), ("HANDLE", 60, 3.10),
        ("CHAIR", 45, 72.30), ("STOOL", 20, 28.00), ("LAMP", 18, 31.00), ("MIRROR", 20, 45.00),
    ):  # fmt: skip
        yield _on(9, 30, "Positive Adjmt.", item_no, quantity, document_no="OPENING", unit_cost=unit_cost)


def _purchases() -> Iterator[Movement]:
    yield _on(10, 6, "Purchase", "BEECH", 300, "beech in October", unit_amount=12.00, invoiced_quantity=0)
    yield _on(11, 14, "Invoice", "BEECH", 300, unit_amount=12.40, invoices_line="beech in October",
              external_document_no="NORTHWOOD 7731")  # fmt: skip
    yield _on(11, 24, "Item Charge", "BEECH", 0, charge_to_line="beech in October", amount=165.00, item_charge_no="FREIGHT",
              external_document_no="HAULAGE 209")  # fmt: skip
    yield _on(11, 3, "Purchase", "BEECH", 250, unit_amount=12.80)
    yield _on(12, 15, "Purchase", "BEECH", 200, unit_amount=13.10, invoiced_quantity=0)
    yield _on(10, 8, "Purchase", "OIL", 80, unit_amount=8.90)
    yield _on(11, 6, "Purchase", "OIL", 60, "oil in November", unit_amount=9.40, invoiced_quantity=0)
    yield _on(12, 4, "Invoice", "OIL", 60, unit_amount=9.85, invoices_line="oil in November")
    yield _on(12, 9, "Purchase", "OIL", 50, unit_amount=10.10)
    yield _on(10, 21, "Purchase", "GLUE", 15, unit_amount=8.35)
    for month, unit_amount in ((10, 5.75), (11, 5.95), (12, 6.20)):
        yield _on(month, 10, "Purchase", "SCREWS", 40, unit_amount=unit_amount)
        yield _on(month, 13, "Purchase", "HANDLE", 80, f"handles in {month}", unit_amount=unit_amount - 2.50)
    yield _on(10, 15, "Purchase", "STOOL", 40, "stools in October", unit_amount=29.10)
    yield _on(11, 18, "Purchase", "STOOL", 40, unit_amount=27.35)
    for day, serial, unit_amount in ((2, "C-01", 620.00), (22, "C-02", 540.00), (29, "C-03", 710.00)):
        yield _on(10, day, "Purchase", "CABINET", 1, serial, unit_amount=unit_amount, serial_no=serial)
    yield _on(11, 5, "Item Charge", "CABINET", 0, charge_to_line="C-02", amount=48.50, item_charge_no="FREIGHT")
    yield _on(10, 17, "Purchase", "LAMP", 30, unit_amount=32.50)
    yield _on(11, 20, "Purchase", "LAMP", 30, unit_amount=34.20)
    yield _on(11, 27, "Purchase", "MIRROR", 15, unit_amount=47.80)


def _production() -> Iterator[Movement]:
    first, second = _order("PO-1001"), _order("PO-1002")
    yield _on(11, 7, "Consumption", "BEECH", 186, **first)
    yield _on(11, 7, "Consumption", "OIL", 12, **first)
    yield _on(11, 10, "Consumption", "GLUE", 6, **first)
    yield _on(11, 10, "Consumption", "SCREWS", 25, **first)
    yield _on(11, 20, "Capacity", "CHAIR", 47, **first, **_hours())
    yield _on(11, 21, "Output", "CHAIR", 60, **first)
    yield _on(12, 5, "Consumption", "BEECH", 155, **second)
    yield _on(12, 5, "Consumption", "GLUE", 5, **second)
    yield _on(12, 8, "Consumption", "SCREWS", 20, **second)
    yield _on(12, 17, "Capacity", "CHAIR", 18, **second, **_hours())
    yield _on(12, 18, "Output", "CHAIR", 20, **second)


def _order(order_no: str) -> dict[str, Any]:
    return {"order_type": "Production", "order_no": order_no, "order_line_no": 10000}


def _hours() -> dict[str, Any]:
    return {
        "capacity_no": "JOINERS",
        "direct_unit_cost": 32.00,
        "indirect_cost_pct": 20,
        "gen_prod_posting_group": "LABOUR",
    }


def _showroom() -> Iterator[Movement]:
    shop = {"location_code": "SHOWROOM"}
    for month, day, item_no, quantity in ((10, 20, "HANDLE", 50), (10, 20, "CHAIR", 12), (10, 24, "LAMP", 10),
                                          (11, 17, "HANDLE", 40)):  # fmt: skip
        yield _on(month, day, "Transfer", item_no, quantity, new_location_code="SHOWROOM", order_type="Transfer")
    yield _on(10, 31, "Sale", "HANDLE", 24) | shop
    yield _on(11, 28, "Sale", "HANDLE", 35) | shop
    yield _on(11, 8, "Sale", "CHAIR", 7) | shop
    yield _on(12, 6, "Sale", "LAMP", 6) | shop


def _returns() -> Iterator[Movement]:
    yield _on(10, 30, "Sale", "MIRROR", 5, "mirrors sold")
    yield _on(11, 12, "Sale Return", "MIRROR", 1, applies_from_line="mirrors sold")
    yield _on(11, 25, "Sale", "CABINET", 1, "cabinet sold", serial_no="C-01")
    yield _on(12, 11, "Sale Return", "CABINET", 1, serial_no="C-01", applies_from_line="cabinet sold")
    yield _on(12, 3, "Sale", "CABINET", 1, serial_no="C-02")
    yield _on(10, 23, "Purchase Return", "STOOL", 5, applies_to_line="stools in October", unit_amount=29.10)


def _weekly_sales() -> Iterator[Movement]:
    """Every Friday: chairs leave at once or are invoiced a fortnight later; other goods take turns."""
    chance = random.Random(2025)
    friday = dt.date(2025, 10, 3)
    others = ("STOOL", "OIL", "LAMP", "SCREWS", "MIRROR")
    for week in range(12):
        day = friday + dt.timedelta(weeks=week)
        chairs, tag = chance.randint(4, 8), f"chairs of week {week}"
        late = week % 3 == 1
        yield _on(day.month, day.day, "Sale", "CHAIR", chairs, tag, **({"invoiced_quantity": 0} if late else {}))
        if late and day < dt.date(2025, 12, 12):
            invoice = day + dt.timedelta(weeks=2)
            yield _on(invoice.month, invoice.day, "Invoice", "CHAIR", chairs, invoices_line=tag)
        for item_no in others[week % 2 :: 2]:
            yield _on(day.month, day.day, "Sale", item_no, chance.randint(2, 5))


def _year_end() -> Iterator[Movement]:
    yield _on(12, 31, "Negative Adjmt.", "GLUE", 2)
    yield _on(12, 31, "Revaluation", "MIRROR", 0, unit_cost_revalued=39.00)
