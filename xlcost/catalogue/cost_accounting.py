"""Codes of the cost accounting area (spec 1, 11)."""

from xlcost.catalogue.entry import Code

_SETUP = {
    "SETUP_DIMENSION_BLANK": Code(
        "{field} is blank in the cost accounting setup", "name the dimension whose values it stands for"
    ),
    "SETUP_SAME_DIMENSION": Code(
        "Cost center and cost object dimension are both {dimension_code}", "name two different dimensions"
    ),
    "SETUP_SOURCE_CODE_BLANK": Code("{field} is blank in the cost accounting setup", "fill in a source code"),
    "SETUP_SAME_SOURCE_CODE": Code(
        "{field} and {other} are both {source_code}", "give each its own code, registers take their source from it"
    ),
    "SETUP_STARTING_DATE_LOCKED": Code(
        "G/L entries dated before the starting date {starting_date} are already transferred, first by register"
        " {register_no}",
        "check that the starting date was changed on purpose",
        "warning",
    ),
    "CHECK_NOT_DEFINED": Code(
        "{kind} {code} of G/L entry {gl_entry_no} does not exist",
        "add it to the chart of cost centers or objects, or correct the entry",
    ),
    "CHECK_BLOCKED": Code("{kind} {code} of G/L entry {gl_entry_no} is blocked", "unblock it or correct the entry"),
    "CHECK_LINE_TYPE": Code(
        "{kind} {code} of G/L entry {gl_entry_no} is a {line_type} line, which takes no postings",
        "change its line type or correct the entry",
    ),
}

_TRANSFER = {
    "TRANSFER_NOTHING": Code("There is no G/L entry to transfer", "see the skipped entries, or run without strict"),
    "LINK_DUPLICATE": Code(
        "G/L account {gl_account_no} is in the ranges of cost types {already_linked_to} and {cost_type_no}",
        "change one of the two G/L account ranges",
    ),
    "LINK_RANGE_EMPTY": Code(
        "The G/L account range {gl_account_range} of cost type {cost_type_no} holds no income statement account",
        "correct the range, or clear it if the type lives only in cost accounting",
        "warning",
    ),
    "GL_ENTRY_CHANGED": Code(
        "{field} of G/L entry {gl_entry_no} was {then} when it was transferred and is {now} now",
        "reverse cost register {register_no} and transfer again",
        "warning",
    ),
    "ALIGN_MISSING": Code(
        "{count} {kind} have no counterpart in cost accounting, first {code}",
        "run {operation} to take them over",
        "warning",
    ),
    "CT_IN_USE": Code(
        "Cost type {cost_type_no} is a {type} line but has open entries: {count}",
        "make it a Cost Type line again, or move its entries",
        "warning",
    ),
    "CT_DELETE_BALANCE": Code(
        "Cost type {cost_type_no} does not exist, but its entries leave a balance of {balance}",
        "add the cost type again, or post its balance to another type first",
        "warning",
    ),
    "CT_DELETE_OPEN_YEAR": Code(
        "Cost type {cost_type_no} does not exist, but entry {entry_no} of {posting_date} lies in a year that is not"
        " closed",
        "add the cost type again until the year is closed",
        "warning",
    ),
    "NO_EXCHANGE_RATE": Code(
        "There is no exchange rate from {from_currency} to {currency} on {posting_date}",
        "add a rate that is effective on that day",
    ),
}

