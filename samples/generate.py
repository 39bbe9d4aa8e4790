"""Builds the sample workbook, and larger ones of the same kind: `python -m samples.generate PATH --documents 330000`."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from samples import inventory, prices, projects
from samples.book import Book
from samples.company import (
    ACCOUNT_HEADINGS,
    BALANCE_ACCOUNTS,
    CENTERS,
    COMPANY,
    COST_TYPES,
    EXPENSES,
    MORE_INCOME_ACCOUNTS,
    OBJECTS,
)
from samples.cost_accounting import add_cost_accounting
from samples.ledger import YEAR, Line, faults, ledger

SAMPLE = Path(__file__).parent / "period-end.xlsx"


def build(path: Path, documents: int = 2650, *, with_faults: bool = True) -> None:
    """Write the sample workbook with that many documents (about three entries each).

    Without faults it is the general ledger and the charts alone, as the bench needs it.
    """
    book = Book(path, f"Period end {YEAR}")
    lines = ledger(documents) + (faults() if with_faults else [])
    for add in (_cover, _setup, _accounts, _cost_types, _centers, _objects, _dimensions):
        add(book)
    if with_faults:
        add_cost_accounting(book)
    _entries(book, lines)
    _own_figures(book, len(lines))
    book.file.close()


def _cover(book: Book) -> None:
    book.cover(f"{COMPANY}: period end {YEAR}", _COVER)


_COVER = (
    "The chart of accounts, cost types, cost centers and cost objects stand on sheets of their own.",
    "Cost Journal Lines wait to be posted: imputed costs of each month, and the accruals of the year's end.",
    "Cost Allocation Sources and Targets hand costs on over three levels: service, auxiliary and main centers.",
    "Cost Budget Entries hold the plan of the year, a row a month.",
    "GL Entries is the export of the general ledger. Department Code and Project Code are its dimensions.",
    "Own figures is ours: formulas over the export that must survive every run.",
)


def _setup(book: Book) -> None:
    period = (dt.date(YEAR, 1, 1), dt.date(YEAR, 12, 31))
    book.table("Run Options", "run_options", ("Company", "Period Start", "Period End", "Work Date", "User ID"),
               [(COMPANY, *period, period[1], "CONTROLLER")], (32, 14, 14, 14, 14))  # fmt: skip
    book.table("GL Setup", "gl_setup", ("LCY Code", "Amount Rounding Precision", "Allow Posting From", "Allow Posting To"),
               [("GBP", Decimal("0.01"), *period)], (12, 26, 20, 20))  # fmt: skip
    headers = ("Starting Date for G/L Transfer", "Align G/L Account", "Align Cost Center Dimension",
               "Align Cost Object Dimension", "Last Allocation ID", "Last Allocation Doc. No.", "Auto Transfer from G/L",
               "Check G/L Postings", "Cost Center Dimension", "Cost Object Dimension", "Source Code G/L to CA",
               "Source Code Cost Journal", "Source Code Cost Allocation", "Source Code Budget to Actual")  # fmt: skip
    row = (period[0], "No Alignment", "No Alignment", "No Alignment", "A0", "ALLOC0", False, False, "DEPARTMENT", "PROJECT",
           "GLTOCA", "COSTJNL", "COSTALLOC", "TRABUDACT")  # fmt: skip
    book.table("Cost Accounting Setup", "cost_accounting_setup", headers, [row], [20.0] * len(headers))


def _accounts(book: Book) -> None:
    rows = [(no, name, "Posting", "Balance Sheet", "") for no, name in BALANCE_ACCOUNTS]
    names = {account: text for account, text, *_ in EXPENSES} | dict(MORE_INCOME_ACCOUNTS)
    rows += [(no, name, "Posting", "Income Statement", "") for no, name in names.items()]
    rows += [(no, name, kind, "Balance Sheet" if no < "6000" else "Income Statement", totaling)
             for no, name, kind, totaling in ACCOUNT_HEADINGS]  # fmt: skip
    headers = ("No.", "Name", "Account Type", "Income/Balance", "Totaling")
    numbered = [(int(no), *rest) for no, *rest in sorted(rows)]
    book.table("Chart of Accounts", "gl_accounts", headers, numbered, (10, 36, 16, 20, 16))


def _cost_types(book: Book) -> None:
    headers = (
        "No.",
        "Name",
        "Type",
        "G/L Account Range",
        "Combine Entries",
        "Blocked",
        "Cost Classification",
        "Totaling",
        "Indentation",
    )
    rows = [
        (no, name, kind, "" if kind == "Total" else accounts, combine, kind != "Cost Type" or no == "8540", classification,
         accounts if kind == "Total" else totaling, indentation)
        for (no, name, kind, accounts, combine, classification), (totaling, indentation) in zip(
            COST_TYPES, indented([(row[0], row[2]) for row in COST_TYPES]), strict=True)
    ]  # fmt: skip
    book.table("Cost Types", "cost_types", headers, rows, (10, 34, 14, 22, 18, 10, 22, 16, 13))


def indented(lines: Sequence[tuple[str, str]]) -> list[tuple[str, int]]:
    """Totaling and indentation of a chart, as the indent operations would write them."""
    begins: list[str] = []
    found: list[tuple[str, int]] = []
    for code, kind in lines:
        totaling = f"{begins.pop()}..{code}" if kind == "End-Total" else ""
        found.append((totaling, len(begins)))
        if kind == "Begin-Total":
            begins.append(code)
    return found


def _centers(book: Book) -> None:
    headers = ("Code", "Name", "Line Type", "Cost Subtype", "Sorting Order", "Blocked", "Totaling", "Indentation")
    rows = [(*row, False, *place) for row, place in zip(CENTERS, _listed([row[:3] for row in CENTERS]), strict=True)]
    book.table("Cost Centers", "cost_centers", headers, rows, (14, 30, 16, 22, 16, 10, 44, 13))


def _objects(book: Book) -> None:
    headers = ("Code", "Name", "Line Type", "Sorting Order", "Blocked", "Totaling", "Indentation")
    rows = [(*row, False, *place) for row, place in zip(OBJECTS, _listed([row[:3] for row in OBJECTS]), strict=True)]
    book.table("Cost Objects", "cost_objects", headers, rows, (14, 30, 16, 16, 10, 44, 13))


def _listed(lines: Sequence[tuple[str, str, str]]) -> list[tuple[str, int]]:
    """With a sorting order an End-Total lists the codes inside instead of a range."""
    codes = [code for code, _, _ in lines]
    places = indented([(code, kind) for code, _, kind in lines])
    return [("|".join(codes[codes.index(totaling.split("..")[0]) : codes.index(code)]) if totaling else "", indentation)
            for code, (totaling, indentation) in zip(codes, places, strict=True)]  # fmt: skip


def _dimensions(book: Book) -> None:
    book.table(
        "Dimensions", "dimensions", ("Code", "Name"), [("DEPARTMENT", "Department"), ("PROJECT", "Product")], (16, 24)
    )


ENTRY_HEADERS = (
    "Entry No.", "G/L Account No.", "Posting Date", "Document No.", "External Document No.", "Description", "Amount",
    "Source Code", "Department Code", "Project Code", "User ID", "Checked by",
)  # fmt: skip
_SOURCES = {"PI": "PURCHASES", "SI": "SALES", "PA": "PAYROLL", "DE": "FAJNL", "CL": "CLSINCOME"}


def entry_rows(lines: Iterable[Line]) -> Iterator[tuple[Any, ...]]:
    """The export of the general ledger: one row an entry, account numbers as numbers where they are numbers."""
    for number, line in enumerate(lines, 1001):
        account = int(line.account) if line.account.isdigit() else line.account
        external = f"INV-{line.document[2:]}" if line.document.startswith("PI") else ""
        source = _SOURCES.get(line.document[:2], "GENJNL")
        yield (number, account, line.day, line.document, external, line.description, line.amount, source,
               line.department, line.project, "EXPORT", "")  # fmt: skip


def _entries(book: Book, lines: Sequence[Line]) -> None:
    widths = (11, 16, 14, 14, 20, 34, 14, 14, 18, 16, 10, 14)
    book.table("GL Entries", "gl_entries", ENTRY_HEADERS, list(entry_rows(lines)), widths)


def _own_figures(book: Book, count: int) -> None:
    sheet = book.file.add_worksheet("Own figures")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 18, book.amount)
    sheet.write(0, 0, "Figures of our own", book.title)
    figures = (("Entries in the export", "=COUNT(gl_entries[Entry No.])"), ("Wages, all", "=SUMIFS(gl_entries[Amount],gl_entries[G/L Account No.],8110)"),
               ("Diesel, all", "=SUMIFS(gl_entries[Amount],gl_entries[G/L Account No.],8310)"))  # fmt: skip
    for row, (label, formula) in enumerate(figures, 2):
        sheet.write_string(row, 0, label)
        sheet.write_formula(row, 1, formula, book.amount, count if row == 2 else 0)
    chart = book.file.add_chart({"type": "bar"})
    chart.add_series(
        {"categories": "='Own figures'!$A$4:$A$5", "values": "='Own figures'!$B$4:$B$5", "name": "Two accounts"}
    )
    chart.set_legend({"none": True})
    sheet.insert_chart("D2", chart)


ALL: Mapping[str, Callable[[Path], None]] = {
    SAMPLE.name: build,
    inventory.SAMPLE.name: inventory.build,
    prices.SAMPLE.name: prices.build,
    projects.SAMPLE.name: projects.build,
}
"""File name of every sample -> what builds it."""


def main() -> None:
    """Build one workbook of any size, or all samples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, nargs="?")
    parser.add_argument("--documents", type=int, default=2650)
    arguments = parser.parse_args()
    if arguments.path:
        build(arguments.path, arguments.documents)
    else:
        for name, write in ALL.items():
            write(SAMPLE.parent / name)


if __name__ == "__main__":
    main()
