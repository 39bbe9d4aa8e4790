"""`python -m macros.generate`: the files of this folder, printed from the functions and buttons of xlcost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from macros.manual_check import manual_check
from xlcost.hosts.excel.ribbon import buttons_module, ribbon_xml
from xlcost.hosts.excel.vba import functions_module, help_module

FOLDER = Path(__file__).parent
FILES: Mapping[str, Callable[[], str]] = {
    "XlcostFunctions.bas": functions_module,
    "XlcostHelp.bas": help_module,
    "XlcostButtons.bas": buttons_module,
    "customUI14.xml": ribbon_xml,
    "MANUAL_CHECK.md": manual_check,
}
"""File -> what prints it."""


def main() -> None:
    """Write every file that the generator prints."""
    for name, printed in FILES.items():
        (FOLDER / name).write_bytes(printed().encode())


if __name__ == "__main__":
    main()
