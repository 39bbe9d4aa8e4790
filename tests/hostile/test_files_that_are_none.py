"""Files that are no readable workbook: each gets its own sentence, none a traceback."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from tests.workbook.handmade import (
    all_places,
    one_sheet,
    parts_of,
    relationships,
    saved,
    strings_part,
    table_part,
    worksheet,
    zipped,
)
from xlcost.workbook.limits import WorkbookRefused
from xlcost.workbook.reader import open_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ROWS = '<row r="1"><c r="A1" t="inlineStr"><is><t>Key</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
GOOD = one_sheet(ROWS)


def read_everything(path: Path) -> None:
    book = open_workbook(path)
    for place in all_places(book):
        book.read(place, [column.index for column in place.columns])


def refusal_of(folder: Path, content: bytes, name: str = "Book.xlsx") -> str:
    """Reads all there is and returns the code of the refusal."""
    path = saved(folder, content, name)
    with pytest.raises(WorkbookRefused) as refusal:
        read_everything(path)
    assert name in refusal.value.message
    assert refusal.value.remedy
    assert "\n" not in str(refusal.value)
    return refusal.value.code


FOREIGN = {
    "empty": (b"", "Book.xlsx", "FILE_EMPTY"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "Book.xlsx", "FILE_ENCRYPTED"),
    "xls": (OLE + "Workbook".encode("utf-16-le"), "Book.xls", "FILE_XLS"),
    "xls named xlsx": (OLE + "Workbook".encode("utf-16-le"), "Book.xlsx", "FILE_XLS"),
    "excel 4": (b"\x09\x08\x08\x00\x00\x05\x10\x00" + bytes(99), "Book.xls", "FILE_XLS"),
    "csv": (b"No.;Amount\n1;2\n", "Book.csv", "FILE_CSV"),
    "html export": (b"\xef\xbb\xbf <html><table><tr><td>1</td></tr></table></html>", "Book.xls", "FILE_XML"),
    "xml spreadsheet": (b'<?xml version="1.0"?><Workbook/>', "Book.xml", "FILE_XML"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(99), "Book.xlsx", "FILE_NOT_ZIP"),
    "first half": (GOOD[: len(GOOD) // 2], "Book.xlsx", "FILE_TRUNCATED"),
    "last byte missing": (GOOD[:-1], "Book.xlsx", "FILE_TRUNCATED"),
    "two letters": (b"PK", "Book.xlsx", "FILE_TRUNCATED"),
    "start missing": (b"PK" + GOOD[50:], "Book.xlsx", "FILE_DAMAGED"),
}


@pytest.mark.parametrize(("content", "name", "code"), FOREIGN.values(), ids=FOREIGN)
def test_foreign_formats(content: bytes, name: str, code: str, tmp_path: Path) -> None:
    assert refusal_of(tmp_path, content, name) == code


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "Book.xlsx", "FILE_NOT_FOUND"), (tmp_path, "FILE_IS_FOLDER")):
        with pytest.raises(WorkbookRefused) as refusal:
            open_workbook(path)
        assert refusal.value.code == code


def test_a_file_that_the_system_does_not_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path, GOOD)

    def denied(_self: Path) -> bytes:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(WorkbookRefused) as refusal:
        open_workbook(path)
    assert refusal.value.code == "FILE_NOT_READABLE"


def zip_of(*names_and_contents: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in names_and_contents:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def good_with(**changes: str | bytes | None) -> dict[str, str | bytes]:
    """The parts of a good workbook, some of them replaced (by short name) or taken out."""
    short = {
        "types": "[Content_Types].xml",
        "package_rels": "_rels/.rels",
        "workbook": "xl/workbook.xml",
        "rels": "xl/_rels/workbook.xml.rels",
        "sheet": "xl/worksheets/sheet1.xml",
        "strings": "xl/sharedStrings.xml",
        "table": "xl/tables/table1.xml",
    }
    parts = parts_of({"Data": worksheet(ROWS)}, ["<t>a</t>"], {"Data": [table_part("t", "A1:A2", ["Key"])]})
    for key, content in changes.items():
        if content is None:
            del parts[short[key]]
        else:
            parts[short[key]] = content
    return parts


def test_the_workbook_these_tests_break_is_good(tmp_path: Path) -> None:
    book = open_workbook(saved(tmp_path, zipped(good_with())))
    assert book.read(all_places(book)[0], [1]).rows == [2]


BINARY = relationships([("officeDocument", "xl/workbook.bin")])
PACKAGES = {
    "empty zip": (zip_of(), "FILE_NOT_WORKBOOK"),
    "a zip of pictures": (zip_of(("a.png", b"x")), "FILE_NOT_WORKBOOK"),
    "xlsb": (zipped({**good_with(package_rels=BINARY), "xl/workbook.bin": b"\x83\x01\x00"}), "FILE_XLSB"),
    "ods": (zip_of(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")), "FILE_ODS"),
    "word": (zipped(good_with(workbook="<document xmlns='urn:w'/>")), "FILE_NOT_WORKBOOK"),
    "no content types": (zipped(good_with(types=None)), "FILE_NOT_WORKBOOK"),
    "no relationships": (zipped(good_with(package_rels=None)), "FILE_PART_MISSING"),
    "no workbook part": (zipped(good_with(workbook=None)), "FILE_PART_MISSING"),
    "no workbook relationships": (zipped(good_with(rels=None)), "FILE_PART_MISSING"),
    "no sheet part": (zipped(good_with(sheet=None)), "FILE_PART_MISSING"),
    "no shared strings": (zipped(good_with(strings=None)), "FILE_PART_MISSING"),
    "no table part": (zipped(good_with(table=None)), "FILE_PART_MISSING"),
    "broken workbook": (zipped(good_with(workbook="<workbook>")), "FILE_BROKEN_XML"),
    "broken relationships": (zipped(good_with(rels="<Relationships")), "FILE_BROKEN_XML"),
    "broken sheet": (zipped(good_with(sheet=worksheet(ROWS)[:-20])), "FILE_BROKEN_XML"),
    "empty sheet part": (zipped(good_with(sheet="")), "FILE_BROKEN_XML"),
    "broken strings": (zipped(good_with(strings=strings_part(["<t>a</b>"]), table=table_part("t", "A1:A2", ["Key"]))), "FILE_BROKEN_XML"),
    "strings that are none": (zipped(good_with(strings="<a/>")), "FILE_BROKEN_PART"),
    "sheet that is none": (zipped(good_with(sheet="<a/>")), "FILE_BROKEN_PART"),
    "sheet without namespace": (zipped(good_with(sheet=f"<worksheet><sheetData>{ROWS}</sheetData></worksheet>")), "FILE_BROKEN_PART"),
    "table that is none": (zipped(good_with(table="<a/>")), "FILE_BROKEN_PART"),
    "table of other width": (zipped(good_with(table=table_part("t", "A1:B2", ["Key"]))), "FILE_BROKEN_PART"),
    "table without a range": (zipped(good_with(table=table_part("t", "A:A", ["Key"]))), "FILE_BROKEN_PART"),
    "table with odd counts": (zipped(good_with(table=table_part("t", "A1:A2", ["Key"], 'totalsRowCount="x"'))), "FILE_BROKEN_PART"),
    "illegal sign": (zipped(good_with(sheet=worksheet(ROWS.replace("Key", "K\x01")))), "FILE_BROKEN_XML"),
    "not UTF-8": (zipped(good_with(sheet=worksheet(ROWS).encode().replace(b"Key", b"K\xff\xfe"))), "FILE_BROKEN_XML"),
    "foreign encoding": (zipped(good_with(sheet=worksheet(ROWS).replace("UTF-8", "utf-7"))), "FILE_BROKEN_XML"),
    "rows backwards": (zipped(good_with(sheet=worksheet('<row r="2"/><row r="1"/>'))), "FILE_BROKEN_PART"),
    "a row twice": (zipped(good_with(sheet=worksheet('<row r="2"/><row r="2"/>'))), "FILE_BROKEN_PART"),
    "row 0": (zipped(good_with(sheet=worksheet('<row r="0"/>'))), "FILE_BROKEN_PART"),
    "row 1048577": (zipped(good_with(sheet=worksheet('<row r="1048577"/>'))), "FILE_BROKEN_PART"),
    "a row number that is none": (zipped(good_with(sheet=worksheet('<row r="1_0"/>'))), "FILE_BROKEN_PART"),
    "a cell of another row": (zipped(good_with(sheet=worksheet('<row r="2"><c r="A3"/></row>'))), "FILE_BROKEN_PART"),
    "cells backwards": (zipped(good_with(sheet=worksheet('<row r="2"><c r="B2"/><c r="A2"/></row>'))), "FILE_BROKEN_PART"),
    "column XFE": (zipped(good_with(sheet=worksheet('<row r="2"><c r="XFE2"/></row>'))), "FILE_BROKEN_PART"),
    "address that is none": (zipped(good_with(sheet=worksheet('<row r="2"><c r="$A$2"/></row>'))), "FILE_BROKEN_PART"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "code"), PACKAGES.values(), ids=PACKAGES)
def test_broken_packages(content: bytes, code: str, tmp_path: Path) -> None:
    assert refusal_of(tmp_path, content) == code


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/xl/a.xml", "xl/../../a.xml", "C:/a.xml", "xl//a.xml", "..\\a.xml", "xl/./a"]
)
def test_part_names_that_lead_out(name: str, tmp_path: Path) -> None:
    assert refusal_of(tmp_path, zipped({**good_with(), name: "x"})) == "FILE_PART_NAME"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["xl/workbook.xml", "XL/Workbook.XML", "xl\\workbook.xml"])
def test_a_part_twice(name: str, tmp_path: Path) -> None:
    members = [
        (part, content.encode() if isinstance(content, str) else content) for part, content in good_with().items()
    ]
    assert refusal_of(tmp_path, zip_of(*members, (name, b"x"))) == "FILE_DUPLICATE_PARTS"


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    content = bytearray(GOOD)
    entry = content.find(b"PK\x01\x02")
    content[entry + 8] |= 1
    assert refusal_of(tmp_path, bytes(content)) == "FILE_ENCRYPTED"


def test_a_packing_that_excel_does_not_use(tmp_path: Path) -> None:
    members = [
        (part, content.encode() if isinstance(content, str) else content) for part, content in good_with().items()
    ]
    assert refusal_of(tmp_path, zip_of(*members, method=zipfile.ZIP_LZMA)) == "FILE_COMPRESSION"


def test_content_that_does_not_fit_its_check_sum(tmp_path: Path) -> None:
    stored = zip_of(
        *[(p, c.encode() if isinstance(c, str) else c) for p, c in good_with().items()], method=zipfile.ZIP_STORED
    )
    assert refusal_of(tmp_path, stored.replace(b">Key<", b">Kex<")) == "FILE_DAMAGED"


def test_parts_that_share_their_bytes(tmp_path: Path) -> None:
    """Overlapping records are how a bomb without high packing ratios is made."""
    content = bytearray(zip_of(("a.xml", b"<a/>"), ("b.xml", b"<a/>"), method=zipfile.ZIP_STORED))
    first = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", first + 4)
    struct.pack_into("<L", content, second + 42, 0)
    assert refusal_of(tmp_path, bytes(content)) == "FILE_DAMAGED"


def test_bytes_in_front_of_the_package(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, b"PK\x03\x04" + GOOD) == "FILE_DAMAGED"
