"""What the small parts of a workbook say: its sheets, its date system, its Excel tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlcost.workbook.cell_grammar import decoded_text
from xlcost.workbook.limits import refused
from xlcost.workbook.model import FoundColumn, Place
from xlcost.workbook.package import Package
from xlcost.workbook.references import Area, parse_area
from xlcost.workbook.xml import Attributes, check_no_dtd, elements, local_names, relationship_id
from xlcost.workbook.xml_text import attribute, plain, root_prefix, tag_pattern

_NAMES = local_names(["workbook", "workbookPr", "sheet", "table", "tableColumn"])
_TRUE = {"1", "true", "on"}
_HEAD = 1 << 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the workbook."""

    title: str
    part: str
    kind: str
    """`worksheet`, `chartsheet`, ..."""


@dataclass(frozen=True, slots=True)
class WorkbookParts:
    """Where the parts of the workbook are."""

    part: str
    sheets: tuple[Sheet, ...]
    date1904: bool
    shared_strings: str
    """Blank when there are none."""


def workbook_parts(package: Package) -> WorkbookParts:
    """The workbook of a package. Raises `WorkbookRefused` for packages that hold none or lack a part of it."""
    for name in package.names:
        if name.lower().endswith((".xml", ".rels")):
            check_no_dtd(package.chunks(name, _HEAD), package.file, name)
    part = _workbook_part(package)
    found = _elements(package, part)
    if not found or found[0][0] != "workbook":
        raise refused("FILE_NOT_WORKBOOK", package.file, detail=f"{part} is none")
    targets = {relationship.id: relationship for relationship in package.relationships(part)}
    sheets = []
    for name, attributes in found:
        if name == "sheet":
            relationship = targets.get(relationship_id(attributes))
            target = relationship.target if relationship else f"of the sheet {attributes.get('name', '')}"
            record = package.raw_record(target)
            sheets.append(Sheet(attributes.get("name", ""), record.name, relationship.kind if relationship else ""))
    _check_titles(package, sheets)
    date1904 = any(
        name == "workbookPr" and attributes.get("date1904", "0").lower() in _TRUE for name, attributes in found
    )
    strings = [relationship.target for relationship in targets.values() if relationship.kind == "sharedStrings"]
    return WorkbookParts(part, tuple(sheets), date1904, package.raw_record(strings[0]).name if strings else "")


def defined_names(package: Package) -> dict[str, str]:
    """Name, case-folded -> what it means, of the names that mean one thing in the whole workbook; none of odd texts."""
    xml = package.read(workbook_parts(package).part)
    prefix = root_prefix(xml)
    close = f"</{prefix}definedName>".encode()
    found: dict[str, str] = {}
    sheets: set[str] = set()
    if not _is_utf8(xml):
        return {}
    for tag in tag_pattern("definedName", prefix).finditer(xml):
        name = (attribute(tag[0], "name") or "").casefold()
        end = xml.find(close, tag.end())
        if attribute(tag[0], "localSheetId") is not None:
            sheets.add(name)
        elif end >= 0 and not tag[0].endswith(b"/>"):
            found[name] = plain(xml[tag.end() : end])
    return {name: text for name, text in found.items() if name not in sheets}


def _is_utf8(xml: bytes) -> bool:
    try:
        xml.decode()
    except UnicodeDecodeError:
        return False
    return True


def _elements(package: Package, part: str) -> list[tuple[str, Attributes]]:
    """Elements of the workbook namespaces by local name; foreign ones have a blank name."""
    return [
        (_NAMES.get(name, ""), attributes) for name, attributes in elements(package.chunks(part), package.file, part)
    ]


def _workbook_part(package: Package) -> str:
    if "mimetype" in package and package.read("mimetype")[:64].startswith(b"application/vnd.oasis"):
        raise refused("FILE_ODS", package.file)
    if "[Content_Types].xml" not in package:
        raise refused("FILE_NOT_WORKBOOK", package.file, detail="it has no content types")
    for relationship in package.relationships():
        if relationship.kind == "officeDocument":
            target = package.raw_record(relationship.target).name
            if target.lower().endswith(".bin"):
                raise refused("FILE_XLSB", package.file)
            return target
    raise refused("FILE_PART_MISSING", package.file, part="workbook.xml")


def _check_titles(package: Package, sheets: list[Sheet]) -> None:
    titles = [sheet.title.casefold() for sheet in sheets]
    for title in titles:
        if titles.count(title) > 1:
            raise refused("FILE_BROKEN_PART", package.file, part="workbook.xml", detail=f"two sheets {title}")


def excel_tables(package: Package, sheet: Sheet) -> list[Place]:
    """The Excel tables of a worksheet, in the order of its relationships."""
    return [
        _excel_table(package, sheet, relationship.target)
        for relationship in package.relationships(sheet.part)
        if relationship.kind == "table"
    ]


def _excel_table(package: Package, sheet: Sheet, part: str) -> Place:
    found = _elements(package, part)
    table = found[0][1] if found and found[0][0] == "table" else {}
    headers = [decoded_text(attributes.get("name", "")) for name, attributes in found if name == "tableColumn"]
    area = parse_area(table.get("ref", ""))
    if area is None or len(headers) != area.right - area.left + 1:
        raise refused("FILE_BROKEN_PART", package.file, part=part, detail="its range and its columns differ")
    try:
        return _place(sheet, table, area, headers)
    except ValueError:
        raise refused("FILE_BROKEN_PART", package.file, part=part, detail="a number in it is none") from None


def _place(sheet: Sheet, table: Mapping[str, str], area: Area, headers: list[str]) -> Place:
    has_header = int(table.get("headerRowCount", "1")) > 0
    totals = int(table.get("totalsRowCount", "0"))
    header_row = area.top if has_header else area.top - 1
    return Place(
        sheet=sheet.title,
        name=table.get("displayName") or table.get("name", ""),
        header_row=header_row,
        last_row=max(header_row, area.bottom - max(totals, 0)),
        columns=tuple(FoundColumn(header, area.left + index) for index, header in enumerate(headers)),
        has_totals=totals > 0,
    )
