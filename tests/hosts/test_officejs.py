"""Office.js: the real server, functions in Node, and what the server refuses (spec 5, section 7)."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.hosts.golden import CALLS, GoldenCall
from tests.hosts.office_server import golden_calls, request, serving
from tests.hosts.programs import program
from tests.hosts.spoilt import GOLDEN, spoil
from xlcost.functions.registry import FUNCTIONS
from xlcost.hosts.officejs import pages
from xlcost.hosts.officejs.metadata import functions_json
from xlcost.hosts.officejs.server import LOOPBACK, Server

HERE = Path(__file__).parent
NODE = """
const [origin, token, calls] = JSON.parse(require("fs").readFileSync(0, "utf8"));
globalThis.document = { readyState: "complete", body: { dataset: { token } } };
const real = fetch;
let requests = 0;
globalThis.fetch = (path, options = {}) => { requests += 1; return real(origin + path, { ...options, headers: { ...options.headers, Origin: origin } }); };
require(THE_FILE);
(async () => {
  const source = await (await real(origin + "/functions.js")).text();
  new Function(source)();
  console.log(JSON.stringify({ answers: await OFFICE_SHIM.golden(calls), requests }));
})();
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


def in_node(server: Server, calls: list[dict[str, Any]]) -> dict[str, Any]:
    script = NODE.replace("THE_FILE", json.dumps(str(HERE / "office_shim.js")))
    sent = json.dumps([server.guard.origin, server.guard.token, calls])
    done = subprocess.run(
        [program("node"), "--dns-result-order=ipv4first", "-e", script],
        input=sent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def node(server: Server) -> dict[str, Any]:
    return in_node(server, golden_calls())


@pytest.mark.parametrize("golden", CALLS, ids=lambda golden: golden.name)
def test_golden_answers_in_node(node: dict[str, Any], golden: GoldenCall) -> None:
    found = node["answers"][golden.number]
    assert golden.is_answer(found), found


def test_a_function_off_by_a_cent_turns_red(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch)
    [found] = in_node(server, [golden_calls()[GOLDEN.number]])["answers"]
    assert not GOLDEN.is_answer(found)


def test_calls_of_one_moment_are_one_request(node: dict[str, Any]) -> None:
    assert node["requests"] == 1


def test_a_server_that_is_gone_is_said_in_the_cell() -> None:
    with serving() as other:
        pass
    script = NODE.replace("THE_FILE", json.dumps(str(HERE / "office_shim.js")))
    source = json.dumps(pages.functions_js())
    script = script.replace('await (await real(origin + "/functions.js")).text()', source)
    sent = json.dumps([other.guard.origin, other.guard.token, golden_calls()[:1]])
    done = subprocess.run(
        [program("node"), "--dns-result-order=ipv4first", "-e", script],
        input=sent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    [answer] = json.loads(done.stdout)["answers"]
    assert answer["error"] == "#N/A" and "xlcost addin serve" in answer["message"]


def test_ten_thousand_calls_in_one_batch(server: Server) -> None:
    calls = [["ROUNDHALF", [number / 1000]] for number in range(10_000)]
    began = time.perf_counter()
    status, found = request(server, "POST", "/call", json.dumps({"calls": calls}).encode())
    assert status == 200 and found["answers"][1235] == 1.24 and len(found["answers"]) == 10_000
    assert time.perf_counter() - began < 5


# ---- refusals


CALL = b'{"calls": [["ROUNDHALF", [2.345]]]}'


def test_our_page_is_answered(server: Server) -> None:
    assert request(server, "POST", "/call", CALL) == (200, {"answers": [2.35]})


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": None}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": "localhost"}, 403),
        ({"Host": None}, 403),
        ({"X_Xlcost_Token": None}, 401),
        ({"X_Xlcost_Token": "wrong"}, 401),
        ({"X_Xlcost_Token": "tök\xe9n"}, 401),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Length": None}, 411),
        ({"Content_Length": "-1"}, 411),
        ({"Content_Length": "99999999999999999999"}, 413),
        ({"Content_Length": str(65 * 1024 * 1024)}, 413),
    ],
)
def test_others_are_refused(server: Server, changed: dict[str, str | None], status: int) -> None:
    found, answer = request(server, "POST", "/call", CALL, **changed)
    assert found == status and answer["reason"]


