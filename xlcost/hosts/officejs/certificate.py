"""The TLS pair of the local server: made once by openssl for localhost, kept in the user's own folder."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

_DAYS = 397
"""Browsers refuse certificates that live longer."""


class NoCertificate(Exception):  # noqa: N818  a refusal, told to the user
    """openssl is missing or refused; the sentence says what to do."""


def certificate(folder: Path) -> tuple[Path, Path]:
    """Certificate and key in `folder`, made when they are not there or about to end. Raises `NoCertificate`."""
    pair = folder / "localhost.crt", folder / "localhost.key"
    program = shutil.which("openssl")
    if program is None:
        raise NoCertificate(
            "openssl is not installed; install it, or put localhost.crt and localhost.key into " + str(folder)
        )
    if not all(path.exists() for path in pair) or not _lasts(program, pair[0]):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(program, *pair)
    return pair


def _lasts(program: str, path: Path) -> bool:
    a_week = str(7 * 24 * 3600)
    checked = subprocess.run(
        [program, "x509", "-checkend", a_week, "-noout", "-in", path], capture_output=True, check=False
    )
    return checked.returncode == 0


def _make(program: str, path: Path, key: Path) -> None:
    command = [
        program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-sha256", "-days", str(_DAYS),
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-addext", "extendedKeyUsage=serverAuth", "-keyout", str(key), "-out", str(path),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoCertificate(f"openssl made no certificate: {done.stderr.strip().splitlines()[-1:]}")
    key.chmod(0o600)
