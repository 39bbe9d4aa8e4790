"""Tables of the projects area (spec 3, A1 and B1).

Projects, tasks, methods and posting groups are names: compared after trimming and ignoring case. Accounts and
dimension values are codes. All amounts are in local currency.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from xlcost.tables import columns as c
from xlcost.tables.columns import ChartOf, Row, table

RECOGNIZED_COSTS = ("at_completion", "cost_of_sales", "cost_value", "invoiced_cost", "usage_cost")
RECOGNIZED_SALES = (
    "at_completion", "invoiced_price", "usage_cost", "usage_price", "percentage_of_completion", "sales_value",
)  # fmt: skip
POSTING_METHODS = ("per_project", "per_ledger_entry")
STATUSES = ("open", "planned", "quote", "completed")
TASK_TYPES = ("posting", "heading", "begin_total", "end_total", "total")
WIP_TOTALS = ("", "total", "excluded")
LINE_TYPES = ("budget", "billable", "both")
ENTRY_TYPES = ("usage", "sale")
TYPES = ("item", "resource", "gl_account")
WIP_TYPES = (
    "applied_costs", "applied_sales", "recognized_costs", "recognized_sales", "accrued_costs", "accrued_sales",
)  # fmt: skip
"""Types of WIP entries in the order in which they are written."""
SIDES = ("account", "balancing_account")


@table("projects", area="projects", group="setup")
class Project(Row):
    """Projects: who owns and buys them, and how their WIP is calculated and posted."""

    project: str = c.name("Project", key=True)
    contracting_unit: str = c.name("Unit that owns the project; it decides the cost price list", reference="org_units")
    owning_company: str = c.name("Company that owns the project", reference="companies")
    currency: str = c.code("Cost currency; blank = that of the contracting unit", reference="currencies")
    customer: str = c.name("Customer")
    quote: str = c.name("Quote", reference="quotes")
    contract: str = c.name("Contract", reference="contracts")
    sales_currency: str = c.code("Currency of the contract or quote", reference="currencies")
    wip_method: str = c.name("WIP method; blank = no WIP is calculated", reference="wip_methods")
    wip_posting_method: str = c.option(
        "Applied amounts as one sum, or one a ledger entry",
        words=POSTING_METHODS,
        default="per_project",
        aliases=(("per job", "per_project"), ("per job ledger entry", "per_ledger_entry"),
                 ("per project ledger entry", "per_ledger_entry")),
    )  # fmt: skip
    posting_group: str = c.name("Posting group with the WIP accounts", reference="project_posting_groups")
    status: str = c.option(
        "Where the project stands; completed takes all WIP out from the ending date on",
        words=STATUSES,
        default="open",
        aliases=(("planning", "planned"),),
    )
    ending_date: dt.date | None = c.day("Day from which a completed project counts as complete")
    blocked: bool = c.flag("WIP is neither calculated nor posted", yes=("posting", "all"))
    wip_posting_date: dt.date | None = c.day("Posting date of the last calculation; written by a run")


@table("project_tasks", area="projects", group="setup")
class ProjectTask(Row):
    """Tasks of projects in the order of their number as text; posting tasks carry amounts."""

    project: str = c.name("Project", key=True, reference="projects")
    task: str = c.name("Task", key=True)
    description: str = c.text("Description")
    task_type: str = c.option("Only posting tasks carry amounts", words=TASK_TYPES, default="posting")
    wip_total: str = c.option("`total` closes a group of tasks; `excluded` leaves a posting task out", words=WIP_TOTALS)
    wip_method: str = c.name("Method of the group, on a WIP total only", reference="wip_methods")
    posting_group: str = c.name("Posting group; blank = that of the project", reference="project_posting_groups")
    recognized_costs: Decimal | None = c.amount(
        "Recognised costs of the calculation that is not posted yet", default=None
    )
    recognized_sales: Decimal | None = c.amount(
        "Recognised sales of the calculation that is not posted yet", default=None
    )
    recognized_costs_gl: Decimal | None = c.amount("Recognised costs at the last posting", default=None)
    recognized_sales_gl: Decimal | None = c.amount("Recognised sales at the last posting", default=None)
    dimensions: Mapping[str, str] = c.dimension_columns()


@table("project_posting_groups", area="projects", group="setup")
class ProjectPostingGroup(Row):
    """Accounts that WIP is posted to."""

    posting_group: str = c.name("Posting group", key=True)
    description: str = c.text("Description")
    wip_costs_account: str = c.code("Cost parked as WIP (balance sheet, asset)", reference="gl_accounts")
    wip_accrued_costs_account: str = c.code(
        "Costs recognised before they occur (balance sheet, liability)", reference="gl_accounts"
    )
    wip_accrued_sales_account: str = c.code(
        "Revenue recognised before invoicing (balance sheet, asset)", reference="gl_accounts"
    )
    wip_invoiced_sales_account: str = c.code(
        "Invoiced, not yet earned (balance sheet, liability)", reference="gl_accounts"
    )
    project_costs_applied_account: str = c.code(
        "Contra expense of posting per project (income statement)", reference="gl_accounts"
    )
    item_costs_applied_account: str = c.code(
        "Contra expense of items, posting per ledger entry", reference="gl_accounts"
    )
    resource_costs_applied_account: str = c.code(
        "Contra expense of resources, posting per ledger entry", reference="gl_accounts"
    )
    gl_costs_applied_account: str = c.code(
        "Contra expense of G/L accounts, posting per ledger entry", reference="gl_accounts"
    )
    project_costs_adjustment_account: str = c.code(
        "Partner of accrued costs (income statement)", reference="gl_accounts"
    )
    project_sales_applied_account: str = c.code("Contra income (income statement)", reference="gl_accounts")
    project_sales_adjustment_account: str = c.code(
        "Partner of accrued sales (income statement)", reference="gl_accounts"
    )
    recognized_costs_account: str = c.code("Recognised costs (income statement)", reference="gl_accounts")
    recognized_sales_account: str = c.code("Recognised sales (income statement)", reference="gl_accounts")


@table("wip_methods", area="projects", group="setup", caption="WIP Methods")
class WIPMethod(Row):
    """Own WIP methods beside the five built-in ones: one rule for costs, one for sales."""

    wip_method: str = c.name("Method", key=True)
    description: str = c.text("Description")
    recognized_costs: str = c.option(
        "How costs are recognised",
        words=RECOGNIZED_COSTS,
        filled=True,
        aliases=(("contract (invoiced cost)", "invoiced_cost"), ("usage (total cost)", "usage_cost")),
    )
    recognized_sales: str = c.option(
        "How sales are recognised",
        words=RECOGNIZED_SALES,
        filled=True,
        aliases=(("poc", "percentage_of_completion"), ("contract (invoiced price)", "invoiced_price"),
                 ("usage (total cost)", "usage_cost"), ("usage (total price)", "usage_price")),
    )  # fmt: skip
    wip_cost: bool = c.flag("Write entries for applied and recognised costs; no only with usage_cost", default=True)
    wip_sales: bool = c.flag(
        "Write entries for applied and recognised sales; no only with invoiced_price", default=True
    )
    valid: bool = c.flag("May be used", default=True)
    system_defined: bool = c.flag("Built in; cannot be changed")


@table("project_planning_lines", area="projects", group="input")
class ProjectPlanningLine(Row):
    """Budget and billable lines of projects."""

    project: str = c.name("Project", required=True, reference="projects")
    task: str = c.name("Task", required=True)
    line_type: str = c.option(
        "Budget, billable or both",
        words=LINE_TYPES,
        filled=True,
        aliases=(("both budget and billable", "both"), ("schedule", "budget"), ("contract", "billable")),
    )
    planning_date: dt.date | None = c.day("Planned date")
    description: str = c.text("Description")
    total_cost: Decimal = c.amount("Cost of the line", total="sum")
    line_amount: Decimal = c.amount("Price of the line", total="sum")


@table("project_ledger_entries", area="projects", group="ledger")
class ProjectLedgerEntry(Row):
    """Posted usage and sales of projects; sales are negative."""

    entry_no: int = c.number("Entry number", key=True)
    project: str = c.name("Project", reference="projects")
    task: str = c.name("Task")
    entry_type: str = c.option("Usage or sale", words=ENTRY_TYPES, filled=True)
    type: str = c.option("What was used or sold", words=("", *TYPES), aliases=(("g/l account", "gl_account"),))
    posting_date: dt.date = c.day("Posting date", filled=True)
    description: str = c.text("Description")
    quantity: Decimal = c.quantity("Quantity")
    unit_cost: Decimal = c.rate("Unit cost")
    total_cost: Decimal = c.amount("Cost; negative on sales", total="sum")
    line_amount: Decimal = c.amount("Price; negative on sales", total="sum")
    amt_to_post: Decimal = c.amount("Amount that the next WIP posting takes up, posting per ledger entry")
    amt_posted: Decimal = c.amount("Amount that WIP postings have taken up, posting per ledger entry")
    actual_line: str = c.name("Line of Actual Lines that the entry was made of", reference="actual_lines")
    dimensions: Mapping[str, str] = c.dimension_columns()


@table("wip_totals", area="projects", group="ledger", caption="WIP Totals")
class WIPTotal(Row):
    """One calculation of one group of tasks, under its total task; posted ones stay as history."""

    project: str = c.name("Project", reference="projects")
    task: str = c.name("The total task")
    wip_method: str = c.name("Method of the calculation", reference="wip_methods")
    posting_date: dt.date | None = c.day("Posting date of the calculation")
    document_no: str = c.code("Document of the calculation")
    budget_cost: Decimal = c.amount("Cost of budget lines")
    budget_price: Decimal = c.amount("Price of budget lines")
    billable_cost: Decimal = c.amount("Cost of billable lines")
    billable_price: Decimal = c.amount("Price of billable lines")
    usage_cost: Decimal = c.amount("Cost of usage")
    usage_price: Decimal = c.amount("Price of usage")
    invoiced_cost: Decimal = c.amount("Cost of sales, shown positive")
    invoiced_price: Decimal = c.amount("Price of sales, shown positive")
    recognized_costs: Decimal = c.amount("Recognised costs")
    recognized_sales: Decimal = c.amount("Recognised sales")
    cost_completion_pct: Decimal = c.percent("Usage cost in percent of budget cost")
    invoiced_pct: Decimal = c.percent("Invoiced price in percent of billable price")
    posted_to_gl: bool = c.flag("Posted")
    task_setup: str = c.text("Tasks of the group with their settings at the time of the calculation")


@table("wip_entries", area="projects", group="ledger", caption="WIP Entries")
class WIPEntry(Row):
    """What the next WIP posting will book; positive = debit of `account`, credit of `balancing_account`."""

    entry_no: int = c.number("Entry number", key=True)
    project: str = c.name("Project", reference="projects")
    task: str = c.name("The total task")
    posting_date: dt.date | None = c.day("Posting date of the calculation")
    document_no: str = c.code("Document of the calculation")
    type: str = c.option("What is booked", words=WIP_TYPES, filled=True)
    account: str = c.code("Account", reference="gl_accounts")
    balancing_account: str = c.code("Balancing account", reference="gl_accounts")
    posting_group: str = c.name("Posting group of the accounts", reference="project_posting_groups")
    amount: Decimal = c.amount("Amount, debit of the account positive", total="sum")
    project_complete: bool = c.flag("Made by the completion of the project")
    reverse: bool = c.flag("Reversed by the next posting", default=True)
    dimensions: Mapping[str, str] = c.dimension_columns()


@table("wip_gl_entries", area="projects", group="ledger", caption="WIP GL Entries")
class WIPGLEntry(Row):
    """What WIP postings have booked, with the G/L entries they made and their reversal; it only grows."""

    entry_no: int = c.number("Entry number", key=True)
    project: str = c.name("Project", reference="projects")
    task: str = c.name("The total task")
    posting_date: dt.date | None = c.day("Date of the booking")
    wip_posting_date: dt.date | None = c.day("Posting date of the calculation")
    document_no: str = c.code("Document of the calculation")
    type: str = c.option("What was booked", words=WIP_TYPES, filled=True)
    account: str = c.code("Account", reference="gl_accounts")
    balancing_account: str = c.code("Balancing account", reference="gl_accounts")
    posting_group: str = c.name("Posting group of the accounts", reference="project_posting_groups")
    amount: Decimal = c.amount("Amount, debit of the account positive", total="sum")
    project_complete: bool = c.flag("Made by the completion of the project")
    reverse: bool = c.flag("Reversed by the next posting", default=True)
    transaction_no: int = c.number("Number of the posting")
    gl_entry_no: int = c.number("G/L entry of the account", reference="gl_entries")
    balancing_gl_entry_no: int = c.number("G/L entry of the balancing account", reference="gl_entries")
    reversed: bool = c.flag("Has been reversed")
    reverse_date: dt.date | None = c.day("Date of the reversal")
    reversal_document_no: str = c.code("Document of the reversal")
    reversal_gl_entry_no: int = c.number("G/L entry that reverses the account", reference="gl_entries")
    reversal_balancing_gl_entry_no: int = c.number(
        "G/L entry that reverses the balancing account", reference="gl_entries"
    )
    dimensions: Mapping[str, str] = c.dimension_columns()


@table("wip_warnings", area="projects", group="result", caption="WIP Warnings")
class WIPWarning(Row):
    """Doubts about a calculation; one row a WIP total and condition."""

    project: str = c.name("Project")
    task: str = c.name("The total task")
    code: str = c.text("Code, explained in the documentation")
    message: str = c.text("What is doubtful", wrap=True, width=70)


@table("wip_cockpit", area="projects", group="result", caption="WIP Cockpit")
class WIPCockpit(Row):
    """One row a project: WIP not posted, in the G/L, and recognised."""

    project: str = c.name("Project", total="label")
    wip_method: str = c.name("WIP method")
    wip_posting_method: str = c.option("Posting method", words=POSTING_METHODS)
    posting_group: str = c.name("Posting group")
    status: str = c.option("Status", words=STATUSES)
    wip_posting_date: dt.date | None = c.day("Posting date of the last calculation")
    ending_date: dt.date | None = c.day("Ending date")
    total_wip_cost: Decimal = c.amount("WIP costs not posted", total="sum")
    total_wip_sales: Decimal = c.amount("WIP sales not posted; revenue not yet invoiced is negative", total="sum")
    total_wip_cost_gl: Decimal = c.amount("WIP costs in the G/L", total="sum")
    total_wip_sales_gl: Decimal = c.amount("WIP sales in the G/L", total="sum")
    recog_costs: Decimal = c.amount("Recognised costs not posted", total="sum")
    recog_sales: Decimal = c.amount("Recognised sales not posted", total="sum")
    recog_costs_gl: Decimal = c.amount("Recognised costs in the G/L", total="sum")
    recog_sales_gl: Decimal = c.amount("Recognised sales in the G/L", total="sum")
    applied_costs_gl: Decimal = c.amount("Applied costs in the G/L", total="sum")
    applied_sales_gl: Decimal = c.amount("Applied sales in the G/L", total="sum")
    calc_recog_costs: Decimal = c.amount("Recognised costs of the tasks", total="sum")
    calc_recog_sales: Decimal = c.amount("Recognised sales of the tasks", total="sum")
    calc_recog_costs_gl: Decimal = c.amount("Recognised costs of the tasks at the last posting", total="sum")
    calc_recog_sales_gl: Decimal = c.amount("Recognised sales of the tasks at the last posting", total="sum")
    recog_profit: Decimal = c.amount("Recognised sales less recognised costs of the tasks", total="sum")
    recog_profit_pct: Decimal = c.percent("Profit in percent of the recognised sales")
    accum_wip_costs: Decimal = c.amount("WIP costs not posted + applied costs in the G/L", total="sum")
    accum_wip_sales: Decimal = c.amount("WIP sales not posted - applied sales in the G/L", total="sum")
    entries_exist: bool = c.flag("WIP entries wait for posting")
    completion_calculated: bool = c.flag("The entries that wait complete the project")
    completion_posted: bool = c.flag("The completion is posted")
    warnings: int = c.number("Number of warnings", mark_nonzero=True)


@table(
    "wip_to_gl",
    area="projects",
    group="result",
    caption="WIP to GL",
    bold_when=lambda row: not row.posting_group,
)
class WIPToGL(Row):
    """WIP in the G/L by account and posting group, against the balance of the account; totals are live."""

    side: str = c.option("Account or balancing account", words=SIDES)
    gl_account_no: str = c.code("Account; blank on the total of a side", reference="gl_accounts")
    name: str = c.text("Name of the account")
    posting_group: str = c.name("Posting group; blank on the row of an account")
    wip_cost_amount: Decimal = c.amount("Applied and recognised costs")
    wip_accrued_costs_amount: Decimal = c.amount("Accrued costs")
    wip_invoiced_sales_amount: Decimal = c.amount("Applied and recognised sales")
    wip_accrued_sales_amount: Decimal = c.amount("Accrued sales")
    total: Decimal = c.amount("Sum of the row")
    gl_balance: Decimal | None = c.amount("Balance of the account in the G/L, same projects and dates", default=None)
    difference: Decimal | None = c.amount(
        "Balance less sum: bookings on the account that WIP posting did not make", default=None, mark_nonzero=True
    )


@table(
    "wip_statement",
    area="projects",
    group="result",
    caption="WIP Statement",
    bold_when=lambda row: not row.task,
    indented="description",
    chart=ChartOf(
        "column",
        "Recognised against invoiced sales",
        "project",
        ("recognized_sales", "invoiced_price"),
        only=lambda row: bool(row.project and not row.task),
    ),
)
class WIPStatement(Row):
    """The last calculation of every project for its controller: groups, project totals and a grand total, all live."""

    project: str = c.name("Project; blank on the grand total")
    task: str = c.name("Total task of the group; blank on the row of a project")
    description: str = c.text("Project, or description of the task")
    wip_method: str = c.name("Method of the calculation")
    posting_date: dt.date | None = c.day("Posting date of the calculation")
    posted_to_gl: bool | None = c.flag("Posted", default=None)
    budget_cost: Decimal = c.amount("Budget cost")
    usage_cost: Decimal = c.amount("Usage cost")
    cost_completion_pct: Decimal = c.percent("Usage cost in percent of budget cost")
    recognized_costs: Decimal = c.amount("Recognised costs")
    wip_costs: Decimal = c.amount("Costs parked as WIP; negative when recognised ahead of usage")
    billable_price: Decimal = c.amount("Billable price")
    invoiced_price: Decimal = c.amount("Invoiced price")
    invoiced_pct: Decimal = c.percent("Invoiced price in percent of billable price")
    recognized_sales: Decimal = c.amount("Recognised sales")
    wip_sales: Decimal = c.amount("Sales parked as WIP; negative when recognised ahead of invoices")
    profit: Decimal = c.amount("Recognised sales less recognised costs")
    indentation: int = c.number("1 on the rows of groups")


@table("wip_trace", area="projects", group="result", caption="WIP Trace", indented="text")
class WIPTrace(Row):
    """How every WIP figure came about, one step a row."""

    project: str = c.name("Project")
    task: str = c.name("Task; blank on rows of a whole project")
    total_task: str = c.name("The total task of the group")
    figure: str = c.text("Figure that the row belongs to", width=20)
    step: int = c.number("Order of the steps")
    text: str = c.text("What was done", wrap=True, width=80)
    amount: Decimal | None = c.rate("Amount", default=None)
    table: str = c.text("Table of the row behind the step", width=22)
    entry_no: int | None = c.number("Entry number of the row behind the step", default=None)
    sheet: str = c.text("Sheet of the row", width=22)
    row: int | None = c.number("Sheet row", default=None, link_sheet="sheet")
    indentation: int = c.number("Depth of the step")
