"""fieldpass.training: see docs/architecture.md."""
