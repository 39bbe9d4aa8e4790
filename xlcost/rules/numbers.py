"""Number series: the code that follows a code (spec 1, 0 "IncStr")."""

from __future__ import annotations

import re

_LAST_DIGITS = re.compile(r"^(.*?)(\d+)(\D*)$", re.DOTALL)


def incremented(code: str) -> str:
    """Raise the last run of digits by one and keep its width if it fits: `ALLOC9` -> `ALLOC10`, `AL0009` -> `AL0010`.

    A code without digits stays as it is.
    """
    match = _LAST_DIGITS.match(code)
    if match is None:
        return code
    head, digits, tail = match.groups()
    return f"{head}{int(digits) + 1:0{len(digits)}d}{tail}"


def number_in(code: str) -> int:
    """The value of the last run of digits, for finding the highest of a series; 0 without digits."""
    match = _LAST_DIGITS.match(code)
    return int(match.group(2)) if match else 0
