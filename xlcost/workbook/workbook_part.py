"""`workbook.xml`: its sheets, defined names and calculation setting, changed in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from xlcost.workbook.parts import SHEET_TYPE, Parts, Piece
from xlcost.workbook.references import quoted_sheet
from xlcost.workbook.xml_text import (
    RELATIONSHIPS,
    STRICT_RELATIONSHIPS,
    attribute,
    attribute_text,
    content,
    find_element,
    formula_text,
    normalised,
    plain,
    replace_element,
    root_prefix,
    tag_pattern,
    with_attribute,
)

_BEFORE_NAMES = ("externalReferences", "functionGroups", "sheets")
_BEFORE_CALC = ("definedNames", *_BEFORE_NAMES)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the workbook."""

    title: str
    part: str
    index: int


class WorkbookPart:
    """The sheets of the workbook and what else `workbook.xml` says about them."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.xml = normalised(parts.read(parts.workbook))
        self.prefix = root_prefix(self.xml)
        root = tag_pattern("workbook", self.prefix).search(self.xml)
        namespace = re.search(rb"""xmlns:([\w.\-]+)=["'](?:%s|%s)["']""" % (
            RELATIONSHIPS.encode(), STRICT_RELATIONSHIPS.encode()), self.xml)  # fmt: skip
        self._relation = namespace[1].decode() if namespace else "r"
        # openpyxl declares the prefix on each sheet element instead of on the root
        self._declared = namespace is not None and root is not None and namespace[0] in root[0]
        self.sheets = self._sheets()

    def _sheets(self) -> list[Sheet]:
        targets = {r.id: r.target for r in self.parts.package.relationships(self.parts.workbook)}
        found = []
        for index, tag in enumerate(tag_pattern("sheet", self.prefix).finditer(self.xml)):
            key = attribute(tag[0], f"{self._relation}:id") or ""
            found.append(Sheet(attribute(tag[0], "name") or "", targets.get(key, ""), index))
        return found

    def sheet(self, title: str) -> Sheet | None:
        """The sheet of that title, ignoring case."""
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == title.casefold()), None)

    @property
    def date1904(self) -> bool:
        """Whether days count from 1904."""
        tag = tag_pattern("workbookPr", self.prefix).search(self.xml)
        return tag is not None and attribute(tag[0], "date1904") in ("1", "true")

    def free_title(self, wanted: str, taken: Collection[str] = ()) -> str:
        """The title, with ` (2)` and so on added when a sheet bears it already; `taken` are others, case-folded."""
        title, number = wanted[:31], 2
        while self.sheet(title) is not None or title.casefold() in taken:
            suffix = f" ({number})"
            title, number = wanted[: 31 - len(suffix)] + suffix, number + 1
        return title

    def add_sheet(self, title: str, pieces: list[Piece], *, hidden: bool = False) -> Sheet:
        """A new sheet at the end; sheet id, relationship id, part number and index are each their own."""
        folder = self.parts.workbook.rpartition("/")[0]
        part = self.parts.free_name(f"{folder}/worksheets/sheet{{}}.xml".lstrip("/"))
        self.parts.add(part, pieces, SHEET_TYPE)
        key = self.parts.relate(self.parts.workbook, "worksheet", part)
        tags = [tag[0] for tag in tag_pattern("sheet", self.prefix).finditer(self.xml)]
        number = max([0, *(int(attribute(tag, "sheetId") or 0) for tag in tags)]) + 1
        state = ' state="hidden"' if hidden else ""
        name = f'<{self.prefix}sheet name="{attribute_text(title)}"'
        item = f'{name} sheetId="{number}"{state} {self._relation}:id="{key}"/>'
        if not self._declared:
            namespace = STRICT_RELATIONSHIPS if self.parts.strict else RELATIONSHIPS
            item = item.replace("/>", f' xmlns:{self._relation}="{namespace}"/>')
        self._append("sheets", item.encode())
        sheet = Sheet(title, part, len(self.sheets))
        self.sheets.append(sheet)
        return sheet

    def _append(self, name: str, item: bytes) -> None:
        element = find_element(self.xml, name, self.prefix)
        assert element is not None
        full = (self.prefix + name).encode()
        if element.empty:
            self.xml = replace_element(self.xml, element, b"<%s>%s</%s>" % (full, item, full))
        else:
            self.xml = self.xml[: element.close] + item + self.xml[element.close :]

    # --- defined names

    def names(self) -> set[str]:
        """Defined names, case-folded."""
        tags = tag_pattern("definedName", self.prefix).finditer(self.xml)
        return {(attribute(tag[0], "name") or "").casefold() for tag in tags}

    def add_name(self, name: str, formula: str, sheet: Sheet | None = None) -> None:
        """A defined name, of one sheet where given."""
        local = "" if sheet is None else f' localSheetId="{sheet.index}"'
        text = formula_text(formula)
        item = f'<{self.prefix}definedName name="{attribute_text(name)}"{local}>{text}</{self.prefix}definedName>'
        if find_element(self.xml, "definedNames", self.prefix) is None:
            self._insert_after(_BEFORE_NAMES, f"<{self.prefix}definedNames></{self.prefix}definedNames>".encode())
        self._append("definedNames", item.encode())

    def repeat_header(self, sheet: Sheet, row: int) -> None:
        """The header row is printed on every page."""
        self.add_name("_xlnm.Print_Titles", f"{quoted_sheet(sheet.title)}!${row}:${row}", sheet)

    def map_names(self, change: Callable[[str, str], str]) -> None:
        """Every defined name's formula changed by `change(name, formula)`."""
        out, at = [], 0
        while (element := find_element(self.xml, "definedName", self.prefix, at)) is not None:
            name = attribute(self.xml[element.start : element.open_end], "name") or ""
            raw = content(self.xml, element)
            new = change(name, plain(raw))
            out.append(self.xml[at : element.open_end])
            out.append(raw if new == plain(raw) else formula_text(new).encode())
            out.append(self.xml[element.close : element.end])
            at = element.end
        self.xml = b"".join(out) + self.xml[at:]

    # --- calculation

    def calculate_on_load(self) -> None:
        """Excel calculates all formulas anew when it opens the workbook."""
        tag = tag_pattern("calcPr", self.prefix).search(self.xml)
        if tag is None:
            self._insert_after(_BEFORE_CALC, f'<{self.prefix}calcPr fullCalcOnLoad="1"/>'.encode())
        else:
            new = with_attribute(tag[0], "fullCalcOnLoad", "1")
            self.xml = self.xml[: tag.start()] + new + self.xml[tag.end() :]

    def _insert_after(self, names: tuple[str, ...], new: bytes) -> None:
        for name in names:
            element = find_element(self.xml, name, self.prefix)
            if element is not None:
                self.xml = self.xml[: element.end] + new + self.xml[element.end :]
                return
