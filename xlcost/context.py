"""What a run knows of its surroundings: work date, user, permitted posting dates (spec 1, 0 and 1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xlcost.books import Books
from xlcost.problems import Where, fail
from xlcost.rules.dates import in_range
from xlcost.tables.general_ledger import GLSetup, UserSetup
from xlcost.tables.run import RunOptions


def work_date(books: Books) -> date | None:
    """The run's work date; blank = period end. Never the machine's clock."""
    options = books.one(RunOptions)
    return options.work_date or options.period_end


def needed_work_date(books: Books) -> date:
    """The work date, for operations whose figures depend on it; `WORK_DATE_MISSING` without one."""
    found = work_date(books)
    if found is None:
        raise fail("WORK_DATE_MISSING", books[RunOptions].where())
    return found


def user_id(books: Books) -> str:
    """The run's user; blank stays blank."""
    return books.one(RunOptions).user_id


@dataclass(frozen=True, slots=True)
class PostingRange:
    """Days on which posting is permitted; a missing bound is open."""

    first: date | None
    last: date | None

    def permits(self, day: date) -> bool:
        """Whether the day, taken as a calendar day, lies in the range."""
        plain = date.fromordinal(day.toordinal())
        return in_range(plain, self.first, self.last)


def posting_range(books: Books) -> PostingRange:
    """The permitted posting range of the G/L setup; a row of the user setup for the run's user overrides it.

    A row without any date says nothing of dates, so that it does not open what the G/L setup has closed.
    """
    source: UserSetup | GLSetup = _dated_user(books) or books.one(GLSetup)
    return PostingRange(source.allow_posting_from, source.allow_posting_to)


def posting_range_place(books: Books, day: date) -> Where:
    """The cell of the permitted posting range that keeps the day out."""
    user = _dated_user(books)
    if user is None:
        return books[GLSetup].where()
    first = user.allow_posting_from
    return books[UserSetup].where(user, "allow_posting_from" if first and day < first else "allow_posting_to")


def _dated_user(books: Books) -> UserSetup | None:
    user = books[UserSetup].get(user_id(books)) if user_id(books) else None
    return user if user is not None and (user.allow_posting_from or user.allow_posting_to) else None
