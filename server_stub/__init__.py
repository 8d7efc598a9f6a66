"""The reference server of fieldpass."""
