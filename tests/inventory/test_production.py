"""Production and assembly: output takes the actual cost of its order (spec 2, section 9)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook

Row = dict[str, Any]


def workbook(items: list[Row], orders: list[Row], rows: list[Row], **tables: Any) -> MemoryWorkbook:
    """Transactions numbered from 1, all in January."""
    numbered = [
        {"line_no": number, "posting_date": "2024-01-15", "document_no": f"D{number}"} | row
        for number, row in enumerate(rows, 1)
    ]
    standing: dict[str, Any] = {"items": items, "production_orders": orders, "item_transactions": numbered}
    return MemoryWorkbook(standing | tables)


def run(book: MemoryWorkbook, operation: str, **parameters: Any) -> Any:
    """Run one operation that must not fail."""
    outcome = book.run(operation, parameters).outcomes[0]
    assert outcome.outcome != "error", outcome.message
    return outcome


def costs(book: MemoryWorkbook, item_no: str) -> list[Decimal]:
    """Actual cost of the output movements of an item."""
    entries = book.tables["item_ledger_entries"]
    return [row["cost_amount_actual"] for row in entries if row["item_no"] == item_no and row["quantity"] > 0]


def order(number: str, item_no: str, line: int = 10000) -> Row:
    """A released order."""
    return {"order_no": number, "order_line_no": line, "item_no": item_no, "status": "Released"}


def buy(item_no: str, quantity: int, amount: str) -> Row:
    """A receipt, invoiced."""
    return {
        "transaction_type": "Purchase",
        "item_no": item_no,
        "quantity": Decimal(quantity),
        "amount": Decimal(amount),
    }


def use(item_no: str, quantity: int, number: str, kind: str = "Consumption") -> Row:
    """Consumption of an order."""
    row = {"transaction_type": kind, "item_no": item_no, "quantity": Decimal(quantity), "order_no": number}
    return row | {"order_type": "Production" if kind == "Consumption" else "Assembly"}


def make(item_no: str, quantity: int, number: str, kind: str = "Output") -> Row:
    """Output of an order."""
    return use(item_no, quantity, number, kind) | {"order_type": "Production" if kind == "Output" else "Assembly"}


def test_levels_are_adjusted_from_the_bottom() -> None:
    """An order waits for the order that makes its component, whatever their numbers; each output is invoiced once."""
    items = [{"item_no": no, "costing_method": "FIFO"} for no in ("A", "B", "C")]
    rows = [buy("A", 3, "10"), use("A", 3, "PO2"), make("B", 1, "PO2"), use("B", 1, "PO1"), make("C", 1, "PO1")]
    book = workbook(items, [order("PO1", "C"), order("PO2", "B")], rows)
    run(book, "post_transactions")
    run(book, "finish_production_order", order_no="PO1", posting_date="2024-01-31")
    run(book, "finish_production_order", order_no="PO2", posting_date="2024-01-31")
    run(book, "adjust_cost")
    assert costs(book, "B") == costs(book, "C") == [Decimal(10)]
    output = [row for row in book.tables["value_entries"] if row["item_no"] == "C" and not row["expected_cost"]]
    assert [row["cost_amount_actual"] for row in output] == [10]
    assert run(book, "adjust_cost").outcome == "nothing_to_do"
    assert all(row["inventory_adjmt_entry_exists"] for row in book.tables["production_orders"])


def test_a_late_charge_reaches_the_finished_product() -> None:
    """Over two orders and on to what was sold."""
    items = [{"item_no": no, "costing_method": "FIFO"} for no in ("A", "B")]
    sale = {"transaction_type": "Sale", "item_no": "B", "quantity": Decimal(2)}
    charge = {"transaction_type": "Item Charge", "charge_to_line": 1, "amount": Decimal("1.01"), "item_no": "A"}
    book = workbook(
        items, [order("PO1", "B")], [buy("A", 2, "10"), use("A", 2, "PO1"), make("B", 2, "PO1"), sale, charge]
    )
    run(book, "post_transactions", lines=[1, 2, 3, 4])
    run(book, "finish_production_order", order_no="PO1", posting_date="2024-01-31")
    run(book, "adjust_cost")
    run(book, "post_transactions")
    run(book, "adjust_cost")
    assert costs(book, "B") == [Decimal("11.01")]
    assert book.tables["item_ledger_entries"][-1]["cost_amount_actual"] == Decimal("-11.01")


def test_a_finished_order_takes_nothing_more() -> None:
    """Finishing twice is nothing to do; an order that is not there is an error."""
    book = workbook([{"item_no": "B"}], [order("PO1", "B")], [])
    assert run(book, "finish_production_order", order_no="PO1", posting_date="2024-01-31").outcome == "ok"
    again = run(book, "finish_production_order", order_no="PO1", posting_date="2024-01-31")
    assert again.outcome == "nothing_to_do"
    missing = book.run("finish_production_order", {"order_no": "PO9", "posting_date": "2024-01-31"}).outcomes[0]
    assert missing.error is not None
    assert missing.error.code == "ORDER_NOT_FOUND"


def test_standard_output_is_at_standard_cost_to_the_cent() -> None:
    """The variances by kind bring actual cost to standard, a subcontractor's by its own kind."""
    chain = {
        "item_no": "CHAIN", "costing_method": "Standard", "standard_cost": Decimal("33.33333"), "unit_cost": Decimal(33),
        "single_level_material_cost": Decimal(20), "single_level_capacity_cost": Decimal("13.33333"),
        "indirect_cost_pct": Decimal(10),
    }  # fmt: skip
    capacity = {"transaction_type": "Capacity", "quantity": Decimal(1), "direct_unit_cost": Decimal("7.77")}
    capacity |= {"order_type": "Production", "order_no": "PO1"}
    rows = [
        buy("A", 1, "10.01"),
        use("A", 1, "PO1"),
        capacity,
        capacity | {"subcontracting": True},
        make("CHAIN", 3, "PO1"),
    ]
    book = workbook([{"item_no": "A"}, chain], [order("PO1", "CHAIN")], rows)
    run(book, "post_transactions")
    run(book, "finish_production_order", order_no="PO1", posting_date="2024-01-31")
    run(book, "adjust_cost")
    assert costs(book, "CHAIN") == [Decimal(100)]
    variances = {
        row["variance_type"]: row["cost_amount_actual"]
        for row in book.tables["value_entries"]
        if row["entry_type"] == "Variance"
    }
    assert variances["Subcontracted"] == Decimal("-7.77")
    assert variances["Capacity"] == Decimal("40.00") - Decimal("7.77")
    assert variances["Manufacturing Overhead"] == Decimal("-2.56")
    assert sum(variances.values()) == Decimal(100) - Decimal("25.55") - Decimal("2.56")


