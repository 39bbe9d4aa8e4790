"""Reconciliation of inventory with the G/L: both sides, matrix, warnings (spec 2, 13.1 to 13.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory.ledgers import GENERAL_ACCOUNTS, rows, value_entry, workbook
from tests.inventory.test_cost_posting import PAIRS, ledgers
from xlcost.close import RunReport

TYPES = (
    "Inventory", "Inventory (Interim)", "WIP Inventory", "Direct Cost Applied", "Overhead Applied",
    "Purchase Variance", "Inventory Adjmt.", "Invt. Accrual (Interim)", "COGS", "COGS (Interim)", "Material Variance",
    "Capacity Variance", "Subcontracted Variance", "Capacity Overhead Variance", "Mfg. Overhead Variance",
)  # fmt: skip
NO_FIELD = {"Direct Cost - Non Inventory", "Material - Non Inventory"}


def _reconcile(book: MemoryWorkbook, **parameters: Any) -> RunReport:
    report = book.run("reconcile", {"show_warning": True, **parameters})
    assert report.outcome != "error"
    return report


def _differences(book: MemoryWorkbook) -> dict[str, Decimal]:
    found = rows(book, "reconciliation_totals", "account_type", "difference")
    return {kind: difference for kind, difference in found if difference}


def _fields_of_spec(entry: dict[str, Any]) -> dict[str, Decimal]:
    """13.1 word by word, independent of the account pairs."""
    movement, kind, variance = entry["item_ledger_entry_type"], entry["entry_type"], entry["variance_type"]
    order = entry["order_type"]
    act, exp = Decimal(entry["cost_amount_actual"]), Decimal(entry["cost_amount_expected"])
    direct, indirect = kind == "Direct Cost", kind == "Indirect Cost"
    expected = kind in {"Direct Cost", "Revaluation"}
    production, assembly = (not movement and order == each for each in ("Production", "Assembly"))
    adjusted = movement in {"Positive Adjmt.", "Negative Adjmt.", "Transfer"}
    produced = movement in {"Output", "Assembly Output"} and kind == "Variance"
    found = {
        "inventory": act if movement else 0,
        "inventory_interim": exp if expected and movement in {"Purchase", "Sale", "Output"} else 0,
        "wip_inventory": (-act if movement in {"Consumption", "Output"} and direct else 0)
        + (-exp if movement == "Output" and expected else 0)
        + (act if production and (direct or indirect) else 0),
        "direct_cost_applied": -act if direct and (movement == "Purchase" or not movement) else 0,
        "direct_cost_applied_actual": -act if direct and (movement == "Purchase" or assembly) else 0,
        "direct_cost_applied_wip": -act if direct and production else 0,
        "overhead_applied": -act if indirect else 0,
        "overhead_applied_actual": -act if indirect and not production else 0,
        "overhead_applied_wip": -act if indirect and production else 0,
        "purchase_variance": -act if movement == "Purchase" and kind == "Variance" else 0,
        "inventory_adjmt": -act
        if kind in {"Revaluation", "Rounding"}
        or (direct and (adjusted or movement in {"Assembly Output", "Assembly Consumption"}))
        else (act if assembly else 0),
        "invt_accrual_interim": -exp if movement == "Purchase" and expected else 0,
        "cogs": -act if movement == "Sale" and direct else 0,
        "cogs_interim": -exp if movement == "Sale" and expected else 0,
        "material_variance": -act if produced and variance == "Material" else 0,
        "capacity_variance": -act if produced and variance == "Capacity" else 0,
        "subcontracted_variance": -act if produced and variance == "Subcontracted" else 0,
        "capacity_overhead_variance": -act if produced and variance == "Capacity Overhead" else 0,
        "mfg_overhead_variance": -act if produced and variance == "Manufacturing Overhead" else 0,
        "inventory_to_wip": act if direct and movement in {"Output", "Consumption"} else 0,
        "wip_to_interim": -exp if expected and movement == "Output" else 0,
    }
    return {field: Decimal(amount) for field, amount in found.items() if amount}


def _plain(entry: dict[str, Any]) -> bool:
    """Without the second version's non-inventory cost and the expected adjustments that 13.1 does not know."""
    outside = entry["item_ledger_entry_type"] in {"Positive Adjmt.", "Negative Adjmt.", "Transfer"}
    return not ({entry["entry_type"], entry["variance_type"]} & NO_FIELD) and not (
        outside and Decimal(entry["cost_amount_expected"])
    )


