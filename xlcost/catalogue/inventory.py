"""Codes of the inventory area."""

from xlcost.catalogue.entry import Code

_COST_POSTING = {
    "DOCUMENT_NO_REQUIRED": Code("Posting per posting group needs a document number", "give document_no"),
    "DOCUMENT_NO_FORBIDDEN": Code(
        "Document number {document_no} is given, but posting per entry takes that of each value entry",
        "leave document_no out, or post per_posting_group",
    ),
    "JOURNAL_FIELD_MISSING": Code(
        "The G/L setup makes journal templates mandatory, so posting needs {field}", "fill in {field}"
    ),
    "INVENTORY_POSTING_SETUP_MISSING": Code(
        'Inventory posting setup has no row for location "{location_code}" and inventory posting group'
        ' "{inventory_posting_group}"',
        "add the row with its accounts",
    ),
    "GENERAL_POSTING_SETUP_MISSING": Code(
        'General posting setup has no row for business group "{gen_bus_posting_group}" and product group'
        ' "{gen_prod_posting_group}"',
        "add the row with its accounts",
    ),
    "GENERAL_POSTING_SETUP_BLOCKED": Code(
        'General posting setup of business group "{gen_bus_posting_group}" and product group'
        ' "{gen_prod_posting_group}" is blocked',
        "unblock the row",
    ),
    "ACCOUNT_BLANK": Code("{field} is blank in the setup of {setup_key}", "fill in the account"),
    "ACCOUNT_NOT_FOUND": Code(
        "G/L account {gl_account_no} ({field} of {setup_key}) is not in the chart of accounts",
        "add the account or name another one in the setup",
    ),
    "ACCOUNT_BLOCKED": Code("G/L account {gl_account_no} ({field} of {setup_key}) is blocked", "unblock the account"),
    "ACCOUNT_NOT_POSTING": Code(
        "G/L account {gl_account_no} ({field} of {setup_key}) is of type {account_type}, not Posting",
        "name a posting account in the setup",
    ),
    "POSTING_DATE_NOT_ALLOWED": Code(
        "Posting date {posting_date} is outside the permitted posting dates",
        "correct the date (no closing date), or change the permitted dates in the G/L setup or user setup",
    ),
    "COMBINATION_NOT_ALLOWED": Code(
        "There are no accounts for value entry {value_entry_no} ({combination})", "correct the types of the entry"
    ),
    "EXPECTED_FLAG_NOT_ALLOWED": Code(
        "Value entry {value_entry_no} is of type {entry_type} and must not be marked as expected cost",
        "clear the flag, only Direct Cost and Revaluation may be expected",
    ),
    "EXPECTED_AMOUNT_NOT_ALLOWED": Code(
        "Value entry {value_entry_no} is of type {entry_type} and must not carry an expected amount",
        "clear the amount, only Direct Cost and Revaluation may be expected",
    ),
    "EXPECTED_COST_POSTING_OFF": Code(
        "Value entry {value_entry_no} is expected cost, whose posting to the G/L is switched off",
        "wait for the invoice, or switch on expected cost posting in the inventory setup",
    ),
    "NOTHING_TO_POST": Code(
        "Value entry {value_entry_no} is posted in full already", "nothing, it leaves the queue", "warning", retry=False
    ),
    "QUEUE_VE_MISSING": Code(
        "Value entry {value_entry_no} waits for posting but does not exist",
        "delete the row, or paste in the value entry",
    ),
    "EXPECTED_WITH_ACTUAL": Code(
        "Value entry {value_entry_no} is marked as expected cost but has the actual amount {cost_amount_actual}",
        "check the entry, both amounts are processed",
        "warning",
    ),
    "VALUE_ENTRY_WITHOUT_ITEM": Code(
        "{count} value entries of movements have no item", "fill in their items, only capacity has none", "warning"
    ),
    "ITEM_LEDGER_ENTRY_MISSING": Code(
        "{count} value entries belong to item ledger entries that are not there, the first to {reference}",
        "paste in the missing item ledger entries",
        "warning",
    ),
    "RELATION_ENTRY_MISSING": Code(
        "{count} relations name entries in {field} that are not there, the first one {reference}",
        "paste in the missing entries, or delete the rows",
        "warning",
    ),
    "DIMENSION_COMBINATION_BLOCKED": Code(
        "Dimensions {dimension_1} and {dimension_2} must not be used together",
        "correct the dimensions of the entry, or permit the combination",
    ),
    "DIMENSION_VALUE_POSTING": Code(
        'G/L account {gl_account_no} {rule} dimension {dimension_code}, the value entry has "{dimension_value_code}"',
        "correct the dimensions of the entry, or the default dimension of the account",
    ),
}

