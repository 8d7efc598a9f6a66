"""fieldpass.widgets: see docs/architecture.md."""
