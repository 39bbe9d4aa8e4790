"""Live costs: actual and budget by center and object, the cost type of an account, an amount shared out."""

from __future__ import annotations

from xlcost.live_sheets.model import Area, Argument, Ask, At, Field, Head, LiveSheet, Section, TableOf

_ACTUAL, _BUDGET = TableOf("cost_entries"), TableOf("cost_budget_entries")
_TYPES, _DAYS = At("types", may_be_blank=True), (At("from"), At("to"))
_SHARES = Area("B", "B", "numbers")
_PERIODS = ("Day", "Week", "Month", "Quarter", "Year")


def _place(*code: Argument) -> tuple[Head, ...]:
    """Four figures by the code in column A; `code` are the arguments for cost center and cost object."""
    filters = (_TYPES, *code, *_DAYS)
    both = (_ACTUAL, _BUDGET, At("budget", may_be_blank=True), *filters)
    needs = ("day", "A")
    return (
        Head("Actual", "amount", Ask("BALANCE", (_ACTUAL, *filters), needs)),
        Head("Budget", "amount", Ask("BUDGET", (_BUDGET, both[2], *filters), needs)),
        Head("Actual less Budget", "amount", Ask("VARIANCE", both, needs)),
        Head("Actual in % of Budget", "percent", Ask("BUDGETPERCENT", both, needs)),
    )


def _end(name: str) -> Ask:
    return Ask(name, (At("day"), At("period", may_be_blank=True)), ("day",))


SHEET = LiveSheet(
    area="cost_accounting",
    title="Live Costs",
    heading="Costs against budget, as the ledger stands now",
    purpose="Actual and budget of cost centers and cost objects in a period, by formulas.",
    widths=(24, 18, 18, 18, 18),
    fields=(
        Field("day", "Day", "date", "Any day of the period", example=46068.0),
        Field("period", "Period", "code", "Day, Week, Month, Quarter or Year", "Month", "Quarter", _PERIODS),
        Field("budget", "Budget", "code", "Cost budget; blank = all budgets", example="B2026"),
        Field("types", "Cost Types", "code", "Filter such as 8904..8924|9*; blank = all"),
        Field("amount", "Amount to share", "amount", "Shared out below", example=1000.0),
        Field("from", "From", "date", ask=_end("PERIODSTART")),
        Field("to", "To", "date", ask=_end("PERIODEND")),
    ),
    sections=(
        Section("Cost centers, one code or filter a row", (Head("Cost Center", "code"), *_place(At("A"), "")), 8,
                example=(("ADM",), ("WORKSHOP",), ("*",))),
        Section("Cost objects, one code or filter a row", (Head("Cost Object", "code"), *_place("", At("A"))), 4,
                example=(("CAR",),)),
        Section(
            "The cost type to which a G/L account belongs",
            (Head("G/L Account No.", "code"),
             Head("Cost Type No.", "code", Ask("COSTTYPE", (At("A"), TableOf("cost_types")), ("A",)))),
            3, example=(("6150",), ("6300",), ("6900",)),
        ),
        Section(
            "An amount shared out, from the first row down: percents add up to 100, parts to the amount",
            (Head("Target", "code"), Head("Share", "rate"),
             Head("Percent", "rate", Ask("PERCENTS", (_SHARES,), ("B",), item=0)),
             Head("Amount", "amount", Ask("SPREAD", (At("amount"), _SHARES), ("amount", "B"), item=0))),
            4, example=(("ADM", 3.0), ("WORKSHOP", 3.0), ("SALES", 3.0)),
        ),
    ),
)  # fmt: skip
