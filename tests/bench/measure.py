"""One job in a process of its own: seconds of the work, wall clock of the process, peak memory, rows dealt with."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Work = Callable[[], int]
"""The measured part of a job; returns how many rows it dealt with."""
Jobs = Mapping[str, Callable[[Path], Work]]
RUN_WORKBOOK = "from xlcost.cli import run_workbook_main; run_workbook_main()"
FINE = (0, 1)
"""Exit codes; 1 = somebody must act on a skipped entry."""
_ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
"""Modules are compiled once, as in any installation."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one process took."""

    seconds: float
    """The work alone, without start-up and preparation."""
    process: float
    """The whole process."""
    megabytes: float
    """Peak resident memory of the process."""
    rows: int


def main(jobs: Jobs) -> None:
    """`python -m MODULE JOB BOOK`: prepare, do the work once by the clock, print seconds and rows."""
    name, book = sys.argv[1:]
    work = jobs[name](Path(book))
    began = time.perf_counter()
    rows = work()
    print(time.perf_counter() - began, rows)


def measure_job(who: str, job: str, book: Path) -> Measured:
    """A job of the module `jobs_WHO`."""
    process, megabytes, printed = _process(["-m", f"tests.bench.jobs_{who}", job, str(book)])
    seconds, rows = printed.split("\n")[-2].split(" ")
    return Measured(float(seconds), process, megabytes, int(rows))


def measure_run(book: Path) -> Measured:
    """`run-workbook` in place on a copy; the rows are the cost entries it made."""
    copy = book.with_suffix(".xlcost.xlsx")
    shutil.copyfile(book, copy)
    process, megabytes, printed = _process(["-c", RUN_WORKBOOK, str(copy), "--json"])
    transfer = next(each for each in json.loads(printed)["operations"] if each["operation"] == "transfer_gl")
    return Measured(process, process, megabytes, transfer["result"]["created"])


def best(measure: Callable[[], Measured], patience: float) -> Measured:
    """The quickest of up to three runs; no further one once `patience` seconds are gone."""
    found = [measure()]
    while len(found) < 3 and sum(each.process for each in found) < patience:
        found.append(measure())
    return min(found, key=lambda each: each.seconds)


def _process(command: Sequence[str]) -> tuple[float, float, str]:
    """Seconds, peak megabytes and standard output of a Python process."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        began = time.perf_counter()
        actions = [(os.POSIX_SPAWN_DUP2, printed.fileno(), 1)]
        pid = os.posix_spawn(sys.executable, [sys.executable, *command], _ENVIRONMENT, file_actions=actions)
        _, status, usage = os.wait4(pid, 0)
        seconds = time.perf_counter() - began
        printed.seek(0)
        text = printed.read()
    if os.waitstatus_to_exitcode(status) not in FINE:
        raise RuntimeError(f"python {' '.join(command)} failed: {text}")
    return seconds, usage.ru_maxrss / 1024, text
