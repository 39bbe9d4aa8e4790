"""The ribbon tab and its buttons: one table gives the XML, the VBA subs behind it and the manual check."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from xlcost.hosts.excel.vba import module

_NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
PART, RELATION = "customUI/customUI14.xml", "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"


@dataclass(frozen=True, slots=True)
class Button:
    """One button: the sub it calls, the macro of `xlcost.hosts.excel.macros` behind it, what the user reads."""

    sub: str
    macro: str
    label: str
    image: str
    tip: str
    large: bool = False


BUTTONS = (
    Button("XlcostRun", "run", "Run the Period End", "CalculateNow",
           "Saves the workbook, runs its plan or the default period end and keeps a backup.", True),
    Button("XlcostDryRun", "dry_run", "Dry Run", "PrintPreviewZoomTwoPages",
           "Shows what a run would do. Nothing is written."),
    Button("XlcostCheck", "check", "Check", "SpellingAndGrammar",
           "Lists the problems and skipped entries that a run would find. Nothing is written."),
    Button("XlcostExplain", "explain", "Explain Cell", "TraceDependents",
           "Tells how the row of the selected cell came about, or why the cell shows an error."),
    Button("XlcostGoToSource", "go_to_source", "Go to Source Row", "TracePrecedents",
           "Goes from a row of a result or a ledger to the row it comes from."),
    Button("XlcostUndo", "undo", "Undo Last Run", "Undo",
           "Brings the workbook back as it was before the last run."),
)  # fmt: skip


def ribbon_xml() -> str:
    """`customUI14.xml`: one tab with one group."""
    buttons = "\n".join(f"          {_button(each)}" for each in BUTTONS)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<customUI xmlns="{_NAMESPACE}">
  <ribbon>
    <tabs>
      <tab id="xlcostTab" label="xlcost">
        <group id="xlcostPeriodEnd" label="Period End">
{buttons}
        </group>
      </tab>
    </tabs>
  </ribbon>
</customUI>
"""


def _button(button: Button) -> str:
    given = {
        "id": button.sub,
        "label": button.label,
        "imageMso": button.image,
        "size": "large" if button.large else "normal",
        "onAction": f"{button.sub}Button",
        "screentip": button.label,
        "supertip": button.tip,
    }
    return "<button " + " ".join(f"{name}={quoteattr(value)}" for name, value in given.items()) + "/>"


def buttons_module() -> str:
    """`XlcostButtons.bas`: for each button a sub for the ribbon and one for the list of macros."""
    lines: list[str] = []
    for button in BUTTONS:
        lines += [f"' {button.tip}", f"Public Sub {button.sub}()", *_body(button), "End Sub", ""]
        lines += [f"Public Sub {button.sub}Button(control As Object)", f"    {button.sub}", "End Sub", ""]
    return module("XlcostButtons", lines)


def _body(button: Button) -> list[str]:
    call = f'    RunPython "from xlcost.hosts.excel import macros; macros.{button.macro}()"'
    if button.macro != "explain":
        return [call]
    return [
        "    Dim reason As String",
        "    reason = XlcostReason(ActiveCell)",
        '    If reason <> "" Then',
        '        MsgBox reason, vbInformation, "xlcost"',
        "        Exit Sub",
        "    End If",
        call,
    ]
