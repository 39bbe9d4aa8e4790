"""A formula as a tree, read once for all cells that hold it: references are kept as the cell sees them.

`=[@Rate]*B2` in C2 and `=[@Rate]*B3` in C3 have one shape, `[@Rate]*R[0]C[-1]`, and so one tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from openpyxl.formula.tokenizer import Token

from xlcost.cells import CellError, RawCell
from xlcost.hosts.formulas import function_name, tokens_of
from xlcost.workbook.references import column_index, rewrite_references

_DEEPEST = 64
"""Levels of nesting that Excel allows."""
_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})\Z")
_RELATIVE = re.compile(r"(?:(?P<sheet>.*)!)?(?P<first>R[^!:]+?C[^!:]+?)(?::(?P<last>R[^!:]+?C[^!:]+?))?\Z", re.DOTALL)
_CORNER = re.compile(r"R(\[)?(-?\d+)\]?C(\[)?(-?\d+)\]?\Z")


class Uncalculated(Exception):  # noqa: N818  a verdict on a formula
    """A formula that is not calculated without its host; the argument says what stands in the way."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, text, flag or error that stands in the formula; None = left out."""

    value: RawCell


@dataclass(frozen=True, slots=True)
class Rows:
    """An array constant."""

    rows: tuple[tuple[RawCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Corner:
    """One end of an A1 reference: rows and columns as numbers, or as steps from the cell that holds the formula."""

    row: int
    row_steps: bool
    column: int
    column_steps: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """Cells: A1 references by their corners; `price_lists[#All]`, `[@Unit]`, `A:C` and names by their text."""

    text: str
    sheet: str | None = None
    corners: tuple[Corner, Corner] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of our functions (`ours`), or of a function of Excel; names are upper-cased."""

    name: str
    arguments: tuple[Node, ...]
    ours: bool = True


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator with its operands: two, or one for a sign (`u-`, `u+`) and for `%`."""

    operator: str
    operands: tuple[Node, ...]


Node = Constant | Rows | Reference | Call | Operation


def shape_of(formula: str, row: int, column: int) -> str:
    """The formula with its A1 references as seen from the cell that holds it."""

    def relative(_sheet: str | None, reference: str) -> str:
        return ":".join(_relative(part, row, column) for part in reference.split(":"))

    return rewrite_references(formula, relative)


def _relative(text: str, row: int, column: int) -> str:
    match = _CELL.match(text)
    assert match is not None
    down, right = int(match[4]), column_index(match[2])
    return f"R{down if match[3] else f'[{down - row}]'}C{right if match[1] else f'[{right - column}]'}"


@lru_cache(maxsize=4096)
def parsed(shape: str) -> Node:
    """The tree of a shape. Raises `Uncalculated` for one that cannot be read."""
    reader = _Reader([token for token in tokens_of(shape) if token.type != Token.WSPACE])
    node = reader.expression()
    if reader.peek() is not None:
        raise Uncalculated(_UNREADABLE)
    return node


@lru_cache(maxsize=4096)
def references(shape: str) -> tuple[Reference, ...]:
    """Every reference of a shape; none for one that cannot be read."""
    try:
        return tuple(_references(parsed(shape)))
    except (Uncalculated, RecursionError):
        return ()


def _references(node: Node) -> Iterator[Reference]:
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Reference):
            yield each
        waiting += each.arguments if isinstance(each, Call) else each.operands if isinstance(each, Operation) else ()


_UNREADABLE = "a part that cannot be read"
_LEVELS = (("=", "<>", "<", "<=", ">", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))
"""Operators that bind ever more strongly; those of a level from left to right."""


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def peek(self) -> Token | None:
        """The next token, None at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def take(self) -> Token:
        """The next token, which is passed."""
        token = self.peek()
        if token is None:
            raise Uncalculated(_UNREADABLE)
        self._at += 1
        return token

    def expression(self, level: int = 0) -> Node:
        """Operators of this level and those that bind more strongly."""
        if level == len(_LEVELS):
            return self._signed()
        node = self.expression(level + 1)
        while (token := self.peek()) is not None and token.type == Token.OP_IN and token.value in _LEVELS[level]:
            self._at += 1
            node = Operation(token.value, (node, self.expression(level + 1)))
        return node

    def _signed(self) -> Node:
        signs = []
        while (token := self.peek()) is not None and token.type == Token.OP_PRE:
            signs.append(token.value)
            self._at += 1
        node = self._operand()
        while (token := self.peek()) is not None and token.type == Token.OP_POST:
            node = Operation("%", (node,))
            self._at += 1
        for sign in reversed(signs):
            if sign not in "+-":
                raise Uncalculated(f"the operator {sign}")
            node = Operation(f"u{sign}", (node,))
        return node

    def _operand(self) -> Node:
        token = self.take()
        if _opens(token, Token.FUNC):
            with _deeper(self):
                return _call(token.value, tuple(self._arguments()))
        if _opens(token, Token.PAREN):
            with _deeper(self):
                node = self.expression()
                if not _closes(self.take(), Token.PAREN):
                    raise Uncalculated(_UNREADABLE)
                return node
        if _opens(token, Token.ARRAY):
            return self._array()
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            return _reference(token.value)
        return Constant(self._constant(token))

    def _constant(self, token: Token) -> RawCell:
        if token.type == Token.OP_PRE and token.value in "+-":
            value = self._constant(self.take())
            if not isinstance(value, Decimal):
                raise Uncalculated(_UNREADABLE)
            return -value if token.value == "-" else value
        convert = _CONSTANTS.get(token.subtype) if token.type == Token.OPERAND else None
        if convert is None:
            raise Uncalculated(_UNREADABLE)
        return convert(token.value)

    def _arguments(self) -> Iterator[Node]:
        token = self.peek()
        if token is not None and _closes(token, Token.FUNC):
            self.take()
            return
        while True:
            token = self.peek()
            left_out = token is not None and (_closes(token, Token.FUNC) or token.type == Token.SEP)
            yield Constant(None) if left_out else self.expression()
            token = self.take()
            if _closes(token, Token.FUNC):
                return
            if token.type != Token.SEP:
                raise Uncalculated(_UNREADABLE)

    def _array(self) -> Rows:
        rows: list[tuple[RawCell, ...]] = []
        row: list[RawCell] = []
        while True:
            row.append(self._constant(self.take()))
            token = self.take()
            if token.type == Token.SEP and token.subtype == Token.ARG:
                continue
            rows.append(tuple(row))
            row = []
            if token.type != Token.SEP:
                break
        if len({len(each) for each in rows}) != 1:
            raise Uncalculated(_UNREADABLE)
        return Rows(tuple(rows))


class _deeper:  # noqa: N801  reads like a function
    """One level of nesting more."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader

    def __enter__(self) -> None:
        self._reader._depth += 1
        if self._reader._depth > _DEEPEST:
            raise Uncalculated(f"nesting deeper than {_DEEPEST} levels")

    def __exit__(self, *_exception: object) -> None:
        self._reader._depth -= 1


def _opens(token: Token, kind: str) -> bool:
    return bool(token.type == kind and token.subtype == Token.OPEN)


def _closes(token: Token, kind: str) -> bool:
    return bool(token.type == kind and token.subtype == Token.CLOSE)


_PREFIXES = re.compile(r"(?:_xlfn\.|_xlws\.)+", re.IGNORECASE)


def _call(token: str, arguments: tuple[Node, ...]) -> Call:
    own = function_name(token)
    if own:
        return Call(own, arguments)
    return Call(_PREFIXES.sub("", token.removesuffix("(")).upper(), arguments, ours=False)


def _reference(text: str) -> Reference:
    match = _RELATIVE.match(text)
    corners = [_corner(part) for part in (match["first"], match["last"] or match["first"])] if match else []
    if match is None or None in corners:
        return Reference(text)
    first, last = corners
    assert first is not None
    assert last is not None
    sheet = match["sheet"]
    if sheet and sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return Reference(text, sheet, (first, last))


def _corner(text: str) -> Corner | None:
    match = _CORNER.match(text)
    return Corner(int(match[2]), bool(match[1]), int(match[4]), bool(match[3])) if match else None


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError:
        raise Uncalculated(_UNREADABLE) from None


_CONSTANTS: Mapping[str, Callable[[str], RawCell]] = {
    Token.NUMBER: _number,
    Token.TEXT: lambda text: text[1:-1].replace('""', '"'),
    Token.LOGICAL: lambda text: text.upper() == "TRUE",
    Token.ERROR: CellError,
}
