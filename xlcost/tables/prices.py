"""Tables of the prices area."""
