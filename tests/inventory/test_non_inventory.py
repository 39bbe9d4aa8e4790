"""Items without stock that production consumes: their cost joins the output beside WIP (spec 2, 9.6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory import shop_floor
from tests.inventory.shop_floor import GROUPS, accounts, capacity, factory, finish, in_balance, post, to_gl, values
from tests.inventory.test_production import Row, buy, costs, make, order, run, use
from xlcost.operations import EXPLAINERS

ON = {"include_non_inventory_cost": True}
GLUE = {"item_no": "GLUE", "type": "Non-Inventory", "unit_cost": Decimal("2.50")}
ITEMS: list[Row] = [{"item_no": "A"}, GLUE, {"item_no": "B"}]


def played(rows: list[Row], product: Row | None = None, **setup: Any) -> MemoryWorkbook:
    """Ten pieces of A are bought for 100.00; the order is finished and posted to the G/L."""
    book = factory([ITEMS[0], GLUE, product or ITEMS[2]], [buy("A", 10, "100"), *rows], setup=ON | setup)
    post(book)
    finish(book)
    to_gl(book)
    return book


def test_the_output_takes_it_in_beside_wip() -> None:
    """4 A at 10.00; 6 glue at 2.50 of which 2 come back = 10.00. Output 40.00 from WIP and 10.00 beside it."""
    book = played([use("A", 4, "PO1"), use("GLUE", 6, "PO1"), use("GLUE", -2, "PO1"), make("B", 4, "PO1")])
    glue = [row for row in book.tables["item_ledger_entries"] if row["item_no"] == "GLUE"]
    assert [(row["quantity"], row["remaining_quantity"], row["open"]) for row in glue] == [
        (-6, 0, False),
        (2, 0, False),
    ]
    assert all(row["completely_invoiced"] for row in glue)
    used = [row for row in book.tables["value_entries"] if row["item_no"] == "GLUE"]
    assert [row["cost_amount_non_invtbl"] for row in used] == [Decimal("-15.00"), Decimal("5.00")]
    assert not any(row["cost_amount_actual"] or row["inventoriable"] for row in used)
    numbers = {row["entry_no"] for row in glue}
    assert not any(row["item_ledger_entry_no"] in numbers for row in book.tables["item_application_entries"])
    assert values(book, "Direct Cost") == {"": Decimal("40.00")}
    assert values(book, "Direct Cost - Non Inventory") == {"": Decimal("10.00")}
    assert costs(book, "B") == [Decimal("50.00")]
    assert {row["item_no"]: row["unit_cost"] for row in book.tables["items"]}["B"] == Decimal("12.5")
    assert accounts(book) == {"INVT": Decimal(110), "DIRCOST": Decimal(-100), "DIRNI": Decimal(-10)}
    in_balance(book)
    assert run(book, "adjust_cost").outcome == "nothing_to_do"
    assert run(book, "post_cost_to_gl").outcome == "nothing_to_do"


def test_it_never_waits_for_the_general_ledger() -> None:
    """Consumption without stock is in no queue, also not in one that is built anew."""
    book = factory(ITEMS, [use("GLUE", 6, "PO1")], setup=ON)
    post(book)
    assert book.tables.get("post_value_entry_to_gl", []) == []
    assert run(book, "post_cost_to_gl").result.counts["posted"] == 0


def test_standard_output_stands_at_standard_cost() -> None:
    """4 pieces at 20 = 80.00. Direct 40 + 2 x 4 = 48.00; overhead 10 % of it 4.80; glue 10.00, no base of overhead.

    Variances: glue 3 x 4 - 10 = 2.00; capacity 4 x 4 - 8 = 8.00; overhead 1 x 4 - 4.80 = -0.80;
    material 80 - 48 - 4.80 - 10 - 9.20 = 8.00, which is 12 x 4 - 40.
    """
    product = {
        "item_no": "B", "costing_method": "Standard", "standard_cost": Decimal(20), "unit_cost": Decimal(20),
        "single_level_material_cost": Decimal(12), "single_level_mat_non_invt_cost": Decimal(3),
        "single_level_capacity_cost": Decimal(4), "single_level_mfg_ovhd_cost": Decimal(1),
        "indirect_cost_pct": Decimal(10),
    }  # fmt: skip
    book = played([use("A", 4, "PO1"), use("GLUE", 4, "PO1"), capacity("2", "4"), make("B", 4, "PO1")], product)
    assert costs(book, "B") == [Decimal("80.00")]
    assert values(book, "Indirect Cost") == {"": Decimal("4.80")}
    assert values(book, "Variance") == {
        "Material": Decimal("8.00"),
        "Material - Non Inventory": Decimal("2.00"),
        "Capacity": Decimal("8.00"),
        "Manufacturing Overhead": Decimal("-0.80"),
    }
    found = accounts(book)
    assert "WIP" not in found
    assert [found[each] for each in ("DIRNI", "MATNIVAR", "MATVAR")] == [Decimal(-10), Decimal(-2), Decimal(-8)]
    in_balance(book)
    assert run(book, "adjust_cost").outcome == "nothing_to_do"


def test_it_is_shared_over_the_outputs_and_later_charges_bring_differences_only() -> None:
    """10.00 of glue over 1 and 2 pieces: 3.33 and 6.67. A charge of 1.00 on 10 A brings 0.40 of direct cost more.

    40.40 are 13.47 and 26.93, of which 13.33 and 26.67 are posted.
    """
    rows = [buy("A", 10, "100"), use("A", 4, "PO1"), use("GLUE", 4, "PO1"), make("B", 1, "PO1"), make("B", 2, "PO1")]
    charge = {"transaction_type": "Item Charge", "charge_to_line": 1, "amount": Decimal("1.00"), "item_no": "A"}
    book = factory(ITEMS, [*rows, charge], setup=ON)
    post(book, 1, 2, 3, 4, 5)
    finish(book)
    to_gl(book)
    beside = [row for row in book.tables["value_entries"] if row["entry_type"] == "Direct Cost - Non Inventory"]
    assert [row["cost_amount_actual"] for row in beside] == [Decimal("3.33"), Decimal("6.67")]
    before = len(book.tables["value_entries"])
    post(book)
    to_gl(book)
    added = [(row["item_no"], row["entry_type"], row["cost_amount_actual"]) for row in book.tables["value_entries"]]
    assert added[before + 1 :] == [
        ("A", "Direct Cost", Decimal("-0.40")),
        ("B", "Direct Cost", Decimal("0.14")),
        ("B", "Direct Cost", Decimal("0.26")),
    ]
    in_balance(book)


def test_a_row_may_give_its_own_unit_cost() -> None:
    """3 at 1.99 instead of 2.50."""
    book = played([use("GLUE", 3, "PO1") | {"unit_cost": Decimal("1.99")}, make("B", 1, "PO1")])
    assert costs(book, "B") == [Decimal("5.97")]
    assert accounts(book)["DIRNI"] == Decimal("-5.97")


@pytest.mark.parametrize(
    ("row", "setup", "code"),
    [
        (use("GLUE", 1, "PO1"), {}, "ITEM_NOT_INVENTORY"),
        (use("GLUE", 1, "AO1", "Assembly Consumption"), ON, "ITEM_NOT_INVENTORY"),
        (buy("GLUE", 1, "1"), ON, "ITEM_NOT_INVENTORY"),
        (use("GLUE", -1, "PO1") | {"applies_from_line": 1}, ON, "APPLICATION_WITHOUT_STOCK"),
        (use("GLUE", 1, "PO9"), ON, "ORDER_NOT_FOUND"),
        (use("GLUE", 0, "PO1"), ON, "QUANTITY_ZERO"),
    ],
)
def test_what_is_refused(row: Row, setup: Row, code: str) -> None:
    """Only consumption of production, only where the setup says so, and without application."""
    book = factory(ITEMS, [row], setup=setup)
    run(book, "post_transactions")
    (found,) = book.tables["problems"]
    assert found["code"] == code
    assert book.tables.get("value_entries", []) == []
    if code == "ITEM_NOT_INVENTORY":
        assert "include_non_inventory_cost" in found["remedy"]


def test_an_order_keeps_what_it_has_taken_in() -> None:
    """Switched off later, a late charge changes the direct cost only; an order finished then takes nothing in."""
    rows = [buy("A", 2, "20"), use("A", 2, "PO1"), use("GLUE", 4, "PO1"), make("B", 1, "PO1")]
    rows += [use("GLUE", 4, "PO2"), make("B", 1, "PO2")]
    charge = {"transaction_type": "Item Charge", "charge_to_line": 1, "amount": Decimal("1.00"), "item_no": "A"}
    product = {"item_no": "B", "costing_method": "Standard", "standard_cost": Decimal(7), "unit_cost": Decimal(7)}
    book = factory([*ITEMS[:2], product], [*rows, charge], [order("PO1", "B"), order("PO2", "B")], ON)
    post(book, 1, 2, 3, 4, 5, 6)
    finish(book)
    run(book, "adjust_cost")
    book.tables["inventory_setup"][0]["include_non_inventory_cost"] = False
    post(book)
    finish(book, "PO2")
    to_gl(book)
    assert costs(book, "B") == [7, 7]
    assert values(book, "Direct Cost - Non Inventory") == {"": Decimal("10.00")}
    assert values(book, "Direct Cost") == {"": Decimal("21.00")}
    in_balance(book)


def test_reports_know_it() -> None:
    """Work in process, stock and its parts; an item without stock is in none of them."""
    rows = [
        use("A", 4, "PO1"),
        use("GLUE", 4, "PO1"),
        make("B", 5, "PO1"),
        make("B", -1, "PO1") | {"applies_to_line": 4},
    ]
    book = played(rows)
    line = shop_floor.wip(book)
    assert (line["consumption"], line["output"], line["as_of_end"], line["cost_posted_to_gl"]) == (40, -40, 0, 0)
    run(book, "report", report="inventory_valuation", ending_date="2024-12-31")
    assert {row["item_no"]: row["ending_value"] for row in book.tables["inventory_valuation"]} == {"A": 60, "B": 50}
    run(book, "report", report="invt_valuation_cost_spec", valuation_date="2024-12-31")
    parts = {row["item_no"]: (row["direct_cost"], row["total_cost"]) for row in book.tables["invt_valuation_cost_spec"]}
    assert parts == {"A": (60, 60), "B": (50, 50)}
    run(book, "report", report="cost_shares_breakdown", print="Inventory", ending_date="2024-12-31")
    shares = {row["item_no"]: (row["material"], row["direct_cost"]) for row in book.tables["cost_shares_breakdown"]}
    assert shares == {"A": (60, 60), "B": (50, 50)}
    run(book, "report", report="cost_shares_breakdown", print="WIP Inventory", ending_date="2024-12-31")
    assert book.tables["cost_shares_breakdown"] == []


def test_explanations_know_it() -> None:
    """The item has no stock, and what was used of it shows its cost, which is not inventoriable."""
    book = played([use("GLUE", 4, "PO1"), make("B", 1, "PO1")])
    books = book.books()
    (item,) = EXPLAINERS["items"][0](books, "GLUE")
    assert "has no stock" in item.text
    steps = EXPLAINERS["value_entries"][0](books, "2")
    assert steps[0].amount == -10
    assert steps[0].text.endswith("not inventoriable")
    assert not any("without supply" in step.text for step in steps)


def test_it_keeps_no_period_open() -> None:
    """Items without stock have no costs to adjust, whatever costing method stands beside them."""
    glue = GLUE | {"costing_method": "Average"}
    book = factory(
        [glue, ITEMS[2]],
        [use("GLUE", 4, "PO1"), make("B", 2, "PO1")],
        setup=ON | {"automatic_cost_adjustment": "Always"},
        inventory_periods=[{"ending_date": "2024-01-31"}],
    )
    post(book)
    finish(book)
    assert run(book, "close_inventory_period", ending_date="2024-01-31").outcome == "ok"
    assert costs(book, "B") == [Decimal("10.00")]


def test_orders_wait_for_their_components_only() -> None:
    """Glue is never adjusted, and that holds nothing up: PO1 uses what PO2 makes, each adjusted once."""
    items = [*ITEMS, {"item_no": "C"}]
    rows = [buy("A", 1, "10"), use("A", 1, "PO2"), use("GLUE", 2, "PO2"), make("C", 1, "PO2")]
    rows += [use("C", 1, "PO1"), use("GLUE", 2, "PO1"), make("B", 1, "PO1")]
    book = factory(items, rows, [order("PO1", "B"), order("PO2", "C")], ON)
    post(book)
    finish(book)
    finish(book, "PO2")
    to_gl(book)
    assert costs(book, "C") == [Decimal("15.00")]
    assert costs(book, "B") == [Decimal("20.00")]
    assert len([row for row in book.tables["value_entries"] if row["item_no"] == "B"]) == 3
    in_balance(book)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(-3, 6).filter(bool), st.integers(0, 999)), min_size=1, max_size=4),
    st.lists(st.integers(1, 4), min_size=1, max_size=3),
    st.sampled_from(("FIFO", "Average", "Standard")),
)
def test_what_was_used_is_in_the_output(used: list[tuple[int, int]], made: list[int], method: str) -> None:
    """To the cent, whatever came back and however many outputs there are; a second run adds nothing."""
    glue = [use("GLUE", quantity, "PO1") | {"unit_cost": Decimal(cents) / 100} for quantity, cents in used]
    product = {"item_no": "B", "costing_method": method, "standard_cost": Decimal(3), "unit_cost": Decimal(3)}
    book = played([use("A", 3, "PO1"), *glue, *(make("B", quantity, "PO1") for quantity in made)], product | GROUPS)
    wanted = sum((Decimal(quantity * cents) / 100 for quantity, cents in used), Decimal(0))
    assert sum(values(book, "Direct Cost - Non Inventory").values()) == wanted
    assert values(book, "Direct Cost") == {"": Decimal(30)}
    if method == "Standard":
        assert costs(book, "B") == [3 * quantity for quantity in made]
    assert accounts(book).get("DIRNI", 0) == -wanted
    assert "WIP" not in accounts(book)
    in_balance(book)
    assert run(book, "adjust_cost").outcome == "nothing_to_do"
