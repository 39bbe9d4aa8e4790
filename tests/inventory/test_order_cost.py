"""Cost of orders in unusual turns: several outputs, output taken back, late usage, returned material (spec 2, 9.4, 9.5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory.shop_floor import accounts, capacity, factory, finish, in_balance, post, to_gl, values, wip
from tests.inventory.test_production import Row, buy, costs, make, order, run, use
from xlcost.inventory.order_cost import by_remaining_quantity

ITEMS: list[Row] = [{"item_no": "A"}, {"item_no": "B", "unit_cost": Decimal(7)}]
STANDARD: Row = {
    "item_no": "B", "costing_method": "Standard", "standard_cost": Decimal(20), "unit_cost": Decimal(20),
    "indirect_cost_pct": Decimal(10), "single_level_capacity_cost": Decimal(2),
}  # fmt: skip
CHARGE = {"transaction_type": "Item Charge", "charge_to_line": 1, "amount": Decimal("1.00"), "item_no": "A"}
RESOURCE = capacity("2", "4", "AO1", order_type="Assembly")


def assemble(item_no: str, quantity: int, kind: str = "Assembly Output") -> Row:
    """A row of assembly order AO1."""
    return (make if kind == "Assembly Output" else use)(item_no, quantity, "AO1", kind)


def stock(quantity: int, unit_cost: str) -> Row:
    """Pieces of B that were there before."""
    row = {"transaction_type": "Positive Adjmt.", "item_no": "B", "quantity": Decimal(quantity)}
    return row | {"unit_cost": Decimal(unit_cost), "posting_date": "2024-01-01"}


def test_each_standard_output_stands_at_standard_cost() -> None:
    """101.00 direct and 10.10 overhead over three outputs do not divide evenly; each is 20.00 all the same."""
    rows = [buy("A", 10, "100"), use("A", 10, "PO1"), capacity("1", "1"), *[make("B", 1, "PO1")] * 3]
    book = factory([ITEMS[0], STANDARD], rows)
    post(book)
    finish(book)
    to_gl(book)
    assert costs(book, "B") == [20, 20, 20]
    assert values(book, "Variance") == {
        "Material": Decimal("-46.00"),
        "Capacity": Decimal("5.00"),
        "Manufacturing Overhead": Decimal("-10.10"),
    }
    in_balance(book)


def test_standard_cost_of_the_stockkeeping_unit_of_each_output() -> None:
    """At EAST a piece stands at 25.00, elsewhere at 20.00."""
    rows = [
        buy("A", 10, "100"),
        use("A", 10, "PO1"),
        make("B", 1, "PO1"),
        make("B", 2, "PO1") | {"location_code": "EAST"},
    ]
    unit = {"item_no": "B", "location_code": "EAST", "standard_cost": Decimal(25)}
    book = factory([ITEMS[0], STANDARD], rows, stockkeeping_units=[unit])
    post(book)
    finish(book)
    run(book, "adjust_cost")
    assert costs(book, "B") == [20, 50]


def test_outputs_of_a_closed_period_are_corrected_on_the_first_open_day() -> None:
    """One piece in January, three in February; January is closed. 40.00, then 0.40 of a charge, a quarter each time."""
    rows = [buy("A", 10, "100"), use("A", 4, "PO1"), make("B", 1, "PO1") | {"posting_date": "2024-01-20"}]
    rows += [make("B", 3, "PO1") | {"posting_date": "2024-02-10"}, CHARGE | {"posting_date": "2024-03-05"}]
    book = factory(ITEMS, rows, inventory_periods=[{"ending_date": "2024-01-31", "closed": False}])
    post(book, 1, 2, 3, 4)
    finish(book)
    book.tables["inventory_periods"][0]["closed"] = True
    to_gl(book)
    post(book)
    to_gl(book)
    made = [row for row in book.tables["value_entries"] if row["item_no"] == "B" and row["cost_amount_actual"]]
    assert [(str(row["posting_date"]), str(row["valuation_date"]), row["cost_amount_actual"]) for row in made] == [
        ("2024-02-01", "2024-01-20", Decimal("10.00")),
        ("2024-02-10", "2024-02-10", Decimal("30.00")),
        ("2024-02-01", "2024-01-20", Decimal("0.10")),
        ("2024-02-10", "2024-02-10", Decimal("0.30")),
    ]
    in_balance(book)


def test_lines_of_an_order_make_several_items() -> None:
    """Three A for B, two A and capacity of 5.00 for C; a row that names no line of such an order is refused."""
    lines = [order("PO1", "B"), order("PO1", "C", 20000)]
    first, second = {"order_line_no": 10000}, {"order_line_no": 20000}
    rows = [buy("A", 10, "100"), use("A", 3, "PO1") | first, use("A", 2, "PO1") | second]
    rows += [capacity("1", "5") | second, make("B", 1, "PO1") | first, make("C", 1, "PO1") | second, use("A", 1, "PO1")]
    book = factory([*ITEMS, {"item_no": "C", "costing_method": "Average"}], rows, lines)
    run(book, "post_transactions")
    assert [row["code"] for row in book.tables["problems"]] == ["ORDER_NOT_FOUND"]
    finish(book)
    to_gl(book)
    assert (*costs(book, "B"), *costs(book, "C")) == (Decimal(30), Decimal(25))
    assert accounts(book) == {"INVT": 105, "DIRCOST": -105}
    in_balance(book)


def test_output_taken_back_comes_from_its_order() -> None:
    """Two pieces of 3.00 were there before; three are made and one is taken back: 40.00 over the two that stay."""
    book = factory(
        ITEMS, [stock(2, "3"), buy("A", 4, "40"), use("A", 4, "PO1"), make("B", 3, "PO1"), make("B", -1, "PO1")]
    )
    post(book)
    finish(book)
    to_gl(book)
    entries = {row["entry_no"]: row for row in book.tables["item_ledger_entries"]}
    assert [(entries[no]["remaining_quantity"], entries[no]["cost_amount_actual"]) for no in (1, 4, 5)] == [
        (2, 6), (2, 60), (0, -20),
    ]  # fmt: skip
    sale = {"line_no": 6, "transaction_type": "Sale", "item_no": "B", "quantity": 4, "posting_date": "2024-02-01"}
    book.tables["item_transactions"].append(sale)
    post(book)
    to_gl(book)
    assert accounts(book) == {"DIRCOST": -40, "ADJMT": -6, "COGS": 46}
    assert not [row for row in book.tables["value_entries"] if row["entry_type"] == "Rounding"]
    in_balance(book)


def test_output_taken_back_reverses_its_expected_cost() -> None:
    """Posted at 7.00, it comes back at 7.00, whatever a piece costs by then; so the interim accounts are empty."""
    rows = [make("B", 2, "PO1"), buy("B", 1, "99"), make("B", -2, "PO1")]
    book = factory(ITEMS, rows)
    post(book, 1, 2)
    run(book, "adjust_cost")
    assert book.tables["items"][1]["unit_cost"] != 7
    post(book)
    to_gl(book)
    assert [row["cost_amount_expected"] for row in book.tables["value_entries"]] == [14, 0, -14]
    assert accounts(book) == {"INVT": 99, "DIRCOST": -99}


def test_material_given_back_and_revalued_is_no_cost_of_the_order() -> None:
    """40.00 used, 20.00 given back, which is then written down by 8.00: that goes to Inventory Adjmt., not to WIP."""
    revaluation = {
        "transaction_type": "Revaluation", "item_no": "A", "revalues_line": 3, "quantity": Decimal(2),
        "unit_cost_revalued": Decimal(6),
    }  # fmt: skip
    rows = [buy("A", 4, "40"), use("A", 4, "PO1"), use("A", -2, "PO1") | {"applies_from_line": 2}, make("B", 1, "PO1")]
    book = factory(ITEMS, [*rows, revaluation])
    post(book)
    finish(book)
    to_gl(book)
    assert costs(book, "B") == [20]
    assert accounts(book) == {"INVT": 32, "DIRCOST": -40, "ADJMT": 8}
    line = wip(book)
    assert (line["consumption"], line["output"], line["as_of_end"], line["cost_posted_to_gl"]) == (20, -20, 0, 0)
    in_balance(book)


def test_standard_assembly_with_a_resource() -> None:
    """3 pieces at 20 = 60.00: components 50, resource 8 and its overhead 4 = 62 direct, 10 % on it 6.20.

    Variances: capacity 2 x 3 - 8 = -2.00, its overhead -4.00, manufacturing overhead -6.20,
    material 60 - 62 - 6.20 + 12.20 = 4.00. All of Inventory Adjmt. cancels out.
    """
    rows = [buy("A", 3, "50"), assemble("A", 3, "Assembly Consumption"), RESOURCE | {"indirect_cost_pct": Decimal(50)}]
    book = factory([ITEMS[0], STANDARD], [*rows, assemble("B", 3)], [])
    post(book)
    to_gl(book)
    assert costs(book, "B") == [60]
    assert values(book, "Variance") == {
        "Material": Decimal("4.00"),
        "Capacity": Decimal("-2.00"),
        "Capacity Overhead": Decimal("-4.00"),
        "Manufacturing Overhead": Decimal("-6.20"),
    }
    assert accounts(book) == {
        "INVT": 60, "DIRCOST": -58, "OVHD": Decimal("-10.20"), "MATVAR": -4, "CAPVAR": 2, "CAPOVAR": 4,
        "MFGOVAR": Decimal("6.20"),
    }  # fmt: skip
    in_balance(book)


@pytest.mark.parametrize("automatic", ["Never", "Always"])
def test_what_an_assembly_order_uses_late_reaches_its_output(automatic: str) -> None:
    """10.00 at first; a resource without item 8.00, a second component 10.00 and a charge of 1.00 on both follow."""
    rows = [buy("A", 2, "20"), assemble("A", 1, "Assembly Consumption"), assemble("B", 1)]
    rows += [RESOURCE, assemble("A", 1, "Assembly Consumption"), CHARGE]
    book = factory(ITEMS, rows, [], {"automatic_cost_adjustment": automatic})
    expected = [Decimal("10.00"), Decimal("18.00"), Decimal("28.00"), Decimal("29.00")]
    for lines, cost in zip(([1, 2, 3], [4], [5], [6]), expected, strict=True):
        post(book, *lines)
        run(book, "adjust_cost")
        assert costs(book, "B") == [cost]
    to_gl(book)
    assert accounts(book) == {"INVT": 29, "DIRCOST": -29}
    in_balance(book)


def test_a_refused_row_leaves_nothing_in_the_cost_of_its_order() -> None:
    """With everything automatic: the first row cannot be posted to the G/L, so its 10.00 are not in the output."""
    bad = assemble("A", 1, "Assembly Consumption") | {"gen_prod_posting_group": "BAD"}
    rows = [bad, buy("A", 2, "20"), assemble("A", 1, "Assembly Consumption"), assemble("B", 1)]
    setup = {"automatic_cost_adjustment": "Always", "automatic_cost_posting": True}
    book = factory([{"item_no": "A", "unit_cost": Decimal(10)}, ITEMS[1]], rows, [], setup)
    run(book, "post_transactions")
    assert [row["code"] for row in book.tables["problems"]] == ["GENERAL_POSTING_SETUP_MISSING"]
    assert costs(book, "B") == [10]
    assert accounts(book) == {"INVT": 20, "DIRCOST": -20}


_STEPS = st.tuples(st.sampled_from(("use", "make", "unmake", "sell", "charge", "adjust")), st.integers(1, 4))


@settings(max_examples=100)
@given(
    st.sampled_from(("Production", "Assembly")),
    st.sampled_from(("FIFO", "LIFO", "Average", "Standard")),
    st.integers(1, 9999),
    st.lists(_STEPS, max_size=8),
)
def test_output_taken_back_settles(kind: str, method: str, cents: int, steps: list[tuple[str, int]]) -> None:
    """Whatever is taken back between sales, charges and adjustments, costs settle, and all of the order is in stock."""
    number, output, consumption = ("PO1", "Output", "Consumption")
    if kind == "Assembly":
        number, output, consumption = ("AO1", "Assembly Output", "Assembly Consumption")
    item = STANDARD | {"costing_method": method, "standard_cost": Decimal("3.33"), "unit_cost": Decimal("3.33")}
    book: MemoryWorkbook = factory([ITEMS[0], item], [buy("A", 99, str(Decimal(cents) / 100)), stock(9, "3.33")])
    post(book)
    made = 0

    def row(name: str, quantity: int) -> dict[str, Any]:
        sale = {"transaction_type": "Sale", "item_no": "B", "quantity": Decimal(quantity)}
        rows = {
            "use": use("A", quantity, number, consumption),
            "make": make("B", quantity, number, output),
            "unmake": make("B", -1, number, output),
            "sell": sale,
            "charge": CHARGE | {"amount": Decimal(quantity) / 100},
        }
        return rows[name]

    for name, quantity in [*steps, ("make", 2)]:
        if name == "adjust":
            run(book, "adjust_cost")
        elif name != "unmake" or made > 1:
            made += {"make": quantity, "unmake": -1}.get(name, 0)
            line = len(book.tables["item_transactions"]) + 1
            standing = {"line_no": line, "posting_date": "2024-01-15", "document_no": f"D{line}"}
            book.tables["item_transactions"].append(standing | row(name, quantity))
            post(book)
    if kind == "Production":
        finish(book)
    to_gl(book)
    assert run(book, "adjust_cost").outcome == "nothing_to_do"
    assert accounts(book).get("WIP", 0) == 0
    in_balance(book)


def test_a_date_limit_leaves_later_output_alone() -> None:
    """One piece in January, one in February: up to January nothing of the order is settled; without limit all is."""
    rows = [
        buy("A", 2, "20"),
        use("A", 2, "PO1"),
        make("B", 1, "PO1"),
        make("B", 1, "PO1") | {"posting_date": "2024-02-10"},
    ]
    book = factory(ITEMS, rows)
    post(book)
    finish(book)
    run(book, "adjust_cost", posting_date_to="2024-01-31")
    assert costs(book, "B") == [0, 0]
    run(book, "adjust_cost")
    assert costs(book, "B") == [10, 10]


def test_a_new_standard_cost_does_not_restate_settled_output() -> None:
    """Two pieces at 20.00 are revalued to 25.00. A charge of 0.40 and overhead of 0.04 on it change no piece's cost."""
    revaluation = {
        "transaction_type": "Revaluation", "item_no": "B", "quantity": Decimal(2), "unit_cost_revalued": Decimal(25),
        "update_standard_cost": True, "posting_date": "2024-02-01",
    }  # fmt: skip
    book = factory(
        [ITEMS[0], STANDARD], [buy("A", 10, "100"), use("A", 4, "PO1"), make("B", 2, "PO1"), revaluation, CHARGE]
    )
    post(book, 1, 2, 3)
    finish(book)
    run(book, "adjust_cost")
    post(book, 4)
    assert book.tables["items"][1]["standard_cost"] == 25
    before = values(book, "Variance")
    post(book)
    to_gl(book)
    assert costs(book, "B") == [50]
    after = values(book, "Variance")
    assert {kind: after[kind] - before.get(kind, 0) for kind in after if after[kind] != before.get(kind, 0)} == {
        "Material": Decimal("-0.40"),
        "Manufacturing Overhead": Decimal("-0.04"),
    }
    in_balance(book)


