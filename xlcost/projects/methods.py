"""WIP methods: the five built-in ones, the user's own, and what they may combine (spec 3, B1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlcost.books import Books
from xlcost.problems import Problem, problem
from xlcost.projects.recognition import COST_RULES, SALES_RULES, Rule
from xlcost.tables.projects import WIPMethod

SHARED_COSTS = ("cost_of_sales", "cost_value", "invoiced_cost")
"""Cost rules that can run ahead of usage: they apply the larger of both amounts and accrue the excess."""
ACCRUED_SALES = ("sales_value", "usage_price")
"""Sales rules that accrue what is recognised beyond the invoices."""


@dataclass(frozen=True, slots=True)
class Method:
    """A WIP method as it counts; `cost` and `sales` are the names of its rules."""

    name: str
    cost: str
    sales: str
    wip_cost: bool = True
    wip_sales: bool = True
    valid: bool = True

    @property
    def cost_rule(self) -> Rule:
        """Rule of the recognised costs."""
        return COST_RULES[self.cost]

    @property
    def sales_rule(self) -> Rule:
        """Rule of the recognised sales."""
        return SALES_RULES[self.sales]

    @property
    def writes_all(self) -> bool:
        """Whether entries of costs and of sales are both written."""
        return self.wip_cost and self.wip_sales


BUILT_IN: Mapping[str, Method] = {
    method.name.casefold(): method
    for method in (
        Method("Completed Contract", "at_completion", "at_completion"),
        Method("Cost of Sales", "cost_of_sales", "invoiced_price"),
        Method("Cost Value", "cost_value", "invoiced_price"),
        Method("Sales Value", "usage_cost", "sales_value"),
        Method("POC", "usage_cost", "percentage_of_completion"),
    )
}


class Methods:
    """All methods of a workbook by name, and the faults of the user's rows."""

    def __init__(self, books: Books) -> None:
        self._table = books[WIPMethod]
        self._methods: dict[str, Method] = dict(BUILT_IN)
        self.faults: list[Problem] = []
        self.warnings: list[Problem] = []
        for row in self._table.rows:
            self._add(row)

    def get(self, name: str) -> Method | None:
        """The method of that name, whatever its case; None without one."""
        return self._methods.get(name.casefold())

    def _add(self, row: WIPMethod) -> None:
        built_in = BUILT_IN.get(row.wip_method.casefold())
        if built_in is None:
            self._methods[row.wip_method.casefold()] = self._own(row)
        elif (row.recognized_costs, row.recognized_sales, row.wip_cost, row.wip_sales, row.valid) != (
            built_in.cost, built_in.sales, True, True, True,
        ):  # fmt: skip
            where = self._table.where(row, "wip_method")
            self.faults.append(problem("WIP_METHOD_BUILT_IN", where, wip_method=built_in.name))

    def _own(self, row: WIPMethod) -> Method:
        """The row as a method; a flag that its rule does not permit counts as yes."""
        flags = {}
        for flag, rule, only in (
            ("wip_cost", row.recognized_costs, "usage_cost"),
            ("wip_sales", row.recognized_sales, "invoiced_price"),
        ):
            flags[flag] = getattr(row, flag) or rule != only
            if flags[flag] and not getattr(row, flag):
                where = self._table.where(row, flag)
                facts = {"wip_method": row.wip_method, "field": flag, "rule": only}
                self.warnings.append(problem("WIP_FLAG_NOT_ALLOWED", where, **facts))
        return Method(row.wip_method, row.recognized_costs, row.recognized_sales, valid=row.valid, **flags)
