"""The rules, read as a specification."""
