"""Bugs to be planted, each a patch that only a test applies."""

import contextlib

BUGS = {}


@contextlib.contextmanager
def bug(name):
    """Plant a bug by name, or none."""
    if name is None:
        yield
        return
    with BUGS[name]():
        yield
