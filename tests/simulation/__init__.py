"""tests.simulation."""
