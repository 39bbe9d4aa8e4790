"""What the costing engine reads: a fault in one of these columns stops it, or takes the transaction out."""

from __future__ import annotations

from xlcost.exchange import REPORTING_CURRENCY_READS
from xlcost.operations import ALL, Reads
from xlcost.tables.general_ledger import AccountingPeriod, GLSetup, UserSetup
from xlcost.tables.inventory import (
    AvgCostAdjmtEntryPoint,
    InventoryPeriod,
    InventorySetup,
    Item,
    ItemApplicationEntry,
    ItemCharge,
    ItemLedgerEntry,
    ItemRegister,
    ItemTransaction,
    Location,
    PostValueEntryToGL,
    ProductionOrder,
    StockkeepingUnit,
    ValueEntry,
)

LEDGER_READS: Reads = {
    InventorySetup: ALL,
    GLSetup: "amount_rounding_precision unit_amount_rounding_precision allow_posting_from allow_posting_to"
    " additional_reporting_currency lcy_code journal_templ_name_mandatory",
    UserSetup: ALL,
    AccountingPeriod: ALL,
    InventoryPeriod: ALL,
    Item: ALL,
    StockkeepingUnit: ALL,
    ProductionOrder: ALL,
    ItemLedgerEntry: ALL,
    ItemApplicationEntry: ALL,
    ValueEntry: ALL,
    AvgCostAdjmtEntryPoint: ALL,
    ItemRegister: "no",
    **REPORTING_CURRENCY_READS,
}
"""Setup and ledgers that every costing operation reads."""
ENGINE_READS: Reads = {
    ItemTransaction: ALL,
    Location: "location_code",
    ItemCharge: ALL,
    PostValueEntryToGL: ALL,
    **LEDGER_READS,
}
"""What posting transactions reads beside."""
