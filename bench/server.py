"""The server under load: a process of its own, devices that post corpus records in signed bundles.

The generator runs on the same machine and keys; bundles are sealed beforehand, requests are signed as
they go, because each needs the nonce of the answer before it. The floor is what merely opening and
decoding the same bundles takes in this process, without a socket, a judgement or a disk.
"""

import hashlib
import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench._rig import busy_s
from bench.corpus import DIVISION, SCOPE, Corpus
from bench.figures import Figure
from fieldpass.model.bodies import IssuerRequested
from fieldpass.model.records import DeviceAuthor, Record, uuid7
from fieldpass.wire import messages, proofs, sequence
from fieldpass.wire.bundle import FIRST_LINK, LogId, fits, open_bundle, seal
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.records import decode_record, encode_record
from fieldpass.wire.requests import NONCE_HEADER, sign_request

USCC = "54371323ME4000017G"
BODY = "后坡村村民委员会"
DEVICES = 4
RECORDS = 3_000
PER_POST = 2


@dataclass(slots=True)
class _Device:
    """One poster with its keys, its sealed bundles, and what its requests took (seconds)."""

    number: int
    bundles: list[bytes] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    returned: int = 0
    nonce: bytes = b""

    @property
    def key(self) -> SigningKey:
        return SigningKey(hashlib.sha256(b"bench device %d" % self.number).digest())

    @property
    def issuer(self) -> SigningKey:
        return SigningKey(hashlib.sha256(b"bench issuer %d" % self.number).digest())

    @property
    def person(self) -> bytes:
        return self.number.to_bytes(16, "big")


def run() -> Iterator[Figure]:
    """Records a second through the whole way, and how long a post of 100 records takes."""
    with tempfile.TemporaryDirectory(prefix="fp-bench-") as home:
        data = Path(home) / "data"
        _seed(data, Path(home) / "seed.json")
        devices = [_Device(number) for number in range(1, DEVICES + 1)]
        codes = [_code(data) for _ in devices]
        with subprocess.Popen(
            [*_command("serve", data), "--port", "0"], stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                port = _port(process)
                for device, code in zip(devices, codes, strict=True):
                    _prepare(device, code, port)
                at_rest = _rss_mb(process.pid)
                yield from _measure(devices, port, process.pid)
                full = _rss_mb(process.pid)
                yield Figure(
                    name="server RSS",
                    value=full,
                    unit="MB",
                    floor=at_rest,
                    ratio=round(full / at_rest, 2),
                    note="100 wanted; floor: before the first post",
                )
            finally:
                process.terminate()


def _measure(devices: list[_Device], port: int, pid: int) -> Iterator[Figure]:
    threads = [threading.Thread(target=_post_all, args=(one, port)) for one in devices]
    begin, busy = time.perf_counter(), busy_s(pid)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, busy = time.perf_counter() - begin, busy_s(pid) - busy
    count = RECORDS * len(devices)
    floor = _floor(devices)
    returned = sum(one.returned for one in devices)
    rate = count / took
    yield Figure(
        name="records taken",
        value=round(rate),
        unit="records/s",
        floor=round(floor),
        ratio=round(rate / floor, 3),
        note=f"25,000 wanted; {returned} returned; floor: opening and decoding alone",
    )
    yield Figure(
        name="the server's work for a record",
        value=round(busy / count * 1e6, 1),
        unit="us",
        floor=round(1e6 / floor, 1),
        ratio=round(busy / count * floor, 2),
        note="of its process, in all threads; floor: opening and decoding alone",
    )
    times = sorted(second for one in devices for second in one.took)
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        at = times[min(len(times) - 1, int(len(times) * share))] * 1000
        alone = PER_POST * 50_000 / floor
        yield Figure(
            name=f"a post, {name}",
            value=round(at, 1),
            unit="ms",
            floor=round(alone, 1),
            ratio=round(at / alone, 1),
            note="100 records; 60 wanted at p99; floor: opening and decoding them",
        )


def _floor(devices: list[_Device]) -> float:
    """Records a second of opening and decoding alone."""
    public = {one.key.kid: one.key.public for one in devices}
    begin = time.process_time()
    count = 0
    for data in devices[0].bundles:
        for item in open_bundle(data, public.get).items:
            if isinstance(item, bytes):
                decode_record(item)
                count += 1
    return count / (time.process_time() - begin)


def _post_all(device: _Device, port: int) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for start in range(0, len(device.bundles), PER_POST):
        body = sequence.write(device.bundles[start : start + PER_POST])
        begin = time.perf_counter()
        said = _signed(line, device, body)
        device.took.append(time.perf_counter() - begin)
        for one in messages.BundlesAnswerMessage.decode(said).answers:
            if one.status != "stored":
                raise RuntimeError(f"bench: {one.status} {one.reason}")
            device.returned += len(one.returned)
    line.close()


def _signed(line: http.client.HTTPConnection, device: _Device, body: bytes) -> bytes:
    signed = sign_request(
        device.key, method="POST", target="/v1/bundles", body=body, nonce=device.nonce
    )
    headers = {"Authorization": signed.header(), "Content-Type": messages.MEDIA_TYPE_SEQUENCE}
    line.request("POST", "/v1/bundles", body, headers)
    return _answer(line, device)


def _answer(line: http.client.HTTPConnection, device: _Device) -> bytes:
    answer = line.getresponse()
    device.nonce = bytes.fromhex(answer.getheader(NONCE_HEADER) or "")
    said = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"bench: HTTP {answer.status}")
    return said


