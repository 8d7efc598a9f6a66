"""fieldpass.commands: see docs/architecture.md."""
