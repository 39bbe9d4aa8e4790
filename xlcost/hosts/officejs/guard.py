"""Who may talk to the local server: this computer, our own page, with the token of that page (spec 5, section 7)."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from email.message import Message
from typing import Any, NoReturn

from xlcost.hosts.officejs.calls import Malformed

LARGEST_BODY = 64 * 1024 * 1024
TOKEN_HEADER = "X-Xlcost-Token"
Headers = Message


class Refused(Exception):  # noqa: N818  an answer, not a fault
    """A request that is turned away: status and reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


@dataclass(frozen=True, slots=True)
class Guard:
    """The one origin and the token that requests must have."""

    origin: str
    token: str
    largest_body: int = LARGEST_BODY

    def check_host(self, headers: Headers) -> None:
        """Another host name leads here only by a trick of name resolution."""
        if headers.get("Host", "") != self.origin.partition("://")[2]:
            raise Refused(403, "this server answers to its own name only")

    def check_caller(self, headers: Headers) -> None:
        """A call comes from our page: its origin, its token, and a body of JSON."""
        self.check_host(headers)
        if headers.get("Origin", "") != self.origin:
            raise Refused(403, "calls from other origins are refused")
        given = headers.get(TOKEN_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self.token.encode()):
            raise Refused(401, "the token is missing or wrong; load the add-in again")
        if headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            raise Refused(415, "the body is not application/json")

    def body_length(self, headers: Headers) -> int:
        """How many bytes to read."""
        text = headers.get("Content-Length", "")
        if "Transfer-Encoding" in headers or not (text.isascii() and text.isdigit()):
            raise Refused(411, "the length of the body is missing")
        if len(text) > 12 or int(text) > self.largest_body:
            raise Refused(413, f"the body is larger than {self.largest_body} bytes")
        return int(text)


def parsed(data: bytes) -> Any:
    """The JSON of a body, all numbers as floats, as JavaScript has them. `Refused` for anything else."""
    try:
        return json.loads(data, parse_int=float, parse_constant=_no_number)
    except (ValueError, RecursionError, OverflowError):
        raise Refused(400, "the body is no JSON") from None


def _no_number(name: str) -> NoReturn:
    raise Malformed(f"{name} is no number")