@pytest.mark.parametrize(
    "path", ["/taskpane.html", "/functions.js", "/open-book.js", "/manifest.xml", "/functions.json"]
)
def test_pages_answer_to_their_own_name_only(server: Server, path: str) -> None:
    assert request(server, "GET", path)[0] == 200
    assert request(server, "GET", path, Host="evil.example")[0] == 403


def test_paths_that_are_none(server: Server) -> None:
    for path in ("/", "/../pyproject.toml", "/taskpane.html/..", "/web/taskpane.js", "//evil.example/functions.js"):
        assert request(server, "GET", path)[0] == 404
    assert request(server, "POST", "/other", CALL)[0] == 404
    assert request(server, "PUT", "/call", CALL)[0] == 501


def test_the_token_stands_only_where_other_origins_cannot_read_it(server: Server) -> None:
    token = server.guard.token.encode()
    assert token in request(server, "GET", "/taskpane.html")[1]
    for path in ("/functions.js", "/open-book.js", "/taskpane.js", "/manifest.xml"):
        assert token not in request(server, "GET", path)[1]


def test_only_this_computer_is_listened_to(server: Server) -> None:
    assert server.server_address[0] == LOOPBACK


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"calls": 1}', b'{"calls": [1]}', b'{"calls": [["A"]]}', b'{"calls": [["ROUNDHALF", 1]]}',
     b'{"calls": [["ROUNDHALF", [{"range": 0}]]]}', b'{"calls": [["ROUNDHALF", [{"range": "x"}]]], "ranges": [[[1]]]}', b'{"calls": [], "ranges": [[]]}',
     b'{"calls": [], "ranges": [[[1], [1, 2]]]}', b'{"calls": [["ROUNDHALF", [NaN]]]}', b"[" * 100_000],
)  # fmt: skip
def test_malformed_bodies_are_told_why(server: Server, body: bytes) -> None:
    status, answer = request(server, "POST", "/call", body)
    assert status == 400 and answer["reason"]


def test_a_body_that_breaks_off_leaves_the_server_alive(server: Server) -> None:
    with socket.create_connection((LOOPBACK, server.server_port)) as raw:
        raw.sendall(b"POST /call HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")
    assert request(server, "POST", "/call", CALL)[0] == 200


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["calls", "ranges", "range", "error", "book", "tables", "sheets", "values", "row", "name", "column", "ranges", "formulas", "sheet", "key", "did"]), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip
CELLS = st.lists(st.lists(JSON, max_size=3), max_size=3)
BLOCK = st.fixed_dictionaries(
    {"sheet": st.sampled_from(["GL Entries", "x"]), "name": st.sampled_from(["gl_entries", ""]), "row": JSON | st.just(1), "column": JSON | st.just(1),
     "values": CELLS | st.just([["Entry No.", "Amount"], [1, 2]])},
    optional={"formulas": st.lists(st.tuples(JSON | st.integers(0, 2), st.integers(-1, 2), JSON | st.just("=A1"))) | JSON, "totals": JSON},
)  # fmt: skip
OPEN = st.fixed_dictionaries(
    {"book": st.fixed_dictionaries({"sheets": st.just(["GL Entries"]) | JSON, "tables": st.lists(BLOCK, max_size=2), "ranges": st.lists(BLOCK, max_size=2)})},
    optional={"key": st.text(max_size=3) | JSON, "dry_run": JSON, "run_time": JSON | st.just("2026-01-31T12:00:00")},
)  # fmt: skip
CALLING = st.lists(st.tuples(st.sampled_from([*sorted(FUNCTIONS), "NONE"]), st.lists(JSON, max_size=6)), max_size=3)


