"""Kinds of columns: how a raw cell becomes an exact value, and how the value is shown (spec 0 section 2).

This is the only grammar of cells; bulk tables and setup tables are read by the same kinds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from xlcost.cells import CellError, RawCell
from xlcost.rules.dates import DateFormulaError, parse_day
from xlcost.rules.money import plain

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_EXCEL_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
DASH_FOR_ZERO = '#,##0.00_);[Red]-#,##0.00_);"–"_)'
"""For matrices of amounts, where most cells are 0."""
_YES_NO = '"TRUE";"TRUE";"FALSE"'
"""Excel shows TRUE and FALSE whatever the format; other programs show what the format says."""
_LAST_SERIAL = 2_958_465
_AMOUNT_LIMIT = Decimal(10) ** 20


class CellFault(Exception):  # noqa: N818  a fault of the user's cell, not of the program
    """A cell that cannot be read as its kind: `code` of the problem and why, as the end of a sentence."""

    def __init__(self, why: str, code: str = "CELL_INVALID") -> None:
        super().__init__(why)
        self.why, self.code = why, code


@dataclass(frozen=True, slots=True)
class Reading:
    """What the kinds must know of the workbook."""

    date1904: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of column.

    `parse` turns a filled raw cell into the value or raises `CellFault`; blank cells never reach it.
    """

    name: str
    parse: Callable[[Any, Reading], Any]
    blank: Any
    number_format: str = "General"
    width: float = 12.0
    words: tuple[str, ...] = ()
    places: int | None = None

    @property
    def figures(self) -> bool:
        """Whether the column holds numbers, as opposed to texts, dates and flags."""
        return self.places is not None or "0" in self.number_format

    def read(self, raw: RawCell, reading: Reading) -> Any:
        """The value of one cell; a blank cell gives the kind's blank."""
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return self.blank
        if isinstance(raw, CellError):
            raise _error_fault(raw)
        return self.parse(raw, reading)


@dataclass(frozen=True, slots=True)
class ColumnFault:
    """A cell of a column that could not be read: index in the column, raw cell, code and why."""

    index: int
    raw: RawCell
    code: str
    why: str


def read_column(kind: Kind, cells: Sequence[RawCell], reading: Reading) -> tuple[list[Any], list[ColumnFault]]:
    """A whole column at once; a faulty cell gives the kind's blank and an entry in the list of faults."""
    known = _Known(kind, reading)
    values = list(map(known.__getitem__, zip(map(type, cells), cells, strict=True)))
    if not known.faults:
        return values, []
    found = ((index, raw, known.faults.get((type(raw), raw))) for index, raw in enumerate(cells))
    return values, [ColumnFault(index, raw, fault.code, fault.why) for index, raw, fault in found if fault]


class _Known(dict[tuple[type, RawCell], Any]):
    """The values of a column's cells; equal cells are read once. True == 1 == Decimal(1), so the type is in the key."""

    def __init__(self, kind: Kind, reading: Reading) -> None:
        super().__init__()
        self._kind, self._reading = kind, reading
        self.faults: dict[tuple[type, RawCell], CellFault] = {}

    def __missing__(self, key: tuple[type, RawCell]) -> Any:
        try:
            value = self._kind.read(key[1], self._reading)
        except CellFault as fault:
            self.faults[key] = fault
            value = self._kind.blank
        self[key] = value
        return value


def shown(raw: RawCell) -> str:
    """A raw cell as the user sees it, for messages."""
    if isinstance(raw, CellError):
        return raw.text
    if isinstance(raw, Decimal):
        return plain(raw)
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    return "" if raw is None else str(raw)


def folded(word: str) -> str:
    """An option word without case, spaces, dots, dashes and underscores."""
    return re.sub(r"[\s._\-]", "", word).casefold()


def _error_fault(raw: CellError) -> CellFault:
    if raw.code == "FORMULA_NOT_CALCULATED":
        return CellFault("is a formula that was never calculated" + (f" ({raw.text})" if raw.text else ""), raw.code)
    return CellFault(f"shows the error {raw.text}", raw.code)


def decimal_of(raw: RawCell) -> Decimal:
    """A number cell, or text with `.` as decimal sign and no grouping, as its exact value."""
    if isinstance(raw, Decimal):
        return raw
    if isinstance(raw, str) and _NUMBER.fullmatch(raw.strip()):
        return Decimal(raw.strip())
    raise CellFault("is not a number")


def _number_kind(name: str, places: int | None, number_format: str, width: float, blank: Any) -> Kind:
    unit = None if places is None else Decimal(1).scaleb(-places)

    def parse(raw: RawCell, _reading: Reading) -> Decimal:
        value = decimal_of(raw)
        if not value.is_finite() or abs(value) > _AMOUNT_LIMIT:
            raise CellFault("is too large a number")
        return _exact(value, unit, places)

    return Kind(name, parse, blank, number_format, width, places=places)


def _exact(value: Decimal, unit: Decimal | None, places: int | None) -> Decimal:
    """The value with no more places than the column has; more than Excel's 15 digits are noise of the file."""
    exponent = value.as_tuple().exponent
    if unit is None or places is None:
        noisy = isinstance(exponent, int) and exponent < 0 and len(value.as_tuple().digits) > 15
        return _EXCEL_DIGITS.plus(value).normalize(_EXCEL_DIGITS) if noisy else value
    if isinstance(exponent, int) and -places <= exponent:
        return value
    candidate = value.quantize(unit)
    if candidate == value:
        return candidate
    fifteen = _EXCEL_DIGITS.plus(value)
    candidate = fifteen.quantize(unit)
    if candidate != fifteen:
        raise CellFault(f"has more than {places} decimal places")
    return candidate


