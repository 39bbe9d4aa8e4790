"""What the posting of every kind of transaction needs: references, refusals, new movements and values (spec 2, 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from xlcost.books import Books
from xlcost.inventory.history import Entry
from xlcost.inventory.imported_history import complete_history
from xlcost.inventory.ledger import Ledger
from xlcost.inventory.reporting_costs import with_acy
from xlcost.inventory.settings import Settings, settings_of
from xlcost.problems import Fact, OperationError, fail
from xlcost.rules.money import ZERO
from xlcost.tables.inventory import Item, ItemLedgerEntry, ItemTransaction, ProductionOrder, ValueEntry

REFERENCES = {"Invoice": "invoices", "Item Charge": "charge_to", "Revaluation": "revalues"}
"""Transactions about another entry -> the columns that name it."""
_OF_PRODUCTION = ("Consumption", "Output")
_OF_ASSEMBLY = ("Assembly Consumption", "Assembly Output")
_COSTS = ("cost_per_unit", "cost_amount_actual", "cost_amount_expected")


class Poster:
    """The books while transactions are posted: ledger, settings, and the rows that others refer to."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.settings: Settings = settings_of(books)
        complete_history(self.settings)
        self.ledger = Ledger(books, self.settings.average)
        self.lines: Mapping[int, list[ItemTransaction]] = books[ItemTransaction].by("line_no")
        self._capacity_no = 0
        self.touched: list[Entry] = []
        """Entries that the running transaction gave values or applications, for automatic cost adjustment."""

    # ---- refusing

    def refuse(self, t: ItemTransaction, code: str, column: str, **facts: Fact) -> OperationError:
        """The error that refuses this transaction, at its cell."""
        where = self.books[ItemTransaction].where(t, column)
        return fail(code, where, line_no=t.line_no, **facts)

    # ---- looking up

    def known_item(self, item_no: str) -> Item | None:
        """The item, None when there is none of that number."""
        return self.books[Item].get(item_no)

    def item_no(self, t: ItemTransaction) -> str:
        """The row's item; a row about another entry may leave it to that entry."""
        if t.item_no or t.transaction_type not in REFERENCES:
            return t.item_no
        entry = self.reference(t, REFERENCES[t.transaction_type])
        return entry.row.item_no if entry else ""

    def item(self, t: ItemTransaction) -> Item:
        """The item of the row (checked before)."""
        return self.ledger.history(self.item_no(t)).item

    def order(self, t: ItemTransaction) -> ProductionOrder | None:
        """The line of the production order that the row names; the only line where it names none."""
        table = self.books[ProductionOrder]
        found = table.get(t.order_no, t.order_line_no)
        if found is None and not t.order_line_no:
            lines = table.by("order_no").get(t.order_no, [])
            found = lines[0] if len(lines) == 1 else None
        return found

    def reference(self, t: ItemTransaction, stem: str, *, increase: bool | None = None) -> Entry | None:
        """The entry that `<stem>_line` or `<stem>_entry` names; None when both are blank.

        `increase` says which half is meant of a transfer. Raises `REFERENCE_NOT_FOUND` for one that is not there.
        """
        line_no, entry_no = getattr(t, f"{stem}_line"), getattr(t, f"{stem}_entry", 0)
        if not line_no and not entry_no:
            return None
        column = f"{stem}_line" if line_no else f"{stem}_entry"
        if line_no:
            rows = self.lines.get(line_no, [])
            entry_no = rows[0].item_ledger_entry_no if rows and rows[0].posted else 0
        entry = self.ledger.entry(entry_no)
        if entry is None or not entry.values or not entry.row.quantity:
            raise self.refuse(t, "REFERENCE_NOT_FOUND", column, field=column, reference=line_no or entry_no)
        return self._half(entry, increase) if increase is not None and line_no else entry

    def _half(self, entry: Entry, increase: bool) -> Entry:
        if entry.row.entry_type != "Transfer" or (entry.row.quantity > 0) == increase:
            return entry
        halves = self._taking_cost_of(entry)
        return next((half for half in halves if half.row.open), halves[0] if halves else entry)

    def moved_with(self, entry: Entry) -> list[Entry]:
        """All entries of the location to which a transfer went, by one that is among them; else the entry itself."""
        if entry.row.entry_type != "Transfer" or entry.source is None:
            return [entry]
        out = self.ledger.entry(entry.source.outbound_item_entry_no)
        return self._taking_cost_of(out) if out else [entry]

    def _taking_cost_of(self, decrease: Entry) -> list[Entry]:
        return [each for fed in decrease.fed if (each := self.ledger.entry(fed.inbound_item_entry_no)) is not None]

    def check_same(self, t: ItemTransaction, entry: Entry, column: str, fields: tuple[str, ...], strict: bool) -> None:
        """`REFERENCE_WRONG_ITEM` when item, variant or location differ; a blank counts as given only if `strict`."""
        for field in fields:
            given = getattr(t, field)
            if (given or strict) and given != getattr(entry.row, field):
                raise self.refuse(
                    t, "REFERENCE_WRONG_ITEM", column, field=field, reference=entry.no, item_no=entry.row.item_no
                )

    def amount(self, t: ItemTransaction, quantity: Decimal) -> Decimal | None:
        """Direct cost in total: the amount, else quantity x unit amount; None when neither is given."""
        if t.amount is not None:
            return t.amount
        return None if t.unit_amount is None else self.settings.amount(quantity * t.unit_amount)

    def needed_amount(self, t: ItemTransaction, quantity: Decimal) -> Decimal:
        """The direct cost in total; `AMOUNT_MISSING` without one."""
        found = self.amount(t, quantity)
        if found is None:
            raise self.refuse(t, "AMOUNT_MISSING", "amount", transaction_type=t.transaction_type)
        return found

    # ---- writing

    def next_capacity_no(self) -> int:
        """Number for the next capacity ledger entry."""
        if not self._capacity_no:
            self._capacity_no = self.books[ValueEntry].next_number("capacity_ledger_entry_no") - 1
        self._capacity_no += 1
        return self._capacity_no

    def movement(
        self, t: ItemTransaction, entry_type: str, quantity: Decimal, location_code: str, fixed: Entry | None = None
    ) -> Entry:
        """A new item ledger entry of the row's item."""
        invoiced = quantity if self.is_invoiced(t, entry_type) else ZERO
        waits = entry_type in ("Transfer", "Consumption")
        order = self.order(t) if t.order_no and entry_type in _OF_PRODUCTION else None
        row = ItemLedgerEntry(
            entry_no=self.ledger.next_entry_no(),
            item_no=t.item_no,
            variant_code=t.variant_code,
            location_code=location_code,
            posting_date=t.posting_date,
            entry_type=entry_type,
            document_no=t.document_no,
            document_line_no=t.document_line_no,
            quantity=quantity,
            remaining_quantity=quantity,
            invoiced_quantity=invoiced,
            open=True,
            positive=quantity > 0,
            completely_invoiced=bool(invoiced) and not waits,
            last_invoice_date=t.posting_date if invoiced else None,
            applies_to_entry=fixed.no if fixed else 0,
            order_type=_order_type(t, order),
            order_no=t.order_no,
            order_line_no=order.order_line_no if order else t.order_line_no,
            serial_no=t.serial_no,
            lot_no=t.lot_no,
            drop_shipment=t.drop_shipment,
            dimensions=t.dimensions,
            **_source(t, order),
        )
        return self.ledger.add_entry(row)

    def is_invoiced(self, t: ItemTransaction, entry_type: str) -> bool:
        """Whether the movement is invoiced at once; output waits for its order to be adjusted."""
        if entry_type == "Output":
            return False
        return t.invoiced_quantity is None or t.invoiced_quantity != 0

    def value(self, t: ItemTransaction, entry: Entry, day: dt.date, **fields: Any) -> ValueEntry:
        """A new value entry of a movement, dated like the transaction and valued on `day`."""
        row, item = entry.row, self.ledger.history(entry.row.item_no).item
        self._check_valuation_date(t, day)
        if item.inventory_value_zero:
            fields = {name: value for name, value in fields.items() if not name.endswith("_acy")}
            fields |= dict.fromkeys(_COSTS, ZERO)
        first = entry.values[0] if entry.values else None
        groups = _groups(t, item, first)
        groups.update({name: fields.pop(name) for name in groups if name in fields})
        value = ValueEntry(
            entry_no=self.ledger.next_value_no(),
            item_ledger_entry_no=row.entry_no,
            item_no=row.item_no,
            variant_code=row.variant_code,
            location_code=row.location_code,
            posting_date=t.posting_date,
            valuation_date=day,
            document_no=t.document_no,
            document_line_no=t.document_line_no,
            external_document_no=t.external_document_no,
            item_ledger_entry_type=row.entry_type,
            order_type=row.order_type,
            order_no=row.order_no,
            order_line_no=row.order_line_no,
            source_type=t.source_type or row.source_type,
            source_no=t.source_no or row.source_no,
            item_ledger_entry_quantity=ZERO if first else row.quantity,
            reason_code=t.reason_code,
            item_register_no=self.ledger.register_no,
            dimensions=fields.pop("dimensions", t.dimensions),
            **groups,
            **with_acy(self.settings, fields, t.posting_date),
        )
        self.touched.append(entry)
        return self.ledger.add_value(value)

    def _check_valuation_date(self, t: ItemTransaction, day: dt.date) -> None:
        earliest = self.settings.setup.earliest_allowed_valuation_date
        if earliest and day < earliest:
            raise self.refuse(
                t, "VALUATION_DATE_NOT_ALLOWED", "posting_date", valuation_date=day, earliest_allowed=earliest
            )


def _order_type(t: ItemTransaction, order: ProductionOrder | None) -> str:
    """As given; the kind of transaction tells it, too."""
    if t.order_type or not t.order_no:
        return t.order_type
    if t.transaction_type in _OF_ASSEMBLY:
        return "Assembly"
    return "Production" if order else ""


def _source(t: ItemTransaction, order: ProductionOrder | None) -> dict[str, Any]:
    """The source of the row; of consumption and output the item that is produced (9.1)."""
    if order is not None and not t.source_no:
        return {"source_type": "Item", "source_no": order.item_no}
    return {"source_type": t.source_type, "source_no": t.source_no}


def _groups(t: ItemTransaction, item: Item, first: ValueEntry | None) -> dict[str, Any]:
    """Posting groups: the row's, else those of the movement, else the item's."""
    return {
        "inventory_posting_group": t.inventory_posting_group
        or (first.inventory_posting_group if first else item.inventory_posting_group),
        "gen_bus_posting_group": t.gen_bus_posting_group,
        "gen_prod_posting_group": t.gen_prod_posting_group
        or (first.gen_prod_posting_group if first else item.gen_prod_posting_group),
    }