@given(
    body=st.binary(max_size=200) | JSON.map(lambda found: json.dumps(found).encode()),
    path=st.sampled_from(["/call", "/run", "/tables", "/last-run"]),
)
def test_fuzzed_bodies_are_answered(server: Server, body: bytes, path: str) -> None:
    assert request(server, "POST", path, body)[0] in {200, 400}


@settings(max_examples=60, deadline=None)
@given(body=OPEN)
def test_fuzzed_workbooks_are_answered(server: Server, body: Any) -> None:
    assert request(server, "POST", "/run", json.dumps(body).encode())[0] in {200, 400}


@pytest.mark.parametrize("path", ["/call", "/run", "/tables", "/last-run"])
@pytest.mark.parametrize(
    ("changed", "status"), [({"Origin": "https://evil.example"}, 403), ({"Host": "evil.example"}, 403), ({"X_Xlcost_Token": "wrong"}, 401),
                            ({"Content_Length": str(65 * 1024 * 1024)}, 413)],
)  # fmt: skip
def test_every_call_is_guarded(server: Server, path: str, changed: dict[str, str | None], status: int) -> None:
    found, answer = request(server, "POST", path, b"{}", **changed)
    assert found == status and set(answer) == {"reason"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/tables", b'{"tables": [1], "sheets": []}'),
        ("/tables", b'{"tables": []}'),
        ("/last-run", b"[]"),
        ("/last-run", b'{"key": 1}'),
        ("/last-run", b'{"key": "x", "did": "forgotten"}'),
        ("/last-run", b'{"key": "x", "did": []}'),
        ("/run", b'{"book": {"sheets": [], "tables": [], "ranges": []}, "key": 1}'),
    ],
)  # fmt: skip
def test_malformed_questions_are_told_why(server: Server, path: str, body: bytes) -> None:
    status, answer = request(server, "POST", path, body)
    assert status == 400 and answer["reason"]


def test_our_tables_are_known_by_name_and_title(server: Server) -> None:
    body = json.dumps({"tables": ["gl_entries", "GLEntries", "Table1"], "sheets": ["Cost Centres", "My Notes"]})
    found = request(server, "POST", "/tables", body.encode())
    assert found == (200, {"tables": [True, True, False], "sheets": [True, False]})


@given(calls=CALLING)
def test_fuzzed_arguments_are_answered(server: Server, calls: list[Any]) -> None:
    assert request(server, "POST", "/call", json.dumps({"calls": calls, "ranges": [[[1]], [["a", None]]]}).encode())[
        0
    ] in {200, 400}


# ---- what Office reads


def test_metadata_fits_office() -> None:
    functions = json.loads(functions_json())["functions"]
    assert {each["id"] for each in functions} == set(FUNCTIONS)
    for each in functions:
        assert len(each["name"]) >= 3 and each["name"].replace("_", "").isalnum() and each["description"]
        names = [parameter["name"] for parameter in each["parameters"]]
        assert len(set(names)) == len(names)
        assert not any(parameter.get("repeating") for parameter in each["parameters"][:-1])
        optional = [bool(parameter.get("optional") or parameter.get("repeating")) for parameter in each["parameters"]]
        assert optional == sorted(optional)


def test_the_manifest_is_whole() -> None:
    origin = "https://localhost:8723"
    root = etree.fromstring(pages.manifest(origin).encode())
    ids = {each.get("id") for each in root.iter("{*}Image", "{*}Url", "{*}String") if each.get("id")}
    used = {value for each in root.iter() if (value := each.get("resid"))}
    assert used == ids
    urls = [
        value
        for each in root.iter("{*}Image", "{*}Url", "{*}IconUrl", "{*}SourceLocation")
        if (value := each.get("DefaultValue"))
    ]
    assert urls and all(url.startswith("https://") for url in urls)
    for url in urls:
        assert pages.page(url.removeprefix(origin), origin, "token") is not None
    namespace = next(each for each in root.iter("{*}String") if each.get("id") == "Functions.Namespace")
    assert namespace.get("DefaultValue") == "XLCOST" and len("XLCOST") <= 32
    short = [each.get("DefaultValue") for each in root.iter("{*}ShortStrings")]
    assert all(len(str(text)) <= 125 for text in short)