@settings(max_examples=150)
@given(
    st.sampled_from(("Consumption", "Assembly Consumption")),
    st.lists(st.integers(1, 5), min_size=1, max_size=4),
    st.integers(1, 999),
    st.integers(0, 500),
)
def test_all_cost_of_an_order_is_in_its_output(kind: str, outputs: list[int], cents: int, charge: int) -> None:
    """Whatever the number of outputs, their cost is the cost of the order, to the cent, and no second run adds to it."""
    output = "Output" if kind == "Consumption" else "Assembly Output"
    rows = [buy("A", 7, str(Decimal(cents) / 100)), use("A", 7, "PO1", kind)]
    rows += [make("B", quantity, "PO1", output) for quantity in outputs]
    rows.append(
        {"transaction_type": "Item Charge", "charge_to_line": 1, "amount": Decimal(charge) / 100, "item_no": "A"}
    )
    book = workbook([{"item_no": "A"}, {"item_no": "B"}], [order("PO1", "B")], rows)
    run(book, "post_transactions", lines=list(range(1, len(rows))))
    if kind == "Consumption":
        run(book, "finish_production_order", order_no="PO1", posting_date="2024-01-31")
    run(book, "adjust_cost")
    assert sum(costs(book, "B")) == Decimal(cents) / 100
    run(book, "post_transactions")
    run(book, "adjust_cost")
    assert sum(costs(book, "B")) == Decimal(cents + charge) / 100
    assert run(book, "adjust_cost").outcome == "nothing_to_do"
    values = book.tables["value_entries"]
    assert sum(row["cost_amount_expected"] for row in values) == 0


def test_components_of_an_assembly_order_have_lines_of_their_own() -> None:
    """They and the resources all go into the one thing that is assembled."""
    resource = {"transaction_type": "Capacity", "quantity": Decimal(2), "direct_unit_cost": Decimal(4)}
    rows = [
        buy("A", 1, "10"),
        use("A", 1, "AO1", "Assembly Consumption") | {"order_line_no": 10000},
        resource | {"order_type": "Assembly", "order_no": "AO1", "order_line_no": 20000},
        make("B", 1, "AO1", "Assembly Output"),
    ]
    book = workbook([{"item_no": "A"}, {"item_no": "B"}], [], rows)
    run(book, "post_transactions")
    run(book, "adjust_cost")
    assert costs(book, "B") == [Decimal(18)]


