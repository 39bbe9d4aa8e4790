"""The real local server in a thread, and golden calls as Office passes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Thread
from typing import Any

from tests.hosts.golden import CALLS
from xlcost.functions.registry import FUNCTIONS
from xlcost.hosts.officejs.server import LOOPBACK, Server

TOKEN = "a-token-of-the-tests"


@contextmanager
def serving() -> Iterator[Server]:
    """A server on a free port, without TLS."""
    server = Server(0, TOKEN)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def headers(server: Server) -> dict[str, str]:
    """What our page sends with a call."""
    origin = server.guard.origin
    return {
        "Host": origin.partition("://")[2],
        "Origin": origin,
        "X-Xlcost-Token": TOKEN,
        "Content-Type": "application/json",
    }


def request(
    server: Server, method: str, path: str, body: bytes | None = None, **changed: str | None
) -> tuple[int, Any]:
    """Status and body of an answer; `changed` headers replace those of our page, None leaves one out."""
    given: dict[str, str | None] = {
        **headers(server),
        **{name.replace("_", "-"): value for name, value in changed.items()},
    }
    connection = HTTPConnection(LOOPBACK, server.server_port, timeout=30)
    connection.putrequest(method, path, skip_host=True)
    if body is not None:
        given.setdefault("Content-Length", str(len(body)))
    for name, value in given.items():
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders()
    if body:
        connection.send(body)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    kind = answer.headers.get_content_type()
    return answer.status, json.loads(data) if kind == "application/json" else data


def golden_calls() -> list[dict[str, Any]]:
    """The golden table as the shim takes it."""
    found = []
    for golden in CALLS:
        function = FUNCTIONS[golden.function]
        shape = {"count": len(function.arguments), "repeats": function.repeats}
        matrices = [each.shape != "cell" for each in function.arguments]
        matrices += [True] * (len(golden.arguments) - len(matrices))
        values = [
            [[value]] if matrix and not isinstance(value, list) else value
            for value, matrix in zip(golden.arguments, matrices, strict=False)
        ]
        found.append({"name": golden.function, "values": values, **shape})
    return found
