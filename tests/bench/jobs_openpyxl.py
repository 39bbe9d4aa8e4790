"""The jobs as openpyxl does them, each in its quickest way: read-only loading, write-only saving.

The whole run is done in plain Python between the two. A workbook saved so is a new one: formats, tables, formulas,
charts and macros of the old one are gone. Keeping what openpyxl can keep needs a full load, as `jobs_pandas` has it.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import openpyxl

from samples.generate import ENTRY_HEADERS
from tests.bench.contents import RESULT_ROWS, result_columns, written_rows
from tests.bench.measure import Jobs, Work, main
from tests.bench.transfer import (
    COST_ENTRY_HEADERS,
    SKIP_HEADERS,
    SOURCE_HEADERS,
    Setup,
    combined_day,
    setup_of,
    skip_reason,
)

Rows = list[tuple[Any, ...]]


def read(book: Path) -> Work:
    """Every cell of the ledger."""

    def work() -> int:
        file = openpyxl.load_workbook(book, read_only=True)
        return len(list(file["GL Entries"].iter_rows(min_row=2, values_only=True)))

    return work


def write(book: Path) -> Work:
    """The entries into a new workbook."""
    _, rows = written_rows(book)

    def work() -> int:
        file = openpyxl.Workbook(write_only=True)
        sheet = file.create_sheet("Written Entries")
        for row in ([*ENTRY_HEADERS], *rows):
            sheet.append(row)
        file.save(book.with_suffix(".openpyxl.xlsx"))
        return len(rows)

    return work


def rewrite(book: Path) -> Work:
    """New figures into the result table, in place: load, change cells, save."""

    def work() -> int:
        file = openpyxl.load_workbook(book)
        sheet = file["Result"]
        for column, figures in enumerate(result_columns(3).values(), 1):
            for row, figure in enumerate(figures, 2):
                sheet.cell(row, column, figure)
        file.save(book.with_suffix(".openpyxl.xlsx"))
        return RESULT_ROWS

    return work


def run(book: Path) -> Work:
    """Read everything, transfer, write everything: the values alone."""

    def work() -> int:
        source = openpyxl.load_workbook(book, read_only=True)
        sheets: dict[str, Rows] = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in source}
        setup = setup_of({title: _records(sheets[title]) for title in sheets if title != "GL Entries"})
        entries, sources, skipped = _transferred(sheets["GL Entries"], setup)
        file = openpyxl.Workbook(write_only=True)
        results = {"Cost Entries": entries, "Cost Entry Sources": sources, "Skipped Entries": skipped}
        for title, rows in {**sheets, **results}.items():
            sheet = file.create_sheet(title)
            for row in rows:
                sheet.append(row)
        file.save(book.with_suffix(".openpyxl.xlsx"))
        return len(entries) - 1

    return work


def _records(rows: Rows) -> list[dict[str, Any]]:
    return [dict(zip(rows[0], row, strict=False)) for row in rows[1:]] if rows else []


def _transferred(ledger: Rows, setup: Setup) -> tuple[Rows, Rows, Rows]:
    groups: dict[tuple[Any, ...], Rows] = defaultdict(list)
    skipped: Rows = [SKIP_HEADERS]
    for entry in ledger[1:]:
        no, account, day, document, _, text, amount, _, center, thing, *_ = entry
        reason = skip_reason(setup, str(account), amount, center, thing)
        if reason is None:
            kind = setup.types[str(account)]
            combine = setup.combine[kind]
            group = (kind, center or "", "" if center else thing or "", combined_day(day, combine))
            groups[(*group, no if combine == "None" else 0)].append(entry)
        elif reason:
            skipped.append((no, day, document, text, amount, reason))
    return *_results(groups), skipped


def _results(groups: dict[tuple[Any, ...], Rows]) -> tuple[Rows, Rows]:
    entries: Rows = [COST_ENTRY_HEADERS]
    sources: Rows = [SOURCE_HEADERS]
    for (kind, center, thing, day, _), members in groups.items():
        amount = round(sum(member[6] for member in members), 2)
        if amount:
            last = members[-1]
            number = len(entries)
            text = last[5] if len(members) == 1 else f"Combined entries {day:%Y-%m-%d}"
            debit, credit = max(amount, 0), max(-amount, 0)
            entries.append(
                (number, kind, day, last[3], text, amount, debit, credit, center, thing, last[0], last[1], 1)
            )
            sources.extend((number, member[0], member[6]) for member in members)
    return entries, sources


JOBS: Jobs = {"read": read, "write": write, "rewrite": rewrite, "run": run}

if __name__ == "__main__":
    main(JOBS)
