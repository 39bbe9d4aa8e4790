"""The parts of a workbook while it is changed: what is rewritten, added and dropped; all else is copied raw."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence

from isal import isal_zlib

from xlcost.workbook.package import Package, relationships_part
from xlcost.workbook.xml_text import (
    DECLARATION,
    MAIN,
    PACKAGE_RELATIONSHIPS,
    RELATIONSHIPS,
    STRICT_MAIN,
    STRICT_RELATIONSHIPS,
    attribute,
    attribute_text,
    find_element,
    normalised,
    root_prefix,
    tag_pattern,
)

Chunk = bytes | memoryview
Piece = bytes | Callable[[], Iterator[Chunk]]
"""A stretch of a part: bytes, or what makes them when the file is written."""

CONTENT_TYPES = "[Content_Types].xml"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
SHEET_TYPE = _SPREADSHEET + "worksheet+xml"
TABLE_TYPE = _SPREADSHEET + "table+xml"
STYLES_TYPE = _SPREADSHEET + "styles+xml"
COMMENTS_TYPE = _SPREADSHEET + "comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_DRAWING_NAMESPACE = "http://schemas.openxmlformats.org/drawingml/2006/"
_STRICT_DRAWING_NAMESPACE = "http://purl.oclc.org/ooxml/drawingml/"


def chunks_of(package: Package, changed: Mapping[str, Sequence[Piece]], name: str) -> Iterator[Chunk]:
    """The content of a part with changes laid over the package."""
    if name not in changed:
        yield from package.chunks(name)
        return
    for piece in changed[name]:
        if callable(piece):
            yield from piece()
        else:
            yield piece


class Parts:
    """Contents of a package with changes laid over them."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.changed: dict[str, list[Piece]] = {}
        self.added: list[str] = []
        self.removed: set[str] = set()
        self.workbook = self._main_part()
        self.strict = STRICT_MAIN.encode() in self.read(self.workbook)[:4096]

    def _main_part(self) -> str:
        for relationship in self.package.relationships():
            if relationship.kind == "officeDocument":
                return relationship.target
        return "xl/workbook.xml"

    def __contains__(self, name: str) -> bool:
        return name not in self.removed and (name in self.changed or name in self.package)

    def chunks(self, name: str) -> Iterator[Chunk]:
        """The content of a part as it will be."""
        return chunks_of(self.package, self.changed, name)

    def read(self, name: str) -> bytes:
        """The content of a part as it will be, whole."""
        if name not in self.changed:
            return self._inflated(name)
        return b"".join(self.chunks(name))

    def _inflated(self, name: str) -> bytes:
        """A whole part in one piece, which is faster and takes half the memory of many."""
        record = self.package.raw_record(name)
        if record.method != zipfile.ZIP_DEFLATED or not record.size:
            return self.package.read(name)
        packed = memoryview(self.package.data)[record.data_start : record.data_start + record.packed_size]
        inflater = isal_zlib.decompressobj(-15)
        data = bytes(inflater.decompress(packed, record.size))
        if len(data) != record.size or isal_zlib.crc32(data) != record.crc:
            # the careful way says what is wrong
            return self.package.read(name)
        return data

    def put(self, name: str, content: bytes | Sequence[Piece]) -> None:
        """Another content for a part that is there."""
        self.changed[name] = [content] if isinstance(content, bytes) else list(content)

    def add(self, name: str, content: bytes | Sequence[Piece], content_type: str) -> None:
        """A new part."""
        self.added.append(name)
        self.fill(name, content)
        self._declare(name, content_type)

    def fill(self, name: str, content: bytes | Sequence[Piece]) -> None:
        """The content of a new part, in the workbook's namespaces; those are named in its first piece."""
        pieces: list[Piece] = [content] if isinstance(content, bytes) else list(content)
        if self.strict and isinstance(pieces[0], bytes):
            pieces[0] = strict(pieces[0])
        self.changed[name] = pieces

    def free_name(self, pattern: str) -> str:
        """The first unused part name of a pattern such as `xl/tables/table{}.xml`."""
        taken = {name.casefold() for name in [*self.package.names, *self.added]}
        number = 1
        while pattern.format(number).casefold() in taken:
            number += 1
        return pattern.format(number)

    def remove(self, name: str) -> None:
        """Drop a part with its content type and the workbook's relationship to it."""
        self.removed.add(name)
        types = normalised(self.read(CONTENT_TYPES))
        wanted = f"/{name}".casefold()
        types = _without(types, "Override", lambda tag: (attribute(tag, "PartName") or "").casefold() == wanted)
        self.put(CONTENT_TYPES, types)
        rels = relationships_part(self.workbook)
        xml = normalised(self.read(rels))
        ids = {r.id for r in self.package.relationships(self.workbook) if r.target == name}
        self.put(rels, _without(xml, "Relationship", lambda tag: attribute(tag, "Id") in ids))

    def _declare(self, name: str, content_type: str) -> None:
        xml = normalised(self.read(CONTENT_TYPES))
        prefix = root_prefix(xml)
        item = f'<{prefix}Override PartName="/{attribute_text(name)}" ContentType="{content_type}"/>'
        self.put(CONTENT_TYPES, _appended(xml, f"{prefix}Types", item.encode()))

    def relate(self, source: str, kind: str, target: str) -> str:
        """A relationship from a part to another; returns its id."""
        rels = relationships_part(source)
        path = posixpath.relpath("/" + target, "/" + posixpath.dirname(source))
        base = STRICT_RELATIONSHIPS if self.strict else RELATIONSHIPS
        if rels not in self:
            self.changed[rels] = [DECLARATION + f'<Relationships xmlns="{PACKAGE_RELATIONSHIPS}"/>'.encode()]
            self.added.append(rels)
        xml = normalised(self.read(rels))
        prefix = root_prefix(xml)
        ids = {attribute(tag[0], "Id") for tag in tag_pattern("Relationship", prefix).finditer(xml)}
        number = len(ids) + 1
        while f"rId{number}" in ids:
            number += 1
        item = f'<{prefix}Relationship Id="rId{number}" Type="{base}/{kind}" Target="{attribute_text(path)}"/>'
        self.put(rels, _appended(xml, f"{prefix}Relationships", item.encode()))
        return f"rId{number}"


def strict(xml: bytes) -> bytes:
    """A new part in the namespaces of a strict workbook."""
    return (
        xml.replace(MAIN.encode(), STRICT_MAIN.encode())
        .replace(RELATIONSHIPS.encode(), STRICT_RELATIONSHIPS.encode())
        .replace(_DRAWING_NAMESPACE.encode(), _STRICT_DRAWING_NAMESPACE.encode())
    )


def _appended(xml: bytes, root: str, item: bytes) -> bytes:
    """An item put before the root's end tag; an empty root is opened for it."""
    element = find_element(xml, root)
    assert element is not None
    if element.empty:
        tag = re.sub(rb"\s*/>\Z", b">", xml[element.start : element.open_end])
        return xml[: element.start] + tag + item + b"</" + root.encode() + b">" + xml[element.end :]
    return xml[: element.close] + item + xml[element.close :]


def _without(xml: bytes, name: str, gone: Callable[[bytes], bool]) -> bytes:
    out, at, prefix = [], 0, root_prefix(xml)
    while (element := find_element(xml, name, prefix, at)) is not None:
        keep = not gone(xml[element.start : element.open_end])
        out.append(xml[at : element.end if keep else element.start])
        at = element.end
    return b"".join(out) + xml[at:]
