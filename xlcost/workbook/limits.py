"""What a workbook file may be at most, and the one way in which a file is refused (spec 4, section 2)."""

from __future__ import annotations

MAX_PARTS = 10_000
MAX_UNPACKED = 4 * 1024**3
"""Bytes of all parts together, unpacked."""
MAX_PACKED_TIGHTLY = 100 * 1000**2
"""Unpacked bytes from which on a part's packing ratio counts."""
MAX_RATIO = 500
MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_SAVE_AGAIN = "open it in Excel and save it as an Excel workbook (.xlsx)"
_COPY_AGAIN = "get a fresh copy of the file, or bring the last backup back"
_REPAIR = "open it in Excel, let Excel repair it and save it under a new name"
_SUSPECT = "do not use this file; ask whoever sent it for the original"

REFUSALS: dict[str, tuple[str, str]] = {
    "FILE_NOT_FOUND": ("There is no file {file}", "check the path and the name"),
    "FILE_IS_FOLDER": ("{file} is a folder", "name the workbook in it"),
    "FILE_NOT_READABLE": ("{file} cannot be read ({detail})", "check your rights to it and close other programs"),
    "FILE_EMPTY": ("{file} is empty (0 bytes)", _COPY_AGAIN),
    "FILE_ENCRYPTED": ("{file} is protected by a password", "take the password off in Excel and save it"),
    "FILE_XLS": ("{file} is in the old Excel 97-2003 format (.xls)", _SAVE_AGAIN),
    "FILE_XLSB": ("{file} is a binary workbook (.xlsb)", _SAVE_AGAIN),
    "FILE_ODS": ("{file} is an OpenDocument spreadsheet (.ods)", "open it and save it as .xlsx"),
    "FILE_CSV": ("{file} is a text file (.csv), not a workbook", _SAVE_AGAIN),
    "FILE_XML": ("{file} is a web page or XML text that only bears a workbook's name", _SAVE_AGAIN),
    "FILE_NOT_ZIP": ("{file} is not an Excel workbook", _SAVE_AGAIN),
    "FILE_NOT_WORKBOOK": ("{file} is a package without a workbook in it ({detail})", _SAVE_AGAIN),
    "FILE_TRUNCATED": ("{file} is cut off: its end is missing", _COPY_AGAIN),
    "FILE_DAMAGED": ("{file} is damaged ({detail})", _COPY_AGAIN),
    "FILE_COMPRESSION": ("{file} holds {part} packed in a way Excel does not use", _SAVE_AGAIN),
    "FILE_TOO_LARGE": ("{file} unpacks to more than a workbook may ({detail})", _SUSPECT),
    "FILE_DUPLICATE_PARTS": ("{file} holds the part {part} twice", _SUSPECT),
    "FILE_PART_NAME": ("{file} holds a part with a name that leads out of it ({part})", _SUSPECT),
    "FILE_DTD": ("{file} holds a document type definition in {part}, which no workbook needs", _SUSPECT),
    "FILE_PART_MISSING": ("{file} lacks its part {part}", _REPAIR),
    "FILE_BROKEN_XML": ("{file} holds broken XML in {part} ({detail})", _REPAIR),
    "FILE_BROKEN_PART": ("{file} holds a part {part} that is not as Excel writes it ({detail})", _REPAIR),
}
"""Code -> what is wrong and where, what to do."""


class WorkbookRefused(Exception):  # noqa: N818 - a verdict on the file, not a fault of the program
    """The file cannot be read as a workbook. `message` says what and where, `remedy` what to do."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(f"{message}; {remedy}.")
        self.code = code
        self.message = message
        self.remedy = remedy


def refused(code: str, file: str, *, part: str = "", detail: str = "") -> WorkbookRefused:
    """The exception for one code of `REFUSALS`, its sentence filled in."""
    message, remedy = REFUSALS[code]
    return WorkbookRefused(code, message.format(file=file, part=printable(part), detail=printable(detail)), remedy)


def printable(text: str) -> str:
    """Text of a file made fit for a message: one line, no control characters, at most 120 characters."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in text[:121])
    return clean if len(clean) <= 120 else clean[:119] + "…"


def check_sizes(file: str, sizes: list[tuple[str, int, int]]) -> None:
    """Refuse a workbook whose parts (name, packed bytes, unpacked bytes) exceed the limits."""
    if len(sizes) > MAX_PARTS:
        raise refused("FILE_TOO_LARGE", file, detail=f"{len(sizes)} parts, at most {MAX_PARTS}")
    total = sum(unpacked for _, _, unpacked in sizes)
    if total > MAX_UNPACKED:
        raise refused("FILE_TOO_LARGE", file, detail=f"{total} bytes, at most {MAX_UNPACKED}")
    for name, packed, unpacked in sizes:
        if unpacked > MAX_PACKED_TIGHTLY and unpacked > MAX_RATIO * packed:
            raise refused("FILE_TOO_LARGE", file, detail=f"{name} grows more than {MAX_RATIO} times")
