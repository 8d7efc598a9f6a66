"""tests.vectors."""
