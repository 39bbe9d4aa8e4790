"""XML at byte level: tags found and attributes changed in place, text escaped as spreadsheets expect it."""

from __future__ import annotations

import re
from functools import cache
from xml.sax.saxutils import unescape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

TEXT_LIMIT = 32_767
"""UTF-16 units that a cell can hold."""

_ATTRIBUTES = rb"""(?:[^>"'/]|/(?!>)|"[^"]*"|'[^']*')*"""
_ESCAPED_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_")


def cell_text(text: str) -> str:
    """Text as it stands in an inline string: markup and control characters escaped (`_x000D_`), cut at the limit."""
    if len(text) * 2 > TEXT_LIMIT and _units(text) > TEXT_LIMIT:
        text = _cut(text)
    if _SPECIAL.search(text) is None:
        return text
    text = _ESCAPED_LOOKALIKE.sub("_x005F_", text)
    text = _CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str) -> str:
    """A cell cannot hold more; the ellipsis shows that there was."""
    kept = text.encode("utf-16-le", "surrogatepass")[: (TEXT_LIMIT - 1) * 2]
    return kept.decode("utf-16-le", "ignore") + "…"


def attribute_text(text: str) -> str:
    """Text for an attribute value in double quotes; line breaks kept as references."""
    text = _CONTROL.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def formula_text(text: str) -> str:
    """Formula text for an `f` element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));")


def plain(raw: bytes) -> str:
    """The text that escaped bytes of a part stand for."""
    text = raw.decode("utf-8")
    if "&" not in text:
        return text
    text = _REFERENCE.sub(lambda m: chr(int(m[1], 16) if m[1] else int(m[2])), text)
    return unescape(text, {"&quot;": '"', "&apos;": "'"})


@cache
def _attribute_pattern(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"(\s)" + re.escape(name.encode()) + rb"""\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def attribute(tag: bytes, name: str) -> str | None:
    """Value of an attribute of a start tag, None when absent."""
    match = _attribute_pattern(name).search(tag)
    if match is None:
        return None
    return plain(match[2] if match[2] is not None else match[3])


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """The start tag with the attribute set (None: taken out), all else in it as it was."""
    pattern = _attribute_pattern(name)
    new = b"" if value is None else b' %s="%s"' % (name.encode(), attribute_text(value).encode())
    if pattern.search(tag):
        return pattern.sub(lambda _match: new, tag, count=1)
    end = re.search(rb"\s*/?>\Z", tag)
    assert end is not None
    return tag[: end.start()] + new + tag[end.start() :]


@cache
def tag_pattern(name: str, prefix: str = "") -> re.Pattern[bytes]:
    """Start tag (or empty-element tag) of an element, attributes with any characters in them."""
    return re.compile(rb"<" + (prefix + name).encode() + rb"(?=[\s/>])" + _ATTRIBUTES + rb"/?>")


def root_prefix(xml: bytes) -> str:
    """Prefix of the part's root element with its colon, `x:`, or the empty string."""
    match = re.search(rb"<(?![?!])([A-Za-z_][\w.\-]*:)?", xml)
    return match[1].decode() if match and match[1] else ""


class Element:
    """Where one element stands in a part: its start tag and its content, as offsets."""

    __slots__ = ("close", "end", "open_end", "start")

    def __init__(self, start: int, open_end: int, close: int, end: int) -> None:
        self.start, self.open_end, self.close, self.end = start, open_end, close, end

    @property
    def empty(self) -> bool:
        """Whether it is written as `<tag/>`."""
        return self.close == self.end


def find_element(xml: bytes, name: str, prefix: str = "", start: int = 0) -> Element | None:
    """The first element of that name at or after `start`; not for elements that nest in their own kind."""
    match = tag_pattern(name, prefix).search(xml, start)
    if match is None:
        return None
    if xml[match.end() - 2 : match.end()] == b"/>":
        return Element(match.start(), match.end(), match.end(), match.end())
    closing = b"</" + (prefix + name).encode()
    close = xml.find(closing, match.end())
    end = xml.find(b">", close) + 1
    return Element(match.start(), match.end(), close, end)


def open_tag(xml: bytes, element: Element) -> bytes:
    """Bytes of the element's start tag."""
    return xml[element.start : element.open_end]


def content(xml: bytes, element: Element) -> bytes:
    """Bytes between start and end tag."""
    return xml[element.open_end : element.close]


def replace_element(xml: bytes, element: Element, new: bytes) -> bytes:
    """The part with the whole element replaced."""
    return xml[: element.start] + new + xml[element.end :]


def with_children(xml: bytes, name: str, prefix: str, added: bytes, count: int) -> bytes:
    """`added` put before the element's end tag, its `count` attribute raised by `count`."""
    element = find_element(xml, name, prefix)
    assert element is not None
    tag = open_tag(xml, element)
    stated = attribute(tag, "count")
    if stated is not None:
        tag = with_attribute(tag, "count", str(int(stated) + count))
    if element.empty:
        tag = re.sub(rb"\s*/>\Z", b">", tag)
    inner = b"" if element.empty else content(xml, element)
    return replace_element(xml, element, tag + inner + added + b"</" + (prefix + name).encode() + b">")


_CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_COMMENT = re.compile(rb"<!--.*?-->|(<!\[CDATA\[.*?\]\]>)", re.DOTALL)


def normalised(xml: bytes) -> bytes:
    """The part in UTF-8 without comments and CDATA sections, so that tags can be found by their bytes."""
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        xml = re.sub(rb"""encoding=["']UTF-16["']""", b'encoding="UTF-8"', xml.decode("utf-16").encode(), flags=re.I)
    if xml[:3] == b"\xef\xbb\xbf":
        xml = xml[3:]
    if b"<!--" in xml:
        xml = _COMMENT.sub(lambda match: match[1] or b"", xml)
    if b"<![CDATA[" in xml:
        xml = _CDATA.sub(lambda match: _escaped(match[1]), xml)
    return xml


def _escaped(raw: bytes) -> bytes:
    return raw.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
