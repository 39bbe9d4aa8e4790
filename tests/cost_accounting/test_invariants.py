"""What holds after any sequence of operations: the control equation, one code an entry, registers that add up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook
from tests.cost_accounting.test_registers import SOURCES, TARGETS
from tests.cost_accounting.world import gl, line, workbook

steps = st.lists(
    st.one_of(
        st.just(("transfer_gl", {})),
        st.just(("post_cost_journal", {})),
        st.just(("allocate_costs", {})),
        st.builds(lambda no: ("reverse_cost_register", {"no": no}), st.integers(1, 6)),
        st.builds(lambda no: ("delete_last", {"count": no}), st.integers(1, 2)),
        st.builds(lambda cents: ("new_entry", {"cents": cents}), st.integers(-300, 300)),
    ),
    max_size=9,
)


@settings(max_examples=200, deadline=None)
@given(steps)
def test_the_ledger_adds_up_after_any_sequence_of_operations(drawn: list[tuple[str, dict[str, Any]]]) -> None:
    book = workbook(
        cost_types=[{"no": "T1", "gl_account_range": "10", "combine_entries": "Month"}, {"no": "T2"}, {"no": "T9"}],
        cost_allocation_sources=SOURCES,
        cost_allocation_targets=TARGETS,
        gl_entries=[gl(1, "10", "10.00"), gl(2, "10", "0.01", PRJ="P1")],
        cost_journal_lines=[line(1, "5.00")],
    )
    for name, parameters in drawn:
        do(book, name, parameters)
        check_entries(book)
        check_registers(book)
        check_sources(book)


def do(book: MemoryWorkbook, name: str, parameters: dict[str, Any]) -> None:
    registers = book.tables.get("cost_registers", [])
    if name == "new_entry":
        number = len(book.tables["gl_entries"]) + 1
        book.tables["gl_entries"].append(gl(number, "10", str(Decimal(parameters["cents"]) / 100)))
    elif name == "delete_last":
        last = max((int(row["no"]) for row in registers), default=0)
        book.run("delete_cost_entries", {"from_register": last - parameters["count"] + 1, "to_register": last})
    else:
        book.run(name, parameters)


def check_entries(book: MemoryWorkbook) -> None:
    entries = book.tables.get("cost_entries", [])
    numbers = [row["entry_no"] for row in entries]
    assert numbers == sorted(set(numbers))
    for row in entries:
        assert bool(row["cost_center_code"]) != bool(row["cost_object_code"])
        assert row["debit_amount"] - row["credit_amount"] == row["amount"]
        assert min(row["debit_amount"], row["credit_amount"]) == 0 <= max(row["debit_amount"], row["credit_amount"])
        if row["reversed_by_entry_no"]:
            mirror = next(each for each in entries if each["entry_no"] == row["reversed_by_entry_no"])
            assert (mirror["amount"], mirror["reversed_entry_no"]) == (-row["amount"], row["entry_no"])
    allocated = [row for row in entries if row["allocation_id"]]
    assert sum((row["amount"] for row in allocated), Decimal(0)) == 0


def check_registers(book: MemoryWorkbook) -> None:
    entries = book.tables.get("cost_entries", [])
    registers = book.tables.get("cost_registers", [])
    held = 0
    for register in registers:
        first, last = register["from_cost_entry_no"], register["to_cost_entry_no"]
        inside = [row for row in entries if first <= row["entry_no"] <= last]
        held += len(inside)
        assert register["no_of_entries"] == last - first + 1 == len(inside)
        assert register["debit_amount"] == sum(row["debit_amount"] for row in inside)
        assert register["credit_amount"] == sum(row["credit_amount"] for row in inside)
    assert held == len(entries), "every entry stands in exactly one register"


def check_sources(book: MemoryWorkbook) -> None:
    """Sources of an entry add up to it; a G/L entry is transferred once or not at all."""
    sources = book.tables.get("cost_entry_sources", [])
    amounts = {row["entry_no"]: Decimal(str(row["amount"])) for row in book.tables["gl_entries"]}
    for row in book.tables.get("cost_entries", []):
        parts = [each["amount"] for each in sources if each["cost_entry_no"] == row["entry_no"]]
        assert not parts or sum(parts) == row["amount"]
    for number, amount in amounts.items():
        parts = [each["amount"] for each in sources if each["gl_entry_no"] == number]
        assert sum(parts) in {0, amount}
