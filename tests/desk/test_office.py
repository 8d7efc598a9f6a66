"""The office among threads: screens, syncer and chores ask it at once."""

import dataclasses
import threading

from fieldpass.desk import profiles
from fieldpass.model.policy import NOTICE_164
from fieldpass.store.database import READERS
from tests.parts import village


def test_who_reads_and_asks_for_the_policy_never_waits_for_who_loads_the_lists(tmp_path):
    place = village(tmp_path)
    office = place.device("issuer")
    office._holdings = None
    real = office.store.read
    loading, taken = threading.Event(), threading.Semaphore(0)
    loader: list[int] = []

    def read(fn):
        # The loader's second read begins once every reader is taken by somebody else.
        if loader and threading.get_ident() == loader[0]:
            if loading.is_set():
                for _ in range(READERS):
                    taken.acquire(timeout=20)
            loading.set()
        return real(fn)

    office.store.read = read

    def load():
        loader.append(threading.get_ident())
        office.holdings()

    def screen():
        def inside(conn):
            taken.release()
            return office.policy()

        loading.wait(20)
        real(inside)

    threads = [threading.Thread(target=load, daemon=True)]
    threads += [threading.Thread(target=screen, daemon=True) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(15)
    assert not any(thread.is_alive() for thread in threads)
    office.store.read = real
    place.close()


def test_a_policy_that_cannot_be_read_stops_nobody(tmp_path):
    place = village(tmp_path)
    office = place.device("issuer")
    place.authority.policy = dataclasses.replace(NOTICE_164, version=9, validity_days=24)
    place.publish()
    assert office.policy() == NOTICE_164
    assert office.holdings().policies.read == (NOTICE_164,)
    place.close()


def test_who_asks_who_works_here_while_the_device_registers_does_not_undo_it(tmp_path, monkeypatch):
    place = village(tmp_path)
    office = place.device("issuer")
    identity = office.require_identity()
    office.store.write(lambda tx: office.set_identity(tx, None))
    real, begun, go = profiles.identity_of, threading.Event(), threading.Event()

    def slow(conn, person):
        found = real(conn, person)
        begun.set()
        assert go.wait(30)
        return found

    monkeypatch.setattr(profiles, "identity_of", slow)
    asking = threading.Thread(target=lambda: office.identity)
    asking.start()
    assert begun.wait(30)

    def registering(tx):
        office.set_identity(tx, identity)
        go.set()
        asking.join(30)
        # Not committed yet: the store does not know of it, and it must be known all the same.
        assert office.require_identity() == identity

    office.store.write(registering)
    assert office.require_identity() == identity
    place.close()