@pytest.mark.parametrize("back", [1, 2])
def test_returned_material_and_negative_output(back: int) -> None:
    """Material given back takes its cost out of the order; a corrected output leaves the cost with the rest."""
    rows = [
        buy("A", 4, "40"),
        use("A", 4, "PO1"),
        use("A", -back, "PO1") | {"applies_from_line": 2},
        make("B", 3, "PO1"),
        make("B", -1, "PO1") | {"applies_to_line": 4},
    ]
    book = workbook([{"item_no": "A"}, {"item_no": "B"}], [order("PO1", "B")], rows)
    run(book, "post_transactions")
    run(book, "finish_production_order", order_no="PO1", posting_date="2024-01-31")
    run(book, "adjust_cost")
    made = [row["cost_amount_actual"] for row in book.tables["item_ledger_entries"] if row["item_no"] == "B"]
    assert sum(made) == 40 - 10 * back
    assert made[1] == -sum(made) / 2
    assert run(book, "adjust_cost").outcome == "nothing_to_do"


def _row(kind: str, quantity: int, cents: int) -> Row:
    """A row of a random production history."""
    amount = str(Decimal(cents) / 100)
    rows: dict[str, Row] = {
        "buy": buy("A", quantity, amount),
        "use": use("A", quantity, "PO1"),
        "make": make("B", quantity, "PO1"),
        "sell": {"transaction_type": "Sale", "item_no": "B", "quantity": Decimal(quantity)},
        "charge": {"transaction_type": "Item Charge", "charge_to_line": 1, "amount": Decimal(amount), "item_no": "A"},
    }
    return rows[kind]


_METHODS = st.sampled_from(("FIFO", "LIFO", "Average"))
_STEPS = st.tuples(
    st.sampled_from(("buy", "use", "make", "sell", "charge")),
    st.integers(1, 5),
    st.integers(1, 999),
    st.integers(1, 28),
)


@settings(max_examples=300)
@given(_METHODS, _METHODS, st.lists(_STEPS, max_size=10))
def test_cost_flows_through_the_order_whenever_it_is_adjusted(
    component: str, product: str, steps: list[tuple[str, int, int, int]]
) -> None:
    """What went into the order is what came out of it; adjusting in between changes nothing of the end."""
    rows = [
        buy("A", 60, "123.45") | {"posting_date": "2024-01-01"},
        make("B", 60, "PO1") | {"posting_date": "2024-01-01"},
    ]
    rows += [
        _row(kind, quantity, cents) | {"posting_date": f"2024-01-{day:02}"} for kind, quantity, cents, day in steps
    ]
    items = [{"item_no": "A", "costing_method": component}, {"item_no": "B", "costing_method": product}]

    def played(often: bool) -> MemoryWorkbook:
        book = workbook(items, [order("PO1", "B")], rows)
        for number in range(1, len(rows) + 1) if often else ():
            run(book, "post_transactions", lines=[number])
            run(book, "adjust_cost")
        run(book, "post_transactions")
        run(book, "finish_production_order", order_no="PO1", posting_date="2024-01-31")
        run(book, "adjust_cost")
        return book

    once, often = played(False), played(True)
    entries = once.tables["item_ledger_entries"]
    assert [row["cost_amount_actual"] for row in entries] == [
        row["cost_amount_actual"] for row in often.tables["item_ledger_entries"]
    ]
    consumed = sum(row["cost_amount_actual"] for row in entries if row["entry_type"] == "Consumption")
    # rounding on a used-up output is no cost of the order
    values = [row for row in once.tables["value_entries"] if row["item_ledger_entry_type"] == "Output"]
    assert sum(row["cost_amount_actual"] for row in values if row["entry_type"] != "Rounding") == -consumed
    assert run(once, "adjust_cost").outcome == "nothing_to_do"