@pytest.mark.parametrize(
    ("quantities", "shares"),
    [
        ([1, 1, 1], ["33.34", "33.34", "33.33"]),  # 100.01 / 3 = 33.336.., 66.67 / 2 = 33.335, the rest
        ([2, -1, 1], ["100.01", "-50.01", "50.01"]),  # nothing is left for the last two, so half of the whole each
    ],
)
def test_outputs_share_what_is_left_and_the_last_one_takes_the_rest(quantities: list[int], shares: list[str]) -> None:
    found = by_remaining_quantity(Decimal("100.01"), [Decimal(each) for each in quantities], Decimal("0.01"))
    assert found == [Decimal(share) for share in shares]
    assert sum(found) == Decimal("100.01")


@pytest.mark.parametrize(("update", "cost"), [(True, 60), (False, 40)])
def test_revaluation_of_expected_output_is_balanced_when_the_order_is_settled(update: bool, cost: int) -> None:
    """2 at standard 20.00 are revalued to 30.00: they end at the standard cost of the day, interim and WIP empty."""
    revalued: Row = {"transaction_type": "Revaluation", "item_no": "B", "unit_cost_revalued": Decimal(30)}
    rows = [buy("A", 3, "30"), use("A", 3, "PO1"), make("B", 2, "PO1"), revalued | {"update_standard_cost": update}]
    rows += [{"transaction_type": "Sale", "item_no": "B", "quantity": Decimal(1), "posting_date": "2024-01-16"}]
    book = factory([ITEMS[0], STANDARD | {"indirect_cost_pct": Decimal(0)}], rows)
    post(book)
    to_gl(book)
    assert accounts(book)["INVT-I"] == 60
    finish(book)
    to_gl(book)
    assert costs(book, "B") == [cost]
    assert accounts(book).keys() == {"INVT", "DIRCOST", "MATVAR", "CAPVAR", "COGS"}
    assert accounts(book)["COGS"] == cost / 2
    balance = next(row for row in book.tables["value_entries"] if row["cost_amount_expected"] == -20)
    assert (balance["entry_type"], balance["applies_to_value_entry"]) == ("Revaluation", 4)
    in_balance(book)


