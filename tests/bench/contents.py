"""What the jobs write, the same for everybody."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from samples.generate import build, entry_rows
from tests.bench.big_book import entry_lines, ledger_parts

RESULT_ROWS = 10_000
RESULT_TABLE = "bench_result"


def entries_in(book: Path) -> int:
    """How many entries the ledger of the workbook holds."""
    with zipfile.ZipFile(book) as file:
        found = re.search(r'ref="A1:L(\d+)"', file.read(ledger_parts(file)[1]).decode())
    assert found, book
    return int(found[1]) - 1


def written_rows(book: Path) -> tuple[Path, list[Sequence[Any]]]:
    """A small workbook to write into, and as many entries as `book` has; blank cells are None."""
    small = book.with_suffix(".small.xlsx")
    build(small, 3, with_faults=False)
    rows = entry_rows(entry_lines(entries_in(book)))
    return small, [[None if cell == "" else cell for cell in row] for row in rows]


def result_columns(factor: int) -> dict[str, list[Decimal]]:
    """Header -> figures of a result table of five columns."""
    rows = range(1, RESULT_ROWS + 1)
    return {f"Figure {column}": [Decimal(row * factor * column) / 100 for row in rows] for column in range(1, 6)}
