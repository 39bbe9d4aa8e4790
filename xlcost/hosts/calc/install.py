"""Puts the add-in into the Calc of this user; one that is there already is replaced (spec 5, section 6)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from xlcost.hosts.calc.extension import extension
from xlcost.hosts.calc.office import CannotInstall, Office, find_office, installed, profile, run, why_not

NAME = "xlcost.oxt"
_IN_OFFICE = Path(__file__).with_name("add_in_office.py")


def install(given: Mapping[str, str], office: Office | None = None) -> Path:
    """Build the add-in and hand it to LibreOffice; returns where LibreOffice keeps it. Raises `CannotInstall`."""
    office = office or find_office()
    if office is None:
        raise CannotInstall(
            "neither Excel for Windows nor LibreOffice was found; install LibreOffice for Calc, or on Mac and web use: "
            "xlcost addin serve"
        )
    reason = why_not(office, given)
    if reason:
        raise CannotInstall(reason)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        path.write_bytes(extension())
        _add(office, path, given)
    place = installed(profile(given))
    if place is None:
        raise CannotInstall(
            f"LibreOffice took the add-in, but it is not in {profile(given)}; close LibreOffice and try again"
        )
    return place


def _add(office: Office, path: Path, given: Mapping[str, str]) -> None:
    # unopkg refuses to work for root, so there the extension manager of a started office is asked
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    command: list[str | Path] = [office.unopkg, "add", "--force", "--suppress-license", path]
    done = run([office.python, _IN_OFFICE, office.soffice, path] if as_root else command, given)
    if done.returncode:
        reason = " ".join((done.stderr or done.stdout).split())[-300:]
        raise CannotInstall(f"LibreOffice did not take the add-in: {reason}; close LibreOffice and try again")
