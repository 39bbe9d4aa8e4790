"""Tables of the prices area (spec 3, parts A and C).

Lists, units, roles, projects and lines are names: compared after trimming and ignoring case, written as set up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from xlcost.tables import columns as c
from xlcost.tables.columns import Row, table

CONTEXTS = ("cost", "sales", "purchase")
OWNER_TYPES = ("org_unit", "parameters", "customer", "quote", "contract", "vendor", "subcontract")
METHODS = ("price_per_unit", "at_cost", "markup_over_cost")
METHOD_NAMES = (
    ("currency amount", "price_per_unit"), ("at transaction cost", "at_cost"),
    ("markup over transaction cost", "markup_over_cost"), ("markup over transaction cost %", "markup_over_cost"),
    ("markup percentage", "markup_over_cost"),
)  # fmt: skip
"""Other names of the methods in the product's own screens and pages."""
SCOPE_TYPES = ("contract", "quote", "customer", "vendor_invoice", "subcontract", "vendor", "org_unit")
ESTIMATE_CONTEXTS = ("estimate", "quote_line", "contract_line")
CLASSES = ("time", "expense", "material")
SOURCE_TYPES = ("all_vendors", "all_jobs", "job", "job_task")
ASSET_TYPES = ("resource", "resource_group")
COST_LINE_STATUSES = ("active", "draft", "inactive")
ASSET_LEVELS = ("resource", "resource_group", "all_resources", "card")
SIDES = ("cost", "sales")
RESULT_STATUSES = ("priced", "zero")


@table("pricing_parameters", area="prices", group="setup")
class PricingParameter(Row):
    """Settings of price resolution: deployment, base_currency, multi_currency_cost, cost_overlap and others."""

    key: str = c.name("Name of the setting", key=True)
    value: str = c.text("Its value; a setting left out has its default")


@table("companies", area="prices", group="setup")
class Company(Row):
    """Legal entities that own resources and projects."""

    company: str = c.name("Company", key=True)
    name: str = c.text("Name")
    accounting_currency: str = c.code("Accounting currency", reference="currencies")


@table("org_units", area="prices", group="setup")
class OrgUnit(Row):
    """Units: as contracting unit they own projects and cost lists, as resourcing unit they are a matching value."""

    org_unit: str = c.name("Unit", key=True)
    name: str = c.text("Name")
    currency: str = c.code("Currency in which the unit costs its projects", reference="currencies")
    company: str = c.name("Company", reference="companies")


@table("roles", area="prices", group="setup")
class Role(Row):
    """Roles in which time is worked."""

    role: str = c.name("Role", key=True)
    name: str = c.text("Name")


@table("resources", area="prices", group="setup")
class Resource(Row):
    """Resources: defaults for lines that name them, and the resource card of cost lines."""

    resource: str = c.name("Resource", key=True)
    name: str = c.text("Name")
    role: str = c.name("Role of lines that leave it blank", reference="roles")
    org_unit: str = c.name("Resourcing unit of lines that leave it blank", reference="org_units")
    company: str = c.name("Resourcing company of lines that leave it blank", reference="companies")
    resource_group: str = c.name("Group that cost lines may name")
    direct_unit_cost: Decimal = c.rate("Direct cost per base unit when no cost line applies")
    unit_cost: Decimal = c.rate("Cost per base unit when no cost line applies")
    unit_price: Decimal = c.rate("Price per base unit")
    base_unit: str = c.name("Unit of the costs above", reference="units")


@table("categories", area="prices", group="setup")
class Category(Row):
    """Expense categories."""

    category: str = c.name("Category", key=True)
    name: str = c.text("Name")
    unit_group: str = c.name("Unit group", reference="unit_groups")
    default_unit: str = c.name("Unit of lines that leave it blank", reference="units")


@table("products", area="prices", group="setup")
class Product(Row):
    """Products of material lines."""

    product: str = c.name("Product", key=True)
    name: str = c.text("Name")
    unit_group: str = c.name("Unit group", reference="unit_groups")
    default_unit: str = c.name("Unit of lines that leave it blank", reference="units")