_SKIP_REASONS = {
    "BEFORE_STARTING_DATE": Code(
        "The posting date lies before the starting date {starting_date} of the transfer",
        "move the starting date to an earlier day if the entry is to be taken",
        out_of_scope=True,
    ),
    "ZERO_AMOUNT": Code("The amount is 0", "nothing needs to be done", retry=False, out_of_scope=True),
    "ACCOUNT_MISSING": Code("G/L account {gl_account_no} does not exist", "add it to the chart of accounts"),
    "BALANCE_SHEET_ACCOUNT": Code(
        "G/L account {gl_account_no} is a balance sheet account", "nothing needs to be done", out_of_scope=True
    ),
    "NO_COST_TYPE": Code(
        "G/L account {gl_account_no} has no cost type",
        "take the account into the G/L account range of a cost type",
    ),
    "CLOSING_DATE": Code(
        "{posting_date} is a closing date", "nothing needs to be done", retry=False, out_of_scope=True
    ),
    "NO_COST_CENTER_OR_OBJECT": Code(
        "The entry has neither {cost_center_dimension} nor {cost_object_dimension}", "fill in one of the dimensions"
    ),
    "UNKNOWN_COST_CENTER": Code(
        "Cost center {cost_center_code} does not exist", "add it to the cost centers, or run get_cost_centers"
    ),
    "UNKNOWN_COST_OBJECT": Code(
        "Cost object {cost_object_code} does not exist", "add it to the cost objects, or run get_cost_objects"
    ),
    "NETS_TO_ZERO": Code(
        "The entries of cost type {cost_type_no} that are combined on {posting_date} add up to 0",
        "nothing needs to be done; a later entry of the group takes them up again",
    ),
    "NO_GL_ACCOUNT": Code("Cost type {cost_type_no} has no G/L account in its range", "fill in its G/L account range"),
}


def _line_check() -> dict[str, Code]:
    codes = {
        "JNL_FIELD_BLANK": Code("{field} is blank", "fill it in"),
        "JNL_NO_COST_TYPE": Code("Neither a cost type nor a balancing cost type is given", "fill in one of the two"),
        "JNL_CT_UNKNOWN": Code(
            "Cost type {cost_type_no} does not exist", "add it to the cost types or choose another one"
        ),
        "JNL_CT_BLOCKED": Code(
            "Cost type {cost_type_no} is blocked", "unblock it or change the G/L account range or the line"
        ),
        "JNL_CT_TYPE": Code(
            "Cost type {cost_type_no} is a {type} line, which takes no postings", "choose a Cost Type line"
        ),
        "JNL_NO_CC_OR_CO": Code(
            "Cost type {cost_type_no} has neither a cost center nor a cost object", "fill in one of the two"
        ),
        "JNL_CC_AND_CO": Code(
            "Cost type {cost_type_no} has both cost center {cost_center_code} and cost object {cost_object_code}",
            "keep one of the two",
        ),
        "JNL_BAL_NO_CC_OR_CO": Code(
            "Balancing cost type {cost_type_no} has neither a cost center nor a cost object", "fill in one of the two"
        ),
        "JNL_BAL_CC_AND_CO": Code(
            "Balancing cost type {cost_type_no} has both cost center {cost_center_code} and cost object"
            " {cost_object_code}",
            "keep one of the two",
        ),
        "JNL_DATE_NOT_ALLOWED": Code(
            "{posting_date} lies outside the permitted posting dates",
            "change the date or the permitted range in the G/L setup or user setup",
        ),
        "JNL_BATCH_UNKNOWN": Code(
            "There is no cost journal {kind} {name}", "add it to the cost journal templates or batches"
        ),
        "JNL_BATCH_LEFT_OUT": Code(
            "Batch {journal_batch_name} of template {journal_template_name} keeps its lines after posting, so the"
            " period-end plan leaves it out",
            "run post_cost_journal for it, or let it delete its lines after posting",
            "warning",
        ),
        "JNL_OUT_OF_BALANCE": Code(
            "Batch {journal_batch_name} of template {journal_template_name} is out of balance by {balance}",
            "correct its lines so that they add up to 0",
        ),
    }
    for short, kind, key in (("CC", "Cost center", "cost_center_code"), ("CO", "Cost object", "cost_object_code")):
        place = f"{kind} {{{key}}}"
        codes[f"JNL_{short}_UNKNOWN"] = Code(f"{place} does not exist", "add it or choose another one")
        codes[f"JNL_{short}_BLOCKED"] = Code(f"{place} is blocked", "unblock it or choose another one")
        codes[f"JNL_{short}_LINE_TYPE"] = Code(
            f"{place} is a {{line_type}} line, which takes no postings", "change its line type or choose another one"
        )
    return codes


