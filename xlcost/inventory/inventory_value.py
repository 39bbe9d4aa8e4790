"""Proposing revaluations, and turning filled-in proposals into transactions (spec 2, 8.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import localcontext
from typing import Annotated, Any

from xlcost.books import Books
from xlcost.inventory.history import Entry, ItemHistory
from xlcost.inventory.ledger import Ledger
from xlcost.inventory.reads import LEDGER_READS
from xlcost.inventory.revaluation import Layer, current_unit_cost, layers
from xlcost.inventory.settings import Settings, settings_of
from xlcost.operations import ALL, Result, operation
from xlcost.parameters import Day, FilterText, Flag, NoParameters, Parameters, one_of
from xlcost.problems import OperationError, Problem, problem
from xlcost.rules.filters import compiled
from xlcost.rules.money import WIDE, total
from xlcost.tables.inventory import REVALUATION_LEVELS, Item, ItemLedgerEntry, ItemTransaction
from xlcost.tables.inventory_results import RevaluationLine

Place = tuple[str | None, str | None]
"""Location and variant of a proposal; None = all of them together."""


class InventoryValueParameters(Parameters):
    """The day, and how finely the inventory is proposed for revaluation."""

    date: Day = None
    """Day of the revaluation; blank = work date."""
    calc_per: Annotated[str, one_of(*REVALUATION_LEVELS)] = "Item"
    """One line an item, or one an item ledger entry."""
    item_no: FilterText = ""
    """Filter over items; blank = all."""
    by_location: Flag = False
    """One line a location."""
    by_variant: Flag = False
    """One line a variant."""
    update_standard_cost: Flag = False
    """Copied to the lines: posting them changes the standard cost."""


@operation("calculate_inventory_value", InventoryValueParameters, reads={**LEDGER_READS, RevaluationLine: ""})
def calculate_inventory_value(books: Books, parameters: InventoryValueParameters) -> Result:
    """Propose revaluation lines: what is left on a day, and what it costs. Posts nothing."""
    with localcontext(WIDE):
        settings = settings_of(books)
        day = parameters.date or settings.work_date
        if day is None:
            raise OperationError(problem("WORK_DATE_MISSING", books[RevaluationLine].where()))
        ledger = Ledger(books, settings.average)
        passes = compiled(parameters.item_no)
        items = [item for item in books[Item].rows if item.type == "Inventory" and passes(item.item_no)]
        proposal = _Proposal(ledger, settings, parameters, day)
        for item in sorted(items, key=lambda each: each.item_no):
            proposal.add(item)
    if proposal.problems:
        raise OperationError(*proposal.problems)
    books[RevaluationLine].replace(proposal.lines)
    return Result(counts={"created": len(proposal.lines)}, nothing_to_do=not proposal.lines)


class _Proposal:
    def __init__(self, ledger: Ledger, settings: Settings, parameters: InventoryValueParameters, day: dt.date) -> None:
        self._ledger, self._settings, self._parameters, self._day = ledger, settings, parameters, day
        self.lines: list[RevaluationLine] = []
        self.problems: list[Problem] = []

    def add(self, item: Item) -> None:
        """The lines of one item."""
        history = self._ledger.history(item.item_no)
        if not history.entries:
            return
        average = item.costing_method == "Average"
        if found := self._problem(history):
            self.problems.append(found)
            return
        per_entry = self._parameters.calc_per != "Item" and not average
        for place in self._places(history):
            found_layers = list(layers(self._ledger, self._settings, history, self._day, *place))
            if per_entry:
                for layer in found_layers:
                    self._line(history, _place_of(layer.entry), [layer], layer.entry)
            elif found_layers:
                self._line(history, place, found_layers, None)

    def _problem(self, history: ItemHistory) -> Problem | None:
        """Why nothing can be proposed: an average away from the end of its period, or stock sold and still missing."""
        books, item = self._settings.books, history.item
        end = self._settings.average.end_of(self._day)
        if item.costing_method == "Average" and end != self._day:
            where = books[Item].where(item, "item_no")
            return problem("REVAL_NOT_PERIOD_END", where, item_no=item.item_no, date=self._day, period_end=end)
        short = next((entry.row for entry in history.entries.values() if _is_open_decrease(entry, self._day)), None)
        if short is not None:
            where = books[ItemLedgerEntry].where(short, "remaining_quantity")
            return problem("REVAL_OPEN_OUTBOUND", where, item_no=item.item_no, date=self._day)
        return None

    def _places(self, history: ItemHistory) -> Iterator[Place]:
        rows = [entry.row for entry in history.entries.values()]
        found: set[Place] = {
            (
                row.location_code if self._parameters.by_location else None,
                row.variant_code if self._parameters.by_variant else None,
            )
            for row in rows
        }
        return iter(sorted(found, key=lambda place: (place[0] or "", place[1] or "")))

    def _line(self, history: ItemHistory, place: Place, found: list[Layer], entry: Entry | None) -> None:
        quantity = total(layer.quantity for layer in found)
        unit_cost = current_unit_cost(self._settings, history, found, self._day, *place)
        by_average = history.item.costing_method == "Average"
        value = unit_cost * quantity if by_average else total(layer.cost for layer in found)
        self.lines.append(
            RevaluationLine(
                posting_date=self._day,
                item_no=history.item.item_no,
                location_code=place[0] or "",
                variant_code=place[1] or "",
                item_ledger_entry_no=entry.no if entry else 0,
                quantity=quantity,
                inventory_value_calculated=self._settings.amount(value),
                unit_cost_calculated=self._settings.unit_cost(unit_cost),
                unit_cost_revalued=None,
                update_standard_cost=self._parameters.update_standard_cost,
            )
        )


def _place_of(entry: Entry) -> Place:
    return entry.row.location_code, entry.row.variant_code


def _is_open_decrease(entry: Entry, day: dt.date) -> bool:
    """A decrease posted up to the day that no increase supplies yet; one supplied after the day has its cost."""
    return entry.row.remaining_quantity < 0 and entry.row.posting_date <= day


@operation("apply_revaluation_lines", NoParameters, reads={RevaluationLine: ALL, ItemTransaction: "line_no"})
def apply_revaluation_lines(books: Books, parameters: NoParameters) -> Result:
    """Turn the revaluation lines whose revalued unit cost is filled in into item transactions."""
    del parameters
    proposal, transactions = books[RevaluationLine], books[ItemTransaction]
    filled = [line for line in proposal.rows if line.unit_cost_revalued is not None]
    first = transactions.next_number("line_no")
    transactions.append(*(_transaction(number, line) for number, line in enumerate(filled, first)))
    proposal.remove(filled)
    return Result(counts={"created": len(filled)}, nothing_to_do=not filled)


def _transaction(line_no: int, line: RevaluationLine) -> ItemTransaction:
    fields: dict[str, Any] = {
        "line_no": line_no,
        "transaction_type": "Revaluation",
        "posting_date": line.posting_date,
        "item_no": line.item_no,
        "variant_code": line.variant_code,
        "location_code": line.location_code,
        "quantity": line.quantity,
        "calc_per": "Item Ledger Entry" if line.item_ledger_entry_no else "Item",
        "revalues_entry": line.item_ledger_entry_no,
        "unit_cost_revalued": line.unit_cost_revalued,
        "update_standard_cost": line.update_standard_cost,
    }
    return ItemTransaction(**fields)
