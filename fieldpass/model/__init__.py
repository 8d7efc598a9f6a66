"""fieldpass.model: see docs/architecture.md."""