@settings(max_examples=40)
@given(ledgers())
def test_item_side_is_that_of_the_spec(entries: list[dict[str, Any]]) -> None:
    entries = [entry for entry in entries if _plain(entry)]
    book = workbook(
        entries, gl_entries=[{"entry_no": 1, "gl_account_no": "X", "posting_date": "2024-01-01", "amount": "1"}]
    )
    _reconcile(book)
    expected: dict[str, Decimal] = {}
    for entry in entries:
        for field, amount in _fields_of_spec(entry).items():
            expected[field] = expected.get(field, Decimal(0)) + amount
    (row,) = book.tables["reconciliation_items"] or [{"item_no": ""}]
    found = {field: amount for field, amount in row.items() if field != "item_no" and amount}
    assert found == {field: amount for field, amount in expected.items() if amount}


def test_the_oracle_knows_every_pair() -> None:
    plain = [
        pair for pair in PAIRS if not ({pair[1], pair[2]} & NO_FIELD) and (pair[3] == "A" or "Adjmt" not in pair[0])
    ]
    assert len(plain) >= 45


@settings(max_examples=40)
@given(ledgers(), st.booleans())
def test_full_posting_leaves_no_difference_and_no_warning(entries: list[dict[str, Any]], grouped: bool) -> None:
    book = workbook(entries, dimensions=[{"code": "DEPT"}])
    book.run("post_cost_to_gl", {"method": "per_posting_group", "document_no": "J"} if grouped else {})
    for period in ({}, {"posting_date_to": "2024-01-31"}, {"posting_date_from": "2024-02-01"}):
        report = _reconcile(book, **period)
        assert _differences(book) == {}
        assert book.tables["reconciliation_warnings"] == []
        assert {cause for (cause,) in rows(book, "reconciliation_causes", "cause")} == {"UNEXPLAINED"}
        assert report.exit_code == 0


def test_totals_stand_in_the_order_of_the_spec() -> None:
    book = workbook([value_entry(1, "Purchase", "1.00")])
    report = _reconcile(book)
    assert [kind for (kind,) in rows(book, "reconciliation_totals", "account_type")] == list(TYPES)
    assert report.exit_code == 1


def test_items_without_stock_and_entries_not_inventoriable_do_not_count() -> None:
    entries = [
        value_entry(1, "Purchase", "1.00", item_no="SERVICE"),
        value_entry(2, "Purchase", "2.00", inventoriable=False),
        value_entry(3, "Purchase", "4.00"),
    ]
    book = workbook(entries, items=[{"item_no": "ITEM"}, {"item_no": "SERVICE", "type": "Service"}])
    _reconcile(book)
    assert rows(book, "reconciliation_items", "item_no", "inventory") == [("ITEM", Decimal(4))]


def test_gl_side_lists_accounts_with_a_balance() -> None:
    lines = [
        {"entry_no": number, "gl_account_no": account, "posting_date": "2024-01-31", "amount": amount}
        for number, (account, amount) in enumerate([("INVT", "5"), ("COGS", "3"), ("COGS", "-3"), ("BANK", "9")], 1)
    ]
    book = workbook([], gl_entries=lines, gl_accounts=[{"no": "INVT", "name": "Stock"}])
    _reconcile(book)
    assert rows(book, "reconciliation_gl", "gl_account_no", "name", "inventory", "cogs") == [
        ("INVT", "Stock", Decimal(5), Decimal(0))
    ]


