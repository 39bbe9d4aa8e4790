"""Result tables of the inventory area (spec 2, 8.2, 11 to 15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from xlcost.tables import columns as c
from xlcost.tables.columns import Row, table
from xlcost.tables.inventory import LEDGER_ENTRY_TYPES, ORDER_STATUSES, VALUE_ENTRY_TYPES

_EXPECTED: dict[str, Any] = {"default": None, "only_filled": True}
"""Figures that only a report with expected cost has."""


@table("cost_posting_lines", area="inventory", group="result")
class CostPostingLine(Row):
    """What the last cost posting posted, or a preview would post: one row a value entry, then the summed lines."""

    value_entry_no: int | None = c.number("Value entry; blank on a line of a posting group", default=None)
    item_no: str = c.code("Item", reference="items")
    item_ledger_entry_type: str = c.option("Kind of movement; blank = capacity", words=("", *LEDGER_ENTRY_TYPES))
    entry_type: str = c.option("Kind of value", words=("", *VALUE_ENTRY_TYPES))
    document_no: str = c.code("Document")
    posting_date: dt.date | None = c.day("Posting date")
    source_no: str = c.code("Number of the source")
    inventory_posting_group: str = c.code("Inventory posting group")
    inventory: Decimal | None = c.amount("Inventory, interim included", default=None, total="sum")
    wip: Decimal | None = c.amount("Work in process", default=None, total="sum")
    inventory_adjmt: Decimal | None = c.amount("Adjustment, interim accrual included", default=None, total="sum")
    direct_cost_applied: Decimal | None = c.amount("Direct cost applied", default=None, total="sum")
    overhead_applied: Decimal | None = c.amount("Overhead applied", default=None, total="sum")
    purchase_variance: Decimal | None = c.amount("Purchase variance", default=None, total="sum")
    cogs: Decimal | None = c.amount("Cost of goods sold, interim included", default=None, total="sum")
    mfg_direct_cost_variance: Decimal | None = c.amount("Direct production variances", default=None, total="sum")
    mfg_overhead_variance: Decimal | None = c.amount("Overhead variance of production", default=None, total="sum")
    account_type: str = c.text("Kind of account of a posting group's line")
    bal_account_type: str = c.text("Kind of account on the other side")
    gl_account_no: str = c.code("Account", reference="gl_accounts")
    amount: Decimal | None = c.amount("Amount of a posting group's line", default=None, total="sum")
    location_code: str = c.code("Location")
    gen_bus_posting_group: str = c.code("Business group")
    gen_prod_posting_group: str = c.code("Product group")
    dimensions: Mapping[str, str] = c.dimension_columns()


@table("cost_posting_test", area="inventory", group="result")
class CostPostingTestLine(Row):
    """G/L lines that a cost posting would write, with everything that stands in their way."""

    posting_date: dt.date | None = c.day("Posting date")
    document_no: str = c.code("Document")
    gl_account_no: str = c.code("Account", reference="gl_accounts")
    name: str = c.text("Name of the account")
    description: str = c.text("Description")
    amount: Decimal = c.amount("Amount, debit positive", total="sum")
    value_entry_no: int = c.number("Value entry; 0 on a line of a posting group")
    item_ledger_entry_no: int = c.number("Item ledger entry")
    item_no: str = c.code("Item", reference="items")
    item_ledger_entry_type: str = c.option("Kind of movement; blank = capacity", words=("", *LEDGER_ENTRY_TYPES))
    entry_type: str = c.option("Kind of value", words=("", *VALUE_ENTRY_TYPES))
    dimensions: str = c.text("Dimension values, when asked for", wrap=True)
    codes: str = c.text("Codes of the findings", wrap=True)


@table("reconciliation_items", area="inventory", group="result")
class ReconciliationItem(Row):
    """Value entries by item, as they would stand in the G/L when all of them were posted."""

    item_no: str = c.code("Item; blank = capacity without an item", reference="items")
    inventory: Decimal = c.amount("Inventory", total="sum")
    inventory_interim: Decimal = c.amount("Inventory not invoiced yet", total="sum")
    wip_inventory: Decimal = c.amount("Work in process", total="sum")
    direct_cost_applied: Decimal = c.amount("Direct cost applied", total="sum")
    direct_cost_applied_actual: Decimal = c.amount("Part of it that faces inventory", total="sum")
    direct_cost_applied_wip: Decimal = c.amount("Part of it that faces WIP", total="sum")
    overhead_applied: Decimal = c.amount("Overhead applied", total="sum")
    overhead_applied_actual: Decimal = c.amount("Part of it that faces inventory", total="sum")
    overhead_applied_wip: Decimal = c.amount("Part of it that faces WIP", total="sum")
    purchase_variance: Decimal = c.amount("Purchase variance", total="sum")
    inventory_adjmt: Decimal = c.amount("Inventory adjustment", total="sum")
    invt_accrual_interim: Decimal = c.amount("Accrual of goods received, not invoiced", total="sum")
    cogs: Decimal = c.amount("Cost of goods sold", total="sum")
    cogs_interim: Decimal = c.amount("Cost of goods shipped, not invoiced", total="sum")
    material_variance: Decimal = c.amount("Material variance", total="sum")
    capacity_variance: Decimal = c.amount("Capacity variance", total="sum")
    subcontracted_variance: Decimal = c.amount("Subcontracted variance", total="sum")
    capacity_overhead_variance: Decimal = c.amount("Capacity overhead variance", total="sum")
    mfg_overhead_variance: Decimal = c.amount("Manufacturing overhead variance", total="sum")
    inventory_to_wip: Decimal = c.amount("Moved between inventory and WIP", total="sum")
    wip_to_interim: Decimal = c.amount("Moved between WIP and interim inventory", total="sum")


@table("reconciliation_gl", area="inventory", group="result", caption="Reconciliation GL")
class ReconciliationGL(Row):
    """Net change of each account that the posting setups name, under its kind of account."""

    gl_account_no: str = c.code("Account", reference="gl_accounts")
    name: str = c.text("Name")
    inventory: Decimal = c.amount("Inventory", total="sum")
    inventory_interim: Decimal = c.amount("Inventory not invoiced yet", total="sum")
    wip_inventory: Decimal = c.amount("Work in process", total="sum")
    direct_cost_applied: Decimal = c.amount("Direct cost applied", total="sum")
    direct_cost_applied_actual: Decimal = c.amount("Not told apart in the G/L", total="sum")
    direct_cost_applied_wip: Decimal = c.amount("Not told apart in the G/L", total="sum")
    overhead_applied: Decimal = c.amount("Overhead applied", total="sum")
    overhead_applied_actual: Decimal = c.amount("Not told apart in the G/L", total="sum")
    overhead_applied_wip: Decimal = c.amount("Not told apart in the G/L", total="sum")
    purchase_variance: Decimal = c.amount("Purchase variance", total="sum")
    inventory_adjmt: Decimal = c.amount("Inventory adjustment", total="sum")
    invt_accrual_interim: Decimal = c.amount("Accrual of goods received, not invoiced", total="sum")
    cogs: Decimal = c.amount("Cost of goods sold", total="sum")
    cogs_interim: Decimal = c.amount("Cost of goods shipped, not invoiced", total="sum")
    material_variance: Decimal = c.amount("Material variance", total="sum")
    capacity_variance: Decimal = c.amount("Capacity variance", total="sum")
    subcontracted_variance: Decimal = c.amount("Subcontracted variance", total="sum")
    capacity_overhead_variance: Decimal = c.amount("Capacity overhead variance", total="sum")
    mfg_overhead_variance: Decimal = c.amount("Manufacturing overhead variance", total="sum")
    inventory_to_wip: Decimal = c.amount("Has no account", total="sum")
    wip_to_interim: Decimal = c.amount("Has no account", total="sum")


@table("reconciliation_totals", area="inventory", group="result")
class ReconciliationTotal(Row):
    """Inventory against the G/L by kind of account."""

    account_type: str = c.text("Kind of account")
    total: Decimal = c.amount("Value entries", total="sum")
    gl_total: Decimal = c.amount("Net change in the G/L", total="sum")
    difference: Decimal = c.amount("G/L less value entries", total="sum", mark_nonzero=True)


@table(
    "reconciliation_matrix",
    area="inventory",
    group="result",
    bold_when=lambda row: row.name in {"Total", "G/L Total", "Difference"},
)
class ReconciliationMatrixRow(Row):
    """Each kind of account in the column of the balance sheet account that it faces."""

    name: str = c.text("Kind of account")
    inventory: Decimal | None = c.amount("Faces inventory", default=None)
    inventory_interim: Decimal | None = c.amount("Faces inventory not invoiced yet", default=None)
    wip_inventory: Decimal | None = c.amount("Faces work in process", default=None)
    total: Decimal | None = c.amount("Value entries", default=None)
    gl_total: Decimal | None = c.amount("Net change in the G/L", default=None)
    difference: Decimal | None = c.amount("G/L less value entries", default=None, mark_nonzero=True)
    warning: str = c.text("What probably is wrong", wrap=True)


@table("reconciliation_warnings", area="inventory", group="result")
class ReconciliationWarning(Row):
    """The probable cause of the differences as a whole."""

    code: str = c.text("Code")
    message: str = c.text("What is wrong, and what to do", wrap=True)
    account_types: str = c.text("Kinds of account that differ", wrap=True)


@table(
    "reconciliation_causes",
    area="inventory",
    group="result",
    bold_when=lambda row: row.cause == "UNEXPLAINED",
    chart=c.ChartOf(
        "bar", "Differences, a bar a cause", "account_type", ("amount",), only=lambda row: bool(row.amount)
    ),
)
class ReconciliationCause(Row):
    """Every difference split in amounts by its causes; the amounts of a kind of account add up to its difference."""

    account_type: str = c.text("Kind of account")
    gl_account_no: str = c.code("Account; blank when the setup names none", reference="gl_accounts")
    cause: str = c.text("Cause", width=24)
    reason_code: str = c.text("Why the posting skips the entries", width=36)
    amount: Decimal = c.amount("What the cause adds to G/L less value entries", total="sum", mark_nonzero=True)
    rows: int = c.number("Number of rows behind the amount", width=8)
    remedy: str = c.text("What to do", wrap=True, width=44)


@table("reconciliation_cause_rows", area="inventory", group="result")
class ReconciliationCauseRow(Row):
    """The rows behind each amount of the causes."""

    account_type: str = c.text("Kind of account")
    gl_account_no: str = c.code("Account", reference="gl_accounts")
    cause: str = c.text("Cause", width=24)
    reason_code: str = c.text("Why the posting skips the entry", width=36)
    table: str = c.text("Table of the row")
    entry_no: int = c.number("Entry number of the row")
    posting_date: dt.date | None = c.day("Posting date")
    document_no: str = c.code("Document")
    amount: Decimal = c.amount("What the row adds to the difference", total="sum")
    sheet: str = c.text("Sheet of the row")
    row: int = c.number("Sheet row", link_sheet="sheet")


@table("revaluation_lines", area="inventory", group="result")
class RevaluationLine(Row):
    """Proposed revaluations; fill in the revalued unit cost and run `apply_revaluation_lines`."""

    posting_date: dt.date | None = c.day("Day of the revaluation")
    item_no: str = c.code("Item", reference="items")
    variant_code: str = c.code("Variant")
    location_code: str = c.code("Location", reference="locations")
    item_ledger_entry_no: int = c.number("Increase, when proposed per item ledger entry")
    quantity: Decimal = c.quantity("Quantity that can be revalued", total="sum")
    inventory_value_calculated: Decimal = c.amount("Value of the quantity", total="sum")
    unit_cost_calculated: Decimal = c.rate("Unit cost now", places=5)
    unit_cost_revalued: Decimal | None = c.rate("Unit cost wanted; fill it in", default=None, places=5)
    update_standard_cost: bool = c.flag("The revalued unit cost becomes the standard cost")


@table("inventory_valuation", area="inventory", group="result")
class InventoryValuationLine(Row):
    """Stock and value of each item at the start, its movements, and at the end of a period."""

    item_no: str = c.code("Item", reference="items")
    description: str = c.text("Description")
    base_unit: str = c.code("Base unit of measure")
    inventory_posting_group: str = c.code("Inventory posting group", width=26)
    starting_quantity: Decimal = c.quantity("Invoiced quantity before the period")
    starting_value: Decimal = c.amount("Invoiced value before the period", total="sum")
    increase_quantity: Decimal = c.quantity("Invoiced increases")
    increase_value: Decimal = c.amount("Value of the increases", total="sum")
    decrease_quantity: Decimal = c.quantity("Invoiced decreases")
    decrease_value: Decimal = c.amount("Value of the decreases", total="sum")
    ending_quantity: Decimal = c.quantity("Start + increases - decreases")
    ending_value: Decimal = c.amount("Start + increases - decreases", total="sum")
    starting_expected_quantity: Decimal | None = c.quantity("Quantity before the period", **_EXPECTED)
    starting_expected_value: Decimal | None = c.amount("Value with expected cost", **_EXPECTED, total="sum")
    increase_expected_quantity: Decimal | None = c.quantity("Increases, also those not invoiced", **_EXPECTED)
    increase_expected_value: Decimal | None = c.amount("Value with expected cost", **_EXPECTED, total="sum")
    decrease_expected_quantity: Decimal | None = c.quantity("Decreases, also those not invoiced", **_EXPECTED)
    decrease_expected_value: Decimal | None = c.amount("Value with expected cost", **_EXPECTED, total="sum")
    ending_expected_quantity: Decimal | None = c.quantity("Start + increases - decreases", **_EXPECTED)
    ending_expected_value: Decimal | None = c.amount("Start + increases - decreases", **_EXPECTED, total="sum")
    cost_posted_to_gl: Decimal = c.amount("Posted to the G/L up to the end", total="sum")
    expected_cost_posted_to_gl: Decimal = c.amount("Expected cost posted up to the end", total="sum")


@table(
    "inventory_valuation_groups",
    area="inventory",
    group="result",
    chart=c.ChartOf("column", "Inventory value by posting group", "inventory_posting_group", ("ending_value",)),
)
class InventoryValuationGroup(Row):
    """The inventory valuation by inventory posting group."""

    inventory_posting_group: str = c.code("Inventory posting group", width=26)
    description: str = c.text("Description")
    items: int = c.number("Number of items")
    starting_value: Decimal = c.amount("Invoiced value before the period", total="sum")
    increase_value: Decimal = c.amount("Value of the increases", total="sum")
    decrease_value: Decimal = c.amount("Value of the decreases", total="sum")
    ending_value: Decimal = c.amount("Start + increases - decreases", total="sum")
    ending_expected_value: Decimal | None = c.amount("Ending value with expected cost", **_EXPECTED, total="sum")
    cost_posted_to_gl: Decimal = c.amount("Posted to the G/L up to the end", total="sum")


@table("inventory_valuation_wip", area="inventory", group="result")
class InventoryValuationWIPLine(Row):
    """Work in process of each production order."""

    order_no: str = c.code("Production order")
    status: str = c.option("Released or Finished", words=ORDER_STATUSES)
    item_no: str = c.code("Item produced", reference="items")
    as_of_start: Decimal = c.amount("Before the period", total="sum")
    consumption: Decimal = c.amount("Components consumed", total="sum")
    capacity: Decimal = c.amount("Capacity used", total="sum")
    output: Decimal = c.amount("Output, negative", total="sum")
    as_of_end: Decimal = c.amount("At the end of the period", total="sum")
    cost_posted_to_gl: Decimal = c.amount("Posted to the G/L up to the end", total="sum")


@table("invt_valuation_cost_spec", area="inventory", group="result")
class InvtValuationCostSpecLine(Row):
    """What the stock of each item consists of: direct and indirect cost, revaluation, rounding, variance."""

    item_no: str = c.code("Item", reference="items")
    remaining_quantity: Decimal = c.quantity("Stock on the day")
    direct_cost: Decimal = c.amount("Direct cost", total="sum")
    indirect_cost: Decimal = c.amount("Indirect cost", total="sum")
    revaluation: Decimal = c.amount("Revaluation", total="sum")
    rounding: Decimal = c.amount("Rounding", total="sum")
    variance: Decimal = c.amount("Variance", total="sum")
    total_cost: Decimal = c.amount("Sum of the five", total="sum")
    unit_cost: Decimal = c.rate("Total cost of one unit", places=5)


@table("cost_shares_breakdown", area="inventory", group="result")
class CostSharesBreakdownLine(Row):
    """Cost of sold goods, stock or WIP by the shares of material, capacity, overhead and subcontracting."""

    item_no: str = c.code("Item", reference="items")
    order_no: str = c.code("Production order, for WIP", only_filled=True)
    item_ledger_entry_no: int | None = c.number(
        "Item ledger entry, when details are shown", default=None, only_filled=True
    )
    quantity: Decimal = c.quantity("Quantity")
    direct_cost: Decimal = c.amount("Direct cost", total="sum")
    indirect_cost: Decimal = c.amount("Indirect cost", total="sum")
    material: Decimal = c.amount("Material", total="sum")
    capacity: Decimal = c.amount("Capacity", total="sum")
    capacity_overhead: Decimal = c.amount("Capacity overhead", total="sum")
    material_overhead: Decimal = c.amount("Overhead on material and manufacturing", total="sum")
    subcontracted: Decimal = c.amount("Subcontracted work", total="sum")
    revaluation: Decimal = c.amount("Revaluation", total="sum")
    rounding: Decimal = c.amount("Rounding", total="sum")
    variance: Decimal = c.amount("Variance", total="sum")
    purchase_variance: Decimal = c.amount("Part of the variance", total="sum")
    material_variance: Decimal = c.amount("Part of the variance", total="sum")
    capacity_variance: Decimal = c.amount("Part of the variance", total="sum")
    capacity_overhead_variance: Decimal = c.amount("Part of the variance", total="sum")
    mfg_overhead_variance: Decimal = c.amount("Part of the variance", total="sum")
    subcontracted_variance: Decimal = c.amount("Part of the variance", total="sum")