@table("unit_groups", area="prices", group="setup")
class UnitGroup(Row):
    """Groups of units that convert into each other."""

    unit_group: str = c.name("Unit group", key=True)
    primary_unit: str = c.name("Unit without a base unit", reference="units")


@table("units", area="prices", group="setup")
class Unit(Row):
    """Units: one unit equals `quantity` times its base unit; chains are allowed."""

    unit: str = c.name("Unit", key=True)
    unit_group: str = c.name("Unit group", reference="unit_groups")
    base_unit: str = c.name("Unit that it is a multiple of; blank for the primary unit", reference="units")
    quantity: Decimal | None = c.quantity("How many base units one unit is", places=None, default=None)


@table("pricing_dimensions", area="prices", group="setup")
class PricingDimension(Row):
    """Columns of lines and role prices that decide a price; the smaller the priority, the more important."""

    dimension: str = c.name("Column name on lines and role prices", key=True)
    kind: str = c.option("Sets an amount or a markup", words=("amount", "markup"), default="amount")
    applies_to_cost: bool = c.flag("Decides cost prices")
    applies_to_sales: bool = c.flag("Decides sales prices")
    applies_to_purchase: bool = c.flag("Decides purchase prices")
    cost_priority: int | None = c.number("Importance for cost, 1 = most important", default=None)
    sales_priority: int | None = c.number("Importance for sales", default=None)
    purchase_priority: int | None = c.number("Importance for purchase", default=None)
    line_column: str = c.name("Column name on lines where it differs")


@table("price_lists", area="prices", group="setup")
class PriceList(Row):
    """Headers of price lists."""

    price_list: str = c.name("Price list", key=True)
    context: str = c.option("Kind of prices", words=CONTEXTS)
    currency: str = c.code("Currency of the list", reference="currencies")
    start_date: dt.date | None = c.day("First day")
    end_date: dt.date | None = c.day("Last day")
    time_unit: str = c.name("Unit of role prices that leave it blank", reference="units")
    created_on: dt.date | None = c.day("Decides between overlapping lists: the newest wins; blank = row order")
    status: str = c.option("Inactive lists are never used", words=("active", "inactive"), default="active")
    description: str = c.text("Description")


@table("price_list_links", area="prices", group="setup")
class PriceListLink(Row):
    """Which lists a unit, customer, quote, contract, vendor, subcontract or the parameters use."""

    owner_type: str = c.option("Kind of owner", words=OWNER_TYPES, key=True)
    owner: str = c.name("Owner; blank for the parameters", key=True, required=False)
    price_list: str = c.name("Price list", key=True, reference="price_lists")


@table("role_prices", area="prices", group="setup")
class RolePrice(Row):
    """Prices of time: a blank dimension value stands for everybody."""

    role_price: str = c.name("Row", key=True)
    price_list: str = c.name("Price list", reference="price_lists")
    role: str = c.name("Role", reference="roles")
    resourcing_company: str = c.name("Resourcing company", reference="companies")
    resourcing_unit: str = c.name("Resourcing unit", reference="org_units")
    resource: str = c.name("Resource", reference="resources")
    unit: str = c.name("Unit of the price; blank = time unit of the list", reference="units")
    method: str = c.option(
        "Cost-plus methods only on sales lists", words=METHODS, default="price_per_unit", aliases=METHOD_NAMES
    )
    price: Decimal | None = c.rate("Price per unit", default=None)
    percent: Decimal | None = c.percent("Markup over cost", places=None, default=None)
    currency: str = c.code("Currency; blank = that of the list", reference="currencies")
    dimensions: Mapping[str, str] = c.dimension_columns("One column a pricing dimension", pricing=True)


