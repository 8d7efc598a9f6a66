"""tests.property."""
