"""Tables of the general ledger area (spec 1, 1.2, 1.3, 1.12; spec 2, 2 and 3; spec 3, A1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from xlcost.tables import columns as c
from xlcost.tables.columns import Row, table

ACCOUNT_TYPES = ("Posting", "Heading", "Total", "Begin-Total", "End-Total")
INCOME_BALANCE = ("Income Statement", "Balance Sheet")
DIMENSION_VALUE_TYPES = ("Standard", "Heading", "Total", "Begin-Total", "End-Total")
RESTRICTIONS = ("Blocked", "Limited")
VALUE_POSTINGS = ("", "Code Mandatory", "Same Code", "No Code")
PERIOD_LENGTHS = ("Day", "Week", "Month", "Quarter", "Accounting Period")
AVERAGE_COST_CALC_TYPES = ("Item", "Item & Location & Variant")


@table("gl_setup", area="general_ledger", group="setup", single_row=True)
class GLSetup(Row):
    """General ledger setup, one row: currency, rounding, permitted posting dates."""

    lcy_code: str = c.code("Currency of the company (LCY)")
    additional_reporting_currency: str = c.code(
        "Second currency in which cost entries are kept", reference="currencies"
    )
    amount_rounding_precision: Decimal = c.rate("Smallest unit of an amount", default=Decimal("0.01"))
    unit_amount_rounding_precision: Decimal = c.rate("Smallest unit of a unit cost", default=Decimal("0.00001"))
    allow_posting_from: dt.date | None = c.day("First day on which posting is permitted; blank = open")
    allow_posting_to: dt.date | None = c.day("Last day on which posting is permitted; blank = open")
    journal_templ_name_mandatory: bool = c.flag("Posting to the G/L needs a journal template and batch")


@table("user_setup", area="general_ledger", group="setup")
class UserSetup(Row):
    """Permitted posting dates of a user; they override those of the G/L setup."""

    user_id: str = c.code("User", key=True)
    allow_posting_from: dt.date | None = c.day("First permitted day; blank = open")
    allow_posting_to: dt.date | None = c.day("Last permitted day; blank = open")


@table("gl_accounts", area="general_ledger", group="setup", caption="GL Accounts")
class GLAccount(Row):
    """The chart of accounts."""

    no: str = c.code("Account number", key=True)
    name: str = c.text("Name")
    search_name: str = c.text("Name for searching")
    account_type: str = c.option("Only Posting accounts carry entries", words=ACCOUNT_TYPES, default="Posting")
    income_balance: str = c.option(
        "Income Statement accounts feed cost types", words=INCOME_BALANCE, default="Income Statement"
    )
    totaling: str = c.code("Filter over accounts that a total adds up")
    blocked: bool = c.flag("Refused in postings")
    direct_posting: bool = c.flag("May be posted to by hand", default=True)
    cost_type_no: str = c.code("Cost type that the account feeds; written by linking", reference="cost_types")
    new_page: bool = c.flag("A new page begins after the account")
    no_of_blank_lines: int = c.number("Blank lines printed after the account")


@table("accounting_periods", area="general_ledger", group="setup")
class AccountingPeriod(Row):
    """Accounting periods by their first day."""

    starting_date: dt.date = c.day("First day of the period", key=True, filled=True)
    name: str = c.text("Name")
    new_fiscal_year: bool = c.flag("A fiscal year begins with the period")
    closed: bool = c.flag("The fiscal year is closed")
    average_cost_period: str = c.option("Average cost period of the fiscal year", words=("", *PERIOD_LENGTHS))
    average_cost_calc_type: str = c.option("Average cost calculation of the year", words=("", *AVERAGE_COST_CALC_TYPES))


@table("dimensions", area="general_ledger", group="setup")
class Dimension(Row):
    """Dimension codes; each may be a column of tables that carry dimensions."""

    code: str = c.code("Dimension code", key=True)
    name: str = c.text("Name")


@table("dimension_values", area="general_ledger", group="setup")
class DimensionValue(Row):
    """Values of dimensions."""

    dimension_code: str = c.code("Dimension", key=True, reference="dimensions")
    code: str = c.code("Value", key=True)
    name: str = c.text("Name")
    dimension_value_type: str = c.option("Kind of value", words=DIMENSION_VALUE_TYPES, default="Standard")
    blocked: bool = c.flag("Refused in postings")


@table("dimension_sets", area="general_ledger", group="setup")
class DimensionSetEntry(Row):
    """Dimension values that a `dimension_set_id` stands for."""

    id: int = c.number("Number of the set", key=True)
    code: str = c.code("Dimension code", key=True)
    value: str = c.code("Dimension value")


@table("dimension_combinations", area="general_ledger", group="setup")
class DimensionCombination(Row):
    """Pairs of dimensions that must not be used together, or only with some values."""

    dimension_1_code: str = c.code("First dimension", key=True, reference="dimensions")
    dimension_2_code: str = c.code("Second dimension", key=True, reference="dimensions")
    restriction: str = c.option("Blocked, or limited to pairs not listed", words=("", *RESTRICTIONS))


@table("dimension_value_combinations", area="general_ledger", group="setup")
class DimensionValueCombination(Row):
    """Pairs of values that are forbidden where the pair of dimensions is Limited."""

    dimension_1_code: str = c.code("First dimension", key=True)
    dimension_1_value_code: str = c.code("Value of the first dimension", key=True)
    dimension_2_code: str = c.code("Second dimension", key=True)
    dimension_2_value_code: str = c.code("Value of the second dimension", key=True)


@table("default_dimensions", area="general_ledger", group="setup")
class DefaultDimension(Row):
    """Default dimension values of accounts and items, and whether they must be filled."""

    table: str = c.text("Table of the record, as G/L Account", key=True)
    no: str = c.code("Number of the record; blank = every record of the table", key=True, required=False)
    dimension_code: str = c.code("Dimension", key=True, reference="dimensions")
    dimension_value_code: str = c.code("Default value")
    value_posting: str = c.option("Rule for postings", words=VALUE_POSTINGS)


@table("currencies", area="general_ledger", group="setup")
class Currency(Row):
    """Currencies with their rounding."""

    currency: str = c.code("Currency code", key=True)
    name: str = c.text("Name")
    amount_precision: Decimal | None = c.rate("Smallest unit of an amount; blank = 0.01", default=None)
    unit_precision: Decimal | None = c.rate("Smallest unit of a unit price", default=None)


@table("exchange_rates", area="general_ledger", group="setup")
class ExchangeRate(Row):
    """Units of a currency for one unit of the base currency, from a date on."""

    currency: str = c.code("Currency", key=True, reference="currencies")
    effective_from: dt.date | None = c.day("First day of the rate; blank = always", key=True, required=False)
    rate_per_base: Decimal | None = c.rate("Units of the currency for one base unit", default=None)


@table("gl_budget_names", area="general_ledger", group="setup", caption="GL Budget Names")
class GLBudgetName(Row):
    """Names of G/L budgets and their own dimensions."""

    name: str = c.code("Budget name", key=True)
    description: str = c.text("Description")
    budget_dimension_1_code: str = c.code("Dimension")
    budget_dimension_2_code: str = c.code("Dimension")
    budget_dimension_3_code: str = c.code("Dimension")
    budget_dimension_4_code: str = c.code("Dimension")


@table("gl_budget_entries", area="general_ledger", group="input", caption="GL Budget Entries")
class GLBudgetEntry(Row):
    """Budgeted amounts by account and date."""

    entry_no: int = c.number("Entry number", key=True, numbered=True)
    budget_name: str = c.code("Budget", reference="gl_budget_names")
    gl_account_no: str = c.code("Account", reference="gl_accounts")
    date: dt.date | None = c.day("Date")
    amount: Decimal = c.amount("Amount", total="sum")
    description: str = c.text("Description")
    dimensions: Mapping[str, str] = c.dimension_columns()


@table("gl_entries", area="general_ledger", group="ledger", caption="GL Entries")
class GLEntry(Row):
    """The general ledger: history from an ERP, and what inventory and WIP post."""

    entry_no: int = c.number("Entry number", key=True)
    gl_account_no: str = c.code("Account", required=True, filled=True, reference="gl_accounts")
    posting_date: dt.date = c.day("Posting date; closing dates as C2026-12-31", required=True, filled=True)
    document_no: str = c.code("Document")
    external_document_no: str = c.code("Document number of the other party")
    description: str = c.text("Description")
    amount: Decimal = c.amount("Amount, debit positive", required=True, total="sum")
    source_code: str = c.code("Source of the posting")
    reason_code: str = c.code("Reason")
    prod_order_no: str = c.code("Production order")
    project: str = c.name("Project", alias="project_no")
    journal_templ_name: str = c.code("Journal template, where the G/L setup demands one", only_filled=True)
    journal_batch_name: str = c.code("Journal batch, where the G/L setup demands one", only_filled=True)
    gl_register_no: int = c.number("Register", reference="gl_registers")
    system_created: bool = c.flag("Made by a run")
    is_closing_date: bool = c.flag("The posting date is the closing date of a fiscal year")
    value_entry_no: int = c.number("Value entry behind the line, when it is exactly one")
    additional_currency_amount: Decimal = c.amount("Amount in the additional reporting currency", places=5)
    add_currency_debit_amount: Decimal = c.amount("Debit in the additional reporting currency", places=5)
    add_currency_credit_amount: Decimal = c.amount("Credit in the additional reporting currency", places=5)
    dimensions: Mapping[str, str] = c.dimension_columns()


@table("gl_registers", area="general_ledger", group="ledger", caption="GL Registers")
class GLRegister(Row):
    """One row a posting to the G/L."""

    no: int = c.number("Register number", key=True, numbered=True)
    from_entry_no: int = c.number("First entry")
    to_entry_no: int = c.number("Last entry")
    source_code: str = c.code("Source of the posting")
    creation_date: dt.date | None = c.day("Work date of the posting")


@table("date_compr_registers", area="general_ledger", group="ledger")
class DateComprRegister(Row):
    """Ranges of entries that the ERP replaced by their sums."""

    no: int = c.number("Register number", key=True)
    table_name: str = c.text("Table that was compressed, as G/L Entry")
    table_id: int = c.number("The same by its number: 17 = G/L Entry, 5802 = Value Entry")
    starting_date: dt.date | None = c.day("First day compressed; blank = open")
    ending_date: dt.date | None = c.day("Last day compressed; blank = open")
    creation_date: dt.date | None = c.day("Day of the compression")
    period_length: str = c.text("Period over which entries were summed")
    no_of_new_entries: int = c.number("Sums made")
    no_records_deleted: int = c.number("Entries deleted")
