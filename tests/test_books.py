"""Tables in memory: lookups, undo, and what a run has to write."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook
from xlcost.books import Books, Sheet, Table
from xlcost.tables.general_ledger import Currency, GLAccount, GLEntry
from xlcost.tables.run import ProblemRow

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(10, 99)),
        st.tuples(st.just("update"), st.integers(0, 5)),
        st.tuples(st.just("remove"), st.integers(0, 5)),
        st.tuples(st.just("lookup"), st.integers(0, 99)),
    ),
    max_size=12,
)


def _books() -> Books:
    rows = [{"no": str(n), "name": f"Account {n}", "blocked": "no"} for n in range(5)]
    return MemoryWorkbook({"gl_accounts": rows}).books()


def _state(table: Table[Any]) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, column.key) for column in table.info.columns) for row in table.rows]


@given(STEPS)
def test_a_rollback_undoes_everything(steps: list[tuple[str, int]]) -> None:
    books = _books()
    table = books[GLAccount]
    before = _state(table)
    _apply(table, steps)
    books.rollback()
    assert _state(table) == before
    assert not (table.changed_cells() or table.new_rows() or table.removed_rows())
    assert all(table.get(row.no) is row for row in table.rows)


@given(STEPS)
def test_an_index_always_equals_a_scan(steps: list[tuple[str, int]]) -> None:
    table = _books()[GLAccount]
    table.by("blocked")
    _apply(table, steps)
    assert {key: list(rows) for key, rows in table.by("blocked").items()} == {
        blocked: [row for row in table.rows if row.blocked is blocked]
        for blocked in {row.blocked for row in table.rows}
    }


def _apply(table: Table[GLAccount], steps: list[tuple[str, int]]) -> None:
    for step, number in steps:
        if step == "append":
            table.append(GLAccount(no=f"N{number}-{len(table.rows)}"))
        elif step == "update" and number < len(table.rows):
            table.update(table.rows[number], blocked=not table.rows[number].blocked, no=f"U{number}-{len(table.rows)}")
        elif step == "remove" and number < len(table.rows):
            table.remove([table.rows[number]])
        else:
            table.get(str(number))


def test_only_cells_with_another_value_are_written() -> None:
    books = _books()
    table = books[GLAccount]
    first, second, third, *_ = table.rows
    table.update(first, name="New", blocked=False)
    table.update(second, name="Other")
    books.commit()
    table.update(second, name="Account 1")
    table.remove([third])
    table.append(GLAccount(no="9"))
    assert [(row.no, column) for row, column in table.changed_cells()] == [("0", "name")]
    assert [row.no for row in table.removed_rows()] == ["2"]
    assert [row.no for row in table.new_rows()] == ["9"]


def test_a_replaced_result_comes_back_on_rollback() -> None:
    books = Books()
    table = books[ProblemRow]
    table.replace([ProblemRow(code="A")])
    books.commit()
    table.replace([ProblemRow(code="B")], {(0, "code"): "X"})
    books.rollback()
    assert [row.code for row in table.rows] == ["A"]
    assert table.formulas == {}


def test_cells_of_rows_are_named_for_messages() -> None:
    table = _books()[GLAccount]
    assert str(table.where(table.rows[1], "blocked")) == "GL Accounts!C3"
    assert str(table.where(table.rows[1], "totaling")) == "GL Accounts row 3"
    assert str(table.where()) == "GL Accounts"


def test_new_rows_are_named_where_they_will_stand() -> None:
    table = _books()[GLAccount]
    last = max(row.sheet_row for row in table.rows)
    first, second = GLAccount(no="9000"), GLAccount(no="9001")
    table.append(first)
    assert str(table.where(first, "blocked")) == f"GL Accounts!C{last + 1}"
    table.append(second)
    assert str(table.where(second)) == f"GL Accounts row {last + 2}"
    assert str(table.where(GLAccount(no="9002"))) == "GL Accounts"
    empty = Table(GLAccount, sheet=Sheet("Accounts", header_row=4))
    empty.append(first)
    assert str(empty.where(first)) == "Accounts row 5"
    table.remove(table.rows[:1])
    assert str(table.where(second)) == "GL Accounts", "rows below one that is taken out move up"


def test_missing_tables_are_empty_and_one_row_tables_have_defaults() -> None:
    books = Books()
    assert books[GLEntry].rows == []
    assert books[GLEntry].next_number() == 1
    assert books.one(Currency).amount_precision is None


def test_dimension_columns_and_sets_are_resolved() -> None:
    book = MemoryWorkbook(
        {
            "dimensions": [{"code": "DEPARTMENT"}, {"code": "PROJECT"}],
            "dimension_sets": [{"id": 7, "code": "DEPARTMENT", "value": "ADM"}, {"id": 7, "code": "AREA", "value": "30"}],
            "gl_entries": [
                {"entry_no": 1, "gl_account_no": "1", "posting_date": "2025-01-01", "amount": "1", "Dimension Set ID": 7,
                 "Department Code": "", "project": "p1", "Unknown": "x"},
                {"entry_no": 2, "gl_account_no": "1", "posting_date": "2025-01-01", "amount": "1", "Dimension Set ID": 7,
                 "Department Code": "sales", "project": None, "Unknown": "x"},
            ],
        }
    )  # fmt: skip
    rows = book.books()[GLEntry].rows
    assert rows[0].dimensions == {"DEPARTMENT": "ADM", "AREA": "30", "PROJECT": "P1"}
    assert rows[1].dimensions == {"DEPARTMENT": "SALES", "AREA": "30"}
    assert rows[0].amount == Decimal(1)
