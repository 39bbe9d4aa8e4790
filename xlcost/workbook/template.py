"""New workbooks, and empty tables put into existing ones. Which tables is the caller's to say."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from xlcost.workbook.form_sheet import FormSheet, form_part
from xlcost.workbook.guide import TITLE, Guide, guide_part
from xlcost.workbook.model import TableChange
from xlcost.workbook.package import Package
from xlcost.workbook.parts import SHEET_TYPE, STYLES_TYPE
from xlcost.workbook.patch import PatchedPackage, apply_changes
from xlcost.workbook.save import save_new
from xlcost.workbook.styles import EMPTY, StyleSheet
from xlcost.workbook.xml_text import DECLARATION, MAIN, PACKAGE_RELATIONSHIPS, RELATIONSHIPS, attribute_text

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)


def new_workbook(path: Path, tables: Sequence[TableChange], guide: Guide, forms: Sequence[FormSheet] = ()) -> None:
    """A workbook with the guide, the forms and one sheet a table.

    Raises `SaveFailed` when the file is there already.
    """
    save_new(add_tables(guide_package(guide, path.name, forms), tables), path)


def add_tables(package: Package, tables: Sequence[TableChange]) -> PatchedPackage:
    """The package with these tables, each on a new sheet at the end; nothing else in it changes."""
    return apply_changes(package, tables)


def guide_package(guide: Guide, name: str, forms: Sequence[FormSheet] = ()) -> Package:
    """The smallest workbook: the guide, and the forms behind it."""
    styles = StyleSheet(EMPTY)
    sheets = [(TITLE, guide_part(guide, styles)), *((form.title, form_part(form, styles)) for form in forms)]
    numbers = range(1, len(sheets) + 1)
    part = '<Override PartName="/xl/worksheets/sheet{}.xml" ContentType="{}"/>'
    relation = f'<Relationship Id="rId{{}}" Type="{RELATIONSHIPS}/{{}}" Target="{{}}"/>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_MAIN_TYPE}"/>'
            f"{''.join(part.format(number, SHEET_TYPE) for number in numbers)}"
            f'<Override PartName="/xl/styles.xml" ContentType="{STYLES_TYPE}"/></Types>'
        ),
        "_rels/.rels": _relationships(relation.format(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><bookViews><workbookView/></bookViews><sheets>'
            + "".join(
                f'<sheet name="{attribute_text(title)}" sheetId="{number}" r:id="rId{number}"/>'
                for number, (title, _) in enumerate(sheets, 1)
            )
            + "</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": _relationships(
            "".join(relation.format(number, "worksheet", f"worksheets/sheet{number}.xml") for number in numbers)
            + relation.format(len(sheets) + 1, "styles", "styles.xml")
        ),
        **{f"xl/worksheets/sheet{number}.xml": sheet for number, (_, sheet) in enumerate(sheets, 1)},
        "xl/styles.xml": styles.xml(),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            data = DECLARATION + content.encode() if isinstance(content, str) else content
            package.writestr(zipfile.ZipInfo(part, _FIRST_MOMENT), data, zipfile.ZIP_DEFLATED)
    return Package(file.getvalue(), name)


def _relationships(items: str) -> str:
    return f'<Relationships xmlns="{PACKAGE_RELATIONSHIPS}">{items}</Relationships>'
