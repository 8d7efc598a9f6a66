"""One request and its answer over HTTP: bodies bounded and unpacked, signatures, nonces, answers.

Rules: 1. a body is refused as soon as it is longer than it may be, packed or unpacked; 2. the
signature covers the body as sent, before it is unpacked; 3. a cut connection ends quietly; 4. every
answer carries the next nonce; 5. nothing of a body, a query or a name is ever logged.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import zstandard
from sqlalchemy import Connection
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from fieldpass.wire import requests as signing
from fieldpass.wire import sequence
from fieldpass.wire.errors import WireError
from fieldpass.wire.messages import MEDIA_TYPE_SEQUENCE
from server_stub.directory import Directory, KnownKey
from server_stub.errors import NotSigned, Refusal, TooMuch, WrongType
from server_stub.server import Server
from server_stub.store.database import Job

T = TypeVar("T")
CBOR_TYPE = "application/cbor"
PACK_FROM_BYTES = 512
_WINDOW_MAX = 1 << 23
_SLICE_BYTES = 256
_packer = zstandard.ZstdCompressor(level=3)


class Cut(Exception):
    """The connection ended before the body did; there is nobody to answer."""


async def read_body(request: Request, bytes_max: int) -> tuple[bytes, bytes]:
    """The body as sent, and unpacked.

    Raises:
        TooMuch, WrongType: refused; Cut: the connection ended.
    """
    check_type(request)
    sent = bytearray()
    async for chunk in chunks(request):
        sent += chunk
        if len(sent) > bytes_max:
            raise TooMuch()
    data = bytes(sent)
    return data, unpack(request, data, bytes_max)


async def chunks(request: Request) -> AsyncIterator[bytes]:
    """The body as it arrives. Raises Cut."""
    try:
        async for chunk in request.stream():
            if chunk:
                yield chunk
    except ClientDisconnect as error:
        raise Cut from error


def check_type(request: Request) -> None:
    """Refuse bodies of another type than CBOR, and lengths that are no numbers."""
    kind = request.headers.get("content-type", CBOR_TYPE).partition(";")[0].strip().lower()
    if kind not in (CBOR_TYPE, "application/cbor-seq"):
        raise WrongType()
    encoding(request)


def encoding(request: Request) -> str:
    """ "zstd" or "" (as sent). Raises WrongType for any other."""
    found = request.headers.get("content-encoding", "").strip().lower()
    if found in ("", "identity"):
        return ""
    if found != "zstd":
        raise WrongType()
    return found


def unpack(request: Request, data: bytes, bytes_max: int) -> bytes:
    """A whole body, unpacked by its encoding. Raises TooMuch, Refusal."""
    out = bytearray()
    for piece in unpacked(unpacker(request), data):
        out += piece
        if len(out) > bytes_max:
            raise TooMuch()
    return bytes(out)


def unpacker(request: Request) -> "zstandard.ZstdDecompressionObj | None":
    """What unpacks this request's body, None where it was sent as it is."""
    if not encoding(request):
        return None
    return zstandard.ZstdDecompressor(max_window_size=_WINDOW_MAX).decompressobj()


def unpacked(unpacker: "zstandard.ZstdDecompressionObj | None", chunk: bytes) -> Iterator[bytes]:
    """A chunk unpacked, in pieces so small that the caller can stop before memory is gone.

    Four bytes of zstd can stand for 128 KiB, so slices of 256 bytes unpack to 8 MiB at most. Raises
    Refusal.
    """
    if unpacker is None:
        yield chunk
        return
    for start in range(0, len(chunk), _SLICE_BYTES):
        try:
            piece = unpacker.decompress(chunk[start : start + _SLICE_BYTES])
        except zstandard.ZstdError as error:
            raise Refusal("zstd: damaged") from error
        if piece:
            yield piece


