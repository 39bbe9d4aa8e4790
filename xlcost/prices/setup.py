"""The price setup of a workbook, indexed once: what rules look up, without any rule in it (spec 3, A1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from xlcost.books import Books
from xlcost.prices.currency import Money
from xlcost.prices.dimensions import Dimensions, Getter, Side, column_getter, folded_values
from xlcost.prices.matching import RowIndex, Values
from xlcost.prices.overrides import Overrides
from xlcost.prices.price import Line
from xlcost.prices.price_lists import Owner, PriceLists
from xlcost.prices.settings import read_settings
from xlcost.prices.units import Units
from xlcost.tables.columns import Row, header_key
from xlcost.tables.prices import (
    ActualLine,
    Category,
    CategoryPrice,
    Contract,
    OrgUnit,
    PriceList,
    PriceListLink,
    PriceOverride,
    PricingDimension,
    PricingParameter,
    Product,
    ProductPrice,
    Quote,
    Resource,
    RolePrice,
    RolePriceMarkup,
    Unit,
)
from xlcost.tables.projects import Project

R = TypeVar("R", bound=Row)
ItemRow = CategoryPrice | ProductPrice
_DEFAULTS = {"role": "role", "resourcing_unit": "org_unit", "resourcing_company": "company"}
"""Column of a line -> column of the resource that fills it when it is blank."""


@dataclass(slots=True)
class _Indexed(Generic[R]):
    """The rows of a table by list, and an index a list and side, made when first asked for."""

    row_class: type[R]
    rows: dict[str, list[R]]
    indexes: dict[tuple[str, str], RowIndex[R]]

    @classmethod
    def of(cls, books: Books, row_class: type[R]) -> _Indexed[R]:
        return cls(row_class, _grouped(books[row_class].rows, lambda row: row.price_list), {})

    def index(self, price_list: PriceList, side: str, names: Sequence[str]) -> RowIndex[R]:
        key = (price_list.price_list, side)
        found = self.indexes.get(key)
        if found is None:
            values = folded_values([column_getter(self.row_class, name) for name in names])
            found = RowIndex(self.rows.get(price_list.price_list.casefold(), ()), values, len(names))
            self.indexes[key] = found
        return found


class Setup:
    """Everything that lines are priced with. Needs only tables in memory, whatever they come from."""

    def __init__(self, books: Books) -> None:
        self.settings = read_settings(books[PricingParameter])
        self.money = Money(books, self.settings)
        self.lists = PriceLists(self.settings, books[PriceList].rows, books[PriceListLink].rows)
        self.units = Units(books[Unit].rows)
        self.dimensions = Dimensions(books[PricingDimension].rows, self.settings.deployment)
        self.overrides = Overrides(books[PriceOverride].rows)
        self.projects = {row.project.casefold(): row for row in books[Project].rows}
        self.org_units = {row.org_unit.casefold(): row for row in books[OrgUnit].rows}
        self.contracts = {row.contract.casefold(): row for row in books[Contract].rows}
        self.quotes = {row.quote.casefold(): row for row in books[Quote].rows}
        self._resources = {row.resource.casefold(): row for row in books[Resource].rows}
        self._default_units = {
            "expense": {row.category.casefold(): row.default_unit for row in books[Category].rows},
            "material": {row.product.casefold(): row.default_unit for row in books[Product].rows},
        }
        self._role_rows = _Indexed.of(books, RolePrice)
        self._markup_rows = _Indexed.of(books, RolePriceMarkup)
        self._item_rows: dict[str, dict[tuple[str, str], list[ItemRow]]] = {
            "expense": _by_item(books[CategoryPrice].rows, lambda row: row.category),
            "material": _by_item(books[ProductPrice].rows, lambda row: row.product),
        }
        self._getters: dict[tuple[str, str, bool], list[Getter]] = {}
        self._line_values: dict[tuple[str, bool], Callable[[Line], Values]] = {}

    # ---- rows of lists

    def role_rows(self, price_list: PriceList, side: str) -> RowIndex[RolePrice]:
        """The role prices of a list by the amount dimensions of the side."""
        return self._role_rows.index(price_list, side, self.names(side, markups=False))

    def markup_rows(self, price_list: PriceList, side: str) -> RowIndex[RolePriceMarkup]:
        """The markups of a list by all dimensions of the side."""
        return self._markup_rows.index(price_list, side, self.names(side, markups=True))

    def item_rows(self, price_list: PriceList, line: Line) -> Sequence[ItemRow]:
        """The rows of a list for the category or product of the line, in whatever unit."""
        return self._item_rows[line.class_].get((price_list.price_list.casefold(), item_of(line).casefold()), ())

    # ---- facts of lines

    def names(self, side: str, markups: bool) -> list[str]:
        """The dimensions of a side, most important first; with `markups` the markup dimensions too."""
        return [each.name for each in self.dimensions.of(_side(side)) if markups or not each.markup]

    def values(self, line: Line, side: str, markups: bool = False) -> Values:
        """The line's values of the dimensions of a side, folded."""
        found = self._line_values.get((side, markups))
        if found is None:
            found = self._line_values[side, markups] = folded_values(self._line_getters(side, markups))
        return found(line)

    def shown_values(self, line: Line, side: str) -> list[str]:
        """The line's values in the amount dimensions of a side, as they are written."""
        return [getter(line) for getter in self._line_getters(side, markups=False)]

    def shown_row_values(self, row: RolePrice, side: str) -> list[str]:
        """The values of a role price in the amount dimensions of a side, as they are written."""
        getters = self._getters.get(("row", side, False))
        if getters is None:
            getters = [column_getter(RolePrice, name) for name in self.names(side, markups=False)]
            self._getters["row", side, False] = getters
        return [getter(row) for getter in getters]

    def _line_getters(self, side: str, markups: bool) -> list[Getter]:
        getters = self._getters.get(("line", side, markups))
        if getters is None:
            used = [each for each in self.dimensions.of(_side(side)) if markups or not each.markup]
            getters = self._getters["line", side, markups] = [self._line_getter(each.line_column) for each in used]
        return getters

    def _line_getter(self, column: str) -> Getter:
        getter = column_getter(ActualLine, column)
        default = next((to for name, to in _DEFAULTS.items() if header_key(name) == header_key(column)), None)
        if default is None:
            return getter
        source = default
        return lambda line: getter(line) or self._of_resource(line, source)

    def _of_resource(self, line: Line, column: str) -> str:
        resource = self._resources.get(line.resource.casefold()) if line.resource else None
        return str(getattr(resource, column)) if resource else ""

    def resourcing_unit(self, line: Line) -> str:
        """The unit of the resource: the line's, else that of the resource it names."""
        return line.resourcing_unit or self._of_resource(line, "org_unit")

    def unit_of(self, line: Line) -> str:
        """The unit of a line; a blank one of an expense or material is that of its category or product."""
        if line.unit or line.class_ == "time":
            return line.unit
        return self._default_units[line.class_].get(item_of(line).casefold(), "")

    def scopes(self, line: Line, project: Project, context: str) -> Mapping[str, str]:
        """The values that scoped overrides are compared with, strongest scope first (A3.1)."""
        if context == "cost":
            return {"org_unit": self.resourcing_unit(line)}
        if context == "purchase":
            return {"vendor_invoice": line.vendor_invoice, "subcontract": line.subcontract, "vendor": line.vendor}
        contract = self.contracts.get(project.contract.casefold())
        customer = project.customer or (contract.customer if contract else "")
        return {"contract": project.contract, "quote": project.quote, "customer": customer}

    # ---- facts of projects

    def unit_currency(self, unit: str) -> str:
        """The currency of an organisational unit, blank for an unknown one."""
        found = self.org_units.get(unit.casefold())
        return found.currency if found else ""

    def project_currency(self, project: Project) -> str:
        """The cost currency of a project: its own, else that of its contracting unit (A2)."""
        return project.currency or self.unit_currency(project.contracting_unit)

    def sales_owner(self, project: Project) -> Owner:
        """Whose sales lists count: the contract's, without one the quote's (A2.1)."""
        if project.contract:
            return Owner("contract", project.contract)
        return Owner("quote", project.quote) if project.quote else Owner("project", project.project)

    def contract_currency(self, project: Project) -> str:
        """The currency of the contract (or quote), else the project's sales currency (A1)."""
        row: Contract | Quote | None = None
        if project.contract:
            row = self.contracts.get(project.contract.casefold())
        elif project.quote:
            row = self.quotes.get(project.quote.casefold())
        return (row.currency if row else "") or project.sales_currency


def item_of(line: Line) -> str:
    """What an expense or material line is priced by."""
    return line.category if line.class_ == "expense" else line.product


def _side(name: str) -> Side:
    return name  # type: ignore[return-value]


def _grouped(rows: Sequence[Any], name_of: Callable[[Any], str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(name_of(row).casefold(), []).append(row)
    return found


def _by_item(rows: Sequence[Any], item: Callable[[Any], str]) -> dict[tuple[str, str], list[ItemRow]]:
    found: dict[tuple[str, str], list[ItemRow]] = {}
    for row in rows:
        found.setdefault((row.price_list.casefold(), item(row).casefold()), []).append(row)
    return found
