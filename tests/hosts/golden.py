"""The golden table of calls and answers, the same for every host."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PATH = Path(__file__).with_name("golden.json")
_EPOCH = dt.date(1899, 12, 30)
Rows = list[list[Any]]
"""Cells as a sheet holds them: float, str, bool, None; an error as `{"error": "#N/A"}`."""


@dataclass(frozen=True)
class GoldenCall:
    """One call: arguments as cells or rows of cells, dates as serial numbers."""

    number: int
    function: str
    arguments: Sequence[Any]
    answer: Any
    ranges: tuple[str, ...]
    """Per argument the name of the range it is, blank for others."""

    @property
    def name(self) -> str:
        """For test ids."""
        return f"{self.number}-{self.function}"

    def is_answer(self, found: Any) -> bool:
        """Whether a host's answer is the golden one: a value, an error's text, or rows of cells for a column."""
        if isinstance(self.answer, list):
            rows = [row if isinstance(row, list | tuple) else [row] for row in found] if _is_rows(found) else []
            return len(rows) == len(self.answer) and all(
                len(row) == 1 and _same(cell, row[0]) for cell, row in zip(self.answer, rows, strict=True)
            )
        if _is_rows(found) and len(found) == 1 and len(found[0]) == 1:
            found = found[0][0]
        return _same(self.answer, found)


def _is_rows(found: Any) -> bool:
    return isinstance(found, list | tuple)


def _same(wanted: Any, found: Any) -> bool:
    error = getattr(found, "text", None) or (found.get("error") if isinstance(found, dict) else None)
    if isinstance(wanted, dict):
        # some hosts show an error as its text
        return bool(wanted["error"] == (error or found))
    if isinstance(wanted, bool):
        # Calc has no flags of its own: TRUE is 1
        return not isinstance(found, str) and found == wanted
    if isinstance(wanted, int | float):
        return isinstance(found, int | float) and not isinstance(found, bool) and abs(found - wanted) < 1e-9
    return bool(found == wanted)


def _cell(value: Any) -> Any:
    if isinstance(value, dict) and "date" in value:
        return float((dt.date.fromisoformat(value["date"]) - _EPOCH).days)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def _load() -> tuple[dict[str, Rows], list[GoldenCall]]:
    table = json.loads(_PATH.read_text())
    ranges = {name: [[_cell(cell) for cell in row] for row in rows] for name, rows in table["ranges"].items()}
    calls = []
    for number, each in enumerate(table["calls"]):
        names = tuple(value.get("range", "") if isinstance(value, dict) else "" for value in each["arguments"])
        arguments = [
            ranges[name]
            if name
            else [[_cell(cell) for cell in row] for row in value]
            if _is_rows(value)
            else _cell(value)
            for name, value in zip(names, each["arguments"], strict=True)
        ]
        answer = [_cell(cell) for cell in each["answer"]] if _is_rows(each["answer"]) else _cell(each["answer"])
        calls.append(GoldenCall(number, each["function"], arguments, answer, names))
    return ranges, calls


RANGES, CALLS = _load()