_RECONCILIATION = {
    "EXPECTED_COST_SETUP": Code(
        "Interim accounts differ while expected cost posting is switched off",
        "switch it on in the inventory setup and run post_cost_to_gl, or clear the interim accounts by hand",
        "warning",
    ),
    "COST_NOT_POSTED": Code("Costs of value entries are not posted to the G/L yet", "run post_cost_to_gl", "warning"),
    "COMPRESSION": Code(
        "Date compression in the ERP replaced entries of the period by their sums",
        "reconcile the days before and after the compressed period on their own",
        "warning",
    ),
    "CLOSED_FISCAL_YEAR": Code(
        "Income statement accounts were closed at the end of a fiscal year inside the date filter",
        "reconcile up to the day before the closing date",
        "warning",
    ),
    "DELETED_ACCOUNTS": Code(
        "G/L entries of the period stand on a blank account, as if the account had been deleted",
        "fill in the account of these entries",
        "warning",
    ),
    "POSTING_DATE": Code(
        "Inventory value and G/L agree in total, but not in the period: posting dates of both sides differ",
        "reconcile without a date filter, then correct the dates",
        "warning",
    ),
    "DIRECT_POSTING": Code(
        "Something was posted straight to an inventory account",
        "see the causes, then reverse the posting and enter it in inventory",
        "warning",
    ),
    "SIMILAR_ACCOUNTS": Code(
        "One account serves several kinds, so that its balance shows more than once: {accounts}",
        "give each kind an account of its own in the posting setup",
        "warning",
    ),
    "UNEXPLAINED": Code(
        "{amount} of the difference in {account_type} has no known cause",
        "compare the G/L entries of the account with the value entries",
        "warning",
    ),
}

