"""Builds samples/prices.xlsx: the price lists of a consulting company, and what it planned and worked in a quarter.

Invented; any likeness is chance. Amounts are pounds unless a currency is named. On purpose, the list `Cost 2026` ends
in February and not in December, and a few lines and rows hold faults of the kinds that people make.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from samples.book import Book

SAMPLE = Path(__file__).parent / "prices.xlsx"
COMPANY = "Northlight Consulting Ltd."
D = Decimal
Line = tuple[Any, ...]


def _day(month: int, day: int, year: int = 2026) -> dt.date:
    return dt.date(year, month, day)


# ---- setup

SETTINGS = (("deployment", "core"), ("base_currency", "GBP"), ("cost_overlap", "latest_created"))
RATES = (
    ("EUR", _day(7, 1, 2025), D("1.16")),
    ("EUR", _day(2, 1), D("1.20")),
    ("EUR", _day(3, 1), D("1.25")),
)
UNITS = (
    ("Hour", "Time", "", None),
    ("Day", "Time", "Hour", 8),
    ("Week", "Time", "Day", 5),
    ("Each", "Pieces", "", None),
    ("Night", "Pieces", "", None),
    ("Trip", "Pieces", "", None),
)
RESOURCES = (
    ("Byrne", "Aoife Byrne", "Partner", "London", "Northlight UK"),
    ("Osei", "Kofi Osei", "Consultant", "London", "Northlight UK"),
    ("Marsh", "Helen Marsh", "Consultant", "Leeds", "Northlight UK"),
    ("Keane", "Niall Keane", "Developer", "Dublin", "Northlight Ireland"),
    ("Duffy", "Orla Duffy", "Analyst", "Dublin", "Northlight Ireland"),
)
DIMENSIONS = (
    # dimension, kind, cost, sales, purchase, priorities
    ("resource", "amount", True, False, False, 1, None, None),
    ("role", "amount", True, True, True, 2, 1, 1),
    ("resourcing_unit", "amount", True, True, False, 3, 2, None),
    ("work_place", "markup", False, True, False, None, 3, None),
)
LISTS = (
    # list, context, currency, from, to, time unit, created
    ("Cost 2025", "cost", "GBP", _day(1, 1, 2025), _day(1, 31), "Hour", _day(12, 10, 2024)),
    ("Cost 2026", "cost", "GBP", _day(1, 1), _day(2, 28), "Hour", _day(12, 12, 2025)),
    ("Cost spring", "cost", "GBP", _day(2, 16), _day(3, 8), "Hour", _day(2, 6)),
    ("House rates", "cost", "GBP", _day(1, 1), _day(12, 31), "Hour", _day(12, 12, 2025)),
    ("Aurora sales", "sales", "EUR", _day(1, 1), _day(6, 30), "Hour", _day(12, 18, 2025)),
    ("Fjord rates", "purchase", "EUR", _day(1, 1), _day(12, 31), "Hour", _day(1, 9)),
    ("Sales draft", "sales", "GBP", _day(1, 1), None, "Hour", _day(1, 20)),
)
LINKS = (
    ("org_unit", "London", "Cost 2025"),
    ("org_unit", "London", "Cost 2026"),
    ("org_unit", "London", "Cost spring"),
    ("parameters", "", "House rates"),
    ("contract", "C-100", "Aurora sales"),
    ("subcontract", "SUB-7", "Fjord rates"),
)
ROLE_PRICES = (
    # row, list, role, unit of the resource, resource, unit, method, price, percent, currency
    ("C25-1", "Cost 2025", "Partner", "", "", "", "", D(92), None, ""),
    ("C25-2", "Cost 2025", "Consultant", "London", "", "", "", D(58), None, ""),
    ("C25-3", "Cost 2025", "Consultant", "", "", "", "", D(54), None, ""),
    ("C26-1", "Cost 2026", "Partner", "", "", "", "", D(96), None, ""),
    ("C26-2", "Cost 2026", "Partner", "", "Byrne", "", "", D(104), None, ""),
    ("C26-3", "Cost 2026", "Consultant", "London", "", "Day", "", D(496), None, ""),
    ("C26-4", "Cost 2026", "Consultant", "", "", "", "", D(57), None, ""),
    ("C26-5", "Cost 2026", "Developer", "Dublin", "", "", "", D(52), None, "EUR"),
    ("C26-6", "Cost 2026", "Analyst", "", "", "", "", D(38), None, ""),
    ("S26-1", "Cost spring", "Partner", "", "", "", "", D(101), None, ""),
    ("S26-2", "Cost spring", "Consultant", "London", "", "Day", "", D(524), None, ""),
    ("S26-3", "Cost spring", "Developer", "Dublin", "", "", "", D(55), None, "EUR"),
    ("S26-4", "Cost spring", "Analyst", "", "", "", "", D(40), None, ""),
    ("S26-5", "Cost spring", "Analyst", "", "", "", "", D("40.50"), None, ""),
    ("H26-1", "House rates", "", "", "", "", "", D(45), None, ""),
    ("A26-1", "Aurora sales", "Partner", "", "", "", "", D(210), None, ""),
    ("A26-2", "Aurora sales", "Consultant", "", "", "", "", D(145), None, ""),
    ("A26-3", "Aurora sales", "Developer", "", "", "", "markup_over_cost", None, D(80), ""),
    ("A26-4", "Aurora sales", "Analyst", "", "", "", "", D(95), None, ""),
    ("F26-1", "Fjord rates", "Developer", "", "", "", "", D(68), None, ""),
)
MARKUPS = (
    # row, list, role, unit of the resource, work place, percent
    ("M-1", "Aurora sales", "", "", "Onsite", D(12)),
    ("M-2", "Aurora sales", "Partner", "", "Onsite", D(8)),
)
OVERRIDES = (
    # override, table, row, from, scope type, scope, unit, price, percent
    ("OV-1", "role_price", "C26-3", _day(2, 2), "", "", "Day", D(504), None),
    ("OV-2", "role_price", "A26-2", _day(2, 16), "customer", "Aurora Energy", "", D(150), None),
    ("OV-3", "role_price", "C25-2", _day(6, 1), "", "", "", D(60), None),
)
CATEGORY_PRICES = (
    ("K26-1", "Cost 2026", "Hotel", "Night", "", D(130), None),
    ("K26-2", "Cost 2026", "Meals", "Day", "", None, None),
    ("KA-1", "Aurora sales", "Hotel", "Night", "at_cost", None, None),
    ("KA-2", "Aurora sales", "Travel", "Trip", "markup_over_cost", None, D(5)),
)
PRODUCT_PRICES = (
    ("P26-1", "Cost 2026", "Licence", "Each", "", D(310), None),
    ("PA-1", "Aurora sales", "Licence", "Each", "markup_over_cost", None, D(20)),
)
PROJECTS = (
    # project, contracting unit, currency, customer, contract, sales currency
    ("AURORA", "London", "GBP", "Aurora Energy", "C-100", "EUR"),
    ("HARBOUR", "Leeds", "GBP", "Harbour Trust", "C-200", "GBP"),
    ("ARCHIVE", "", "GBP", "", "", ""),
)
TASKS = (
    ("AURORA", "100", "Analysis"),
    ("AURORA", "200", "Build"),
    ("HARBOUR", "100", "Study"),
    ("ARCHIVE", "100", "Index"),
)

# ---- lines

LINE_HEADERS = (
    "Line", "Context", "Class", "Project", "Task", "Date", "Role", "Resourcing Unit", "Resource", "Work Place", "Category",
    "Product", "Unit", "Quantity", "Entered Unit Cost", "Entered Currency", "Subcontract",
)  # fmt: skip
LINE_WIDTHS = (8, 14, 10, 12, 8, 12, 13, 17, 11, 12, 11, 11, 8, 10, 18, 18, 13)


def _line(class_: str, project: str, task: str, day: dt.date | None, **cells: Any) -> Line:
    """The cells of a line behind its id and context."""
    names = ("role", "resourcing_unit", "resource", "work_place", "category", "product", "unit", "quantity", "entered",
             "entered_currency", "subcontract")  # fmt: skip
    return (class_, project, task, day, *(cells.get(name) for name in names))


def _worked() -> Iterator[Line]:
    """Twelve weeks of time sheets: one line a person and week."""
    for week in range(12):
        day = _day(1, 5) + dt.timedelta(weeks=week)
        task, place = ("100" if week < 4 else "200"), ("Remote" if week % 2 else "Onsite")
        yield _line(
            "time", "AURORA", task, day, resource="Osei", work_place=place, unit="Hour", quantity=D(30 + week % 3)
        )
        yield _line("time", "AURORA", task, day, resource="Duffy", work_place="Remote", unit="Hour", quantity=D(20))
        if week >= 4:
            yield _line("time", "AURORA", "200", day, resource="Keane", work_place="Remote", unit="Hour",
                        quantity=D("35.5"))  # fmt: skip
        if week % 2 == 0:
            yield _line("time", "AURORA", task, day, resource="Byrne", work_place="Onsite", unit="Hour", quantity=D(6))
            yield _line("time", "HARBOUR", "100", day, resource="Marsh", unit="Day", quantity=D(2))


def _bought() -> tuple[Line, ...]:
    """Expenses, material and subcontracted work."""
    return (
        _line("expense", "AURORA", "100", _day(1, 13), category="Hotel", unit="Night", quantity=D(2)),
        _line("expense", "AURORA", "100", _day(1, 14), category="Travel", unit="Trip", quantity=D(1), entered=D("186.40"),
              entered_currency="EUR"),
        _line("expense", "AURORA", "200", _day(2, 11), category="Hotel", unit="Night", quantity=D(3), entered=D("142.50"),
              entered_currency="EUR"),
        _line("expense", "AURORA", "200", _day(2, 12), category="Travel", unit="Trip", quantity=D(1), entered=D("231.90"),
              entered_currency="EUR"),
        _line("material", "AURORA", "200", _day(2, 9), product="Licence", unit="Each", quantity=D(4)),
        _line("time", "AURORA", "200", _day(2, 10), role="Developer", subcontract="SUB-7", unit="Hour", quantity=D(24)),
        _line("time", "AURORA", "200", _day(3, 10), role="Developer", subcontract="SUB-7", unit="Hour", quantity=D(16)),
    )  # fmt: skip


def _faults() -> tuple[Line, ...]:
    """What goes wrong in a quarter: each of these comes out zero or is skipped, for a reason of its own."""
    return (
        _line("expense", "AURORA", "100", _day(1, 20), category="Hotel", unit="Day", quantity=D(2)),
        _line("expense", "AURORA", "100", _day(1, 21), category="Meals", unit="Day", quantity=D(4)),
        _line("expense", "AURORA", "200", _day(2, 24), category="Travel", unit="Trip", quantity=D(1)),
        _line("material", "AURORA", "200", _day(2, 25), unit="Each", quantity=D(1)),
        _line("time", "AURORA", "200", _day(2, 4), role="Architect", unit="Hour", quantity=D(5)),
        _line("time", "AURORA", "200", _day(2, 5), resource="Osei", work_place="Remote", unit="Night", quantity=D(1)),
        _line("time", "ARCHIVE", "100", _day(2, 6), resource="Osei", unit="Hour", quantity=D(4)),
        _line("time", "AURRORA", "200", _day(2, 13), resource="Osei", unit="Hour", quantity=D(7)),
        _line("time", "AURORA", "200", None, resource="Keane", unit="Hour", quantity=D(7)),
        _line("tme", "AURORA", "200", _day(3, 4), resource="Keane", unit="Hour", quantity=D(7)),
    )


def actual_lines() -> list[Line]:
    """All actual lines, `L001` onwards."""
    lines = (*_worked(), *_bought(), *_faults())
    return [(f"L{number:03}", "actual", *line) for number, line in enumerate(lines, 1)]


ESTIMATES = (
    ("E01", "estimate", *_line("time", "AURORA", "100", _day(1, 5), role="Partner", unit="Day", quantity=D(4))),
    ("E02", "estimate", *_line("time", "AURORA", "100", _day(1, 5), role="Consultant", resourcing_unit="London",
                               work_place="Onsite", unit="Week", quantity=D(4))),
    ("E03", "estimate", *_line("time", "AURORA", "200", _day(2, 2), role="Developer", resourcing_unit="Dublin", unit="Week",
                               quantity=D(8))),
    ("E04", "estimate", *_line("time", "AURORA", "200", _day(2, 2), role="Analyst", unit="Day", quantity=D(20))),
    ("E05", "estimate", *_line("expense", "AURORA", "200", _day(2, 2), category="Hotel", unit="Night", quantity=D(6))),
    ("E06", "estimate", *_line("time", "HARBOUR", "100", _day(1, 5), role="Consultant", unit="Week", quantity=D(3))),
)  # fmt: skip

_NOTES = (
    "Price lists, rates and dimensions stand on sheets of their own; Price List Links says who uses which list.",
    "Estimate Lines is what we planned, Actual Lines what the time sheets and receipts say.",
    "Own figures is ours: hours by person, which must survive every run.",
)


def build(path: Path) -> None:
    """Write the sample."""
    book = Book(path, "Prices of a quarter", COMPANY)
    book.cover(f"{COMPANY}: first quarter 2026", _NOTES)
    _company(book)
    _price_tables(book)
    _projects(book)
    book.table("Estimate Lines", "estimate_lines", LINE_HEADERS, ESTIMATES, LINE_WIDTHS)
    book.table("Actual Lines", "actual_lines", LINE_HEADERS, actual_lines(), LINE_WIDTHS)
    _own_figures(book)
    book.file.close()


def _company(book: Book) -> None:
    options = [(COMPANY, _day(1, 1), _day(3, 31), "CONTROLLER")]
    book.table(
        "Run Options", "run_options", ("Company", "Period Start", "Period End", "User ID"), options, (28, 14, 14, 14)
    )
    book.table("GL Setup", "gl_setup", ("LCY Code", "Amount Rounding Precision"), [("GBP", D("0.01"))], (12, 28))
    book.table("Currencies", "currencies", ("Currency", "Name"), [("GBP", "Pound sterling"), ("EUR", "Euro")], (12, 20))
    book.table("Exchange Rates", "exchange_rates", ("Currency", "Effective From", "Rate per Base"), RATES, (12, 16, 16))
    book.table("Pricing Parameters", "pricing_parameters", ("Key", "Value"), SETTINGS, (20, 20))
    companies = [("Northlight UK", "GBP"), ("Northlight Ireland", "EUR")]
    book.table("Companies", "companies", ("Company", "Accounting Currency"), companies, (22, 22))
    units = [
        ("London", "GBP", "Northlight UK"),
        ("Leeds", "GBP", "Northlight UK"),
        ("Dublin", "EUR", "Northlight Ireland"),
    ]
    book.table("Org Units", "org_units", ("Org Unit", "Currency", "Company"), units, (14, 12, 22))
    roles = [("Partner",), ("Consultant",), ("Developer",), ("Analyst",), ("Architect",)]
    book.table("Roles", "roles", ("Role",), roles, (16,))
    book.table(
        "Resources", "resources", ("Resource", "Name", "Role", "Org Unit", "Company"), RESOURCES, (12, 18, 14, 12, 22)
    )
    book.table(
        "Unit Groups", "unit_groups", ("Unit Group", "Primary Unit"), [("Time", "Hour"), ("Pieces", "Each")], (14, 14)
    )
    book.table("Units", "units", ("Unit", "Unit Group", "Base Unit", "Quantity"), UNITS, (10, 14, 12, 11))
    categories = [("Hotel", "Night"), ("Travel", "Trip"), ("Meals", "Day")]
    book.table("Categories", "categories", ("Category", "Default Unit"), categories, (14, 14))
    book.table("Products", "products", ("Product", "Default Unit"), [("Licence", "Each")], (14, 14))


def _price_tables(book: Book) -> None:
    headers: tuple[str, ...]
    headers = ("Dimension", "Kind", "Applies to Cost", "Applies to Sales", "Applies to Purchase", "Cost Priority",
               "Sales Priority", "Purchase Priority")  # fmt: skip
    book.table("Pricing Dimensions", "pricing_dimensions", headers, DIMENSIONS, (17, 11, 16, 16, 20, 14, 14, 17))
    headers = ("Price List", "Context", "Currency", "Start Date", "End Date", "Time Unit", "Created On")
    book.table("Price Lists", "price_lists", headers, LISTS, (16, 11, 11, 12, 12, 12, 12))
    book.table("Price List Links", "price_list_links", ("Owner Type", "Owner", "Price List"), LINKS, (14, 12, 16))
    headers = ("Role Price", "Price List", "Role", "Resourcing Unit", "Resource", "Unit", "Method", "Price", "Percent",
               "Currency")  # fmt: skip
    book.table("Role Prices", "role_prices", headers, ROLE_PRICES, (12, 16, 14, 17, 11, 8, 19, 11, 10, 11))
    headers = ("Role Price Markup", "Price List", "Role", "Resourcing Unit", "Work Place", "Percent")
    book.table("Role Price Markups", "role_price_markups", headers, MARKUPS, (20, 16, 14, 17, 13, 10))
    headers = ("Override", "Parent Type", "Parent", "Effective From", "Scope Type", "Scope", "Unit", "Price", "Percent")
    book.table("Price Overrides", "price_overrides", headers, OVERRIDES, (11, 14, 10, 16, 13, 16, 8, 11, 10))
    tail = ("Unit", "Method", "Price", "Percent")
    widths = (16, 16, 12, 8, 19, 11, 10)
    book.table(
        "Category Prices",
        "category_prices",
        ("Category Price", "Price List", "Category", *tail),
        CATEGORY_PRICES,
        widths,
    )
    book.table(
        "Product Prices", "product_prices", ("Product Price", "Price List", "Product", *tail), PRODUCT_PRICES, widths
    )


def _projects(book: Book) -> None:
    contracts = [("C-100", "Aurora Energy", "EUR", _day(12, 18, 2025), "London"),
                 ("C-200", "Harbour Trust", "GBP", _day(1, 2), "Leeds")]  # fmt: skip
    headers = ("Contract", "Customer", "Currency", "Created On", "Contracting Unit")
    book.table("Contracts", "contracts", headers, contracts, (12, 18, 11, 13, 18))
    headers_of_projects = ("Project", "Contracting Unit", "Currency", "Customer", "Contract", "Sales Currency")
    book.table("Projects", "projects", headers_of_projects, PROJECTS, (12, 18, 11, 18, 12, 16))
    book.table("Project Tasks", "project_tasks", ("Project", "Task", "Description"), TASKS, (12, 8, 24))


def _own_figures(book: Book) -> None:
    sheet = book.file.add_worksheet("Own figures")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 14, book.amount)
    sheet.write(0, 0, "Hours in the time sheets", book.title)
    hours = {person: sum((line[13] for line in actual_lines() if line[8] == person and line[12] == "Hour"), D(0))
             for person in ("Byrne", "Osei", "Keane", "Duffy")}  # fmt: skip
    for row, (person, total) in enumerate(hours.items(), 2):
        sheet.write_string(row, 0, person)
        formula = f'=SUMIFS(actual_lines[Quantity],actual_lines[Resource],A{row + 1},actual_lines[Unit],"Hour")'
        sheet.write_formula(row, 1, formula, book.amount, float(total))
