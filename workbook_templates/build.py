"""Builds the ready-made templates, one an area: `python -m workbook_templates.build`. A test keeps them current."""

from __future__ import annotations

from pathlib import Path

from xlcost.areas import AREAS
from xlcost.templates import empty_tables, guide, tables_of
from xlcost.workbook.template import new_workbook

FOLDER = Path(__file__).parent


def build(area: str, path: Path) -> None:
    """The template of one area; a file that is there is replaced."""
    infos = tables_of([area])
    path.unlink(missing_ok=True)
    new_workbook(path, empty_tables(infos), guide(infos))


def main() -> None:
    """Build all templates."""
    for area in AREAS:
        build(area, FOLDER / f"{area}.xlsx")


if __name__ == "__main__":
    main()
