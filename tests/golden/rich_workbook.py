"""A workbook with everything in it that a careless writer loses: built by XlsxWriter, the rest added part by part."""

from __future__ import annotations

import io
import struct
import tempfile
import zlib
from pathlib import Path
from typing import Any

import xlsxwriter

from xlcost.workbook.package import Package
from xlcost.workbook.parts import Parts
from xlcost.workbook.patch import PatchedPackage
from xlcost.workbook.xml_text import DECLARATION, MAIN, RELATIONSHIPS
from xlcost.workbook.zip_writer import write_package

_MS = "http://schemas.microsoft.com/office"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_EXCEL = "application/vnd.ms-excel."
LAST = 6
"""Last data row of `Cost Entries`."""


def rich_workbook() -> Package:
    """`Cost Entries` (plain), `Result` (Excel Table), `Everything` (all that must survive), `Summary` (formulas)."""
    file = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "vbaProject.bin"
        project.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(range(256)))
        image = Path(folder) / "image.png"
        image.write_bytes(_png())
        workbook = xlsxwriter.Workbook(file, {"in_memory": True})
        workbook.add_vba_project(str(project))
        _entries(workbook)
        _result(workbook)
        _everything(workbook, str(image))
        _summary(workbook)
        workbook.close()
    return _with_more(Package(file.getvalue(), "rich.xlsm"))


def _entries(workbook: Any) -> None:
    sheet = workbook.add_worksheet("Cost Entries")
    sheet.write_row(0, 0, ["Entry No.", "Cost Type No.", "Amount", "Share"])
    for row in range(1, LAST):
        sheet.write_row(row, 0, [row, f"{row:04}", row * 10.5])
        sheet.write_formula(row, 3, f"=C{row + 1}/100", None, row * 0.105)
        sheet.set_row(row, None, None, {"level": 1})


def _result(workbook: Any) -> None:
    sheet = workbook.add_worksheet("Result")
    columns = [
        {"header": "No."},
        {"header": "Amount", "total_function": "sum"},
        {"header": "Mine", "formula": "=[@Amount]*2"},
    ]
    data = [["a", 1, 2], ["b", 2, 4], ["c", 3, 6]]
    sheet.add_table(0, 0, 4, 2, {"name": "result", "columns": columns, "data": data, "total_row": True})
    sheet.write_formula("F1", "=SUM(result[Amount])", None, 6)


