"""A small company whose value entries stand in the workbook, for tests of cost posting and reconciliation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tests.acceptance.memory import MemoryWorkbook

INVENTORY_ACCOUNTS = {
    "inventory_account": "INVT",
    "inventory_account_interim": "INVT-I",
    "wip_account": "WIP",
    "material_variance_account": "MATVAR",
    "capacity_variance_account": "CAPVAR",
    "subcontracted_variance_account": "SUBVAR",
    "cap_overhead_variance_account": "CAPOVAR",
    "mfg_overhead_variance_account": "MFGOVAR",
    "mat_non_inv_variance_account": "MATNIVAR",
}
GENERAL_ACCOUNTS = {
    "cogs_account": "COGS",
    "cogs_account_interim": "COGS-I",
    "inventory_adjmt_account": "ADJMT",
    "invt_accrual_account_interim": "ACCRUAL-I",
    "direct_cost_applied_account": "DIRCOST",
    "direct_cost_non_inv_applied_account": "DIRNI",
    "overhead_applied_account": "OVHD",
    "purchase_variance_account": "PURVAR",
}
Row = dict[str, Any]


def value_entry(number: int, movement: str, actual: str = "0", expected: str = "0", **other: Any) -> Row:
    """A value entry of item ITEM; an expected amount without an actual one makes it expected."""
    row: Row = {
        "entry_no": number,
        "item_no": "ITEM",
        "posting_date": "2024-01-31",
        "document_no": f"D{number}",
        "item_ledger_entry_no": number if movement else 0,
        "item_ledger_entry_type": movement,
        "entry_type": "Direct Cost",
        "cost_amount_actual": actual,
        "cost_amount_expected": expected,
        "expected_cost": Decimal(actual) == 0 and Decimal(expected) != 0,
        "inventory_posting_group": "FIN",
        "gen_prod_posting_group": "PROD",
    }
    return row | other


def workbook(
    entries: Sequence[Row], *, expected_posting: bool = True, **tables: Sequence[Mapping[str, Any]]
) -> MemoryWorkbook:
    """The workbook with posting setups for the blank location and chart of accounts; `tables` replace or add."""
    accounts = [*INVENTORY_ACCOUNTS.values(), *GENERAL_ACCOUNTS.values()]
    standing: dict[str, Sequence[Mapping[str, Any]]] = {
        "inventory_setup": [{"expected_cost_posting_to_gl": expected_posting}],
        "gl_setup": [{"amount_rounding_precision": "0.01"}],
        "items": [{"item_no": "ITEM", "description": "Bolt", "type": "Inventory", "inventory_posting_group": "FIN"}],
        "inventory_posting_setup": [{"location_code": "", "inventory_posting_group": "FIN", **INVENTORY_ACCOUNTS}],
        "general_posting_setup": [
            {"gen_bus_posting_group": "", "gen_prod_posting_group": "PROD", "blocked": False, **GENERAL_ACCOUNTS}
        ],
        "gl_accounts": [{"no": number, "account_type": "Posting", "blocked": False} for number in accounts],
        "value_entries": entries,
    }
    return MemoryWorkbook({**standing, **tables})


def rows(book: MemoryWorkbook, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Columns of a table's rows."""
    return [tuple(row.get(column) for column in columns) for row in book.tables.get(table, [])]


def amounts_by(book: MemoryWorkbook, table: str, *columns: str) -> dict[Any, Decimal]:
    """Sum of `amount` by the values of columns (a tuple for several), without zeros."""
    sums: dict[Any, Decimal] = {}
    for row in book.tables.get(table, []):
        key = tuple(row[column] for column in columns) if len(columns) > 1 else row[columns[0]]
        sums[key] = sums.get(key, Decimal(0)) + Decimal(str(row["amount"]))
    return {key: amount for key, amount in sums.items() if amount}
