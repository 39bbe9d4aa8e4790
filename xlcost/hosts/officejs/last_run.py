"""`POST /last-run`: the way back from the last run of each open workbook, kept while the server lives.

{"key": "book.xlsx"}                        what can be undone, or nothing
{"key": "book.xlsx", "did": "written"}      the page has carried out the steps of its run
{"key": "book.xlsx", "did": "undone"}       ... or those of its undo: they are forgotten
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xlcost.hosts.officejs.calls import Malformed

MOST_BOOKS = 4
"""Workbooks whose way back is kept; that of the one run longest ago goes."""
Step = dict[str, Any]
_DEEDS = ("", "written", "undone", "failed")


@dataclass(slots=True)
class LastRuns:
    """Key of a workbook -> its last run that was written, and the one that is being written."""

    written: dict[str, Step] = field(default_factory=dict)
    pending: dict[str, Step] = field(default_factory=dict)

    def begun(self, key: str, steps: Sequence[Step], tables: Sequence[str], started_at: str) -> None:
        """The page is about to carry out these steps."""
        _keep(self.pending, key, {"at": started_at, "tables": list(tables), **way_back(steps)})

    def answer(self, body: Any) -> dict[str, Any]:
        """What the page asks or tells. Raises `Malformed`."""
        key, did = key_of(body), body.get("did", "")
        if not isinstance(did, str) or did not in _DEEDS:
            raise Malformed("what was done is written, undone or failed")
        if did == "written" and key in self.pending:
            _keep(self.written, key, self.pending.pop(key))
        if did == "undone":
            self.written.pop(key, None)
        if did == "failed":
            # for taking back what was written before the fault
            return {"run": self.pending.pop(key, None)}
        return {"run": self.written.get(key)}


def key_of(body: Any) -> str:
    """What tells the workbook from others. Raises `Malformed`."""
    key = body.get("key", "") if isinstance(body, dict) else None
    if not isinstance(key, str):
        raise Malformed("the workbook has no key")
    return key


def _keep(kept: dict[str, Step], key: str, run: Step) -> None:
    kept.pop(key, None)
    kept[key] = run
    while len(kept) > MOST_BOOKS:
        del kept[next(iter(kept))]


def way_back(steps: Sequence[Step]) -> Step:
    """The steps that undo, each with the number of the step it takes back, and what must stand for it to be right."""
    back = [{**undo, "of": of} for of, step in reversed(list(enumerate(steps))) for undo in step.get("undo", ())]
    return {"steps": back, "checks": [*_new_sheets(steps), *(check for step in steps for check in _checks(step))]}


def _new_sheets(steps: Sequence[Step]) -> list[Step]:
    """A sheet that would go holds nothing but what was written into it."""
    added = {step["sheet"]: (0, 0) for step in steps if step["do"] == "sheet"}
    for step in steps:
        if step["do"] in ("write", "table") and step["sheet"] in added:
            row, column = added[step["sheet"]]
            added[step["sheet"]] = max(row, step["last_row"]), max(column, step["last_column"])
    return [
        {"sheet": title, "only": True, "last_row": row, "last_column": column} for title, (row, column) in added.items()
    ]


def _checks(step: Step) -> list[Step]:
    """A cell that was written holds what was written; a table has the size that it was given."""
    if step["do"] == "write":
        by = step.get("check_row", step["row"]) - step["row"]
        names = ("sheet", "column", "last_column", "values", "formulas")
        found = {name: step[name] for name in names if name in step}
        return [found | {"row": step["row"] + by, "last_row": step["last_row"] + by}]
    if step["do"] in ("resize", "table"):
        block = ("table", "sheet", "row", "last_row", "column", "last_column")
        return [{name: step[name] for name in block}]
    return []