@table("role_price_markups", area="prices", group="setup")
class RolePriceMarkup(Row):
    """Markups on the price of time by amount and markup dimensions."""

    role_price_markup: str = c.name("Row", key=True)
    price_list: str = c.name("Price list", reference="price_lists")
    role: str = c.name("Role", reference="roles")
    resourcing_company: str = c.name("Resourcing company", reference="companies")
    resourcing_unit: str = c.name("Resourcing unit", reference="org_units")
    resource: str = c.name("Resource", reference="resources")
    percent: Decimal | None = c.percent("Markup", places=None, default=None)
    dimensions: Mapping[str, str] = c.dimension_columns("One column a pricing dimension", pricing=True)


@table("price_overrides", area="prices", group="setup")
class PriceOverride(Row):
    """Prices and markup percents that replace those of a row from a date on."""

    override: str = c.name("Override", key=True)
    parent_type: str = c.option("Table of the row", words=("role_price", "role_price_markup"), default="role_price")
    parent: str = c.name("Row that is replaced")
    effective_from: dt.date | None = c.day("First day")
    scope_type: str = c.option("Kind of scope; blank = every transaction", words=("", *SCOPE_TYPES))
    scope: str = c.name("Contract, customer, unit ... for which alone it is valid")
    unit: str = c.name("Unit of the price; blank = that of the row", reference="units")
    price: Decimal | None = c.rate("Price per unit", default=None)
    percent: Decimal | None = c.percent("Markup", places=None, default=None)


@table("category_prices", area="prices", group="setup")
class CategoryPrice(Row):
    """Prices of expense categories, in the currency of the list."""

    category_price: str = c.name("Row", key=True)
    price_list: str = c.name("Price list", reference="price_lists")
    category: str = c.name("Category", reference="categories")
    unit: str = c.name("Unit of the price", reference="units")
    method: str = c.option(
        "Cost-plus methods only on sales lists", words=METHODS, default="price_per_unit", aliases=METHOD_NAMES
    )
    price: Decimal | None = c.rate("Price per unit", default=None)
    percent: Decimal | None = c.percent("Markup over cost", places=None, default=None)
    currency: str = c.code("Must be that of the list", reference="currencies")


@table("product_prices", area="prices", group="setup")
class ProductPrice(Row):
    """Prices of products, in the currency of the list."""

    product_price: str = c.name("Row", key=True)
    price_list: str = c.name("Price list", reference="price_lists")
    product: str = c.name("Product", reference="products")
    unit: str = c.name("Unit of the price", reference="units")
    method: str = c.text("price_per_unit, at_cost, markup_over_cost or a catalogue method; blank = price_per_unit")
    price: Decimal | None = c.rate("Price per unit", default=None)
    percent: Decimal | None = c.percent("Markup over cost", places=None, default=None)
    currency: str = c.code("Must be that of the list", reference="currencies")


@table("contracts", area="prices", group="setup")
class Contract(Row):
    """Sales contracts of projects."""

    contract: str = c.name("Contract", key=True)
    customer: str = c.name("Customer")
    currency: str = c.code("Currency", reference="currencies")
    created_on: dt.date | None = c.day("Date on which the lists must be effective")
    contracting_unit: str = c.name("Contracting unit", reference="org_units")
    quote: str = c.name("Quote that it was made from", reference="quotes")


@table("quotes", area="prices", group="setup")
class Quote(Row):
    """Quotes of projects."""

    quote: str = c.name("Quote", key=True)
    customer: str = c.name("Customer")
    currency: str = c.code("Currency", reference="currencies")
    created_on: dt.date | None = c.day("Date on which the lists must be effective")
    contracting_unit: str = c.name("Contracting unit", reference="org_units")


