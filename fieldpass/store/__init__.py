"""fieldpass.store: see docs/architecture.md."""
