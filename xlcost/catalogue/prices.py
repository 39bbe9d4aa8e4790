"""Codes of the prices area: reasons of zero prices, unreadable lines, findings in the setup (spec 3, A9, A11)."""

from xlcost.catalogue.entry import Code

_REASONS: dict[str, Code] = {
    "NO_CONTRACTING_UNIT": Code("Project {project} has no contracting unit", "fill it in", "warning"),
    "NO_LIST_ATTACHED": Code("No active {wanted} is attached to {owner}", "attach one", "warning"),
    "LIST_CURRENCY_MISMATCH": Code(
        "{lists} are in {list_currency}, but {owner} costs in {currency}",
        "change the currency of the list or turn multi_currency_cost on",
        "warning",
    ),
    "LIST_DATES_EMPTY": Code("A start or end date is missing in {lists}", "fill both dates in", "warning"),
    "NO_LIST_FOR_DATE": Code(
        "No attached list covers {date} ({nearest})", "attach a list for that date or change the dates", "warning"
    ),
    "LIST_OVERLAP": Code("{lists} all cover {period}", "change their dates so that one is left", "warning"),
    "NO_ROLE_PRICE": Code(
        "{price_list} has no row for {values} (closest rows: {closest})", "add a role price", "warning"
    ),
    "DUPLICATE_PRICE_LINE": Code(
        "Rows {rows} of {price_list} carry the same values", "keep one of them or tell them apart", "warning"
    ),
    "NO_CATEGORY_PRICE": Code("{price_list} has no price for category {item}", "add a row for it", "warning"),
    "NO_PRODUCT_PRICE": Code("{price_list} has no price for product {item}", "add a row for it", "warning"),
    "CATEGORY_UNIT_MISMATCH": Code(
        "{price_list} prices {item} per {units}, but the line uses {unit}; units of expenses are never converted",
        "add a row for that unit",
        "warning",
    ),
    "PRODUCT_UNIT_MISMATCH": Code(
        "{price_list} prices {item} per {units}, but the line uses {unit}; units of material are never converted",
        "add a row for that unit",
        "warning",
    ),
    "METHOD_NOT_ALLOWED": Code(
        "Row {row} uses the method {method}, which gives no {gives}", "give it a price per unit", "warning"
    ),
    "PRICE_IS_ZERO": Code("{row} was found, but its price is empty or 0", "fill the price in", "warning"),
    "WRITE_IN_PRODUCT": Code("Line {line} names no product", "type a unit cost on the line", "warning"),
    "COST_PLUS_NOT_ON_ESTIMATE": Code(
        "Row {row} uses {method}, which prices actuals only",
        "give it a price per unit or set cost_plus_on_estimates to yes",
        "warning",
    ),
    "NO_COST_TO_MARK_UP": Code(
        "Row {row} uses {method}, but the cost of the line is zero ({cost_reason})", "mend the cost price", "warning"
    ),
    "UNIT_NOT_CONVERTIBLE": Code(
        "{unit} does not convert ({list_unit} to {line_unit})", "check the units and their groups", "warning"
    ),
    "UNIT_FACTOR_ZERO": Code(
        "Unit {unit} has the factor 0 ({list_unit} to {line_unit})", "fill its quantity in Units", "warning"
    ),
    "NO_EXCHANGE_RATE": Code(
        "There is no exchange rate from {from_currency} to {currency} on {posting_date}",
        "add a rate that is effective on that day",
    ),
}
_LINES: dict[str, Code] = {
    "PROJECT_NOT_FOUND": Code("Project {project} does not exist", "add it or correct the project"),
    "DATE_MISSING": Code("The date is missing", "fill it in"),
    "RESOURCE_NOT_FOUND": Code("Resource {resource} does not exist", "add it or correct the resource"),
    "TASK_NOT_FOUND": Code("Project {project} has no posting task {task}", "add it or correct the task"),
    "NOT_PRICED": Code("Line {line} has no cost price yet", "run resolve_cost_prices first"),
    "LINE_NOT_FOUND": Code("There is no line {line} in {table}", "correct the line"),
}
_SETUP: dict[str, Code] = {
    "REFERENCE_NOT_FOUND": Code(
        '{field} "{reference}" names nothing that is there', "correct the reference, or add that row first", "warning"
    ),
    "PRIORITY_NOT_UNIQUE": Code(
        "Dimensions {row} and {other_row} have the same {side} priority {priority}",
        "give each its own number",
        "warning",
    ),
    "OVERRIDE_OUTSIDE_LIST": Code(
        "Override {row} starts {effective_from}, outside the dates of {price_list}, and is ignored",
        "correct its date",
        "warning",
    ),
    "OVERRIDE_SCOPE": Code(
        "Override {row} has the scope {scope}, which a {context} list does not know, and is ignored",
        "correct scope_type and scope",
        "warning",
    ),
    "ROW_CURRENCY": Code(
        "Row {row} is in {currency}, but {price_list} is in {list_currency}, which is used",
        "clear the currency of the row",
        "warning",
    ),
    "CONTEXT_NOT_ALLOWED": Code(
        "{price_list} is a {context} list, which is never used for {owner}", "attach a list of another kind", "warning"
    ),
    "METHOD_FIELDS": Code(
        "Row {row} uses {method} and yet has a {field}, which is ignored", "clear it or change the method", "warning"
    ),
    "DIMENSION_OFF": Code(
        "{dimension} decides no price, yet {table} fills it (in row {row} first, rows filled: {rows})",
        "switch the dimension on or clear the column",
        "warning",
    ),
    "LIST_DATES_REVERSED": Code("{price_list} ends before it starts", "correct the dates", "warning"),
    "UNIT_CHAIN": Code("Unit {unit} {why}", "correct its base unit and quantity", "warning"),
    "UNIT_CURRENCY": Code(
        "Unit {owner} is in {currency}, but its company {company} keeps its accounts in {accounting_currency}",
        "use one currency for both",
        "warning",
    ),
    "SETTING_UNKNOWN": Code("{key} is no setting of prices", "use one of {known}", "warning"),
    "BASE_CURRENCY_MISSING": Code(
        "There are prices in {currencies} and no base currency to convert them by",
        "add base_currency to Pricing Parameters",
        "warning",
    ),
    "NO_PROJECT_PRICE_LIST": Code(
        "{owner} gets no price list, because {why}, so nothing of it will be priced",
        "attach a sales list to the customer or the parameters",
        "warning",
    ),
    "PRICE_LIST_EXISTS": Code("Price list {price_list} exists already", "choose another name"),
    "TRACE_LEFT_OUT": Code(
        "The trace of {lines} lines is left out, because price_trace would have more than {limit} rows",
        "use `xlcost explain` for one of them, or resolve fewer lines at a time",
        "warning",
    ),
}
CODES: dict[str, Code] = _REASONS | _LINES | _SETUP
"""Codes of the prices area."""