@table("resource_cost_lines", area="prices", group="setup")
class ResourceCostLine(Row):
    """Purchase price lines of resources by source, asset, work type, currency, unit, quantity and date."""

    cost_line: str = c.name("Cost line", key=True)
    source_type: str = c.option(
        "Who the cost is for",
        words=SOURCE_TYPES,
        default="all_vendors",
        aliases=(("all projects", "all_jobs"), ("project", "job"), ("project task", "job_task")),
    )
    source: str = c.name("Project, or PROJECT/TASK")
    asset_type: str = c.option("What the cost is of", words=ASSET_TYPES, default="resource")
    asset: str = c.name("Resource or group; blank = all resources")
    work_type: str = c.name("Work type; must equal that of the line")
    currency: str = c.code("Currency; blank = local currency", reference="currencies")
    unit: str = c.name("Unit; blank = any", reference="units")
    minimum_quantity: Decimal = c.quantity("Smallest quantity", places=None)
    start_date: dt.date | None = c.day("First day; blank = open")
    end_date: dt.date | None = c.day("Last day; blank = open")
    direct_unit_cost: Decimal = c.rate("Direct cost per unit")
    unit_cost: Decimal = c.rate("Cost per unit")
    status: str = c.option("Only active lines count", words=COST_LINE_STATUSES, default="active")


@table("estimate_lines", area="prices", group="input")
class EstimateLine(Row):
    """Planned time, expense and material of projects, to be priced."""

    line: str = c.name("Line", key=True)
    context: str = c.option("What is estimated", words=ESTIMATE_CONTEXTS, default="estimate")
    class_: str = c.option("Time, expense or material", words=CLASSES, caption="Class", filled=True)
    project: str = c.name("Project", reference="projects")
    task: str = c.name("Task of the project")
    date: dt.date | None = c.day("Planned date")
    role: str = c.name("Role; blank = that of the resource", reference="roles")
    resourcing_unit: str = c.name("Resourcing unit; blank = that of the resource", reference="org_units")
    resourcing_company: str = c.name("Resourcing company; blank = that of the resource", reference="companies")
    resource: str = c.name("Resource", reference="resources")
    category: str = c.name("Category of an expense", reference="categories")
    product: str = c.name("Product of a material; blank = write-in product", reference="products")
    unit: str = c.name("Unit", reference="units")
    quantity: Decimal | None = c.quantity("Quantity", places=None, default=None)
    entered_unit_cost: Decimal | None = c.rate("Unit cost typed on the line", default=None)
    entered_currency: str = c.code("Currency of the typed cost; blank = that of the project")
    subcontract: str = c.name("Subcontract whose purchase list gives the cost")
    vendor: str = c.name("Vendor")
    vendor_invoice: str = c.name("Vendor invoice")
    dimensions: Mapping[str, str] = c.dimension_columns("One column a pricing dimension", pricing=True)


@table("actual_lines", area="prices", group="input")
class ActualLine(Row):
    """Time, expense and material that happened, to be priced and posted to the project ledger."""

    line: str = c.name("Line", key=True)
    context: str = c.option("Always actual", words=("actual",), default="actual")
    class_: str = c.option("Time, expense or material", words=CLASSES, caption="Class", filled=True)
    project: str = c.name("Project", reference="projects")
    task: str = c.name("Task; blank = first posting task of the project")
    date: dt.date | None = c.day("Transaction date")
    role: str = c.name("Role; blank = that of the resource", reference="roles")
    resourcing_unit: str = c.name("Resourcing unit; blank = that of the resource", reference="org_units")
    resourcing_company: str = c.name("Resourcing company; blank = that of the resource", reference="companies")
    resource: str = c.name("Resource", reference="resources")
    category: str = c.name("Category of an expense", reference="categories")
    product: str = c.name("Product of a material; blank = write-in product", reference="products")
    unit: str = c.name("Unit", reference="units")
    quantity: Decimal | None = c.quantity("Quantity", places=None, default=None)
    entered_unit_cost: Decimal | None = c.rate("Unit cost typed on the line", default=None)
    entered_currency: str = c.code("Currency of the typed cost; blank = that of the project")
    subcontract: str = c.name("Subcontract whose purchase list gives the cost")
    vendor: str = c.name("Vendor")
    vendor_invoice: str = c.name("Vendor invoice")
    dimensions: Mapping[str, str] = c.dimension_columns("One column a pricing dimension", pricing=True)


