"""The ten minutes that only Excel itself can answer, with expected values of the golden table of the tests."""

from __future__ import annotations

from typing import Any

from tests.hosts.golden import CALLS, GoldenCall
from xlcost.functions.registry import PREFIX
from xlcost.hosts.excel.ribbon import BUTTONS

_STEPS = """# Ten minutes in Excel

What cannot be checked without Excel. Tick each line; write down Excel's version and what differed.

## 1. Windows: the add-in

1. `pip install "xlcost[addin]"`, then `xlcost addin build xlcost.xlam` and `xlcost addin install`.
2. `xlcost doctor`: every line says ok.
3. Start Excel. It opens without a repair prompt, and there is a tab **xlcost** with {buttons} buttons: {labels}.
4. In an empty workbook enter the formulas below. Each shows the value beside it; `#N/A`, `#NUM!` and `#VALUE!` are
   real errors: `=ISERROR(...)` around them is TRUE.
5. Select a cell that shows an error and press **Explain Cell**: a sentence says why.
6. Press Shift+F3 on a formula: the function and its arguments have descriptions; the category is xlcost.

| formula | shows |
|---|---|
{rows}

Dates show as numbers until the cell is formatted as a date. A column spills downwards; in Excel 2019 and older select
as many cells and finish with Ctrl+Shift+Enter.

## 2. Windows: the buttons

1. Copy `samples/period-end.xlsx`, open the copy, press **Dry Run**: a report, and the file's date has not changed.
2. **Run the Period End**: the workbook closes and opens again, the report names what was written, a backup lies beside.
3. Select a row of Cost Entries, **Explain Cell** and **Go to Source Row**: the G/L entry is selected.
4. Select a row of Skipped Entries, **Go to Source Row**: the skipped row is selected.
5. **Undo Last Run**: the sheets of the run are gone.

## 3. Windows, Mac and web: the Office add-in

1. `xlcost addin serve`; trust the certificate as it tells you; sideload `manifest.xml` as `docs/excel.md` says.
2. `=XLCOST.ROUNDHALF(2.345)` shows 2.35. Fill it down 1,000 rows: done in a blink.
3. Open the task pane on the copy of the sample, **Dry run**, then **Run**: sheet Run Log has a row an operation.
4. Stop the server, recalculate: cells show `#N/A` with the hint to start `xlcost addin serve`.
"""


def manual_check() -> str:
    """`MANUAL_CHECK.md`."""
    rows = "\n".join(f"| `{_in_table(_formula(each))}` | {_shown(each.answer)} |" for each in _chosen())
    labels = ", ".join(button.label for button in BUTTONS)
    return _STEPS.format(buttons=len(BUTTONS), labels=labels, rows=rows)


def _in_table(text: str) -> str:
    return text.replace("|", "\\|")


def _chosen() -> list[GoldenCall]:
    """Calls that fit into one formula: no named ranges, no error among the arguments."""
    return [each for each in CALLS if not any(each.ranges) and all(map(_typed, each.arguments))]


def _typed(value: Any) -> bool:
    if isinstance(value, list):
        return all(_typed(cell) and cell is not None for row in value for cell in row)
    return not isinstance(value, dict)


def _formula(call: GoldenCall) -> str:
    return f"={PREFIX}_{call.function}({','.join(map(_argument, call.arguments))})"


def _argument(value: Any) -> str:
    if isinstance(value, list):
        return "{" + ";".join(",".join(map(_argument, row)) for row in value) + "}"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if value is None:
        return ""
    return str(value).upper() if isinstance(value, bool) else f"{value:.10g}"


def _shown(answer: Any) -> str:
    if isinstance(answer, list):
        return ", ".join(map(_shown, answer)) + " (below each other)"
    if isinstance(answer, dict):
        return str(answer["error"])
    if isinstance(answer, float):
        return f"{answer:.10g}"
    return str(answer).upper() if isinstance(answer, bool) else str(answer)
