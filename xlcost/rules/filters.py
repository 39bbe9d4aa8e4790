"""Filters over codes: `8904..8924|9*`, `<>X`, `a..`, `..b`, `&` (spec 1, 0)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

Test = Callable[[str], bool]


def matches(filter_text: str, code: str) -> bool:
    """Whether `code` passes the filter. A blank filter passes everything; ranges compare codes as text."""
    return compiled(filter_text)(code)


@lru_cache(maxsize=4096)
def compiled(filter_text: str) -> Test:
    """The filter as a function of a code, upper-cased like codes are."""
    text = filter_text.strip().upper()
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


def _everything(code: str) -> bool:
    del code
    return True


def _conjunction(text: str) -> Test:
    tests = [_term(part.strip()) for part in text.split("&")]
    if len(tests) == 1:
        return tests[0]
    return lambda code: all(test(code) for test in tests)


def _term(text: str) -> Test:
    if text.startswith("<>"):
        positive = _term(text[2:].strip())
        return lambda code: not positive(code)
    if ".." in text:
        low, _, high = (part.strip() for part in text.partition(".."))
        return _range(low, high)
    unquoted = text[1:-1] if len(text) > 1 and text[0] == text[-1] == "'" else text
    if "*" in unquoted or "?" in unquoted:
        return _wildcard(unquoted)
    return lambda code: code == unquoted


def _range(low: str, high: str) -> Test:
    if not high:
        return lambda code: code >= low
    if not low:
        return lambda code: code <= high
    return lambda code: low <= code <= high


def _wildcard(text: str) -> Test:
    pattern = re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)
    return lambda code: pattern.fullmatch(code) is not None
