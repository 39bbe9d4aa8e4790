"""The inventory bench posts everything it makes, and a late invoice touches little. No test of time."""

from __future__ import annotations

from tests.bench.bench_inventory import HEAD, STEPS, measure


def test_every_step_is_measured_and_refuses_nothing() -> None:
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in measure(300)]
    assert {len(line) for line in lines} == {len(HEAD[0].strip("|").split("|"))}
    assert [line[2] for line in lines] == ["in memory", *STEPS, *(f"{step}, one late invoice" for step in STEPS)]
    assert lines[1][3].startswith("posted 300, created ")
    assert not any("refused" in line[3] or "skipped" in line[3] for line in lines)
    assert [line[3].split(",")[0] for line in lines[4:5]] == ["posted 1"]
    assert lines[5][3].endswith("items 1")
