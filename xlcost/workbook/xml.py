"""XML of a package read as a stream of events; a document type definition is refused before it can act.

Expat sees the declaration in any encoding. Only the encodings that the package format allows are accepted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from xml.parsers import expat

from xlcost.workbook.limits import WorkbookRefused, refused

MAIN_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""The two namespaces of workbook parts: transitional and strict."""
RELATIONSHIP_NAMESPACES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_ENCODINGS = {"", "utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii"}

Attributes = dict[str, str]


class XmlTarget(Protocol):
    """Takes the events. Names are `namespace local` (one blank), or the bare name where there is no namespace."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text between tags; may come in several pieces."""


class XmlStream:
    """Feeds bytes of one part to a target, piece by piece."""

    def __init__(self, target: XmlTarget, file: str, part: str) -> None:
        self.encoding = ""
        self._file = file
        self._part = part
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = target.start
        self._parser.EndElementHandler = target.end
        self._parser.CharacterDataHandler = target.text

    def feed(self, data: bytes, last: bool = False) -> None:
        """Parse the next bytes. Raises `WorkbookRefused` (FILE_BROKEN_XML, FILE_DTD)."""
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as error:
            detail = f"{expat.ErrorString(error.code)}, line {error.lineno}"
            raise refused("FILE_BROKEN_XML", self._file, part=self._part, detail=detail) from None

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.encoding = (encoding or "").lower()
        if self.encoding not in _ENCODINGS:
            detail = f"encoding {self.encoding}"
            raise refused("FILE_BROKEN_XML", self._file, part=self._part, detail=detail)

    def _doctype(self, *_: object) -> None:
        raise refused("FILE_DTD", self._file, part=self._part)


class _Elements:
    def __init__(self) -> None:
        self.found: list[tuple[str, Attributes]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        self.found.append((name, attributes))

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


def elements(chunks: Iterable[bytes], file: str, part: str) -> list[tuple[str, Attributes]]:
    """Every element of a part with its attributes, in document order."""
    target = _Elements()
    stream = XmlStream(target, file, part)
    for chunk in chunks:
        stream.feed(chunk)
    stream.feed(b"", last=True)
    return target.found


def local_names(names: Iterable[str]) -> dict[str, str]:
    """Expat's full name -> local name, for elements of the workbook namespaces."""
    return {f"{namespace} {name}": name for name in names for namespace in MAIN_NAMESPACES}


def relationship_id(attributes: Attributes) -> str:
    """The `r:id` of an element, in either namespace; blank if there is none."""
    found = (attributes.get(f"{namespace} id") for namespace in RELATIONSHIP_NAMESPACES)
    return next((value for value in found if value), "")


def check_no_dtd(chunks: Iterable[bytes], file: str, part: str) -> None:
    """Refuse a part with a document type definition, reading no further than its root element.

    A part that is broken otherwise is left to whoever reads it.
    """
    target = _Elements()
    stream = XmlStream(target, file, part)
    for chunk in chunks:
        try:
            stream.feed(chunk)
        except WorkbookRefused as refusal:
            if refusal.code == "FILE_DTD":
                raise
            return
        if target.found:
            return
