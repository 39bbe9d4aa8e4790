"""The add-in as a file: our modules and the module of xlwings in a macro workbook, with the ribbon tab.

Made by pyOpenVBA, which needs no Excel; the result is built on demand and never kept in the tree.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import tempfile
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from xlcost.hosts.excel.ribbon import PART, RELATION, buttons_module, ribbon_xml
from xlcost.hosts.excel.vba import functions_module, help_module

SUFFIXES = (".xlam", ".xlsm")


class CannotBuild(Exception):  # noqa: N818  a refusal, told to the user
    """Something that the build needs is not there; the sentence says what and how to get it."""


def build(path: Path) -> None:
    """Write the add-in (`.xlam`) or a macro workbook (`.xlsm`). Raises `CannotBuild`."""
    if path.suffix.lower() not in SUFFIXES:
        raise CannotBuild(f"{path.name} is no add-in; name it xlcost.xlam or .xlsm for Excel, .oxt for Calc")
    modules = [xlwings_module(), functions_module(), help_module(), buttons_module()]
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / path.name
        _with_modules(bare, modules)
        _with_ribbon(bare)
        shutil.move(bare, path)


def xlwings_module() -> str:
    """The standalone VBA module of the installed xlwings: its library must be of the same version."""
    found = importlib.util.find_spec("xlwings")
    if found is None or found.origin is None:
        raise CannotBuild('xlwings is not installed; install it with: pip install "xlwings>=0.37,<0.38"')
    text = (Path(found.origin).parent / "xlwings.bas").read_text(encoding="utf-8")
    return "\r\n".join(text.splitlines()) + "\r\n"


def module_name(text: str) -> str:
    """The name that a module gives itself in its first line."""
    match = re.match(r'Attribute VB_Name = "(\w+)"', text)
    assert match, "a module begins with its name"
    return match[1]


def _with_modules(path: Path, modules: list[str]) -> None:
    try:
        from pyopenvba import ExcelFile
    except ImportError:
        raise CannotBuild('pyOpenVBA is not installed; install it with: pip install "xlcost[addin]"') from None
    with ExcelFile.create_new(path) as book:
        project = book.vba_project()
        project.delete_module("Module1")
        for text in modules:
            project.add_module(module_name(text), text)
        book.save()


def _with_ribbon(path: Path) -> None:
    """The part of the ribbon and the relationship that leads to it."""
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    relations = parts["_rels/.rels"].decode()
    ours = f'<Relationship Id="xlcostRibbon" Type="{RELATION}" Target="{PART}"/></Relationships>'
    parts["_rels/.rels"] = relations.replace("</Relationships>", ours).encode()
    parts[PART] = ribbon_xml().encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
