"""fieldpass.desk: see docs/architecture.md."""
