"""The system's keyring, by the package `keyring` where it is installed (the extra `[keyring]`).

Only the system's own are taken: Secret Service (GNOME, KDE), the Keychain of macOS, the Credential
Manager of Windows. A backend that keeps secrets in a plain file protects nothing from whoever has the
disk; such ones rate themselves below 1. Where several backends work the package chains them, rates the
chain at 10 and reads from all of them: of a chain only its best member is asked, by its own rate.
Imported at the first PIN, never before.
"""

from typing import Any

from fieldpass.desk.pin import NoKeyring

_SERVICE = "fieldpass"
_GOOD = 1.0


class SystemKeyring:
    """Keeps secrets as hexadecimal text under the service `fieldpass`."""

    def get(self, name: str) -> bytes | None:
        """The secret of that name, None where there is none. Raises NoKeyring."""
        backend = _backend()
        try:
            found = backend.get_password(_SERVICE, name)
            return None if found is None else bytes.fromhex(found)
        except Exception as error:  # each backend has its own errors: a bus, a prompt put away
            raise NoKeyring(type(error).__name__) from None

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret. Raises NoKeyring."""
        backend = _backend()
        try:
            backend.set_password(_SERVICE, name, secret.hex())
        except Exception as error:  # as in `get`
            raise NoKeyring(type(error).__name__) from None


def _backend() -> Any:
    try:
        import keyring
        from keyring.backends.chainer import ChainerBackend

        backend = keyring.get_keyring()
        if isinstance(backend, ChainerBackend):
            backend = max(backend.backends, key=lambda one: float(one.priority))
        good = float(backend.priority) >= _GOOD
    except Exception as error:  # not installed, or no backend that works here
        raise NoKeyring(type(error).__name__) from None
    if not good:
        raise NoKeyring("no keyring of the system")
    return backend
