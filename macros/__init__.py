"""Generated VBA text and ribbon of the Excel add-in (docs/excel.md)."""
