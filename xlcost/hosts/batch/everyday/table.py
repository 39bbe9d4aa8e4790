"""The table of functions: how each takes its arguments, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_MANY = 255


@dataclass(frozen=True, slots=True)
class Everyday:
    """One function of Excel.

    `kinds` has a letter for each argument: `s` one value, in an array formula each of its values by turn; `r` a range
    or one value as it is. Those behind `|` may be left out; a `*` at the end repeats what stands behind the last `|`.
    """

    run: Callable[..., Any]
    kinds: str
    arrays: bool
    """Ranges stand for all their cells in any formula, as in `SUMPRODUCT`."""
    lazy: Callable[..., Any] | None
    """(evaluator, argument nodes, cell) -> answer, for functions that leave arguments unread."""
    ranges: bool
    """The answer may be a range."""

    @property
    def least(self) -> int:
        """Fewest arguments."""
        return len(self.kinds.partition("|")[0])

    @property
    def most(self) -> int:
        """Most arguments."""
        return _MANY if self.kinds.endswith("*") else len(self.kinds.replace("|", ""))

    def kinds_for(self, count: int) -> str:
        """One letter for each of so many arguments."""
        first, _, more = self.kinds.rstrip("*").partition("|")
        if self.kinds.endswith("*"):
            more *= count
        return (first + more)[:count]


EVERYDAY: dict[str, Everyday] = {}


def everyday(
    names: str, kinds: str, *, arrays: bool = False, lazy: bool = False, ranges: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function under its names, separated by blanks."""

    def register(run: Callable[..., Any]) -> Callable[..., Any]:
        for name in names.split():
            EVERYDAY[name] = Everyday(run, kinds, arrays, run if lazy else None, ranges)
        return run

    return register
