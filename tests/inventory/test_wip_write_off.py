"""Finished orders without output: their WIP goes to Inventory Adjmt., once and exactly (spec 2, 9.6 and 11.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory import ledgers, shop_floor
from tests.inventory.shop_floor import (
    ZERO,
    accounts,
    capacity,
    differences,
    factory,
    finish,
    in_balance,
    matrix_sums,
    post,
    to_gl,
    wip,
)
from tests.inventory.test_production import Row, buy, make, order, run, use

ON = {"finish_order_without_output": True}
ITEMS: list[Row] = [{"item_no": "A"}, {"item_no": "B", "unit_cost": Decimal(9)}]
SCRAPPED = [buy("A", 10, "100"), use("A", 4, "PO1"), capacity("2", "4", indirect_cost_pct=Decimal(25))]
"""Four A of 10.00 = 40.00, capacity of 8.00 with 25 % overhead = 2.00: 50.00 in WIP."""
CHARGE = {"transaction_type": "Item Charge", "charge_to_line": 1, "amount": Decimal("1.00"), "item_no": "A"}
GONE = {"INVT": 60, "DIRCOST": -108, "OVHD": -2, "ADJMT": 50}
"""What is in the G/L when all of it was moved."""


def scrapped(rows: list[Row] = SCRAPPED, **setup: Any) -> MemoryWorkbook:
    """The order without output, posted but neither adjusted nor in the G/L."""
    book = factory(ITEMS, rows, setup=ON | setup)
    post(book)
    return book


def gl_entries(book: MemoryWorkbook) -> list[tuple[Any, ...]]:
    """Accounts and amounts of the G/L entries."""
    return ledgers.rows(book, "gl_entries", "gl_account_no", "amount")


def test_cost_of_an_order_without_output_leaves_wip() -> None:
    """Each value entry that stands in WIP gets the extra pair; nothing more is ever posted."""
    book = scrapped()
    assert finish(book).result.problems == []
    to_gl(book)
    assert accounts(book) == GONE
    assert sorted(gl_entries(book)) == sorted([
        ("INVT", 100), ("DIRCOST", -100),
        ("INVT", -40), ("WIP", 40), ("WIP", -40), ("ADJMT", 40),
        ("DIRCOST", -8), ("WIP", 8), ("WIP", -8), ("ADJMT", 8),
        ("OVHD", -2), ("WIP", 2), ("WIP", -2), ("ADJMT", 2),
    ])  # fmt: skip
    assert [row["wip_written_off"] for row in book.tables["value_entries"]] == [None, 40, 8, 2]
    in_balance(book)
    assert matrix_sums(book) == {}
    assert run(book, "post_cost_to_gl").outcome == "nothing_to_do"


def test_what_was_posted_before_goes_into_the_queue_again() -> None:
    """Only the extra pair is posted then, and it is not posted again when the queue is lost."""
    book = scrapped()
    to_gl(book)
    assert accounts(book)["WIP"] == 50
    finish(book)
    assert [row["value_entry_no"] for row in book.tables["post_value_entry_to_gl"]] == [2, 3, 4]
    before = len(gl_entries(book))
    outcome = run(book, "post_cost_to_gl")
    assert outcome.result.counts["posted"] == 3
    assert sorted(gl_entries(book)[before:]) == sorted(
        [("WIP", -40), ("ADJMT", 40), ("WIP", -8), ("ADJMT", 8), ("WIP", -2), ("ADJMT", 2)]
    )
    assert accounts(book) == GONE
    in_balance(book)
    book.tables["post_value_entry_to_gl"] = []
    assert run(book, "post_cost_to_gl").outcome == "nothing_to_do"
    assert accounts(book) == GONE


def test_a_queue_that_is_lost_before_is_built_anew() -> None:
    """Also when some of the order was posted and some was not."""
    book = scrapped()
    run(book, "adjust_cost")
    run(book, "post_cost_to_gl", value_entry_nos=[1, 2])
    finish(book)
    book.tables["post_value_entry_to_gl"] = []
    to_gl(book)
    assert accounts(book) == GONE
    in_balance(book)


@pytest.mark.parametrize("before", [True, False])
def test_a_late_charge_follows(before: bool) -> None:
    """1.00 on ten A brings 0.40 to the order: 50.40 in Inventory Adjmt."""
    book = factory(ITEMS, [*SCRAPPED, CHARGE], setup=ON)
    post(book, 1, 2, 3)
    finish(book)
    if before:
        to_gl(book)
    post(book)
    to_gl(book)
    assert accounts(book)["ADJMT"] == Decimal("50.40")
    assert "WIP" not in accounts(book)
    assert sum(row["wip_written_off"] or 0 for row in book.tables["value_entries"]) == Decimal("50.40")
    in_balance(book)


def test_it_is_summed_per_posting_group() -> None:
    """The extra pairs have lines of their own, by balancing account."""
    book = scrapped()
    finish(book)
    to_gl(book, method="per_posting_group", document_no="G1")
    assert accounts(book) == GONE
    assert ("ADJMT", 50) in gl_entries(book)
    in_balance(book)


def test_preview_and_test_report_show_it() -> None:
    """Columns WIP and Inventory Adjmt. of the preview; two lines an entry in the test report."""
    book = scrapped()
    to_gl(book)
    finish(book)
    outcome = run(book, "post_cost_to_gl", post=False)
    assert outcome.result.counts["to_post"] == 3
    assert "with 50" in outcome.message
    lines = ledgers.rows(book, "cost_posting_lines", "value_entry_no", "inventory", "wip", "inventory_adjmt")
    assert lines == [(2, 0, -40, 40), (3, 0, -8, 8), (4, 0, -2, 2)]
    run(book, "post_cost_to_gl_test")
    assert sorted(ledgers.rows(book, "cost_posting_test", "gl_account_no", "amount")) == sorted(
        [("WIP", -40), ("ADJMT", 40), ("WIP", -8), ("ADJMT", 8), ("WIP", -2), ("ADJMT", 2)]
    )
    assert accounts(book)["WIP"] == 50


def test_what_is_not_moved_yet_is_explained() -> None:
    """The difference is on both accounts, with the entries behind it, and the warning says what to run."""
    book = scrapped()
    to_gl(book)
    finish(book)
    assert differences(book) == {"WIP Inventory": 50, "Inventory Adjmt.": -50}
    causes = ledgers.rows(book, "reconciliation_causes", "account_type", "cause", "amount", "rows")
    assert ("WIP Inventory", "NOT_YET_POSTED", 50, 3) in causes
    assert ("Inventory Adjmt.", "NOT_YET_POSTED", -50, 3) in causes
    assert [row["code"] for row in book.tables["reconciliation_warnings"]] == ["COST_NOT_POSTED"]


def test_a_missing_account_skips_the_whole_entry() -> None:
    """Nothing of the entry is posted while the extra pair cannot be; the split names the reason."""
    book = scrapped()
    finish(book)
    book.tables["general_posting_setup"][0]["inventory_adjmt_account"] = ""
    to_gl(book)
    assert accounts(book) == {"INVT": 100, "DIRCOST": -100}
    skipped = ledgers.rows(book, "skipped_entries", "entry_no", "reason_code")
    assert skipped == [(2, "ACCOUNT_BLANK"), (3, "ACCOUNT_BLANK"), (4, "ACCOUNT_BLANK")]
    differences(book)
    reasons = ledgers.rows(book, "reconciliation_causes", "account_type", "cause", "reason_code", "amount")
    assert ("Inventory", "SKIPPED", "ACCOUNT_BLANK", 40) in reasons
    book.tables["general_posting_setup"][0]["inventory_adjmt_account"] = "ADJMT"
    run(book, "post_cost_to_gl")
    assert accounts(book) == GONE
    in_balance(book)


def test_automatic_cost_posting_moves_it_when_the_order_is_finished() -> None:
    """And later adjustments of it at once; where the account is missing, the order is not finished."""
    book = factory(ITEMS, [*SCRAPPED, CHARGE], setup=ON | {"automatic_cost_posting": True})
    post(book, 1, 2, 3)
    assert accounts(book)["WIP"] == 50
    book.tables["general_posting_setup"][0]["inventory_adjmt_account"] = ""
    refused = book.run("finish_production_order", {"order_no": "PO1", "posting_date": "2024-01-31"}).outcomes[0]
    assert refused.error is not None
    assert refused.error.code == "ACCOUNT_BLANK"
    assert book.tables["production_orders"][0]["status"] == "Released"
    book.tables["general_posting_setup"][0]["inventory_adjmt_account"] = "ADJMT"
    finish(book)
    assert accounts(book) == GONE
    post(book)
    run(book, "adjust_cost")
    assert accounts(book)["ADJMT"] == Decimal("50.40")
    assert book.tables.get("post_value_entry_to_gl", []) == []
    in_balance(book)


def test_a_closed_month_does_not_keep_an_order_from_being_finished() -> None:
    """What is dated in it waits in the queue, is listed by the cost posting, and is moved once the dates permit it."""
    book = scrapped(automatic_cost_posting=True)
    book.tables["gl_setup"][0]["allow_posting_from"] = "2024-02-01"
    finish(book)
    assert accounts(book)["WIP"] == 50
    assert [row["value_entry_no"] for row in book.tables["post_value_entry_to_gl"]] == [2, 3, 4]
    run(book, "post_cost_to_gl")
    assert [row["reason_code"] for row in book.tables["skipped_entries"]] == ["POSTING_DATE_NOT_ALLOWED"] * 3
    differences(book)
    causes = ledgers.rows(book, "reconciliation_causes", "account_type", "reason_code", "amount")
    assert ("WIP Inventory", "POSTING_DATE_NOT_ALLOWED", 50) in causes
    book.tables["gl_setup"][0]["allow_posting_from"] = None
    run(book, "post_cost_to_gl")
    assert accounts(book) == GONE
    in_balance(book)


def test_switched_off_it_stays_in_wip_with_a_warning() -> None:
    """Said once, with the amount; switched on later, the next cost posting moves it."""
    book = factory(ITEMS, SCRAPPED)
    post(book)
    (warned,) = finish(book).result.problems
    assert (warned.code, warned.severity, warned.facts["amount"]) == ("ORDER_WITHOUT_OUTPUT", "warning", 50)
    assert "finish_order_without_output" in warned.remedy
    assert finish(book).result.problems == []
    to_gl(book)
    assert accounts(book)["WIP"] == 50
    in_balance(book)
    assert all(row.get("wip_written_off") is None for row in book.tables["value_entries"])
    book.tables["inventory_setup"][0]["finish_order_without_output"] = True
    assert to_gl(book).result.counts["posted"] == 3
    assert accounts(book) == GONE
    in_balance(book)


def test_switched_off_again_what_was_moved_stays_moved() -> None:
    """Nothing comes back, and the reconciliation knows it."""
    book = scrapped()
    finish(book)
    to_gl(book)
    book.tables["inventory_setup"][0]["finish_order_without_output"] = False
    assert to_gl(book).outcome == "nothing_to_do"
    in_balance(book)
    assert wip(book)["as_of_end"] == 0


def test_it_comes_back_when_the_order_gets_output_after_all() -> None:
    """Set back to Released, two pieces made, finished again: they cost the 50.00."""
    book = factory(ITEMS, [*SCRAPPED, make("B", 2, "PO1")], setup=ON)
    post(book, 1, 2, 3)
    finish(book)
    to_gl(book)
    book.tables["production_orders"][0]["status"] = "Released"
    post(book)
    finish(book)
    to_gl(book)
    assert accounts(book) == {"INVT": 110, "DIRCOST": -108, "OVHD": -2}
    assert not any(row["wip_written_off"] for row in book.tables["value_entries"])
    in_balance(book)
    assert shop_floor.wip(book)["output"] == -50


def test_output_that_was_taken_back_is_none() -> None:
    """Two pieces made and taken back: expected cost cancels, the 50.00 are moved."""
    rows = [*SCRAPPED, make("B", 2, "PO1"), make("B", -2, "PO1") | {"applies_to_line": 4}]
    book = scrapped(rows)
    to_gl(book)
    finish(book)
    to_gl(book)
    assert accounts(book) == GONE
    in_balance(book)


def test_each_line_of_an_order_for_itself() -> None:
    """Line 10000 has output and takes its own cost; only the cost of line 20000 is moved."""
    lines = [order("PO1", "B"), order("PO1", "B", 20000)]
    first, second = {"order_line_no": 10000}, {"order_line_no": 20000}
    rows = [buy("A", 10, "100"), use("A", 3, "PO1") | first, use("A", 4, "PO1") | second, make("B", 1, "PO1") | first]
    book = factory(ITEMS, rows, lines, ON)
    post(book)
    finish(book)
    to_gl(book)
    assert accounts(book) == {"INVT": 60, "DIRCOST": -100, "ADJMT": 40}
    in_balance(book)


def test_reports_of_wip_know_it() -> None:
    """What was moved left WIP like an output would, on the date of its value entry; nothing is left to break down."""
    book = scrapped()
    finish(book)
    line = wip(book)
    assert [line[column] for column in ("consumption", "capacity", "output", "as_of_end", "cost_posted_to_gl")] == [
        40, 10, -50, 0, 0,
    ]  # fmt: skip
    to_gl(book)
    line = wip(book)
    assert (line["output"], line["as_of_end"], line["cost_posted_to_gl"]) == (-50, 0, 0)
    assert wip(book, starting_date="2024-01-15")["output"] == -50
    run(book, "report", report="cost_shares_breakdown", print="WIP Inventory", ending_date="2024-12-31")
    assert book.tables["cost_shares_breakdown"] == []


def test_material_of_items_without_stock_is_not_in_wip() -> None:
    """It was expensed when it was bought, so there is nothing of it to be moved."""
    glue = {"item_no": "GLUE", "type": "Non-Inventory", "unit_cost": Decimal(3)}
    setup = ON | {"include_non_inventory_cost": True}
    book = factory([*ITEMS, glue], [*SCRAPPED, use("GLUE", 5, "PO1")], setup=setup)
    post(book)
    finish(book)
    to_gl(book)
    assert accounts(book) == GONE
    in_balance(book)


_STEPS = st.tuples(
    st.sampled_from(("buy", "use", "back", "glue", "work", "make", "unmake", "charge", "finish", "adjust", "post")),
    st.sampled_from(("PO1", "PO2")),
    st.integers(1, 4),
    st.integers(1, 999),
)


def _transaction(kind: str, number: str, quantity: int, cents: int) -> Row | None:
    amount = Decimal(cents) / 100
    rows: dict[str, Row] = {
        "buy": buy("A", quantity, str(amount)),
        "use": use("A", quantity, number),
        "back": use("A", -quantity, number),
        "glue": use("GLUE", quantity, number),
        "work": capacity(str(quantity), str(amount), number, overhead_rate=amount / 3),
        "make": make("B", quantity, number),
        "charge": CHARGE | {"amount": amount},
    }
    return rows.get(kind)


@settings(max_examples=80)
@given(
    st.lists(_STEPS, max_size=14),
    st.sampled_from(("FIFO", "LIFO", "Average")),
    st.sampled_from(("FIFO", "Average", "Standard")),
    st.fixed_dictionaries(
        {
            "automatic_cost_posting": st.booleans(),
            "expected_cost_posting_to_gl": st.booleans(),
            "automatic_cost_adjustment": st.sampled_from(("Never", "Always")),
        }
    ),
    st.sampled_from(("per_entry", "per_posting_group")),
)
def test_wip_of_finished_orders_is_empty(
    steps: list[tuple[str, str, int, int]], component: str, product: str, setup: Row, method: str
) -> None:
    """Whatever was posted, adjusted and finished when: adjusted and posted, nothing is left in WIP, and all agrees."""
    items: list[Row] = [
        {"item_no": "A", "costing_method": component},
        {"item_no": "B", "costing_method": product, "unit_cost": Decimal(2), "standard_cost": Decimal(2)},
        {"item_no": "GLUE", "type": "Service", "unit_cost": Decimal("0.37")},
    ]
    book = factory(
        items, [buy("A", 50, "123.45")], [order("PO1", "B"), order("PO2", "B")],
        ON | {"include_non_inventory_cost": True} | setup,
    )  # fmt: skip
    post(book)
    made: dict[str, list[int]] = {"PO1": [], "PO2": []}
    finished = set()
    for kind, number, quantity, cents in steps:
        if kind in ("finish", "adjust", "post"):
            finished |= {number} if kind == "finish" else set()
            parameters = {"method": method} | ({"document_no": "G"} if method == "per_posting_group" else {})
            if kind == "post":
                run(book, "post_cost_to_gl", **parameters)
            else:
                finish(book, number) if kind == "finish" else run(book, "adjust_cost")
            continue
        if number in finished and kind not in ("buy", "charge"):
            continue
        row = _transaction(kind, number, quantity, cents)
        line = len(book.tables["item_transactions"]) + 1
        if kind == "unmake":
            if not made[number]:
                continue
            source = made[number].pop()
            row = make("B", -int(book.tables["item_transactions"][source - 1]["quantity"]), number)
            row |= {"applies_to_line": source}
        elif kind == "make":
            made[number].append(line)
        assert row is not None
        standing = {"line_no": line, "posting_date": "2024-01-15", "document_no": f"D{line}"}
        book.tables["item_transactions"].append(standing | row)
        post(book)
    for number in sorted({"PO1", "PO2"} - finished):
        finish(book, number)
    document = {"document_no": "END"} if method == "per_posting_group" else {}
    to_gl(book, method=method, **document)
    assert accounts(book).get("WIP", ZERO) == 0
    assert accounts(book).get("INVT-I", ZERO) == 0
    in_balance(book)
    run(book, "report", report="inventory_valuation_wip", ending_date="2024-12-31")
    lines = book.tables.get("inventory_valuation_wip", [])
    assert [line["order_no"] for line in lines if line["as_of_end"] or line["cost_posted_to_gl"]] == []
    book.tables["post_value_entry_to_gl"] = []
    assert run(book, "adjust_cost").outcome == "nothing_to_do"
    assert run(book, "post_cost_to_gl").outcome == "nothing_to_do"
