"""A PIN over a real Secret Service: the keyring daemon of a desktop, each time in a session of its own.

It runs where `gnome-keyring-daemon` and `dbus-run-session` are installed (Debian: gnome-keyring, dbus), and
needs no display: a keyring that wants to ask somebody gets no answer, as on a desktop where nobody answers.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fieldpass.config import folders

NEEDED = ("gnome-keyring-daemon", "dbus-run-session")
MISSING = [one for one in NEEDED if shutil.which(one) is None]
pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"no Secret Service to run: {', '.join(MISSING)} not installed"
)
TREE = Path(__file__).parents[2]
_SESSION = """
printf %s "$LOGIN" | gnome-keyring-daemon --unlock --components=secrets > /dev/null
exec "$@"
"""


@pytest.fixture
def desktop(tmp_path):
    """One step in a session of one system user: `home` is the device's, `user` the system user's folder."""

    def session(step, *, user="user", login="desktop password"):
        place = tmp_path / user
        runtime = place / "run"
        runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
        env = {
            **{name: one for name, one in os.environ.items() if "DISPLAY" not in name},
            "HOME": str(place),
            "XDG_DATA_HOME": str(place / "share"),
            "XDG_CONFIG_HOME": str(place / "config"),
            "XDG_RUNTIME_DIR": str(runtime),
            "PYTHONPATH": str(TREE),
            "LOGIN": login,
        }
        script = str(Path(__file__).with_name("desktop_session.py"))
        done = subprocess.run(
            [
                *("dbus-run-session", "--", "sh", "-c", _SESSION, "sh"),
                *(sys.executable, script, str(tmp_path / "device"), step),
            ],
            env=env,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return session


def test_a_pin_opens_in_the_next_session_of_the_same_user(desktop, tmp_path):
    assert desktop("choose") == {"backend": "keyring.backends.SecretService"}
    assert desktop("unlock") == {"opened": True}
    # What the daemon wrote is sealed by the system user's own password.
    name = (folders(tmp_path / "device").data / "keys.pin").read_text("ascii")
    assert len(name) == 32
    kept = b"".join(one.read_bytes() for one in (tmp_path / "user/share").rglob("*.keyring"))
    assert kept
    assert b"250817" not in kept


def test_a_keyring_that_is_locked_says_so_at_once_and_costs_no_try(desktop):
    desktop("choose")
    for _ in range(4):
        said = desktop("lock")
        assert said["error"] == "no-keyring"
        assert "Log in to its desktop" in said["en"]
    assert desktop("unlock") == {"opened": True}


def test_another_system_user_has_no_half_of_the_pin(desktop):
    desktop("choose")
    said = desktop("unlock", user="somebody else")
    assert said["error"] == "pin-elsewhere"
    assert "recovery code" in said["en"]
    assert desktop("unlock") == {"opened": True}


def test_a_keyring_that_the_login_did_not_open_is_a_locked_one(desktop):
    desktop("choose")
    assert desktop("unlock", login="changed since")["error"] == "no-keyring"
    assert desktop("unlock") == {"opened": True}
