"""LibreOffice on this computer: its programs, the Python that it runs, and the add-in in the user's profile."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlcost.hosts.calc.extension import IDENTIFIER, files, folders

_SYSTEM_PATH = "/usr/bin:/bin"
"""Programs that an office starts must be its own: another Python first on the path crashes it."""
_PROGRAMS = ("/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program", "/opt/libreoffice*/program",
             "/snap/libreoffice/current/lib/libreoffice/program",
             "/Applications/LibreOffice.app/Contents/MacOS")  # fmt: skip
_PYTHONS = ("python", "../Resources/python")
"""Where builds with a Python of their own have it, beside the program."""
_TRY = (
    "import sys; sys.path += {folders!r}; "
    "from xlcost.hosts.calc.answers import answer; print(answer('ROUNDHALF', [2.345]))"
)
_SECONDS = 120


class CannotInstall(Exception):  # noqa: N818  a refusal, told to the user
    """The add-in cannot be put into Calc; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Office:
    """One LibreOffice."""

    soffice: Path
    unopkg: Path
    python: Path
    """The Python in which Calc runs the add-in."""


def find_office() -> Office | None:
    """The LibreOffice of this computer, None when there is none with Calc's extension manager."""
    root = Path("/")
    for pattern in _PROGRAMS:
        for program in sorted(root.glob(pattern.lstrip("/")), reverse=True):
            if (program / "soffice").exists() and (program / "unopkg").exists():
                own = [program / name for name in _PYTHONS if (program / name).exists()]
                python = own[0] if own else Path(shutil.which("python3", path=_SYSTEM_PATH) or "python3")
                return Office(program / "soffice", program / "unopkg", python)
    return None


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """What an office is started with: nothing of the Python that starts it."""
    kept = {name: value for name, value in given.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return {**kept, "PATH": _SYSTEM_PATH}


def run(command: Sequence[str | Path], given: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """One program of the office, its output caught."""
    return subprocess.run(
        [str(part) for part in command],
        env=environment(given), capture_output=True, text=True, timeout=_SECONDS, check=False,
    )  # fmt: skip


def why_not(office: Office, given: Mapping[str, str]) -> str:
    """Why the Python of the office cannot run the functions; blank when it can."""
    if run([office.python, "-c", "import uno"], given).returncode:
        return f"{office.python} has no uno; install LibreOffice's Python support (Debian: apt install python3-uno)"
    done = run([office.python, "-c", _TRY.format(folders=folders())], given)
    if done.returncode == 0 and done.stdout.strip() == "2.35":
        return ""
    version = run([office.python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], given).stdout.strip()
    ours = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if version != ours:
        return f"Calc runs Python {version}, xlcost is installed for {ours}; install xlcost with a Python {version}"
    reason = (done.stderr.strip().splitlines() or ["no answer"])[-1]
    return f"the Python of Calc, {office.python}, cannot load xlcost: {reason}; install xlcost where Calc may read it"


# ---- the profile


def profile(given: Mapping[str, str], system: str = sys.platform) -> Path:
    """The folder of the user's LibreOffice settings."""
    home = Path(given.get("HOME") or os.path.expanduser("~"))
    if system == "darwin":
        return home / "Library" / "Application Support" / "LibreOffice" / "4"
    if system == "win32":
        return Path(given.get("APPDATA", home)) / "LibreOffice" / "4"
    return Path(given.get("XDG_CONFIG_HOME") or home / ".config") / "libreoffice" / "4"


def installed(folder: Path) -> Path | None:
    """The unpacked add-in in a profile; None when it is not there."""
    cache = folder / "user" / "uno_packages" / "cache"
    register = cache / "uno_packages.pmap"
    # what was replaced or removed stays unpacked until the next start, but it is registered no more
    registered = register.read_bytes() if register.exists() else b""
    for description in sorted(cache.glob("uno_packages/*/*.oxt/description.xml")):
        unpacked = description.parents[1].name.removesuffix("_").encode()
        if unpacked in registered and f'"{IDENTIFIER}"' in description.read_text(encoding="utf-8", errors="replace"):
            return description.parent
    return None


def differs(place: Path) -> bool:
    """Whether an unpacked add-in is another than this xlcost would install now."""
    return any(
        not (place / name).exists() or (place / name).read_text(encoding="utf-8") != text
        for name, text in files(folders()).items()
    )
