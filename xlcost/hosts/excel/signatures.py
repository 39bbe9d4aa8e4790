"""Names and arguments of the worksheet functions as VBA takes them: `XLCOST.RATE` is `XLCOST_RATE` there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xlcost.functions.registry import FUNCTIONS, MOST_TABLES, PREFIX, Function

_RESERVED = frozenset(
    """and any array as boolean byref byte byval call case const currency date debug decimal declare dim do double each
    else elseif empty end enum erase error event exit false for friend function get global gosub goto if implements in
    input integer is let like line lock long loop lset me mod name new next not nothing null object on option optional
    or paramarray preserve print private property public put raiseevent redim rem resume return rset seek select set
    single static step stop string sub then time to true type typeof unlock until variant wend while with write
    xor""".split()  # noqa: SIM905  words are read more easily than a list
)
"""Words that cannot name an argument in VBA."""


@dataclass(frozen=True, slots=True)
class VbaArgument:
    """One argument of a wrapper; VBA has no repeated argument beside optional ones, so tables are numbered."""

    name: str
    help: str
    optional: bool


def vba_name(function: Function) -> str:
    """`XLCOST_RATE`: a VBA name holds no dot."""
    return f"{PREFIX}_{function.name}"


def arguments_of(function: Function) -> tuple[VbaArgument, ...]:
    """The arguments in order; all behind the first optional one are optional too."""
    return tuple(_arguments(function))


def _arguments(function: Function) -> Iterable[VbaArgument]:
    optional = False
    for each in function.arguments:
        optional = optional or each.optional
        if each.shape == "tables":
            yield VbaArgument(f"{each.name}_1", each.help, optional)
            for number in range(2, MOST_TABLES + 1):
                yield VbaArgument(f"{each.name}_{number}", "One more table, as the one before", True)
        else:
            yield VbaArgument(f"{each.name}_" if each.name.lower() in _RESERVED else each.name, each.help, optional)


def functions_by_name() -> list[Function]:
    """All registered functions, in the order of their names."""
    import xlcost.functions  # noqa: F401  registers them

    return [FUNCTIONS[name] for name in sorted(FUNCTIONS)]