def _everything(workbook: Any, image: str) -> None:
    sheet = workbook.add_worksheet("Everything")
    sheet.write_column(0, 0, [3, 1, 2])
    sheet.write_dynamic_array_formula("C1:C3", "=_xlfn._xlws.SORT(A1:A3)", None, 1)
    sheet.add_sparkline("E1", {"range": "Everything!A1:A3"})
    sheet.insert_image("G1", image)
    sheet.set_header("&L&G", {"image_left": image})
    sheet.insert_textbox("G10", "A text box")
    sheet.insert_button("J10", {"macro": "Close", "caption": "Close the month"})
    sheet.write_comment("A1", "An old-style note")
    sheet.conditional_format("A1:A3", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("A1:A3", {"type": "3_color_scale"})
    sheet.data_validation("B1:B3", {"validate": "list", "source": ["a", "b"]})
    sheet.write_rich_string("B5", "plain ", workbook.add_format({"bold": True}), "bold")
    chart = workbook.add_chart({"type": "line"})
    chart.add_series({"values": f"='Cost Entries'!$C$2:$C${LAST}"})
    sheet.insert_chart("A12", chart)
    free = workbook.add_chart({"type": "pie"})
    free.add_series({"values": "=Everything!$A$1:$A$3"})
    sheet.insert_chart("J12", free)
    workbook.define_name("Entries", f"='Cost Entries'!$A$1:$D${LAST}")
    workbook.define_name("Everything!Local", "=Everything!$A$1")


def _summary(workbook: Any) -> None:
    sheet = workbook.add_worksheet("Summary")
    sheet.write_formula("A1", "=SUM('Cost Entries'!C2:C1000)", None, 157.5)
    sheet.write_formula("A2", "=SUM(result[Amount])", None, 6)


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = struct.pack(">2L5B", 2, 2, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\0\0\0\xff\0" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _with_more(package: Package) -> Package:
    parts = Parts(package)
    sheet, keys = "xl/worksheets/sheet3.xml", {}
    for name, kind, content_type, xml in _extra_parts():
        source = sheet if kind in _OF_SHEET else parts.workbook
        parts.add(name, DECLARATION + xml.encode(), content_type)
        keys[name] = parts.relate(source, kind, name)
    parts.add("xl/printerSettings/printerSettings1.bin", b"\0PRINTER\0" * 9, _SPREADSHEET + "printerSettings")
    parts.relate(sheet, "printerSettings", "xl/printerSettings/printerSettings1.bin")
    parts.relate("xl/externalLinks/externalLink1.xml", "externalLinkPath", "xl/Other.xlsx")
    parts.relate("xl/pivotTables/pivotTable1.xml", "pivotCacheDefinition", "xl/pivotCache/pivotCacheDefinition1.xml")
    parts.relate("customXml/item1.xml", "customXmlProps", "customXml/itemProps1.xml")
    key = keys["xl/pivotCache/pivotCacheDefinition1.xml"]
    caches = f'<pivotCaches><pivotCache cacheId="1" r:id="{key}"/></pivotCaches></workbook>'
    parts.put(parts.workbook, parts.read(parts.workbook).replace(b"</workbook>", caches.encode()))
    file = io.BytesIO()
    write_package(PatchedPackage(package, parts.changed, parts.added, frozenset()), file)
    return Package(file.getvalue(), "rich.xlsm")


_OF_SHEET = {"threadedComment", "pivotTable", "slicer"}


def _extra_parts() -> list[tuple[str, str, str, str]]:
    """(name, relationship, content type, XML)."""
    cache_fields = "".join(
        f'<cacheField name="{name}"><sharedItems/></cacheField>'
        for name in ("Entry No.", "Cost Type No.", "Amount", "Share")
    )
    threaded = f"{_MS}/spreadsheetml/2018/threadedcomments"
    slicer = f"{_MS}/spreadsheetml/2009/9/main"
    person = "{11111111-2222-3333-4444-555555555555}"
    return [
        (
            "xl/pivotCache/pivotCacheDefinition1.xml", "pivotCacheDefinition", _SPREADSHEET + "pivotCacheDefinition+xml",
            f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}" refreshedBy="x" recordCount="0" saveData="0">'
            f'<cacheSource type="worksheet"><worksheetSource ref="A1:D{LAST}" sheet="Cost Entries"/></cacheSource>'
            f'<cacheFields count="4">{cache_fields}</cacheFields></pivotCacheDefinition>',
        ),
        (
            "xl/pivotTables/pivotTable1.xml", "pivotTable", _SPREADSHEET + "pivotTable+xml",
            f'<pivotTableDefinition xmlns="{MAIN}" name="Pivot" cacheId="1" dataCaption="Values">'
            '<location ref="M30:N31" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/></pivotTableDefinition>',
        ),
        (
            "xl/threadedComments/threadedComment1.xml", "threadedComment", _EXCEL + "threadedcomments+xml",
            f'<ThreadedComments xmlns="{threaded}"><threadedComment ref="A1" dT="2026-01-01T00:00:00.00" '
            f'personId="{person}" id="{person}"><text>Discussed</text></threadedComment></ThreadedComments>',
        ),
        (
            "xl/persons/person.xml", "person", _EXCEL + "person+xml",
            f'<personList xmlns="{threaded}"><person displayName="Anna" id="{person}" userId="a" providerId="None"/>'
            "</personList>",
        ),
        (
            "xl/slicers/slicer1.xml", "slicer", _EXCEL + "slicer+xml",
            f'<slicers xmlns="{slicer}"><slicer name="No." cache="Slicer_No" rowHeight="1"/></slicers>',
        ),
        (
            "xl/slicerCaches/slicerCache1.xml", "slicerCache", _EXCEL + "slicerCache+xml",
            f'<slicerCacheDefinition xmlns="{slicer}" name="Slicer_No" sourceName="No."/>',
        ),
        (
            "xl/connections.xml", "connections", _SPREADSHEET + "connections+xml",
            f'<connections xmlns="{MAIN}"><connection id="1" name="Query - Entries" type="5" refreshedVersion="8"/>'
            "</connections>",
        ),
        (
            "customXml/item1.xml", "customXml", "application/xml",
            f'<DataMashup xmlns="{_MS.removesuffix("/office")}/DataMashup">AAAAAA==</DataMashup>',
        ),
        (
            "customXml/itemProps1.xml", "customXmlProps", "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
            '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" ds:itemID="{1}"/>',
        ),
        (
            "xl/externalLinks/externalLink1.xml", "externalLink", _SPREADSHEET + "externalLink+xml",
            f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{RELATIONSHIPS}" r:id="rId1"><sheetNames>'
            '<sheetName val="Sheet1"/></sheetNames></externalBook></externalLink>',
        ),
    ]  # fmt: skip
