"""Who may import whom (docs/architecture.md)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "xlcost"
AREAS = ("cost_accounting", "inventory", "prices", "projects")
CORE = (
    "cells", "rules", "tables", "catalogue", "problems", "books", "operations", "parameters", "context", "exchange",
    "reporting_currency",
)  # fmt: skip
MAY_KNOW: dict[str, tuple[str, ...]] = {
    "cells": (),
    "rules": ("cells",),
    "tables": ("cells", "rules"),
    "catalogue": (),
    "problems": ("cells", "rules", "catalogue"),
    "books": ("cells", "rules", "tables", "problems"),
    "parameters": ("cells", "tables"),
    "operations": ("books", "parameters", "problems", "tables", "cells"),
    "context": CORE,
    "exchange": CORE,
    "reporting_currency": CORE,
    "workbook": ("cells", "problems"),
    "loading": (*CORE, "workbook.model"),
    "locating": (*CORE, "workbook.model"),
    "unchanged": (*CORE, "workbook.model"),
    "links": (*CORE, "workbook.model"),
    "changes": (*CORE, "links", "loading", "unchanged", "workbook.model"),
    **dict.fromkeys(AREAS, CORE),
    "functions": (*CORE, *AREAS, "areas", "loading", "workbook.model"),
}
OUTSIDE = {
    "xlwings",
    "os",
    "time",
    "subprocess",
    "socket",
    "random",
    "locale",
    "getpass",
    "lxml",
    "zipfile",
    "openpyxl",
}
"""What the inner rooms must not touch: files, hosts, the clock, chance."""
INNER = ("rules", "tables", "books", "operations", "context", "exchange", "reporting_currency", *AREAS)


def _modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_what_it_may(path: Path) -> None:
    room = _room(path)
    allowed = (room, *MAY_KNOW[room]) if room in MAY_KNOW else None
    for name in _imports(path):
        top = name.split(".")[0]
        if room in INNER:
            assert top not in OUTSIDE, f"{path.name} imports {name}"
        if top == "xlcost" and name != "xlcost.__version__" and allowed is not None:
            rest = name.removeprefix("xlcost.")
            assert any(rest == each or rest.startswith(f"{each}.") for each in allowed), f"{path.name} imports {name}"


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in _modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > 60
    ]
    assert not long
