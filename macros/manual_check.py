"""The ten minutes that only Excel itself can answer, with expected values of the golden table of the tests."""

from __future__ import annotations

from typing import Any

from tests.hosts.golden import CALLS, GoldenCall
from xlcost.functions.registry import PREFIX
from xlcost.hosts.excel.ribbon import BUTTONS

_STEPS = """# Ten minutes in Excel

What cannot be checked without Excel. Tick each line; write down Excel's version and language, and whatever differed.
Commands are typed in the folder of this project, with its Python (`.venv\\Scripts\\activate` on Windows).

Formulas below are written as an English Excel takes them. Where your Excel has a decimal comma, write `;` between
arguments, a comma in `2,345`, and inside braces the signs of your Excel.

## 1. Windows: the add-in

1. Close Excel. `pip install ".[addin]"`, then `xlcost addin install`: it prints where the add-in is.
2. Start Excel: File, Options, Add-ins, Manage *Excel Add-ins*, Go, tick **Xlcost**, OK. Excel asks no question and
   repairs nothing, and there is a tab **xlcost** with {buttons} buttons: {labels}. Close Excel and start it again:
   the tab is still there.
3. `xlcost doctor`: every line says ok.
4. In an empty workbook enter the formulas below, each into a free cell with a few free cells below it. Each shows the
   value beside it; `#N/A`, `#NUM!` and `#VALUE!` are real errors: `=ISERROR(...)` around them is TRUE.
5. Select a cell that shows an error, for instance that of `=XLCOST_ROUNDHALF("abc")`, and press **Explain Cell**: a
   sentence says why.
6. Select a cell with `=XLCOST_ROUNDHALF(2.345)` and press Shift+F3: the function and both arguments have
   descriptions. Press Shift+F3 in an empty cell: the list of categories has xlcost.
7. `xlcost new-workbook live.xlsx --functions excel-macros`, open live.xlsx, sheet Live WIP: press Ctrl+Alt+F9; the
   figures stay 300.00, 450.00, 300.00 in the row Cost Value, and no cell shows `#NAME?`. Type POC over Cost Value:
   the row changes at once, and shows what the row POC shows.

| formula | shows |
|---|---|
{rows}

Dates show as numbers until the cell is formatted as a date. A column spills downwards; in Excel 2019 and older select
as many cells first and finish with Ctrl+Shift+Enter.

## 2. Windows: the buttons

1. Copy `samples/period-end.xlsx` to a folder on this computer that OneDrive does not watch, open the copy, and press
   **Dry Run** on the tab xlcost: a message tells what a run would do, and the file's date has not changed.
2. **Run the Period End**: the workbook closes and opens again, a message names what was written, and beside the copy
   lies a backup with date and time in its name.
3. On sheet Cost Entries select any cell of a row. **Explain Cell** tells how the entry came about; **Go to Source
   Row** selects its row on GL Entries.
4. On sheet Skipped Entries select a row, **Go to Source Row**: the skipped row is selected.
5. **Undo Last Run**: the workbook opens again without the sheets of the run.

## 3. Windows, Mac and web: the Office add-in

1. `xlcost addin serve`, and leave that window open. Trust the certificate and add `manifest.xml` as `docs/excel.md`
   says under *Mac and web*; start Excel again.
2. In an empty workbook `=XLCOST.ROUNDHALF(2.345)` shows 2.35. Fill it down 1,000 rows: done in a blink.
3. `xlcost new-workbook live.xlsx --functions office-addin`, open live.xlsx (on the web: upload it): what section 1,
   line 7 says of Live WIP holds here, too. If cells show `#NAME?`, write down how a cell of step 2 reads after saving
   that workbook: unzip it and look into `xl/worksheets/sheet1.xml`.
4. Open a copy of `samples/period-end.xlsx`; Home, **Period End**: a pane opens. **Dry run** lists the steps, and no
   sheet has changed; **Run**: sheet Run Log has a row for each step, the totals row of Cost Entries holds formulas, and
   a click on a number in column Row of Skipped Entries leads to the skipped row. Press a place in the pane: its row is
   selected. **Undo last run**: the sheets of the run are gone. **Run** again, type something into a cell of Cost
   Entries, **Undo last run**: refused, with that cell.
5. Stop the server with Ctrl+C and press Ctrl+Alt+F9: cells with functions show `#N/A`, and hovering over one says to
   start `xlcost addin serve`.
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
