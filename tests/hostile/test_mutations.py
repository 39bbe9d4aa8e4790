"""A small workbook with bytes changed at random: it is read, or refused in one sentence; nothing else ever happens."""

from __future__ import annotations

import random
import zipfile

import pytest

from tests.hostile.test_files_that_are_none import ROWS, zip_of
from tests.workbook.handmade import all_places, parts_of, table_part, worksheet
from xlcost.workbook.limits import WorkbookRefused
from xlcost.workbook.package import Package
from xlcost.workbook.reader import WorkbookReader

SHEETS = {"Data": worksheet(ROWS), "Table": worksheet(ROWS.replace("<v>1</v>", "<f>A1&amp;1</f><v>1</v>"))}
PARTS = {
    name: content.encode() if isinstance(content, str) else content
    for name, content in parts_of(
        SHEETS, ["<t>a</t>", "<r><t>b</t></r>"], {"Table": [table_part("t", "A1:A2", ["Key"])]}
    ).items()
}
DEFLATED = zip_of(*PARTS.items())
STORED = zip_of(*PARTS.items(), method=zipfile.ZIP_STORED)
WORDS = [
    b"<",
    b">",
    b"&",
    b'"',
    b"\0",
    b"</row>",
    b"<!--",
    b"<![CDATA[",
    b"PK\x05\x06",
    b"\xff\xff\xff\xff",
    b"r=",
    b"99999999",
]


def mutated(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed))
        match chance.randrange(5):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                changed[at] ^= 1 << chance.randrange(8)
            case 2:
                del changed[at : at + chance.randint(1, 40)]
            case 3:
                changed[at:at] = chance.choice(WORDS)
            case _:
                changed[at : at + 4] = chance.choice(WORDS)[:4]
    return bytes(changed)


def read_all(content: bytes) -> str:
    """What became of it: read, or the code of its refusal."""
    try:
        for plain_from in (0, 1 << 60):
            book = WorkbookReader(Package(content, "Book.xlsx"), plain_from)
            for place in all_places(book):
                book.read(place, [column.index for column in place.columns])
    except WorkbookRefused as refusal:
        return refusal.code
    return "read"


@pytest.mark.parametrize("seed", range(8))
def test_mutated_files(seed: int) -> None:
    chance = random.Random(seed)
    outcomes = {read_all(mutated(chance.choice([DEFLATED, STORED]), chance)) for _ in range(150)}
    assert "FILE_DAMAGED" in outcomes


@pytest.mark.parametrize("seed", range(8))
def test_mutated_parts(seed: int) -> None:
    """The zip file around the changed part is sound, so that the change reaches the reader of the part."""
    chance = random.Random(seed)
    outcomes = set()
    for _ in range(150):
        name = chance.choice(list(PARTS))
        outcomes.add(read_all(zip_of(*{**PARTS, name: mutated(PARTS[name], chance)}.items())))
    assert {"read", "FILE_BROKEN_XML"} <= outcomes
