"""zstd for bodies in both directions, bounded when it opens. Imports zstandard at first use.

A body of several bundles is flushed after each, so that a server that takes it as it arrives has
every whole bundle of a cut request.
"""

from collections.abc import Sequence

from fieldpass.sync.errors import BadAnswer

OPENED_BYTES_MAX = 64 * 1024 * 1024
ENCODING = "zstd"
_BYTES_MIN = 256
_LEVEL = 9
_SLICE_BYTES = 1024


def pack(body: bytes) -> tuple[bytes, str]:
    """The body and its content encoding: "zstd" where that is shorter, else ""."""
    return pack_sequence([body])


def pack_sequence(parts: Sequence[bytes]) -> tuple[bytes, str]:
    """The parts as one body, readable up to the end of each part, and its content encoding."""
    plain = b"".join(parts)
    if len(plain) < _BYTES_MIN:
        return plain, ""
    import zstandard

    # Told the size, it takes tables for that much: half a megabyte for a small body instead of ten.
    packer = zstandard.ZstdCompressor(level=_LEVEL).compressobj(size=len(plain))
    out = []
    for part in parts[:-1]:
        out += [packer.compress(part), packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)]
    out += [packer.compress(parts[-1]), packer.flush()]
    packed = b"".join(out)
    return (packed, ENCODING) if len(packed) < len(plain) else (plain, "")


def unpack(data: bytes, *, cut: bool = False) -> bytes:
    """What zstd made smaller: one whole frame, at most OPENED_BYTES_MAX. Raises BadAnswer.

    Of a frame that was `cut` it is what can be read.
    """
    import zstandard

    opened = zstandard.ZstdDecompressor().decompressobj()
    chunks: list[bytes] = []
    size = 0
    try:
        # Small slices: a few bytes can stand for 128 KiB, and the bound is tested between slices.
        for start in range(0, len(data), _SLICE_BYTES):
            chunk = opened.decompress(data[start : start + _SLICE_BYTES])
            size += len(chunk)
            if size > OPENED_BYTES_MAX:
                raise BadAnswer("http: answer too large")
            chunks.append(chunk)
    except zstandard.ZstdError as error:
        raise BadAnswer("http: answer cannot be decompressed") from error
    if opened.unused_data or not (opened.eof or cut):
        raise BadAnswer("http: compressed answer is not whole")
    return b"".join(chunks)
