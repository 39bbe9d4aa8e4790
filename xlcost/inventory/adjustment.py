"""Adjust cost - item entries: outbound cost becomes inbound cost (spec 2, section 5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import localcontext

from xlcost.books import Books
from xlcost.inventory import entry_points
from xlcost.inventory.automatic_posting import POSTING_READS, AutomaticPosting, posts_at_once
from xlcost.inventory.average_cost import AverageCost
from xlcost.inventory.completion import complete_waiting
from xlcost.inventory.corrections import NOTHING, SOURCE_CODE, Corrections
from xlcost.inventory.cost_flow import products
from xlcost.inventory.documents import Amounts
from xlcost.inventory.forwarding import Forwarder
from xlcost.inventory.history import CONSUMPTION, OUTPUT, ItemHistory
from xlcost.inventory.import_checks import value_entry_warnings
from xlcost.inventory.imported_history import complete_history
from xlcost.inventory.ledger import Ledger
from xlcost.inventory.production import OrderAdjustment
from xlcost.inventory.reads import LEDGER_READS
from xlcost.inventory.reporting_costs import history_in_acy
from xlcost.inventory.settings import Settings, settings_of
from xlcost.inventory.unit_costs import after_adjustment
from xlcost.operations import ALL, Result, operation
from xlcost.parameters import Day, FilterText, Parameters
from xlcost.problems import OperationError, fail
from xlcost.rules.filters import compiled
from xlcost.rules.money import WIDE, ZERO
from xlcost.tables.inventory import (
    Item,
    ItemTransaction,
    PostValueEntryToGL,
    ProductionOrder,
    ValueEntry,
)

_ROUNDS = 100
"""Depth to which output of one order may be consumed by the next."""


class AdjustCostParameters(Parameters):
    """Which items are adjusted, and up to which date."""

    item_no: FilterText = ""
    """Filter over items; blank = all."""
    posting_date_to: Day = None
    """Only what happened up to this day; blank = everything."""


@operation(
    "adjust_cost",
    AdjustCostParameters,
    reads={
        **LEDGER_READS,
        **POSTING_READS,
        PostValueEntryToGL: ALL,
        ItemTransaction: "subcontracting posted value_entry_nos",
    },
)
def adjust_cost(books: Books, parameters: AdjustCostParameters) -> Result:
    """Bring the cost of decreases in line with the increases that supply them; writes only differences."""
    with localcontext(WIDE):
        settings = settings_of(books)
        converted = complete_history(settings)
        ledger = Ledger(books, settings.average)
        passes = compiled(parameters.item_no)
        items = {item.item_no: item for item in books[Item].rows if item.type == "Inventory" and passes(item.item_no)}
        entry_points.refresh(ledger, settings.average, items.values(), books[ValueEntry].rows)
        run = CostAdjustment(books, ledger, settings, parameters.posting_date_to)
        adjusted = run.adjust(items)
        _post_at_once(books, ledger)
        ledger.flush(SOURCE_CODE)
    written = run.corrections.written
    nothing = not (written or adjusted or converted)
    counts = {"created": written, "items": adjusted}
    return Result(counts=counts, nothing_to_do=nothing, problems=value_entry_warnings(books, books[ValueEntry].rows))


def _post_at_once(books: Books, ledger: Ledger) -> None:
    if posts_at_once(books) and ledger.new_values:
        found = AutomaticPosting(books).post(ledger.new_values)
        if found is not None:
            raise OperationError(found)


def stocked(books: Books, item_nos: Iterable[str]) -> dict[str, Item]:
    """Those of the items that have stock, by number."""
    return {no: item for no in item_nos if (item := books[Item].get(no)) is not None and item.type == "Inventory"}


class CostAdjustment:
    """One cost adjustment: items, then finished orders, until nothing is left to adjust."""

    def __init__(self, books: Books, ledger: Ledger, settings: Settings, until: dt.date | None = None) -> None:
        self._books = books
        self._ledger = ledger
        self._settings = settings
        self._until = until
        self.corrections = Corrections(ledger, settings)
        self._limited: set[str] = set()
        """Items that the date limit leaves un-adjusted."""

    def adjust(self, chosen: Mapping[str, Item], *, with_products: bool = False) -> int:
        """Adjust those of the items that are not marked as adjusted; how many there were.

        On demand also those that orders made of the items, where what the orders consumed is corrected.
        """
        items = dict(chosen)
        orders: OrderAdjustment | None = None
        adjusted: set[str] = set()
        for _ in range(_ROUNDS):
            waiting = self._unadjusted(items)
            first_value = self._ledger.next_value_no()
            for item in waiting:
                self.adjust_item(item)
            adjusted.update(item.item_no for item in waiting)
            if with_products:
                made = products(self._ledger, self._ledger.values_from(first_value))
                items |= stocked(self._books, made)
            if orders is None:
                orders = OrderAdjustment(self._books, self._ledger, self._settings, self.corrections, self._until)
            pending = orders.pending(items, adjusted)
            for key in pending:
                orders.adjust(key)
            if not pending and not self._unadjusted(items):
                return len(adjusted)
        item = (self._unadjusted(items) or [*items.values()])[0]
        raise fail("COST_DOES_NOT_SETTLE", self._books[Item].where(item, "item_no"), item_no=item.item_no)

    def _unadjusted(self, items: Mapping[str, Item]) -> list[Item]:
        waiting = [
            item
            for item in items.values()
            if not item.cost_is_adjusted
            and item.item_no not in self._limited
            and self._ledger.has_entries(item.item_no)
        ]
        return sorted(waiting, key=lambda item: item.item_no)

    def adjust_item(self, item: Item) -> None:
        """Pass on the cost of one item and write what changed."""
        history = self._ledger.history(item.item_no)
        entries = list(history.entries.values())
        first_value = self._ledger.next_value_no()
        self._write_revaluations(history)
        for _ in range(_ROUNDS):
            forwarders = self._forwarders(history)
            for forwarder in forwarders:
                forwarder.forward(each for each in forwarder.history.entries.values() if forwarder.follows(each))
            if item.costing_method == "Average":
                self._average(item, forwarders)
            self._write_differences(forwarders)
            complete_waiting(self._ledger, entries)
            rounded = self._write_roundings(history)
            # what is rounded off is missing in the average of its period
            if not rounded or item.costing_method != "Average":
                break
        self._reopen_orders(self._ledger.values_from(first_value))
        after_adjustment(self._ledger, self._settings, history)
        self._mark(item, history)

    def _forwarders(self, history: ItemHistory) -> list[Forwarder]:
        """One in the company's currency, and one in the reporting currency where there is one."""
        found = [Forwarder(self._ledger, self._settings, history, self._until)]
        if self._settings.reporting_currency:
            found.append(Forwarder(self._ledger, self._settings.in_acy(), history_in_acy(history), self._until))
        return found

    def _average(self, item: Item, forwarders: Iterable[Forwarder]) -> None:
        points = self._ledger.points_of(item.item_no)
        start = entry_points.first_open(points)
        if start is None:
            return
        leader: AverageCost | None = None
        for forwarder in forwarders:
            average = AverageCost(forwarder, start, leader=leader)
            average.run()
            leader = average
        entry_points.settle(self._ledger, points, self._until)

    def _write_differences(self, forwarders: Sequence[Forwarder]) -> None:
        """In the order of the value entries that they correct; one entry for both currencies."""
        corrected: dict[int, ValueEntry] = {}
        found: list[dict[int, Amounts]] = []
        for forwarder in forwarders:
            differences = list(forwarder.differences())
            corrected |= {value.entry_no: value for value, _ in differences}
            found.append({value.entry_no: amounts for value, amounts in differences})
        for no in sorted(corrected):
            mine, *in_acy = (amounts.get(no, NOTHING) for amounts in found)
            self.corrections.write(corrected[no], *mine, *in_acy)

    def _write_revaluations(self, history: ItemHistory) -> None:
        """Output that is taken back follows the revaluations of that output; their cost is none of the order."""
        taken_back = [no for no, entry in history.entries.items() if entry.supplies and entry.row.entry_type in OUTPUT]
        forwarders = self._forwarders(history) if taken_back else []
        for no in taken_back:
            missing, *in_acy = (each.missing_revaluation(each.history.entries[no]) for each in forwarders)
            if missing or any(in_acy):
                entry = history.entries[no]
                acy = in_acy[0] if in_acy else ZERO
                self.corrections.write(
                    entry.values[0],
                    missing,
                    in_acy=(acy, ZERO),
                    entry_type="Revaluation",
                    variance_type="",
                    expected_cost=False,
                )

    def _write_roundings(self, history: ItemHistory) -> int:
        """What rounding left on used-up increases leaves with a value entry of its own (6.6); how many."""
        forwarders = self._forwarders(history)
        written = 0
        for no, entry in history.entries.items():
            residual, *in_acy = (forwarder.residual(forwarder.history.entries[no]) for forwarder in forwarders)
            if residual or any(in_acy):
                self.corrections.write_rounding(entry, residual, *in_acy)
                row = entry.row
                self._ledger.mark_period(history.item, row.location_code, row.variant_code, entry.valuation_date)
                written += 1
        return written

    def _reopen_orders(self, values: Iterable[ValueEntry]) -> None:
        """Orders that consumed what became dearer or cheaper are to be adjusted again."""
        for value in values:
            if value.item_ledger_entry_type in CONSUMPTION and value.order_type == "Production":
                order = self._books[ProductionOrder].get(value.order_no, value.order_line_no)
                if order is not None and order.inventory_adjmt_entry_exists:
                    self._ledger.change(order, inventory_adjmt_entry_exists=False)

    def _mark(self, item: Item, history: ItemHistory) -> None:
        until = self._until
        if until and any(entry.row.posting_date > until for entry in history.entries.values()):
            self._limited.add(item.item_no)
        else:
            self._ledger.change(item, cost_is_adjusted=True)
