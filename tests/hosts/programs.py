"""Programs that hosts need: missing ones fail in CI and skip elsewhere."""

from __future__ import annotations

import os
import shutil

import pytest


def program(*names: str) -> str:
    """Path of the first of the programs that is there."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(f"{names[0]} is not installed, but CI must run these tests")
    pytest.skip(f"{names[0]} is not installed")
