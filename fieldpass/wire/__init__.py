"""fieldpass.wire: see docs/architecture.md."""
