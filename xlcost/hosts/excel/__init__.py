"""Excel on Windows: generated VBA wrappers, the bridge they call through xlwings, buttons (docs/excel.md)."""
