"""tests.terminal."""
