"""Write the golden vectors of what a stick carries: `python -m tests.vectors.make_sealed`. Run once."""

import json
from pathlib import Path

from fieldpass.wire import carried, sealing
from fieldpass.wire.carried import CarriedDown, CarriedUp
from fieldpass.wire.keys import SigningKey

PATH = Path(__file__).parent / "sealed.json"
AUTHORITY, DEVICE, EPHEMERAL = (bytes([n]) * 32 for n in (2, 3, 9))


def made() -> dict[str, str]:
    """Each vector's bytes, from fixed seeds."""
    authority, device = SigningKey(AUTHORITY), SigningKey(DEVICE)
    up = CarriedUp(to=authority.kid, hello=b"hello", bundles=(b"one", b"two"))
    down = CarriedDown(to=device.kid, hello=b"hello", lists=b"lists", pages=(b"page",))
    return {
        "sealed": sealing.seal_for(device.public, b"content", ephemeral=EPHEMERAL).hex(),
        "sealed empty": sealing.seal_for(device.public, b"", ephemeral=EPHEMERAL).hex(),
        "up": carried.write_up(device, authority.public, up, ephemeral=EPHEMERAL).hex(),
        "down": carried.write_down(authority, device.public, down, ephemeral=EPHEMERAL).hex(),
    }


if __name__ == "__main__":
    if PATH.exists():
        raise SystemExit("the vectors are there and are never changed")
    PATH.write_text(json.dumps(made(), indent=1) + "\n", encoding="utf-8")
