"""Name -> operation, its parameters and what it reads. The plan, the command line and the docs all use this table.

    @operation("transfer_gl", TransferParameters, reads={GLEntry: "entry_no amount", CostType: ALL})
    def transfer_gl(books: Books, parameters: TransferParameters) -> Result: ...

An operation computes first and changes the books last; raising `OperationError` undoes whatever it changed.
Reports (`report` with parameter `report`) and explanations register here in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from xlcost.books import Books
from xlcost.parameters import Parameters
from xlcost.problems import NOWHERE, Problem, Skipped, Where
from xlcost.tables.columns import Row

ALL = "*"
P = TypeVar("P", bound=Parameters)
Run = Callable[[Books, P], "Result"]


@dataclass(frozen=True, slots=True)
class When:
    """Columns that are read only where a setup asks for it; elsewhere a fault of the table is a warning.

    The tables that `holds` looks at are among the reads themselves, so that a fault in them stops the operation.
    """

    holds: Callable[[Books], bool]
    columns: str = ALL


Reads = Mapping[type[Row], str | When]
"""Row class -> the column ids that an operation reads, separated by spaces; `ALL` = every column."""


def columns_of(read: str | When, books: Books) -> frozenset[str] | None:
    """Ids of the columns read in these books; None = all, empty = the table is not read."""
    if isinstance(read, When):
        read = read.columns if read.holds(books) else ""
    return None if read == ALL else frozenset(read.split())


@dataclass(slots=True)
class Result:
    """What an operation did, beside the rows it wrote."""

    counts: dict[str, Any] = field(default_factory=dict)
    """Counts the specs name (`created`, `linked`, `per_source` ...), for `--json`."""
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    nothing_to_do: bool = False
    needs_attention: bool = False
    """Rows were refused or a reconciliation shows a difference: exit code 1."""
    debit: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)
    """Sums of the entries written, for the run log."""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the table of operations."""

    name: str
    parameters: type[Parameters]
    run: Callable[[Books, Any], Result]
    reads: Reads
    area: str

    @property
    def summary(self) -> str:
        """First line of the docstring."""
        return (self.run.__doc__ or "").strip().splitlines()[0]

    def columns_read(self, row_class: type[Row], books: Books) -> frozenset[str] | None:
        """Ids of the columns read of that table; None = all, empty = the table is not read."""
        return columns_of(self.reads.get(row_class, ""), books)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation: a sentence, the cells it speaks of, and the amount it arrives at."""

    text: str
    where: Where = NOWHERE
    amount: Decimal | None = None
    level: int = 0
    """Depth in the chain: 0 = the row itself."""


Explainer = Callable[[Books, str], Sequence[Step]]

OPERATIONS: dict[str, Operation] = {}
REPORTS: dict[str, Operation] = {}
EXPLAINERS: dict[str, tuple[Explainer, Reads]] = {}


def operation(name: str, parameters: type[P], *, reads: Reads) -> Callable[[Run[P]], Run[P]]:
    """Register an operation under its name in the contract."""
    return _registration(OPERATIONS, name, parameters, reads)


def report(name: str, parameters: type[P], *, reads: Reads) -> Callable[[Run[P]], Run[P]]:
    """Register a report: operation `report`, parameter `report` = name, which is also the result table."""
    return _registration(REPORTS, name, parameters, reads)


def explains(table_id: str, *, reads: Reads) -> Callable[[Explainer], Explainer]:
    """Register how a row of that table is explained; the key comes as the user typed it."""

    def register(explainer: Explainer) -> Explainer:
        EXPLAINERS[table_id] = explainer, reads
        return explainer

    return register


def _registration(
    registry: dict[str, Operation], name: str, parameters: type[P], reads: Reads
) -> Callable[[Run[P]], Run[P]]:
    def register(run: Run[P]) -> Run[P]:
        area = run.__module__.split(".")[-2]
        registry[name] = Operation(name, parameters, run, reads, area)
        return run

    return register


def find(name: str, parameters: Mapping[str, Any]) -> tuple[Operation | None, dict[str, Any]]:
    """The operation of a plan step, `report` resolved to the report it names, and its own parameters."""
    given = dict(parameters)
    if name != "report":
        return OPERATIONS.get(name), given
    return REPORTS.get(str(given.pop("report", ""))), given


def all_operations() -> Iterator[Operation]:
    """Operations, then reports, by name."""
    for registry in (OPERATIONS, REPORTS):
        yield from (registry[name] for name in sorted(registry))
