"""Tables of the inventory area (spec 2, sections 2, 3 and 14.5; spec 0 section 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from xlcost.tables import columns as c
from xlcost.tables.columns import Row, table
from xlcost.tables.general_ledger import AVERAGE_COST_CALC_TYPES, PERIOD_LENGTHS

COSTING_METHODS = ("FIFO", "LIFO", "Average", "Standard", "Specific")
ITEM_TYPES = ("Inventory", "Service", "Non-Inventory")
AUTOMATIC_ADJUSTMENTS = ("Never", "Day", "Week", "Month", "Quarter", "Year", "Always")
LEDGER_ENTRY_TYPES = (
    "Purchase", "Sale", "Positive Adjmt.", "Negative Adjmt.", "Transfer", "Consumption", "Output",
    "Assembly Consumption", "Assembly Output",
)  # fmt: skip
TRANSACTION_TYPES = (
    "Purchase", "Purchase Return", "Sale", "Sale Return", "Positive Adjmt.", "Negative Adjmt.", "Transfer",
    "Consumption", "Output", "Assembly Consumption", "Assembly Output", "Capacity", "Item Charge", "Revaluation",
    "Invoice",
)  # fmt: skip
ADJUSTMENT_ALIASES = (
    ("Pos. Adjmt.", "Positive Adjmt."), ("Neg. Adjmt.", "Negative Adjmt."),
    ("Positive Adjustment", "Positive Adjmt."), ("Negative Adjustment", "Negative Adjmt."),
)  # fmt: skip
VALUE_ENTRY_TYPES = (
    "Direct Cost", "Direct Cost - Non Inventory", "Indirect Cost", "Revaluation", "Rounding", "Variance",
)  # fmt: skip
VARIANCE_TYPES = (
    "Purchase", "Material", "Material - Non Inventory", "Capacity", "Capacity Overhead", "Manufacturing Overhead",
    "Subcontracted",
)  # fmt: skip
ORDER_TYPES = ("Production", "Assembly", "Transfer")
ORDER_STATUSES = ("Released", "Finished")
REVALUATION_LEVELS = ("Item", "Item Ledger Entry")
_ACY: dict[str, Any] = {"places": 5, "default": None, "only_filled": True}
"""Columns of the additional reporting currency: not in sheets of those who have none."""
_ACY_AMOUNT: dict[str, Any] = {**_ACY, "total": "sum"}


@table("inventory_setup", area="inventory", group="setup", single_row=True)
class InventorySetup(Row):
    """Inventory setup, one row: how costs are adjusted, averaged and posted to the G/L."""

    automatic_cost_posting: bool = c.flag("Value entries are posted to the G/L as they are written")
    expected_cost_posting_to_gl: bool = c.flag("Expected cost is posted to interim accounts")
    automatic_cost_adjustment: str = c.option(
        "How far back a posting adjusts costs at once", words=AUTOMATIC_ADJUSTMENTS, default="Never"
    )
    average_cost_period: str = c.option(
        "Period over which the average cost is taken", words=PERIOD_LENGTHS, default="Day"
    )
    average_cost_calc_type: str = c.option(
        "What one average is taken over", words=AVERAGE_COST_CALC_TYPES, default="Item"
    )
    earliest_allowed_valuation_date: dt.date | None = c.day("No valuation date may be earlier")
    invt_cost_jnl_template_name: str = c.code("Journal template, where the G/L setup demands one")
    invt_cost_jnl_batch_name: str = c.code("Journal batch, where the G/L setup demands one")
    include_non_inventory_cost: bool = c.flag("Production orders take in the cost of items that have no stock")
    finish_order_without_output: bool = c.flag("WIP of finished orders without output goes to Inventory Adjmt.")


@table("items", area="inventory", group="setup")
class Item(Row):
    """Items with their costing method and unit cost."""

    item_no: str = c.code("Item number", key=True)
    description: str = c.text("Description")
    base_unit: str = c.code("Base unit of measure")
    type: str = c.option("Only Inventory items have stock", words=ITEM_TYPES, default="Inventory")
    costing_method: str = c.option("How the cost of a decrease is found", words=COSTING_METHODS, default="FIFO")
    unit_cost: Decimal = c.rate("Running unit cost, kept by postings and cost adjustment", places=5)
    standard_cost: Decimal = c.rate("Standard cost of one unit", places=5)
    last_direct_cost: Decimal = c.rate("Direct unit cost of the last invoiced receipt", places=5)
    indirect_cost_pct: Decimal = c.percent("Overhead in percent of the direct cost")
    overhead_rate: Decimal = c.rate("Overhead a unit", places=5)
    inventory_posting_group: str = c.code("Inventory posting group", reference="inventory_posting_groups")
    gen_prod_posting_group: str = c.code("General product posting group", reference="gen_prod_posting_groups")
    item_tracking_code: str = c.code("Serial or lot numbers are tracked when filled")
    inventory_value_zero: bool = c.flag("The item carries no value")
    blocked: bool = c.flag("Refused in transactions")
    cost_is_adjusted: bool = c.flag("Nothing was posted since the last cost adjustment; kept by runs")
    single_level_material_cost: Decimal | None = c.rate(
        "Material share of the standard cost; blank = all of it", default=None, places=5
    )
    single_level_capacity_cost: Decimal = c.rate("Capacity share of the standard cost", places=5)
    single_level_subcontrd_cost: Decimal = c.rate("Subcontracted share of the standard cost", places=5)
    single_level_cap_ovhd_cost: Decimal = c.rate("Capacity overhead share of the standard cost", places=5)
    single_level_mfg_ovhd_cost: Decimal = c.rate("Manufacturing overhead share of the standard cost", places=5)
    single_level_mat_non_invt_cost: Decimal = c.rate("Share of non-inventory material in the standard cost", places=5)


@table("item_variants", area="inventory", group="setup")
class ItemVariant(Row):
    """Variants of items."""

    item_no: str = c.code("Item", key=True, reference="items")
    variant_code: str = c.code("Variant", key=True)
    description: str = c.text("Description")


@table("stockkeeping_units", area="inventory", group="setup")
class StockkeepingUnit(Row):
    """Costs of an item at one location."""

    item_no: str = c.code("Item", key=True, reference="items")
    location_code: str = c.code("Location", key=True, required=False, reference="locations")
    variant_code: str = c.code("Variant", key=True, required=False)
    unit_cost: Decimal = c.rate("Unit cost at the location", places=5)
    standard_cost: Decimal = c.rate("Standard cost at the location", places=5)


@table("item_charges", area="inventory", group="setup")
class ItemCharge(Row):
    """Charges that are added to the cost of receipts: freight, insurance, duty."""

    item_charge_no: str = c.code("Item charge", key=True)
    description: str = c.text("Description")
    gen_prod_posting_group: str = c.code("General product posting group", reference="gen_prod_posting_groups")


@table("locations", area="inventory", group="setup")
class Location(Row):
    """Places where stock lies. A blank location needs no row."""

    location_code: str = c.code("Location", key=True)
    name: str = c.text("Name")
    use_as_in_transit: bool = c.flag("Goods on the way between two locations")


@table("inventory_posting_groups", area="inventory", group="setup")
class InventoryPostingGroup(Row):
    """Groups of items by inventory account."""

    code: str = c.code("Group", key=True)
    description: str = c.text("Description")


@table("gen_bus_posting_groups", area="inventory", group="setup")
class GenBusPostingGroup(Row):
    """Groups of customers and vendors."""

    code: str = c.code("Group", key=True)
    description: str = c.text("Description")


@table("gen_prod_posting_groups", area="inventory", group="setup")
class GenProdPostingGroup(Row):
    """Groups of items by kind of product."""

    code: str = c.code("Group", key=True)
    description: str = c.text("Description")


@table("inventory_posting_setup", area="inventory", group="setup")
class InventoryPostingSetup(Row):
    """Accounts by location and inventory posting group."""

    location_code: str = c.code("Location; blank is one of its own", key=True, required=False, reference="locations")
    inventory_posting_group: str = c.code(
        "Inventory posting group", key=True, required=False, reference="inventory_posting_groups"
    )
    inventory_account: str = c.code("Inventory", reference="gl_accounts")
    inventory_account_interim: str = c.code("Inventory not invoiced yet", reference="gl_accounts")
    wip_account: str = c.code("Work in process", reference="gl_accounts")
    material_variance_account: str = c.code("Material variance", reference="gl_accounts")
    capacity_variance_account: str = c.code("Capacity variance", reference="gl_accounts")
    subcontracted_variance_account: str = c.code("Subcontracted variance", reference="gl_accounts")
    cap_overhead_variance_account: str = c.code("Capacity overhead variance", reference="gl_accounts")
    mfg_overhead_variance_account: str = c.code("Manufacturing overhead variance", reference="gl_accounts")
    mat_non_inv_variance_account: str = c.code("Variance of non-inventory material", reference="gl_accounts")


@table("general_posting_setup", area="inventory", group="setup")
class GeneralPostingSetup(Row):
    """Accounts by business and product posting group."""

    gen_bus_posting_group: str = c.code(
        "Business group; blank for journals", key=True, required=False, reference="gen_bus_posting_groups"
    )
    gen_prod_posting_group: str = c.code("Product group", key=True, required=False, reference="gen_prod_posting_groups")
    cogs_account: str = c.code("Cost of goods sold", reference="gl_accounts")
    cogs_account_interim: str = c.code("Cost of goods shipped, not invoiced yet", reference="gl_accounts")
    inventory_adjmt_account: str = c.code("Inventory adjustment", reference="gl_accounts")
    invt_accrual_account_interim: str = c.code("Accrual of goods received, not invoiced", reference="gl_accounts")
    direct_cost_applied_account: str = c.code("Direct cost applied", reference="gl_accounts")
    direct_cost_non_inv_applied_account: str = c.code(
        "Direct cost of non-inventory items applied", reference="gl_accounts"
    )
    overhead_applied_account: str = c.code("Overhead applied", reference="gl_accounts")
    purchase_variance_account: str = c.code("Purchase variance", reference="gl_accounts")
    blocked: bool = c.flag("Refused in postings")


@table("inventory_periods", area="inventory", group="setup")
class InventoryPeriod(Row):
    """Inventory periods by their last day."""

    ending_date: dt.date = c.day("Last day of the period", key=True, filled=True)
    name: str = c.text("Name")
    closed: bool = c.flag("No posting on or before the last day")


@table("production_orders", area="inventory", group="setup")
class ProductionOrder(Row):
    """Lines of production orders."""

    order_no: str = c.code("Order", key=True)
    order_line_no: int = c.number("Line of the order", key=True, required=False)
    item_no: str = c.code("Item produced", reference="items")
    variant_code: str = c.code("Variant")
    location_code: str = c.code("Location of the output", reference="locations")
    quantity: Decimal = c.quantity("Quantity ordered")
    status: str = c.option("Released or Finished", words=ORDER_STATUSES, default="Released")
    finished_date: dt.date | None = c.day("Day on which it was finished")
    inventory_adjmt_entry_exists: bool = c.flag("The finished order has been adjusted; kept by runs")


@table("item_transactions", area="inventory", group="input", settled_by="posted")
class ItemTransaction(Row):
    """Business events to be posted, one a row: receipts, shipments, invoices, charges, revaluations."""

    line_no: int = c.number("Order of posting; other rows refer to it", key=True)
    transaction_type: str = c.option("What happened", words=TRANSACTION_TYPES, aliases=ADJUSTMENT_ALIASES, filled=True)
    posting_date: dt.date = c.day("Posting date", filled=True)
    document_no: str = c.code("Document")
    document_line_no: int = c.number("Line of the document")
    external_document_no: str = c.code("Document number of the other party")
    item_no: str = c.code("Item", reference="items")
    variant_code: str = c.code("Variant")
    location_code: str = c.code("Location", reference="locations")
    new_location_code: str = c.code("Location to which a transfer goes", reference="locations")
    quantity: Decimal = c.quantity("Positive in the natural direction of the type; negative turns it")
    invoiced_quantity: Decimal | None = c.quantity("Blank = the quantity; 0 = not invoiced yet", default=None)
    unit_amount: Decimal | None = c.rate("Direct cost of one unit", default=None, places=5)
    amount: Decimal | None = c.amount("Direct cost in total; wins over the unit amount", default=None)
    unit_cost: Decimal | None = c.rate("Unit cost of a decrease, where it is given", default=None, places=5)
    applies_to_entry: int = c.number("Increase from which a decrease takes its cost")
    applies_to_line: int = c.number("The same by the line that made the increase")
    applies_from_entry: int = c.number("Decrease from which an increase takes its cost")
    applies_from_line: int = c.number("The same by the line that made the decrease")
    invoices_line: int = c.number("Receipt or shipment that an Invoice row invoices")
    charge_to_line: int = c.number("Receipt to which an item charge is added, by its line")
    charge_to_entry: int = c.number("The same by item ledger entry")
    item_charge_no: str = c.code("Item charge", reference="item_charges")
    revalues_line: int = c.number("Receipt that is revalued, by its line")
    revalues_entry: int = c.number("The same by item ledger entry")
    calc_per: str = c.option("What a revaluation is made for; blank = Item", words=("", *REVALUATION_LEVELS))
    unit_cost_revalued: Decimal | None = c.rate("Unit cost after the revaluation", default=None, places=5)
    update_standard_cost: bool = c.flag("The revalued unit cost becomes the standard cost")
    order_type: str = c.option("Kind of order", words=("", *ORDER_TYPES))
    order_no: str = c.code("Order")
    order_line_no: int = c.number("Line of the order")
    capacity_type: str = c.text("Work Center, Machine Center or Resource")
    capacity_no: str = c.code("Work center or resource")
    direct_unit_cost: Decimal | None = c.rate("Direct cost of one unit of capacity", default=None, places=5)
    indirect_cost_pct: Decimal = c.percent("Overhead of the capacity in percent of the direct cost")
    overhead_rate: Decimal = c.rate("Overhead of one unit of capacity", places=5)
    subcontracting: bool = c.flag("The capacity is a subcontractor's")
    gen_bus_posting_group: str = c.code("Business group", reference="gen_bus_posting_groups")
    gen_prod_posting_group: str = c.code("Product group; blank = the item's", reference="gen_prod_posting_groups")
    inventory_posting_group: str = c.code("Inventory group; blank = the item's", reference="inventory_posting_groups")
    source_type: str = c.text("Item, Customer or Vendor")
    source_no: str = c.code("Number of the source")
    serial_no: str = c.code("Serial number")
    lot_no: str = c.code("Lot number")
    drop_shipment: bool = c.flag("Goes from the vendor to the customer, past the own stock")
    reason_code: str = c.code("Reason")
    source_line: str = c.code("Order line to which several receipts belong")
    source_line_quantity: Decimal = c.quantity("Whole quantity of that order line")
    dimensions: Mapping[str, str] = c.dimension_columns()
    posted: bool = c.flag("Posted; written by a run")
    item_ledger_entry_no: int = c.number("First item ledger entry made; written by a run")
    value_entry_nos: str = c.text("Value entries made; written by a run")


@table("item_ledger_entries", area="inventory", group="ledger")
class ItemLedgerEntry(Row):
    """Quantity movements of items."""

    entry_no: int = c.number("Entry number", key=True)
    item_no: str = c.code("Item", reference="items")
    variant_code: str = c.code("Variant")
    location_code: str = c.code("Location", reference="locations")
    posting_date: dt.date = c.day("Posting date", filled=True)
    entry_type: str = c.option("Kind of movement", words=LEDGER_ENTRY_TYPES, aliases=ADJUSTMENT_ALIASES, filled=True)
    document_type: str = c.text("Kind of document")
    document_no: str = c.code("Document")
    document_line_no: int = c.number("Line of the document")
    quantity: Decimal = c.quantity("Quantity; decreases negative", total="sum")
    remaining_quantity: Decimal = c.quantity("Not applied yet", total="sum")
    invoiced_quantity: Decimal = c.quantity("Invoiced so far")
    open: bool = c.flag("Something remains to be applied")
    positive: bool = c.flag("An increase")
    completely_invoiced: bool = c.flag("All of it is invoiced")
    last_invoice_date: dt.date | None = c.day("Posting date of the last invoice")
    applies_to_entry: int = c.number("Entry to which it was applied by hand")
    correction: bool = c.flag("Corrects another entry")
    drop_shipment: bool = c.flag("Never touched the own stock")
    order_type: str = c.option("Kind of order", words=("", *ORDER_TYPES))
    order_no: str = c.code("Order")
    order_line_no: int = c.number("Line of the order")
    source_type: str = c.text("Item, Customer or Vendor")
    source_no: str = c.code("Number of the source")
    serial_no: str = c.code("Serial number")
    lot_no: str = c.code("Lot number")
    applied_entry_to_adjust: bool = c.flag("Its cost is still to be passed on")
    cost_amount_actual: Decimal = c.amount("Invoiced cost, sum of its value entries")
    cost_amount_expected: Decimal = c.amount("Expected cost, sum of its value entries")
    dimensions: Mapping[str, str] = c.dimension_columns()


@table("item_application_entries", area="inventory", group="ledger")
class ItemApplicationEntry(Row):
    """Which decrease was supplied by which increase, and which increase takes the cost of which decrease."""

    entry_no: int = c.number("Entry number", key=True)
    item_ledger_entry_no: int = c.number("Entry for which the application was made")
    inbound_item_entry_no: int = c.number("The increase")
    outbound_item_entry_no: int = c.number("The decrease; 0 = none")
    transferred_from_entry_no: int = c.number("Increase from which transferred goods came")
    quantity: Decimal = c.quantity("Quantity applied, with the sign of the entry it was made for")
    posting_date: dt.date | None = c.day("Day of the application")
    cost_application: bool | None = c.flag("Cost goes along the application", default=None)
    output_completely_invd_date: dt.date | None = c.day("Day on which the output was completely invoiced")


@table("value_entries", area="inventory", group="ledger")
class ValueEntry(Row):
    """Value movements: every cost of a movement is one of these rows."""

    entry_no: int = c.number("Entry number", key=True)
    item_ledger_entry_no: int = c.number("Movement it belongs to; 0 = capacity", reference="item_ledger_entries")
    capacity_ledger_entry_no: int = c.number("Number of the capacity entry")
    item_no: str = c.code("Item", reference="items")
    variant_code: str = c.code("Variant")
    location_code: str = c.code("Location", reference="locations")
    posting_date: dt.date = c.day("Posting date", filled=True)
    valuation_date: dt.date | None = c.day("Day from which the value counts; blank = posting date")
    document_type: str = c.text("Kind of document")
    document_no: str = c.code("Document")
    document_line_no: int = c.number("Line of the document")
    external_document_no: str = c.code("Document number of the other party")
    item_ledger_entry_type: str = c.option(
        "Kind of movement; blank = capacity", words=("", *LEDGER_ENTRY_TYPES), aliases=ADJUSTMENT_ALIASES
    )
    entry_type: str = c.option("Kind of value", words=VALUE_ENTRY_TYPES, default="Direct Cost")
    variance_type: str = c.option("Kind of variance", words=("", *VARIANCE_TYPES))
    item_charge_no: str = c.code("Item charge", reference="item_charges")
    order_type: str = c.option("Kind of order", words=("", *ORDER_TYPES))
    order_no: str = c.code("Order")
    order_line_no: int = c.number("Line of the order")
    source_type: str = c.text("Item, Customer or Vendor")
    source_no: str = c.code("Number of the source")
    expected_cost: bool = c.flag("Not invoiced yet")
    valued_quantity: Decimal = c.quantity("Quantity that is valued")
    item_ledger_entry_quantity: Decimal = c.quantity("Quantity moved, on the first value entry of a movement")
    invoiced_quantity: Decimal = c.quantity("Quantity invoiced")
    cost_per_unit: Decimal = c.rate("Cost of one unit", places=5)
    cost_amount_actual: Decimal = c.amount("Invoiced cost", total="sum")
    cost_amount_expected: Decimal = c.amount("Expected cost", total="sum")
    cost_amount_non_invtbl: Decimal = c.amount("Cost that does not go into inventory", total="sum")
    cost_per_unit_acy: Decimal | None = c.rate("Cost of one unit in ACY", **_ACY)
    cost_amount_actual_acy: Decimal | None = c.amount(
        "Invoiced cost in the additional reporting currency (ACY); blank = not converted", **_ACY_AMOUNT
    )
    cost_amount_expected_acy: Decimal | None = c.amount("Expected cost in ACY", **_ACY_AMOUNT)
    cost_amount_non_invtbl_acy: Decimal | None = c.amount("Cost in ACY that does not go into inventory", **_ACY_AMOUNT)
    sales_amount_actual: Decimal = c.amount("Invoiced sales")
    sales_amount_expected: Decimal = c.amount("Expected sales")
    purchase_amount_actual: Decimal = c.amount("Invoiced purchases")
    purchase_amount_expected: Decimal = c.amount("Expected purchases")
    cost_posted_to_gl: Decimal = c.amount("Invoiced cost posted to the G/L", total="sum")
    expected_cost_posted_to_gl: Decimal = c.amount("Expected cost posted to the G/L", total="sum")
    cost_posted_to_gl_acy: Decimal | None = c.amount(
        "Invoiced cost in ACY posted to the G/L; blank = as much of it as of the cost", **_ACY_AMOUNT
    )
    expected_cost_posted_to_gl_acy: Decimal | None = c.amount("Expected cost in ACY posted to the G/L", **_ACY_AMOUNT)
    wip_written_off: Decimal | None = c.amount(
        "Posted cost moved from WIP to Inventory Adjmt., of finished orders without output",
        default=None, only_filled=True, total="sum",
    )  # fmt: skip
    inventoriable: bool = c.flag("Counts as inventory value", default=True)
    valued_by_average_cost: bool = c.flag("Valued by the average of its period")
    partial_revaluation: bool = c.flag("Revalues what was left of the movement")
    adjustment: bool = c.flag("Made by cost adjustment")
    applies_to_value_entry: int = c.number("Value entry that it corrects")
    inventory_posting_group: str = c.code("Inventory posting group", reference="inventory_posting_groups")
    gen_bus_posting_group: str = c.code("Business group", reference="gen_bus_posting_groups")
    gen_prod_posting_group: str = c.code("Product group", reference="gen_prod_posting_groups")
    source_code: str = c.code("Source of the posting")
    reason_code: str = c.code("Reason")
    item_register_no: int = c.number("Register", reference="item_registers")
    dimensions: Mapping[str, str] = c.dimension_columns()


@table("post_value_entry_to_gl", area="inventory", group="ledger", caption="Post Value Entry to GL")
class PostValueEntryToGL(Row):
    """Value entries that wait for posting to the G/L."""

    value_entry_no: int = c.number("Value entry", key=True)
    item_no: str = c.code("Item", reference="items")
    posting_date: dt.date | None = c.day("Posting date")


@table("gl_item_ledger_relation", area="inventory", group="ledger", caption="GL Item Ledger Relation")
class GLItemLedgerRelation(Row):
    """Which G/L entry holds which value entry."""

    gl_entry_no: int = c.number("G/L entry", key=True)
    value_entry_no: int = c.number("Value entry", key=True)
    gl_register_no: int = c.number("Register", reference="gl_registers")


@table("item_registers", area="inventory", group="ledger")
class ItemRegister(Row):
    """One row a posting of transactions or a cost adjustment."""

    no: int = c.number("Register number", key=True, numbered=True)
    from_entry_no: int = c.number("First item ledger entry; 0 = none")
    to_entry_no: int = c.number("Last item ledger entry")
    from_value_entry_no: int = c.number("First value entry")
    to_value_entry_no: int = c.number("Last value entry")
    source_code: str = c.code("Source of the posting")
    creation_date: dt.date | None = c.day("Work date of the posting")


@table("avg_cost_adjmt_entry_points", area="inventory", group="ledger")
class AvgCostAdjmtEntryPoint(Row):
    """Average cost periods in which something happened, and whether their costs are adjusted."""

    item_no: str = c.code("Item", key=True, reference="items")
    variant_code: str = c.code("Variant", key=True, required=False)
    location_code: str = c.code("Location", key=True, required=False, reference="locations")
    valuation_date: dt.date = c.day("Last day of the average cost period", key=True, filled=True)
    cost_is_adjusted: bool = c.flag("Costs of the period are adjusted")
