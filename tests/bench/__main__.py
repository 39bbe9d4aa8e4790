"""How long xlcost takes beside openpyxl and pandas: `python -m tests.bench`. The method stands in docs/bench.md.

Nothing big is imported or done here: a process that is started counts the memory of the one that starts it.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measure import Measured, best, measure_job, measure_run

COMPARATORS = ("openpyxl", "pandas")
PATIENCE = 12.0
"""Seconds after which a job is not run again for a better figure."""
AREAS = ("bench_allocation", "bench_inventory", "bench_prices", "bench_wip")
"""Benches of single areas, with figures of their own."""
HEAD = (
    "| job | xlcost s | T_inf | MB | openpyxl s | times | MB | pandas s | times | MB |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
)


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the table."""

    name: str
    text: str
    compared: bool = True
    whole: bool = False
    """The whole process counts, start-up included."""


JOBS = (
    Job("read", "read the ledger"),
    Job("typed", "read it as typed, checked rows", compared=False),
    Job("write", "write as many entries"),
    Job("run", "run-workbook: read, transfer, write in place", whole=True),
    Job("rewrite", "rewrite a result of 10,000 rows beside it"),
)
TINY = Job("run", "tiny: run-workbook on 12 entries", whole=True)


def table(folder: Path, entries: int, comparators: Sequence[str], only: Sequence[str] = ()) -> Iterator[str]:
    """The lines for a ledger of that many entries, each as soon as it is measured. The workbooks go to `folder`."""
    book, unit = _book(folder, entries)
    yield _line(f"**{entries:,} entries**: inflate the sheet part", unit, unit, {}, whole=False)
    for job in JOBS:
        if job.name in (only or [job.name]):
            yield _measured(job, _with_result(book) if job.name == "rewrite" else book, unit, comparators)


def tiny(folder: Path, comparators: Sequence[str]) -> str:
    """The line of a workbook with next to nothing in it: what start-up costs."""
    return _measured(TINY, *_book(folder, 12), comparators)


def _book(folder: Path, entries: int) -> tuple[Path, Measured]:
    """A workbook with so many entries, and `T_inf`: the time to inflate its ledger."""
    book = folder / f"ledger{entries}.xlsx"
    measure_job("xlcost", "make", book)
    return book, best(lambda: measure_job("xlcost", "inflate", book), PATIENCE)


def _with_result(book: Path) -> Path:
    measure_job("xlcost", "add_result", book)
    return book.with_stem(f"{book.stem}result")


def _measured(job: Job, book: Path, unit: Measured, comparators: Sequence[str]) -> str:
    ours = best(lambda: measure_run(book) if job.name == "run" else measure_job("xlcost", job.name, book), PATIENCE)
    others: dict[str, Measured] = {}
    for name in comparators if job.compared else ():
        others[name] = best(lambda name=name: measure_job(name, job.name, book), PATIENCE)  # type: ignore[misc]
        if others[name].rows != ours.rows:
            raise RuntimeError(f"{job.name}: {name} made {others[name].rows} rows, xlcost {ours.rows}")
    return _line(job.text, ours, unit, others, whole=job.whole)


def _line(text: str, ours: Measured, unit: Measured, others: Mapping[str, Measured], *, whole: bool) -> str:
    took = _seconds(ours, whole)
    cells = [text, f"{took:.2f}", f"{took / unit.seconds:.1f}", f"{ours.megabytes:.0f}"]
    for name in COMPARATORS:
        other = others.get(name)
        seconds = _seconds(other, whole) if other else 0.0
        cells += [f"{seconds:.1f}", f"{seconds / took:.1f}", f"{other.megabytes:.0f}"] if other else [""] * 3
    return f"| {' | '.join(cells)} |"


def _seconds(measured: Measured, whole: bool) -> float:
    return measured.process if whole else measured.seconds


def installed() -> list[str]:
    """The comparators that are there; says in a sentence which is not."""
    found = [name for name in COMPARATORS if importlib.util.find_spec(name)]
    for name in COMPARATORS:
        if name not in found:
            print(f'{name} is not installed, so its columns stay empty; pip install -e ".[bench]" brings it.')
    return found


def sizes(arguments: argparse.Namespace) -> list[tuple[int, bool]]:
    """Numbers of entries, and whether the comparators take part: they need minutes for a million."""
    if arguments.quick:
        return [(10_000, True)]
    if arguments.entries:
        return [(entries, True) for entries in arguments.entries]
    return [(100_000, True), (1_000_000, arguments.full)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--entries", type=int, action="append", help="ledger of so many entries; may be repeated")
    parser.add_argument("--quick", action="store_true", help="10,000 entries")
    parser.add_argument("--full", action="store_true", help="openpyxl and pandas also with a million entries")
    parser.add_argument("--only", action="append", default=[], choices=[*(job.name for job in JOBS), "tiny"])
    parser.add_argument("--areas", action="store_true", help="the benches of the areas as well")
    arguments = parser.parse_args()
    comparators = installed()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors")
    print("\n".join(HEAD), flush=True)
    with tempfile.TemporaryDirectory(prefix="xlcost-bench-") as name:
        if "tiny" in (arguments.only or ["tiny"]):
            print(tiny(Path(name), comparators), flush=True)
        for entries, compared in sizes(arguments) if arguments.only != ["tiny"] else []:
            for line in table(Path(name), entries, comparators if compared else (), arguments.only):
                print(line, flush=True)
    for area in AREAS if arguments.areas else ():
        subprocess.run([sys.executable, "-m", f"tests.bench.{area}"], check=True)


if __name__ == "__main__":
    main()
