"""How long cells take through Excel's ways: `python -m tests.bench.bench_officejs [cells]`.

One batch to the local server, one request a cell for comparison (a sample), Node over the server, xlwings' call path.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any

from tests.hosts.golden import RANGES
from tests.hosts.office_server import headers, serving
from tests.hosts.test_officejs import in_node
from tests.hosts.test_xlwings import BRIDGE
from tests.hosts.windows import pywin32
from xlcost.hosts.officejs.server import LOOPBACK, Server

SAMPLE = 200
TABLES = ("price_lists", "price_list_links", "role_prices", "projects", "org_units")


def timed(what: str, cells: int, act: Callable[[], Any]) -> None:
    """Run and print."""
    began = time.perf_counter()
    act()
    seconds = time.perf_counter() - began
    print(f"{what:44} {seconds:8.3f} s {seconds / cells * 1e6:9.1f} us a cell")


def post(connection: HTTPConnection, server: Server, body: Any) -> Any:
    """One request on a connection that stays open."""
    connection.request("POST", "/call", json.dumps(body), headers(server))
    return json.loads(connection.getresponse().read())


def main(cells: int = 10_000) -> None:
    """All of them."""
    rounding = [["ROUNDHALF", [number / 1000, 0.05]] for number in range(cells)]
    with serving() as server, pywin32() as excel:
        connection = HTTPConnection(LOOPBACK, server.server_port)
        timed("Office.js, one batch", cells, lambda: post(connection, server, {"calls": rounding}))
        timed(
            "Office.js, one request a cell (sample)",
            SAMPLE,
            lambda: [post(connection, server, {"calls": [each]}) for each in rounding[:SAMPLE]],
        )
        own = RANGES["actual_lines"]
        ranges = [own[:1], *(RANGES[name] for name in TABLES), *([row] for row in own[1:])]
        tables, lines = [{"range": number} for number in range(1, len(TABLES) + 1)], len(own) - 1
        rates = [
            ["RATE", ["actual", {"range": 0}, {"range": len(TABLES) + 1 + number % lines}, *tables]]
            for number in range(cells)
        ]
        timed(
            "Office.js, RATE in one batch", cells, lambda: post(connection, server, {"ranges": ranges, "calls": rates})
        )
        calls = [{"name": name, "values": values, "count": 2, "repeats": False} for name, values in rounding]
        timed("Office.js in Node, start included", cells, lambda: in_node(server, calls))
        udf = [[value, 0.05] for value in range(cells)]
        timed(
            "xlwings call path", cells, lambda: [excel.python.CallUDF(BRIDGE, "XLCOST_ROUNDHALF", each) for each in udf]
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
