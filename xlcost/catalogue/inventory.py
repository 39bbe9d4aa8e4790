"""Codes of the inventory area."""

from xlcost.catalogue.entry import Code

_COST_POSTING = {
    "DOCUMENT_NO_REQUIRED": Code("Posting per posting group needs a document number", "give document_no"),
    "DOCUMENT_NO_FORBIDDEN": Code(
        "Document number {document_no} is given, but posting per entry takes that of each value entry",
        "leave document_no out, or post per_posting_group",
    ),
    "JOURNAL_FIELD_MISSING": Code(
        "The G/L setup makes journal templates mandatory, so posting needs a document number", "give document_no"
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
        "change the permitted dates in the G/L setup or user setup",
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

CODES: dict[str, Code] = {**_COST_POSTING, **_RECONCILIATION}
