"""The golden calls as cells of a workbook: one sheet a range, one sheet with the formulas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from tests.hosts.golden import CALLS, RANGES, GoldenCall
from xlcost.hosts.formulas import respelled

SHEET = "Calls"


def literal(value: Any) -> str:
    """A value as it stands in a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        doubled = value.replace('"', '""')
        return f'"{doubled}"'
    if isinstance(value, list):
        return "{" + ";".join(",".join(map(literal, row)) for row in value) + "}"
    return str(value["error"]) if isinstance(value, dict) else repr(value)


def formula(golden: GoldenCall, spelling: str = "canonical") -> str:
    """The call as a formula; ranges are references to their sheets."""
    parts = [
        f"{name}!{xl_range_abs(0, 0, len(RANGES[name]) - 1, len(RANGES[name][0]) - 1)}" if name else literal(value)
        for name, value in zip(golden.ranges, golden.arguments, strict=True)
    ]
    return respelled(f"=XLCOST.{golden.function}({','.join(parts)})", spelling)


def golden_workbook(path: Path, calls: Sequence[GoldenCall] = CALLS, spelling: str = "canonical") -> list[int]:
    """Write the workbook; the first row of each answer, counted from 0. A column is an array formula."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(SHEET)
    for name, rows in RANGES.items():
        cells = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    cells.write(number, column, value)
    starts, at = [], 0
    for golden in calls:
        starts.append(at)
        if isinstance(golden.answer, list):
            last = at + len(golden.answer) - 1
            sheet.write_array_formula(at, 0, last, 0, f"{{{formula(golden, spelling)}}}", None, "")
            at = last + 1
        else:
            sheet.write_formula(at, 0, formula(golden, spelling), None, "")
            at += 1
    book.close()
    return starts


def answers(column: Sequence[Any], starts: Sequence[int], calls: Sequence[GoldenCall] = CALLS) -> list[Any]:
    """The answers of the calls out of the cells of the column."""
    return [
        [[cell] for cell in column[start : start + len(golden.answer)]]
        if isinstance(golden.answer, list)
        else column[start]
        for start, golden in zip(starts, calls, strict=True)
    ]
