"""fieldpass.sync: see docs/architecture.md."""
