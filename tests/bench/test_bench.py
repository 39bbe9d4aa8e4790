"""The bench runs, and every side of it does the same work. No test of time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.bench import __main__ as bench
from tests.bench.big_book import big_book
from tests.bench.contents import entries_in
from tests.bench.jobs_openpyxl import JOBS as OPENPYXL
from tests.bench.jobs_xlcost import JOBS as XLCOST
from tests.bench.measure import Measured, measure_job
from xlcost.workbook.reader import open_workbook

ENTRIES = 120


def test_every_row_is_measured_beside_openpyxl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "PATIENCE", 0.0)
    lines = [bench.tiny(tmp_path, ["openpyxl"]), *bench.table(tmp_path, ENTRIES, ["openpyxl"])]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert [row[0] for row in cells] == [
        bench.TINY.text,
        "**120 entries**: inflate the sheet part",
        *(job.text for job in bench.JOBS),
    ]
    assert {len(row) for row in cells} == {len(bench.HEAD[0].strip("|").split("|"))}
    compared = {job.text for job in bench.JOBS if job.compared} | {bench.TINY.text}
    assert {row[0] for row in cells if row[4] and float(row[5]) > 0} == compared


def test_a_comparator_that_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "COMPARATORS", ("openpyxl", "no_such_library"))
    assert bench.installed() == ["openpyxl"]
    assert "no_such_library is not installed" in capsys.readouterr().out


def test_a_side_that_does_other_work_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "PATIENCE", 0.0)

    def short(who: str, job: str, book: Path) -> Measured:
        found = measure_job(who, job, book)
        return replace(found, rows=found.rows - (who == "openpyxl"))

    monkeypatch.setattr(bench, "measure_job", short)
    with pytest.raises(RuntimeError, match="read: openpyxl made 119 rows, xlcost 120"):
        list(bench.table(tmp_path, ENTRIES, ["openpyxl"], ["read"]))


def test_the_workbook_holds_as_many_entries_as_asked_for(tmp_path: Path) -> None:
    book = tmp_path / f"ledger{ENTRIES}.xlsx"
    big_book(book, ENTRIES)
    assert entries_in(book) == ENTRIES
    sheet = openpyxl.load_workbook(book)["GL Entries"]
    assert (sheet.max_row, sheet.max_column) == (ENTRIES + 1, 12)
    assert sheet.tables["gl_entries"].ref == f"A1:L{ENTRIES + 1}"


def test_both_sides_write_the_same_figures(tmp_path: Path) -> None:
    book = tmp_path / f"ledger{ENTRIES}.xlsx"
    big_book(book, ENTRIES)
    XLCOST["add_result"](book)()
    result = tmp_path / f"ledger{ENTRIES}result.xlsx"
    for jobs in (XLCOST, OPENPYXL):
        assert jobs["rewrite"](result)() == 10_000
    found = [_figures(result.with_suffix(suffix)) for suffix in (".xlcost.xlsx", ".openpyxl.xlsx")]
    assert found[0] == found[1]


def _figures(book: Path) -> list[list[float]]:
    file = open_workbook(book)
    place = next(table for table in file.tables() if table.name == "bench_result")
    return [[float(str(cell)) for cell in column] for column in file.read(place, range(1, 6)).cells.values()]
