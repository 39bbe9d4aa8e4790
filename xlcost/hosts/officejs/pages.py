"""What the local server hands out by GET: scripts and metadata made of the registry, the task pane, the manifest."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from xlcost import __version__
from xlcost.functions.registry import PREFIX
from xlcost.hosts.officejs.guard import LARGEST_BODY
from xlcost.hosts.officejs.metadata import arities, functions_json

OFFICE = "https://appsforoffice.microsoft.com/lib/1/hosted/office.js"
ADDIN_ID = "6e1f9d8a-6f0b-4d0e-9a45-3f1d2c7b8e11"
_WEB = Path(__file__).parent / "web"
_ENVIRONMENT = Environment(loader=FileSystemLoader(_WEB), autoescape=True, undefined=StrictUndefined)
_SCRIPTS = Environment(loader=FileSystemLoader(_WEB), autoescape=False, undefined=StrictUndefined)
_BLUE = b"\x1f\x4e\x79"


def manifest(origin: str) -> str:
    """`manifest.xml` of the add-in served from `origin`."""
    template = _ENVIRONMENT.get_template("manifest.xml.j2")
    return template.render(origin=origin, id=ADDIN_ID, version=__version__, namespace=PREFIX) + "\n"


def functions_js() -> str:
    """`functions.js`: every function of the registry, by one generic piece of code."""
    return (
        _SCRIPTS.get_template("functions.js.j2").render(arities=json.dumps(arities()), largest_body=LARGEST_BODY) + "\n"
    )


def task_pane(token: str) -> str:
    """`taskpane.html`; the token stands in it, where pages of other origins cannot read it."""
    return _ENVIRONMENT.get_template("taskpane.html.j2").render(token=token, office=OFFICE) + "\n"


@lru_cache(maxsize=8)
def icon(size: int) -> bytes:
    """A square in one colour as PNG."""
    rows = (b"\x00" + _BLUE * size) * size
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


_JS, _HTML = "text/javascript; charset=utf-8", "text/html; charset=utf-8"
_PAGES: Mapping[str, tuple[str, Callable[[str, str], str]]] = {
    "/functions.json": ("application/json", lambda _origin, _token: functions_json()),
    "/functions.js": (_JS, lambda _origin, _token: functions_js()),
    "/open-book.js": (_JS, lambda _origin, _token: (_WEB / "open-book.js").read_text()),
    "/taskpane.js": (_JS, lambda _origin, _token: (_WEB / "taskpane.js").read_text()),
    "/taskpane.html": (_HTML, lambda _origin, token: task_pane(token)),
    "/manifest.xml": ("text/xml; charset=utf-8", lambda origin, _token: manifest(origin)),
}
_ICONS = {f"/icon-{size}.png": size for size in (16, 32, 64, 80)}


def page(path: str, origin: str, token: str) -> tuple[str, bytes] | None:
    """Kind and bytes of what stands at a path; None when nothing does."""
    if path in _ICONS:
        return "image/png", icon(_ICONS[path])
    found = _PAGES.get(path)
    return (found[0], found[1](origin, token).encode()) if found else None
