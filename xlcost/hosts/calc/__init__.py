"""Calc: the worksheet functions as an add-in (`.oxt`), made of the registry (spec 5, section 6)."""