@table("resource_lines", area="prices", group="input")
class ResourceLine(Row):
    """Journal and planning lines of resources, to be costed by resource cost lines."""

    line: str = c.name("Line", key=True)
    resource: str = c.name("Resource", reference="resources")
    resource_group: str = c.name("Group; blank = that of the resource")
    work_type: str = c.name("Work type")
    date: dt.date | None = c.day("Date; blank = work date")
    project: str = c.name("Project", reference="projects")
    task: str = c.name("Task of the project")
    quantity: Decimal | None = c.quantity("Quantity", places=None, default=None)
    unit: str = c.name("Unit; blank = base unit of the resource", reference="units")
    currency: str = c.code("Currency of the document; blank = local currency", reference="currencies")


@table("price_results", area="prices", group="result")
class PriceResult(Row):
    """One row a line and side: the price, or why there is none."""

    table: str = c.text("Table of the line", width=15)
    line: str = c.name("Line")
    side: str = c.option("Cost or sales", words=SIDES)
    org_unit: str = c.name("Unit whose own view it is; blank = the contracting unit's")
    status: str = c.option("priced or zero", words=RESULT_STATUSES)
    reason: str = c.text("How the price was found, or why it is zero", width=26)
    price_list: str = c.name("Price list")
    list_source: str = c.text("What the list is attached to", width=13)
    price_line: str = c.name("Row of the list")
    level: int | None = c.number("Dimensions left empty on the row", default=None)
    matched_dims: str = c.text("Dimensions that matched a value", width=24)
    dropped_dims: str = c.text("Dimensions left empty on the row", width=24)
    base_rate: Decimal | None = c.rate("Price of the row or override", default=None)
    list_unit: str = c.name("Unit of that price")
    unit_factor: Decimal | None = c.rate("Factor from the list unit to the line unit", default=None)
    markup_line: str = c.name("Markup row")
    markup_percent: Decimal | None = c.percent("Markup", places=None, default=None)
    override: str = c.name("Override")
    unit_rate: Decimal = c.rate("Rate per unit of the line")
    currency: str = c.code("Currency")
    quantity: Decimal | None = c.quantity("Quantity", places=None, default=None)
    amount: Decimal = c.amount("Quantity times rate", places=None)
    project_currency: str = c.code("Currency of the project")
    exchange_rate: Decimal | None = c.rate("Project currency for one unit of the currency", default=None)
    project_amount: Decimal | None = c.amount("Amount in the currency of the project", places=None, default=None)
    asset_level: str = c.option("What the cost line is of", words=("", *ASSET_LEVELS))
    direct_unit_cost: Decimal | None = c.rate("Direct cost per unit of a resource line", default=None)
    unit_cost: Decimal | None = c.rate("Cost per unit of a resource line", default=None)
    message: str = c.text("What to do, or how the rate came about", wrap=True, width=80)


@table("price_trace", area="prices", group="result")
class PriceTrace(Row):
    """Every decision on the way to a price: lists and rows kept or rejected, and the arithmetic."""

    table: str = c.text("Table of the line", width=15)
    line: str = c.name("Line")
    side: str = c.option("Cost or sales", words=SIDES)
    org_unit: str = c.name("Unit whose own view it is")
    step: int = c.number("Order of the decisions")
    object_type: str = c.text("Table of the object", width=18)
    object: str = c.name("Object that was looked at")
    decision: str = c.text("kept, chosen, applied, rejected ...", width=11)
    code: str = c.text("Why", wrap=True, width=58)
    detail: str = c.text("In words", wrap=True, width=60)
    sheet: str = c.text("Sheet of the object", width=18)
    row: int = c.number("Its sheet row", link_sheet="sheet")


@table("price_summary", area="prices", group="result")
class PriceSummary(Row):
    """Lines by checklist step: mend lists (1), dates (2) and rows (3) in this order."""

    side: str = c.option("Cost or sales", words=SIDES)
    status: str = c.option("priced or zero", words=RESULT_STATUSES)
    checklist: int | None = c.number("1 = list attached, 2 = one list covers the date, 3 = row", default=None)
    reason: str = c.text("Reason")
    lines: int = c.number("Lines", total="sum")
