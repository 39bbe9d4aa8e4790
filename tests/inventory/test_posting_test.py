"""Test report of the cost posting (spec 2, 12)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory.ledgers import rows, value_entry, workbook


def _test(book: MemoryWorkbook, **parameters: Any) -> None:
    report = book.run("post_cost_to_gl_test", parameters)
    assert report.outcome != "error"
    assert report.exit_code == 0


def _codes(book: MemoryWorkbook) -> list[str]:
    assert {severity for (severity,) in rows(book, "problems", "severity")} <= {"warning"}
    return [code for (code,) in rows(book, "problems", "code")]


def test_one_row_a_line_and_nothing_changes() -> None:
    book = workbook([value_entry(1, "Purchase", "100.00", "-95.00")])
    before = {name: [dict(row) for row in table] for name, table in book.tables.items()}
    _test(book)
    assert rows(book, "cost_posting_test", "gl_account_no", "amount", "value_entry_no", "item_no", "codes") == [
        ("INVT-I", Decimal(-95), 1, "ITEM", ""),
        ("ACCRUAL-I", Decimal(95), 1, "ITEM", ""),
        ("INVT", Decimal(100), 1, "ITEM", ""),
        ("DIRCOST", Decimal(-100), 1, "ITEM", ""),
    ]
    changed = {name for name in book.tables if book.tables[name] != before.get(name, [])}
    assert changed == {"cost_posting_test", "run_log"}


def test_only_warnings_hides_clean_lines() -> None:
    book = workbook([value_entry(1, "Purchase", "1.00")], gl_accounts=[{"no": "INVT"}])
    _test(book, only_warnings=True)
    assert rows(book, "cost_posting_test", "gl_account_no", "codes") == [("DIRCOST", "ACCOUNT_NOT_FOUND")]


def test_dimensions_on_request() -> None:
    book = workbook([value_entry(1, "Purchase", "1.00", B="2", A="1")], dimensions=[{"code": "B"}, {"code": "A"}])
    _test(book)
    assert rows(book, "cost_posting_test", "dimensions") == [("",), ("",)]
    _test(book, show_dimensions=True)
    assert rows(book, "cost_posting_test", "dimensions") == [("A=1; B=2",)] * 2


def test_line_with_several_faults_names_them_all() -> None:
    book = workbook(
        [value_entry(1, "Purchase", "1.00")],
        gl_setup=[{"allow_posting_to": "2023-12-31"}],
        gl_accounts=[{"no": "INVT", "blocked": True, "account_type": "Total"}, {"no": "DIRCOST"}],
    )
    _test(book)
    assert rows(book, "cost_posting_test", "codes") == [
        ("ACCOUNT_BLOCKED, ACCOUNT_NOT_POSTING, POSTING_DATE_NOT_ALLOWED",),
        ("POSTING_DATE_NOT_ALLOWED",),
    ]


def test_missing_setup_row_stops_further_checks_of_the_line() -> None:
    book = workbook(
        [value_entry(1, "Purchase", "1.00")],
        gl_setup=[{"allow_posting_to": "2023-12-31"}],
        inventory_posting_setup=[{"location_code": "EAST", "inventory_posting_group": "FIN"}],
    )
    _test(book)
    assert rows(book, "cost_posting_test", "gl_account_no", "codes") == [
        ("", "INVENTORY_POSTING_SETUP_MISSING"),
        ("DIRCOST", "POSTING_DATE_NOT_ALLOWED"),
    ]


def test_invalid_combination_has_one_row_without_account() -> None:
    book = workbook([value_entry(7, "Sale", "2.00", entry_type="Variance", variance_type="Purchase")])
    _test(book)
    assert rows(book, "cost_posting_test", "description", "amount", "gl_account_no", "codes") == [
        ("Value Entry 7", Decimal(2), "", "COMBINATION_NOT_ALLOWED")
    ]
    assert _codes(book) == ["COMBINATION_NOT_ALLOWED"]


def test_posting_group_lines_have_no_value_entry_but_entries_are_checked() -> None:
    entries = [
        value_entry(1, "Purchase", "1.00"),
        value_entry(2, "Purchase", "2.00"),
        value_entry(3, "Purchase", "0", "3.00", entry_type="Rounding"),
    ]
    book = workbook(entries, gl_accounts=[{"no": "INVT", "blocked": True}, {"no": "DIRCOST"}])
    _test(book, method="per_posting_group", document_no="J")
    assert rows(book, "cost_posting_test", "value_entry_no", "gl_account_no", "amount", "document_no") == [
        (3, "", Decimal(0), "D3"),
        (0, "INVT", Decimal(3), "J"),
        (0, "DIRCOST", Decimal(-3), "J"),
    ]
    assert sorted(_codes(book)) == ["ACCOUNT_BLOCKED", "EXPECTED_AMOUNT_NOT_ALLOWED", "EXPECTED_FLAG_NOT_ALLOWED"]


@pytest.mark.parametrize(
    ("mandatory", "parameters", "codes"),
    [
        (False, {"method": "per_posting_group"}, ["DOCUMENT_NO_REQUIRED"]),
        (False, {"document_no": "X"}, ["DOCUMENT_NO_FORBIDDEN"]),
        (True, {}, ["JOURNAL_FIELD_MISSING"]),
        (True, {"document_no": "X"}, []),
        (True, {"method": "per_posting_group"}, ["DOCUMENT_NO_REQUIRED", "JOURNAL_FIELD_MISSING"]),
    ],
)
def test_run_level_rules_are_warnings(mandatory: bool, parameters: dict[str, Any], codes: list[str]) -> None:
    book = workbook([value_entry(1, "Purchase", "1.00")], gl_setup=[{"journal_templ_name_mandatory": mandatory}])
    _test(book, **parameters)
    assert _codes(book) == codes


@pytest.mark.parametrize(
    ("rule", "default", "value", "broken"),
    [
        ("Code Mandatory", "", "", True),
        ("Code Mandatory", "", "X", False),
        ("Same Code", "X", "Y", True),
        ("Same Code", "X", "X", False),
        ("No Code", "", "X", True),
        ("No Code", "", "", False),
        ("", "X", "", False),
    ],
)
@pytest.mark.parametrize("account", ["DIRCOST", ""])
def test_default_dimension_rules(rule: str, default: str, value: str, broken: bool, account: str) -> None:
    rules = [
        {"table": "G/L Account", "no": account, "dimension_code": "D", "dimension_value_code": default,
         "value_posting": rule},
        {"table": "Item", "no": account, "dimension_code": "D", "value_posting": "No Code"},
        {"table": "G/L Account", "no": "INVT", "dimension_code": "D", "value_posting": ""},
    ]  # fmt: skip
    book = workbook([value_entry(1, "Purchase", "1.00", D=value)], default_dimensions=rules, dimensions=[{"code": "D"}])
    _test(book)
    assert rows(book, "cost_posting_test", "gl_account_no", "codes") == [
        ("INVT", ""),
        ("DIRCOST", "DIMENSION_VALUE_POSTING" if broken else ""),
    ]


@pytest.mark.parametrize(("second", "forbidden"), [("1", True), ("2", False)])
def test_limited_combination_forbids_listed_values_in_either_order(second: str, forbidden: bool) -> None:
    book = workbook(
        [value_entry(1, "Purchase", "1.00", A="1", B=second)],
        dimensions=[{"code": "A"}, {"code": "B"}],
        dimension_combinations=[{"dimension_1_code": "B", "dimension_2_code": "A", "restriction": "Limited"}],
        dimension_value_combinations=[
            {"dimension_1_code": "A", "dimension_1_value_code": "1", "dimension_2_code": "B",
             "dimension_2_value_code": "1"}
        ],
    )  # fmt: skip
    _test(book)
    assert _codes(book) == ["DIMENSION_COMBINATION_BLOCKED"] * (2 if forbidden else 0)
