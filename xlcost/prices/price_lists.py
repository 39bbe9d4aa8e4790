"""Which price list a line takes: attached, in the right currency, covering the date, one of several (spec 3, A2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from xlcost.prices.settings import Settings
from xlcost.problems import Fact
from xlcost.rules.dates import in_range
from xlcost.tables.prices import PriceList, PriceListLink


class Linked(NamedTuple):
    """A list and what it is attached to."""

    price_list: PriceList
    source: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A linked list and why it was rejected; `code` blank = kept."""

    price_list: PriceList
    source: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class ListChoice:
    """The chosen list, or the reason why there is none, with every list that was looked at."""

    code: str
    """`ONLY_ONE` or `NEWEST_CREATED`; without a list the reason of the zero."""
    price_list: PriceList | None = None
    source: str = ""
    candidates: tuple[Candidate, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)


class Wanted(NamedTuple):
    """What a list must be: its context, its currency (None = any) and the day that it must cover."""

    context: str
    currency: str | None
    day: dt.date


class Owner(NamedTuple):
    """Who the list is attached to, and in words for messages."""

    type: str
    name: str

    def __str__(self) -> str:
        return f"{self.type.replace('_', ' ')} {self.name}".strip()


PARAMETERS = Owner("parameters", "")


class PriceLists:
    """The lists of a workbook and what they are attached to."""

    def __init__(self, settings: Settings, lists: Iterable[PriceList], links: Iterable[PriceListLink]) -> None:
        self._settings = settings
        self.by_name = {row.price_list.casefold(): row for row in lists}
        self._order = {name: order for order, name in enumerate(self.by_name)}
        self._links: dict[tuple[str, str], list[Linked]] = {}
        for link in links:
            found = self.by_name.get(link.price_list.casefold())
            if found is not None:
                owner = "" if link.owner_type == PARAMETERS.type else link.owner.casefold()
                self._links.setdefault((link.owner_type, owner), []).append(Linked(found, link.owner_type))
        self._chosen: dict[tuple[object, ...], ListChoice] = {}

    def linked(self, owner: Owner) -> Sequence[Linked]:
        """The lists attached to the owner, in row order."""
        return self._links.get((owner.type, owner.name.casefold()), ())

    def attach(self, owner: Owner, lists: Iterable[PriceList]) -> None:
        """Attach more lists to the owner, for the lookups that follow."""
        known = self._links.setdefault((owner.type, owner.name.casefold()), [])
        known += [Linked(row, owner.type) for row in lists]

    # ---- the three kinds of list

    def cost_list(self, unit: str, currency: str, day: dt.date) -> ListChoice:
        """The list of the unit; only a unit without any active cost list takes the parameters' (A2)."""
        key = ("cost", unit.casefold(), currency, day)
        found = self._chosen.get(key)
        if found is None:
            found = self._chosen[key] = self._cost_list(Owner("org_unit", unit), currency, day)
        return found

    def _cost_list(self, unit: Owner, currency: str, day: dt.date) -> ListChoice:
        wanted = Wanted("cost", None if self._settings.multi_currency_cost else currency, day)
        overlap = self._settings.cost_overlap
        own = self._judged(self.linked(unit), wanted)
        facts = _facts(str(unit), wanted, currency)
        if any(each.code not in _NO_LIST_AT_ALL for each in own):
            return _choice(own, wanted, overlap, "LIST_CURRENCY_MISMATCH", facts, self._order)
        others = self._judged(self.linked(PARAMETERS), wanted)
        facts = _facts(f"{unit} or the parameters", wanted, currency)
        chosen = _choice(others, wanted, overlap, "NO_LIST_ATTACHED", facts, self._order)
        return replace(chosen, candidates=(*own, *chosen.candidates))

    def sales_list(self, owner: Owner, currency: str, day: dt.date) -> ListChoice:
        """The list of the contract, or of the quote while there is no contract, in the contract currency (A2.1)."""
        return self._of_owner(owner, Wanted("sales", currency, day), self._settings.sales_overlap, currency)

    def purchase_list(self, subcontract: str, day: dt.date) -> ListChoice:
        """The list of the subcontract by date alone; overlapping ones are unsupported (A2.3)."""
        return self._of_owner(Owner("subcontract", subcontract), Wanted("purchase", None, day), "zero", "")

    def _of_owner(self, owner: Owner, wanted: Wanted, overlap: str, currency: str) -> ListChoice:
        key = (owner.type, owner.name.casefold(), *wanted)
        found = self._chosen.get(key)
        if found is None:
            facts = _facts(str(owner), wanted, currency)
            judged = self._judged(self.linked(owner), wanted)
            found = _choice(judged, wanted, overlap, "NO_LIST_ATTACHED", facts, self._order)
            self._chosen[key] = found
        return found

    # ---- judging lists

    def _judged(self, linked: Iterable[Linked], wanted: Wanted) -> list[Candidate]:
        return [Candidate(*each, self.rejection(each.price_list, wanted)) for each in linked]

    def rejection(self, price_list: PriceList, wanted: Wanted) -> str:
        """Why the list cannot be taken, blank when it can."""
        if price_list.context != wanted.context:
            return "WRONG_CONTEXT"
        if price_list.status != "active":
            return "INACTIVE"
        if wanted.currency is not None and price_list.currency != wanted.currency:
            return "CURRENCY"
        return self._date_rejection(price_list, wanted.day)

    def _date_rejection(self, price_list: PriceList, day: dt.date) -> str:
        start, end = price_list.start_date, price_list.end_date
        if not self._settings.open_dates and (start is None or end is None):
            return "DATES_EMPTY"
        if in_range(day, start, end):
            return ""
        return "BEFORE_START" if start is not None and day < start else "AFTER_END"


