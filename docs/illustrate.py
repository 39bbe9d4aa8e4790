"""Draws the pictures of the docs anew from the samples: `python -m docs.illustrate [NAME]`. Needs Calc, pdftoppm."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from docs.draw import draw
from docs.task_pane import draw_task_pane
from samples import projects

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
RUN_TIME = "2026-01-08T09:30:00"


@dataclass(frozen=True)
class Picture:
    """A corner of one sheet of a sample after a run."""

    name: str
    sample: str
    sheet: str
    columns: str = ""
    rows: int = 0
    dpi: int = 110
    functions: bool = False
    """Calc has the worksheet functions."""


ALL = (
    Picture("skipped-entries", "period-end.xlsx", "Skipped Entries", "D:E,G:K", 38, dpi=80),
    Picture("cost-entries", "period-end.xlsx", "Cost Entries", "A:M", 22),
    Picture("cost-reconciliation", "period-end.xlsx", "Cost Reconciliation", "A:K,O:P", dpi=90),
    Picture("cost-statement", "period-end.xlsx", "Cost Statement"),
    Picture("cost-registers", "cost-accounting.md", "Cost Registers", "A:B,F:L,N,P:R"),
    Picture("cost-allocation-matrix", "cost-accounting.md", "Cost Allocation Matrix"),
    Picture("cost-allocation-rest", "cost-accounting.md", "Cost Allocation Rest", "A:K"),
    Picture("cost-allocation-list", "cost-accounting.md", "Cost Allocation List", "A:B,D,F,H:N,O:Q,T:U", 18),
    Picture("cost-allocation-solution", "ring.xlsx", "Cost Allocation Solution", "A:C,E:K"),
    Picture("cost-statement-budget", "cost-accounting.md", "Cost Statement Budget", dpi=100),
    Picture("cost-balance-budget", "cost-accounting.md", "Cost Balance Budget", "A:B,E:O"),
    Picture("cost-balances", "cost-accounting.md", "Cost Balances"),
    Picture("cost-analysis", "cost-accounting.md", "Cost Analysis", "A:C,E:G"),
    Picture("inventory-skipped", "inventory.xlsx", "Skipped Entries", "D:F,H:K,M:N"),
    Picture("inventory-totals", "inventory.xlsx", "Reconciliation Totals"),
    Picture("inventory-causes", "inventory.xlsx", "Reconciliation Causes"),
    Picture("inventory-valuation", "inventory.xlsx", "Inventory Valuation", "A:L"),
    Picture("inventory-groups", "inventory.xlsx", "Inventory Valuation Groups"),
    Picture("inventory-wip", "inventory.xlsx", "Inventory Valuation WIP"),
    Picture("price-summary", "prices.xlsx", "Price Summary"),
    Picture("price-trace", "prices.xlsx", "Price Trace", "B:C,E:L", 26),
    Picture("wip-statement", "projects.xlsx", "WIP Statement", "A,C:D,G:K,M,O:Q"),
    Picture("wip-to-gl", "projects.xlsx", "WIP to GL"),
    Picture("live-costs", "live-functions.xlsx", "Live Costs", functions=True, dpi=90),
    Picture("live-prices", "live-functions.xlsx", "Live Prices", "A:K", functions=True, dpi=90),
    Picture("guide", "new-workbook", "Guide", "", 30),
)


def main() -> None:
    """Run each sample once and draw the pictures asked for (default: all)."""
    wanted = set(sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="xlcost-pictures-") as folder:
        done: dict[str, Path] = {}
        for picture in ALL:
            if not wanted or picture.name in wanted:
                if picture.sample not in done:
                    done[picture.sample] = _run(picture.sample, Path(folder))
                book = done[picture.sample]
                draw(
                    book, picture.sheet, PICTURES / f"{picture.name}.png", picture.columns, picture.rows, picture.dpi,
                    functions=picture.functions,
                )  # fmt: skip
        if not wanted or "task-pane" in wanted:
            draw_task_pane(PICTURES / "task-pane.png")


def commands_of(page: str) -> list[list[str]]:
    """Arguments of every `run-workbook` that a page of the docs tells, in its order."""
    text = (ROOT / "docs" / page).read_text()
    return [shlex.split(line) for line in re.findall(r"^ +run-workbook (\S.*)$", text, re.MULTILINE)]


def _run(sample: str, folder: Path) -> Path:
    if sample == "new-workbook":
        path = folder / "new-workbook.xlsx"
        _xlcost(folder, "new-workbook", str(path), "--area", "cost_accounting")
        return path
    if sample in ("cost-accounting.md", "ring.xlsx"):
        return _told("cost-accounting.md", folder) / ("ring.xlsx" if sample == "ring.xlsx" else "closed.xlsx")
    if sample == "live-functions.xlsx":
        return ROOT / "workbook_templates" / sample
    path = folder / sample
    shutil.copy(ROOT / "samples" / sample, path)
    if sample == projects.SAMPLE.name:
        _three_months(path)
    _xlcost(folder, "run-workbook", str(path))
    return path


def _three_months(path: Path) -> None:
    """The story of the projects sample up to the listing of March."""
    for period_end, statuses in projects.MONTHS:
        projects.begin_month(path, period_end, statuses)
        _xlcost(path.parent, "run-workbook", str(path))
    _xlcost(path.parent, "run-workbook", str(path), "--operation", "report", "-p", "report=wip_to_gl")


def _told(page: str, folder: Path) -> Path:
    """A folder in which everything that the page tells was done. It begins with the first run of the sample."""
    place = folder / page.removesuffix(".md")
    if not place.exists():
        shutil.copytree(ROOT / "samples", place / "samples", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        _xlcost(place, "run-workbook", "samples/period-end.xlsx", "--output", "closed.xlsx")
        for arguments in commands_of(page):
            _xlcost(place, "run-workbook", *arguments)
            if "batch=ACCRUALS" in arguments:  # the mistake
                _xlcost(place, "run-workbook", *arguments)
    return place


def _xlcost(folder: Path, *arguments: str) -> None:
    settings = ["--run-time", RUN_TIME, "--quiet"] if arguments[0] == "run-workbook" else []
    line = [sys.executable, "-m", "xlcost", *arguments, *settings]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(line, cwd=folder, check=False, capture_output=True, env=environment)


if __name__ == "__main__":
    main()
