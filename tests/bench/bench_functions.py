"""How long 10,000 cells of worksheet functions take: `python -m tests.bench.bench_functions [cells]`.

Direct calls, a run that calculates the cells of a workbook, and cells of a real Calc; per cell and as one column.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.hosts.golden import RANGES
from tests.hosts.test_calc import calculated
from xlcost.book_file import BookFile
from xlcost.functions.coercion import ErrorValue
from xlcost.functions.registry import call
from xlcost.hosts.calc.extension import extension

TABLES = (
    "price_lists", "price_list_links", "role_prices", "category_prices", "product_prices", "projects", "org_units",
    "units",
)  # fmt: skip
TABLE_REFERENCES = ",".join(f"{name}[[#All]]" for name in TABLES)
"""Calc reads `units[[#All]]` from a file, but not `units[#All]`."""
HEADINGS, LINE = "actual_lines[[#Headers],[Line]:[Quantity]]", "actual_lines[[#This Row],[Line]:[Quantity]]"
RATE = f'=XLCOST.RATE("actual",{HEADINGS},{LINE},{TABLE_REFERENCES})'
RATES = f'=XLCOST.RATES("actual",actual_lines[[#All],[Line]:[Quantity]],{TABLE_REFERENCES})'


def lines(cells: int) -> list[list[Any]]:
    """Lines with their headings; every fifth has no price."""
    own = RANGES["actual_lines"]
    return [own[0], *([f"L{number}", *own[1 + number % 5][1:]] for number in range(cells))]


def report(what: str, cells: int, seconds: float) -> None:
    """One line of the table."""
    print(f"{what:44} {seconds:8.3f} s {seconds / cells * 1e6:9.1f} us a cell")


def timed(what: str, cells: int, act: Callable[[], Any]) -> None:
    """Run and print; an error where a figure belongs is a fault of the bench."""
    began = time.perf_counter()
    answer = act()
    report(what, cells, time.perf_counter() - began)
    assert not isinstance(answer, ErrorValue), answer


def direct(cells: int) -> None:
    """Calls of the registry, as every host makes them."""
    tables, own = [RANGES[name] for name in TABLES], lines(cells)
    timed("direct, ROUNDHALF", cells, lambda: [call("ROUNDHALF", [2.345, 0.05]) for _ in range(cells)])
    timed("direct, RATE a line", cells, lambda: [call("RATE", ["actual", [own[0]], [row], *tables]) for row in own[1:]])
    timed("direct, RATES as one column", cells, lambda: call("RATES", ["actual", own, *tables]))


def workbook(path: Path, cells: int, formula: str, *, column: bool = False) -> Path:
    """Lines and price tables as Excel tables; the formula is the last column, or one array formula beside the table."""
    file = xlsxwriter.Workbook(str(path))
    for name in ("actual_lines", *TABLES):
        rows = lines(cells) if name == "actual_lines" else RANGES[name]
        headers = [*rows[0], *(["Rate"] if name == "actual_lines" and not column else [])]
        sheet = file.add_worksheet(name)
        spans = {"name": name, "columns": [{"header": heading} for heading in headers]}
        sheet.add_table(0, 0, len(rows) - 1, len(headers) - 1, spans)
        for number, row in enumerate(rows[1:], 1):
            for at, value in enumerate(row):
                if value is not None:
                    sheet.write(number, at, value)
            if len(headers) > len(row):
                sheet.write_formula(number, len(row), formula, None, "")
        if name == "actual_lines" and column:
            sheet.write_array_formula(1, len(headers), cells, len(headers), f"{{{formula}}}", None, "")
    file.close()
    return path


def in_run(folder: Path, cells: int) -> None:
    """A run over a workbook whose price column is a formula: opening it calculates the cells."""
    path = workbook(folder / "run.xlsx", cells, RATE)
    timed("run without a host, RATE a line", cells, lambda: BookFile.open(path))


def in_calc(folder: Path, cells: int) -> None:
    """Cells of a real Calc; the seconds are those of calculating all of them."""
    for what, formula, column in (
        ("Calc, ROUNDHALF", "=XLCOST.ROUNDHALF(2.345,0.05)", False),
        ("Calc, RATE a line", RATE, False),
        ("Calc, RATES as one column", RATES, True),
    ):
        place = Path(tempfile.mkdtemp(dir=folder))
        book = workbook(place / "calc.xlsx", cells, formula, column=column)
        found = calculated(place, book, extension(), "actual_lines")
        assert isinstance(found.cells[1][-1], float), found.cells[1]
        report(what, cells, found.seconds)


def main(cells: int = 10_000) -> None:
    """All of them."""
    direct(cells)
    with tempfile.TemporaryDirectory() as folder:
        in_run(Path(folder), cells)
        in_calc(Path(folder), cells)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
