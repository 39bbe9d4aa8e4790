"""WIP of finished order lines without output goes to Inventory Adjmt. (spec 2, 9.6 and end of 11.4).

How much of a value entry was moved stands in its `wip_written_off`, so that it is moved once, and comes back when the
line is set back to Released and gets output. Its ACY cost goes along; where it has nothing but ACY, 0 says that it was
moved and blank that it was not.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from xlcost.books import Books
from xlcost.exchange import has_reporting_currency
from xlcost.inventory.accounts import ADJUSTMENT, PAIRS, WIP, AccountType, Combination, combination_of
from xlcost.inventory.reporting_costs import share_in_acy
from xlcost.operations import When
from xlcost.reporting_currency import ReportingCurrency
from xlcost.rules.money import ZERO, total
from xlcost.tables.inventory import InventorySetup, ProductionOrder, ValueEntry

OrderLine = tuple[str, int]
_INTO_WIP: dict[Combination, int] = {
    combination: 1 if pairs.actual[0] is WIP else -1
    for combination, pairs in PAIRS.items()
    if pairs.actual and WIP in pairs.actual and combination[0] != "Output"
}
"""Consumption and production capacity, with the sign of their actual cost in WIP."""


def writes_off(books: Books) -> bool:
    """Whether the setup lets orders be finished without output."""
    return books.one(InventorySetup).finish_order_without_output


READS_ORDERS = When(writes_off, "order_no order_line_no status")
"""How operations read `production_orders` that do so for the write-off alone."""


def cost_in_wip(entry: ValueEntry) -> Decimal:
    """What the actual cost of a value entry adds to WIP: consumption and capacity of production orders."""
    return _INTO_WIP.get(combination_of(entry), 0) * entry.cost_amount_actual if entry.inventoriable else ZERO


def written_off(entry: ValueEntry) -> Decimal:
    """What was moved of a value entry."""
    return entry.wip_written_off or ZERO


def write_off_legs(amount: Decimal) -> list[tuple[AccountType, Decimal]]:
    """The amounts by kind of account that moving an amount out of WIP gives."""
    return [(ADJUSTMENT, amount), (WIP, -amount)] if amount else []


class WriteOff:
    """What is to be moved of each value entry. Where the setup does not say so, what was moved stays moved."""

    def __init__(self, books: Books) -> None:
        self.active = writes_off(books)
        self._books = books
        self._lines = lines_without_output(books) if self.active else frozenset()

    def target(self, entry: ValueEntry) -> Decimal:
        """How much of a value entry should stand in Inventory Adjmt. instead of WIP."""
        if not self.active:
            return written_off(entry)
        return cost_in_wip(entry) if line_of(entry) in self._lines else ZERO

    def left(self, entry: ValueEntry) -> Decimal:
        """What is still to be moved; negative = to be taken back."""
        return self.target(entry) - written_off(entry) if self.active else ZERO

    def left_in_acy(self, currency: ReportingCurrency, entry: ValueEntry, acy: Decimal) -> Decimal:
        """What is still to be moved of the actual ACY cost of a value entry."""
        if entry.cost_amount_actual:
            return share_in_acy(currency, acy, self.left(entry), entry.cost_amount_actual)
        return acy * self._moves_acy_alone(entry)

    def _moves_acy_alone(self, entry: ValueEntry) -> int:
        """1 or -1, with the sign of its cost in WIP, for an entry without a cost of which ACY is to be moved."""
        if not self.active or entry.cost_amount_actual or not entry.inventoriable:
            return 0
        wanted, moved = line_of(entry) in self._lines, entry.wip_written_off is not None
        return _INTO_WIP.get(combination_of(entry), 0) * (wanted - moved)

    def waiting(self, entries: Iterable[ValueEntry]) -> list[ValueEntry]:
        """The value entries of which something is still to be moved."""
        if not self.active:
            return []
        in_acy = has_reporting_currency(self._books)
        return [entry for entry in entries if self.left(entry) or (in_acy and self._waits_in_acy(entry))]

    def _waits_in_acy(self, entry: ValueEntry) -> bool:
        return bool(entry.cost_amount_actual_acy and self._moves_acy_alone(entry))

    def moved(self, entry: ValueEntry) -> Decimal | None:
        """What `wip_written_off` says once everything is moved."""
        if entry.cost_amount_actual:
            return self.target(entry)
        return ZERO if line_of(entry) in self._lines else None


def line_of(entry: ValueEntry) -> OrderLine:
    """Order and line of a value entry."""
    return entry.order_no, entry.order_line_no


def lines_without_output(books: Books) -> frozenset[OrderLine]:
    """Lines of finished orders that have no output, or whose output was all taken back."""
    finished = {
        (order.order_no, order.order_line_no) for order in books[ProductionOrder].rows if order.status == "Finished"
    }
    made: dict[OrderLine, list[Decimal]] = {}
    for entry in books[ValueEntry].rows if finished else ():
        if entry.item_ledger_entry_type == "Output" and line_of(entry) in finished:
            made.setdefault(line_of(entry), []).append(entry.item_ledger_entry_quantity)
    # an export may lack the quantities; then there is output
    return frozenset(line for line in finished if line not in made or (any(made[line]) and not total(made[line])))
