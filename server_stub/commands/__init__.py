"""The commands of fieldpass-server, one module a command."""
