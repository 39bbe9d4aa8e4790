"""LibreOffice Calc for tests: one profile and one conversion at a time per session. Tests that use it are `office`."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.folders import session_folder

_PATH = "/usr/bin:/bin"
_SECONDS = 180


@cache
def _profile() -> Path:
    return session_folder("office")


def soffice() -> str:
    """The program; a missing one fails in CI and skips elsewhere."""
    found = shutil.which("soffice", path=_PATH) or shutil.which("soffice")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("LibreOffice Calc is not installed, but CI must run these tests")
    pytest.skip("LibreOffice Calc (soffice) is not installed")


def convert(path: Path, to: str) -> Path:
    """The workbook opened, calculated and written in another format (`xlsx`, `pdf`) in a folder of its own."""
    folder = path.parent / f"converted-{to}"
    command = [
        soffice(),
        "--headless",
        f"-env:UserInstallation=file://{_profile()}",
        "--convert-to",
        to,
        "--outdir",
        str(folder),
        str(path),
    ]
    environment = {**os.environ, "PATH": _PATH}
    done = subprocess.run(command, env=environment, capture_output=True, timeout=_SECONDS, check=False)
    made = folder / path.with_suffix(f".{to}").name
    assert made.exists(), done.stderr.decode(errors="replace")
    return made
