"""The general way to read a worksheet's rows: any XML that is one, by events, in any shape and encoding."""

from __future__ import annotations

from xlcost.workbook.cell_grammar import Cell
from xlcost.workbook.limits import MAX_COLUMN, MAX_ROW, refused
from xlcost.workbook.references import column_index
from xlcost.workbook.xml import Attributes, XmlStream, local_names

Row = tuple[int, dict[int, Cell]]
"""Row number, column number -> cell; cells without content left out."""

_NESTING = {
    "worksheet": {"#"},
    "sheetData": {"worksheet"},
    "row": {"sheetData"},
    "c": {"row"},
    "v": {"c"},
    "f": {"c"},
    "is": {"c"},
    "r": {"is"},
    "t": {"is", "r"},
}
"""Element -> elements it counts in. Phonetic text (`rPh`) is not among them and so passed over."""
_NAMES = local_names(_NESTING)
_TEXTS = {"v", "t"}
_BETWEEN_ROWS = ["#", "worksheet", "sheetData"]


class SheetParser:
    """Takes a worksheet part piece by piece and gives its rows. A row or cell without `r=` follows the one before."""

    def __init__(self, file: str, part: str, last_row: int = 0) -> None:
        self._file = file
        self._part = part
        self.stream = XmlStream(self, file, part)
        self._path = ["#"]
        self._rows: list[Row] = []
        self._row = last_row
        self._column = 0
        self._cells: dict[int, Cell] = {}
        self._type = "n"
        self._text: str | None = None
        self._formula = False
        self._pieces: list[str] = []
        self._collecting = False
        self._starts = {"row": self._start_row, "c": self._start_cell, "f": self._start_formula}
        self._ends = {"row": self._end_row, "c": self._end_cell, "v": self._end_text, "is": self._end_text}

    def feed(self, data: bytes, last: bool = False) -> list[Row]:
        """The rows that end in these bytes. Raises `WorkbookRefused`."""
        self.stream.feed(data, last)
        rows, self._rows = self._rows, []
        return rows

    @property
    def between_rows(self) -> bool:
        """Whether the next thing could be a row."""
        return self._path == _BETWEEN_ROWS

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        parent = self._path[-1]
        local = _NAMES.get(name, "")
        if parent == "#" and local != "worksheet":
            raise self._broken("it is no worksheet")
        if local and parent not in _NESTING[local]:
            local = ""
        self._path.append(local)
        if local in self._starts:
            self._starts[local](attributes)
        elif local in _TEXTS:
            self._collecting = True

    def end(self, name: str) -> None:  # noqa: ARG002 - expat has matched the names
        """An element ends."""
        local = self._path.pop()
        if local in _TEXTS:
            self._collecting = False
        if local in self._ends:
            self._ends[local]()

    def text(self, text: str) -> None:
        """Text between tags."""
        if self._collecting and self._path[-1]:
            self._pieces.append(text)

    def _start_row(self, attributes: Attributes) -> None:
        row = self._number(attributes.get("r"), self._row)
        if not self._row < row <= MAX_ROW:
            raise self._broken(f"row {row} after row {self._row}")
        self._row, self._column, self._cells = row, 0, {}

    def _start_cell(self, attributes: Attributes) -> None:
        address = attributes.get("r")
        column = self._column + 1 if address is None else self._column_of(address)
        if not self._column < column <= MAX_COLUMN:
            raise self._broken(f"cell {address or column} out of place in row {self._row}")
        self._column = column
        self._type = attributes.get("t", "n")
        self._text, self._formula, self._pieces = None, False, []

    def _start_formula(self, _attributes: Attributes) -> None:
        self._formula = True

    def _end_text(self) -> None:
        self._text, self._pieces = "".join(self._pieces), []

    def _end_cell(self) -> None:
        if self._text is not None or self._formula:
            self._cells[self._column] = Cell(self._type, self._text, self._formula)

    def _end_row(self) -> None:
        self._rows.append((self._row, self._cells))

    def _number(self, text: str | None, before: int) -> int:
        if text is None:
            return before + 1
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            raise self._broken(f"row number {text}")
        return int(text)

    def _column_of(self, address: str) -> int:
        letters = address.rstrip("0123456789")
        if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
            raise self._broken(f"cell address {address} in row {self._row}")
        if self._number(address[len(letters) :], 0) != self._row:
            raise self._broken(f"cell {address} in row {self._row}")
        return column_index(letters)

    def _broken(self, detail: str) -> Exception:
        return refused("FILE_BROKEN_PART", self._file, part=self._part, detail=detail)