@pytest.mark.parametrize("method", ["FIFO", "Average", "Standard"])
def test_undone_assembly_leaves_nothing_in_any_account(method: str) -> None:
    """2 pieces of 4 A and a resource, adjusted, and all of it taken back; other stock of B costs 100 a piece.

    What was taken back carries the overhead and the variances of what was made, and no rounding entry takes them.
    """
    product = {
        "item_no": "B", "costing_method": method, "unit_cost": Decimal(30), "standard_cost": Decimal(30),
        "single_level_material_cost": Decimal(20), "single_level_capacity_cost": Decimal(10),
        "indirect_cost_pct": Decimal(10),
    }  # fmt: skip
    rows = [
        buy("A", 10, "100"), buy("B", 2, "200"), assemble("A", 4, "Assembly Consumption"), RESOURCE, assemble("B", 2),
        assemble("B", -2) | {"applies_to_line": 5}, assemble("A", -4, "Assembly Consumption") | {"applies_from_line": 3},
        RESOURCE | {"quantity": Decimal(-2)},
    ]  # fmt: skip
    book = factory([{"item_no": "A"}, product], rows, orders=[])
    post(book, 1, 2, 3, 4, 5)
    run(book, "adjust_cost")
    post(book, 6, 7, 8)
    to_gl(book)
    bought = factory([{"item_no": "A"}, product], rows[:2], orders=[])
    post(bought)
    to_gl(bought)
    assert {no: amount for no, amount in accounts(book).items() if amount} == accounts(bought)
    assert not [row for row in book.tables["value_entries"] if row["entry_type"] == "Rounding"]
    assert run(book, "adjust_cost").outcome == "nothing_to_do"
