"""A device of whichever build is imported, on standard input and output: see `builds.Device`.

It uses nothing of the tests, and of the program only what the kept build has as well.
"""

import json
import secrets
import sys
import time

import fieldpass
from fieldpass.model.bodies import IssuerRequested, TemperatureTaken
from fieldpass.model.person import person_id
from fieldpass.model.records import DeviceAuthor, Record, uuid7
from fieldpass.store import log, outbox
from fieldpass.store.database import Store
from fieldpass.store.records import records_of
from fieldpass.sync import registering, session
from fieldpass.sync.core import SyncCore
from fieldpass.sync.line import ServerLine
from fieldpass.sync.port import StorePort
from fieldpass.sync.transport import Transport
from fieldpass.wire import messages, proofs
from fieldpass.wire.bundle import LogId
from fieldpass.wire.errors import WireError
from fieldpass.wire.keys import SigningKey

USCC, DIVISION = "54371323MEA1234565", "371323104203"
NAME, SCOPE = "沂水县某镇某村村民委员会", f"d:{DIVISION}"


def clock():
    return time.time_ns() // 1_000_000


class Device:
    def __init__(self):
        self.store = Store.in_memory()
        self.key, self.issuer = (SigningKey(secrets.token_bytes(32)) for _ in range(2))
        self.person = secrets.token_bytes(16)
        self.port = StorePort(self.store, self.key, county=DIVISION[:6], clock=clock)

    def record(self, body, **fields):
        now = clock()
        by = DeviceAuthor(kid=self.key.kid, person=self.person, role="issuer")
        return Record(id=uuid7(now, secrets.token_bytes(10)), at=now, by=by, body=body, **fields)

    def build(self):
        return {"file": fieldpass.__file__}

    def register(self, url, code):
        public = (self.key.public, self.issuer.public)
        body = IssuerRequested(
            uscc=USCC,
            body_type="community",
            body_name=NAME,
            division=DIVISION,
            scope=SCOPE,
            name="王主任",
            post="主任",
            phone="13905390001",
            person=self.person,
            role="issuer",
            device_key=self.key.public,
            issuer_key=self.issuer.public,
            proof_device=proofs.prove(self.key, *public),
            proof_issuer=proofs.prove(self.issuer, *public),
        )
        first = self.record(body, kind="issuer.requested")
        own = LogId(SCOPE, self.key.kid, 0)
        self.store.write(lambda tx: (log.open_log(tx, own), log.append(tx, [first])))
        told = registering.register(self.store, Transport(url), self.key, code, clock=clock)
        return {"outcome": told.outcome}

    def write(self, count, number):
        subject = person_id("resident_id", number)
        body = TemperatureTaken(tenths=365)
        records = [
            self.record(body, kind="temperature.taken", subject=subject) for _ in range(count)
        ]
        self.store.write(lambda tx: log.append(tx, records))
        return {}

    def sync(self, url, versions=(1,)):
        line = ServerLine(Transport(url), self.key, monotonic=time.monotonic, program="other build")
        outcome = session.run(SyncCore(versions=tuple(versions)), self.port, line)
        error = outcome.error
        return {
            "error": error and error.code,
            "zh": error and error.text("zh"),
            "en": error and error.text("en"),
            "sent": outcome.sent,
            "unsent": self.store.read(outbox.unsent_count),
            "returned": self.store.read(outbox.returned_count),
        }

    def known(self, number):
        subject = person_id("resident_id", number)
        kinds = self.store.read(
            lambda conn: conn.run("SELECT kind FROM record WHERE kind IS NOT NULL").scalars()
        )
        return {
            "records": len(self.store.read(lambda conn: records_of(conn, subject))),
            "kinds": sorted(kinds),
        }

    def read(self, message, data):
        """What this build makes of a message's bytes: the class that reads it, or the refusal."""
        try:
            getattr(messages, message).decode(bytes.fromhex(data))
        except WireError as error:
            return {"refused": error.code}
        return {"refused": None}


def main():
    device = Device()
    for line in sys.stdin:
        order = json.loads(line)
        answer = getattr(device, order.pop("do"))(**order)
        print(json.dumps(answer, ensure_ascii=True), flush=True)


if __name__ == "__main__":
    main()
