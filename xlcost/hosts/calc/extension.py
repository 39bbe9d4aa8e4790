"""The add-in for Calc as one `.oxt` file: types, help texts and component, all made of the registry."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

import xlcost.functions  # noqa: F401  registers the functions
from xlcost import __version__
from xlcost.functions.registry import FUNCTIONS, PREFIX

IDENTIFIER = "org.xlcost.functions"
_NEEDED = ("xlcost", "pydantic", "pydantic_core", "typing_extensions")
"""Packages that the component must find, wherever they are installed."""
_MOMENT = (1980, 1, 1, 0, 0, 0)
_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
  <manifest:file-entry manifest:full-path="functions.idl" manifest:media-type="application/vnd.sun.star.uno-typelibrary;type=RDB"/>
  <manifest:file-entry manifest:full-path="CalcAddIns.xcu" manifest:media-type="application/vnd.sun.star.configuration-data"/>
  <manifest:file-entry manifest:full-path="component.py" manifest:media-type="application/vnd.sun.star.uno-component;type=Python"/>
</manifest:manifest>
"""  # noqa: E501
_DESCRIPTION = """<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006">
  <identifier value="{identifier}"/>
  <version value="{version}"/>
  <display-name><name lang="en">xlcost worksheet functions</name></display-name>
</description>
"""


def folders() -> list[str]:
    """Folders from which the component imports: where this xlcost and what it needs are installed."""
    found = []
    for name in _NEEDED:
        spec = find_spec(name)
        if spec is not None and spec.origin:
            package = Path(spec.origin)
            found.append(str((package.parent if package.name != "__init__.py" else package.parent.parent).resolve()))
    return list(dict.fromkeys(found))


def files(import_from: Sequence[str]) -> dict[str, str]:
    """The texts of the add-in by name; `import_from` are the folders of xlcost and what it needs."""
    functions = [FUNCTIONS[name] for name in sorted(FUNCTIONS)]
    context = {
        "prefix": PREFIX,
        "functions": functions,
        "names": [each.name for each in functions],
        "folders": list(import_from),
    }
    plain, xml = _environment(escape=False), _environment(escape=True)
    return {
        "META-INF/manifest.xml": _MANIFEST,
        "description.xml": _DESCRIPTION.format(identifier=IDENTIFIER, version=__version__),
        "functions.idl": plain.get_template("functions.idl.j2").render(context),
        "CalcAddIns.xcu": xml.get_template("CalcAddIns.xcu.j2").render(context),
        "component.py": plain.get_template("component.py.j2").render(context),
    }


def _environment(*, escape: bool) -> Environment:
    loader = PackageLoader("xlcost.hosts.calc", "")
    made = Environment(loader=loader, undefined=StrictUndefined, keep_trailing_newline=True, autoescape=escape)
    made.filters |= {"camel": _camel, "words": lambda name: name.replace("_", " ")}
    return made


def _camel(name: str) -> str:
    """`from_date` -> `fromDate`: names of UNO types hold no underscore."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def extension(import_from: Sequence[str] | None = None) -> bytes:
    """The `.oxt` file. The same registry and folders give the same bytes."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files(folders() if import_from is None else import_from).items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), text)
    return packed.getvalue()
