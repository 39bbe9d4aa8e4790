"""A period-end workbook of any size, its ledger written as Excel writes it: every text in the shared strings."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from samples.generate import ENTRY_HEADERS, build, entry_rows
from samples.ledger import Line, ledger

_DAY_ZERO = dt.date(1899, 12, 30)
_LETTERS = "ABCDEFGHIJKL"


def big_book(path: Path, entries: int) -> None:
    """The sample company with exactly that many G/L entries of twelve columns."""
    small = path.with_suffix(".small.xlsx")
    build(small, 10, with_faults=False)
    with zipfile.ZipFile(small) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        sheet, table = ledger_parts(source)
        strings = _Strings(source.read("xl/sharedStrings.xml").decode())
        for name in source.namelist():
            if name == sheet:
                info = zipfile.ZipInfo(name, (2026, 1, 8, 9, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                with target.open(info, "w", force_zip64=True) as part:
                    for piece in _sheet(source.read(name).decode(), entry_lines(entries), strings, entries):
                        part.write(piece.encode())
            elif name == table:
                target.writestr(name, re.sub(r'ref="A1:L\d+"', f'ref="A1:L{entries + 1}"', source.read(name).decode()))
            elif name != "xl/sharedStrings.xml":
                target.writestr(name, source.read(name))
        target.writestr("xl/sharedStrings.xml", strings.xml())
    small.unlink()


def ledger_parts(source: zipfile.ZipFile) -> tuple[str, str]:
    """The parts of the ledger: its sheet and its table."""
    table = next(
        name
        for name in source.namelist()
        if name.startswith("xl/tables/") and b'name="gl_entries"' in source.read(name)
    )
    rels = next(
        name for name in source.namelist()
        if name.startswith("xl/worksheets/_rels/") and Path(table).name.encode() + b'"' in source.read(name)
    )  # fmt: skip
    return rels.replace("_rels/", "").removesuffix(".rels"), table


def entry_lines(entries: int) -> Iterator[Line]:
    """As many entries as asked for: year after year of the sample's ledger, each with its own seed."""
    return islice((line for seed in range(10_000) for line in ledger(60_000, seed)), entries)


class _Strings:
    def __init__(self, xml: str) -> None:
        self.items = [f"<si>{item}</si>" for item in re.findall(r"<si>(.*?)</si>", xml, re.DOTALL)]
        self.known: dict[str, int] = {}

    def index(self, text: str) -> int:
        found = self.known.get(text)
        if found is None:
            found = self.known[text] = len(self.items)
            self.items.append(f"<si><t>{escape(text)}</t></si>")
        return found

    def xml(self) -> str:
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        return head + "".join(self.items) + "</sst>"


def _sheet(xml: str, lines: Iterable[Line], strings: _Strings, entries: int) -> Iterator[str]:
    head, rest = xml.split("<sheetData>")
    styles = dict(re.findall(r'<c r="([A-L])2" s="(\d+)"', rest))
    yield re.sub(r'<dimension ref="[^"]*"/>', f'<dimension ref="A1:L{entries + 1}"/>', head) + "<sheetData>"
    yield _row(1, ENTRY_HEADERS, strings, {})
    for number, cells in enumerate(entry_rows(lines), 2):
        yield _row(number, cells, strings, styles)
    yield "</sheetData>" + rest.split("</sheetData>")[1]


def _row(number: int, cells: Iterable[Any], strings: _Strings, styles: dict[str, str]) -> str:
    written = (
        _cell(f"{letter}{number}", cell, strings, styles.get(letter))
        for letter, cell in zip(_LETTERS, cells, strict=True)
    )
    return f'<row r="{number}" spans="1:12">{"".join(written)}</row>'


def _cell(place: str, cell: Any, strings: _Strings, style: str | None) -> str:
    look = f' s="{style}"' if style else ""
    if cell == "":
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}"{look} t="s"><v>{strings.index(cell)}</v></c>'
    value = (cell - _DAY_ZERO).days if isinstance(cell, dt.date) else cell
    return f'<c r="{place}"{look}><v>{value}</v></c>'
