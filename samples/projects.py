"""Builds samples/projects.xlsx: four building projects with four WIP methods over a quarter, down to cost accounting.

Invented; any likeness is chance. The export of the project ledger and of the general ledger holds all three months; what
a run takes up is decided by `period_end` in Run Options.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl

from samples.book import Book

SAMPLE = Path(__file__).parent / "projects.xlsx"
COMPANY = "Brook & Vale Building Ltd."
D = Decimal

PROJECTS = (
    # project, name, WIP method, posting method, posting group
    ("BRIDGE", "Footbridge", "Cost of Sales", "per_ledger_entry", "BUILD"),
    ("CHAPEL", "Chapel roof", "Completed Contract", "per_project", "BUILD"),
    ("DEPOT", "Bus depot", "Sales Value", "per_project", "BUILD"),
    ("TOWER", "Office tower", "POC", "per_project", "BUILD"),
)


class Task(NamedTuple):
    """A task with its budget: cost and price planned, and the price that the customer pays."""

    project: str
    task: str
    name: str
    task_type: str = "posting"
    wip_total: str = ""
    cost: int = 0
    price: int = 0
    billable: int = 0


TASKS = (
    Task("BRIDGE", "100", "Footbridge", "begin_total"),
    Task("BRIDGE", "110", "Design", cost=12_000, price=20_000, billable=20_000),
    Task("BRIDGE", "120", "Steelwork", cost=48_000, price=70_000, billable=70_000),
    Task("BRIDGE", "130", "Erection", cost=20_000, price=30_000, billable=30_000),
    Task("BRIDGE", "190", "Footbridge, total", "end_total"),
    Task("CHAPEL", "100", "Timber", cost=9_000, price=13_500, billable=13_500),
    Task("CHAPEL", "200", "Slating", cost=7_500, price=11_000, billable=11_000),
    Task("DEPOT", "100", "Ground works", cost=30_000, price=42_000, billable=44_100),
    Task("DEPOT", "200", "Hall", cost=45_000, price=63_000, billable=66_150),
    Task("DEPOT", "900", "Guarantee", wip_total="excluded", cost=2_000, price=0, billable=0),
    Task("TOWER", "100", "Phase 1", "heading"),
    Task("TOWER", "110", "Shell", cost=40_000, price=60_000, billable=60_000),
    Task("TOWER", "120", "Services", wip_total="total", cost=20_000, price=30_000, billable=30_000),
    Task("TOWER", "200", "Phase 2", "heading"),
    Task("TOWER", "210", "Interior", cost=40_000, price=64_000, billable=64_000),
)


class Posting(NamedTuple):
    """A posting of the project ledger: usage with its price, or an invoice."""

    project: str
    task: str
    kind: str
    month: int
    day: int
    text: str
    cost: Decimal
    price: Decimal


USAGE = (
    # project, task, type, month, day, text, cost, price
    Posting("BRIDGE", "110", "resource", 1, 16, "Design office", D(9_600), D(16_000)),
    Posting("BRIDGE", "120", "item", 1, 27, "Steel, first delivery", D(4_800), D(7_000)),
    Posting("BRIDGE", "110", "resource", 2, 6, "Design office", D("2_150.40"), D(3_584)),
    Posting("BRIDGE", "120", "item", 2, 13, "Steel, second delivery", D("27_310.25"), D("39_827.45")),
    Posting("BRIDGE", "120", "gl_account", 3, 10, "Galvanising", D(6_900), D("10_062.50")),
    Posting("BRIDGE", "130", "resource", 3, 19, "Fitters", D("8_120.75"), D("12_181.13")),
    Posting("CHAPEL", "100", "item", 1, 20, "Oak beams", D("6_240.80"), D("9_361.20")),
    Posting("CHAPEL", "100", "resource", 1, 29, "Carpenters", D("2_980.00"), D("4_470.00")),
    Posting("CHAPEL", "200", "item", 2, 9, "Slates", D("4_415.60"), D("6_476.21")),
    Posting("CHAPEL", "200", "resource", 2, 20, "Roofers", D("3_060.00"), D("4_488.00")),
    Posting("DEPOT", "100", "gl_account", 1, 14, "Excavation", D(18_500), D(25_900)),
    Posting("DEPOT", "100", "resource", 1, 30, "Site crew", D("7_264.00"), D("10_169.60")),
    Posting("DEPOT", "200", "item", 2, 12, "Hall frame", D(26_400), D(36_960)),
    Posting("DEPOT", "200", "resource", 2, 26, "Site crew", D("8_835.50"), D("12_369.70")),
    Posting("DEPOT", "200", "resource", 3, 17, "Site crew", D("9_120.00"), D("12_768.00")),
    Posting("DEPOT", "900", "gl_account", 3, 27, "Bank guarantee", D("450.00"), D(0)),
    Posting("TOWER", "110", "resource", 1, 23, "Shell crew", D(15_000), D(22_500)),
    Posting("TOWER", "110", "item", 2, 5, "Concrete", D("17_920.00"), D("26_880.00")),
    Posting("TOWER", "120", "gl_account", 2, 18, "Electrician", D("11_380.40"), D("17_070.60")),
    Posting("TOWER", "210", "item", 2, 25, "Partition walls", D(5_200), D(8_320)),
    Posting("TOWER", "120", "gl_account", 3, 11, "Plumber", D("16_310.00"), D("24_465.00")),
    Posting("TOWER", "210", "resource", 3, 24, "Joiners", D("9_650.00"), D("15_440.00")),
)
INVOICES = (
    Posting("BRIDGE", "110", "resource", 1, 30, "First instalment", D(12_000), D(20_000)),
    Posting("BRIDGE", "120", "item", 2, 27, "Second instalment", D(24_000), D(35_000)),
    Posting("BRIDGE", "120", "item", 3, 30, "Third instalment", D(12_000), D(17_500)),
    Posting("CHAPEL", "100", "resource", 1, 30, "On account", D(6_000), D(9_000)),
    Posting("CHAPEL", "200", "resource", 2, 24, "Final invoice", D(10_500), D(15_500)),
    Posting("DEPOT", "100", "gl_account", 1, 29, "First instalment", D(20_000), D(30_000)),
    Posting("DEPOT", "200", "item", 2, 26, "Second instalment", D(30_000), D(50_000)),
    Posting("DEPOT", "200", "item", 3, 26, "Final invoice", D(25_000), D(30_250)),
    Posting("TOWER", "110", "resource", 2, 20, "First instalment", D(26_000), D(40_000)),
    Posting("TOWER", "120", "gl_account", 3, 20, "Second instalment", D(32_000), D(50_000)),
)

ACCOUNTS = (
    ("1200", "Receivables", "Balance Sheet"),
    ("1410", "WIP, costs", "Balance Sheet"),
    ("1420", "WIP, accrued sales", "Balance Sheet"),
    ("2100", "Payables", "Balance Sheet"),
    ("2410", "WIP, accrued costs", "Balance Sheet"),
    ("2420", "WIP, invoiced sales", "Balance Sheet"),
    ("4100", "Invoices to customers", "Income Statement"),
    ("4180", "Invoices, applied", "Income Statement"),
    ("4190", "Sales, adjustment", "Income Statement"),
    ("4200", "Recognised sales", "Income Statement"),
    ("5110", "Materials", "Income Statement"),
    ("5120", "Crews", "Income Statement"),
    ("5130", "Subcontractors", "Income Statement"),
    ("5180", "Costs, applied", "Income Statement"),
    ("5181", "Materials, applied", "Income Statement"),
    ("5182", "Crews, applied", "Income Statement"),
    ("5183", "Subcontractors, applied", "Income Statement"),
    ("5190", "Costs, adjustment", "Income Statement"),
    ("5200", "Recognised costs", "Income Statement"),
)
EXPENSES = {"item": 5110, "resource": 5120, "gl_account": 5130}
POSTING_GROUP = (
    ("WIP Costs Account", 1410),
    ("WIP Accrued Costs Account", 2410),
    ("WIP Accrued Sales Account", 1420),
    ("WIP Invoiced Sales Account", 2420),
    ("Project Costs Applied Account", 5180),
    ("Item Costs Applied Account", 5181),
    ("Resource Costs Applied Account", 5182),
    ("G/L Costs Applied Account", 5183),
    ("Project Costs Adjustment Account", 5190),
    ("Project Sales Applied Account", 4180),
    ("Project Sales Adjustment Account", 4190),
    ("Recognized Costs Account", 5200),
    ("Recognized Sales Account", 4200),
)
COST_TYPES = (
    # no, name, type, accounts, totaling, indentation
    ("4000", "Sales", "Begin-Total", "", "", 0),
    ("4100", "Invoiced", "Cost Type", "4100..4199", "", 1),
    ("4200", "Recognised sales", "Cost Type", "4200", "", 1),
    ("4999", "Sales, total", "End-Total", "", "4000..4999", 0),
    ("5000", "Costs", "Begin-Total", "", "", 0),
    ("5100", "Used", "Cost Type", "5110..5199", "", 1),
    ("5200", "Recognised costs", "Cost Type", "5200", "", 1),
    ("5999", "Costs, total", "End-Total", "", "5000..5999", 0),
    ("9999", "Profit of projects", "Total", "", "4000..5999", 0),
)


def build(path: Path) -> None:
    """Write the sample."""
    book = Book(path, "Project WIP of a quarter", COMPANY)
    book.cover(f"{COMPANY}: project WIP, first quarter 2026", _NOTES)
    _options(book)
    _cost_accounting(book)
    _projects(book)
    _ledgers(book)
    _own_figures(book)
    book.file.close()


_NOTES = (
    "Run Options holds the period end. Set it to 2026-02-28 and 2026-03-31 for the months after January.",
    "Projects, tasks, planning lines and the project ledger come from the project system.",
    "GL Entries is the export of the general ledger; Project Code is its dimension and the cost object.",
    "Own figures is ours: cost used by project, which must survive every run.",
)


def _options(book: Book) -> None:
    first, last = dt.date(2026, 1, 1), dt.date(2026, 1, 31)
    book.table("Run Options", "run_options", ("Company", "Period Start", "Period End", "User ID"),
               [(COMPANY, first, last, "CONTROLLER")], (28, 14, 14, 14))  # fmt: skip
    book.table("GL Setup", "gl_setup", ("LCY Code", "Amount Rounding Precision"), [("GBP", D("0.01"))], (12, 28))
    accounts = [(int(no), name, "Posting", kind) for no, name, kind in ACCOUNTS]
    headers = ("No.", "Name", "Account Type", "Income/Balance")
    book.table("Chart of Accounts", "gl_accounts", headers, accounts, (10, 28, 16, 20))


def _cost_accounting(book: Book) -> None:
    headers: tuple[str, ...]
    headers = ("Starting Date for G/L Transfer", "Cost Center Dimension", "Cost Object Dimension", "Source Code G/L to CA",
               "Source Code Cost Journal", "Source Code Cost Allocation", "Source Code Budget to Actual")  # fmt: skip
    row = (dt.date(2026, 1, 1), "DEPARTMENT", "PROJECT", "GLTOCA", "COSTJNL", "COSTALLOC", "TRABUDACT")
    book.table("Cost Accounting Setup", "cost_accounting_setup", headers, [row], [22.0] * len(headers))
    headers = ("No.", "Name", "Type", "G/L Account Range", "Totaling", "Indentation")
    book.table("Cost Types", "cost_types", headers, COST_TYPES, (10, 24, 14, 20, 14, 13))
    objects = [(project, name, "Cost Object") for project, name, *_ in PROJECTS]
    book.table("Cost Objects", "cost_objects", ("Code", "Name", "Line Type"), objects, (12, 20, 14))


def _projects(book: Book) -> None:
    headers: tuple[str, ...] = ("Project", "WIP Method", "WIP Posting Method", "Posting Group", "Status")
    rows = [(project, method, posting, group, "open") for project, _, method, posting, group in PROJECTS]
    book.table("Projects", "projects", headers, rows, (12, 22, 20, 15, 12))
    headers = ("Project", "Task", "Description", "Task Type", "WIP Total", "Project Code")
    tasks = [(each.project, each.task, each.name, each.task_type, each.wip_total,
              each.project if each.task_type == "posting" else "") for each in TASKS]  # fmt: skip
    book.table("Project Tasks", "project_tasks", headers, tasks, (12, 8, 22, 14, 12, 14))
    accounts = ("BUILD", *(no for _, no in POSTING_GROUP))
    headers = ("Posting Group", *(header for header, _ in POSTING_GROUP))
    book.table("Project Posting Groups", "project_posting_groups", headers, [accounts], [15.0] + [20.0] * 13)


def _ledgers(book: Book) -> None:
    headers: tuple[str, ...] = ("Project", "Task", "Line Type", "Description", "Total Cost", "Line Amount")
    book.table("Project Planning Lines", "project_planning_lines", headers, list(_planned()), (12, 8, 12, 26, 14, 14))
    headers = ("Entry No.", "Project", "Task", "Entry Type", "Type", "Posting Date", "Description", "Total Cost", "Line Amount",
               "Project Code")  # fmt: skip
    entries = [(number, each.project, each.task, entry_type, each.kind, _date(each), each.text, sign * each.cost,
                sign * each.price, each.project) for number, (entry_type, sign, each) in enumerate(_posted(), 1)]  # fmt: skip
    widths = (11, 12, 8, 12, 12, 13, 26, 14, 14, 14)
    book.table("Project Ledger Entries", "project_ledger_entries", headers, entries, widths)
    headers = ("Entry No.", "G/L Account No.", "Posting Date", "Document No.", "Description", "Amount", "Project Code")
    book.table("GL Entries", "gl_entries", headers, list(_general_ledger()), (11, 16, 14, 14, 28, 14, 14))


def _planned() -> Iterator[Sequence[Any]]:
    for each in TASKS:
        if each.cost and each.price == each.billable:
            yield each.project, each.task, "both", each.name, D(each.cost), D(each.price)
        elif each.cost:
            yield each.project, each.task, "budget", each.name, D(each.cost), D(each.price)
            if each.billable:
                yield each.project, each.task, "billable", f"{each.name}, contract", D(each.cost), D(each.billable)


def _posted() -> list[tuple[str, int, Posting]]:
    """Usage and sales in the order of their dates; sales are negative."""
    both = [("usage", 1, each) for each in USAGE] + [("sale", -1, each) for each in INVOICES]
    return sorted(both, key=lambda row: _date(row[2]))


def _date(each: Posting) -> dt.date:
    return dt.date(2026, each.month, each.day)


def _general_ledger() -> Iterator[Sequence[Any]]:
    """Every posting of the project ledger as the two entries that it made in the general ledger."""
    number = 7001
    for index, (entry_type, _, each) in enumerate(_posted(), 1):
        usage = entry_type == "usage"
        own, other = (EXPENSES[each.kind], 2100) if usage else (4100, 1200)
        amount = each.cost if usage else -each.price
        document = f"{'PI' if usage else 'SI'}{index:04}"
        for account, value, project in ((own, amount, each.project), (other, -amount, "")):
            yield number, account, _date(each), document, each.text, value, project
            number += 1


def _own_figures(book: Book) -> None:
    sheet = book.file.add_worksheet("Own figures")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 16, book.amount)
    sheet.write(0, 0, "Cost used, all months", book.title)
    for row, (project, *_) in enumerate(PROJECTS, 2):
        sheet.write_string(row, 0, project)
        formula = (
            "=SUMIFS(project_ledger_entries[Total Cost],project_ledger_entries[Project],"
            f'A{row + 1},project_ledger_entries[Entry Type],"usage")'
        )
        used = sum((each.cost for each in USAGE if each.project == project), D(0))
        sheet.write_formula(row, 1, formula, book.amount, float(used))


MONTHS: tuple[tuple[dt.date, dict[str, str]], ...] = (
    (dt.date(2026, 1, 31), {}),
    (dt.date(2026, 2, 28), {"CHAPEL": "completed"}),
    (dt.date(2026, 3, 31), {"CHAPEL": "open", "DEPOT": "completed"}),
)
"""Period ends of the story, and what the user writes into the status of projects before each."""


def begin_month(path: Path, period_end: dt.date, statuses: dict[str, str]) -> None:
    """What the user changes before a run: the period end, and the status of some projects."""
    book = openpyxl.load_workbook(path)
    book["Run Options"]["C2"] = period_end
    for project, _, _, _, status, *_ in book["Projects"].iter_rows(min_row=2, max_row=1 + len(PROJECTS)):
        if str(project.value) in statuses:
            status.value = statuses[str(project.value)]
    book.save(path)
