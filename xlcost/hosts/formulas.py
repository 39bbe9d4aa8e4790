"""Our functions in formulas: every spelling that hosts save is read, the one asked for is written (spec 5, 1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

from xlcost.cells import CellError, RawCell
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


# ---- as a tree


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, text, flag or error that stands in the formula; None = left out."""

    value: RawCell


@dataclass(frozen=True, slots=True)
class Rows:
    """An array constant."""

    rows: tuple[tuple[RawCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """Cells: `B2`, `'Sheet 1'!$A$1:$C$9`, `price_lists[#All]`, `lines[@[Line]:[Unit]]`, or a name."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of our functions."""

    name: str
    arguments: tuple[Node, ...]


Node = Constant | Rows | Reference | Call


class NotOurs(Exception):  # noqa: N818  a verdict on a formula
    """A formula that is not just a call of one of our functions."""


@lru_cache(maxsize=4096)
def parsed(formula: str) -> Call:
    """The formula as a tree. Raises `NotOurs` unless it is one of our functions and nothing else around it."""
    tokens = [token for token in tokens_of(formula) if token.type != Token.WSPACE]
    reader = _Reader(tokens)
    node = reader.node()
    if not isinstance(node, Call) or reader.peek() is not None:
        raise NotOurs(formula)
    return node


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def peek(self) -> Token | None:
        """The next token, None at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def take(self) -> Token:
        """The next token, which is passed."""
        token = self.peek()
        if token is None:
            raise NotOurs
        self._at += 1
        return token

    def node(self) -> Node:
        """A call, an array constant, a reference or a constant."""
        token = self.take()
        if _opens(token):
            name = function_name(token.value)
            if name is None:
                raise NotOurs(token.value)
            return Call(name, tuple(self._arguments()))
        if token.type == Token.ARRAY:
            return Rows(tuple(self._rows()))
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            return Reference(token.value)
        return Constant(self._constant(token))

    def _constant(self, token: Token) -> RawCell:
        if token.type == Token.OP_PRE and token.value in "+-":
            value = self._constant(self.take())
            if not isinstance(value, Decimal):
                raise NotOurs(token.value)
            return -value if token.value == "-" else value
        convert = _CONSTANTS.get(token.subtype) if token.type == Token.OPERAND else None
        if convert is None:
            raise NotOurs(token.value)
        return convert(token.value)

    def _arguments(self) -> Iterator[Node]:
        token = self.peek()
        if token is not None and _closes(token):
            self.take()
            return
        while True:
            token = self.peek()
            left_out = token is not None and (_closes(token) or token.type == Token.SEP)
            yield Constant(None) if left_out else self.node()
            token = self.take()
            if _closes(token):
                return
            if token.type != Token.SEP:
                raise NotOurs(token.value)

    def _rows(self) -> Iterator[tuple[RawCell, ...]]:
        row: list[RawCell] = []
        while True:
            row.append(self._constant(self.take()))
            token = self.take()
            if token.type == Token.SEP and token.subtype == Token.ARG:
                continue
            yield tuple(row)
            row = []
            if token.type == Token.ARRAY:
                return


def _closes(token: Token) -> bool:
    return bool(token.type == Token.FUNC and token.subtype == Token.CLOSE)


_CONSTANTS: Mapping[str, Callable[[str], RawCell]] = {
    Token.NUMBER: Decimal,
    Token.TEXT: lambda text: text[1:-1].replace('""', '"') or None,
    Token.LOGICAL: lambda text: text.upper() == "TRUE",
    Token.ERROR: CellError,
}