def test_matrix_balances_column_by_column() -> None:
    entries = [value_entry(1, "Purchase", "100.00", "-95.00"), value_entry(2, "Output", "30.00", "-28.00"),
               value_entry(3, "", "7.00", order_type="Assembly"), value_entry(4, "Sale", "-9.00", "4.00")]  # fmt: skip
    book = workbook(entries)
    _reconcile(book)
    matrix = {row["name"]: row for row in book.tables["reconciliation_matrix"]}
    for column in ("inventory", "inventory_interim", "wip_inventory"):
        above = sum(
            row[column] for name, row in matrix.items() if name not in {"Total", "G/L Total", "Difference", "Warning"}
        )
        assert matrix["Total"][column] == -above
        assert matrix["Difference"][column] == matrix["G/L Total"][column] - matrix["Total"][column]
    assert matrix["Inventory To WIP"]["gl_total"] is None
    assert matrix["COGS"]["warning"] == "COST_NOT_POSTED"
    assert "Inventory: COST_NOT_POSTED" in matrix["Warning"]["warning"]


def test_filter_on_items_shows_neither_warnings_nor_causes() -> None:
    book = workbook([value_entry(1, "Purchase", "1.00")])
    report = _reconcile(book, item_no="ITEM")
    assert book.tables["reconciliation_warnings"] == book.tables["reconciliation_cause_rows"] == []
    ((cause, remedy),) = rows(book, "reconciliation_causes", "cause", "remedy")
    assert cause == ""
    assert "without these filters" in remedy
    assert report.exit_code == 0


def test_location_filter_restricts_the_item_side_only() -> None:
    entries = [value_entry(1, "Purchase", "1.00"), value_entry(2, "Purchase", "2.00", location_code="EAST")]
    book = workbook(entries)
    book.run("post_cost_to_gl", {"value_entry_nos": [1]})
    _reconcile(book, location_code="EAST")
    (inventory, *_) = rows(book, "reconciliation_totals", "account_type", "total", "gl_total")
    assert inventory == ("Inventory", Decimal(2), Decimal(1))


def test_warnings_only_when_asked() -> None:
    book = workbook([value_entry(1, "Purchase", "1.00")])
    book.run("reconcile", {})
    assert book.tables["reconciliation_warnings"] == []


def test_shared_account_is_named() -> None:
    general = {"gen_prod_posting_group": "PROD", **GENERAL_ACCOUNTS, "inventory_adjmt_account": "COGS"}
    book = workbook([value_entry(1, "Sale", "-5.00")], general_posting_setup=[general])
    book.run("post_cost_to_gl", {})
    _reconcile(book)
    assert rows(book, "reconciliation_warnings", "code", "account_types") == [
        ("POSTING_DATE", "Inventory Adjmt."),
        ("SIMILAR_ACCOUNTS", "Inventory Adjmt., COGS"),
    ]
    assert "COGS" in book.tables["reconciliation_warnings"][1]["message"]


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize(
    "marked", [{"posting_date": "C2023-12-31"}, {"posting_date": "2023-12-31", "is_closing_date": True}]
)
def test_closed_fiscal_year(closed: bool, marked: dict[str, Any]) -> None:
    closing = {"entry_no": 90, "gl_account_no": "COGS", "amount": "-5.00", **marked}
    book = workbook(
        [value_entry(1, "Sale", "-5.00", posting_date="2023-12-01")],
        gl_entries=[closing],
        accounting_periods=[
            {"starting_date": "2023-01-01", "new_fiscal_year": True, "closed": closed},
            {"starting_date": "2024-01-01", "new_fiscal_year": True},
        ],
    )
    book.run("post_cost_to_gl", {})
    _reconcile(book)
    assert ("CLOSED_FISCAL_YEAR" in str(book.tables["reconciliation_warnings"])) == closed
    assert _differences(book) == {"COGS": Decimal(-5)}
    causes = rows(book, "reconciliation_causes", "account_type", "cause", "amount")
    assert ("COGS", "CLOSED_YEAR", Decimal(-5)) in causes


def test_nothing_to_reconcile() -> None:
    book = workbook([])
    assert book.run("reconcile", {}).outcome == "nothing_to_do"
    assert "reconciliation_totals" not in book.tables
