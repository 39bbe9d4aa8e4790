"""Everything that touches a file: parts, limits, cells, in-place writing, saving (spec 4)."""
