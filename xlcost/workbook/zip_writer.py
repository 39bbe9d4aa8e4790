"""A patched package as a zip file: raw records copied, changed parts deflated while they are rendered (spec 4, 3)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO

from isal import isal_zlib

from xlcost.workbook.limits import MAX_UNPACKED
from xlcost.workbook.parts import Chunk
from xlcost.workbook.patch import PatchedPackage

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _UTF8, _DEFLATED = 20, 0x800, 8
_NO_TIME, _FIRST_DAY = 0, 0x21
"""1 January 1980, 0:00: the zip format's first moment; no clock gets into a file."""
_WAITING = 4
_COPY = 1 << 22
_PIECE, _LARGE = 1 << 17, 1 << 24


class TooLarge(Exception):  # noqa: N818 - a verdict on the workbook
    """The workbook would unpack to more than xlcost reads again."""


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """Check sum and size of a part that was rendered."""

    crc: int
    size: int


def write_package(patched: PatchedPackage, file: BinaryIO) -> dict[str, WrittenPart]:
    """Write the whole package; returns what was written for each part that is no raw copy."""
    directory: list[bytes] = []
    written: dict[str, WrittenPart] = {}
    total = 0
    for name in patched.names:
        if name in patched.changed:
            entry, written[name] = _rendered(file, name, patched)
            total += written[name].size
        else:
            record = patched.package.raw_record(name)
            entry = record.central_at(file.tell())
            raw = patched.package.raw_bytes(name)
            for at in range(0, len(raw), _COPY):
                file.write(raw[at : at + _COPY])
            total += record.size
        if total > MAX_UNPACKED:
            raise TooLarge
        directory.append(entry)
    start = file.tell()
    for entry in directory:
        file.write(entry)
    size = file.tell() - start
    if file.tell() > 0xFFFFFFFF or len(directory) > 0xFFFE:
        raise TooLarge
    file.write(_END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), size, start, 0))
    return written


def _rendered(file: BinaryIO, name: str, patched: PatchedPackage) -> tuple[bytes, WrittenPart]:
    start = file.tell()
    raw_name = name.encode()
    flags = 0 if raw_name.isascii() else _UTF8
    file.write(b"\0" * (_LOCAL.size + len(raw_name)))
    crc = size = packed = 0
    for chunk, deflated in _deflated(patched.chunks(name)):
        crc, size = chunk[0], chunk[1]
        packed += len(deflated)
        file.write(deflated)
        if size > MAX_UNPACKED:
            raise TooLarge
    end = file.tell()
    facts = (crc, packed, size)
    file.seek(start)
    file.write(_LOCAL.pack(b"PK\x03\x04", _VERSION, flags, _DEFLATED, _NO_TIME, _FIRST_DAY, *facts, len(raw_name), 0))
    file.write(raw_name)
    file.seek(end)
    entry = _CENTRAL.pack(
        b"PK\x01\x02", _VERSION, _VERSION, flags, _DEFLATED, _NO_TIME, _FIRST_DAY, *facts, len(raw_name),
        0, 0, 0, 0, 0, start,
    )  # fmt: skip
    return entry + raw_name, WrittenPart(crc, size)


def _gathered(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """Small pieces put together, large ones cut: each piece that is handed to the packer is worth the hand-over."""
    small: list[Chunk] = []
    size = 0
    for chunk in chunks:
        if len(chunk) < _PIECE:
            small.append(chunk)
            size += len(chunk)
        if size >= _PIECE or (small and len(chunk) >= _PIECE):
            yield b"".join(small)
            small, size = [], 0
        if len(chunk) >= _PIECE:
            yield from (memoryview(chunk)[at : at + _LARGE] for at in range(0, len(chunk), _LARGE))
    if small:
        yield b"".join(small)


def _deflated(chunks: Iterable[Chunk]) -> Iterator[tuple[tuple[int, int], bytes]]:
    """((check sum, size) so far, packed bytes): packed in another thread while the next chunk is rendered."""
    packer = isal_zlib.compressobj(1, isal_zlib.DEFLATED, -15)
    state = [0, 0]

    def pack(chunk: Chunk) -> tuple[tuple[int, int], bytes]:
        state[0] = isal_zlib.crc32(chunk, state[0])
        state[1] += len(chunk)
        return (state[0], state[1]), packer.compress(chunk)

    waiting: list[Future[tuple[tuple[int, int], bytes]]] = []
    with ThreadPoolExecutor(1) as pool:
        for chunk in _gathered(chunks):
            if len(waiting) >= _WAITING:
                yield waiting.pop(0).result()
            waiting.append(pool.submit(pack, chunk))
        for result in waiting:
            yield result.result()
    yield (state[0], state[1]), packer.flush()
