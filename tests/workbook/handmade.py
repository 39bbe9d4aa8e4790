"""Workbooks written part by part, so that a test says exactly what stands in the file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from xlcost.workbook.model import Place
from xlcost.workbook.reader import WorkbookReader

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def worksheet(rows: str, *, prefix: str = "", namespace: str = MAIN, before: str = "", after: str = "") -> str:
    """A worksheet part around the XML of its rows."""
    binding = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    return (
        f'{DECLARATION}<{prefix}worksheet {binding}="{namespace}" xmlns:x14ac="urn:ac">{before}'
        f"<{prefix}sheetData>{rows}</{prefix}sheetData>{after}</{prefix}worksheet>"
    )


def strings_part(entries: Sequence[str], namespace: str = MAIN) -> str:
    """A shared string part; each entry is the XML inside `<si>`."""
    return f'{DECLARATION}<sst xmlns="{namespace}">' + "".join(f"<si>{entry}</si>" for entry in entries) + "</sst>"


def table_part(name: str, ref: str, headers: Sequence[str], attributes: str = "") -> str:
    """An Excel table part."""
    columns = "".join(
        f'<tableColumn id="{index}" name={quoteattr(header)}/>' for index, header in enumerate(headers, 1)
    )
    return (
        f'{DECLARATION}<table xmlns="{MAIN}" id="1" name="{name}" displayName="{name}" ref="{ref}" {attributes}>'
        f'<autoFilter ref="{ref}"/><tableColumns count="{len(headers)}">{columns}</tableColumns></table>'
    )


def relationships(targets: Sequence[tuple[str, str]], office: str = OFFICE) -> str:
    """A relationships part from (kind, target); ids are rId1, rId2, ..."""
    entries = "".join(
        f'<Relationship Id="rId{index}" Type="{office}/{kind}" Target={quoteattr(target)}/>'
        for index, (kind, target) in enumerate(targets, 1)
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}">{entries}</Relationships>'


def parts_of(
    sheets: Mapping[str, str],
    strings: Sequence[str] = (),
    tables: Mapping[str, Sequence[str]] | None = None,
    *,
    namespace: str = MAIN,
    office: str = OFFICE,
    properties: str = "",
) -> dict[str, str | bytes]:
    """Part name -> content of a workbook: title -> worksheet part, and title -> table parts on that sheet."""
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{TYPES}"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": relationships([("officeDocument", "xl/workbook.xml")], office),
    }
    entries, targets, table_number = "", [], 0
    for number, (title, part) in enumerate(sheets.items(), 1):
        entries += f'<sheet name={quoteattr(title)} sheetId="{number + 7}" r:id="rId{number}"/>'
        targets.append(("worksheet", f"worksheets/sheet{number}.xml"))
        found[f"xl/worksheets/sheet{number}.xml"] = part
        of_sheet = []
        for table in (tables or {}).get(title, ()):
            table_number += 1
            found[f"xl/tables/table{table_number}.xml"] = table
            of_sheet.append(("table", f"../tables/table{table_number}.xml"))
        if of_sheet:
            found[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = relationships(of_sheet, office)
    if strings:
        targets.append(("sharedStrings", "/xl/sharedStrings.xml"))
        found["xl/sharedStrings.xml"] = strings_part(strings, namespace)
    found["xl/workbook.xml"] = (
        f'{DECLARATION}<workbook xmlns="{namespace}" xmlns:r="{office}">{properties}<sheets>{entries}</sheets></workbook>'
    )
    found["xl/_rels/workbook.xml.rels"] = relationships(targets, office)
    return found


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """The parts as a zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def one_sheet(rows: str, strings: Sequence[str] = (), title: str = "Data") -> bytes:
    """A workbook with one worksheet of these rows."""
    return zipped(parts_of({title: worksheet(rows)}, strings))


def saved(folder: Path, content: bytes, name: str = "Book.xlsx") -> Path:
    """The bytes as a file."""
    path = folder / name
    path.write_bytes(content)
    return path


def all_places(book: WorkbookReader) -> list[Place]:
    """Every Excel Table, and the plain range of every worksheet without one, in the order of the sheets."""
    found: list[Place] = []
    for title in book.sheets:
        tables = [table for table in book.tables() if table.sheet == title]
        plain = None if tables else book.plain_range(title)
        found += tables or ([plain] if plain else [])
    return found
