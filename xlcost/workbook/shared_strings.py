"""The shared string table: one text an entry, rich text joined, phonetic runs left out."""

from __future__ import annotations

from collections.abc import Iterable

from xlcost.workbook.cell_grammar import decoded_text
from xlcost.workbook.limits import refused
from xlcost.workbook.xml import Attributes, XmlStream, local_names

_NESTING = {"sst": {"#"}, "si": {"sst"}, "r": {"si"}, "t": {"si", "r"}}
_NAMES = local_names(_NESTING)


class _Strings:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.is_table = False
        self._path = ["#"]
        self._pieces: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002
        local = _NAMES.get(name, "")
        if local and self._path[-1] not in _NESTING[local]:
            local = ""
        self._path.append(local)
        self.is_table = self.is_table or local == "sst"

    def end(self, name: str) -> None:  # noqa: ARG002
        if self._path.pop() == "si":
            self.texts.append(decoded_text("".join(self._pieces)))
            self._pieces.clear()

    def text(self, text: str) -> None:
        if self._path[-1] == "t":
            self._pieces.append(text)


def shared_strings(chunks: Iterable[bytes], file: str, part: str) -> list[str]:
    """The texts of the table by index. `count` and `uniqueCount` are not believed."""
    target = _Strings()
    stream = XmlStream(target, file, part)
    for chunk in chunks:
        stream.feed(chunk)
    stream.feed(b"", last=True)
    if not target.is_table:
        raise refused("FILE_BROKEN_PART", file, part=part, detail="it is no shared string table")
    return target.texts
