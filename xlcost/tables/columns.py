"""Declaring a table: a typed row class whose fields say kind, caption, key, reference and description.

    @table("cost_types", area="cost_accounting", group="setup")
    class CostType(Row):
        '''One line of the chart of cost types (spec 1, 1.4).'''
        no: str = code("Number of the cost type", key=True)
        blocked: bool = flag("Refused in journals")

Rows are plain slotted objects. They are frozen for the type checker only: a changed value must go through
`Table.update`, which is how a run knows what to write.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar, Literal, TypeVar, dataclass_transform

from xlcost.rules.captions import caption_of
from xlcost.rules.money import ZERO
from xlcost.tables import kinds
from xlcost.tables.kinds import Kind

Group = Literal["setup", "input", "ledger", "result"]
Spread = Literal["", "dimensions", "pricing_dimensions", "amounts"]
Total = Literal["", "sum", "label"]


class _Nothing(dict[str, Any]):
    """The empty mapping that all rows share; hashable so that dataclasses take it as a default."""

    __hash__ = object.__hash__  # type: ignore[assignment]


NOTHING: Mapping[str, Any] = _Nothing()


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column. `key` is its id; `caption` the header that xlcost writes."""

    key: str
    caption: str
    kind: Kind
    description: str = ""
    is_key: bool = False
    numbered: bool = False
    """xlcost numbers the rows itself, so that a blank key cell is no fault and the column may be missing."""
    required: bool = False
    """The header must be there."""
    filled: bool = False
    """A blank cell is a fault."""
    reference: str = ""
    """`cost_types` or `cost_types.no`: values are keys of that table."""
    spread: Spread = ""
    """Stands for several columns of the sheet: dimension codes, or amounts by a heading."""
    total: Total = ""
    heading: Callable[[str, Sequence[Any]], bool] | None = None
    """Of amounts by a heading: whether a header is one that an earlier run wrote, given the rows it wrote."""
    wrap: bool = False
    mark_nonzero: bool = False
    link_sheet: str = ""
    """Column key that holds the sheet title; this column's number is a row there and becomes a hyperlink."""
    linked: bool = False
    """New cells are links to the row of `reference` whose key they hold."""
    only_filled: bool = False
    """Not in a new sheet while all of it is blank."""
    width: float = 0
    """Width of the column in characters; 0 = that of its kind."""
    alias: str = ""
    """A second id. Where a dimension bears the column's own name, that header is the dimension's, this one ours."""

    def header(self, dimensions: Iterable[str]) -> str:
        """The caption that is written beside those dimension columns."""
        taken = self.alias and header_key(self.key) in {header_key(code) for code in dimensions}
        return caption_of(self.alias) if taken else self.caption


@dataclass(frozen=True, slots=True)
class ChartOf:
    """A chart beside a result table, by column keys."""

    kind: Literal["column", "bar", "line", "pie"]
    title: str
    categories: str
    values: tuple[str, ...]
    only: Callable[[Any], bool] | None = None
    """Rows shown; None = all."""


@dataclass(frozen=True, slots=True)
class TableInfo:
    """What is declared of a table as a whole."""

    id: str
    caption: str
    area: str
    group: Group
    description: str
    columns: tuple[Column, ...]
    single_row: bool = False
    bold_when: Callable[[Any], bool] | None = None
    """Rows shown bold in results: headings and totals."""
    indented: str = ""
    """Column whose text is indented by the row's `indentation`."""
    chart: ChartOf | None = None
    settled_by: str = ""
    """Flag column: a row that has it is done, and its other cells are read no more."""
    order: int = 0

    @property
    def keys(self) -> tuple[str, ...]:
        """Ids of the key columns."""
        return tuple(column.key for column in self.columns if column.is_key)

    @property
    def tolerant(self) -> bool:
        """Whether a faulty row is skipped and listed (G/L entries and inputs) instead of stopping the operation."""
        return self.group == "input" or self.id == "gl_entries"

    def column(self, key: str) -> Column:
        """The column of that id; `KeyError` for an id that is not declared."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(f"{self.id} has no column {key}")


class Row:
    """Base of all rows. `sheet_row` is the row number in the sheet, 0 while the row is not in the workbook."""

    __slots__ = ()
    info: ClassVar[TableInfo]
    sheet_row: int


RowT = TypeVar("RowT", bound=Row)
REGISTRY: dict[str, type[Row]] = {}
"""Table id -> row class, in the order in which new sheets are added."""


def field_of(description: str, kind: Kind, **properties: Any) -> Any:
    """A field of a row class. Properties are those of `Column`; `default` overrides the kind's blank."""
    if "blank" in properties:
        kind = dataclasses.replace(kind, blank=properties.pop("blank"))
    return field(default=kind.blank, metadata={"kind": kind, "description": description, **properties})


def code(description: str = "", *, default: str = "", **properties: Any) -> Any:
    """A code: text or whole number, trimmed and upper-cased; `str`, blank = ""."""
    return field_of(description, kinds.code_kind(default), **properties)


def text(description: str = "", **properties: Any) -> Any:
    """Free text; `str`, blank = ""."""
    return field_of(description, kinds.TEXT, **properties)


def name(description: str = "", **properties: Any) -> Any:
    """A name that is a key or a reference (prices, projects): text, trimmed; `str`, blank = ""."""
    return field_of(description, kinds.NAME, **properties)


