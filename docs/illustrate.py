"""Draws every picture of the docs anew from the samples: `python -m docs.illustrate [NAME]`. Needs Calc and pdftoppm."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from docs.draw import draw

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


ALL = (
    Picture("skipped-entries", "period-end.xlsx", "Skipped Entries", "D:L", 34),
    Picture("cost-entries", "period-end.xlsx", "Cost Entries", "A:M", 22),
    Picture("cost-reconciliation", "period-end.xlsx", "Cost Reconciliation", "A:H,L:P"),
    Picture("cost-statement", "period-end.xlsx", "Cost Statement"),
    Picture("guide", "new-workbook", "Guide", "", 30),
)


def main() -> None:
    """Run each sample once and draw the pictures asked for (default: all)."""
    wanted = set(sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="xlcost-pictures-") as folder:
        done: dict[str, Path] = {}
        for picture in ALL:
            if not wanted or picture.name in wanted:
                book = done.setdefault(picture.sample, _run(picture.sample, Path(folder)))
                draw(book, picture.sheet, PICTURES / f"{picture.name}.png", picture.columns, picture.rows)


def _run(sample: str, folder: Path) -> Path:
    path = folder / sample
    if path.exists():
        return path
    if sample == "new-workbook":
        path = path.with_suffix(".xlsx")
        if not path.exists():
            _xlcost("new-workbook", str(path), "--area", "cost_accounting")
        return path
    shutil.copy(ROOT / "samples" / sample, path)
    _xlcost("run-workbook", str(path), "--run-time", RUN_TIME, "--quiet")
    return path


def _xlcost(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "xlcost", *arguments], cwd=ROOT, check=False, capture_output=True)


if __name__ == "__main__":
    main()
