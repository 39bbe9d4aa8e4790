"""Time and memory of one allocation run: 1,000 sources, 20,000 targets (half dynamic), 1,000,000 cost entries.

Run: `python -m tests.bench.bench_allocation [entries]`. Prints rows of a Markdown table.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from xlcost.books import Books, Table
from xlcost.close import run_step
from xlcost.plan import make_step
from xlcost.tables.columns import Row
from xlcost.tables.cost_accounting import (
    CostAccountingSetup,
    CostAllocationSource,
    CostAllocationTarget,
    CostCenter,
    CostEntry,
    CostObject,
    CostType,
)
from xlcost.tables.general_ledger import AccountingPeriod
from xlcost.tables.run import RunOptions

SOURCES, TARGETS_EACH, CENTERS, OBJECTS, TYPES = 1_000, 20, 2_000, 500, 300
WORK_DATE = date(2026, 12, 31)
CODES = ("", "Month", "Last Month", "Year", "Last Year", "Week")
make: Callable[..., Any] = lambda row_class, **values: row_class(**values)  # noqa: E731  rows of defaults


def tables(entries: int) -> list[Table[Any]]:
    """The workbook: the first 1,000 centers are sources, the targets are centers after them and objects."""
    rows: dict[type[Row], list[Any]] = {
        RunOptions: [make(RunOptions, work_date=WORK_DATE)],
        CostAccountingSetup: [
            make(CostAccountingSetup, source_code_cost_allocation="ALLOC", last_allocation_doc_no="A0")
        ],
        CostType: [make(CostType, no=f"{7000 + number}") for number in range(TYPES)],
        CostCenter: [make(CostCenter, code=_center(number)) for number in range(CENTERS)],
        CostObject: [make(CostObject, code=f"O{number:04d}") for number in range(OBJECTS)],
        AccountingPeriod: [
            make(AccountingPeriod, starting_date=date(year, month, 1), new_fiscal_year=month == 1)
            for year in range(2024, 2028)
            for month in range(1, 13)
        ],
        CostAllocationSource: [_source(number) for number in range(SOURCES)],
        CostAllocationTarget: [_target(source, line) for source in range(SOURCES) for line in range(TARGETS_EACH)],
        CostEntry: [_entry(number) for number in range(1, entries + 1)],
    }
    return [Table(row_class, of_class) for row_class, of_class in rows.items()]


def _center(number: int) -> str:
    return f"C{number:04d}"


def _source(number: int) -> CostAllocationSource:
    return make(  # type: ignore[no-any-return]
        CostAllocationSource,
        id=f"S{number}",
        level=1 + number // 100,
        cost_center_code=_center(number),
        cost_type_range="7000..7199" if number % 3 else "",
        credit_to_cost_type="7299",
    )


def _target(source: int, line: int) -> CostAllocationTarget:
    number = source * TARGETS_EACH + line
    dynamic = line % 2 == 0
    center = _center(min(CENTERS - 1, (source // 100 + 1) * 100 + number % 900)) if line % 4 else ""
    return make(  # type: ignore[no-any-return]
        CostAllocationTarget,
        id=f"S{source}",
        line_no=10_000 * (line + 1),
        target_cost_type=f"{7000 + number % 200}",
        target_cost_center=center,
        target_cost_object="" if center else f"O{number % OBJECTS:04d}",
        base="Cost Type Entries" if dynamic else "Static",
        share=Decimal(0) if dynamic else Decimal(number % 17 + 1),
        no_filter=f"{7000 + number % 100}..{7150 + number % 100}" if dynamic else "",
        cost_center_filter=_center(number % CENTERS) if dynamic else "",
        date_filter_code=CODES[number // 2 % len(CODES)] if dynamic else "",
    )


def _entry(number: int) -> CostEntry:
    amount = Decimal(number % 100_000 - 20_000).scaleb(-2)
    return make(  # type: ignore[no-any-return]
        CostEntry,
        entry_no=number,
        cost_type_no=f"{7000 + number % 200}",
        posting_date=date(2025, 1, 1) + timedelta(days=number * 7 % 730),
        document_no="D",
        amount=amount,
        cost_center_code=_center(number * 13 % CENTERS),
    )


def main() -> None:
    """Run both operations and print what they took."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    books = Books(tables(entries))
    print("| step | rows | seconds | peak MB |\n|---|---|---|---|")
    print(f"| in memory | {entries:,} entries | | {_peak():,} |")
    for name in ("calculate_allocation_keys", "allocate_costs"):
        began = time.perf_counter()
        outcome = run_step(books, make_step(name, {}))
        seconds = time.perf_counter() - began
        counts = {key: value for key, value in outcome.result.counts.items() if isinstance(value, int)}
        print(f"| {name} | {outcome.outcome} {counts} | {seconds:.1f} | {_peak():,} |")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
