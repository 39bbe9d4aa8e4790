"""Result tables of the cost accounting area (spec 1, 5.6, 8.6, 9 and 10)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from xlcost.tables import columns as c
from xlcost.tables.columns import ChartOf, Row, table
from xlcost.tables.cost_accounting import (
    ALLOCATION_BASES,
    ALLOCATION_TARGET_TYPES,
    COST_TYPE_TYPES,
    DATE_FILTER_CODES,
    REGISTER_SOURCES,
)

_PERIOD = re.compile(r"\d{4}(-\d\d(-\d\d)?| Q[1-4])?( Budget| Percent)?")
"""Headings of `cost_balances`."""
RECONCILIATION_LINES = ("Account", "Control")


@table(
    "cost_reconciliation",
    area="cost_accounting",
    group="result",
    bold_when=lambda row: row.line_type == "Control",
)
class CostReconciliationLine(Row):
    """G/L against cost accounting by account and cost type, then the control equation (spec 1, 9.10)."""

    line_type: str = c.option("Account, or Control for the control equation", words=RECONCILIATION_LINES)
    gl_account_no: str = c.code("Account")
    gl_account_name: str = c.text("Name of the account")
    cost_type_no: str = c.code("Cost type that the transfer used, else the account's own")
    gl_amount: Decimal | None = c.amount("Sum of the G/L entries", total="sum", default=None)
    transferred: Decimal | None = c.amount("Sum of the transferred sources", total="sum", default=None)
    skipped: Mapping[str, Decimal] = c.amount_columns("G/L amount skipped, one column a reason", total="sum")
    outstanding: Decimal | None = c.amount("Entries that the next transfer takes", total="sum", default=None)
    difference: Decimal = c.amount("Must be 0", total="sum", mark_nonzero=True)
    cost_types: Decimal | None = c.amount("Control: balance of cost types", default=None)
    cost_centers: Decimal | None = c.amount("Control: balance of cost centers", default=None)
    cost_objects: Decimal | None = c.amount("Control: balance of cost objects", default=None)


@table("cost_allocation_solution", area="cost_accounting", group="result")
class CostAllocationSolutionLine(Row):
    """How the reciprocal levels of the last allocation were solved: own cost + received = total (spec 1, 5.6)."""

    level: int = c.number("Level")
    id: str = c.code("Allocation source", reference="cost_allocation_sources")
    cost_center_code: str = c.code("Center of the source")
    cost_object_code: str = c.code("Object of the source")
    own_cost: Decimal = c.amount("Open costs of the source before the level", total="sum")
    received: Mapping[str, Decimal] = c.amount_columns(
        "Received from each other source, by its id",
        total="sum",
        heading=lambda header, rows: any(row.id == header for row in rows),
    )
    total_cost: Decimal = c.amount("Own cost and what was received: the amount handed out", total="sum")
    step_down: Decimal = c.amount("What it would hand on if the sources ran one after the other", total="sum")
    equation: str = c.text("The total cost as the level's equation has it", width=60)


ALLOCATION_MATRIX_LINES = ("Flow", "Place")


@table(
    "cost_allocation_matrix",
    area="cost_accounting",
    group="result",
    chart=ChartOf(
        "bar",
        "Costs before and after allocation",
        "place",
        ("own_costs", "costs_after"),
        only=lambda row: row.line_type == "Place",
    ),
)
class CostAllocationMatrixLine(Row):
    """Who handed what to whom, by level, then each center and object before and after (spec 1, 10.5)."""

    line_type: str = c.option("Flow from sender to receiver, or one Place", words=ALLOCATION_MATRIX_LINES)
    sender_cost_center: str = c.code("Center that handed on")
    sender_cost_object: str = c.code("Object that handed on")
    receiver_cost_center: str = c.code("Center that received")
    receiver_cost_object: str = c.code("Object that received")
    levels: Mapping[str, Decimal] = c.amount_columns(
        "Amount by level", total="sum", heading=lambda header, _rows: bool(re.fullmatch(r"Level \d+", header))
    )
    amount: Decimal | None = c.amount("Amount of all levels", total="sum", default=None)
    place: str = c.text("Center or object of a Place line")
    own_costs: Decimal | None = c.amount("Costs of the place before allocation", total="sum", default=None)
    received: Decimal | None = c.amount("Received from others", total="sum", default=None)
    handed_on: Decimal | None = c.amount("Handed on to others", total="sum", default=None)
    costs_after: Decimal | None = c.amount("Own costs + received - handed on", total="sum", default=None)


@table("cost_allocation_rest", area="cost_accounting", group="result")
class CostAllocationRestLine(Row):
    """What each source left on, or took too much from, its center or object, by run (spec 1, 10.6)."""

    id: str = c.code("Allocation source", reference="cost_allocation_sources")
    register_no: int = c.number("Allocation register of the run")
    level: int = c.number("Level")
    posting_date: dt.date | None = c.day("Allocation date")
    document_no: str = c.code("Document")
    cost_center_code: str = c.code("Center of the source")
    cost_object_code: str = c.code("Object of the source")
    base_amount: Decimal = c.amount("Costs that the source took up", total="sum")
    received: Decimal = c.amount("Received from other sources of a reciprocal level", total="sum")
    handed_on: Decimal = c.amount("Handed on to targets", total="sum")
    rest: Decimal = c.amount("Base amount + received - handed on", total="sum", mark_nonzero=True)
    over_relieved: bool = c.flag("More was handed on than there was")


def _is_total(row: Any) -> bool:
    """Headings and totals of a chart."""
    return bool(row.type not in {"Cost Type", "Cost Center", "Cost Object"})


def _in_picture(row: Any) -> bool:
    """Lines that a chart shows: the totals of the groups, and posting lines that stand outside of groups."""
    return not row.indentation and row.type in {"Cost Type", "End-Total"}


@table(
    "cost_statement",
    area="cost_accounting",
    group="result",
    bold_when=_is_total,
    indented="name",
    chart=ChartOf("bar", "Net change by cost type", "name", ("net_change",), only=_in_picture),
)
class CostStatementLine(Row):
    """Net change by cost type (spec 1, 9.1)."""

    no: str = c.code("Cost type", reference="cost_types")
    name: str = c.text("Name")
    type: str = c.option("Type of the line", words=COST_TYPE_TYPES)
    indentation: int = c.number("Level of indentation")
    net_change: Decimal | None = c.amount("Sum of the entries", default=None)
    debit: Decimal | None = c.amount("Net change when positive", default=None)
    credit: Decimal | None = c.amount("Net change when negative, shown positive", default=None)


@table(
    "cost_statement_budget",
    area="cost_accounting",
    group="result",
    bold_when=_is_total,
    indented="name",
    chart=ChartOf("column", "Net change and budget", "name", ("net_change", "budget"), only=_in_picture),
)
class CostStatementBudgetLine(Row):
    """Net change against budget by cost type (spec 1, 9.2)."""

    no: str = c.code("Cost type", reference="cost_types")
    name: str = c.text("Name")
    type: str = c.option("Type of the line", words=COST_TYPE_TYPES)
    indentation: int = c.number("Level of indentation")
    net_change: Decimal | None = c.amount("Sum of the entries", default=None)
    debit: Decimal | None = c.amount("Net change when positive", default=None)
    credit: Decimal | None = c.amount("Net change when negative, shown positive", default=None)
    budget: Decimal | None = c.amount("Budget", default=None)
    percent: Decimal | None = c.percent("Net change in percent of the budget", default=None, shown=1)


@table("cost_analysis", area="cost_accounting", group="result", bold_when=_is_total, indented="name")
class CostAnalysisLine(Row):
    """Net change by cost type for up to seven centers or objects (spec 1, 9.3)."""

    no: str = c.code("Cost type", reference="cost_types")
    name: str = c.text("Name")
    type: str = c.option("Type of the line", words=COST_TYPE_TYPES)
    indentation: int = c.number("Level of indentation")
    col1: Decimal | None = c.amount("First center or object", default=None)
    col2: Decimal | None = c.amount("Second center or object", default=None)
    col3: Decimal | None = c.amount("Third center or object", default=None)
    col4: Decimal | None = c.amount("Fourth center or object", default=None)
    col5: Decimal | None = c.amount("Fifth center or object", default=None)
    col6: Decimal | None = c.amount("Sixth center or object", default=None)
    col7: Decimal | None = c.amount("Seventh center or object", default=None)
    legend: str = c.text("What the columns show, on the first row", width=60.0)


@table(
    "cost_statement_per_period",
    area="cost_accounting",
    group="result",
    bold_when=_is_total,
    indented="name",
    chart=ChartOf("column", "Actual and compared period", "name", ("actual", "compare"), only=_in_picture),
)
class CostStatementPerPeriodLine(Row):
    """A period against another one by cost type (spec 1, 9.4)."""

    no: str = c.code("Cost type", reference="cost_types")
    name: str = c.text("Name")
    type: str = c.option("Type of the line", words=COST_TYPE_TYPES)
    indentation: int = c.number("Level of indentation")
    actual: Decimal | None = c.amount("Amount of the period", default=None)
    actual_debit: Decimal | None = c.amount("The amount when positive", default=None)
    actual_credit: Decimal | None = c.amount("The amount when negative, shown positive", default=None)
    compare: Decimal | None = c.amount("Amount of the period compared with", default=None)
    compare_debit: Decimal | None = c.amount("The compared amount when positive", default=None)
    compare_credit: Decimal | None = c.amount("The compared amount when negative, shown positive", default=None)
    difference: Decimal | None = c.amount("Actual - compare", default=None)
    percent: Decimal | None = c.percent("Actual in percent of compare", places=1, default=None)
    period_start: dt.date | None = c.day("First day of the period")
    period_end: dt.date | None = c.day("Last day of the period")
    compare_start: dt.date | None = c.day("First day compared with")
    compare_end: dt.date | None = c.day("Last day compared with")


@table(
    "cost_balance_budget",
    area="cost_accounting",
    group="result",
    bold_when=_is_total,
    indented="name",
    chart=ChartOf("column", "Year to date and budget", "name", ("ytd", "ytd_budget"), only=_in_picture),
)
class CostBalanceBudgetLine(Row):
    """Period, year to date and year against budget by cost type (spec 1, 9.5)."""

    no: str = c.code("Cost type", reference="cost_types")
    name: str = c.text("Name")
    type: str = c.option("Type of the line", words=COST_TYPE_TYPES)
    indentation: int = c.number("Level of indentation")
    act: Decimal | None = c.amount("Actual of the period", default=None)
    act_budget: Decimal | None = c.amount("Budget of the period", default=None)
    act_diff: Decimal | None = c.amount("Difference of the period", default=None)
    act_pct: Decimal | None = c.percent("Actual in percent of budget", places=1, default=None)
    ytd: Decimal | None = c.amount("Actual of the year to date", default=None)
    ytd_budget: Decimal | None = c.amount("Budget of the year to date", default=None)
    ytd_diff: Decimal | None = c.amount("Difference of the year to date", default=None)
    ytd_pct: Decimal | None = c.percent("Year to date in percent of its budget", places=1, default=None)
    year_budget: Decimal | None = c.amount("Budget of the year", default=None)
    share_year_act_pct: Decimal | None = c.percent(
        "Year to date in percent of the year's budget", places=1, default=None
    )
    share_year_bud_pct: Decimal | None = c.percent(
        "Budget to date in percent of the year's budget", places=1, default=None
    )


COST_TYPE_DETAIL_LINES = ("Opening", "Entry", "Total")


@table(
    "cost_type_details",
    area="cost_accounting",
    group="result",
    bold_when=lambda row: row.line_type != "Entry",
)
class CostTypeDetailLine(Row):
    """Entries of each cost type with running balance (spec 1, 9.6)."""

    no: str = c.code("Cost type", reference="cost_types")
    name: str = c.text("Name")
    line_type: str = c.option("Opening, Entry or Total", words=COST_TYPE_DETAIL_LINES)
    entry_no: int = c.number("Cost entry", reference="cost_entries.entry_no", linked=True)
    posting_date: dt.date | None = c.day("Posting date")
    document_no: str = c.code("Document")
    description: str = c.text("Description", width=42)
    cost_center_code: str = c.code("Cost center")
    cost_object_code: str = c.code("Cost object")
    debit: Decimal | None = c.amount("Debit", default=None)
    credit: Decimal | None = c.amount("Credit", default=None)
    balance: Decimal = c.amount("Balance after the line")


@table("cost_journal_check", area="cost_accounting", group="result")
class CostJournalCheckLine(Row):
    """Findings of cost journal lines, all at once (spec 1, 9.7)."""

    journal_template_name: str = c.code("Template")
    journal_batch_name: str = c.code("Batch")
    line_no: int = c.number("Line")
    posting_date: dt.date | None = c.day("Posting date")
    document_no: str = c.code("Document")
    cost_type_no: str = c.code("Cost type")
    amount: Decimal = c.amount("Amount")
    balance: Decimal = c.amount("What the line adds to the balance of the batch")
    code: str = c.text("Finding; blank = the line is sound")
    message: str = c.text("Finding in words", wrap=True)
    remedy: str = c.text("What to do", wrap=True)


@table("cost_allocation_list", area="cost_accounting", group="result")
class CostAllocationListLine(Row):
    """Allocation sources with their targets (spec 1, 9.8)."""

    id: str = c.code("Allocation source", reference="cost_allocation_sources")
    level: int = c.number("Level")
    cost_type_range: str = c.code("Cost types handed on")
    cost_center_code: str = c.code("Center of the source")
    cost_object_code: str = c.code("Object of the source")
    credit_to_cost_type: str = c.code("Cost type of the relieving entry")
    line_no: int = c.number("Target line")
    target_cost_type: str = c.code("Cost type debited")
    target_cost_center: str = c.code("Receiving center")
    target_cost_object: str = c.code("Receiving object")
    allocation_target_type: str = c.option("What the share decides", words=("", *ALLOCATION_TARGET_TYPES))
    percent_per_share: Decimal = c.percent("Percent of the share that is posted")
    amount_per_share: Decimal = c.rate("Amount posted for one unit of the share")
    base: str = c.option("Where the share comes from", words=("", *ALLOCATION_BASES))
    no_filter: str = c.code("Filter over accounts, cost types or items")
    cost_center_filter: str = c.code("Filter over cost centers")
    cost_object_filter: str = c.code("Filter over cost objects")
    group_filter: str = c.code("Filter over budget names or inventory posting groups")
    date_filter_code: str = c.option("Period around the work date", words=DATE_FILTER_CODES)
    share: Decimal = c.rate("Share", places=5)
    percent: Decimal = c.percent("Percent of the source, from the shares as they stand")


COST_REGISTER_LIST_LINES = ("Entry", "Total")


@table(
    "cost_register_list",
    area="cost_accounting",
    group="result",
    bold_when=lambda row: row.line_type == "Total",
)
class CostRegisterListLine(Row):
    """Entries of each cost register with their total (spec 1, 9.9)."""

    register_no: int = c.number("Register", reference="cost_registers.no")
    source: str = c.option("Where the entries come from", words=REGISTER_SOURCES)
    level: int = c.number("Level of the allocation")
    line_type: str = c.option("Entry or Total", words=COST_REGISTER_LIST_LINES)
    entry_no: int = c.number("Cost entry", reference="cost_entries.entry_no", linked=True)
    posting_date: dt.date | None = c.day("Posting date")
    document_no: str = c.code("Document")
    cost_type_no: str = c.code("Cost type")
    cost_center_code: str = c.code("Cost center")
    cost_object_code: str = c.code("Cost object")
    description: str = c.text("Description", width=42)
    amount: Decimal = c.amount("Amount")
    debit: Decimal | None = c.amount("Debit", default=None)
    credit: Decimal | None = c.amount("Credit", default=None)


@table("cost_balances", area="cost_accounting", group="result", bold_when=_is_total, indented="name")
class CostBalanceLine(Row):
    """Cost types, centers or objects by period (spec 1, 9.9)."""

    no: str = c.code("Cost type, center or object")
    name: str = c.text("Name")
    type: str = c.text("Type of the line")
    indentation: int = c.number("Level of indentation")
    periods: Mapping[str, Decimal] = c.amount_columns(
        "One column a period; with a budget also budget and percent",
        heading=lambda header, _rows: bool(_PERIOD.fullmatch(header)),
    )


BUDGET_GRID_PERIODS = 24
PERIOD_LENGTHS = ("Day", "Week", "Month", "Quarter", "Year")


@table("cost_budget_grid", area="cost_accounting", group="result")
class CostBudgetGridLine(Row):
    """A cost budget as a grid: a row a cost type and place, a column a period (spec 1, 8.6).

    `export_cost_budget` writes it; the user edits the figures; `import_cost_budget` reads it back.
    """

    budget_name: str = c.code("Cost budget", reference="cost_budget_names")
    cost_type_no: str = c.code("Cost type", reference="cost_types")
    name: str = c.text("Name of the cost type")
    cost_center_code: str = c.code("Cost center", reference="cost_centers")
    cost_object_code: str = c.code("Cost object", reference="cost_objects")
    starting_date: dt.date | None = c.day("First day of period 1; period n begins n - 1 lengths later")
    period_length: str = c.option("Length of each period", words=PERIOD_LENGTHS, default="Month")
    periods: int = c.number("Number of periods that the grid covers, 1 to 24", default=12)
    period_1: Decimal = c.amount("Amount of period 1", places=None, dash_for_zero=True, total="sum")
    period_2: Decimal = c.amount("Amount of period 2", places=None, dash_for_zero=True, total="sum")
    period_3: Decimal = c.amount("Amount of period 3", places=None, dash_for_zero=True, total="sum")
    period_4: Decimal = c.amount("Amount of period 4", places=None, dash_for_zero=True, total="sum")
    period_5: Decimal = c.amount("Amount of period 5", places=None, dash_for_zero=True, total="sum")
    period_6: Decimal = c.amount("Amount of period 6", places=None, dash_for_zero=True, total="sum")
    period_7: Decimal = c.amount("Amount of period 7", places=None, dash_for_zero=True, total="sum")
    period_8: Decimal = c.amount("Amount of period 8", places=None, dash_for_zero=True, total="sum")
    period_9: Decimal = c.amount("Amount of period 9", places=None, dash_for_zero=True, total="sum")
    period_10: Decimal = c.amount("Amount of period 10", places=None, dash_for_zero=True, total="sum")
    period_11: Decimal = c.amount("Amount of period 11", places=None, dash_for_zero=True, total="sum")
    period_12: Decimal = c.amount("Amount of period 12", places=None, dash_for_zero=True, total="sum")
    period_13: Decimal = c.amount("Amount of period 13", places=None, dash_for_zero=True, total="sum")
    period_14: Decimal = c.amount("Amount of period 14", places=None, dash_for_zero=True, total="sum")
    period_15: Decimal = c.amount("Amount of period 15", places=None, dash_for_zero=True, total="sum")
    period_16: Decimal = c.amount("Amount of period 16", places=None, dash_for_zero=True, total="sum")
    period_17: Decimal = c.amount("Amount of period 17", places=None, dash_for_zero=True, total="sum")
    period_18: Decimal = c.amount("Amount of period 18", places=None, dash_for_zero=True, total="sum")
    period_19: Decimal = c.amount("Amount of period 19", places=None, dash_for_zero=True, total="sum")
    period_20: Decimal = c.amount("Amount of period 20", places=None, dash_for_zero=True, total="sum")
    period_21: Decimal = c.amount("Amount of period 21", places=None, dash_for_zero=True, total="sum")
    period_22: Decimal = c.amount("Amount of period 22", places=None, dash_for_zero=True, total="sum")
    period_23: Decimal = c.amount("Amount of period 23", places=None, dash_for_zero=True, total="sum")
    period_24: Decimal = c.amount("Amount of period 24", places=None, dash_for_zero=True, total="sum")
    row_total: Decimal = c.amount("Sum of the periods", total="sum")
