"""Copying between G/L budgets and cost budgets (spec 1, 8.2 and 8.3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from xlcost.books import Books, Table
from xlcost.context import user_id, work_date
from xlcost.cost_accounting.budget_entries import add_register, check_source, register_typed_entries
from xlcost.cost_accounting.budgets import (
    BUDGET_READS,
    BudgetPair,
    Overrides,
    check_copies,
    check_target,
    copy_dates,
    copy_text,
    moved,
    source_entries,
)
from xlcost.cost_accounting.posting import next_budget_entry_no
from xlcost.cost_accounting.setup import check_dimensions
from xlcost.operations import ALL, Result, operation
from xlcost.parameters import Amount, Whole
from xlcost.problems import Fact, Problem, Skipped, Where, fail, problem
from xlcost.rules.captions import caption_of
from xlcost.rules.dates import date_test
from xlcost.rules.filters import compiled
from xlcost.rules.money import CENT, WIDE, rounded
from xlcost.tables.cost_accounting import (
    CostAccountingSetup,
    CostBudgetEntry,
    CostBudgetName,
    CostCenter,
    CostObject,
    CostType,
)
from xlcost.tables.general_ledger import DimensionValue, GLAccount, GLBudgetEntry, GLBudgetName


@operation(
    "copy_gl_budget_to_cost",
    Overrides,
    reads={
        **BUDGET_READS,
        CostAccountingSetup: "cost_center_dimension cost_object_dimension",
        GLBudgetEntry: ALL,
        GLBudgetName: "name",
        GLAccount: "no cost_type_no",
        CostType: "no",
        CostCenter: "code",
        CostObject: "code",
    },
)
def copy_gl_budget_to_cost(books: Books, parameters: Overrides) -> Result:
    """Copy a G/L budget into a cost budget: account to cost type, dimensions to center or object.

    Links must be up to date. Result: `created`, `skipped`; entries without a type or a place are skipped and listed.
    Spec 1, 8.2.
    """
    check_dimensions(books)
    check_source(books, parameters.source_budget, GLBudgetName, GLBudgetEntry)
    check_target(books, parameters, CostBudgetName)
    register_typed_entries(books)
    read = _gl_entries(books, parameters)
    number = next_budget_entry_no(books)
    created: list[CostBudgetEntry] = []
    skipped: list[Skipped] = []
    for row in read:
        made = _cost_budget_entry(books, row, parameters, number + len(created))
        if isinstance(made, Problem):
            skipped.append(_skipped_gl_entry(books, row, made))
        else:
            created.append(made)
    counts = {"created": len(created), "skipped": len(skipped)}
    if not created:
        books.rollback()
        return Result(counts, skipped=skipped, nothing_to_do=True)
    books[CostBudgetEntry].append(*created)
    add_register(books, "Transfer from G/L Budget", created, gl_first=read[0].entry_no, gl_last=read[-1].entry_no)
    return Result(counts, skipped=skipped)


def _gl_entries(books: Books, parameters: Overrides) -> list[GLBudgetEntry]:
    """The entries of the G/L budget that pass the filters, by account, date and number."""
    in_dates, of_account = date_test(parameters.date_filter), compiled(parameters.no_filter)
    in_place = parameters.place_test()
    setup = books.one(CostAccountingSetup)
    found = [
        row
        for row in books[GLBudgetEntry].rows
        if row.budget_name == parameters.source_budget
        and of_account(row.gl_account_no)
        and (row.date is None or in_dates(row.date))
        and in_place(
            row.dimensions.get(setup.cost_center_dimension, ""), row.dimensions.get(setup.cost_object_dimension, "")
        )
    ]
    return sorted(found, key=lambda row: (row.gl_account_no, row.date or date.min, row.entry_no))


def _cost_budget_entry(
    books: Books, row: GLBudgetEntry, parameters: Overrides, number: int
) -> CostBudgetEntry | Problem:
    table = books[GLBudgetEntry]
    if row.date is None:
        return problem("JNL_FIELD_BLANK", table.where(row, "date"), field=caption_of("date"))
    account = books[GLAccount].get(row.gl_account_no)
    cost_type = parameters.cost_type_no or (account.cost_type_no if account else "")
    if books[CostType].get(cost_type) is None:
        return problem("NO_COST_TYPE", table.where(row, "gl_account_no"), gl_account_no=row.gl_account_no)
    center, cost_object = parameters.place(*_place_of(books, row))
    if not center and not cost_object:
        setup = books.one(CostAccountingSetup)
        return problem(
            "NO_COST_CENTER_OR_OBJECT",
            table.where(row),
            cost_center_dimension=setup.cost_center_dimension,
            cost_object_dimension=setup.cost_object_dimension,
        )
    return CostBudgetEntry(
        entry_no=number,
        budget_name=parameters.target_budget,
        cost_type_no=cost_type,
        date=moved(row.date, parameters.date_formula),
        cost_center_code=center,
        cost_object_code=cost_object,
        amount=row.amount,
        description=row.description,
        last_modified_by_user=user_id(books),
        last_date_modified=work_date(books),
    )


def _place_of(books: Books, row: GLBudgetEntry) -> tuple[str, str]:
    """The center dimension if it is a center; only without one the object dimension if it is an object."""
    setup = books.one(CostAccountingSetup)
    center = row.dimensions.get(setup.cost_center_dimension, "")
    if books[CostCenter].get(center) is not None:
        return center, ""
    cost_object = row.dimensions.get(setup.cost_object_dimension, "")
    return ("", cost_object) if books[CostObject].get(cost_object) is not None else ("", "")


def _skipped_gl_entry(books: Books, row: GLBudgetEntry, reason: Problem) -> Skipped:
    return Skipped(
        reason,
        "gl_budget_entries",
        row.entry_no,
        row.date,
        description=row.description,
        amount=row.amount,
        row_at=books[GLBudgetEntry].where(row),
    )


class CopyToGLParameters(BudgetPair):
    """What `copy_cost_budget_to_gl` is told."""

    factor: Amount = Decimal(1)
    """Factor on every amount; above 0."""
    copies: Whole = 1
    """Number of copies; several need a date formula."""


@operation(
    "copy_cost_budget_to_gl",
    CopyToGLParameters,
    reads={
        **BUDGET_READS,
        CostAccountingSetup: "cost_center_dimension cost_object_dimension",
        CostType: "no gl_account_range",
        GLAccount: "no",
        GLBudgetName: "name",
        GLBudgetEntry: "entry_no",
        DimensionValue: "dimension_code code",
    },
)
def copy_cost_budget_to_gl(books: Books, parameters: CopyToGLParameters) -> Result:
    """Copy a cost budget into a G/L budget: cost type to the first account of its range, places to dimensions.

    Result: `created`, `skipped`; entries whose type has no account are skipped and listed. Spec 1, 8.3.
    """
    check_dimensions(books)
    if parameters.factor <= 0:
        raise fail("BUDGET_FACTOR", factor=parameters.factor)
    check_copies(parameters.copies, parameters.date_formula)
    check_source(books, parameters.source_budget)
    check_target(books, parameters, GLBudgetName)
    register_typed_entries(books)
    accounts = _first_accounts(books)
    table = books[GLBudgetEntry]
    number = table.next_number()
    created: list[GLBudgetEntry] = []
    skipped: list[Skipped] = []
    warnings: list[Problem] = []
    for entry in source_entries(books, parameters.source_budget, parameters):
        account = accounts.get(entry.cost_type_no)
        if account is None:
            skipped.append(_skipped_cost_entry(books, entry))
            continue
        dimensions = _dimensions_of(books, entry, warnings)
        for day in copy_dates(entry.date or date.min, parameters.date_formula, parameters.copies):
            created.append(
                GLBudgetEntry(
                    entry_no=number + len(created),
                    budget_name=parameters.target_budget,
                    gl_account_no=account,
                    date=day,
                    amount=rounded(WIDE.multiply(entry.amount, parameters.factor), CENT),
                    description=copy_text(parameters.source_budget),
                    dimensions=dimensions,
                )
            )
    counts = {"created": len(created), "skipped": len(skipped)}
    if not created:
        books.rollback()
        return Result(counts, warnings, skipped, nothing_to_do=True)
    table.append(*created)
    return Result(counts, warnings, skipped)


def _first_accounts(books: Books) -> dict[str, str]:
    """Cost type -> the first account in its G/L account range."""
    numbers = sorted(row.no for row in books[GLAccount].rows)
    found: dict[str, str] = {}
    for row in books[CostType].rows:
        test = compiled(row.gl_account_range)
        account = next((no for no in numbers if test(no)), None) if row.gl_account_range else None
        if account is not None:
            found[row.no] = account
    return found


def _dimensions_of(books: Books, entry: CostBudgetEntry, warnings: list[Problem]) -> dict[str, str]:
    setup = books.one(CostAccountingSetup)
    table: Table[DimensionValue] = books[DimensionValue]
    found: dict[str, str] = {}
    for dimension, column in (
        (setup.cost_center_dimension, "cost_center_code"),
        (setup.cost_object_dimension, "cost_object_code"),
    ):
        code: str = getattr(entry, column)
        if code and table.get(dimension, code) is not None:
            found[dimension] = code
        elif code:
            where: Where = books[CostBudgetEntry].where(entry, column)
            facts: dict[str, Fact] = {"dimension_code": dimension, "code": code, "entry_no": entry.entry_no}
            warnings.append(problem("DIMENSION_VALUE_MISSING", where, **facts))
    return found


def _skipped_cost_entry(books: Books, entry: CostBudgetEntry) -> Skipped:
    table = books[CostBudgetEntry]
    cost_type = books[CostType].get(entry.cost_type_no)
    where = books[CostType].where(cost_type, "gl_account_range") if cost_type else table.where(entry, "cost_type_no")
    return Skipped(
        problem("NO_GL_ACCOUNT", where, cost_type_no=entry.cost_type_no),
        "cost_budget_entries",
        entry.entry_no,
        entry.date,
        entry.document_no,
        entry.description,
        entry.amount,
        row_at=table.where(entry),
    )
