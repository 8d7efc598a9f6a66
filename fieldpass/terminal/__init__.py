"""fieldpass.terminal: see docs/architecture.md."""