def target_of(request: Request) -> str:
    """Path and query exactly as sent: what a signature covers."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope.get("query_string", b"")
    target = raw.partition(b"?")[0] + (b"?" + query if query else b"")
    return target.decode("latin-1")


async def signer(server: Server, request: Request, body: bytes) -> KnownKey:
    """The device that signed this request and its body (as sent). Raises NotSigned."""
    key, read, _ = await signed_head(server, request)
    if hashlib.sha256(body).digest() != read.body_hash:
        raise NotSigned("body of another hash")
    return key


async def signed_head(
    server: Server, request: Request
) -> tuple[KnownKey, signing.RequestSignature, Directory]:
    """The device that signed this request, before its body is read; compare `body_hash` afterwards.

    Checks, in this order: 1. a signature in its one form; 2. a device that we know; 3. the signature
    itself, so that nobody spends another's nonce; 4. a nonce of ours, alive and unused (stops a
    request from being sent again by somebody on the way). Raises NotSigned.
    """
    # 1. A signature in its one form.
    signature = _signature(request)
    # 2. A device that we know.
    directory = await read(server, server.directories.of)
    key = directory.find(signature.kid)
    if key is None or key.kind != "device":
        raise NotSigned("unknown device")
    # 3. The signature.
    try:
        signing.verify_request(
            key.public, signature, method=request.method, target=target_of(request), body=None
        )
    except WireError as error:
        raise NotSigned("wrong signature") from error
    # 4. The nonce.
    if not server.nonces.take(signature.nonce, server.clock()):
        raise NotSigned("nonce spent or dead")
    return key, signature, directory


async def is_known(server: Server, request: Request) -> bool:
    """Whether the request names a device that is known here, rightly or not."""
    try:
        kid = _signature(request).kid
    except NotSigned:
        return False
    directory = await read(server, server.directories.of)
    key = directory.find(kid)
    return key is not None and key.kind == "device"


def _signature(request: Request) -> signing.RequestSignature:
    try:
        return signing.read_header(request.headers.get(signing.HEADER, ""))
    except WireError as error:
        raise NotSigned("no signature") from error


async def read(server: Server, look: Callable[[Connection], T]) -> T:
    """Run a read beside the event loop."""
    return await asyncio.to_thread(server.database.read, look)


async def write(server: Server, job: Callable[[Connection], T]) -> T:
    """Run a job in the writer's next transaction; durable on return.

    Shielded: an asker who goes away does not take back what had arrived.
    """
    return await asyncio.shield(asyncio.wrap_future(server.database.submit(job)))


async def write_all(server: Server, jobs: Sequence[Job[T]]) -> list[T | Exception]:
    """Run jobs in the writer's next transaction, each of which may fail alone; shielded as `write` is."""
    return await asyncio.shield(asyncio.wrap_future(server.database.submit_all(jobs)))


def number(request: Request, name: str) -> int:
    """A query's number, 0 where it is missing. Raises Refusal outside 0 to 2^63-1."""
    text = request.query_params.get(name, "0")
    if not text.isascii() or not text.isdigit() or len(text) > 19 or int(text) >= 1 << 63:
        raise Refusal(f"query {name}")
    return int(text)


def answer(server: Server, request: Request | None, body: bytes, *, status: int = 200) -> Response:
    """A CBOR answer with the next nonce, packed where the asker can unpack and it helps."""
    headers: dict[str, str] = nonce_header(server)
    if (
        request is not None
        and len(body) >= PACK_FROM_BYTES
        and "zstd" in request.headers.get("accept-encoding", "").lower()
    ):
        packed = _packer.compress(body)
        if len(packed) < len(body):
            body = packed
            headers["Content-Encoding"] = "zstd"
    headers["Vary"] = "Accept-Encoding"
    return Response(body, status_code=status, media_type=CBOR_TYPE, headers=headers)


def answer_in_pieces(server: Server, request: Request, elements: Iterable[bytes]) -> Response:
    """A CBOR sequence with the next nonce, of which every whole element is good, should the rest be cut.

    Packed, each element can be unpacked before the one behind it has come.
    """
    headers = nonce_header(server) | {"Vary": "Accept, Accept-Encoding"}
    pieces = [sequence.write([one]) for one in elements]
    if "zstd" in request.headers.get("accept-encoding", "").lower():
        headers["Content-Encoding"] = "zstd"
        size = sum(map(len, pieces))
        packer = zstandard.ZstdCompressor(level=3).compressobj(size=size)
        flush = zstandard.COMPRESSOBJ_FLUSH_BLOCK
        pieces = [packer.compress(one) + packer.flush(flush) for one in pieces] + [packer.flush()]
    return Response(b"".join(pieces), media_type=MEDIA_TYPE_SEQUENCE, headers=headers)


def nonce_header(server: Server) -> dict[str, str]:
    """The next nonce, and nothing to be kept by anybody on the way."""
    nonce = server.nonces.give(server.clock()).hex()
    return {signing.NONCE_HEADER: nonce, "Cache-Control": "no-store"}
