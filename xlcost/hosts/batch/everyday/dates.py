"""Days as Excel counts them in the system of 1900, with the 29 February 1900 that never was."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal

from xlcost.cells import RawCell
from xlcost.hosts.batch.everyday.table import everyday
from xlcost.hosts.batch.values import NUM, VALUE, fail, number, stepped, whole
from xlcost.workbook.cell_xml import serial

_LAST = 2_958_465
_EPOCH = dt.date(1899, 12, 30)
_ODD_DAYS = {0: (1900, 1, 0), 60: (1900, 2, 29)}


def _parts(value: RawCell) -> tuple[int, int, int]:
    """Year, month, day of a serial number."""
    count = int(stepped(value))
    if not 0 <= count <= _LAST or number(value) < 0:
        fail(NUM)
    if count in _ODD_DAYS:
        return _ODD_DAYS[count]
    day = _EPOCH + dt.timedelta(count if count > 60 else count + 1)
    return day.year, day.month, day.day


def _serial(year: int, month: int, day: int) -> Decimal:
    """The day `day - 1` days behind the first of the month; months may lie outside 1 to 12."""
    years, index = divmod(month - 1, 12)
    year += years
    if not 1900 <= year <= 9999:
        fail(NUM)
    count = serial(dt.date(year, index + 1, 1), False)
    # the day that never was stands behind 28 February 1900
    found = count + day - 1
    return Decimal(found) if 0 <= found <= _LAST else fail(NUM)


@everyday("DATE", "sss")
def _date(year: RawCell, month: RawCell, day: RawCell) -> Decimal:
    found = whole(year)
    return _serial(found + 1900 if 0 <= found < 1900 else found, whole(month), whole(day))


@everyday("YEAR", "s")
def _year(value: RawCell) -> Decimal:
    return Decimal(_parts(value)[0])


@everyday("MONTH", "s")
def _month(value: RawCell) -> Decimal:
    return Decimal(_parts(value)[1])


@everyday("DAY", "s")
def _day(value: RawCell) -> Decimal:
    return Decimal(_parts(value)[2])


@everyday("WEEKDAY", "s|s")
def _weekday(value: RawCell, kind: RawCell = Decimal(1)) -> Decimal:
    _parts(value)
    from_sunday, first = int(stepped(value) - 1) % 7, {1: (0, 1), 2: (1, 1), 3: (1, 0)}.get(whole(kind))
    return Decimal((from_sunday - first[0]) % 7 + first[1]) if first else fail(NUM)


@everyday("DATEVALUE", "s")
def _datevalue(value: RawCell) -> Decimal:
    if not isinstance(value, str) or "-" not in value:
        number(value)
        fail(VALUE)
    return number(value)


@everyday("EDATE", "ss")
def _edate(value: RawCell, months: RawCell) -> Decimal:
    year, month, day = _parts(value)
    return _in_month(year, month + whole(months), day)


@everyday("EOMONTH", "ss")
def _eomonth(value: RawCell, months: RawCell) -> Decimal:
    year, month, _ = _parts(value)
    return _in_month(year, month + whole(months), 31)


def _in_month(year: int, month: int, day: int) -> Decimal:
    """That day of the month, or its last."""
    years, index = divmod(month - 1, 12)
    if not 1900 <= year + years <= 9999:
        fail(NUM)
    return _serial(year, month, min(day, calendar.monthrange(year + years, index + 1)[1]))


def written_day(value: RawCell, form: str) -> str:
    """A day in a format of `yyyy`, `mm`, `dd` and signs between them."""
    year, month, day = _parts(value)
    return form.replace("yyyy", f"{year:04d}").replace("mm", f"{month:02d}").replace("dd", f"{day:02d}")
