"""Functions that choose: what they do not need they do not read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from xlcost.cells import RawCell
from xlcost.functions.ranges import Range
from xlcost.hosts.batch.everyday.table import everyday
from xlcost.hosts.batch.tree import Constant, Node
from xlcost.hosts.batch.values import NA, VALUE, Fault, checked, compared, fail, flag, whole

_Nodes = Sequence[Node]
_TRUE, _FALSE = Constant(True), Constant(False)


def _zero(node: Node) -> Node:
    """An argument that is left out between commas counts as 0."""
    return Constant(Decimal(0)) if node == Constant(None) else node


@everyday("IF", "s|ss", lazy=True)
def _if(evaluator: Any, nodes: _Nodes, at: Any) -> Any:
    branches = [_zero(each) for each in nodes[1:]] or [_TRUE]
    branches += [_FALSE] if len(branches) == 1 else []
    condition = (
        evaluator.dereferenced(evaluator.evaluate(nodes[0], at)) if at.arrays else evaluator.scalar(nodes[0], at)
    )
    if isinstance(condition, Range):
        return evaluator.lifted(_chosen, [condition, *(caught(evaluator, each, at) for each in branches)], at)
    return evaluator.evaluate(branches[0 if flag(condition) else 1], at)


def _chosen(condition: RawCell, yes: RawCell, no: RawCell) -> RawCell:
    return yes if flag(condition) else no


def caught(evaluator: Any, node: Node, at: Any) -> Any:
    """The value of a node, an error as a value."""
    try:
        return evaluator.dereferenced(evaluator.evaluate(node, at)) if at.arrays else evaluator.scalar(node, at)
    except Fault as fault:
        return fault.error


@everyday("IFERROR", "ss", lazy=True)
def _iferror(evaluator: Any, nodes: _Nodes, at: Any) -> Any:
    return _unless(evaluator, nodes, at, "")


@everyday("IFNA", "ss", lazy=True)
def _ifna(evaluator: Any, nodes: _Nodes, at: Any) -> Any:
    return _unless(evaluator, nodes, at, "#N/A")


def _unless(evaluator: Any, nodes: _Nodes, at: Any, start: str) -> Any:
    def good(value: RawCell) -> bool:
        try:
            checked(value)
        except Fault as fault:
            return not fault.error.text.startswith(start)
        return True

    found = caught(evaluator, nodes[0], at)
    if isinstance(found, Range):
        other = caught(evaluator, nodes[1], at)
        return evaluator.lifted(lambda value, instead: value if good(value) else instead, [found, other], at)
    return found if good(found) else evaluator.evaluate(_zero(nodes[1]), at)


@everyday("IFS", "s|s*", lazy=True)
def _ifs(evaluator: Any, nodes: _Nodes, at: Any) -> Any:
    for condition, node in zip(nodes[::2], nodes[1::2], strict=False):
        if flag(evaluator.scalar(condition, at)):
            return evaluator.evaluate(node, at)
    return fail(NA)


@everyday("SWITCH", "sss|s*", lazy=True)
def _switch(evaluator: Any, nodes: _Nodes, at: Any) -> Any:
    value = checked(evaluator.scalar(nodes[0], at))
    pairs, default = nodes[1:], len(nodes) % 2 == 0
    for each, node in zip(pairs[::2], pairs[1::2], strict=False):
        if compared(value, evaluator.scalar(each, at)) == 0:
            return evaluator.evaluate(node, at)
    return evaluator.evaluate(nodes[-1], at) if default else fail(NA)


@everyday("CHOOSE", "ss|s*", lazy=True)
def _choose(evaluator: Any, nodes: _Nodes, at: Any) -> Any:
    index = whole(evaluator.scalar(nodes[0], at))
    return evaluator.evaluate(nodes[index], at) if 0 < index < len(nodes) else fail(VALUE)


def _flags(values: Sequence[RawCell | Range]) -> list[bool]:
    found: list[bool] = []
    for value in values:
        if isinstance(value, Range):
            found += [
                flag(each) for each in map(checked, value.cells) if each is not None and not isinstance(each, str)
            ]
        elif value is not None:
            found.append(flag(value))
    return found or fail(VALUE)


@everyday("AND", "r|r*")
def _and(*values: RawCell | Range) -> bool:
    return all(_flags(values))


@everyday("OR", "r|r*")
def _or(*values: RawCell | Range) -> bool:
    return any(_flags(values))


@everyday("XOR", "r|r*")
def _xor(*values: RawCell | Range) -> bool:
    return sum(_flags(values)) % 2 == 1


@everyday("NOT", "s")
def _not(value: RawCell) -> bool:
    return not flag(value)


@everyday("TRUE", "")
def _true() -> bool:
    return True


@everyday("FALSE", "")
def _false() -> bool:
    return False


@everyday("NA", "")
def _na() -> RawCell:
    return NA
