"""Filters over codes: `8904..8924|9*`, `<>X`, `a..`, `..b`, `&` (spec 1, 0).

Codes may hold the signs of filters themselves: `'R&D'` in quotes is one code, and so is `R&D` without, since no code
is R and D at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

Test = Callable[[str], bool]
_SIGNS = frozenset("|&<>*?")
_QUOTED = re.compile(r"(?:(?<![^|&>])|(?<=\.\.))\s*'([^']*)'\s*(?=$|[|&]|\.\.)")
_HIDDEN = {ord(sign): 0xE000 + ord(sign) for sign in "|&<>."}
"""Signs inside quotes, out of the way of the operators while a filter is taken apart."""
_SHOWN = {hidden: sign for sign, hidden in _HIDDEN.items()}


def matches(filter_text: str, code: str) -> bool:
    """Whether `code` passes the filter. A blank filter passes everything; ranges compare codes as text."""
    return compiled(filter_text)(code)


@lru_cache(maxsize=4096)
def compiled(filter_text: str) -> Test:
    """The filter as a function of a code, upper-cased like codes are."""
    text = _QUOTED.sub(lambda match: f"'{match[1].translate(_HIDDEN)}'", filter_text.strip().upper())
    if not text:
        return _everything
    alternatives = [_conjunction(part) for part in text.split("|")]
    if len(alternatives) == 1:
        return alternatives[0]
    return lambda code: any(test(code) for test in alternatives)


def selected(filter_text: str, codes: Iterable[str]) -> list[str]:
    """The codes that pass, in the order given."""
    test = compiled(filter_text)
    return [code for code in codes if test(code)]


def quoted(code: str) -> str:
    """The code as a filter holds it: in quotes if it has signs of filters in it."""
    return f"'{code}'" if not _SIGNS.isdisjoint(code) or ".." in code else code


def _everything(code: str) -> bool:
    del code
    return True


def _conjunction(text: str) -> Test:
    parts = [part.strip() for part in text.split("&")]
    if all(part and _is_plain(part) for part in parts):
        return _term(text.strip())
    tests = [_term(part) for part in parts]
    if len(tests) == 1:
        return tests[0]
    return lambda code: all(test(code) for test in tests)


def _is_plain(text: str) -> bool:
    return _SIGNS.isdisjoint(text) and ".." not in text


def _term(text: str) -> Test:
    if text.startswith("<>"):
        positive = _term(text[2:].strip())
        return lambda code: not positive(code)
    if ".." in text:
        low, _, high = (_code(part.strip()) for part in text.partition(".."))
        return _range(low, high)
    unquoted = _code(text)
    if "*" in unquoted or "?" in unquoted:
        return _wildcard(unquoted)
    return lambda code: code == unquoted


def _code(text: str) -> str:
    """The code that a filter names, without its quotes."""
    unquoted = text[1:-1] if len(text) > 1 and text[0] == text[-1] == "'" else text
    return unquoted.translate(_SHOWN)


def _range(low: str, high: str) -> Test:
    if not high:
        return lambda code: code >= low
    if not low:
        return lambda code: code <= high
    return lambda code: low <= code <= high


def _wildcard(text: str) -> Test:
    pattern = re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)
    return lambda code: pattern.fullmatch(code) is not None
