"""The applicants' side: their JSON API; see docs/server.md."""
