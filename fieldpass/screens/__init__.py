"""fieldpass.screens: see docs/architecture.md."""
