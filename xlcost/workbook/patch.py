"""Changes of tables laid over a workbook, part by part; what no change touches keeps its raw bytes (spec 4, 3)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xlcost.problems import Problem, Where, problem
from xlcost.workbook.chart_part import ChartData, chart_part, drawing_part
from xlcost.workbook.chart_refresh import chart_name, refresh_chart
from xlcost.workbook.existing_table import ExistingTable
from xlcost.workbook.followers import follow
from xlcost.workbook.headings import with_headings
from xlcost.workbook.lists import TITLE as LISTS
from xlcost.workbook.lists import Lists, key_of
from xlcost.workbook.model import TableChange
from xlcost.workbook.new_sheet import NewSheet
from xlcost.workbook.notes import comments_part, vml_part
from xlcost.workbook.package import Package
from xlcost.workbook.parts import (
    CHART_TYPE,
    COMMENTS_TYPE,
    DRAWING_TYPE,
    STYLES_TYPE,
    TABLE_TYPE,
    VML_TYPE,
    Chunk,
    Parts,
    Piece,
    chunks_of,
)
from xlcost.workbook.references import LAST_ROW
from xlcost.workbook.refusals import CannotWrite
from xlcost.workbook.styles import EMPTY, StyleSheet
from xlcost.workbook.table_part import free_name, new_table, read_table
from xlcost.workbook.workbook_part import Sheet, WorkbookPart
from xlcost.workbook.xml_text import attribute, tag_pattern


@dataclass(slots=True)
class PatchedPackage:
    """A workbook as it is to be written: raw records of `package` but for `changed`, new parts after them."""

    package: Package
    changed: Mapping[str, Sequence[Piece]]
    added: Sequence[str]
    removed: frozenset[str]
    notes: list[Problem] = field(default_factory=list)
    """Warnings: what the user should know about the written workbook."""

    @property
    def source_sha256(self) -> str:
        """SHA-256 of the file that the changes were made for."""
        return hashlib.sha256(self.package.data).hexdigest()

    @property
    def names(self) -> list[str]:
        """All parts in the order in which they are written."""
        return [name for name in self.package.names if name not in self.removed] + list(self.added)

    def chunks(self, name: str) -> Iterator[Chunk]:
        """The unpacked content of a part."""
        return chunks_of(self.package, self.changed, name)

    def read(self, name: str) -> bytes:
        """The unpacked content of a part, whole."""
        return b"".join(self.chunks(name))


def apply_changes(package: Package, changes: Sequence[TableChange]) -> PatchedPackage:
    """The package with the changes laid over it. Nothing is written; `package` stays as it is.

    Raises `CannotWrite` with every obstacle found: something of the user's in the way (NO_ROOM), or more rows than a
    sheet holds (TOO_MANY_ROWS).
    """
    return _Patch(package).apply(changes)


class _Patch:
    def __init__(self, package: Package) -> None:
        self.parts = Parts(package)
        self.workbook = WorkbookPart(self.parts)
        self.styles_part = self._styles_part()
        self.styles = StyleSheet(self.parts.read(self.styles_part) if self.styles_part else EMPTY)
        self.notes: list[Problem] = []
        self.formulas = False
        self.titles: dict[str, str] = {}
        """Table id -> sheet title, of tables on new sheets."""
        self.lists = Lists(self.workbook.free_title(LISTS))

    def _styles_part(self) -> str:
        kinds = {r.kind: r.target for r in self.parts.package.relationships(self.parts.workbook)}
        return kinds.get("styles", "")

    def apply(self, changes: Sequence[TableChange]) -> PatchedPackage:
        self._choose_titles(changes)
        if self.titles:
            self._know_tables(changes)
        problems = [found for change in changes for found in self._change(change)]
        if problems:
            raise CannotWrite(problems)
        self._finish()
        self._note_signature()
        return PatchedPackage(
            self.parts.package, self.parts.changed, self.parts.added, frozenset(self.parts.removed), self.notes
        )

    def _change(self, change: TableChange) -> list[Problem]:
        if change.place is None:
            return self._add(change)
        sheet = self.workbook.sheet(change.place.sheet)
        assert sheet is not None, change.place.sheet
        if change.headings:
            change = with_headings(self.parts, sheet, change)
            self.formulas = True
        table = ExistingTable(self.parts, sheet, change, self.styles, self.workbook.date1904)
        problems = table.prepare()
        if problems:
            return problems
        patched = table.write()
        self.formulas |= patched.formulas
        self.notes += patched.notes
        follow(self.parts, self.workbook, sheet.title, patched.moves)
        if change.replace and change.chart is not None:
            refresh_chart(self.parts, sheet.part, change.table, change.chart, table.chart_data())
        return []

    # --- new sheets

    def _add(self, change: TableChange) -> list[Problem]:
        count = max(map(len, change.appended.values()), default=0)
        if count > LAST_ROW - 1:
            return [problem("TOO_MANY_ROWS", Where(change.table), table=change.table, rows=count)]
        change = replace(change, title=self.titles[change.table])
        name = free_name(change.table, self._taken_names())
        new = NewSheet(change, name, self.styles, self.workbook.date1904)
        sheet = self.workbook.add_sheet(change.title, [b""])
        relation_ids = {"table": self._add_table(sheet, new, name)}
        if any(column.note for column in change.columns):
            relation_ids["notes"] = self._add_notes(sheet, change)
        if change.chart is not None and new.count:
            relation_ids["drawing"] = self._add_chart(sheet, change, new)
        self.parts.fill(sheet.part, new.pieces(self.lists.of(change), relation_ids))
        self.workbook.repeat_header(sheet, 1)
        self.formulas |= new.has_formulas
        return []

    def _choose_titles(self, changes: Sequence[TableChange]) -> None:
        taken: set[str] = {self.lists.title.casefold()}
        for change in changes:
            if change.place is None:
                title = self.workbook.free_title(change.title, taken)
                taken.add(title.casefold())
                self.titles[change.table] = title
                if title != change.title:
                    facts = {"title": change.title, "table": change.table, "new_title": title}
                    self.notes.append(problem("SHEET_TITLE_TAKEN", Where(change.table, change.title), **facts))

    def _taken_names(self) -> set[str]:
        taken = self.workbook.names()
        for root in self._table_roots():
            taken |= {(attribute(root, key) or "").casefold() for key in ("name", "displayName")}
        return taken

    def _table_roots(self) -> list[bytes]:
        names = [n for n in [*self.parts.package.names, *self.parts.added] if "/tables/" in n and n.endswith(".xml")]
        roots = []
        for name in names:
            head = self.parts.read(name)
            match = tag_pattern("table", "").search(head) or tag_pattern("table", "x:").search(head)
            if match:
                roots.append(match[0])
        return roots

    def _add_table(self, sheet: Sheet, new: NewSheet, name: str) -> str:
        number = max([0, *(int(attribute(root, "id") or 0) for root in self._table_roots())]) + 1
        xml = new_table(
            number, name, new.area, new.columns, totals=bool(new.totals), description=new.change.description
        )
        part = self.parts.free_name("xl/tables/table{}.xml")
        self.parts.add(part, xml, TABLE_TYPE)
        return self.parts.relate(sheet.part, "table", part)

    def _add_notes(self, sheet: Sheet, change: TableChange) -> str:
        notes = [(at, column.note) for at, column in enumerate(change.columns, 1) if column.note]
        comments = self.parts.free_name("xl/comments{}.xml")
        self.parts.add(comments, comments_part(notes), COMMENTS_TYPE)
        self.parts.relate(sheet.part, "comments", comments)
        drawing = self.parts.free_name("xl/drawings/vmlDrawing{}.vml")
        self.parts.add(drawing, vml_part(notes), VML_TYPE)
        return self.parts.relate(sheet.part, "vmlDrawing", drawing)

    def _add_chart(self, sheet: Sheet, change: TableChange, new: NewSheet) -> str:
        assert change.chart is not None
        drawing = self.parts.free_name("xl/drawings/drawing{}.xml")
        chart = self.parts.free_name("xl/charts/chart{}.xml")
        data = ChartData(
            sheet.title,
            {column.key: at for at, column in enumerate(change.columns, 1)},
            {column.key: column.header for column in change.columns},
            dict(change.appended),
            2,
            new.count,
        )
        self.parts.add(chart, chart_part(change.chart, data), CHART_TYPE)
        key = self.parts.relate(drawing, "chart", chart)
        frame = drawing_part(len(change.columns) + 1, key, chart_name(change.table))
        self.parts.add(drawing, frame, DRAWING_TYPE)
        return self.parts.relate(sheet.part, "drawing", drawing)

    def _know_tables(self, changes: Sequence[TableChange]) -> None:
        """Every table of the workbook, old and new, can be the source of a drop-down."""
        for sheet in self.workbook.sheets:
            for relationship in self.parts.package.relationships(sheet.part):
                if relationship.kind == "table":
                    table = read_table(self.parts.read(relationship.target))
                    columns = {key_of(header): table.area.left + at for at, header in enumerate(table.headers)}
                    self.lists.know(key_of(table.name), sheet.title, columns, table.area.top)
        for change in changes:
            if change.place is None:
                columns = {key_of(column.key): at for at, column in enumerate(change.columns, 1)}
                self.lists.know(key_of(change.table), self.titles[change.table], columns)

    # --- what the whole workbook gets

    def _finish(self) -> None:
        hidden = self.lists.part()
        if hidden:
            self.workbook.add_sheet(self.lists.title, [hidden], hidden=True)
        self.workbook.calculate_on_load()
        self.parts.put(self.parts.workbook, self.workbook.xml)
        if self.styles_part and self.styles.changed:
            self.parts.put(self.styles_part, self.styles.xml())
        elif not self.styles_part:
            part = self.parts.free_name("xl/styles{}.xml").replace("styles1.xml", "styles.xml")
            self.parts.add(part, self.styles.xml(), STYLES_TYPE)
            self.parts.relate(self.parts.workbook, "styles", part)
        if self.formulas:
            for relationship in self.parts.package.relationships(self.parts.workbook):
                if relationship.kind == "calcChain":
                    self.parts.remove(relationship.target)

    def _note_signature(self) -> None:
        signed = [name for name in self.parts.package.names if name.startswith("_xmlsignatures/")]
        if signed:
            self.notes.append(problem("SIGNATURE_VOID", file=self.parts.package.file))
