"""Input made to exhaust memory or time, or to make the reader fetch what it should not."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.hostile.test_files_that_are_none import ROWS, good_with, refusal_of
from tests.workbook.handmade import MAIN, all_places, one_sheet, parts_of, saved, worksheet, zipped
from xlcost.workbook.limits import MAX_PARTS, WorkbookRefused
from xlcost.workbook.model import RawTable
from xlcost.workbook.package import Package
from xlcost.workbook.reader import WorkbookReader, open_workbook

MEGABYTE = 1 << 20


@contextmanager
def at_most(megabytes: int, seconds: float) -> Iterator[None]:
    tracemalloc.start()
    started = time.monotonic()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < megabytes * MEGABYTE
        assert time.monotonic() - started < seconds
    finally:
        tracemalloc.stop()


def with_size(content: bytes, name: bytes, size: int) -> bytes:
    """The zip file with a part that claims another unpacked size."""
    changed = bytearray(content)
    for signature, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        local = changed.find(signature)
        while changed[local + name_at : local + name_at + len(name)] != name:
            local = changed.find(signature, local + 4)
        struct.pack_into("<L", changed, local + size_at, size)
    return bytes(changed)


def deflated_blanks(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = [packer.compress(b" " * MEGABYTE) for _ in range(megabytes)]
    return b"".join([*packed, packer.flush()])


def test_a_bomb_that_says_so(tmp_path: Path) -> None:
    buffer = io.BytesIO(zipped(good_with()))
    with (
        zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/image1.png", "w") as part,
    ):
        for _ in range(101):
            part.write(bytes(MEGABYTE))
    content = buffer.getvalue()
    with at_most(20, 5):
        assert refusal_of(tmp_path, content) == "FILE_TOO_LARGE"


@pytest.mark.parametrize("claim", [10, 5000, 0])
def test_a_bomb_with_a_lying_size(claim: int, tmp_path: Path) -> None:
    """60 MB of blanks in a sheet that claims a few bytes: no more is unpacked than it claims."""
    sheet = worksheet(ROWS, after=" " * (60 * MEGABYTE))
    content = with_size(zipped(good_with(sheet=sheet)), b"xl/worksheets/sheet1.xml", claim)
    del sheet
    with at_most(20, 5):
        assert refusal_of(tmp_path, content) == "FILE_DAMAGED"


def test_more_claimed_than_there_is(tmp_path: Path) -> None:
    content = with_size(zipped(good_with()), b"xl/worksheets/sheet1.xml", 50 * MEGABYTE)
    with at_most(20, 5):
        assert refusal_of(tmp_path, content) == "FILE_DAMAGED"


def test_too_many_parts(tmp_path: Path) -> None:
    content = zipped({**good_with(), **{f"x/{number}": "" for number in range(MAX_PARTS)}})
    with at_most(60, 10):
        assert refusal_of(tmp_path, content) == "FILE_TOO_LARGE"


def test_a_count_of_parts_that_lies(tmp_path: Path) -> None:
    content = bytearray(zipped(good_with()))
    struct.pack_into("<H", content, len(content) - 12, 9_999)
    assert refusal_of(tmp_path, bytes(content)) == "FILE_DAMAGED"


ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x SYSTEM "file:///etc/passwd">'
PARTS = [
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
]
PARTS += ["xl/sharedStrings.xml", "xl/tables/table1.xml", "xl/worksheets/_rels/sheet1.xml.rels", "customXml/item1.xml"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("doctype", [ENTITY, EXTERNAL, "<!DOCTYPE x>"], ids=["entities", "external", "bare"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_document_type_definitions_in_any_part(part: str, doctype: str, encoding: str, tmp_path: Path) -> None:
    parts = {**good_with(), "customXml/item1.xml": "<a/>"}
    text = parts[part]
    assert isinstance(text, str)
    declaration, _, body = text.rpartition("?>\n")
    declaration = declaration and declaration.replace("UTF-8", "UTF-16" if "16" in encoding else "UTF-8") + "?>\n"
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    parts[part] = f"{mark}{declaration}<!-- {'x' * 9000} -->{doctype}{body}".encode(encoding)
    assert refusal_of(tmp_path, zipped(parts)) == "FILE_DTD"


def test_entities_that_nobody_declared(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, zipped(good_with(sheet=worksheet(ROWS.replace("Key", "&boom;"))))) == "FILE_BROKEN_XML"


def _table(content: bytes, plain_from: int) -> RawTable:
    book = WorkbookReader(Package(content, "Book.xlsx"), plain_from)
    (place,) = all_places(book)
    return book.read(place, [place.columns[0].index, place.columns[-1].index])


@pytest.mark.parametrize("plain_from", [0, 1 << 60], ids=["plain", "general"])
def test_cells_far_apart(plain_from: int) -> None:
    content = one_sheet(
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row><row r="1048576"><c r="XFD1048576"><v>3</v></c></row>'
    )
    with at_most(20, 5):
        table = _table(content, plain_from)
    assert table.rows == [1048576]
    assert list(table.cells) == [1, 16384]


@pytest.mark.parametrize("plain_from", [0, 1 << 60], ids=["plain", "general"])
def test_many_styled_blanks(plain_from: int) -> None:
    blanks = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(3, 60_000))
    content = one_sheet(ROWS + blanks)
    with at_most(30, 30):
        assert _table(content, plain_from).rows == [2]


SHAPES: dict[str, Callable[[], str]] = {
    "deep nesting": lambda: "<extLst>" * 200_000 + "</extLst>" * 200_000,
    "one endless row": lambda: '<row r="9">' + "<c/>" * 16_384 + "</row>",
    "a text without end": lambda: f'<row r="9"><c r="A9" t="str"><v>{"x" * 20 * MEGABYTE}</v></c></row>',
    "almost rows": lambda: "</row" * 10 + "<row r=" * 10,
    "many attributes": lambda: "<row " + " ".join(f'a{number}="1"' for number in range(50_000)) + ' r="9"/>',
    "comments like rows": lambda: "<!-- </row> -->" * 100_000,
    "entities without end": lambda: f'<row r="9"><c r="A9" t="str"><v>{"&amp;" * 300_000}</v></c></row>',
    "white space": lambda: " " * (10 * MEGABYTE),
}
BROKEN_SHAPES = {"almost rows"}


@pytest.mark.parametrize("plain_from", [0, 1 << 60], ids=["plain", "general"])
@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_that_take_long_elsewhere(shape: str, plain_from: int) -> None:
    content = zipped(parts_of({"Data": worksheet(ROWS + SHAPES[shape]())}))
    with at_most(200, 30):
        outcome = _outcome(content, plain_from)
    assert outcome == ("FILE_BROKEN_XML" if shape in BROKEN_SHAPES else "read")


def _outcome(content: bytes, plain_from: int) -> str:
    try:
        _table(content, plain_from)
    except WorkbookRefused as refusal:
        return refusal.code
    return "read"


def test_a_number_with_a_million_digits(tmp_path: Path) -> None:
    rows = ROWS.replace("<v>1</v>", f"<v>{'9' * 1_000_000}</v>") + '<row r="3"><c r="A3"><v>1E+400</v></c></row>'
    book = open_workbook(saved(tmp_path, one_sheet(rows)))
    values = book.read(all_places(book)[0], [1]).cells[1]
    assert [type(value).__name__ for value in values] == ["CellError", "CellError"]


def test_a_count_of_strings_that_lies(tmp_path: Path) -> None:
    strings = f'<sst xmlns="{MAIN}" count="4000000000" uniqueCount="4000000000"><si><t>a</t></si></sst>'
    book = open_workbook(saved(tmp_path, zipped(good_with(strings=strings))))
    with at_most(20, 5):
        assert book.read(all_places(book)[0], [1]).rows == [2]
