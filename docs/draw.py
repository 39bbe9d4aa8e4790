"""Draws sheets of a workbook as pictures for the docs, through LibreOffice Calc as a reader sees them.

    python -m docs.draw BOOK.xlsx SHEET PICTURE.png [--columns A:H] [--rows 24]

Runs Calc's own Python for the drawing, then pdftoppm, then cuts the white margin off.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.office import soffice
from xlcost.hosts.calc.install import install
from xlcost.hosts.calc.office import profile

_SYSTEM_PYTHON = "/usr/bin/python3"
_PATH = "/usr/bin:/bin"


def draw(
    book: Path, sheet: str, picture: Path, columns: str = "", rows: int = 0, dpi: int = 110, *, functions: bool = False
) -> None:
    """One sheet (or a corner of it) as a PNG file; `functions`: Calc has our add-in."""
    with tempfile.TemporaryDirectory(prefix="xlcost-draw-") as folder:
        pdf, home = Path(folder) / "sheet.pdf", {"HOME": folder}
        if functions:
            install({**os.environ, **home})
        script = Path(__file__).with_name("draw_in_calc.py")
        arguments = [
            _SYSTEM_PYTHON,
            str(script),
            soffice(),
            str(profile(home)),
            str(book.resolve()),
            sheet,
            columns,
            str(rows),
            str(pdf),
        ]
        subprocess.run(arguments, check=True, env={**os.environ, "PATH": _PATH}, timeout=180)
        page = Path(folder) / "page"
        subprocess.run(
            ["pdftoppm", "-png", "-r", str(dpi), "-f", "1", "-l", "1", "-singlefile", str(pdf), str(page)], check=True
        )
        trim(page.with_suffix(".png"), picture)


def trim(page: Path, picture: Path) -> None:
    """Cut the white margin off a picture and save it small."""
    from PIL import Image, ImageChops

    image = Image.open(page).convert("RGB")
    box = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    if box:
        left, top, right, bottom = box
        corner = min(right + 8, image.width), min(bottom + 8, image.height)
        image = image.crop((max(left - 8, 0), max(top - 8, 0), *corner))
    picture.parent.mkdir(parents=True, exist_ok=True)
    image.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(picture, optimize=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("book", type=Path)
    parser.add_argument("sheet")
    parser.add_argument("picture", type=Path)
    parser.add_argument("--columns", default="", help="columns to show, as A:H,K")
    parser.add_argument("--rows", type=int, default=0, help="rows to show; 0 = all")
    parser.add_argument("--dpi", type=int, default=110)
    found = parser.parse_args()
    draw(found.book, found.sheet, found.picture, found.columns, found.rows, found.dpi)


if __name__ == "__main__":
    sys.exit(main())