_COSTING = {
    "ITEM_NOT_FOUND": Code('Item "{item_no}" does not exist', "correct the item number, or add the item"),
    "ITEM_BLOCKED": Code("Item {item_no} is blocked", "unblock the item, or take the row out"),
    "ITEM_NOT_INVENTORY": Code(
        "Item {item_no} is of type {type}, which has no stock",
        "correct the item number, or its type; consumption of production orders takes such items where"
        " include_non_inventory_cost is switched on in the inventory setup",
    ),
    "APPLICATION_WITHOUT_STOCK": Code(
        "Item {item_no} is of type {type}, which has no stock, so there is nothing for {field} to apply to",
        "clear {field}, and give the cost in unit_cost",
    ),
    "ITEM_LEDGER_MISSING": Code(
        "Item {item_no} has value entries but no item ledger entries, so that its stock is not known",
        "paste in the item ledger entries and application entries as well",
    ),
    "LOCATION_NOT_FOUND": Code(
        'Location "{location_code}" {why}',
        "correct the location code, or add the location",
    ),
    "QUANTITY_ZERO": Code("The quantity is {quantity}", "fill in the quantity"),
    "INVOICED_QUANTITY_INVALID": Code(
        "{transaction_type} of {quantity} cannot have an invoiced quantity of {invoiced_quantity}",
        "leave it blank; of a purchase or sale that is invoiced later write 0, and enter its invoice as a row",
    ),
    "REFERENCE_NOT_FOUND": Code(
        '{field} "{reference}" names nothing that is there', "correct the reference, or add that row first"
    ),
    "REFERENCE_WRONG_ITEM": Code(
        "Item ledger entry {reference} (item {item_no}) has another {field} than the row",
        "correct the reference, or the row",
    ),
    "APPLIES_TO_NOT_INBOUND": Code(
        "Item ledger entry {reference} is no increase, so {why}",
        "name a receipt, or another increase",
    ),
    "APPLIES_TO_CLOSED": Code(
        "Item ledger entry {reference} has {left} left, the row needs {quantity}",
        "name another increase, or a smaller quantity",
    ),
    "APPLIES_FROM_NOT_OUTBOUND": Code(
        "Item ledger entry {reference} is no decrease, so its cost cannot be given back",
        "name the shipment, or another decrease",
    ),
    "APPLIES_FROM_EXCEEDED": Code(
        "Of item ledger entry {reference} {left} can still come back, the row has {quantity}",
        "correct the quantity, or name another decrease",
    ),
    "DROP_SHIPMENT_NOT_ALLOWED": Code(
        "{transaction_type} cannot be drop-shipped, only purchases, sales and their returns can",
        "clear drop_shipment, or correct the transaction type",
    ),
    "DROP_SHIPMENT_NOT_APPLIED": Code(
        "A drop-shipped {transaction_type} takes nothing from the own stock, and the row does not name what it comes"
        " from",
        "fill in {field}_line or {field}_entry: for a sale its drop-shipped purchase, for a sale return the sale, for a"
        " return to the vendor what goes back",
    ),
    "DROP_SHIPMENT_MISMATCH": Code(
        "Only one of the row and item ledger entry {reference} is a drop shipment, and what is drop-shipped never"
        " meets the own stock",
        "correct drop_shipment, or name another entry",
    ),
    "INVOICE_EXCEEDS_RECEIPT": Code(
        "The row invoices {quantity}, but of item ledger entry {reference} {left} can be invoiced",
        "correct the quantity",
    ),
    "SERIAL_REQUIRED": Code(
        "Item {item_no} is costed by specific units, and the row has no serial number", "fill in the serial number"
    ),
    "AMOUNT_MISSING": Code(
        "{transaction_type} needs an amount",
        "fill in the amount, or the amount of a unit (of a revaluation: the revalued unit cost)",
    ),
    "REVALUATION_NOTHING_LEFT": Code(
        "Nothing that is invoiced is left of item {item_no} on {posting_date}",
        "correct the posting date, or name the entry to be revalued",
    ),
    "INVENTORY_PERIOD_CLOSED": Code(
        "Posting date {posting_date} lies in an inventory period that is closed until {ending_date}",
        "change the posting date, or reopen the inventory period",
    ),
    "VALUATION_DATE_NOT_ALLOWED": Code(
        "Valuation date {valuation_date} is earlier than {earliest_allowed}, the earliest one allowed",
        "change the posting date, or the earliest allowed date in the inventory setup",
    ),
    "ORDER_NOT_FOUND": Code(
        'Production order "{order_no}" has no such line ({order_line_no})', "correct the order, or add it"
    ),
    "ORDER_WITHOUT_OUTPUT": Code(
        "Line {order_line_no} of production order {order_no} is finished without output, so that its cost of {amount}"
        " stays in WIP",
        "set the line back to Released and post its output, or switch on finish_order_without_output in the inventory"
        " setup and run post_cost_to_gl",
        "warning",
    ),
    "ORDER_FINISHED": Code("Production order {order_no} is finished", "name another order, or set it back to Released"),
    "COST_DOES_NOT_SETTLE": Code(
        "The cost of item {item_no} does not settle, its applications run in a circle",
        "check the applications of its entries",
    ),
    "REVAL_NOT_PERIOD_END": Code(
        "Item {item_no} is costed by average, so it is revalued at the end of its average cost period, {period_end}",
        "use that date",
    ),
    "REVAL_OPEN_OUTBOUND": Code(
        "Item {item_no} has decreases up to {date} that no increase supplies", "post the missing increases first"
    ),
    "PERIOD_NOT_FOUND": Code("There is no inventory period that ends on {ending_date}", "add it, or correct the date"),
    "PERIOD_COST_NOT_ADJUSTED": Code(
        "Costs of item {item_no} up to {ending_date} are not adjusted", "run adjust_cost first"
    ),
    "PERIOD_ORDER_NOT_ADJUSTED": Code(
        "Finished production order {order_no} with output up to {ending_date} is not adjusted", "run adjust_cost first"
    ),
    "PERIOD_OPEN_OUTBOUND": Code(
        "Item {item_no} has decreases up to {ending_date} that no increase supplies",
        "post the missing increases first",
    ),
}

CODES: dict[str, Code] = {**_COSTING, **_COST_POSTING, **_RECONCILIATION}