def test_an_order_uses_nothing_that_comes_from_its_own_output() -> None:
    """PO2 made its output of that of PO1: PO1 takes 1 from stock, and the other waits for goods from elsewhere."""
    stock = {"transaction_type": "Positive Adjmt.", "item_no": "A", "quantity": Decimal(1), "unit_amount": Decimal(10)}
    rows = [make("A", 1, "PO1"), stock, use("A", 1, "PO2"), make("A", 1, "PO2"), use("A", 2, "PO1")]
    items = [{"item_no": "A", "costing_method": "FIFO", "unit_cost": Decimal(10)}]
    book = workbook(items, [order("PO1", "A"), order("PO2", "A")], rows)
    run(book, "post_transactions")
    left = [row["remaining_quantity"] for row in book.tables["item_ledger_entries"]]
    assert left == [0, 0, 0, 1, -1]
    for number in ("PO1", "PO2"):
        run(book, "finish_production_order", order_no=number, posting_date="2024-01-31")
    run(book, "adjust_cost")
    assert book.tables["items"][0]["cost_is_adjusted"]


def test_output_does_not_cover_what_its_own_order_used() -> None:
    """What an order used before there was any waits until somebody else brings it."""
    items = [{"item_no": "A", "costing_method": "FIFO", "unit_cost": Decimal(10)}]
    book = workbook(items, [order("PO1", "A")], [use("A", 1, "PO1"), make("A", 1, "PO1"), buy("A", 1, "7")])
    run(book, "post_transactions")
    assert [row["remaining_quantity"] for row in book.tables["item_ledger_entries"]] == [0, 1, 0]


@pytest.mark.parametrize("through", ["A", "B"])
def test_the_average_leaves_out_what_is_made_of_the_goods_it_values(through: str) -> None:
    """5 for 24.00 become 5 for 27.00 in the same month, at once or through item B: they are used at 24.00."""
    rows = [buy("A", 5, "24") | {"posting_date": "2023-12-15"}, use("A", 5, "PO1"), make(through, 5, "PO1")]
    rows += [use("B", 5, "PO2"), make("A", 5, "PO2")] if through == "B" else []
    last = "PO2" if through == "B" else "PO1"
    work = {"transaction_type": "Capacity", "quantity": Decimal(3), "direct_unit_cost": Decimal(1), "order_no": last}
    rows += [
        work | {"order_type": "Production"},
        buy("A", 0, "0") | {"transaction_type": "Sale", "quantity": Decimal(5)},
    ]
    items = [{"item_no": no, "costing_method": "Average", "unit_cost": Decimal(9)} for no in "AB"]
    setup = [{"average_cost_period": "Month", "average_cost_calc_type": "Item"}]
    orders = [order("PO1", through), order("PO2", "A")]
    book = workbook(items, orders, rows, inventory_setup=setup)
    run(book, "post_transactions")
    for number in ("PO1", "PO2")[: len({"A", through})]:
        run(book, "finish_production_order", order_no=number, posting_date="2024-01-31")
    run(book, "adjust_cost")
    entries = book.tables["item_ledger_entries"]
    found = [row["cost_amount_actual"] for row in entries if row["item_no"] == "A"]
    assert found == [24, -24, 27, -27]


def test_output_taken_back_follows_a_revaluation() -> None:
    """2 made for 10.00, taken back and made again: a revaluation of the first to 8 each leaves with them."""
    back = make("B", -2, "PO1") | {"applies_to_line": 3}
    rows = [buy("A", 2, "10"), use("A", 2, "PO1"), make("B", 2, "PO1"), back, make("B", 2, "PO1")]
    rows.append(
        {"transaction_type": "Revaluation", "item_no": "B", "revalues_line": 3, "unit_cost_revalued": Decimal(8)}
    )
    rows[-1]["quantity"] = Decimal(2)
    items = [{"item_no": no, "costing_method": "FIFO", "unit_cost": Decimal(4)} for no in "AB"]
    book = workbook(items, [order("PO1", "B")], rows)
    run(book, "post_transactions", lines=[1, 2, 3, 4, 5])
    run(book, "finish_production_order", order_no="PO1", posting_date="2024-01-31")
    run(book, "adjust_cost")
    run(book, "post_transactions")
    run(book, "adjust_cost")
    found = [row["cost_amount_actual"] for row in book.tables["item_ledger_entries"] if row["item_no"] == "B"]
    assert found == [16, -16, 10]
    last = book.tables["value_entries"][-1]
    assert (last["entry_type"], last["item_ledger_entry_no"], last["cost_amount_actual"]) == ("Revaluation", 4, -6)
    before = len(book.tables["value_entries"])
    run(book, "adjust_cost")
    assert len(book.tables["value_entries"]) == before
