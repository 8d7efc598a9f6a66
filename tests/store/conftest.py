"""A store of its own for each test, and a little world to write into it."""

import os

import pytest

from bench.corpus import DEVICE, SCOPE, Corpus
from fieldpass.store import log
from fieldpass.store.database import Store
from fieldpass.wire.bundle import LogId

LOG = LogId(SCOPE, DEVICE.kid, 0)
KEY = bytes(range(32))


@pytest.fixture
def corpus():
    return Corpus()


@pytest.fixture
def memory():
    """A store in memory with an own log."""
    with Store.in_memory() as store:
        store.write(lambda tx: log.open_log(tx, LOG))
        yield store


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def store(folder):
    """A store on the disk with an own log."""
    with Store.create(folder, KEY) as store:
        store.write(lambda tx: log.open_log(tx, LOG))
        yield store


def keep(store, records):
    """Append records to a store's own log."""
    kept = list(records)
    store.write(lambda tx: log.append(tx, kept))
    return kept


def chance(seed=0):
    """Bytes that are the same in each run."""
    import random

    source = random.Random(seed)
    return source.randbytes


def is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0
