"""Cost of issues, inventory value and account pairs (spec 2, 4 to 7, 11.4 and 14.1); operations answer on copies."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from xlcost.books import Books, Table
from xlcost.functions.coercion import ErrorValue, impossible, unknown, wrong
from xlcost.functions.ranges import NO_TABLES, Range, TableRanges, rows_of
from xlcost.functions.registry import Block, Cell, Tables, function
from xlcost.inventory.account_setup import Account, AccountSetup
from xlcost.inventory.accounts import PAIRS, AccountType, combination_of
from xlcost.inventory.adjustment import AdjustCostParameters, adjust_cost
from xlcost.inventory.reports_valuation import InventoryValuationParameters, inventory_valuation
from xlcost.inventory.transactions import PostTransactionsParameters, post_transactions
from xlcost.problems import problem
from xlcost.rules.money import ZERO
from xlcost.tables import inventory as i
from xlcost.tables.general_ledger import GLAccount
from xlcost.tables.kinds import CODE, DAY, TEXT, Kind, flag_kind, rate_kind

Movements = Annotated[
    Range, Block("Item ledger entries: Entry No., Item No., Posting Date, Quantity, Cost Amount Actual")
]
Quantity = Annotated[Decimal, Cell(rate_kind(), "Quantity to issue")]
ItemNo = Annotated[str, Cell(CODE, "Item; left out = the only item of the movements")]
IssueDate = Annotated[dt.date | None, Cell(DAY, "Day of the issue; left out = that of the last movement")]


def _issue_cost(method: str, movements: Range, quantity: Decimal, item_no: str, day: dt.date | None) -> Decimal:
    if quantity <= 0:
        raise impossible("quantity is not above 0; give the quantity that is issued")
    rows = [row for row in rows_of(i.ItemLedgerEntry, movements) if not item_no or row.item_no == item_no]
    if not rows:
        raise unknown(f"there are no movements of item {item_no}" if item_no else "there are no movements")
    if len({row.item_no for row in rows}) > 1:
        raise wrong("the movements are of several items; name the item")
    return _cost(method, movements, quantity, rows[0].item_no, day or max(row.posting_date for row in rows))


@lru_cache(maxsize=4096)
def _cost(method: str, movements: Range, quantity: Decimal, item_no: str, day: dt.date) -> Decimal:
    """Post the movements and the issue to a ledger of their own, adjust its costs, and read what the issue costs."""
    rows = sorted(
        (row for row in rows_of(i.ItemLedgerEntry, movements) if row.item_no == item_no and row.posting_date <= day),
        key=lambda row: (row.posting_date, row.entry_no),
    )
    if sum((row.quantity for row in rows), ZERO) < quantity:
        raise impossible(f"less than {quantity} of item {item_no} is in stock on {day.isoformat()}")
    made: Any = i.Item
    item = made(item_no=item_no, costing_method=method)
    lines = [_transaction(number, row.item_no, row.posting_date, row.quantity, row) for number, row in enumerate(rows)]
    lines.append(_transaction(len(rows), item_no, day, -quantity, None))
    books = Books([Table(i.Item, [item]), Table(i.ItemTransaction, lines)])
    posted = post_transactions(books, PostTransactionsParameters())
    for refused in posted.problems:
        raise wrong(refused.sentence)
    adjust_cost(books, AdjustCostParameters())
    last = books[i.ItemLedgerEntry].rows[-1]
    return -last.cost_amount_actual


def _transaction(
    number: int, item_no: str, day: dt.date, quantity: Decimal, row: i.ItemLedgerEntry | None
) -> i.ItemTransaction:
    incoming = quantity > 0
    values: dict[str, Any] = {
        "line_no": number + 1,
        "transaction_type": "Purchase" if incoming else "Sale",
        "item_no": item_no,
        "posting_date": day,
        "quantity": abs(quantity),
        "amount": row.cost_amount_actual if row and incoming else None,
    }
    return i.ItemTransaction(**values)


@function("FIFOCOST", example='=XLCOST.FIFOCOST(item_ledger_entries[[#Headers],[#Data]],8,"BOLT")')
def fifo_cost(movements: Movements, quantity: Quantity, item: ItemNo = "", on_date: IssueDate = None) -> Decimal:
    """What issuing a quantity costs when the oldest receipts are used up first."""
    return _issue_cost("FIFO", movements, quantity, item, on_date)


@function("LIFOCOST", example='=XLCOST.LIFOCOST(item_ledger_entries[[#Headers],[#Data]],8,"BOLT")')
def lifo_cost(movements: Movements, quantity: Quantity, item: ItemNo = "", on_date: IssueDate = None) -> Decimal:
    """What issuing a quantity costs when the newest receipts are used up first."""
    return _issue_cost("LIFO", movements, quantity, item, on_date)


@function("AVERAGECOST", example='=XLCOST.AVERAGECOST(item_ledger_entries[[#Headers],[#Data]],8,"BOLT")')
def average_cost(movements: Movements, quantity: Quantity, item: ItemNo = "", on_date: IssueDate = None) -> Decimal:
    """What issuing a quantity costs at the average of what is in stock at the end of the day."""
    return _issue_cost("Average", movements, quantity, item, on_date)


@function("INVENTORYVALUE", example='=XLCOST.INVENTORYVALUE("2026-12-31","","",value_entries[[#Headers],[#Data]])')
def inventory_value(
    on_date: Annotated[dt.date, Cell(DAY, "Day at whose end the value is asked")],
    items: Annotated[str, Cell(TEXT, "Filter over items; blank = all")] = "",
    locations: Annotated[str, Cell(TEXT, "Filter over locations; blank = all")] = "",
    tables: Annotated[
        TableRanges,
        Tables(
            (i.ValueEntry, i.Item, i.ItemLedgerEntry, i.ItemApplicationEntry),
            "Value entries; also items, item ledger entries and application entries, where there are any",
        ),
    ] = NO_TABLES,
) -> Decimal:
    """Invoiced inventory value at the end of a day, as the inventory valuation shows it."""
    return _value(tables.books, on_date, items, locations)


@lru_cache(maxsize=4096)
def _value(books: Books, day: dt.date, items: str, locations: str) -> Decimal:
    row_classes: tuple[Any, ...] = (i.ValueEntry, i.Item, i.ItemLedgerEntry, i.ItemApplicationEntry)
    copy = Books([Table(each, books[each].rows) for each in row_classes])
    parameters = InventoryValuationParameters(ending_date=day, item_no=items, location_code=locations)
    value: Decimal = inventory_valuation(copy, parameters).counts["ending_value"]
    return value


def _option(column: str) -> Kind:
    return i.ValueEntry.info.column(column).kind


@function(
    "ACCOUNTPAIR",
    example='=XLCOST.ACCOUNTPAIR("Purchase","Direct Cost",FALSE,"EAST","RAW","EU","PARTS","",'
    "inventory_posting_setup[#All],general_posting_setup[#All])",
)
def account_pair(
    movement: Annotated[str, Cell(_option("item_ledger_entry_type"), "Kind of movement, such as Purchase or Sale")],
    entry_type: Annotated[str, Cell(_option("entry_type"), "Kind of value, such as Direct Cost or Variance")],
    expected: Annotated[bool, Cell(flag_kind(), "TRUE = the pair of the expected cost")] = False,
    location: Annotated[str, Cell(CODE, "Location; blank = none")] = "",
    inventory_posting_group: Annotated[str, Cell(CODE, "Inventory posting group")] = "",
    business_group: Annotated[str, Cell(CODE, "General business posting group")] = "",
    product_group: Annotated[str, Cell(CODE, "General product posting group")] = "",
    variance_type: Annotated[str, Cell(_option("variance_type"), "Kind of variance, for entry type Variance")] = "",
    tables: Annotated[
        TableRanges,
        Tables(
            (i.InventoryPostingSetup, i.GeneralPostingSetup, GLAccount),
            "Inventory and general posting setup; with the chart of accounts the accounts are checked too",
        ),
    ] = NO_TABLES,
) -> list[str | ErrorValue]:
    """The account and the balancing account that a value entry is posted to, one below the other."""
    values: dict[str, Any] = {
        "entry_no": 1, "item_no": "", "item_ledger_entry_type": movement, "entry_type": entry_type,
        "variance_type": variance_type, "location_code": location,
        "inventory_posting_group": inventory_posting_group, "gen_bus_posting_group": business_group,
        "gen_prod_posting_group": product_group, "posting_date": dt.date.min,
    }  # fmt: skip
    entry = i.ValueEntry(**values)
    pairs = PAIRS.get(combination_of(entry))
    pair = (pairs.interim if expected else pairs.actual) if pairs else None
    if pair is None:
        what = f"{movement}, {entry_type} {variance_type}".strip()
        raise unknown(f"{what} has no accounts for {'expected' if expected else 'actual'} cost; it is not posted")
    setup = AccountSetup(tables.books)
    return [_account(tables.books, setup.account(entry, kind), kind) for kind in pair]


def _account(books: Books, found: Account, kind: AccountType) -> str | ErrorValue:
    """The number; what the chart of accounts says of it counts only when the chart was given."""
    charted = bool(books[GLAccount].rows)
    findings = [each for each in found.findings if charted or each.code != "ACCOUNT_NOT_FOUND"]
    if findings:
        first = findings[0]
        return unknown(f"{kind.name}: {problem(first.code, first.where, **first.facts).sentence}").error
    return found.no