def number(description: str = "", *, default: int | None = 0, **properties: Any) -> Any:
    """A whole number; `int`, blank = 0 (`default=None` keeps blanks apart: `int | None`)."""
    return field_of(description, kinds.whole_kind(default), **properties)


def amount(
    description: str = "",
    *,
    places: int | None = 2,
    default: Decimal | None = ZERO,
    dash_for_zero: bool = False,
    **properties: Any,
) -> Any:
    """Money with `places` decimals (None = as many as the cell has); `Decimal`, blank = 0."""
    kind = kinds.amount_kind(places, default)
    return field_of(description, kinds.with_dash(kind) if dash_for_zero else kind, **properties)


def quantity(
    description: str = "", *, places: int | None = 5, default: Decimal | None = ZERO, **properties: Any
) -> Any:
    """A quantity; `Decimal`, blank = 0."""
    return field_of(description, kinds.quantity_kind(default, places), **properties)


def rate(description: str = "", *, places: int | None = None, default: Decimal | None = ZERO, **properties: Any) -> Any:
    """A unit price, unit cost, share or factor; `Decimal`, blank = 0."""
    return field_of(description, kinds.rate_kind(places, default), **properties)


def percent(
    description: str = "",
    *,
    places: int | None = 5,
    shown: int | None = None,
    default: Decimal | None = ZERO,
    **properties: Any,
) -> Any:
    """A percent as a number (45.5 = 45.5 %); `Decimal`, blank = 0. `shown`: places that the cell shows, if fewer."""
    kind = kinds.percent_kind(places, default)
    return field_of(description, kind if shown is None else kinds.showing(kind, shown), **properties)


def day(description: str = "", **properties: Any) -> Any:
    """A date; `date | None`, or `date` with `filled=True`. Closing dates are `ClosingDate`."""
    return field_of(description, kinds.DAY, **properties)


def flag(description: str = "", *, default: bool | None = False, yes: tuple[str, ...] = (), **properties: Any) -> Any:
    """Yes or no; `bool`, blank = default. `yes` = further words that mean yes, where exports hold an option."""
    return field_of(description, kinds.flag_kind(default, yes), **properties)


def option(
    description: str = "",
    *,
    words: tuple[str, ...],
    default: str | None = "",
    aliases: tuple[tuple[str, str], ...] = (),
    **properties: Any,
) -> Any:
    """One of `words`; `str` as spelled there, blank = default."""
    return field_of(description, kinds.option_kind(words, default, aliases), **properties)


def dimension_columns(description: str = "One column a dimension code", *, pricing: bool = False) -> Any:
    """The dimension columns of a row: `Mapping[str, str]` dimension code -> value code, blank values left out.

    With `pricing` the columns named in `pricing_dimensions` that the row class does not declare itself.
    """
    spread: Spread = "pricing_dimensions" if pricing else "dimensions"
    kind = dataclasses.replace(kinds.NAME if pricing else kinds.CODE, blank=NOTHING)
    return field(default=NOTHING, metadata={"kind": kind, "description": description, "spread": spread})


def amount_columns(description: str = "One column a heading", **properties: Any) -> Any:
    """Amounts under headings that only a run knows: `Mapping[str, Decimal]`, for result tables."""
    kind = dataclasses.replace(kinds.with_dash(kinds.amount_kind()), blank=NOTHING)
    return field(
        default=NOTHING, metadata={"kind": kind, "description": description, "spread": "amounts", **properties}
    )


# no field specifiers: every field has a default, which is how the type checker reads a plain assignment
@dataclass_transform(kw_only_default=True, frozen_default=True)
def table(
    id: str,
    *,
    area: str,
    group: Group,
    caption: str = "",
    single_row: bool = False,
    bold_when: Callable[[Any], bool] | None = None,
    indented: str = "",
    chart: ChartOf | None = None,
    settled_by: str = "",
) -> Callable[[type[RowT]], type[RowT]]:
    """Class decorator: makes the row class, checks and registers the declaration under its table id."""

    def declare(row_class: type[RowT]) -> type[RowT]:
        row_class.__annotations__ = {"sheet_row": int, **row_class.__annotations__}
        row_class.sheet_row = 0
        made: Any = dataclass(slots=True, eq=False)(row_class)
        columns = tuple(_column(each) for each in dataclasses.fields(made)[1:])
        if id in REGISTRY:
            raise ValueError(f"table {id} is declared twice")
        made.info = TableInfo(
            id=id,
            caption=caption or caption_of(id).replace("/", "").replace("No.", "No"),
            area=area,
            group=group,
            description=(made.__doc__ or "").strip(),
            columns=columns,
            single_row=single_row,
            bold_when=bold_when,
            indented=indented,
            chart=chart,
            settled_by=settled_by,
            order=len(REGISTRY),
        )
        REGISTRY[id] = made
        return made  # type: ignore[no-any-return]

    return declare


def _column(each: dataclasses.Field[Any]) -> Column:
    properties = dict(each.metadata)
    is_key = properties.pop("key", False)
    numbered = properties.get("numbered", False)
    required = properties.pop("required", is_key and not numbered)
    caption = properties.pop("caption", "") or caption_of(each.name)
    return Column(key=each.name, caption=caption, is_key=is_key, required=required, **properties)


@lru_cache(maxsize=8192)
def header_key(header: str) -> str:
    """A header or id by its letters and digits alone, ignoring case; `Centre` = `Center` (spec 0, 1)."""
    return "".join(sign for sign in header.casefold() if sign.isalnum()).replace("centre", "center")
