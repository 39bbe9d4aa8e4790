"""Tables of the cost accounting area (spec 1, 1.1 and 1.4 to 1.12), in the order of spec 0, 4."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from xlcost.tables import columns as c
from xlcost.tables.columns import Row, table

ALIGNMENTS = ("No Alignment", "Automatic", "Prompt")
COST_TYPE_TYPES = ("Cost Type", "Heading", "Total", "Begin-Total", "End-Total")
COST_CENTER_TYPES = ("Cost Center", "Heading", "Total", "Begin-Total", "End-Total")
COST_OBJECT_TYPES = ("Cost Object", "Heading", "Total", "Begin-Total", "End-Total")
COST_SUBTYPES = ("", "Service Cost Center", "Aux. Cost Center", "Main Cost Center")
_SHORT_SUBTYPES = (("Service", COST_SUBTYPES[1]), ("Aux", COST_SUBTYPES[2]), ("Main", COST_SUBTYPES[3]))
COST_CLASSIFICATIONS = ("", "Fixed", "Variable", "Step Variable")
COMBINE_ENTRIES = ("None", "Day", "Month")
ALLOCATION_SOURCE_TYPES = ("Both", "Actual", "Budget")
ALLOCATION_TARGET_TYPES = ("All Costs", "Percent per Share", "Amount per Share")
ALLOCATION_BASES = (
    "Static", "G/L Entries", "G/L Budget Entries", "Cost Type Entries", "Cost Budget Entries", "No of Employees",
    "Items Sold (Qty.)", "Items Purchased (Qty.)", "Items Sold (Amount)", "Items Purchased (Amount)",
)  # fmt: skip
DATE_FILTER_CODES = (
    "", "Week", "Last Week", "Month", "Last Month", "Month of Last Year", "Year", "Last Year",
    "Period", "Last Period", "Period of Last Year", "Fiscal Year", "Last Fiscal Year",
)  # fmt: skip
EMPLOYEE_STATUS = ("Active", "Inactive", "Terminated")
REGISTER_SOURCES = ("Transfer from G/L", "Cost Journal", "Allocation", "Transfer from Budget")
BUDGET_REGISTER_SOURCES = ("Transfer from G/L Budget", "Cost Journal", "Allocation", "Manual")
_WITHOUT_SLASH = (("Transfer from GL", "Transfer from G/L"), ("Transfer from GL Budget", "Transfer from G/L Budget"))


@table("cost_accounting_setup", area="cost_accounting", group="setup", single_row=True)
class CostAccountingSetup(Row):
    """Cost accounting setup, one row (spec 1, 1.1)."""

    starting_date_for_gl_transfer: dt.date | None = c.day("G/L entries dated earlier are not taken; blank = no bound")
    align_gl_account: str = c.option(
        "Whether accounts without a cost type are taken over", words=ALIGNMENTS, default="No Alignment"
    )
    align_cost_center_dimension: str = c.option(
        "Whether dimension values without a cost center are taken over", words=ALIGNMENTS, default="No Alignment"
    )
    align_cost_object_dimension: str = c.option(
        "Whether dimension values without a cost object are taken over", words=ALIGNMENTS, default="No Alignment"
    )
    last_allocation_id: str = c.code("Last id given to an allocation source")
    last_allocation_doc_no: str = c.code("Last document number given to an allocation")
    auto_transfer_from_gl: bool = c.flag("Whether auto_transfer_gl does anything")
    check_gl_postings: bool = c.flag("Whether check_gl_postings tests the cost centers and objects of G/L lines")
    cost_center_dimension: str = c.code("Dimension whose values are cost centers")
    cost_object_dimension: str = c.code("Dimension whose values are cost objects")
    source_code_gl_to_ca: str = c.code("Source code of transferred G/L entries")
    source_code_cost_journal: str = c.code("Source code of cost journals")
    source_code_cost_allocation: str = c.code("Source code of allocations")
    source_code_budget_to_actual: str = c.code("Source code of budgets transferred to actual")


@table("cost_types", area="cost_accounting", group="setup")
class CostType(Row):
    """The chart of cost types (spec 1, 1.4)."""

    no: str = c.code("Number of the cost type", key=True)
    name: str = c.text("Name")
    search_name: str = c.text("Name for searching")
    type: str = c.option("Only Cost Type lines can be posted to", words=COST_TYPE_TYPES, default="Cost Type")
    cost_center_code: str = c.code("Default cost center of journal lines", reference="cost_centers")
    cost_object_code: str = c.code("Default cost object of journal lines", reference="cost_objects")
    combine_entries: str = c.option("How the transfer merges G/L entries", words=COMBINE_ENTRIES, default="None")
    gl_account_range: str = c.code("Filter over the income statement accounts that feed the type")
    totaling: str = c.code("Filter over the cost types that a total adds up")
    blocked: bool = c.flag("Refused in journals and allocations, skipped by the transfer")
    cost_classification: str = c.option("Filter of reports", words=COST_CLASSIFICATIONS)
    fixed_share: str = c.text("Note on the fixed share; never calculated with")
    new_page: bool = c.flag("A new page begins after the line")
    blank_line: bool = c.flag("A blank line follows")
    indentation: int = c.number("Level of indentation; written by indenting")
    comment: str = c.text("Comment")
    modified_date: dt.date | None = c.day("Work date of the last change")
    modified_by: str = c.code("User of the last change")


@table("cost_centers", area="cost_accounting", group="setup")
class CostCenter(Row):
    """The chart of cost centers (spec 1, 1.5)."""

    code: str = c.code("Code of the cost center", key=True)
    name: str = c.text("Name")
    line_type: str = c.option(
        "Only Cost Center and Begin-Total lines take postings", words=COST_CENTER_TYPES, default="Cost Center"
    )
    cost_subtype: str = c.option("Kind of center, for information", words=COST_SUBTYPES, aliases=_SHORT_SUBTYPES)
    blocked: bool = c.flag("Refused in journals and allocations")
    sorting_order: str = c.code("Order in the chart; blank stands first")
    totaling: str = c.code("Filter over the centers that a total adds up")
    indentation: int = c.number("Level of indentation; written by indenting")
    responsible_person: str = c.text("Person in charge")
    new_page: bool = c.flag("A new page begins after the line")
    blank_line: bool = c.flag("A blank line follows")
    comment: str = c.text("Comment")


@table("cost_objects", area="cost_accounting", group="setup")
class CostObject(Row):
    """The chart of cost objects (spec 1, 1.5)."""

    code: str = c.code("Code of the cost object", key=True)
    name: str = c.text("Name")
    line_type: str = c.option(
        "Only Cost Object and Begin-Total lines take postings", words=COST_OBJECT_TYPES, default="Cost Object"
    )
    blocked: bool = c.flag("Refused in journals and allocations")
    sorting_order: str = c.code("Order in the chart; blank stands first")
    totaling: str = c.code("Filter over the objects that a total adds up")
    indentation: int = c.number("Level of indentation; written by indenting")
    new_page: bool = c.flag("A new page begins after the line")
    blank_line: bool = c.flag("A blank line follows")
    comment: str = c.text("Comment")


@table("cost_journal_templates", area="cost_accounting", group="setup")
class CostJournalTemplate(Row):
    """Templates of cost journals (spec 1, 1.8)."""

    name: str = c.code("Name of the template", key=True)
    description: str = c.text("Description")
    reason_code: str = c.code("Reason of its batches")
    source_code: str = c.code("Source code of its lines; blank = that of cost journals")


@table("cost_journal_batches", area="cost_accounting", group="setup")
class CostJournalBatch(Row):
    """Batches of cost journals (spec 1, 1.8)."""

    journal_template_name: str = c.code("Template", key=True, reference="cost_journal_templates")
    name: str = c.code("Name of the batch", key=True)
    description: str = c.text("Description")
    reason_code: str = c.code("Reason of lines that have none")
    bal_cost_type_no: str = c.code("Balancing cost type of new lines", reference="cost_types")
    bal_cost_center_code: str = c.code("Balancing cost center of new lines", reference="cost_centers")
    bal_cost_object_code: str = c.code("Balancing cost object of new lines", reference="cost_objects")
    delete_after_posting: bool = c.flag("Whether posted lines are deleted", default=True)


@table("cost_budget_names", area="cost_accounting", group="setup")
class CostBudgetName(Row):
    """Names of cost budgets (spec 1, 1.9)."""

    name: str = c.code("Budget name", key=True)
    description: str = c.text("Description")


@table("cost_allocation_sources", area="cost_accounting", group="setup")
class CostAllocationSource(Row):
    """Centers and objects whose costs are handed on (spec 1, 1.10)."""

    id: str = c.code("Id of the source", key=True)
    level: int = c.number("Order of the run, 1 to 99", default=1)
    valid_from: dt.date | None = c.day("First allocation date; blank = always")
    valid_to: dt.date | None = c.day("Last allocation date; blank = for ever")
    cost_type_range: str = c.code("Filter over the cost types handed on; blank = all")
    cost_center_code: str = c.code("Center that hands its costs on", reference="cost_centers")
    cost_object_code: str = c.code("Object that hands its costs on", reference="cost_objects")
    variant: str = c.code("Group of sources chosen per run")
    credit_to_cost_type: str = c.code("Cost type of the relieving entry", reference="cost_types")
    blocked: bool = c.flag("Left out of runs")
    reciprocal: bool = c.flag("The sources of the level are solved as simultaneous equations")
    allocation_source_type: str = c.option("Kind of run", words=ALLOCATION_SOURCE_TYPES, default="Both")
    comment: str = c.text("Comment")
    last_date_modified: dt.date | None = c.day("Work date of the last change")
    user_id: str = c.code("User of the last change")


@table("cost_allocation_targets", area="cost_accounting", group="setup")
class CostAllocationTarget(Row):
    """Who receives the costs of a source, and by which key (spec 1, 1.11)."""

    id: str = c.code("Id of the source", key=True, reference="cost_allocation_sources.id")
    line_no: int = c.number("Line number", key=True)
    target_cost_type: str = c.code("Cost type debited", reference="cost_types")
    target_cost_center: str = c.code("Receiving center", reference="cost_centers")
    target_cost_object: str = c.code("Receiving object", reference="cost_objects")
    allocation_target_type: str = c.option(
        "What the share decides; blank follows from percent or amount per share", words=("", *ALLOCATION_TARGET_TYPES)
    )
    base: str = c.option(
        "Where the share comes from",
        words=ALLOCATION_BASES,
        default="Static",
        aliases=(("GL Entries", "G/L Entries"), ("GL Budget Entries", "G/L Budget Entries")),
    )
    static_base: Decimal | None = c.rate("Static only: share = base × weighting", places=2, default=None)
    static_weighting: Decimal | None = c.rate("Static only: weight of the base", places=5, default=None)
    share: Decimal = c.rate("Share, typed or calculated", places=5)
    percent: Decimal = c.percent("Share of all shares of the source; calculated")
    no_filter: str = c.code("Dynamic bases: filter over accounts, cost types or items")
    cost_center_filter: str = c.code("Dynamic bases: filter over cost centers")
    cost_object_filter: str = c.code("Dynamic bases: filter over cost objects")
    group_filter: str = c.code("Dynamic bases: filter over budget names or inventory posting groups")
    date_filter_code: str = c.option("Dynamic bases: period around the work date", words=DATE_FILTER_CODES)
    percent_per_share: Decimal = c.percent("Percent of the share that is posted as amount")
    amount_per_share: Decimal = c.rate("Amount posted for one unit of the share")
    share_updated_on: dt.date | None = c.day("Work date of the last calculation of the share")
    comment: str = c.text("Comment")
    last_date_modified: dt.date | None = c.day("Work date of the last change")
    user_id: str = c.code("User of the last change")


@table("employees", area="cost_accounting", group="setup")
class Employee(Row):
    """Employees, counted as an allocation base (spec 1, 1.12)."""

    no: str = c.code("Employee number", key=True)
    name: str = c.text("Name")
    status: str = c.option("Only active employees count", words=EMPLOYEE_STATUS, default="Active")
    cost_center_code: str = c.code("Center of the employee", reference="cost_centers")
    cost_object_code: str = c.code("Object of the employee", reference="cost_objects")


@table("cost_journal_lines", area="cost_accounting", group="input")
class CostJournalLine(Row):
    """Lines of cost journals waiting to be posted (spec 1, 1.8)."""

    journal_template_name: str = c.code("Template", key=True, reference="cost_journal_templates")
    journal_batch_name: str = c.code("Batch", key=True, reference="cost_journal_batches.name")
    line_no: int = c.number("Line number, order of posting", key=True)
    posting_date: dt.date | None = c.day("Posting date")
    document_no: str = c.code("Document")
    cost_type_no: str = c.code("Cost type", reference="cost_types")
    cost_center_code: str = c.code("Cost center", reference="cost_centers")
    cost_object_code: str = c.code("Cost object", reference="cost_objects")
    bal_cost_type_no: str = c.code("Balancing cost type", reference="cost_types")
    bal_cost_center_code: str = c.code("Balancing cost center", reference="cost_centers")
    bal_cost_object_code: str = c.code("Balancing cost object", reference="cost_objects")
    description: str = c.text("Description")
    amount: Decimal = c.amount("Amount, debit positive", total="sum")
    debit_amount: Decimal = c.amount("Debit, instead of the amount", total="sum")
    credit_amount: Decimal = c.amount("Credit, instead of the amount", total="sum")
    reason_code: str = c.code("Reason; blank = that of the batch")
    source_code: str = c.code("Source code; blank = that of the template")
    budget_name: str = c.code("Filled = the line is posted to this cost budget", reference="cost_budget_names")
    allocation_id: str = c.code("Allocation source that the line belongs to")
    allocation_description: str = c.text("Key of the allocation in words")


@table("cost_entries", area="cost_accounting", group="ledger")
class CostEntry(Row):
    """The cost ledger (spec 1, 1.6). Exactly one of cost center and cost object is filled."""

    entry_no: int = c.number("Entry number", key=True)
    cost_type_no: str = c.code("Cost type", reference="cost_types")
    posting_date: dt.date = c.day("Posting date; closing dates as C2026-12-31", filled=True)
    document_no: str = c.code("Document")
    description: str = c.text("Description", width=42)
    cost_center_code: str = c.code("Cost center", reference="cost_centers")
    cost_object_code: str = c.code("Cost object", reference="cost_objects")
    amount: Decimal = c.amount("Amount, debit positive", total="sum")
    debit_amount: Decimal = c.amount("Debit side of the amount", total="sum")
    credit_amount: Decimal = c.amount("Credit side of the amount", total="sum")
    reason_code: str = c.code("Reason")
    source_code: str = c.code("Source of the posting")
    batch_name: str = c.code("Journal batch; blank for system postings")
    user_id: str = c.code("User of the run")
    gl_entry_no: int = c.number(
        "G/L entry behind it, the last one if combined", reference="gl_entries.entry_no", linked=True
    )
    gl_account: str = c.code("Account of that G/L entry", reference="gl_accounts")
    system_created_entry: bool = c.flag("Made by the transfer or an allocation")
    allocated: bool = c.flag("Never taken again as allocation source")
    allocated_with_journal_no: int = c.number(
        "Register whose run consumed the entry", caption="Allocated with Journal No."
    )
    allocation_id: str = c.code("Allocation source that made the entry")
    allocation_description: str = c.text("Key of the allocation in words")
    reversed_by_entry_no: int = c.number("Entry that mirrors this one")
    reversed_entry_no: int = c.number("Entry that this one mirrors")
    additional_currency_amount: Decimal = c.amount("Amount in the additional reporting currency", places=5)
    add_currency_debit_amount: Decimal = c.amount("Debit in the additional reporting currency", places=5)
    add_currency_credit_amount: Decimal = c.amount("Credit in the additional reporting currency", places=5)
    freed_from_registers: str = c.code("Reversed allocation registers that had consumed the entry, oldest first")


@table("cost_entry_sources", area="cost_accounting", group="ledger")
class CostEntrySource(Row):
    """One row a G/L entry behind a transferred cost entry (spec 1, 1.6)."""

    cost_entry_no: int = c.number(
        "Cost entry", required=True, filled=True, reference="cost_entries.entry_no", linked=True
    )
    gl_entry_no: int = c.number("G/L entry", required=True, filled=True, reference="gl_entries.entry_no", linked=True)
    amount: Decimal = c.amount("Amount of the G/L entry in the cost entry", required=True, total="sum")


@table("cost_registers", area="cost_accounting", group="ledger")
class CostRegister(Row):
    """One row a posting to the cost ledger (spec 1, 1.7)."""

    no: int = c.number("Register number", key=True)
    source: str = c.option("Where its entries come from", words=REGISTER_SOURCES, aliases=_WITHOUT_SLASH[:1])
    text: str = c.text("Not used")
    from_gl_entry_no: int = c.number("Lowest G/L entry transferred")
    to_gl_entry_no: int = c.number("Highest G/L entry transferred")
    from_cost_entry_no: int = c.number("First cost entry")
    to_cost_entry_no: int = c.number("Last cost entry")
    no_of_entries: int = c.number("Number of entries")
    debit_amount: Decimal = c.amount("Sum of the debits", total="sum")
    credit_amount: Decimal = c.amount("Sum of the credits", total="sum")
    posting_date: dt.date | None = c.day("Date of the first line posted")
    processed_date: dt.date | None = c.day("Work date of the run")
    closed: bool = c.flag("Closed registers are neither deleted nor reversed")
    level: int = c.number("Level of the allocation")
    user_id: str = c.code("User of the run")
    journal_batch_name: str = c.code("Journal batch")
    reversed_by_register_no: int = c.number("Register that reverses this one")
    reverses_register_no: int = c.number("Register that this one reverses")


@table("cost_budget_entries", area="cost_accounting", group="ledger")
class CostBudgetEntry(Row):
    """Budgeted costs (spec 1, 1.9). Rows typed without a number get one at the next budget operation."""

    entry_no: int = c.number("Entry number", key=True, numbered=True)
    budget_name: str = c.code("Cost budget", reference="cost_budget_names")
    cost_type_no: str = c.code("Cost type", reference="cost_types")
    date: dt.date | None = c.day("Date")
    cost_center_code: str = c.code("Cost center", reference="cost_centers")
    cost_object_code: str = c.code("Cost object", reference="cost_objects")
    amount: Decimal = c.amount("Amount, debit positive", total="sum")
    description: str = c.text("Description")
    document_no: str = c.code("Document")
    source_code: str = c.code("Source of the entry")
    system_created_entry: bool = c.flag("Made by an allocation")
    allocated: bool = c.flag("Never taken again as allocation source")
    allocated_with_journal_no: int = c.number("Budget register whose run consumed the entry")
    allocation_id: str = c.code("Allocation source that made the entry")
    allocation_description: str = c.text("Key of the allocation in words")
    last_modified_by_user: str = c.code("User of the last change")
    last_date_modified: dt.date | None = c.day("Work date of the last change")


@table("cost_budget_registers", area="cost_accounting", group="ledger")
class CostBudgetRegister(Row):
    """One row a posting to the cost budgets (spec 1, 1.9)."""

    no: int = c.number("Register number", key=True)
    source: str = c.option("Where its entries come from", words=BUDGET_REGISTER_SOURCES, aliases=_WITHOUT_SLASH[1:])
    cost_budget_name: str = c.code("Cost budget", reference="cost_budget_names")
    from_budget_entry_no: int = c.number("First G/L budget entry read")
    to_budget_entry_no: int = c.number("Last G/L budget entry read")
    from_cost_budget_entry_no: int = c.number("First cost budget entry")
    to_cost_budget_entry_no: int = c.number("Last cost budget entry")
    no_of_entries: int = c.number("Number of entries")
    amount: Decimal = c.amount("Sum of the entries", total="sum")
    closed: bool = c.flag("Closed registers are not deleted")
    level: int = c.number("Level of the allocation")
    processed_date: dt.date | None = c.day("Work date of the run")
    user_id: str = c.code("User of the run")
    journal_batch_name: str = c.code("Journal batch")
