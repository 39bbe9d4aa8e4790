"""Our functions in formulas: every spelling that hosts save is read, the one asked for is written (spec 5, 1)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

from xlcost.functions.registry import FUNCTIONS, PREFIX

SPELLINGS: Mapping[str, str] = {
    "canonical": f"{PREFIX}.{{}}(",
    "vba": f"{PREFIX}_{{}}(",
    "office.js": f"_xldudf_{PREFIX}_{{}}(",
    "xll": f"_xll.{PREFIX}.{{}}(",
}
"""Spelling -> how a call begins. Files that xlcost makes carry the canonical one."""
_OURS = re.compile(
    rf"(?:\[[^\]]*\]!|'(?:[^']|'')*'!|[^!'\[\]]+!)?(?:_xlfn\.)?(?:_xldudf_|_xll\.)?{PREFIX}[._]([A-Z0-9_]+)\(",
    re.IGNORECASE,
)


def function_name(token: str) -> str | None:
    """The function that a token such as `[1]!XLCOST_RATE(` calls, upper-cased; None when it is not one of ours."""
    match = _OURS.fullmatch(token)
    name = match[1].upper() if match else ""
    return name if name in FUNCTIONS else None


def tokens_of(formula: str) -> list[Token]:
    """The tokens of a formula with or without its `=`; none for one that cannot be read."""
    try:
        return list(Tokenizer(formula if formula.startswith("=") else f"={formula}").items)
    except (TokenizerError, IndexError):
        return []


def respelled(formula: str, spelling: str = "canonical") -> str:
    """The formula with our functions in the spelling asked for; texts and sheet names stay as they are."""
    tokens = tokens_of(formula)
    names = [function_name(token.value) if _opens(token) else None for token in tokens]
    if not any(names):
        return formula
    start = SPELLINGS[spelling]
    text = "".join(start.format(name) if name else token.value for name, token in zip(names, tokens, strict=True))
    return f"={text}" if formula.startswith("=") else text


def _opens(token: Token) -> bool:
    return bool(token.type == Token.FUNC and token.subtype == Token.OPEN)
