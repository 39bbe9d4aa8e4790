"""Draws the task pane of the Office add-in after a dry run: real pages and server, a stand-in for Office, Chromium."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from docs.draw import trim
from tests.hosts.office_server import serving
from tests.hosts.programs import program
from tests.hosts.test_browser import FLAGS, SHIM, sheets_of
from xlcost.hosts.officejs import pages

_BOOK = Path(__file__).parent.parent / "samples" / "prices.xlsx"
_SIZE = "500,700"


def draw_task_pane(picture: Path) -> None:
    """The pane after a dry run of the sample of prices."""
    script = f"OFFICE_SHIM.open({json.dumps(sheets_of(_BOOK))}); await PANE.run(true);"
    shim = f"{SHIM}\nwindow.addEventListener('load', async () => {{ {script} }});"
    loaded, all_pages = pages.OFFICE, pages._PAGES
    try:
        pages.OFFICE = "/office.js"
        pages._PAGES = {**all_pages, "/office.js": ("text/javascript", lambda _origin, _token: shim)}
        with serving() as server, tempfile.TemporaryDirectory() as folder:
            shot = Path(folder) / "pane.png"
            browser = program("chromium", "chromium-browser", "google-chrome")
            command = [browser, *FLAGS, "--hide-scrollbars", "--virtual-time-budget=20000", f"--window-size={_SIZE}",
                       f"--user-data-dir={folder}/profile", f"--screenshot={shot}",
                       f"{server.guard.origin}/taskpane.html"]  # fmt: skip
            subprocess.run(command, capture_output=True, timeout=60, check=True)
            trim(shot, picture)
    finally:
        pages.OFFICE, pages._PAGES = loaded, all_pages