def _parse_code(raw: RawCell, _reading: Reading) -> str:
    if isinstance(raw, str):
        return raw.strip().upper()
    if isinstance(raw, Decimal) and raw == raw.to_integral_value():
        if len(str(abs(int(raw)))) > 15:
            raise CellFault("is a number of more than 15 digits, so Excel lost some of them; write it as text")
        return str(int(raw))
    raise CellFault("is neither text nor a whole number")


def _parse_text(raw: RawCell, _reading: Reading) -> str:
    return shown(raw)


def _parse_name(raw: RawCell, _reading: Reading) -> str:
    return shown(raw).strip()


def _parse_whole(raw: RawCell, _reading: Reading) -> int:
    value = decimal_of(raw)
    if value != value.to_integral_value() or abs(value) > _AMOUNT_LIMIT:
        raise CellFault("is not a whole number")
    return int(value)


def _parse_day(raw: RawCell, reading: Reading) -> date:
    if isinstance(raw, bool):
        raise CellFault("is not a date")
    if isinstance(raw, date):
        return raw
    if isinstance(raw, Decimal):
        return _day_of_serial(raw, reading.date1904)
    try:
        return parse_day(raw if isinstance(raw, str) else "")
    except DateFormulaError:
        raise CellFault("is not a date") from None


def _day_of_serial(serial: Decimal, date1904: bool) -> date:
    days = int(serial) + (1462 if date1904 else 0)
    if serial < 0 or not 1 <= days <= _LAST_SERIAL:
        raise CellFault("is not a date")
    if days == 60:
        raise CellFault("is 29 February 1900, a day that never was")
    return date(1899, 12, 31 if days < 60 else 30) + timedelta(days=days)


_TRUE = {"true", "yes", "y", "1", "x"}
_FALSE = {"false", "no", "n", "0"}


def _parse_flag(raw: RawCell, _reading: Reading) -> bool:
    if isinstance(raw, bool):
        return raw
    word = shown(raw).strip().casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise CellFault("is neither yes nor no")


def amount_kind(places: int | None = 2, blank: Decimal | None = Decimal(0)) -> Kind:
    """Money. `places` None = as many decimals as the cell has."""
    return _number_kind("amount", places, "#,##0.00_);[Red]-#,##0.00_)", 14.0, blank)


def with_dash(kind: Kind) -> Kind:
    """The same, with 0 shown as a dash: in a grid the figures are found at a glance."""
    return replace(kind, number_format=DASH_FOR_ZERO)


def showing(kind: Kind, places: int) -> Kind:
    """The same figures, shown with fewer places than they have."""
    figure = f"0.{'0' * places}"
    return replace(kind, number_format=f"{figure}_);[Red]-{figure}_)")


def quantity_kind(blank: Decimal | None = Decimal(0), places: int | None = 5) -> Kind:
    """Quantities, up to 5 places unless told otherwise."""
    return _number_kind("quantity", places, "General_);[Red]-General_)", 12.0, blank)


def rate_kind(places: int | None = None, blank: Decimal | None = Decimal(0)) -> Kind:
    """Unit prices, unit costs, shares, factors."""
    return _number_kind("rate", places, "#,##0.00###_);[Red]-#,##0.00###_)", 12.0, blank)


def percent_kind(places: int | None = 5, blank: Decimal | None = Decimal(0)) -> Kind:
    """Percents as numbers (45.5 = 45.5 %)."""
    return _number_kind("percent", places, "0.00###_);[Red]-0.00###_)", 10.0, blank)


CODE = Kind("code", _parse_code, "", "@", 14.0)
TEXT = Kind("text", _parse_text, "", "General", 32.0)
NAME = Kind("name", _parse_name, "", "General", 20.0)
WHOLE = Kind("number", _parse_whole, 0, "0_)", 10.0)
DAY = Kind("date", _parse_day, None, "yyyy-mm-dd_)", 12.0)


def code_kind(blank: str = "") -> Kind:
    """Codes: text or a whole number, trimmed and upper-cased."""
    return CODE if not blank else Kind("code", _parse_code, blank, "@", 14.0)


def whole_kind(blank: int | None = 0) -> Kind:
    """Whole numbers: entry numbers, line numbers, levels."""
    return WHOLE if blank == 0 else Kind("number", _parse_whole, blank, "0_)", 10.0)


def flag_kind(blank: bool | None = False, yes: tuple[str, ...] = ()) -> Kind:
    """Yes or no; a blank cell is the column's default. `yes` = further words that mean yes."""

    def parse(raw: RawCell, reading: Reading) -> bool:
        return folded(shown(raw)) in yes or _parse_flag(raw, reading)

    return Kind("flag", parse if yes else _parse_flag, blank, _YES_NO, 9.0, ("TRUE", "FALSE"))


def option_kind(words: tuple[str, ...], blank: str | None = "", aliases: tuple[tuple[str, str], ...] = ()) -> Kind:
    """One word of a list, whatever its case, spaces, dots, dashes and underscores; `aliases` are (written, meant)."""
    meant = {folded(word): word for word in words}
    meant.update({folded(alias): word for alias, word in aliases})

    def parse(raw: RawCell, _reading: Reading) -> str:
        word = meant.get(folded(shown(raw)))
        if word is None:
            offer = ", ".join(word for word in words if word)
            raise CellFault(f"is none of: {offer}", "UNKNOWN_OPTION")
        return word

    width = max((len(word) for word in words), default=8) + 4.0
    return Kind("option", parse, blank, "General", min(width, 28.0), tuple(word for word in words if word))
