"""Codes of the projects area (spec 3, part B)."""

from xlcost.catalogue.entry import Code

_SETUP: dict[str, Code] = {
    "NO_WIP_METHOD": Code("Project {project} has no WIP method", "fill in wip_method"),
    "WIP_METHOD_NOT_FOUND": Code("WIP method {wip_method} does not exist", "add it to WIP Methods or correct the name"),
    "WIP_METHOD_NOT_VALID": Code("WIP method {wip_method} is not valid", "choose another method or set valid to yes"),
    "WIP_METHOD_BUILT_IN": Code(
        "WIP method {wip_method} is built in and cannot be changed", "give your own method another name"
    ),
    "WIP_FLAG_NOT_ALLOWED": Code(
        "{field} = no of WIP method {wip_method} counts as yes, because that goes with {rule} only",
        "set the flag to yes or choose {rule}",
        "warning",
    ),
    "WIP_TOTAL_NOT_ALLOWED": Code(
        "Task {task} of project {project} is excluded although it is no posting task",
        "clear wip_total; only posting tasks carry amounts",
        "warning",
    ),
    "TASK_METHOD_IGNORED": Code(
        "Task {task} of project {project} has a WIP method but is no WIP total",
        "clear wip_method or set wip_total to total",
        "warning",
    ),
    "PROJECT_METHOD_UNUSED": Code(
        "None of the WIP totals of project {project} uses its WIP method {wip_method}; task {task} has {used}",
        "change or clear wip_method on the WIP totals of the project",
        "warning",
    ),
    "POSTING_METHOD_NOT_ALLOWED": Code(
        "Project {project} posts per ledger entry, which WIP method {wip_method} does not permit",
        "set wip_cost and wip_sales of the method to yes or post per project",
    ),
    "POSTING_METHOD_CHANGED": Code(
        "Project {project} cannot leave posting per ledger entry, because its ledger entry {entry_no} has been posted",
        "set wip_posting_method back to per_ledger_entry",
    ),
    "NO_POSTING_GROUP": Code(
        "Task {task} of project {project} has no posting group", "fill in posting_group of the project or of the task"
    ),
    "POSTING_GROUP_NOT_FOUND": Code(
        "Posting group {posting_group} does not exist", "add it to Project Posting Groups or correct the name"
    ),
    "MISSING_ACCOUNT": Code("Posting group {posting_group} has no {caption}", "fill in the account"),
    "LEDGER_TYPE_MISSING": Code(
        "Project ledger entry {entry_no} says neither item, resource nor G/L account,"
        " which posting per ledger entry needs",
        "fill in type",
    ),
    "TASK_UNKNOWN": Code(
        "Project {project} has no task {task}, so {rows} of its rows count nowhere, the first of them this one",
        "add the task or correct the rows",
        "warning",
    ),
    "PROJECT_UNKNOWN": Code(
        "There is no project {project}, so its rows count nowhere, the first of them this one",
        "add the project or correct the rows",
        "warning",
    ),
}
_RUN: dict[str, Code] = {
    "PROJECT_NOT_FOUND": Code("Project {project} does not exist", "add it or correct the project"),
    "PROJECT_BLOCKED": Code("Project {project} is blocked", "clear blocked or leave the project out"),
    "REVERSAL_BEFORE_POSTING": Code(
        "WIP of project {project} was booked on {posted_on}, later than the reversal date {posting_date}",
        "choose a posting date that is not before {posted_on}",
    ),
    "WIP_OUT_OF_DATE": Code(
        "Tasks, methods or posting groups of project {project} have changed since its WIP was calculated",
        "run calculate_wip again before posting",
        "warning",
    ),
    "TRACE_SHORTENED": Code(
        "WIP Trace leaves out single {left_out}, because there are too many for a sheet",
        "calculate one project to see all of its trace",
        "warning",
    ),
    "TRACE_DIFFERENCE": Code(
        "{figure} of project {project} is {amount}, but the entries behind it add up to {traced}",
        "report this as a fault of xlcost",
        "warning",
    ),
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
}
DOUBTS: dict[str, Code] = {
    "BILLABLE_PRICE_ZERO": Code("The billable price is 0", "add billable planning lines", "warning"),
    "BUDGET_COST_ZERO": Code("The budget cost is 0", "add budget planning lines", "warning"),
    "BUDGET_PRICE_ZERO": Code("The budget price is 0", "add prices to the budget planning lines", "warning"),
    "COST_COMPLETION_OVER_100": Code(
        "Usage cost {usage_cost} exceeds budget cost {budget_cost}", "raise the budget or complete the project",
        "warning",
    ),
    "RECOGNIZED_SALES_NEGATIVE": Code(
        "Recognised sales are negative: {recognized_sales}", "check sales and usage", "warning"
    ),
    "RECOGNIZED_COSTS_NEGATIVE": Code("Recognised costs are negative: {recognized_costs}", "check usage", "warning"),
}  # fmt: skip
"""Doubts about a calculation, written to `wip_warnings` (spec 3, B6)."""

CODES: dict[str, Code] = _SETUP | _RUN | DOUBTS