_ALLOCATION = {
    "ALLOC_NO_DATE": Code("The allocation has no date", "give the parameter date, or a work date in Run Options"),
    "ALLOC_LEVELS": Code("Level {from_level} is above level {to_level}", "give the lower level first"),
    "ALLOC_SOURCE_INCOMPLETE": Code(
        "Allocation source {id} has neither a cost center nor a cost object", "fill in one of the two"
    ),
    "ALLOC_TARGET_INCOMPLETE": Code(
        "Line {line_no} of allocation source {id} has neither a target cost center nor a target cost object",
        "fill in one of the two",
    ),
    "ALLOC_NO_COST_TYPE": Code("{field} of allocation source {id} is blank", "fill in a cost type"),
    "ALLOC_CC_AND_CO": Code(
        "Allocation source {id} names both cost center {cost_center_code} and cost object {cost_object_code} on one"
        " line",
        "keep one of the two",
    ),
    "ALLOC_CC_BLOCKED": Code(
        "Cost center {cost_center_code} of allocation source {id} is blocked", "unblock it or choose another one"
    ),
    "ALLOC_CO_BLOCKED": Code(
        "Cost object {cost_object_code} of allocation source {id} is blocked", "unblock it or choose another one"
    ),
    "ALLOC_NOTHING": Code("There is nothing to allocate", "check levels, variant and dates, or run without strict"),
    "ALLOC_NO_ID_SERIES": Code(
        "{field} is blank or has no digit in the cost accounting setup",
        "fill in the last number used, as A0 or ALLOC0",
    ),
    "ALLOC_NO_PERIOD": Code(
        "Accounting periods around {work_date} are missing for {code} on line {line_no} of allocation source {id}",
        "add those before and after that day, the next fiscal year among them",
    ),
    "ALLOC_NO_PREVIOUS_YEAR": Code(
        "Line {line_no} of allocation source {id} asks for last year, which the accounting periods do not hold",
        "add the accounting periods of last year or choose another date filter code",
    ),
    "ALLOC_MIXED_LEVEL": Code(
        "Level {level} has both reciprocal and other sources, as {id} and {other}", "mark all of them or none"
    ),
    "ALLOC_RECIPROCAL_TYPE": Code(
        "Reciprocal source {id} {why}", "keep one source per center or object there, with All Costs targets only"
    ),
    "ALLOC_SINGULAR": Code(
        "The reciprocal sources of level {level} hand everything round among themselves",
        "let one of them hand a part to a target outside the ring",
    ),
    "TARGET_STATIC_ONLY": Code(
        "Line {line_no} of allocation source {id} has {field} filled, but its base is {base}",
        "clear it or make the base Static",
    ),
    "ALLOC_ALREADY_RUN": Code(
        "Allocation source {id} was already allocated on {date} by register {register_no}",
        "delete or reverse that register to allocate it again",
        "warning",
    ),
    "SHARES_STALE": Code(
        "The share of line {line_no} of allocation source {id} was {calculated} and may be out of date",
        "run calculate_allocation_keys first",
        "warning",
    ),
    "SOURCES_OVERLAP": Code(
        "Allocation sources {id} and {other} hand on the same costs",
        "limit their dates or cost type ranges, or block one of them",
        "warning",
    ),
    "SHARE_NEGATIVE_BASE": Code(
        "The base of line {line_no} of allocation source {id} is {base_amount}, which counts as a positive share",
        "check the filters of the line",
        "warning",
    ),
    "TARGET_NO_SOURCE": Code(
        "Allocation source {id} of target line {line_no} does not exist", "add the source or delete the line", "warning"
    ),
}

