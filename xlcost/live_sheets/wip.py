"""Live WIP: what each method would recognise on the same figures of a project."""

from __future__ import annotations

from xlcost.live_sheets.model import Argument, Ask, At, Field, Head, LiveSheet, Section, TableOf

_METHODS = ("Cost Value", "Cost of Sales", "Sales Value", "POC", "Completed Contract")
_FIGURES = (
    ("budget_cost", "Budget Cost", "Total cost planned", 1000.0),
    ("budget_price", "Budget Price", "Total price planned", 1500.0),
    ("billable_price", "Billable Price", "Price of what is to be billed", 1500.0),
    ("usage_cost", "Usage Cost", "Cost of the usage so far", 600.0),
    ("usage_price", "Usage Price", "Price of the usage so far", 900.0),
    ("invoiced_cost", "Invoiced Cost", "Cost of what is invoiced, positive", 300.0),
    ("invoiced_price", "Invoiced Price", "Price of what is invoiced, positive", 450.0),
)
_ARGUMENTS: tuple[Argument, ...] = (At("A"), *(At(name) for name, *_ in _FIGURES), TableOf("wip_methods"))


def _by_method(function: str) -> Ask:
    return Ask(function, _ARGUMENTS, ("A",))


SHEET = LiveSheet(
    area="projects",
    title="Live WIP",
    heading="One project, every WIP method",
    purpose="What each WIP method recognises on the figures of a project; the figures given are an example.",
    widths=(24, 18, 18, 18),
    fields=tuple(Field(name, caption, "amount", hint, given) for name, caption, hint, given in _FIGURES),
    sections=(
        Section(
            "By method: the five that are built in, and your own of WIP Methods",
            (Head("WIP Method", "code"), Head("Recognised Costs", "amount", _by_method("RECOGNIZEDCOSTS")),
             Head("Recognised Sales", "amount", _by_method("RECOGNIZEDSALES")),
             Head("WIP", "amount", _by_method("WIP"))),
            8, given=tuple((name,) for name in _METHODS),
        ),
    ),
)  # fmt: skip
