"""A while without the powers that root has over files, for tests of what the system forbids."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

NOBODY = 65_534


@contextmanager
def without_powers() -> Iterator[None]:
    """Be nobody, if this process is root; anybody else has no powers to lose."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
