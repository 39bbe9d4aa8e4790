"""Drop-down lists: words of an option, or the keys of another table."""

from __future__ import annotations

from collections.abc import Sequence

from xlcost.workbook.xml_text import attribute_text, formula_text

INLINE_LIMIT = 255
"""Characters of a list that stands in the validation itself."""


def inline_list(words: Sequence[str]) -> str:
    """The words as a list formula; blank when they do not fit one."""
    joined = ",".join(words).replace('"', '""')
    fits = len(joined) <= INLINE_LIMIT and not any("," in word for word in words)
    return f'"{joined}"' if words and fits else ""


def drop_down(ranges: str, formula: str, *, strict: bool) -> str:
    """A `dataValidation` element. `strict` warns about other words; otherwise the list is only an offer."""
    check = (
        'showErrorMessage="1" errorStyle="warning" errorTitle="Not in the list" '
        f'error="{attribute_text("Choose one of the words offered, or leave the cell blank.")}" '
        if strict
        else ""
    )
    return (
        f'<dataValidation type="list" allowBlank="1" {check}sqref="{ranges}">'
        f"<formula1>{formula_text(formula)}</formula1></dataValidation>"
    )
