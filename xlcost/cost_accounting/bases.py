"""The dynamic bases of allocation targets: which rows of the workbook a share adds up (spec 1, 5.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from xlcost.books import Books
from xlcost.cost_accounting.base_totals import Fact
from xlcost.operations import Reads
from xlcost.tables.columns import Row
from xlcost.tables.cost_accounting import CostAccountingSetup, CostBudgetEntry, CostEntry, Employee
from xlcost.tables.general_ledger import GLBudgetEntry, GLEntry
from xlcost.tables.inventory import ValueEntry

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Base:
    """One dynamic base: the table it counts, and its rows as facts."""

    row_class: type[Row]
    facts: Callable[[Books], Iterable[Fact]]
    dated: bool = True
    """Rows carry a day, so that date codes apply."""
    by_dimension: bool = True
    """Cost center and cost object are dimension values of the rows."""


def _posted(row_class: type[Any], no: str, group: str, day: str) -> Callable[[Books], Iterator[Fact]]:
    """Rows with dimensions and an amount."""

    def facts(books: Books) -> Iterator[Fact]:
        center, cost_object = _dimensions(books)
        for row in books[row_class].rows:
            places = row.dimensions
            group_code = getattr(row, group) if group else ""
            yield (
                getattr(row, no), group_code, places.get(center, ""), places.get(cost_object, ""),
                getattr(row, day), row.amount,
            )  # fmt: skip

    return facts


def _items(entry_type: str, value: str) -> Callable[[Books], Iterator[Fact]]:
    """Value entries of sales or purchases, by item and inventory posting group."""

    def facts(books: Books) -> Iterator[Fact]:
        center, cost_object = _dimensions(books)
        for row in books[ValueEntry].rows:
            if row.item_ledger_entry_type == entry_type:
                yield (
                    row.item_no, row.inventory_posting_group, row.dimensions.get(center, ""),
                    row.dimensions.get(cost_object, ""), row.posting_date, getattr(row, value),
                )  # fmt: skip

    return facts


def _dimensions(books: Books) -> tuple[str, str]:
    setup = books.one(CostAccountingSetup)
    return setup.cost_center_dimension, setup.cost_object_dimension


def _cost_entries(books: Books) -> Iterator[Fact]:
    for row in books[CostEntry].rows:
        yield row.cost_type_no, "", row.cost_center_code, row.cost_object_code, row.posting_date, row.amount


def _cost_budget_entries(books: Books) -> Iterator[Fact]:
    for row in books[CostBudgetEntry].rows:
        yield row.cost_type_no, row.budget_name, row.cost_center_code, row.cost_object_code, row.date, row.amount


def _active_employees(books: Books) -> Iterator[Fact]:
    undated: date | None = None
    for row in books[Employee].rows:
        if row.status == "Active":
            yield "", "", row.cost_center_code, row.cost_object_code, undated, _ONE


BASES: Mapping[str, Base] = {
    "G/L Entries": Base(GLEntry, _posted(GLEntry, "gl_account_no", "", "posting_date")),
    "G/L Budget Entries": Base(GLBudgetEntry, _posted(GLBudgetEntry, "gl_account_no", "budget_name", "date")),
    "Cost Type Entries": Base(CostEntry, _cost_entries, by_dimension=False),
    "Cost Budget Entries": Base(CostBudgetEntry, _cost_budget_entries, by_dimension=False),
    "No of Employees": Base(Employee, _active_employees, dated=False, by_dimension=False),
    "Items Sold (Qty.)": Base(ValueEntry, _items("Sale", "invoiced_quantity")),
    "Items Purchased (Qty.)": Base(ValueEntry, _items("Purchase", "invoiced_quantity")),
    "Items Sold (Amount)": Base(ValueEntry, _items("Sale", "sales_amount_actual")),
    "Items Purchased (Amount)": Base(ValueEntry, _items("Purchase", "purchase_amount_actual")),
}
"""Dynamic base -> what it counts. Every other base is Static."""

USES_NO_FILTER = frozenset(BASES) - {"No of Employees"}
USES_GROUP_FILTER = frozenset(BASES) - {"No of Employees", "G/L Entries", "Cost Type Entries"}

BASE_READS: Reads = {
    GLEntry: "gl_account_no posting_date amount",
    GLBudgetEntry: "budget_name gl_account_no date amount",
    CostEntry: "cost_type_no posting_date amount cost_center_code cost_object_code",
    CostBudgetEntry: "budget_name cost_type_no date amount cost_center_code cost_object_code",
    Employee: "status cost_center_code cost_object_code",
    ValueEntry: "item_no item_ledger_entry_type posting_date inventory_posting_group invoiced_quantity"
    " sales_amount_actual purchase_amount_actual",
}
"""What the bases read of the tables they count."""
