"""The English words that users see for ids of tables and columns (spec 0, section 1)."""

from __future__ import annotations

_WORDS = {
    "no": "No.", "gl": "G/L", "id": "ID", "qty": "Qty.", "wip": "WIP", "lcy": "LCY", "arc": "ARC", "acy": "ACY",
    "pct": "Pct.", "avg": "Avg.", "adjmt": "Adjmt.", "invt": "Invt.", "bal": "Bal.", "gen": "Gen.", "bus": "Bus.",
    "prod": "Prod.", "doc": "Doc.", "templ": "Templ.", "jnl": "Jnl.", "of": "of", "to": "to", "from": "from",
    "per": "per", "by": "by", "for": "for", "with": "with", "and": "and", "at": "at", "in": "in", "on": "on",
    "cogs": "COGS", "ytd": "YTD",
}  # fmt: skip


def caption_of(key: str) -> str:
    """The English caption of an id: `gl_account_no` -> `G/L Account No.`; it folds back to the id."""
    words = [_WORDS.get(word, word.capitalize()) for word in key.split("_")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])
