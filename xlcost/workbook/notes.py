"""Notes on header cells: the comments part and the drawing that shows them."""

from __future__ import annotations

from collections.abc import Sequence

from xlcost.workbook.references import column_letters
from xlcost.workbook.xml_text import DECLARATION, MAIN, cell_text

_VML_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    '</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" '
    'o:connecttype="rect"/></v:shapetype>'
)
_CHARACTERS_A_LINE = 34


def comments_part(notes: Sequence[tuple[int, str]]) -> bytes:
    """Notes on cells of row 1: (column number, text)."""
    items = "".join(
        f'<comment ref="{column_letters(column)}1" authorId="0"><text><r><rPr><sz val="9"/><rFont val="Tahoma"/></rPr>'
        f'<t xml:space="preserve">{cell_text(text)}</t></r></text></comment>'
        for column, text in notes
    )
    xml = f'<comments xmlns="{MAIN}"><authors><author/></authors><commentList>{items}</commentList></comments>'
    return DECLARATION + xml.encode()


def vml_part(notes: Sequence[tuple[int, str]]) -> bytes:
    """The hidden boxes of the notes, wide and high enough for their text."""
    shapes = "".join(_shape(number, column, text) for number, (column, text) in enumerate(notes, 1))
    return f"{_VML_HEAD}{shapes}</xml>".encode()


def _shape(number: int, column: int, text: str) -> str:
    lines = sum(1 + len(line) // _CHARACTERS_A_LINE for line in text.split("\n"))
    return (
        f'<v:shape id="_x0000_s{1024 + number}" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"/><x:ClientData ObjectType="Note">'
        f"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{column}, 15, 0, 4, {column + 3}, 15, {lines + 1}, 4</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>0</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )
