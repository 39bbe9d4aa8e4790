"""The style sheet: cell formats are appended to it, never renumbered, and found again when they are there already."""

from __future__ import annotations

import re
from functools import cache

from xlcost.workbook.xml_text import (
    DECLARATION,
    MAIN,
    Element,
    attribute,
    attribute_text,
    content,
    find_element,
    normalised,
    replace_element,
    root_prefix,
    tag_pattern,
    with_attribute,
    with_children,
)

_EMPTY_FILLS = '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
_EMPTY_XF = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
_EMPTY = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    f'</fonts><fills count="2">{_EMPTY_FILLS}</fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    f'<cellStyleXfs count="1">{_EMPTY_XF}/></cellStyleXfs><cellXfs count="1">{_EMPTY_XF} xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles><dxfs count="0"/></styleSheet>'
)
EMPTY = DECLARATION + _EMPTY.encode()
"""The style sheet of a workbook that has none."""

_BUILT_IN = {
    "General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10, "@": 49,
}  # fmt: skip
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NOT_DATE = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.|General', re.IGNORECASE)
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
_LISTS = {"numFmts": "numFmt", "fonts": "font", "fills": "fill", "cellXfs": "xf", "dxfs": "dxf"}
HEADER_FILL = "1F3864"
LINK_COLOUR = "0563C1"
_DIFFERENCE = (
    '<{p}dxf><{p}font><{p}color rgb="FF9C0006"/></{p}font><{p}fill><{p}patternFill><{p}bgColor rgb="FFFFC7CE"/>'
    "</{p}patternFill></{p}fill></{p}dxf>"
)


class StyleSheet:
    """`styles.xml` with what is added to it. Formats are numbers: indexes of `cellXfs`."""

    def __init__(self, xml: bytes) -> None:
        self._xml = normalised(xml)
        self._prefix = root_prefix(self._xml)
        self._lists: dict[str, list[bytes]] = {}
        self._original: dict[str, int] = {}
        for name, child in _LISTS.items():
            self._lists[name] = self._children(name, child)
            self._original[name] = len(self._lists[name])
        self._derive = cache(self._derived)
        self._with_format = cache(self._formatted)

    def _children(self, name: str, child: str) -> list[bytes]:
        element = find_element(self._xml, name, self._prefix)
        if element is None:
            return []
        inner, found, at = content(self._xml, element), [], 0
        while (one := find_element(inner, child, self._prefix, at)) is not None:
            found.append(inner[one.start : one.end])
            at = one.end
        return found

    @property
    def changed(self) -> bool:
        """Whether anything was added."""
        return any(len(items) > self._original[name] for name, items in self._lists.items())

    def xml(self) -> bytes:
        """The part with the additions, every byte that stood there kept."""
        xml = self._xml
        for name, items in self._lists.items():
            added = items[self._original[name] :]
            if added:
                if find_element(xml, name, self._prefix) is None:
                    xml = self._with_list(xml, name)
                xml = with_children(xml, name, self._prefix, b"".join(added), len(added))
        return xml

    def _with_list(self, xml: bytes, name: str) -> bytes:
        """An empty list put where the schema wants it."""
        for before in reversed(_ORDER[: _ORDER.index(name)]):
            element = find_element(xml, before, self._prefix)
            if element is not None:
                return replace_element(xml, Element(element.end, 0, 0, element.end), self._xml_of(name))
        root = tag_pattern("styleSheet", self._prefix).search(xml)
        assert root is not None
        return xml[: root.end()] + self._xml_of(name) + xml[root.end() :]

    def _xml_of(self, name: str) -> bytes:
        return f'<{self._prefix}{name} count="0"/>'.encode()

    def _add(self, name: str, item: bytes) -> int:
        items = self._lists[name]
        if item not in items:
            items.append(item)
        return items.index(item)

    def _attribute_of(self, style: int, name: str) -> str:
        formats = self._lists["cellXfs"]
        return (attribute(_start_tag(formats[style]), name) if style < len(formats) else None) or "0"

    # --- number formats

    def is_date(self, style: int) -> bool:
        """Whether a number in this format is shown as a date."""
        number = int(self._attribute_of(style, "numFmtId"))
        if number in _BUILT_IN_DATES:
            return True
        code = _NOT_DATE.sub("", self._codes().get(number, ""))
        return any(letter in code.lower() for letter in "dy")

    def _codes(self) -> dict[int, str]:
        tags = [_start_tag(item) for item in self._lists["numFmts"]]
        return {int(attribute(tag, "numFmtId") or 0): attribute(tag, "formatCode") or "" for tag in tags}

    def _format_number(self, code: str) -> int:
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        codes = self._codes()
        for number, known in codes.items():
            if known == code:
                return number
        number = max([163, *codes]) + 1
        text = f'<{self._prefix}numFmt numFmtId="{number}" formatCode="{attribute_text(code)}"/>'
        self._lists["numFmts"].append(text.encode())
        return number

    # --- cell formats

    def with_number_format(self, style: int, code: str, wrap: bool = False, *, top: bool = False) -> int:
        """The format `style` with another number format; wrapped text stands at the top of its row, others at will."""
        return self._with_format(style, code, wrap, top or wrap)

    def _formatted(self, style: int, code: str, wrap: bool, top: bool) -> int:
        number = self._format_number(code)
        item = self._lists["cellXfs"][style]
        tag = with_attribute(_start_tag(item), "numFmtId", str(number))
        item = _with_start_tag(item, with_attribute(tag, "applyNumberFormat", "1" if number else None))
        if top or code == "@":
            places = {"vertical": "top" if top else None, "wrapText": "1" if wrap else None}
            item = self._aligned(item, {key: value for key, value in places.items() if value})
        return self._add("cellXfs", item)

    def variant(self, style: int, *, bold: bool = False, indent: int = 0, link: bool = False) -> int:
        """The format `style` made bold or plain, indented or flush, a link or none; all else of it kept."""
        return self._derive(style, bold, indent, link)

    def _derived(self, style: int, bold: bool, indent: int, link: bool) -> int:
        formats = self._lists["cellXfs"]
        item = formats[style if style < len(formats) else 0]
        item = self._with_font(item, bold, link)
        had = attribute(item, "indent")
        if indent or (had or "0") != "0":
            side = "left" if indent else None
            item = self._aligned(item, {"horizontal": side, "indent": str(indent) if indent else None})
        return self._add("cellXfs", item)

    def _with_font(self, item: bytes, bold: bool, link: bool) -> bytes:
        tag = _start_tag(item)
        index = int(attribute(tag, "fontId") or 0)
        fonts = self._lists["fonts"]
        if index >= len(fonts):
            return item
        font = self._font(fonts[index], bold, link)
        if font == fonts[index]:
            return item
        tag = with_attribute(tag, "fontId", str(self._add("fonts", font)))
        return _with_start_tag(item, with_attribute(tag, "applyFont", "1"))

    def _font(self, font: bytes, bold: bool, link: bool) -> bytes:
        p = self._prefix.encode()
        link_parts = b"<%su/>" % p, b'<%scolor rgb="FF%s"/>' % (p, LINK_COLOUR.encode())
        is_link = link_parts[0] in font and link_parts[1] in font
        if is_link and not link:
            font = font.replace(link_parts[0], b"").replace(link_parts[1], b"")
        font = re.sub(rb"<%sb(?:\s[^>]*)?/>" % p, b"", font)
        if link and not is_link:
            font = re.sub(rb"<%s(?:u|color)(?=[\s/])[^>]*/>" % p, b"", font)
            font = _after_start(font, link_parts[0])
            at = font.find(b"<%ssz" % p)
            end = font.find(b"/>", at) + 2 if at >= 0 else len(_start_tag(font))
            font = font[:end] + link_parts[1] + font[end:]
        return _after_start(font, b"<%sb/>" % p) if bold else font

    def _aligned(self, item: bytes, values: dict[str, str | None]) -> bytes:
        if not values:
            return item
        name = (self._prefix + "alignment").encode()
        tag = tag_pattern("alignment", self._prefix).search(item)
        alignment = tag[0] if tag else b"<" + name + b"/>"
        for key, value in values.items():
            alignment = with_attribute(alignment, key, value)
        if tag:
            return item[: tag.start()] + alignment + item[tag.end() :]
        start = with_attribute(_start_tag(item), "applyAlignment", "1")
        return _after_start(_with_start_tag(item, start), alignment)

    def filled(self, style: int, colour: str) -> int:
        """The format `style` on a ground of that colour."""
        p = self._prefix
        pattern = f'<{p}patternFill patternType="solid"><{p}fgColor rgb="FF{colour}"/></{p}patternFill>'
        fill = self._add("fills", f"<{p}fill>{pattern}</{p}fill>".encode())
        item = self._lists["cellXfs"][style]
        tag = with_attribute(_start_tag(item), "fillId", str(fill))
        return self._add("cellXfs", _with_start_tag(item, with_attribute(tag, "applyFill", "1")))

    def header(self, *, figures: bool = False) -> int:
        """A heading cell: bold white on dark blue, to the right above figures."""
        p = self._prefix
        base = self._lists["fonts"][0] if self._lists["fonts"] else f"<{p}font/>".encode()
        font = self._font(base, bold=True, link=False)
        white = f'<{p}color rgb="FFFFFFFF"/>'.encode()
        font = re.sub(rb"<%scolor[^>]*/>" % p.encode(), b"", font)
        at = font.find(b"<%ssz" % p.encode())
        end = font.find(b"/>", at) + 2 if at >= 0 else len(_start_tag(font))
        font_id = self._add("fonts", font[:end] + white + font[end:])
        pattern = f'<{p}patternFill patternType="solid"><{p}fgColor rgb="FF{HEADER_FILL}"/></{p}patternFill>'
        fill = f"<{p}fill>{pattern}</{p}fill>"
        fill_id = self._add("fills", fill.encode())
        # the indent keeps the words clear of the filter button
        side = 'horizontal="right" indent="2" ' if figures else ""
        alignment = f'<{p}alignment {side}vertical="center" wrapText="1"/>'
        item = (
            f'<{p}xf numFmtId="0" fontId="{font_id}" fillId="{fill_id}" borderId="0" xfId="0" applyFont="1" '
            f'applyFill="1" applyAlignment="1">{alignment}</{p}xf>'
        )
        return self._add("cellXfs", item.encode())

    def title(self) -> int:
        """A sheet's heading: large and bold."""
        p = self._prefix
        base = self._lists["fonts"][0] if self._lists["fonts"] else f"<{p}font/>".encode()
        font = re.sub(rb"<%ssz[^>]*/>" % p.encode(), f'<{p}sz val="16"/>'.encode(), self._font(base, True, False))
        number = self._add("fonts", font)
        item = f'<{p}xf numFmtId="0" fontId="{number}" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        return self._add("cellXfs", item.encode())

    def difference(self) -> int:
        """The differential format of figures that should be 0 and are not."""
        return self._add("dxfs", _DIFFERENCE.format(p=self._prefix).encode())


def _start_tag(item: bytes) -> bytes:
    return item[: item.index(b">") + 1]


def _with_start_tag(item: bytes, tag: bytes) -> bytes:
    return tag + item[item.index(b">") + 1 :]


def _after_start(item: bytes, added: bytes) -> bytes:
    """`added` as the first child; an empty element is opened for it."""
    tag = _start_tag(item)
    if tag.endswith(b"/>"):
        name = re.match(rb"<([^\s/>]+)", tag)
        assert name is not None
        return re.sub(rb"\s*/>\Z", b">", tag) + added + b"</" + name[1] + b">"
    return tag + added + item[len(tag) :]
