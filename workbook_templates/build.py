"""Builds the templates, one an area, and the example of live functions: `python -m workbook_templates.build`.

A test keeps them current.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from workbook_templates import example
from xlcost import live_sheets
from xlcost.areas import AREAS
from xlcost.templates import tables_of

FOLDER = Path(__file__).parent


def build(area: str, path: Path) -> None:
    """The template of one area; a file that is there is replaced."""
    path.unlink(missing_ok=True)
    live_sheets.new_workbook(path, tables_of([area]))


FILES: Mapping[str, Callable[[Path], None]] = {
    **{f"{area}.xlsx": partial(build, area) for area in AREAS},
    "live-functions.xlsx": example.build,
}
"""File -> what makes it."""


def main() -> None:
    """Build all of them."""
    for name, made in FILES.items():
        made(FOLDER / name)


if __name__ == "__main__":
    main()
