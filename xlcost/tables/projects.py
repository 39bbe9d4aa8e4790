"""Tables of the projects area."""
