"""The records of a zip file as they lie in its bytes, so that a part can be copied without unpacking it.

`zipfile` hides the raw bytes and believes sizes; here every offset is checked before it is used.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from xlcost.workbook.limits import MAX_PARTS, check_sizes, refused

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_OFFSET_AT = 42


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One part as the zip file holds it."""

    name: str
    method: int
    """0 stored, 8 deflated."""
    flags: int
    crc: int
    packed_size: int
    size: int
    start: int
    """Where the local header begins."""
    data_start: int
    end: int
    """Where the record ends, a data descriptor included."""
    central: bytes
    """Its whole entry in the central directory."""

    def central_at(self, start: int) -> bytes:
        """The central directory entry of this record copied, byte for byte, to offset `start` of another file."""
        entry = bytearray(self.central)
        name_size, extra_size = struct.unpack_from("<2H", entry, 28)
        if struct.unpack_from("<L", entry, _OFFSET_AT)[0] != _FULL32:
            struct.pack_into("<L", entry, _OFFSET_AT, start)
            return bytes(entry)
        fulls = sum(struct.unpack_from("<L", entry, at)[0] == _FULL32 for at in (20, 24))
        extra = _CENTRAL.size + name_size
        for kind, at, _ in _extra_fields(self.central[extra : extra + extra_size]):
            if kind == 1:
                struct.pack_into("<Q", entry, extra + at + 8 * fulls, start)
        return bytes(entry)


def zip_records(data: bytes, file: str) -> list[RawRecord]:
    """All records in the order of the central directory; refuses files that are cut off, damaged or too large."""
    count, at, size = _central_directory(data, file)
    if count > MAX_PARTS:
        raise refused("FILE_TOO_LARGE", file, detail=f"{count} parts, at most {MAX_PARTS}")
    try:
        records = list(_entries(data, file, count, at, at + size))
    except struct.error:
        raise refused("FILE_DAMAGED", file, detail="its table of contents is broken") from None
    check_sizes(file, [(record.name, record.packed_size, record.size) for record in records])
    for one, following in pairwise(sorted(records, key=lambda record: record.start)):
        if one.end > following.start:
            raise refused("FILE_DAMAGED", file, detail=f"{following.name} lies inside {one.name}")
    _check_names(records, file)
    return records


def _central_directory(data: bytes, file: str) -> tuple[int, int, int]:
    """Number of entries, offset and size of the central directory."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - _FULL16 - _END.size))
    if end < 0 or end + _END.size > len(data):
        raise refused("FILE_TRUNCATED", file)
    _, disk, _, _, count, size, at, _ = _END.unpack_from(data, end)
    locator = end - _LOCATOR64.size
    if locator >= 0 and data.startswith(b"PK\x06\x07", locator):
        end = _LOCATOR64.unpack_from(data, locator)[2]
        if end > locator - _END64.size or not data.startswith(b"PK\x06\x06", end):
            raise refused("FILE_DAMAGED", file, detail="its table of contents is broken")
        _, _, _, _, disk, _, _, count, size, at = _END64.unpack_from(data, end)
    if disk or at + size > end:
        raise refused("FILE_DAMAGED", file, detail="its table of contents is not where it should be")
    return count, at, size


def _entries(data: bytes, file: str, count: int, at: int, end: int) -> Iterator[RawRecord]:
    directory = at
    for _ in range(count):
        fields = _CENTRAL.unpack_from(data, at)
        signature, _, _, flags, method, _, _, crc, packed, size, name_size, extra_size, comment_size = fields[:13]
        entry_end = at + _CENTRAL.size + name_size + extra_size + comment_size
        if signature != b"PK\x01\x02" or entry_end > end:
            raise refused("FILE_DAMAGED", file, detail="its table of contents is broken")
        name_at = at + _CENTRAL.size
        raw_name = data[name_at : name_at + name_size]
        extra = data[name_at + name_size : name_at + name_size + extra_size]
        size, packed, start = _wide((size, packed, fields[16]), extra)
        name = _part_name(raw_name, flags, file)
        if flags & 1:
            raise refused("FILE_ENCRYPTED", file)
        data_start = _data_start(data, start, raw_name)
        record_end = _record_end(data, data_start + packed, flags, (crc, packed, size))
        if not data_start or record_end > directory:
            raise refused("FILE_DAMAGED", file, detail=f"{name} is not where it should be")
        yield RawRecord(name, method, flags, crc, packed, size, start, data_start, record_end, data[at:entry_end])
        at = entry_end


def _wide(narrow: tuple[int, int, int], extra: bytes) -> tuple[int, int, int]:
    """Size, packed size and offset, taken from the zip64 field where they do not fit 32 bits."""
    values = list(narrow)
    for kind, at, size in _extra_fields(extra):
        if kind == 1:
            for index in (0, 1, 2):
                if values[index] == _FULL32 and size >= 8:
                    values[index] = struct.unpack_from("<Q", extra, at)[0]
                    at, size = at + 8, size - 8
    return values[0], values[1], values[2]


def _extra_fields(extra: bytes) -> Iterator[tuple[int, int, int]]:
    """(kind, offset of the content, size) of each extra field."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if at + 4 + size > len(extra):
            return
        yield kind, at + 4, size
        at += 4 + size


def _part_name(raw: bytes, flags: int, file: str) -> str:
    try:
        return raw.decode("utf-8" if flags & 0x800 else "cp437").replace("\\", "/")
    except UnicodeDecodeError:
        raise refused("FILE_PART_NAME", file, part=raw.decode("latin-1")) from None


def _data_start(data: bytes, start: int, raw_name: bytes) -> int:
    """Where the packed bytes begin; 0 when the local header does not fit the directory."""
    if start + _LOCAL.size > len(data):
        return 0
    local = _LOCAL.unpack_from(data, start)
    name_at = start + _LOCAL.size
    if local[0] != b"PK\x03\x04" or data[name_at : name_at + local[9]] != raw_name:
        return 0
    return int(name_at + local[9] + local[10])


def _record_end(data: bytes, data_end: int, flags: int, facts: tuple[int, int, int]) -> int:
    """End of the record: behind the data descriptor, which comes with or without signature and in two widths."""
    if flags & 8:
        for layout in ("<3L", "<L2Q"):
            descriptor = struct.pack(layout, *facts) if max(facts) <= _FULL32 or layout == "<L2Q" else b"\0"
            for candidate in (b"PK\x07\x08" + descriptor, descriptor):
                if data.startswith(candidate, data_end):
                    return data_end + len(candidate)
    return data_end


def _check_names(records: list[RawRecord], file: str) -> None:
    """Part names stay inside the package and are unique without regard to case."""
    seen: set[str] = set()
    for record in records:
        segments = record.name.removesuffix("/").split("/")
        if any(segment in {"", ".", ".."} or ":" in segment or "\0" in segment for segment in segments):
            raise refused("FILE_PART_NAME", file, part=record.name)
        folded = record.name.casefold()
        if folded in seen:
            raise refused("FILE_DUPLICATE_PARTS", file, part=record.name)
        seen.add(folded)
