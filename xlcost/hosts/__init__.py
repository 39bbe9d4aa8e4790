"""Hosts of the worksheet functions: thin bindings made of the registry (spec 5)."""
