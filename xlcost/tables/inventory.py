"""Tables of the inventory area."""
