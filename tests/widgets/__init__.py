"""The reusable widgets, each mounted in an app of its own."""
