"""A CBOR sequence (RFC 8742) of byte strings: bundles in a request, pages in a snapshot.

Each element is a byte string that holds one whole message, so a reader splits the stream by its
heads alone, takes each element as it arrives, and keeps the prefix when the line is cut.
"""

from collections.abc import Iterable, Iterator

from fieldpass.wire.errors import Malformed, TooLarge

_LENGTHS = {0x58: 1, 0x59: 2, 0x5A: 4}


def write(elements: Iterable[bytes]) -> bytes:
    """The sequence of these elements."""
    return b"".join(_head(len(element)) + element for element in elements)


class SequenceReader:
    """Splits a stream; `feed` gives each element that is whole by now. A cut tail stays unread."""

    def __init__(self, *, element_bytes_max: int) -> None:
        """Refuse elements above this size before they are buffered."""
        self._buffer = bytearray()
        self._max = element_bytes_max

    @property
    def pending(self) -> int:
        """Bytes of an element that has not fully arrived; 0 at a clean end."""
        return len(self._buffer)

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The elements that this chunk completes.

        Raises:
            Malformed: not a sequence of byte strings with shortest heads; TooLarge: an element is.
        """
        self._buffer += chunk
        while (head := self._next_head()) is not None:
            start, size = head
            if len(self._buffer) < start + size:
                return
            element = bytes(self._buffer[start : start + size])
            del self._buffer[: start + size]
            yield element

    def _next_head(self) -> tuple[int, int] | None:
        """Length of the next head and of its element; None while the head is cut."""
        if not self._buffer:
            return None
        first = self._buffer[0]
        if 0x40 <= first < 0x58:
            start, size = 1, first - 0x40
        elif first in _LENGTHS:
            start = 1 + _LENGTHS[first]
            if len(self._buffer) < start:
                return None
            size = int.from_bytes(self._buffer[1:start], "big")
            if _head(size) != bytes(self._buffer[:start]):
                raise Malformed("sequence: head that is not the shortest")
        else:
            raise Malformed("sequence: not a byte string")
        if size > self._max:
            raise TooLarge("sequence: element over its size")
        return start, size


def read(data: bytes, *, element_bytes_max: int) -> list[bytes]:
    """All elements of a whole sequence.

    Raises:
        Malformed: also where the last element is cut; TooLarge.
    """
    reader = SequenceReader(element_bytes_max=element_bytes_max)
    elements = list(reader.feed(data))
    if reader.pending:
        raise Malformed("sequence: cut")
    return elements


def _head(size: int) -> bytes:
    if size < 24:
        return bytes((0x40 | size,))
    for first, width in _LENGTHS.items():
        if size < 1 << 8 * width:
            return bytes((first,)) + size.to_bytes(width, "big")
    raise TooLarge("sequence: element over 4 GiB")
