"""One row of the catalogue of codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Code:
    """A problem or skip reason: sentences with `{fact}` placeholders.

    `what` is a clause without full stop that can be followed by the place in brackets; `remedy` starts in lower
    case and tells the user what to do. `retry` is for skip reasons: whether the next run takes the row up again.
    `out_of_scope` marks reasons by design, which are counted and summed but not listed unless asked for.
    """

    what: str
    remedy: str
    severity: Literal["error", "warning"] = "error"
    retry: bool = True
    out_of_scope: bool = False
