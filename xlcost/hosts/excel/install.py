"""Where Excel on Windows looks for add-ins, and the settings that xlwings reads beside ours."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from xlcost.hosts.excel.build import CannotBuild, build

NAME, SETTINGS = "xlcost.xlam", "xlwings.conf"


def addins_folder(environment: Mapping[str, str]) -> Path:
    """Excel's folder of the user's add-ins. Raises `CannotBuild` where there is no Excel for Windows."""
    roaming = environment.get("APPDATA", "")
    if not roaming:
        raise CannotBuild(
            "this is no Windows, where the add-in with macros works; on Mac and web use: xlcost addin serve"
        )
    return Path(roaming) / "Microsoft" / "AddIns"


def settings(interpreter: str) -> str:
    """`xlwings.conf`: which Python answers, and nothing of the workbook's folder on its path."""
    given = {"INTERPRETER_WIN": interpreter, "ADD_WORKBOOK_TO_PYTHONPATH": "False", "SHOW CONSOLE": "False"}
    return "".join(f'"{name}","{value}"\r\n' for name, value in given.items())


def install(environment: Mapping[str, str], interpreter: str = sys.executable) -> Path:
    """Build the add-in into Excel's folder, with its settings beside it; returns where it is."""
    folder = addins_folder(environment)
    folder.mkdir(parents=True, exist_ok=True)
    build(folder / NAME)
    (folder / SETTINGS).write_text(settings(interpreter), encoding="utf-8", newline="")
    return folder / NAME
