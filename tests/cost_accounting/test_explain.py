"""Explanations of cost entries, G/L entries, cost centers and objects (spec 0, 7)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from tests.cost_accounting.test_registers import allocated_books
from tests.cost_accounting.world import gl, workbook
from xlcost.explaining import explained
from xlcost.operations import Step
from xlcost.problems import OperationError


def texts(steps: Sequence[Step]) -> str:
    return "\n".join(step.text for step in steps)


def test_a_cost_entry_leads_back_to_its_gl_entries_and_on_through_all_levels() -> None:
    book = allocated_books([300, 600], False)
    steps = explained(book.books(), "Cost Entries", "1")
    text = texts(steps)
    assert "G/L entry 1 of 2026-03-10, document D1: 3.00 on account 10 Rent" in text
    assert "by its G/L account range 10" in text
    assert [step.amount for step in steps if step.text.startswith("Register")] == [Decimal("9.00"), Decimal("6.00")]
    assert {step.level for step in steps} == {0, 1, 2, 3, 4}
    last = max(steps, key=lambda step: step.level)
    assert "on cost object P1" in last.text
    assert last.amount == Decimal("6.00")


def test_an_allocated_entry_leads_back_through_all_levels_to_the_gl() -> None:
    book = allocated_books([300, 600], False)
    final = next(row for row in reversed(book.tables["cost_entries"]) if row["cost_object_code"])
    steps = explained(book.books(), "cost_entries", str(final["entry_no"]))
    text = texts(steps)
    assert "Allocation source S2 took 6.00 from cost center PROD" in text
    assert "Allocation source S1 took 9.00 from cost center ADM" in text
    assert sum(1 for step in steps if "of cost type T1 on cost center ADM" in step.text) == 2


@pytest.mark.parametrize(
    ("per_share", "expected"),
    [
        ("10", "It handed on 80.00 on level 4 to 2 targets; 20.00 stay there; this entry is 37.50 %"),
        ("15", "It handed on 120.00 on level 4 to 2 targets; that is 20.00 more than it took; this entry is 37.50 %"),
    ],
)
def test_an_allocated_entry_names_its_part_in_what_was_handed_on(per_share: str, expected: str) -> None:
    shares = {"id": "S", "allocation_target_type": "Amount per Share", "amount_per_share": per_share}
    targets = [
        {**shares, "line_no": 1, "target_cost_center": "PROD", "share": 3, "target_cost_type": "T2"},
        {**shares, "line_no": 2, "target_cost_object": "P1", "share": 5, "target_cost_type": "T2"},
    ]
    source = {"id": "S", "level": 4, "cost_center_code": "ADM", "credit_to_cost_type": "T2"}
    book = workbook(
        gl_entries=[gl(1, "10", "100.00")], cost_allocation_sources=[source], cost_allocation_targets=targets
    )
    book.run("transfer_gl", {})
    book.run("allocate_costs", {"date": "2026-12-31"})
    assert expected in texts(explained(book.books(), "cost_entries", "2"))


def test_reversed_entries_name_each_other() -> None:
    book = allocated_books([300], False)
    book.run("reverse_cost_register", {"no": 3})
    mirror = next(row for row in book.tables["cost_entries"] if row["reversed_entry_no"])
    assert "Mirrors cost entry" in texts(explained(book.books(), "cost_entries", str(mirror["entry_no"])))
    original = str(mirror["reversed_entry_no"])
    assert "Reversed by cost entry" in texts(explained(book.books(), "cost_entries", original))


@pytest.mark.parametrize(
    ("entry_no", "expected"),
    [
        (1, "The next transfer takes it to cost type T1 on cost center ADM, 2026-03-10"),
        (2, "BALANCE_SHEET_ACCOUNT"),
        (3, "UNKNOWN_COST_CENTER: Cost center NEW does not exist; add it"),
        (4, "NETS_TO_ZERO"),
        (6, "NO_COST_CENTER_OR_OBJECT"),
    ],
)
def test_a_gl_entry_names_the_rule_that_decides(entry_no: int, expected: str) -> None:
    rows = [
        gl(1, "10", "1.00"),
        gl(2, "90", "1.00"),
        gl(3, "10", "1.00", DEP="NEW"),
        gl(4, "20", "1.00"),
        gl(5, "20", "-1.00"),
        gl(6, "10", "1.00", DEP=""),
    ]
    types = [{"no": "T1", "gl_account_range": "10"}, {"no": "T2", "gl_account_range": "20", "combine_entries": "Day"}]
    book = workbook(cost_types=types, gl_entries=rows)
    steps = explained(book.books(), "gl_entries", str(entry_no))
    assert expected in texts(steps)
    assert all(step.where.sheet for step in steps), "every step has its cell"


def test_a_transferred_gl_entry_shows_what_every_register_did_with_it() -> None:
    book = workbook(gl_entries=[gl(1, "10", "1.00")])
    book.run("transfer_gl", {})
    book.run("reverse_cost_register", {"no": 1})
    steps = explained(book.books(), "gl_entries", "1")
    assert [step.amount for step in steps if "stand in cost entry" in step.text] == [1, -1]
    assert "The next transfer takes it" in steps[-1].text


@pytest.mark.parametrize(("table", "key", "balance"), [("cost_centers", "adm", 0), ("cost_objects", "P1", 9)])
def test_places_list_what_came_in_and_went_out(table: str, key: str, balance: int) -> None:
    steps = explained(allocated_books([300, 600], False).books(), table, key)
    assert steps[0].amount == balance
    flows = [step.amount for step in steps if step.level == 1 and step.text.startswith("Register")]
    assert sum(amount for amount in flows if amount is not None) == balance


def test_totals_explain_everything_they_add_up() -> None:
    book = allocated_books([300], False)
    book.tables["cost_centers"].append({"code": "ALL", "line_type": "Total", "totaling": "ADM..PROD"})
    assert "It adds up ADM..PROD" in texts(explained(book.books(), "cost_centers", "ALL"))


@pytest.mark.parametrize("key", ["99", "x", "", "²"])
def test_a_key_that_is_not_there_is_a_problem(key: str) -> None:
    for table in ("cost_entries", "gl_entries", "cost_centers"):
        with pytest.raises(OperationError):
            explained(workbook().books(), table, key)
