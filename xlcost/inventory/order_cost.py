"""Cost of an order line, and what of it each component of its output is to be (spec 2, 9.4 to 9.6)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from xlcost.inventory.history import CONSUMPTION
from xlcost.inventory.non_inventory import is_non_inventory
from xlcost.inventory.settings import Settings
from xlcost.rules.money import ZERO, rounded, total
from xlcost.tables.inventory import Item, ValueEntry

NOT_OF_ORDER = ("Rounding", "Revaluation")
"""Values of consumption that are no cost of the order: they go to Inventory Adjmt., not to WIP (11.4, row 17)."""
Component = tuple[str, str]
"""Entry type and variance type."""
DIRECT: Component = ("Direct Cost", "")
NON_INVENTORY: Component = ("Direct Cost - Non Inventory", "")
INDIRECT: Component = ("Indirect Cost", "")
MATERIAL: Component = ("Variance", "Material")


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


def order_cost(values: Iterable[ValueEntry], subcontracted: Container[int]) -> OrderCost:
    """The cost in the value entries of an order line, without that of items that have no stock."""
    cost = OrderCost()
    for value in values:
        amount = value.cost_amount_actual
        if value.item_ledger_entry_type in CONSUMPTION:
            if value.entry_type not in NOT_OF_ORDER:
                cost.material -= amount
        elif value.item_ledger_entry_type == "" and value.entry_type == "Indirect Cost":
            cost.capacity_overhead += amount
        elif value.item_ledger_entry_type == "" and value.entry_no in subcontracted:
            cost.subcontracted += amount
        elif value.item_ledger_entry_type == "":
            cost.capacity += amount
    return cost


def non_inventory_cost(values: Iterable[ValueEntry]) -> Decimal:
    """Cost of consumed items that have no stock."""
    return -total(value.cost_amount_non_invtbl for value in values if is_non_inventory(value))


@dataclass(frozen=True, slots=True)
class OutputCost:
    """What output of an item is to cost, in one currency; `rate` is what one unit of the company's is worth in it."""

    settings: Settings
    item: Item
    quantity: Decimal
    rate: Fraction = Fraction(1)

    def by_component(self, cost: OrderCost) -> dict[Component, Decimal]:
        """Cost of the whole output by component; of standard items with variances but for that of the material.

        The variance of the material is what brings each output to standard cost.
        """
        item = self.item
        overhead = self.settings.amount(
            Fraction(cost.direct * item.indirect_cost_pct / 100)
            + Fraction(item.overhead_rate * self.quantity) * self.rate
        )
        wanted = {DIRECT: cost.direct, INDIRECT: overhead}
        if cost.non_inventory is not None:
            wanted = {DIRECT: cost.direct, NON_INVENTORY: cost.non_inventory, INDIRECT: overhead}
        if item.costing_method == "Standard":
            wanted[MATERIAL] = ZERO
            wanted |= {("Variance", kind): amount for kind, amount in self._variances(cost, overhead).items()}
        return wanted

    def _variances(self, cost: OrderCost, overhead: Decimal) -> dict[str, Decimal]:
        item = self.item
        found = {
            "Capacity": self._at(item.single_level_capacity_cost) - cost.capacity,
            "Capacity Overhead": self._at(item.single_level_cap_ovhd_cost) - cost.capacity_overhead,
            "Manufacturing Overhead": self._at(item.single_level_mfg_ovhd_cost) - overhead,
            "Subcontracted": self._at(item.single_level_subcontrd_cost) - cost.subcontracted,
        }
        if cost.non_inventory is not None:
            found["Material - Non Inventory"] = self._at(item.single_level_mat_non_invt_cost) - cost.non_inventory
        return found

    def _at(self, unit_cost: Decimal) -> Decimal:
        """The whole quantity at a unit cost of the item card."""
        return self.settings.amount(Fraction(unit_cost * self.quantity) * self.rate)


def by_remaining_quantity(amount: Decimal, quantities: Sequence[Decimal], precision: Decimal) -> list[Decimal]:
    """Shares of an amount by quantity; each is rounded out of what is left, and the last one takes the rest (9.4).

    The quantities do not add up to 0. Where those that remain do, because output was taken back, the whole counts.
    """
    left, whole = amount, total(quantities)
    left_quantity = whole
    shares = []
    for quantity in quantities:
        part = Fraction(left) / Fraction(left_quantity) if left_quantity else Fraction(amount) / Fraction(whole)
        share = rounded(part * Fraction(quantity), precision) + ZERO
        left, left_quantity = left - share, left_quantity - quantity
        shares.append(share)
    return shares
