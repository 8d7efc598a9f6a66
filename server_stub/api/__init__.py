"""The devices' endpoints, one module a resource; see docs/server.md."""
