"""`xlcost addin install` and the doctor with a real LibreOffice and a profile of their own (spec 5, section 6)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter

from tests.office import soffice
from xlcost import doctor
from xlcost.hosts.calc import install as installing
from xlcost.hosts.calc.extension import extension, files
from xlcost.hosts.calc.install import install
from xlcost.hosts.calc.office import (
    CannotInstall,
    Office,
    differs,
    environment,
    find_office,
    installed,
    profile,
    why_not,
)

ROOT = Path(__file__).parents[2]


def at_home(home: Path, *command: object) -> subprocess.CompletedProcess[str]:
    """A command of a user whose home is that folder."""
    given = {name: value for name, value in os.environ.items() if name not in ("APPDATA", "XDG_CONFIG_HOME")}
    line = [str(part) for part in command]
    return subprocess.run(
        line, env={**given, "HOME": str(home)}, capture_output=True, text=True, check=False, cwd=ROOT, timeout=180
    )


def xlcost(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return at_home(home, sys.executable, "-m", "xlcost", *arguments)


@pytest.mark.office
def test_installed_twice_it_is_there_once_and_calculates(tmp_path: Path) -> None:
    soffice()
    before = xlcost(tmp_path, "doctor")
    assert before.returncode == 0 and "add-in in Calc: not installed\n      xlcost addin install" in before.stdout
    for _ in range(2):
        done = xlcost(tmp_path, "addin", "install")
        assert done.returncode == 0 and "Calc has the add-in now" in done.stdout, done.stderr
    register = profile({"HOME": str(tmp_path)}) / "user/uno_packages/cache/uno_packages.pmap"
    assert register.read_bytes().count(b"xlcost.oxt") == 1
    assert "add-in in Calc: version " in (after := xlcost(tmp_path, "doctor")).stdout and ", current" in after.stdout
    book = xlsxwriter.Workbook(str(tmp_path / "book.xlsx"))
    book.add_worksheet().write_formula(0, 0, "=XLCOST.ROUNDHALF(2.345)", None, "")
    book.close()
    office, folder = find_office(), tmp_path / "out"
    assert office is not None
    given = environment({**os.environ, "HOME": str(tmp_path)})
    line = [office.soffice, "--headless", "--convert-to", "csv", "--outdir", folder, tmp_path / "book.xlsx"]
    subprocess.run([str(part) for part in line], env=given, capture_output=True, check=True, timeout=180)
    assert (folder / "book.csv").read_text().strip() == "2.35"


def test_addin_build_writes_the_extension_and_keeps_what_stood_there(tmp_path: Path) -> None:
    path = tmp_path / "xlcost.oxt"
    path.write_text("mine")
    done = xlcost(tmp_path, "addin", "build", str(path))
    assert done.returncode == 0 and "Tools, Extensions, Add" in done.stdout and "is kept as" in done.stderr
    assert path.read_bytes() == extension()
    assert any(each.read_bytes() == b"mine" for each in tmp_path.glob("*.bak.oxt"))


# ---- what is said when it cannot be done


def program(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def office_of(folder: Path, python: str, unopkg: str = "exit 0") -> Office:
    return Office(folder / "soffice", program(folder / "unopkg", unopkg), program(folder / "python", python))


def test_without_any_office_it_says_what_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installing, "find_office", lambda: None)
    with pytest.raises(CannotInstall, match="addin serve"):
        install({"HOME": str(tmp_path)})
    monkeypatch.setattr(doctor, "find_office", lambda: None)
    found = [each for each in doctor.findings({"HOME": str(tmp_path)}, "linux") if each.what == "LibreOffice"]
    assert [(each.good, each.optional, each.state) for each in found] == [(False, True, "not found")]


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("exit 1", "python3-uno"),
        ('case "$2" in "import uno") exit 0;; *print*sys*) echo 3.8;; *) exit 1;; esac', "Python 3.8"),
        (f'case "$2" in "import uno") exit 0;; *version_info*) echo {sys.version_info[0]}.{sys.version_info[1]};; '
         '*) echo "ImportError: no pydantic" >&2; exit 1;; esac', "no pydantic"),
    ],
)  # fmt: skip
def test_a_python_that_cannot_run_the_functions_is_told_before_anything_is_installed(
    tmp_path: Path, python: str, said: str
) -> None:
    office = office_of(tmp_path, python, f"touch {tmp_path}/called")
    assert said in why_not(office, {"HOME": str(tmp_path)})
    with pytest.raises(CannotInstall):
        install({"HOME": str(tmp_path)}, office)
    assert not (tmp_path / "called").exists()


def test_a_user_who_is_not_root_installs_by_unopkg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    cache = profile({"HOME": str(tmp_path)}) / "user/uno_packages/cache/uno_packages/lu1.tmp_/xlcost.oxt"
    unpack = f'test "$1 $2 $3" = "add --force --suppress-license" && mkdir -p {cache} && cd {cache} && unzip -q "$4" '
    unpack += "&& echo lu1.tmp > ../../../uno_packages.pmap"
    works = 'case "$2" in *ROUNDHALF*) echo 2.35;; esac'
    assert install({"HOME": str(tmp_path)}, office_of(tmp_path, works, unpack)) == cache
    with pytest.raises(CannotInstall, match="is locked; close LibreOffice"):
        install({"HOME": str(tmp_path)}, office_of(tmp_path, works, 'echo "the profile is locked" >&2; exit 1'))
    with pytest.raises(CannotInstall, match="it is not in"):
        install({"HOME": str(tmp_path / "elsewhere")}, office_of(tmp_path, works))


# ---- the doctor and the profile


def test_the_doctor_tells_an_addin_of_another_installation(tmp_path: Path) -> None:
    place = tmp_path / "user/uno_packages/cache/uno_packages/lu1.tmp_/xlcost.oxt"
    assert not doctor.calc_addin(tmp_path).good
    for name, text in files(["/elsewhere"]).items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)
    assert installed(tmp_path) is None  # unpacked, but not registered
    (tmp_path / "user/uno_packages/cache/uno_packages.pmap").write_bytes(b"Pmp1 lu1.tmp xlcost.oxt")
    found = doctor.calc_addin(tmp_path)
    assert not found.good and found.optional and "not made by this installation" in found.state
    assert found.remedy == "xlcost addin install"
    (tmp_path / "ours.oxt").write_bytes(extension())
    ZipFile(tmp_path / "ours.oxt").extractall(place)
    assert installed(tmp_path) == place and not differs(place)
    assert doctor.calc_addin(tmp_path).good


@pytest.mark.parametrize(
    ("system", "given", "folder"),
    [
        ("linux", {"HOME": "/h"}, "/h/.config/libreoffice/4"),
        ("linux", {"HOME": "/h", "XDG_CONFIG_HOME": "/c"}, "/c/libreoffice/4"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Application Support/LibreOffice/4"),
        ("win32", {"HOME": "/h", "APPDATA": "/a"}, "/a/LibreOffice/4"),
    ],
)
def test_the_profile_is_where_each_system_has_it(system: str, given: dict[str, str], folder: str) -> None:
    assert profile(given, system) == Path(folder)


def test_an_office_is_started_without_the_python_that_starts_it() -> None:
    found = environment({"PATH": "/venv/bin", "PYTHONPATH": "x", "VIRTUAL_ENV": "y", "HOME": "/h"})
    assert found == {"PATH": "/usr/bin:/bin", "HOME": "/h"}
