"""Documents of a movement: its shipment and its invoices, each with the adjustments that apply to it (spec 2, 6.2)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from xlcost.inventory.history import Entry
from xlcost.inventory.settings import Settings
from xlcost.rules.money import ZERO, total
from xlcost.tables.inventory import ValueEntry

DIRECT = "Direct Cost"
Amounts = tuple[Decimal, Decimal]
"""Actual and expected cost."""
COMPONENTS = (DIRECT, "Indirect Cost", "Variance")


class Document:
    """Value entries of one document, document line and component; `actual` and `expected` are what they should be."""

    __slots__ = ("actual", "component", "expected", "expected_cost", "first", "valued_quantity", "written")

    def __init__(self, first: ValueEntry) -> None:
        self.first = first
        self.component = first.entry_type
        self.expected_cost = first.expected_cost
        self.valued_quantity = self.actual = self.expected = ZERO
        self.written = ZERO, ZERO

    def add(self, value: ValueEntry) -> None:
        """A value entry of the document, or an adjustment of one."""
        self.actual += value.cost_amount_actual
        self.expected += value.cost_amount_expected
        self.written = self.actual, self.expected

    @property
    def difference(self) -> Amounts:
        """What is still to be written, actual and expected."""
        return self.actual - self.written[0], self.expected - self.written[1]


class MovementCost:
    """Cost of a movement while it is adjusted: documents that follow their source, and everything else as it is."""

    __slots__ = ("documents", "entry", "other")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.documents, others = _documents(entry)
        self.other = total(value.cost_amount_actual + value.cost_amount_expected for value in others)

    @property
    def amount(self) -> Decimal:
        """Actual and expected cost with what is not written yet; rounding entries are no part of it."""
        return sum((each.actual + each.expected for each in self.documents), self.other)

    def follow(self, settings: Settings, totals: Mapping[str, Decimal]) -> bool:
        """Bring the documents to the new total cost by component; whether anything changed."""
        before = [(each.actual, each.expected) for each in self.documents]
        _divide_expected(settings, self.entry, self.documents, total(totals.values()))
        invoices = [each for each in self.documents if not each.expected_cost]
        invoiced = total(each.valued_quantity for each in invoices if each.component == DIRECT)
        for component, amount in totals.items():
            found = [each for each in invoices if each.component == component]
            _divide(settings, found, amount * invoiced, self.entry.row.quantity)
        return before != [(each.actual, each.expected) for each in self.documents]


def gives_back(entry: Entry) -> bool:
    """Whether it returns one certain receipt to the vendor: then overhead and variance go back separately (6.5)."""
    row = entry.row
    return row.entry_type == "Purchase" and row.quantity < 0 and row.applies_to_entry != 0


def _documents(entry: Entry) -> tuple[list[Document], list[ValueEntry]]:
    types = COMPONENTS if gives_back(entry) else (DIRECT,)
    documents: dict[tuple[str, int, bool, str], Document] = {}
    document_of: dict[int, Document] = {}
    others: list[ValueEntry] = []
    for value in entry.values:
        document = document_of.get(value.applies_to_value_entry) if value.adjustment else None
        if value.entry_type == "Rounding":
            continue
        if document is None and not value.adjustment and value.entry_type in types and not entry.is_charge(value):
            key = (value.document_no, value.document_line_no, value.expected_cost, value.entry_type)
            document = documents.get(key)
            if document is None:
                document = documents[key] = Document(value)
            document.valued_quantity += value.valued_quantity
            document_of[value.entry_no] = document
        if document is None:
            others.append(value)
        else:
            document.add(value)
    return list(documents.values()), others


def _divide_expected(settings: Settings, entry: Entry, documents: list[Document], amount: Decimal) -> None:
    """Split a total over what is not invoiced; expected cost includes overhead (4.2), so it is one amount.

    Expected documents of a movement that is invoiced in full stay as they are.
    """
    quantity = entry.row.quantity
    if entry.row.invoiced_quantity == quantity:
        return
    receipts = [each for each in documents if each.expected_cost]
    for each in receipts:
        each.expected = settings.amount(amount * each.valued_quantity / quantity)
    expected = total(each.expected for each in receipts)
    for each in documents:
        if each.component == DIRECT and not each.expected_cost:
            each.expected = -settings.amount(expected * each.valued_quantity / quantity)


def _divide(settings: Settings, invoices: list[Document], amount: Decimal, quantity: Decimal) -> None:
    """Split amount / quantity over the invoices of one component; what rounding leaves goes to the next one.

    An invoice of a return may lack a component that the receipt had no cost of by then; the others take its part.
    """
    whole = total(each.valued_quantity for each in invoices) * quantity
    valued = handed = ZERO
    for each in invoices if whole else ():
        valued += each.valued_quantity
        each.actual = settings.amount(amount * valued / whole - handed)
        handed += each.actual
