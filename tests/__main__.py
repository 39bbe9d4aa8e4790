"""All checks of the project: style, types, tests in parallel. `python -m tests` is what CI runs."""

from __future__ import annotations

import subprocess
import sys

COMMANDS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("pytest", "-n", "auto", "--dist", "loadfile"),
)


def main() -> int:
    """Run every check; the exit code is that of the first that fails."""
    codes = [subprocess.run([sys.executable, "-m", *command], check=False).returncode for command in COMMANDS]
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
