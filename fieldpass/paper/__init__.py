"""fieldpass.paper: see docs/architecture.md."""
