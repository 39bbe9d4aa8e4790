"""Value entries that cost adjustment writes (spec 2, 5.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xlcost.inventory.dating import CorrectionDates
from xlcost.inventory.documents import DIRECT, Amounts
from xlcost.inventory.history import Entry, valued_on
from xlcost.inventory.ledger import Ledger
from xlcost.inventory.settings import Settings
from xlcost.rules.money import ZERO
from xlcost.tables.inventory import ValueEntry

SOURCE_CODE = "INVTADJMT"
NOTHING: Amounts = (ZERO, ZERO)


class Corrections:
    """Writes corrections of value entries, dated by the rule of adjustment dates."""

    def __init__(self, ledger: Ledger, settings: Settings) -> None:
        self._ledger = ledger
        self._settings = settings
        self._dates = CorrectionDates(settings)
        self.written = 0

    def write(
        self, value: ValueEntry, actual: Decimal, expected: Decimal = ZERO, in_acy: Amounts = NOTHING, **fields: Any
    ) -> ValueEntry:
        """A value entry that corrects `value` by the amounts; `fields` differ from the one it corrects."""
        made: dict[str, Any] = {
            "entry_type": value.entry_type,
            "variance_type": value.variance_type,
            "expected_cost": value.expected_cost,
            "valued_quantity": value.valued_quantity,
            "adjustment": True,
            "applies_to_value_entry": value.entry_no,
        }
        made.update(fields)
        made = self._costs("", (actual, expected), made["valued_quantity"]) | made
        if self._settings.reporting_currency:
            made = self._costs("_acy", in_acy, made["valued_quantity"]) | {"cost_amount_non_invtbl_acy": ZERO} | made
        self.written += 1
        return self._ledger.add_value(
            ValueEntry(
                entry_no=self._ledger.next_value_no(),
                item_ledger_entry_no=value.item_ledger_entry_no,
                item_no=value.item_no,
                variant_code=value.variant_code,
                location_code=value.location_code,
                posting_date=self._dates.of(value.posting_date),
                valuation_date=valued_on(value),
                document_type=value.document_type,
                document_no=value.document_no,
                document_line_no=value.document_line_no,
                external_document_no=value.external_document_no,
                item_ledger_entry_type=value.item_ledger_entry_type,
                order_type=value.order_type,
                order_no=value.order_no,
                order_line_no=value.order_line_no,
                source_type=value.source_type,
                source_no=value.source_no,
                valued_by_average_cost=value.valued_by_average_cost,
                inventory_posting_group=value.inventory_posting_group,
                gen_bus_posting_group=value.gen_bus_posting_group,
                gen_prod_posting_group=value.gen_prod_posting_group,
                source_code=SOURCE_CODE,
                reason_code=value.reason_code,
                item_register_no=self._ledger.register_no,
                dimensions=value.dimensions,
                **made,
            )
        )

    def write_rounding(self, entry: Entry, residual: Decimal, in_acy: Decimal = ZERO) -> ValueEntry:
        """A value entry of type Rounding on a used-up increase."""
        return self.write(
            _last_direct_cost(entry),
            residual,
            in_acy=(in_acy, ZERO),
            entry_type="Rounding",
            variance_type="",
            expected_cost=False,
            valued_quantity=entry.row.quantity,
        )

    def _costs(self, suffix: str, amounts: Amounts, quantity: Decimal) -> dict[str, Decimal]:
        actual, expected = amounts
        # Expected cost that a correction of an invoice takes back is no part of what a unit costs.
        per_unit = self._settings.unit_cost((actual or expected) / quantity) if quantity else ZERO
        return {
            f"cost_per_unit{suffix}": per_unit,
            f"cost_amount_actual{suffix}": actual,
            f"cost_amount_expected{suffix}": expected,
        }


def _last_direct_cost(entry: Entry) -> ValueEntry:
    for value in reversed(entry.values):
        if value.entry_type == DIRECT and not entry.is_charge(value) and not value.adjustment:
            return value
    return entry.values[0]
