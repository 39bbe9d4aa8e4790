"""The add-in as a file, its installation, the server with its certificate, and the doctor (spec 5)."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import signal
import ssl
import subprocess
import sys
from http.client import HTTPSConnection
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from lxml import etree

from tests.hosts.office_server import serving
from tests.hosts.programs import program
from xlcost import doctor
from xlcost.hosts.excel.build import CannotBuild, build, module_name, xlwings_module
from xlcost.hosts.excel.install import install
from xlcost.hosts.excel.ribbon import buttons_module, ribbon_xml
from xlcost.hosts.excel.vba import functions_module, help_module
from xlcost.hosts.officejs.certificate import certificate

ROOT = Path(__file__).parents[2]


def xlcost(*arguments: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "xlcost", *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.parametrize("suffix", ["xlam", "xlsm"])
def test_the_built_file_holds_our_modules_and_the_ribbon(tmp_path: Path, suffix: str) -> None:
    from pyopenvba import ExcelFile

    path = tmp_path / f"xlcost.{suffix}"
    assert xlcost("addin", "build", path).returncode == 0
    with ExcelFile(path) as book:
        for text in (functions_module(), help_module(), buttons_module(), xlwings_module()):
            written = book.get_module(module_name(text))
            assert written.splitlines()[-20:] == text.splitlines()[-20:]
        assert "Module1" not in book.module_names()
    with ZipFile(path) as package:
        assert package.testzip() is None
        assert package.read("customUI/customUI14.xml").decode() == ribbon_xml()
        relations = etree.fromstring(package.read("_rels/.rels"))
        assert [each.get("Target") for each in relations if "extensibility" in str(each.get("Type"))] == [
            "customUI/customUI14.xml"
        ]
        assert b'Extension="xml"' in package.read("[Content_Types].xml")


def test_a_file_in_the_place_of_the_add_in_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "books.xlsm"
    path.write_bytes(b"the work of somebody")
    finished = xlcost("addin", "build", path)
    [kept] = tmp_path.glob("books.*.bak.xlsm")
    assert kept.read_bytes() == b"the work of somebody"
    assert kept.name in finished.stderr


def test_what_cannot_be_built_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = xlcost("addin", "build", tmp_path / "book.xlsx")
    assert refused.returncode == 3 and "xlcost.xlam" in refused.stderr
    monkeypatch.setitem(sys.modules, "pyopenvba", None)
    with pytest.raises(CannotBuild, match="pip install"):
        build(tmp_path / "a.xlam")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(CannotBuild, match="xlwings is not installed"):
        build(tmp_path / "a.xlam")
    assert not list(tmp_path.iterdir())


def test_installing_puts_addin_and_settings_where_excel_looks(tmp_path: Path) -> None:
    path = install({"APPDATA": str(tmp_path)}, interpreter=r"C:\Python\python.exe")
    assert path == tmp_path / "Microsoft" / "AddIns" / "xlcost.xlam" and path.exists()
    settings = path.with_name("xlwings.conf").read_bytes().decode()
    assert '"INTERPRETER_WIN","C:\\Python\\python.exe"\r\n' in settings
    with pytest.raises(CannotBuild, match="addin serve"):
        install({})


# ---- the doctor


def finding(found: list[doctor.Finding], what: str) -> doctor.Finding:
    return next(each for each in found if each.what == what)


def test_the_doctor_is_content_here() -> None:
    done = xlcost("doctor")
    assert done.returncode == 0 and re.search(r"ok +xlwings: 0\.37", done.stdout)


def test_the_doctor_on_windows_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = SimpleNamespace(__enter__=None)

    class Registry:
        HKEY_CURRENT_USER = 1

        def OpenKey(self, _root: int, path: str) -> object:  # noqa: N802
            if "16.0" not in path:
                raise OSError
            return self

        def QueryValueEx(self, _key: object, _name: str) -> tuple[int, int]:  # noqa: N802
            return 4, 4

        def __enter__(self) -> object:
            return key

        def __exit__(self, *_given: object) -> None: ...

    monkeypatch.setitem(sys.modules, "winreg", Registry())
    found = doctor.findings({"APPDATA": str(tmp_path)}, "win32")
    bad = [each for each in found if not each.good]
    assert {each.what for each in bad} >= {"xlwings library", "add-in", "Python that Excel calls", "macros in Excel"}
    assert all(each.remedy for each in bad)
    assert "xlwings64-0.37" in finding(found, "xlwings library").state
    install({"APPDATA": str(tmp_path)})
    found = doctor.findings({"APPDATA": str(tmp_path)}, "win32")
    assert finding(found, "add-in").good and finding(found, "Python that Excel calls").good


def test_the_library_of_another_version_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = doctor.library_name(xlwings_module(), wide=True)
    python = tmp_path / "Scripts" / "python.exe"
    python.parent.mkdir()
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "prefix"))
    (tmp_path / "xlwings64-0.30.0.dll").touch()
    assert not finding(doctor.findings({}, "win32"), "xlwings library").good
    (tmp_path / name).touch()
    assert finding(doctor.findings({}, "win32"), "xlwings library").good


# ---- the server as a user starts it


def test_the_certificate_is_made_once_for_localhost(tmp_path: Path) -> None:
    program("openssl")
    pair = certificate(tmp_path / "home")
    before = [path.read_bytes() for path in pair]
    assert [path.read_bytes() for path in certificate(tmp_path / "home")] == before
    assert os.stat(pair[1]).st_mode & 0o077 == 0
    text = subprocess.run(
        ["openssl", "x509", "-noout", "-text", "-in", pair[0]], capture_output=True, text=True, check=True
    ).stdout
    assert "DNS:localhost" in text and "IP Address:127.0.0.1" in text


def test_serving_answers_over_tls_with_the_token_of_its_page(tmp_path: Path) -> None:
    program("openssl")
    line = [sys.executable, "-u", "-m", "xlcost", "addin", "serve", "--port", "18723", "--folder", str(tmp_path)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as served:
        try:
            assert served.stdout is not None
            first = served.stdout.readline()
            assert first.startswith("Serving https://localhost:18723"), first
            trusted = ssl.create_default_context(cafile=str(tmp_path / "localhost.crt"))
            connection = HTTPSConnection("localhost", 18723, context=trusted, timeout=20)
            connection.request("GET", "/taskpane.html")
            page = connection.getresponse().read().decode()
            token = re.search(r'data-token="([^"]{40,})"', page)
            assert token
            sent = {"Origin": "https://localhost:18723", "X-Xlcost-Token": token[1], "Content-Type": "application/json"}
            connection.request("POST", "/call", '{"calls": [["ROUNDHALF", [2.345]]]}', sent)
            assert json.loads(connection.getresponse().read()) == {"answers": [2.35]}
            connection.close()
        finally:
            served.send_signal(signal.SIGINT)
            served.wait(20)
    assert (tmp_path / "manifest.xml").read_text().count("https://localhost:18723/") > 5


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with serving() as other:
        refused = xlcost("addin", "serve", "--port", other.server_port, "--folder", tmp_path)
    assert refused.returncode == 4 and "choose another --port" in refused.stderr
