"""What imported value entries leave out, completed before costs are calculated."""

from __future__ import annotations

from xlcost.books import Books
from xlcost.inventory.history import OUTPUT
from xlcost.inventory.reporting_costs import convert_history
from xlcost.inventory.settings import Settings
from xlcost.tables.inventory import Item, ItemLedgerEntry, ValueEntry

_COLUMN = "valued_by_average_cost"


def complete_history(settings: Settings) -> int:
    """Amounts in the reporting currency, and flags of average cost. Returns how many entries were converted."""
    _derive_average_flags(settings.books)
    return convert_history(settings)


def _derive_average_flags(books: Books) -> None:
    """Where the column is missing, decreases of Average items without a fixed application get the flag.

    It is written, so that a later run finds what this one took as given; a column that is there counts as it stands.
    """
    table = books[ValueEntry]
    if table.sheet is None or _COLUMN in table.sheet.letters:
        return
    average = {item.item_no for item in books[Item].rows if item.costing_method == "Average"}
    decreases = {entry.entry_no for entry in books[ItemLedgerEntry].rows if entry.item_no in average and _may_be(entry)}
    for value in table.rows if decreases else ():
        if value.item_ledger_entry_no in decreases:
            table.update(value, valued_by_average_cost=True)


def _may_be(entry: ItemLedgerEntry) -> bool:
    is_fixed = entry.applies_to_entry or entry.drop_shipment or entry.entry_type in OUTPUT
    return entry.quantity < 0 and not is_fixed
