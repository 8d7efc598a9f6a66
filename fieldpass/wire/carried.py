"""What a stick carries between a device and the platform: signed, then sealed for the other side.

Up: the device's hello and bundles, signed by the device. Down: the platform's hello (which is the
receipt: through which number it holds each log, with the links), lists and feed pages, signed by the
authority. Rules: 1. each names inside whom it is for, so that nobody can pass it on as written to
somebody else; 2. the signature is opened before anything inside is read; 3. every bundle and list in it
still proves itself, as over the network; 4. one form, as for all messages; 5. each file is bounded.
"""

from collections.abc import Callable
from typing import Annotated, ClassVar

from pydantic import Field

from fieldpass.wire import cose, keys, sealing
from fieldpass.wire.errors import UnknownKey
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.messages import (
    LISTS_BYTES_MAX,
    PAGE_BYTES_MAX,
    BundleBytes,
    Kid,
    Message,
)

FILE_BYTES_MAX = 22 << 20
# With what sealing and signing put around the message.
SEALED_BYTES_MAX = FILE_BYTES_MAX + 4096
_UP_AAD = b"fieldpass/carried-up/1"
_DOWN_AAD = b"fieldpass/carried-down/1"
FindKey = Callable[[bytes], bytes | None]


class CarriedUp(Message):
    """From a device: `hello` is a HelloMessage, `to` the authority's kid."""

    bytes_max: ClassVar[int] = FILE_BYTES_MAX
    to: Kid
    hello: Annotated[bytes, Field(max_length=128 * 1024)]
    bundles: Annotated[tuple[BundleBytes, ...], Field(max_length=512)] = ()


class CarriedDown(Message):
    """To a device: `hello` is a HelloAnswerMessage, `lists` a ListsMessage, `pages` FeedPageMessages."""

    bytes_max: ClassVar[int] = FILE_BYTES_MAX
    to: Kid
    hello: Annotated[bytes, Field(max_length=128 * 1024)]
    lists: Annotated[bytes, Field(max_length=LISTS_BYTES_MAX)] = b""
    pages: Annotated[
        tuple[Annotated[bytes, Field(max_length=PAGE_BYTES_MAX)], ...], Field(max_length=64)
    ] = ()


def write_up(device: SigningKey, authority: bytes, said: CarriedUp, *, ephemeral: bytes) -> bytes:
    """A device's file for the platform, whose raw authority key is `authority`."""
    signed = cose.sign1(device, said.encode(), external_aad=_UP_AAD)
    return sealing.seal_for(authority, signed, ephemeral=ephemeral)


def read_up(authority: SigningKey, data: bytes, find_device: FindKey) -> tuple[bytes, CarriedUp]:
    """The device's kid and what it says. Raises WireErrors: UnknownKey where it is for another key."""
    signed = sealing.open_sealed(authority, data)
    opened = cose.open1(signed, find_device, external_aad=_UP_AAD, max_bytes=FILE_BYTES_MAX)
    said = CarriedUp.decode(opened.payload)
    if said.to != authority.kid:
        raise UnknownKey("carried: for another authority")
    return opened.kid, said


def write_down(
    authority: SigningKey, device: bytes, said: CarriedDown, *, ephemeral: bytes
) -> bytes:
    """The platform's file for a device, whose raw public key is `device`."""
    signed = cose.sign1(authority, said.encode(), external_aad=_DOWN_AAD)
    return sealing.seal_for(device, signed, ephemeral=ephemeral)


def read_down(
    device: SigningKey, data: bytes, find_authority: FindKey
) -> tuple[bytes, CarriedDown]:
    """The authority's key and what it says; whether that key was in force then is the caller's to ask.

    Raises WireErrors: UnknownKey where it is for another device.
    """
    signed = sealing.open_sealed(device, data)
    opened = cose.open1(signed, find_authority, external_aad=_DOWN_AAD, max_bytes=FILE_BYTES_MAX)
    said = CarriedDown.decode(opened.payload)
    if said.to != keys.kid(device.public):
        raise UnknownKey("carried: for another device")
    return opened.public, said
