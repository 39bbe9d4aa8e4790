"""Our functions in the tables of a workbook, calculated by a run without any host (spec 5, section 1)."""
