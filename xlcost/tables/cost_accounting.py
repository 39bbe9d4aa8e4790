"""Tables of the cost accounting area."""
