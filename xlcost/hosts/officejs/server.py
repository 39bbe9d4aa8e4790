"""The local server behind the Office add-in: pages and metadata by GET, batches of calls and runs by POST."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

from xlcost.hosts.officejs import pages
from xlcost.hosts.officejs.calls import Malformed, answered
from xlcost.hosts.officejs.guard import Guard, Refused, parsed
from xlcost.hosts.officejs.last_run import LastRuns
from xlcost.hosts.officejs.open_book import which_are_ours
from xlcost.hosts.officejs.run import run_open

LOOPBACK, PORT = "127.0.0.1", 8723
_POSTS: Mapping[str, Callable[[Any, LastRuns], dict[str, Any]]] = {
    "/call": lambda body, _runs: answered(body),
    "/tables": lambda body, _runs: which_are_ours(body),
    "/run": run_open,
    "/last-run": lambda body, runs: runs.answer(body),
}
_SECONDS = 60
_JSON = "application/json"


class Server(ThreadingHTTPServer):
    """Listens on this computer only. `certificate` (certificate, key) makes it https, as Office asks for."""

    daemon_threads = True

    def __init__(self, port: int, token: str, *, certificate: tuple[Path, Path] | None = None) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            # the handshake belongs to the thread of the connection, so that a silent one holds up nobody
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
            scheme = "https"
        self.one_at_a_time = Lock()
        self.runs = LastRuns()
        self.guard = Guard(f"{scheme}://localhost:{self.server_port}", token)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks off is nobody's fault."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "xlcost", ""
    disable_nagle_algorithm = True
    timeout = _SECONDS

    def do_GET(self) -> None:
        """A page, a script, the metadata, the manifest."""
        guard = self.server.guard
        self._answer(lambda: self._page(guard))

    def do_POST(self) -> None:
        """A batch of calls, a run, or what is asked of the last run."""
        self._answer(self._result)

    def _page(self, guard: Guard) -> tuple[str, bytes]:
        guard.check_host(self.headers)
        found = pages.page(self.path.partition("?")[0], guard.origin, guard.token)
        if found is None:
            raise Refused(404, "there is no such page")
        return found

    def _result(self) -> tuple[str, bytes]:
        guard = self.server.guard
        guard.check_caller(self.headers)
        work = _POSTS.get(self.path)
        if work is None:
            raise Refused(404, "there is no such call")
        length = guard.body_length(self.headers)
        data = self.rfile.read(length)
        if len(data) < length:
            raise Refused(400, "the body is shorter than it says")
        body = parsed(data)
        with self.server.one_at_a_time:
            return _JSON, json.dumps(work(body, self.server.runs), allow_nan=False).encode()

    def _answer(self, work: Callable[[], tuple[str, bytes]]) -> None:
        try:
            kind, data = work()
            status = 200
        except Refused as refused:
            kind, data, status = _JSON, _reason(refused.reason), refused.status
        except Malformed as fault:
            kind, data, status = _JSON, _reason(str(fault)), 400
        except OSError:
            raise
        except Exception as fault:  # a fault of ours is told to the page, and the server lives on
            kind, data, status = _JSON, _reason(f"a fault of xlcost: {type(fault).__name__}: {fault}"), 500
        self._send(status, kind, data)

    def _send(self, status: int, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if status != 200:
            # what follows on this connection may be the body that was not read
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_given: object) -> None:
        """Nothing is logged: arguments of calls are the user's figures."""


def _reason(text: str) -> bytes:
    return json.dumps({"reason": text}).encode()
