"""A workbook file as a package of parts: names, raw records, contents, content types, relationships."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from isal import isal_zlib
from isal.igzip_lib import IsalError

from xlcost.workbook.limits import refused
from xlcost.workbook.xml import elements
from xlcost.workbook.zip_records import RawRecord, zip_records

_STORED, _DEFLATED = 0, 8
_PACKED_PIECE = 1 << 16
PIECE = 1 << 18
"""Bytes of a part that are in memory at a time while it is streamed."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a part; `target` is an absolute part name without leading slash, unless `external`."""

    id: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """Last segment of the type, the same in transitional and strict files: `worksheet`, `table`."""
        return self.type.rsplit("/", 1)[-1]


class Package:
    """The parts of one file; its bytes are read once and kept. Part names are found without regard to case."""

    def __init__(self, data: bytes, file: str) -> None:
        self.data = data
        self.file = file
        """Name for messages."""
        self.records: Sequence[RawRecord] = zip_records(data, file)
        """Records in the order of the central directory."""
        self._by_name = {record.name.casefold(): record for record in self.records}

    @classmethod
    def open(cls, path: Path) -> Package:
        """Read the file. Raises `WorkbookRefused` when it is not a readable package."""
        return cls(read_file(path), path.name)

    @property
    def names(self) -> list[str]:
        """Names of all parts, in order."""
        return [record.name for record in self.records]

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the file's bytes."""
        return hashlib.sha256(self.data).hexdigest()

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.casefold() in self._by_name

    def raw_record(self, name: str) -> RawRecord:
        """The record of a part. Raises FILE_PART_MISSING."""
        record = self._by_name.get(name.casefold())
        if record is None:
            raise refused("FILE_PART_MISSING", self.file, part=name)
        return record

    def raw_bytes(self, name: str) -> memoryview:
        """Local header, packed content and data descriptor of a part, as they lie in the file."""
        record = self.raw_record(name)
        return memoryview(self.data)[record.start : record.end]

    def read(self, name: str) -> bytes:
        """The unpacked content of a part."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str, piece: int = PIECE) -> Iterator[bytes]:
        """The unpacked content in pieces of at most `piece` bytes; size and check sum are verified on the way."""
        record = self.raw_record(name)
        size, crc = 0, 0
        for chunk in self._unpacked(record, piece):
            size += len(chunk)
            if size > record.size:
                break
            crc = isal_zlib.crc32(chunk, crc)
            yield chunk
        if size != record.size or crc != record.crc:
            raise refused("FILE_DAMAGED", self.file, detail=f"{record.name} does not have the content it claims")

    def _unpacked(self, record: RawRecord, piece: int) -> Iterator[bytes]:
        if record.method == _DEFLATED:
            return self._inflated(record, piece)
        if record.method != _STORED:
            raise refused("FILE_COMPRESSION", self.file, part=record.name)
        end = record.data_start + record.packed_size
        return (self.data[at : min(at + piece, end)] for at in range(record.data_start, end, piece))

    def _inflated(self, record: RawRecord, piece: int) -> Iterator[bytes]:
        inflater = isal_zlib.decompressobj(-15)
        packed = memoryview(self.data)[record.data_start : record.data_start + record.packed_size]
        try:
            for at in range(0, len(packed), _PACKED_PIECE):
                waiting: bytes | memoryview = packed[at : at + _PACKED_PIECE]
                while waiting and not inflater.eof:
                    yield inflater.decompress(waiting, piece)
                    waiting = inflater.unconsumed_tail
            while not inflater.eof and (chunk := inflater.decompress(b"", piece)):
                yield chunk
        except IsalError:  # type: ignore[misc]  # its stub declares an instance
            raise refused("FILE_DAMAGED", self.file, detail=f"{record.name} cannot be unpacked") from None

    @cached_property
    def content_types(self) -> Mapping[str, str]:
        """Part name -> content type, for every part that has one."""
        defaults: dict[str, str] = {}
        overrides: dict[str, str] = {}
        part = "[Content_Types].xml"
        for name, attributes in elements(self.chunks(part), self.file, part):
            content_type = attributes.get("ContentType", "")
            if name.endswith(" Default"):
                defaults[attributes.get("Extension", "").casefold()] = content_type
            elif name.endswith(" Override"):
                overrides[attributes.get("PartName", "").removeprefix("/").casefold()] = content_type
        types = {
            name: overrides.get(name.casefold()) or defaults.get(name.rpartition(".")[2].casefold(), "")
            for name in self.names
        }
        return {name: content_type for name, content_type in types.items() if content_type}

    def relationships(self, name: str = "") -> list[Relationship]:
        """Relationships of a part (of the package itself for the blank name), in file order; none if it has none."""
        part = relationships_part(name)
        if part not in self:
            return []
        return [
            self._relationship(name, attributes)
            for element, attributes in elements(self.chunks(part), self.file, part)
            if element.endswith(" Relationship")
        ]

    def _relationship(self, name: str, attributes: Mapping[str, str]) -> Relationship:
        target = attributes.get("Target", "")
        external = attributes.get("TargetMode", "") == "External"
        if not external:
            target = self.resolve(name, target)
        return Relationship(attributes.get("Id", ""), attributes.get("Type", ""), target, external)

    def resolve(self, name: str, target: str) -> str:
        """The part that a relative or absolute target names, seen from the part `name`, as the file spells it."""
        path = target.replace("\\", "/").partition("#")[0]
        absolute = posixpath.normpath(posixpath.join("/", posixpath.dirname(name), path)).lstrip("/")
        for spelling in (absolute, unquote(absolute)):
            if spelling in self:
                return self.raw_record(spelling).name
        return absolute


def relationships_part(name: str) -> str:
    """Name of the part that holds the relationships of the part `name` (blank: of the package)."""
    folder, _, base = name.rpartition("/")
    return f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"


def read_file(path: Path) -> bytes:
    """The bytes of a file that is there and looks like a package; any other file gets its own sentence."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise refused("FILE_NOT_FOUND", path.name) from None
    except IsADirectoryError:
        raise refused("FILE_IS_FOLDER", path.resolve().name) from None
    except OSError as error:
        raise refused("FILE_NOT_READABLE", path.name, detail=error.strerror or type(error).__name__) from None
    code = foreign_format(data, path.suffix.lower())
    if code:
        raise refused(code, path.name)
    return data


def foreign_format(data: bytes, suffix: str) -> str:
    """The refusal code of a file that is no zip package; blank for one that is."""
    if data.startswith(b"PK"):
        return ""
    if not data:
        return "FILE_EMPTY"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "FILE_ENCRYPTED" if "EncryptedPackage".encode("utf-16-le") in data else "FILE_XLS"
    if data[:2] in {b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08"}:
        return "FILE_XLS"
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "FILE_XML"
    return "FILE_CSV" if suffix in {".csv", ".txt", ".tsv"} else "FILE_NOT_ZIP"
