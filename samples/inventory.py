"""The inventory sample: three months of stock movements of the sample company, to be costed and taken to the G/L."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from samples.book import Book
from samples.company import COMPANY
from samples.movements import COLUMNS, Movement, movements

SAMPLE = Path(__file__).parent / "inventory.xlsx"
FIRST, LAST = dt.date(2025, 10, 1), dt.date(2025, 12, 31)
OPENED = dt.date(2025, 9, 30)
"""The day of the opening stock."""
VENDORS, CUSTOMERS, PURCHASES, SALES = "5410", "2310", "7110", "6110"

ACCOUNTS = (
    ("2110", "Raw material stock"), ("2111", "Raw material received, not invoiced"),
    ("2115", "Parts stock"), ("2116", "Parts received, not invoiced"),
    ("2120", "Finished goods"), ("2121", "Finished goods, expected"),
    ("2125", "Trade goods"), ("2126", "Trade goods received, not invoiced"),
    ("2130", "Work in progress"), ("2135", "Goods shipped, not invoiced"), (CUSTOMERS, "Customers, domestic"),
    ("3120", "Opening stock, carried forward"), (VENDORS, "Vendors, domestic"), ("5430", "Invoices to come"),
    (SALES, "Sales, furniture"), (PURCHASES, "Purchases"), ("7120", "Freight in"),
    ("7510", "Cost of sales, furniture"), ("7520", "Cost of sales, trade goods"), ("7530", "Cost of sales, material"),
    ("7610", "Inventory adjustments"), ("7620", "Direct cost applied"), ("7630", "Overhead applied"),
    ("7640", "Purchase variances"), ("7710", "Material variance"), ("7720", "Capacity variance"),
    ("7730", "Subcontracted variance"), ("7740", "Capacity overhead variance"), ("7750", "Manufacturing overhead variance"),
)  # fmt: skip
BLOCKED = "7640"
"""The first gap: an account that is blocked."""

COST_TYPES = (
    ("6110", "Sales", "6110..6119"), ("7110", "Purchases and freight", "7110..7120"), ("7510", "Cost of sales", "7510..7530"),
    ("7610", "Inventory adjustments", "7610"), ("7620", "Direct cost applied", "7620"),
    ("7630", "Overhead applied", "7630"), ("7640", "Purchase variances", "7640"),
    ("7710", "Production variances", "7710..7750"),
)  # fmt: skip
CENTERS = (("ADM", "Administration"), ("PURCH", "Purchasing"), ("PROD", "Production"), ("SALES", "Sales"))
OBJECTS = (
    ("CHAIRS", "Chairs and stools"),
    ("FITTINGS", "Fittings"),
    ("PAINT", "Paint and oil"),
    ("TRADE", "Trade goods"),
)

ITEM_HEADERS = (
    "Item No.", "Description", "Base Unit", "Costing Method", "Standard Cost", "Inventory Posting Group",
    "Gen. Prod. Posting Group", "Item Tracking Code", "Indirect Cost Pct.", "Single-Level Material Cost",
    "Single-Level Capacity Cost", "Single-Level Cap. Ovhd Cost", "Single-Level Mfg. Ovhd Cost",
)  # fmt: skip
_STANDARDS = tuple(map(Decimal, ("5", "40.00", "24.00", "4.80", "3.50")))
ITEMS: tuple[tuple[Any, ...], ...] = (
    ("BEECH", "Beech board", "M", "FIFO", "", "RAW", "MATERIAL"),
    ("OIL", "Furniture oil", "L", "Average", "", "RAW", "MATERIAL"),
    ("GLUE", "Wood glue", "KG", "Average", "", "RAW", "MATERIAL"),
    ("SCREWS", "Screws, box of 200", "BOX", "LIFO", "", "PARTS", "MATERIAL"),
    ("HANDLE", "Brass handle", "PCS", "LIFO", "", "PARTS", "MATERIAL"),
    ("CHAIR", "Chair Alder", "PCS", "Standard", Decimal("72.30"), "FINISHED", "FURNITURE", "", *_STANDARDS),
    ("STOOL", "Stool, bought in", "PCS", "Standard", Decimal("28.00"), "FINISHED", "FURNITURE"),
    ("CABINET", "Restored cabinet", "PCS", "Specific", "", "TRADE", "TRADE", "SERIAL"),
    ("LAMP", "Reading lamp", "PCS", "Average", "", "TRADE", "TRADE"),
    ("MIRROR", "Wall mirror", "PCS", "FIFO", "", "TRADE", "TRADE"),
)  # fmt: skip

GROUPS = (("RAW", "Raw material", "2110", "2111"), ("PARTS", "Parts", "2115", "2116"),
          ("FINISHED", "Finished goods", "2120", "2121"), ("TRADE", "Trade goods", "2125", "2126"))  # fmt: skip
LOCATIONS = (("WORKS", "Workshop and warehouse"), ("SHOWROOM", "Showroom in town"))
MISSING = ("SHOWROOM", "PARTS")
"""The second gap: a location and group without a line in the inventory posting setup."""
VARIANCES = ("7710", "7720", "7730", "7740", "7750")
INVENTORY_SETUP_HEADERS = (
    "Location Code", "Inventory Posting Group", "Inventory Account", "Inventory Account (Interim)", "WIP Account",
    "Material Variance Account", "Capacity Variance Account", "Subcontracted Variance Account",
    "Cap. Overhead Variance Account", "Mfg. Overhead Variance Account",
)  # fmt: skip
GENERAL_SETUP_HEADERS = (
    "Gen. Bus. Posting Group", "Gen. Prod. Posting Group", "COGS Account", "COGS Account (Interim)",
    "Inventory Adjmt. Account", "Invt. Accrual Account (Interim)", "Direct Cost Applied Account",
    "Overhead Applied Account", "Purchase Variance Account",
)  # fmt: skip
PRODUCTS = (("FURNITURE", "Furniture", "7510"), ("TRADE", "Trade goods", "7520"), ("MATERIAL", "Material", "7530"),
            ("FREIGHT", "Freight in", "7530"), ("LABOUR", "Workshop hours", "7510"))  # fmt: skip

PLAN = (
    ("post_transactions", ""),
    ("finish_production_order", "order_no=PO-1001; posting_date=2025-11-28"),
    ("adjust_cost", ""),
    ("post_cost_to_gl", "method=per_entry"),
    ("transfer_gl", ""),
    ("reconcile", "show_warning=yes"),
    (
        "report",
        "report=inventory_valuation; starting_date=2025-10-01; ending_date=2025-12-31; include_expected_cost=yes",
    ),
    ("report", "report=inventory_valuation_wip; starting_date=2025-10-01; ending_date=2025-12-31"),
    ("report", "report=invt_valuation_cost_spec; valuation_date=2025-12-31"),
    ("report", "report=cost_shares_breakdown; starting_date=2025-10-01; ending_date=2025-12-31; print=Sale"),
    ("report", "report=cost_reconciliation"),
)

_COVER = (
    "Item Transactions holds what happened to the stock from October to December: receipts, shipments, invoices that",
    "came late, a freight bill, transfers to the showroom, returns, two production orders, a revaluation at year end.",
    "Items, locations, posting groups and the two posting setups stand on sheets of their own.",
    "GL Entries is the export of the general ledger: invoices of vendors and to customers, without any cost of inventory.",
    "Run Plan says what a run does. Run it, and look at Reconciliation Causes.",
)


def build(path: Path) -> None:
    """Write the inventory sample."""
    book = Book(path, "Inventory, October to December 2025")
    rows = movements()
    book.cover(f"{COMPANY}: inventory, October to December 2025", _COVER)
    for add in (_plan, _setups, _accounts, _cost_accounting, _items, _posting_setups):
        add(book)
    book.table("Production Orders", "production_orders",
               ("Order No.", "Order Line No.", "Item No.", "Location Code", "Quantity", "Status"),
               [("PO-1001", 10000, "CHAIR", "WORKS", 60, "Released"), ("PO-1002", 10000, "CHAIR", "WORKS", 50, "Released")],
               (12, 16, 12, 16, 12, 12))  # fmt: skip
    book.table("Item Transactions", "item_transactions", tuple(COLUMNS.values()), [_row(row) for row in rows],
               (9, 18, *[13.0] * (len(COLUMNS) - 2)))  # fmt: skip
    _general_ledger(book, rows)
    book.file.close()


def _plan(book: Book) -> None:
    rows = [(step * 10, operation, parameters) for step, (operation, parameters) in enumerate(PLAN, 1)]
    book.table("Run Plan", "run_plan", ("Step", "Operation", "Parameters", "Outcome", "Message"), rows,
               (8, 26, 100, 16, 60))  # fmt: skip


def _setups(book: Book) -> None:
    book.table("Run Options", "run_options", ("Company", "Period Start", "Period End", "Work Date", "User ID"),
               [(COMPANY, FIRST, LAST, LAST, "CONTROLLER")], (32, 14, 14, 14, 14))  # fmt: skip
    book.table("GL Setup", "gl_setup", ("LCY Code", "Amount Rounding Precision", "Allow Posting From", "Allow Posting To"),
               [("GBP", Decimal("0.01"), OPENED, LAST)], (12, 26, 20, 20))  # fmt: skip
    book.table("Inventory Setup", "inventory_setup",
               ("Automatic Cost Posting", "Expected Cost Posting to G/L", "Automatic Cost Adjustment",
                "Average Cost Period", "Average Cost Calc. Type"), [(False, True, "Never", "Month", "Item")],
               (24, 28, 28, 22, 24))  # fmt: skip


def _accounts(book: Book) -> None:
    rows = [(int(no), name, "Posting", "Balance Sheet" if no < "6000" else "Income Statement", no == BLOCKED)
            for no, name in ACCOUNTS]  # fmt: skip
    book.table("Chart of Accounts", "gl_accounts", ("No.", "Name", "Account Type", "Income/Balance", "Blocked"), rows,
               (10, 36, 16, 20, 12))  # fmt: skip


def _cost_accounting(book: Book) -> None:
    headers = ("Starting Date for G/L Transfer", "Align G/L Account", "Align Cost Center Dimension",
               "Align Cost Object Dimension", "Last Allocation ID", "Last Allocation Doc. No.", "Auto Transfer from G/L",
               "Check G/L Postings", "Cost Center Dimension", "Cost Object Dimension", "Source Code G/L to CA")  # fmt: skip
    row = (FIRST, "No Alignment", "No Alignment", "No Alignment", "A0", "ALLOC0", False, False, "DEPARTMENT", "PROJECT",
           "GLTOCA")  # fmt: skip
    book.table("Cost Accounting Setup", "cost_accounting_setup", headers, [row], [20.0] * len(headers))
    book.table("Cost Types", "cost_types", ("No.", "Name", "Type", "G/L Account Range", "Combine Entries"),
               [(no, name, "Cost Type", accounts, "Month") for no, name, accounts in COST_TYPES], (10, 34, 14, 22, 18))  # fmt: skip
    book.table("Cost Centers", "cost_centers", ("Code", "Name", "Line Type"),
               [(*row, "Cost Center") for row in CENTERS], (14, 30, 16))  # fmt: skip
    book.table("Cost Objects", "cost_objects", ("Code", "Name", "Line Type"),
               [(*row, "Cost Object") for row in OBJECTS], (14, 30, 16))  # fmt: skip
    book.table(
        "Dimensions", "dimensions", ("Code", "Name"), [("DEPARTMENT", "Department"), ("PROJECT", "Product")], (16, 24)
    )


def _items(book: Book) -> None:
    rows = [(*item, *[""] * (len(ITEM_HEADERS) - len(item))) for item in ITEMS]
    book.table("Items", "items", ITEM_HEADERS, rows, (12, 22, 12, 16, 15, 24, 24, 20, 16, 26, 26, 26, 26))
    book.table("Item Charges", "item_charges", ("Item Charge No.", "Description", "Gen. Prod. Posting Group"),
               [("FREIGHT", "Freight in", "FREIGHT")], (18, 24, 26))  # fmt: skip
    book.table("Locations", "locations", ("Location Code", "Name"), LOCATIONS, (16, 26))


def _posting_setups(book: Book) -> None:
    book.table("Inventory Posting Groups", "inventory_posting_groups", ("Code", "Description"),
               [row[:2] for row in GROUPS], (14, 24))  # fmt: skip
    book.table("Gen. Bus. Posting Groups", "gen_bus_posting_groups", ("Code", "Description"),
               [("DOMESTIC", "Customers and vendors at home"), ("OPENING", "Stock carried forward")], (14, 30))  # fmt: skip
    book.table("Gen. Prod. Posting Groups", "gen_prod_posting_groups", ("Code", "Description"),
               [row[:2] for row in PRODUCTS], (14, 24))  # fmt: skip
    inventory = [(location, group, int(account), int(interim), 2130, *map(int, VARIANCES))
                 for location, _ in LOCATIONS for group, _, account, interim in GROUPS
                 if (location, group) != MISSING]  # fmt: skip
    book.table("Inventory Posting Setup", "inventory_posting_setup", INVENTORY_SETUP_HEADERS, inventory, [24.0] * 10)
    general = [(business, group, int(cogs), 2135, adjustment, 5430, 7620, 7630, int(BLOCKED))
               for business, adjustment in (("DOMESTIC", 7610), ("", 7610), ("OPENING", 3120))
               for group, _, cogs in PRODUCTS]  # fmt: skip
    book.table("General Posting Setup", "general_posting_setup", GENERAL_SETUP_HEADERS, general, [24.0] * 9)


def _row(movement: Movement) -> tuple[Any, ...]:
    return tuple(movement.get(column, "") for column in COLUMNS)


def _general_ledger(book: Book, rows: Sequence[Movement]) -> None:
    headers = ("Entry No.", "G/L Account No.", "Posting Date", "Document No.", "Description", "Amount", "Source Code",
               "Department Code", "Project Code")  # fmt: skip
    entries = [(number, *line) for number, line in enumerate((line for row in rows for line in _invoice(row)), 1)]
    book.table("GL Entries", "gl_entries", headers, entries, (11, 16, 14, 14, 34, 14, 14, 18, 16))


def _invoice(row: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """What the invoice behind a movement posted in the ERP, cost of inventory aside."""
    amount = row.get("invoice_amount", Decimal(0))
    if not amount:
        return
    is_sale = row["of_sale"]
    account, party = (SALES, CUSTOMERS) if is_sale else ("7120" if row["item_charge_no"] else PURCHASES, VENDORS)
    text = f"{row['transaction_type']} {row['item_no']}"
    source = "SALES" if is_sale else "PURCHASES"
    places = (row["department"], row["project"])
    yield (int(account), row["posting_date"], row["document_no"], text, amount, source, *places)
    yield (int(party), row["posting_date"], row["document_no"], text, -amount, source, "", "")
