"""Finished production and assembly orders: output takes the actual cost of its order (spec 2, 9.4 and 9.5)."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from decimal import Decimal

from xlcost.books import Books
from xlcost.inventory.capacity import subcontracted_values
from xlcost.inventory.corrections import Corrections
from xlcost.inventory.history import Entry
from xlcost.inventory.ledger import Ledger, OrderKey
from xlcost.inventory.non_inventory import is_non_inventory
from xlcost.inventory.settings import Settings
from xlcost.rules.money import ZERO, spread, total
from xlcost.tables.inventory import Item, ProductionOrder, ValueEntry

CONSUMPTION = ("Consumption", "Assembly Consumption")
NOT_OF_ORDER = ("Rounding", "Revaluation")
"""Values of consumption that are no cost of the order: they go to Inventory Adjmt., not to WIP (11.4, row 17)."""
OUTPUT = ("Output", "Assembly Output")
Component = tuple[str, str]
"""Entry type and variance type."""
DIRECT: Component = ("Direct Cost", "")
NON_INVENTORY: Component = ("Direct Cost - Non Inventory", "")
INDIRECT: Component = ("Indirect Cost", "")


@dataclass(slots=True)
class OrderCost:
    """Actual cost of an order line."""

    material: Decimal = ZERO
    capacity: Decimal = ZERO
    capacity_overhead: Decimal = ZERO
    subcontracted: Decimal = ZERO
    non_inventory: Decimal | None = None
    """Cost of consumed items without stock; None = the order does not take it in."""

    @property
    def direct(self) -> Decimal:
        """What went through WIP: the direct cost of the output."""
        return self.material + self.capacity + self.capacity_overhead + self.subcontracted


class OrderAdjustment:
    """Brings the output of finished orders to the actual cost of their orders; writes only differences."""

    def __init__(self, books: Books, ledger: Ledger, settings: Settings, corrections: Corrections) -> None:
        self._books = books
        self._ledger = ledger
        self._settings = settings
        self._corrections = corrections
        self._subcontracted: set[int] | None = None
        self._assemblies_done: dict[OrderKey, int] = {}

    def pending(self, item_nos: Mapping[str, object], adjusted: Set[str]) -> list[OrderKey]:
        """Finished orders, assembly first, whose output is one of the items and whose cost may have changed.

        `adjusted` are the items that this run took up; an assembly order without any of them is as it was.

        An order waits while something it consumes is itself the output of a pending order, or not adjusted.
        """
        if not self._ledger.has_orders():
            return []
        keys = [key for key in self._ledger.order_keys("Assembly") if self._assembly_changed(key, adjusted)]
        keys += [key for key in self._ledger.order_keys("Production") if self._is_pending(key)]
        keys = [key for key in keys if any(entry.row.item_no in item_nos for entry in self._outputs(key))]
        made = {entry.row.item_no: key for key in keys for entry in self._outputs(key)}
        ready = [key for key in keys if not self._waits(key, made)]
        return ready or keys

    def _is_pending(self, key: OrderKey) -> bool:
        order = self._books[ProductionOrder].get(key[1], key[2])
        return order is not None and order.status == "Finished" and not order.inventory_adjmt_entry_exists

    def _assembly_changed(self, key: OrderKey, adjusted: Set[str]) -> bool:
        values = self._ledger.order_values(key)
        return len(values) != self._assemblies_done.get(key) and any(value.item_no in adjusted for value in values)

    def _waits(self, key: OrderKey, made: Mapping[str, OrderKey]) -> bool:
        for value in self._ledger.order_values(key):
            if value.item_ledger_entry_type in CONSUMPTION:
                if made.get(value.item_no, key) != key:
                    return True
                item = self._books[Item].get(value.item_no)
                if item is not None and value.item_no not in made and _is_unadjusted(item):
                    return True
        return False

    def _outputs(self, key: OrderKey) -> list[Entry]:
        numbers = {
            value.item_ledger_entry_no
            for value in self._ledger.order_values(key)
            if value.item_ledger_entry_type in OUTPUT
        }
        return [entry for no in sorted(numbers) if (entry := self._ledger.entry(no)) is not None]

    def adjust(self, key: OrderKey) -> None:
        """Give the outputs of one order line their shares; the last one takes what rounding leaves."""
        outputs = self._outputs(key)
        if outputs and total(entry.row.quantity for entry in outputs) > 0:
            self._adjust_outputs(key, outputs)
        order = self._books[ProductionOrder].get(key[1], key[2]) if key[0] == "Production" else None
        if order is not None:
            self._ledger.change(order, inventory_adjmt_entry_exists=True)
        self._assemblies_done[key] = len(self._ledger.order_values(key))

    def _adjust_outputs(self, key: OrderKey, outputs: list[Entry]) -> None:
        quantities = [entry.row.quantity for entry in outputs]
        item = self._ledger.history(outputs[0].row.item_no).item
        wanted = self._wanted(item, outputs[0], self._cost(key), total(quantities))
        shares = {
            component: spread(amount, quantities, self._settings.amount_unit) for component, amount in wanted.items()
        }
        for index, entry in enumerate(outputs):
            self._bring(entry, {component: parts[index] for component, parts in shares.items()})

    def _cost(self, key: OrderKey) -> OrderCost:
        if self._subcontracted is None:
            self._subcontracted = subcontracted_values(self._books)
        cost = OrderCost(non_inventory=self._non_inventory(key))
        for value in self._ledger.order_values(key):
            amount = value.cost_amount_actual
            if value.item_ledger_entry_type in CONSUMPTION:
                if value.entry_type not in NOT_OF_ORDER:
                    cost.material -= amount
            elif value.item_ledger_entry_type == "" and value.entry_type == "Indirect Cost":
                cost.capacity_overhead += amount
            elif value.item_ledger_entry_type == "" and value.entry_no in self._subcontracted:
                cost.subcontracted += amount
            elif value.item_ledger_entry_type == "":
                cost.capacity += amount
        return cost

    def _non_inventory(self, key: OrderKey) -> Decimal | None:
        """Cost of consumption without stock, where the setup includes it or the order has taken some in already."""
        values = self._ledger.order_values(key)
        included = self._settings.setup.include_non_inventory_cost and key[0] == "Production"
        if not included and not any(value.entry_type == NON_INVENTORY[0] for value in values):
            return None
        return -total(value.cost_amount_non_invtbl for value in values if is_non_inventory(value))

    def _wanted(self, item: Item, output: Entry, cost: OrderCost, quantity: Decimal) -> dict[Component, Decimal]:
        """Cost of the whole output by component; for standard items the variances bring it to standard cost."""
        rounded = self._settings.amount
        overhead = rounded(cost.direct * item.indirect_cost_pct / 100 + item.overhead_rate * quantity)
        wanted = {DIRECT: cost.direct, INDIRECT: overhead}
        if cost.non_inventory is not None:
            wanted = {DIRECT: cost.direct, NON_INVENTORY: cost.non_inventory, INDIRECT: overhead}
        if item.costing_method == "Standard":
            standard = self._settings.standard_cost(item, output.row.location_code, output.row.variant_code)
            variances = {
                "Capacity": rounded(item.single_level_capacity_cost * quantity) - cost.capacity,
                "Capacity Overhead": rounded(item.single_level_cap_ovhd_cost * quantity) - cost.capacity_overhead,
                "Manufacturing Overhead": rounded(item.single_level_mfg_ovhd_cost * quantity) - overhead,
                "Subcontracted": rounded(item.single_level_subcontrd_cost * quantity) - cost.subcontracted,
            }
            if cost.non_inventory is not None:
                share = rounded(item.single_level_mat_non_invt_cost * quantity)
                variances["Material - Non Inventory"] = share - cost.non_inventory
            # material is what is left, so that the sum is the standard cost to the cent
            whole = rounded(standard * quantity) - total(wanted.values())
            wanted["Variance", "Material"] = whole - total(variances.values())
            wanted |= {("Variance", kind): amount for kind, amount in variances.items()}
        return wanted

    def _bring(self, entry: Entry, wanted: Mapping[Component, Decimal]) -> None:
        """Write what is missing to the share of one output; the first time it is invoiced by that."""
        first = entry.values[0]
        posted = _posted(entry)
        invoice = entry.row.invoiced_quantity != entry.row.quantity
        expected = (
            -total(value.cost_amount_expected for value in entry.values if value.entry_type != "Revaluation")
            if invoice
            else ZERO
        )
        written = self._corrections.written
        for component, amount in wanted.items():
            missing = amount - posted.get(component, ZERO)
            final = invoice and component == DIRECT
            if not missing and not final:
                continue
            entry_type, variance_type = component
            made = self._corrections.write(
                first,
                missing,
                expected if final else ZERO,
                entry_type=entry_type,
                variance_type=variance_type,
                expected_cost=False,
                adjustment=not invoice,
                applies_to_value_entry=0 if invoice else first.entry_no,
                invoiced_quantity=entry.row.quantity if final else ZERO,
                cost_per_unit=self._settings.unit_cost(missing / entry.row.quantity),
            )
            if final:
                self._invoiced(entry, made)
        if self._corrections.written > written:
            row, item = entry.row, self._ledger.history(entry.row.item_no).item
            self._ledger.unmark(item)
            self._ledger.mark_period(item, row.location_code, row.variant_code, entry.valuation_date)

    def _invoiced(self, entry: Entry, value: ValueEntry) -> None:
        row = entry.row
        self._ledger.change(
            row, invoiced_quantity=row.quantity, completely_invoiced=True, last_invoice_date=value.posting_date
        )
        for use in entry.uses:
            decrease = self._ledger.entry(use.outbound_item_entry_no)
            if decrease is not None:
                self._ledger.unmark(self._ledger.history(decrease.row.item_no).item)


def _is_unadjusted(item: Item) -> bool:
    return item.type == "Inventory" and not item.cost_is_adjusted


def _posted(entry: Entry) -> dict[Component, Decimal]:
    posted: dict[Component, Decimal] = {}
    for value in entry.values:
        if entry.is_charge(value) or value.entry_type in ("Revaluation", "Rounding"):
            continue
        component = (value.entry_type, value.variance_type)
        posted[component] = posted.get(component, ZERO) + value.cost_amount_actual
    return posted