_REGISTERS = {
    "REGISTER_CLOSED": Code("Register {register_no} is closed", "correct its entries by a journal instead"),
    "REGISTER_RANGE": Code("Register {from_register} is above register {to_register}", "give the lower register first"),
    "REGISTER_NOT_FOUND": Code("There is no register {register_no}", "give the number of an existing register"),
    "REGISTER_NOT_LAST": Code(
        "Register {register_no} is not the last one, which is {last}",
        "delete up to the last register; a register of cost entries can be reversed instead",
    ),
    "REGISTER_ALREADY_REVERSED": Code(
        "Register {register_no} belongs to a reversal already, together with register {other}", "post again instead"
    ),
    "OLD_NOT_YEAR_END": Code("The year end is {year_end}, not the last day of a year", "give 31 December of a year"),
    "OLD_TOO_RECENT": Code(
        "{year_end} lies less than 365 days before the work date {work_date}", "give an earlier year"
    ),
    "OLD_NONE": Code("There are no cost entries up to {year_end}", "give a later year, or run without strict"),
}

_BUDGETS = {
    "BUDGET_FACTOR": Code("The factor {factor} cannot be used", "give another factor"),
    "BUDGET_COPIES": Code("The number of copies {copies} is below 1", "give at least 1"),
    "BUDGET_DATE_FORMULA": Code("{copies} copies need a date formula", "give a date formula, as 1M"),
    "BUDGET_NO_SOURCE": Code("There is no budget {budget_name} to read from", "give the name of an existing budget"),
    "BUDGET_NO_TARGET": Code("Target budget {budget_name} does not exist", "give the name of an existing budget"),
    "BUDGET_NO_DATES": Code("No dates are given", "give a date filter, as 2026-01-01..2026-12-31"),
    "BUDGET_ENTRY_FIELD_BLANK": Code("{field} of cost budget entry {entry_no} is blank", "fill it in"),
    "BUDGET_ENTRY_CC_AND_CO": Code(
        "Cost budget entry {entry_no} has both cost center {cost_center_code} and cost object {cost_object_code}",
        "keep one of the two",
    ),
    "BUDGET_ENTRY_NO_CC_OR_CO": Code(
        "Cost budget entry {entry_no} has neither a cost center nor a cost object", "fill in one of the two"
    ),
    "BUDGET_ALREADY_TRANSFERRED": Code(
        "Costs of budget {budget_name} for cost type {cost_type_no} on {date} already stand in register {register_no}",
        "delete or reverse one of the two registers unless both are meant",
        "warning",
    ),
    "DIMENSION_VALUE_MISSING": Code(
        "{dimension_code} has no value {code}, so cost budget entry {entry_no} was copied without it",
        "add the dimension value and copy again",
        "warning",
    ),
}

_CHARTS_AND_REPORTS = {
    "INDENT_NO_BEGIN": Code("{code} is an End-Total line without a Begin-Total before it", "add the Begin-Total line"),
    "INDENT_DEPTH": Code("{code} is nested more than 10 levels deep", "take out a level of Begin-Total lines"),
    "INDENT_RANGE_TOO_LONG": Code(
        "The totaling of {code} would be longer than 250 characters",
        "split the group, or remove the sorting orders so that ranges can be used",
    ),
    "CHART_TOTALING_TYPE": Code(
        "{code} is a {type} line and cannot have a totaling", "clear the totaling or make it a Total line"
    ),
    "REPORT_DATES_MISSING": Code("{field} is not given", "give all dates of the report"),
    "REPORT_DATES_ORDER": Code("{last} lies before {first}", "give the earlier date first"),
    "REPORT_FILTER_MISSING": Code(
        "{field} is not given, so the report covers all", "give it if less is wanted", "warning"
    ),
    # findings of the journal check report
    "POSTING_DATE_MISSING": Code("The posting date is blank", "fill it in"),
    "DOCUMENT_NO_MISSING": Code("The document number is blank", "fill it in"),
    "AMOUNT_ZERO": Code("The amount is 0", "fill it in or delete the line"),
}

CODES: dict[str, Code] = {
    **_SETUP, **_TRANSFER, **_SKIP_REASONS, **_line_check(), **_ALLOCATION, **_REGISTERS, **_BUDGETS,
    **_CHARTS_AND_REPORTS,
}  # fmt: skip
