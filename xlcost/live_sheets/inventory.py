"""Live inventory: value at a day, what an issue would cost, and the accounts of a value entry."""

from __future__ import annotations

from xlcost.live_sheets.model import Argument, Ask, At, Field, Head, LiveSheet, Section, TableOf

_LEDGER = TableOf("item_ledger_entries")
_VALUED = (TableOf("value_entries"), TableOf("items"), _LEDGER, TableOf("item_application_entries"))
_ISSUE = (_LEDGER, At("B"), At("A"), At("day"))
_SETUPS = (TableOf("inventory_posting_setup"), TableOf("general_posting_setup"))
_ENTRY: tuple[Argument, ...] = (
    At("A"),
    At("B"),
    At("C"),
    *(At(letter, may_be_blank=True) for letter in "DEFG"),
    "",
    *_SETUPS,
)
_MOVEMENTS = ("Purchase", "Sale", "Positive Adjmt.", "Negative Adjmt.", "Transfer", "Consumption", "Output",
              "Assembly Consumption", "Assembly Output")  # fmt: skip
_VALUES = ("Direct Cost", "Direct Cost - Non Inventory", "Indirect Cost", "Revaluation", "Rounding")


def _cost(method: str) -> Ask:
    return Ask(f"{method}COST", _ISSUE, ("day", "A", "B"))


def _account(number: int) -> Ask:
    return Ask("ACCOUNTPAIR", _ENTRY, ("A", "B"), item=number)


SHEET = LiveSheet(
    area="inventory",
    title="Live Inventory",
    heading="Inventory at a day, as the ledgers stand now",
    purpose="Inventory value at a day, the cost of an issue by three methods, the accounts of a value entry.",
    widths=(22, 22, 14, 16, 18, 18, 18, 14, 18),
    fields=(Field("day", "Day", "date", "The value is that at the end of this day", example=46054.0),),
    sections=(
        Section(
            "Inventory value: filters over items and locations, blank = all",
            (Head("Items", "code"), Head("Locations", "code"),
             Head("Value", "amount", Ask("INVENTORYVALUE", (
                 At("day"), At("A", may_be_blank=True), At("B", may_be_blank=True), *_VALUED), ("day",)))),
            6, example=((), ("BOLT",), ("NUT",), ("", "EAST")),
        ),
        Section(
            "What an issue on that day would cost",
            (Head("Item No.", "code"), Head("Quantity", "rate"), Head("FIFO", "amount", _cost("FIFO")),
             Head("LIFO", "amount", _cost("LIFO")), Head("Average", "amount", _cost("AVERAGE"))),
            4, example=(("BOLT", 8.0), ("BOLT", 100.0)),
        ),
        Section(
            "The two accounts to which a value entry is posted",
            (Head("Item Ledger Entry Type", "code", choices=_MOVEMENTS), Head("Entry Type", "code", choices=_VALUES),
             Head("Expected Cost", "flag"), Head("Location Code", "code"), Head("Inventory Posting Group", "code"),
             Head("Gen. Bus. Posting Group", "code"), Head("Gen. Prod. Posting Group", "code"),
             Head("Account No.", "code", _account(1)), Head("Balancing Account No.", "code", _account(2))),
            4, example=(("Purchase", "Direct Cost", None, "EAST", "RAW", "EU", "PARTS"),),
        ),
    ),
)  # fmt: skip