def _prepare(device: _Device, code: str, port: int) -> None:
    """Register the device and seal its bundles: one of the request, then the corpus."""
    now = time.time_ns() // 1_000_000
    log = LogId(SCOPE, device.key.kid, 0)
    first = seal(
        device.key,
        log,
        first=1,
        previous=FIRST_LINK,
        records=[encode_record(_request(device, now))],
        sealed_at=now,
    )
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    message = messages.RegistrationMessage(code=code, bundle=first.data)
    line.request(
        "POST", "/v1/registrations", message.encode(), {"Content-Type": "application/cbor"}
    )
    ruling = messages.RegistrationAnswerMessage.decode(_answer(line, device))
    line.close()
    if ruling.outcome != "authorised":
        raise RuntimeError(f"bench: {ruling.outcome} {ruling.reason}")
    corpus = Corpus(
        seed=device.number, device=device.key, issuer=device.issuer, staff=device.person, now=now
    )
    _seal_all(device, log, _within(corpus, now), first.last + 1, first.link)


def _within(corpus: Corpus, start: int) -> Iterator[bytes]:
    """The corpus with its clock held near the real one: the server returns what lies ahead."""
    for record in corpus.records(RECORDS):
        corpus.now = start
        yield encode_record(record)


def _seal_all(
    device: _Device, log: LogId, records: Iterator[bytes], number: int, link: bytes
) -> None:
    group: list[bytes] = []
    for record in [*records, None]:
        if group and (record is None or not fits([*group, record])):
            sealed = seal(device.key, log, first=number, previous=link, records=group, sealed_at=0)
            device.bundles.append(sealed.data)
            number, link, group = sealed.last + 1, sealed.link, []
        if record is not None:
            group.append(record)


def _request(device: _Device, now: int) -> Record:
    public = device.key.public, device.issuer.public
    return Record(
        kind="issuer.requested",
        id=uuid7(now, bytes(10)),
        at=now,
        by=DeviceAuthor(kid=device.key.kid, person=device.person, role="issuer"),
        body=IssuerRequested(
            uscc=USCC,
            body_type="community",
            body_name=BODY,
            division=DIVISION,
            scope=SCOPE,
            name="王秀英",
            post="主任",
            phone="13800000001",
            person=device.person,
            role="issuer",
            device_key=public[0],
            issuer_key=public[1],
            proof_device=proofs.prove(device.key, *public),
            proof_issuer=proofs.prove(device.issuer, *public),
        ),
    )


def _seed(data: Path, path: Path) -> None:
    body = {"uscc": USCC, "name": BODY, "type": "community", "division": DIVISION}
    path.write_text(json.dumps({"bodies": [body]}), encoding="utf-8")
    subprocess.run([*_command("seed", data), str(path)], check=True, capture_output=True)


def _code(data: Path) -> str:
    said = subprocess.run(
        [*_command("enrol", data), "--uscc", USCC, "--json"], check=True, capture_output=True
    ).stdout
    code: str = json.loads(said)["code"]
    return code


def _command(name: str, data: Path) -> list[str]:
    return [sys.executable, "-m", "server_stub", name, "--data", str(data)]


def _port(process: "subprocess.Popen[str]") -> int:
    for line in process.stdout or ():
        if line.startswith("listening on"):
            return int(line.rsplit(":", 1)[1])
    raise RuntimeError("bench: the server did not start")


def _rss_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0
