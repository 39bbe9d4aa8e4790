"""Folders that last as long as the tests: what starts once a session keeps its files there."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path


def session_folder(purpose: str) -> Path:
    """A new folder, removed when the tests end."""
    folder = Path(tempfile.mkdtemp(prefix=f"xlcost-{purpose}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
