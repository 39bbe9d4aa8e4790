"""How the cost of an item, a movement or a value entry came about (spec 0, 7 `explain`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, localcontext
from functools import wraps

from xlcost.books import Books
from xlcost.inventory.average_cost import Average, AverageCost
from xlcost.inventory.capacity import numbers_in
from xlcost.inventory.forwarding import Forwarder
from xlcost.inventory.history import Entry, valued_on
from xlcost.inventory.ledger import Ledger
from xlcost.inventory.reads import LEDGER_READS
from xlcost.inventory.reporting_costs import is_converted
from xlcost.inventory.settings import Settings, settings_of
from xlcost.operations import ALL, Reads, Step, explains
from xlcost.problems import NOWHERE, Where
from xlcost.rules.money import WIDE, ZERO, money, plain, rounded, total
from xlcost.tables.inventory import (
    Item,
    ItemApplicationEntry,
    ItemLedgerEntry,
    ItemTransaction,
    ValueEntry,
)

_READS: Reads = {**LEDGER_READS, ItemTransaction: ALL}
_RATE = Decimal("0.00000001")
_Explainer = Callable[[Books, str], Sequence[Step]]


def _exact(explain: _Explainer) -> _Explainer:
    @wraps(explain)
    def explained(books: Books, key: str) -> Sequence[Step]:
        with localcontext(WIDE):
            return explain(books, key)

    return explained


@explains("items", reads=_READS)
@_exact
def explain_item(books: Books, key: str) -> Sequence[Step]:
    """Stock and its value, what it consists of, and where the unit cost comes from."""
    item = books[Item].get(key.strip().upper())
    return [] if item is None else list(_Trail(books).item(item))


@explains("item_ledger_entries", reads=_READS)
@_exact
def explain_entry(books: Books, key: str) -> Sequence[Step]:
    """The values of a movement, and which increases or which average its cost comes from."""
    trail = _Trail(books)
    entry = trail.ledger.entry(_number(key))
    return [] if entry is None else list(trail.entry(entry, 0))


@explains("value_entries", reads=_READS)
@_exact
def explain_value(books: Books, key: str) -> Sequence[Step]:
    """What a value entry stands for, what made it, and how the cost of its movement came about."""
    value = books[ValueEntry].get(_number(key))
    return [] if value is None else list(_Trail(books).value(value))


def _number(key: str) -> int:
    text = key.strip()
    return int(text) if text.isdigit() else 0


class _Trail:
    def __init__(self, books: Books) -> None:
        self._books = books
        self._settings: Settings = settings_of(books)
        self.ledger = Ledger(books, self._settings.average)
        self._forwarders: dict[str, tuple[Forwarder, dict[int, Average]]] = {}

    # ---- value entries

    def value(self, value: ValueEntry) -> Iterator[Step]:
        yield self._value_step(value, 0)
        yield from self._in_acy(value)
        yield from self._made_by(value)
        corrected = self._books[ValueEntry].get(value.applies_to_value_entry) if value.applies_to_value_entry else None
        if corrected is not None:
            yield self._value_step(corrected, 1, "Corrects value entry")
        entry = self.ledger.entry(value.item_ledger_entry_no)
        if entry is not None:
            yield from self.entry(entry, 1)

    def _value_step(self, value: ValueEntry, level: int, lead: str = "Value entry") -> Step:
        kind = " ".join(part for part in (value.entry_type, value.variance_type, value.item_charge_no) if part)
        kind = f"expected {kind}" if value.expected_cost else kind
        text = (
            f"{lead} {value.entry_no}: {kind} of {plain(value.valued_quantity)}, posted {value.posting_date},"
            f" valued {valued_on(value)}{', by cost adjustment' if value.adjustment else ''}"
        )
        where = self._books[ValueEntry].where
        if value.cost_amount_non_invtbl and not value.inventoriable:
            amount, text = value.cost_amount_non_invtbl, f"{text}, not inventoriable"
            return Step(text, where(value, "cost_amount_non_invtbl"), amount, level)
        amount = value.cost_amount_actual + value.cost_amount_expected
        return Step(text, where(value, "cost_amount_actual"), amount, level)

    def _in_acy(self, value: ValueEntry) -> Iterator[Step]:
        """The cost in the additional reporting currency, and the rate where it was converted."""
        currency = self._settings.reporting_currency
        if currency is None or not is_converted(value):
            return
        cost = value.cost_amount_actual, value.cost_amount_expected
        acy = value.cost_amount_actual_acy or ZERO, value.cost_amount_expected_acy or ZERO
        factor = currency.factor(value.posting_date)
        text = f"In {currency.code}, passed on at the rates of the entries that it comes from"
        if factor is not None and acy == tuple(currency.amount(each, value.posting_date) for each in cost):
            text = f"In {currency.code}, converted at {plain(rounded(factor, _RATE))}, the rate on {value.posting_date}"
        yield Step(text, self._books[ValueEntry].where(value, "cost_amount_actual_acy"), sum(acy, ZERO), 1)

    def _made_by(self, value: ValueEntry) -> Iterator[Step]:
        table = self._books[ItemTransaction]
        if value.adjustment:
            return
        for row in table.rows:
            if (
                row.posted
                and row.document_no == value.document_no
                and value.entry_no in numbers_in(row.value_entry_nos)
            ):
                text = f"Posted from item transaction {row.line_no}, {row.transaction_type} of {plain(row.quantity)}"
                yield Step(text, table.where(row, "transaction_type"), None, 1)

    # ---- movements

    def entry(self, entry: Entry, level: int) -> Iterator[Step]:
        row = entry.row
        text = (
            f"Item ledger entry {row.entry_no}: {row.entry_type} of {plain(row.quantity)} {row.item_no}"
            f" on {row.posting_date}, {plain(row.invoiced_quantity)} invoiced, {plain(row.remaining_quantity)} open"
        )
        yield Step(text, self._books[ItemLedgerEntry].where(row, "quantity"), entry.cost, level)
        for value in entry.values:
            yield self._value_step(value, level + 1)
        yield from self._origin(entry, level + 1)
        for use in entry.uses:
            yield from self._taken(entry, use, level + 1)

    def _origin(self, entry: Entry, level: int) -> Iterator[Step]:
        forwarder, averages = self._forwarder(entry.row.item_no)
        where = self._books[ItemLedgerEntry].where
        if entry.source is not None:
            decrease = forwarder.history.entries[entry.source.outbound_item_entry_no]
            text = f"Takes its cost from item ledger entry {decrease.no}, {plain(decrease.row.quantity)} at this cost"
            yield Step(text, where(decrease.row, "quantity"), decrease.cost, level)
        if entry.no in averages:
            yield from self._average_steps(entry, averages[entry.no], level)
            return
        for use in entry.supplies:
            increase = forwarder.history.entries[use.inbound_item_entry_no]
            cost = forwarder.supply(increase).for_decrease(entry)
            text = (
                f"{plain(-use.quantity)} of {plain(increase.row.quantity)} of item ledger entry {increase.no},"
                f" which cost {money(self._settings.amount(cost))} for this entry"
            )
            yield Step(text, where(increase.row, "quantity"), forwarder.contribution(entry, use), level)
        open_quantity = entry.row.quantity - total(use.quantity for use in entry.supplies)
        stocked = forwarder.history.item.type == "Inventory"
        if stocked and entry.row.quantity < 0 and open_quantity and entry.values:
            text = f"{plain(-open_quantity)} without supply, at {plain(entry.values[0].cost_per_unit)} a unit as posted"
            yield Step(text, where(entry.row, "remaining_quantity"), None, level)

    def _average_steps(self, entry: Entry, found: Average, level: int) -> Iterator[Step]:
        end = self._settings.average.end_of(entry.valuation_date)
        text = (
            f"Average of the period to {end}: {money(self._settings.amount(found.cost))} for {plain(found.quantity)}"
            f" = {plain(self._settings.unit_cost(found.cost / found.quantity))} a unit,"
            f" for {plain(-entry.row.quantity)}"
        )
        amount = self._settings.amount(found.cost * entry.row.quantity / found.quantity)
        yield Step(text, self._books[ItemLedgerEntry].where(entry.row, "quantity"), amount, level)
        for text, where, cost in self._parts(entry, found):
            yield Step(text, where, self._settings.amount(cost), level + 1)

    def _parts(self, entry: Entry, found: Average) -> Iterator[tuple[str, Where, Decimal]]:
        """What an average was taken of: sentence, cell and cost."""
        before = found.quantity - total(quantity for _, quantity, _ in found.parts)
        cost = found.cost - found.revalued - total(cost for _, _, cost in found.parts)
        if before or cost:
            yield f"{plain(before)} from before the period", NOWHERE, cost
        entries = self._forwarder(entry.row.item_no)[0].history.entries
        for no, quantity, cost in found.parts:
            row = entries[no].row if no else None
            brought = plain(quantity) if quantity else "Value added later"
            if row is None:
                yield f"{brought} taken before that nothing was left for then", NOWHERE, cost
            else:
                where = self._books[ItemLedgerEntry].where(row, "quantity")
                yield f"{brought} of item ledger entry {no} ({row.entry_type}, {row.posting_date})", where, cost
        if found.revalued:
            yield "Revaluations of what was left, as far as this entry feels them", NOWHERE, found.revalued

    def _taken(self, increase: Entry, use: ItemApplicationEntry, level: int) -> Iterator[Step]:
        forwarder, _ = self._forwarder(increase.row.item_no)
        decrease = forwarder.history.entries[use.outbound_item_entry_no]
        amount = None if decrease.by_average else forwarder.contribution(decrease, use)
        kind = f"{decrease.row.entry_type}{', at average cost' if decrease.by_average else ''}"
        text = f"Supplies {plain(-use.quantity)} to item ledger entry {decrease.no} ({kind})"
        yield Step(text, self._books[ItemApplicationEntry].where(use, "quantity"), amount, level)

    # ---- items

    def item(self, item: Item) -> Iterator[Step]:
        if item.type != "Inventory":
            text = f"Item {item.item_no} is of type {item.type}, which has no stock; its unit cost is as entered"
            yield Step(text, self._books[Item].where(item, "type"), item.unit_cost, 0)
            return
        forwarder, _ = self._forwarder(item.item_no)
        # drop shipments never were in stock
        entries = [each for each in forwarder.history.entries.values() if not each.row.drop_shipment]
        quantity = total(entry.row.quantity for entry in entries)
        value = total(entry.cost for entry in entries)
        table = self._books[Item]
        state = "adjusted" if item.cost_is_adjusted or not entries else "not adjusted yet, run adjust_cost"
        text = f"Item {item.item_no}, {item.costing_method}: {plain(quantity)} in stock, costs are {state}"
        yield Step(text, table.where(item, "item_no"), value, 0)
        yield Step(self._unit_cost_text(item, quantity, value), table.where(item, "unit_cost"), item.unit_cost, 1)
        for entry in entries:
            if entry.row.remaining_quantity:
                yield self._layer(forwarder, entry)
        for entry in entries:
            for each in entry.values:
                if each.entry_type == "Rounding":
                    yield self._value_step(each, 1, "What rounding left on a used-up increase, value entry")

    def _unit_cost_text(self, item: Item, quantity: Decimal, value: Decimal) -> str:
        if item.costing_method == "Standard":
            return "Unit cost is the standard cost"
        if quantity and value / quantity > 0:
            return f"Unit cost after adjustment is value / quantity: {money(value)} / {plain(quantity)}"
        return "Without stock the unit cost is that of the last decrease, or as posted"

    def _layer(self, forwarder: Forwarder, entry: Entry) -> Step:
        row = entry.row
        where = self._books[ItemLedgerEntry].where(row, "remaining_quantity")
        if row.quantity < 0:
            text = f"Item ledger entry {row.entry_no} of {row.posting_date} waits for {plain(-row.remaining_quantity)}"
            return Step(text, where, None, 1)
        taken = [use for use in entry.uses if not forwarder.history.entries[use.outbound_item_entry_no].by_average]
        entries = forwarder.history.entries
        cost = entry.cost + total(forwarder.contribution(entries[use.outbound_item_entry_no], use) for use in taken)
        by_average = forwarder.history.item.costing_method == "Average"
        text = (
            f"{plain(row.remaining_quantity)} left of {plain(row.quantity)} from item ledger entry {row.entry_no}"
            f" ({row.entry_type}, {row.posting_date})"
        )
        return Step(text, where, None if by_average else cost, 1)

    def _forwarder(self, item_no: str) -> tuple[Forwarder, dict[int, Average]]:
        found = self._forwarders.get(item_no)
        if found is None:
            history = self.ledger.history(item_no)
            forwarder = Forwarder(self.ledger, self._settings, history)
            averages: dict[int, Average] = {}
            if history.item.costing_method == "Average":
                AverageCost(forwarder, None, averages).run()
            found = self._forwarders[item_no] = forwarder, averages
        return found
