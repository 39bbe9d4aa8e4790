"""Arithmetic that every area shares: money, dates, filters, number series. Knows nothing of tables or files."""