def _facts(owner: str, wanted: Wanted, currency: str) -> dict[str, Fact]:
    """What messages say of the search."""
    in_currency = "" if wanted.currency is None else f" in {wanted.currency or 'no currency'}"
    return {"owner": owner, "wanted": f"{wanted.context} list{in_currency}", "currency": currency}


_NO_LIST_AT_ALL = ("WRONG_CONTEXT", "INACTIVE")


def _choice(
    judged: Sequence[Candidate],
    wanted: Wanted,
    overlap: str,
    unmatched: str,
    facts: dict[str, Fact],
    order: Mapping[str, int],
) -> ListChoice:
    """One list of the judged ones, or the reason of the first step of A2 that leaves none."""
    candidates = tuple(judged)
    usable = [each for each in judged if each.code not in _NO_LIST_AT_ALL]
    in_currency = [each for each in usable if each.code != "CURRENCY"]
    kept = [each for each in in_currency if not each.code]
    if not in_currency:
        reason = unmatched if usable else "NO_LIST_ATTACHED"
        facts |= {"lists": _names(usable), "list_currency": _currencies(usable)}
        return ListChoice(reason, candidates=candidates, facts=facts)
    if not kept:
        undated = all(each.code == "DATES_EMPTY" for each in in_currency)
        facts |= {"lists": _names(in_currency), "date": wanted.day, "nearest": _nearest(in_currency, wanted.day)}
        return ListChoice("LIST_DATES_EMPTY" if undated else "NO_LIST_FOR_DATE", candidates=candidates, facts=facts)
    if len(kept) == 1:
        return ListChoice("ONLY_ONE", kept[0].price_list, kept[0].source, candidates)
    newest = _newest(kept, order) if overlap == "latest_created" else None
    if newest is None:
        facts |= {"lists": _names(kept), "period": wanted.day}
        return ListChoice("LIST_OVERLAP", candidates=candidates, facts=facts)
    older = f"OLDER_THAN {newest.price_list.price_list}"
    marked = tuple(replace(each, code=older) if not each.code and each is not newest else each for each in judged)
    return ListChoice("NEWEST_CREATED", newest.price_list, newest.source, marked)


def _newest(kept: Sequence[Candidate], order: Mapping[str, int]) -> Candidate | None:
    """The list created last; the lower row where none has a date; None when two share the latest date."""
    latest = max((each.price_list.created_on or dt.date.min for each in kept), default=dt.date.min)
    newest = [each for each in kept if (each.price_list.created_on or dt.date.min) == latest]
    if latest == dt.date.min:
        return max(newest, key=lambda each: order[each.price_list.price_list.casefold()])
    return newest[0] if len(newest) == 1 else None


def _names(candidates: Iterable[Candidate]) -> str:
    return ", ".join(each.price_list.price_list for each in candidates)


def _currencies(candidates: Iterable[Candidate]) -> str:
    return ", ".join(dict.fromkeys(each.price_list.currency or "no currency" for each in candidates))


def _nearest(candidates: Iterable[Candidate], day: dt.date) -> str:
    """The list whose start or end is closest to the day, in words."""
    found: list[tuple[int, int, str]] = []
    for order, each in enumerate(candidates):
        start, end = each.price_list.start_date, each.price_list.end_date
        name = each.price_list.price_list
        if start is not None and start > day:
            found.append(((start - day).days, order, f"{name} starts {start.isoformat()}"))
        if end is not None and end < day:
            found.append(((day - end).days, order, f"{name} ends {end.isoformat()}"))
    return min(found)[2] if found else "none has both dates"
