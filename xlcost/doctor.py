"""Whether everything that the hosts need is there: versions, interpreter, libraries, Excel's settings."""

from __future__ import annotations

import importlib
import platform
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from xlcost import __version__
from xlcost.hosts.calc.office import differs, find_office, installed, profile, why_not
from xlcost.hosts.excel.build import CannotBuild, xlwings_module
from xlcost.hosts.excel.install import NAME, SETTINGS, addins_folder

_SECURITY = r"Software\Microsoft\Office\{}\Excel\Security"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: str
    good: bool = True
    remedy: str = ""
    optional: bool = False
    """Something that only one of the hosts needs."""


def findings(environment: Mapping[str, str], system: str) -> list[Finding]:
    """All findings, in the order in which one would mend them."""
    windows = system == "win32"
    found = [Finding("xlcost", __version__), _python(), *_packages(windows=windows), _openssl()]
    return [*found, *_excel(environment)] if windows else [*found, _no_windows(system), *_calc(environment, system)]


def _python() -> Finding:
    state = f"{platform.python_version()} at {sys.executable}"
    good = sys.version_info >= (3, 11)
    return Finding("Python", state, good, "" if good else "install Python 3.11 or newer")


def _packages(*, windows: bool) -> Iterator[Finding]:
    yield _package("xlwings", (0, 37), (0, 38), 'pip install "xlwings>=0.37,<0.38"', optional=not windows)
    yield _package("pyopenvba", (6, 5), (7, 0), 'pip install "xlcost[addin]" to build the add-in', optional=True)


def _package(name: str, lowest: tuple[int, int], below: tuple[int, int], remedy: str, *, optional: bool) -> Finding:
    try:
        state = version(name)
    except PackageNotFoundError:
        return Finding(name, "not installed", good=False, remedy=remedy, optional=optional)
    numbers = tuple(int(part) for part in re.findall(r"\d+", state)[:2])
    good = lowest <= numbers < below
    return Finding(name, state, good, "" if good else remedy, optional)


def _openssl() -> Finding:
    found = shutil.which("openssl")
    remedy = "" if found else "install openssl; only xlcost addin serve needs it"
    return Finding("openssl", found or "not found", good=bool(found), remedy=remedy, optional=True)


def _no_windows(system: str) -> Finding:
    name = {"darwin": "macOS"}.get(system, system)
    state = f"no macros for it on {name}; functions and pane for Mac and web: xlcost addin serve"
    return Finding("Excel", state)


# ---- Calc


def _calc(environment: Mapping[str, str], system: str) -> Iterator[Finding]:
    office = find_office()
    if office is None:
        remedy = "install LibreOffice Calc if you want the functions there"
        yield Finding("LibreOffice", "not found", good=False, remedy=remedy, optional=True)
        return
    reason = why_not(office, environment)
    state = "cannot run the functions" if reason else str(office.soffice)
    yield Finding("LibreOffice", state, not reason, reason, optional=True)
    yield calc_addin(profile(environment, system))


def calc_addin(folder: Path) -> Finding:
    """The add-in in a profile of LibreOffice: there, and made by this installation?"""
    place = installed(folder)
    if place is None:
        return Finding("add-in in Calc", "not installed", good=False, remedy="xlcost addin install", optional=True)
    match = re.search(r'<version value="([^"]*)"', (place / "description.xml").read_text(encoding="utf-8"))
    number = match[1] if match else "unknown"
    if differs(place):
        state = f"version {number}, not made by this installation of {__version__}"
        return Finding("add-in in Calc", state, good=False, remedy="xlcost addin install", optional=True)
    return Finding("add-in in Calc", f"version {number}, current")


# ---- Windows


def _excel(environment: Mapping[str, str]) -> Iterator[Finding]:
    yield _library()
    try:
        folder = addins_folder(environment)
    except CannotBuild as refusal:
        yield Finding("add-in", "APPDATA is not set", good=False, remedy=str(refusal))
        return
    addin = folder / NAME
    there = addin.exists()
    yield Finding("add-in", str(addin) if there else "not installed", there, "" if there else "xlcost addin install")
    yield _interpreter(folder / SETTINGS)
    yield from _trust()


def library_name(module: str, *, wide: bool) -> str:
    """The library that the VBA module of xlwings loads: `xlwings64-0.37.8.dll`."""
    match = re.search(rf'"(xlwings{64 if wide else 32}-[\d.a-z]+\.dll)"', module)
    return match[1] if match else ""


def _library() -> Finding:
    remedy = "pip install --force-reinstall xlwings, then xlcost addin install"
    try:
        name = library_name(xlwings_module(), wide=sys.maxsize > 2**32)
    except CannotBuild as refusal:
        return Finding("xlwings library", "unknown", good=False, remedy=str(refusal))
    places = [Path(sys.executable).parent / name, Path(sys.executable).parent.parent / name, Path(sys.prefix) / name]
    found = next((str(path) for path in places if path.exists()), "")
    return Finding("xlwings library", found or f"{name} is not beside Python", bool(found), "" if found else remedy)


def _interpreter(path: Path) -> Finding:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    match = re.search(r'^"INTERPRETER_WIN","(.*)"', text, re.MULTILINE)
    named = match[1] if match else "none named"
    good = named == sys.executable
    remedy = "" if good else f"xlcost addin install, so that Excel calls {sys.executable}"
    return Finding("Python that Excel calls", named, good, remedy)


def _trust() -> Iterator[Finding]:
    """Excel's macro settings of this user, in the newest version that has any."""
    try:
        registry = importlib.import_module("winreg")
    except ImportError:
        return
    for number in ("16.0", "15.0"):
        try:
            with registry.OpenKey(registry.HKEY_CURRENT_USER, _SECURITY.format(number)) as key:
                level = registry.QueryValueEx(key, "VBAWarnings")[0]
        except OSError:
            continue
        good = level != 4
        remedy = "" if good else "Excel: File, Options, Trust Center, Macro Settings: allow macros with notification"
        yield Finding(
            "macros in Excel", {1: "all", 2: "with notification", 3: "signed"}.get(level, "none"), good, remedy
        )
        return
    yield Finding("macros in Excel", "with notification (Excel's own setting)")
