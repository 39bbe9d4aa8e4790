"""Posting dates of corrections (spec 2, 10.2)."""

from __future__ import annotations

import datetime as dt

from xlcost.context import posting_range_place
from xlcost.inventory.periods import correction_date
from xlcost.inventory.settings import Settings
from xlcost.problems import fail


class CorrectionDates:
    """The posting date of a correction, from that of the value entry it corrects."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._rule = correction_date(settings.company_range, settings.closed_until)
        self._known: dict[dt.date, dt.date] = {}

    def of(self, day: dt.date) -> dt.date:
        """The date itself or the first open day; `POSTING_DATE_NOT_ALLOWED` where the user may not post on it."""
        found = self._known.get(day)
        if found is None:
            found = self._rule(day)
            if not self._settings.user_range.permits(found):
                where = posting_range_place(self._settings.books, found)
                raise fail("POSTING_DATE_NOT_ALLOWED", where, posting_date=found)
            self._known[day] = found
        return found
