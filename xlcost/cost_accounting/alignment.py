"""Taking over accounts as cost types and dimension values as cost centers and objects (spec 1, 7.1, 7.5, 7.6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from xlcost.books import Books
from xlcost.context import user_id, work_date
from xlcost.cost_accounting.charts import indent
from xlcost.cost_accounting.setup import check_charts, checked_setup
from xlcost.operations import ALL, Reads, Result, operation
from xlcost.parameters import Parameters
from xlcost.problems import Problem, Where, warning
from xlcost.rules.filters import compiled
from xlcost.tables.columns import header_key
from xlcost.tables.cost_accounting import CostAccountingSetup, CostCenter, CostObject, CostType
from xlcost.tables.general_ledger import DefaultDimension, DimensionValue, GLAccount


class AlignmentParameters(Parameters):
    """Taking over on request: everything that is missing."""

    only_automatic: ClassVar[bool] = False


class PlannedAlignment(AlignmentParameters):
    """Taking over in the default plan: where alignment is Automatic, otherwise only ALIGN_MISSING."""

    only_automatic: ClassVar[bool] = True


_ALIGN_READS: Reads = {
    CostAccountingSetup: ALL,
    CostType: ALL,
    CostCenter: ALL,
    CostObject: ALL,
    GLAccount: ALL,
    DimensionValue: ALL,
    DefaultDimension: "table no dimension_code dimension_value_code",
}


@operation("get_cost_types", AlignmentParameters, reads=_ALIGN_READS)
def get_cost_types(books: Books, parameters: AlignmentParameters) -> Result:
    """Add a cost type for every income statement account that has none and lies in no G/L account range."""
    setup = checked_setup(books, dimensions=True)
    check_charts(books)
    accounts = sorted(
        (row for row in books[GLAccount].rows if row.income_balance == "Income Statement"), key=lambda row: row.no
    )
    missing = _without_type(books, accounts)
    if parameters.only_automatic and setup.align_gl_account != "Automatic":
        where = books[GLAccount].where(missing[0], "no") if missing else Where()
        return _only_warn("accounts", [row.no for row in missing], "get_cost_types", where)
    defaults = _default_places(books, setup)
    for account in missing:
        center, cost_object = defaults(account.no)
        books[CostType].append(_cost_type(books, account, center, cost_object))
        books[GLAccount].update(account, cost_type_no=account.no)
    indented = _indent_if_changed(books, CostType, bool(missing), parameters)
    counts = {"processed": len(accounts), "created": len(missing)}
    return Result(counts=counts, nothing_to_do=not missing and not indented)


@operation("get_cost_centers", AlignmentParameters, reads=_ALIGN_READS)
def get_cost_centers(books: Books, parameters: AlignmentParameters) -> Result:
    """Add a cost center for every value of the cost center dimension that has none."""
    setup = checked_setup(books, dimensions=True)
    alignment = setup.align_cost_center_dimension
    return _get_places(books, parameters, setup.cost_center_dimension, CostCenter, "get_cost_centers", alignment)


@operation("get_cost_objects", AlignmentParameters, reads=_ALIGN_READS)
def get_cost_objects(books: Books, parameters: AlignmentParameters) -> Result:
    """Add a cost object for every value of the cost object dimension that has none."""
    setup = checked_setup(books, dimensions=True)
    alignment = setup.align_cost_object_dimension
    return _get_places(books, parameters, setup.cost_object_dimension, CostObject, "get_cost_objects", alignment)


def _get_places(
    books: Books,
    parameters: AlignmentParameters,
    dimension: str,
    chart: type[CostCenter] | type[CostObject],
    name: str,
    alignment: str,
) -> Result:
    check_charts(books)
    table: Any = books[chart]
    missing = [
        value
        for value in sorted(books[DimensionValue].rows, key=lambda row: row.code)
        if value.dimension_code == dimension
        and table.get(value.code) is None
        and not (parameters.only_automatic and value.dimension_value_type in {"Begin-Total", "End-Total"})
    ]
    if parameters.only_automatic and alignment != "Automatic":
        where = books[DimensionValue].where(missing[0], "code") if missing else Where()
        return _only_warn(f"values of dimension {dimension}", [row.code for row in missing], name, where)
    posting = "Cost Center" if chart is CostCenter else "Cost Object"
    for value in missing:
        kind = posting if value.dimension_value_type == "Standard" else value.dimension_value_type
        new: Any = chart
        table.append(new(code=value.code, name=value.name, line_type=kind, blocked=value.blocked))
    indented = _indent_if_changed(books, chart, bool(missing), parameters)
    return Result(counts={"created": len(missing)}, nothing_to_do=not missing and not indented)


def _indent_if_changed(books: Books, chart: Any, created: bool, parameters: AlignmentParameters) -> bool:
    """Indent after taking over; the default plan leaves a chart that got no new lines alone."""
    if created or not parameters.only_automatic:
        indent(books, chart)
        return True
    return False


def _only_warn(kind: str, codes: Sequence[str], name: str, where: Where) -> Result:
    if not codes:
        return Result(nothing_to_do=True)
    found: Problem = warning("ALIGN_MISSING", where, count=len(codes), kind=kind, code=codes[0], operation=name)
    return Result(problems=[found], nothing_to_do=True)


def _without_type(books: Books, accounts: Sequence[GLAccount]) -> list[GLAccount]:
    known = {row.no for row in books[CostType].rows}
    ranges = [
        compiled(row.gl_account_range)
        for row in books[CostType].rows
        if row.type == "Cost Type" and row.gl_account_range
    ]
    return [row for row in accounts if row.no not in known and not any(test(row.no) for test in ranges)]


def _cost_type(books: Books, account: GLAccount, center: str, cost_object: str) -> CostType:
    posting = account.account_type == "Posting"
    kind = "Cost Type" if posting else account.account_type
    new: Any = CostType
    made: CostType = new(
        no=account.no,
        name=account.name,
        search_name=account.search_name or account.name,
        type=kind,
        cost_center_code=center,
        cost_object_code=cost_object,
        gl_account_range=account.no if posting else "",
        totaling=account.totaling if kind in {"Total", "End-Total"} else "",
        blocked=not posting,
        new_page=account.new_page,
        blank_line=account.no_of_blank_lines > 0,
        modified_date=work_date(books),
        modified_by=user_id(books),
    )
    return made


def _default_places(books: Books, setup: CostAccountingSetup) -> Callable[[str], tuple[str, str]]:
    """Account -> cost center and cost object of its default dimensions, those that exist."""
    values = {
        (row.no, row.dimension_code): row.dimension_value_code
        for row in books[DefaultDimension].rows
        if header_key(row.table) == "glaccount"
    }

    def places(account_no: str) -> tuple[str, str]:
        center = values.get((account_no, setup.cost_center_dimension), "")
        cost_object = values.get((account_no, setup.cost_object_dimension), "")
        return (
            center if books[CostCenter].get(center) else "",
            cost_object if books[CostObject].get(cost_object) else "",
        )

    return places
