"""Write the golden vectors of the wire: `python -m tests.vectors.make_wire`.

Run once when a noun was frozen, and again only to add nouns or cases: what stands in the files is
on paper, on disks and in other programs by then. It refuses to change a vector that is there.
"""

import json
from pathlib import Path
from typing import Any

from fieldpass.wire import policies, status, token
from fieldpass.wire.keys import SigningKey
from tests.vectors.wire_cases import NOUNS, from_json, to_json

FOLDER = Path(__file__).parent
ROOT, AUTHORITY, DEVICE, ISSUER, NEXT = (bytes([n]) * 32 for n in range(1, 6))
NOW = 1_582_600_000
LOG = ["d:371323001001", SigningKey(DEVICE).kid, 0]
ISSUER_KID = SigningKey(ISSUER).kid


def _claims(**changed: Any) -> dict[str, Any]:
    return {
        "name": "张卫东",
        "expires": token.expiry(NOW, 5),
        "sequence": 1,
        "colour": "green",
        "unscreened": False,
        "training": False,
        "reason": 0,
        "tenths": 365,
        "id_tail": "221X",
        "county_from": "371323",
        "county_to": "370211",
        "validity_days": 5,
    } | changed


def _head(kind: str, version: int, base: int = 0) -> dict[str, Any]:
    return {"kind": kind, "county": "371323", "version": version, "base": base, "as_of": NOW * 1000}


def _issuer_rows() -> list[Any]:
    scope, uscc = "d:371323001001", "54371323MC00000017"
    rows = [(SigningKey(DEVICE), 0), (SigningKey(ISSUER), 1)]
    return sorted([key.public, use, uscc, scope, 0, NOW * 1000] for key, use in rows)


CASES: dict[str, dict[str, Any]] = {
    "cbor": {
        "keys of a pass in their order": {
            "value": {"-65537": [1, None], "2": "x", "4": 1, "7": b"s"}
        },
        "text keys by length, then by letter": {
            "value": {"b": True, "aa": False, "a": [1, -1, 24]}
        },
        "integers at every width of head": {
            "value": [0, 23, 24, 255, 256, 65536, 2**32, 2**63 - 1]
        },
    },
    "base45": {"ietf": {"data": b"ietf!"}, "all bytes": {"data": bytes(range(256))}},
    "keys": {"signature of a fixed seed": {"seed": ISSUER, "message": b"fieldpass"}},
    "token": {
        "green": {"seed": ISSUER, "claims": _claims()},
        "pending by a device": {"seed": DEVICE, "claims": _claims(colour="pending", tenths=None)},
        "yellow, no report, unscreened": {
            "seed": ISSUER,
            "claims": _claims(colour="yellow", reason=4, unscreened=True, sequence=258),
        },
        "red of a training": {
            "seed": ISSUER,
            "claims": _claims(colour="red", reason=13, training=True, tenths=381),
        },
        "the largest": {
            "seed": ISSUER,
            "claims": _claims(
                name="𠀀𠀀𠀀abc",
                colour="red",
                reason=15,
                unscreened=True,
                training=True,
                tenths=430,
                sequence=2**32 - 1,
                county_from="999999",
                county_to="999999",
                validity_days=23,
            ),
        },
        "the smallest": {
            "seed": ISSUER,
            "claims": _claims(
                name="a", sequence=0, tenths=350, validity_days=1, expires=1582646400
            ),
        },
    },
    "serial": {
        "first": {"kid": ISSUER_KID, "sequence": 0},
        "last": {"kid": ISSUER_KID, "sequence": 2**32 - 1},
    },
    "enrolment": {
        "code of a root": {"chance": b"\x00\x01\xfe\xff\x7f", "root": SigningKey(ROOT).public}
    },
    "request": {
        "a feed page": {
            "seed": DEVICE,
            "method": "GET",
            "target": "/v1/feed/d:371323001001?after=12",
            "body": b"",
            "nonce": bytes(range(16)),
        }
    },
    "proof": {
        "both keys": {
            "seed": DEVICE,
            "device_key": SigningKey(DEVICE).public,
            "issuer_key": SigningKey(ISSUER).public,
        },
        "a checker's device": {
            "seed": DEVICE,
            "device_key": SigningKey(DEVICE).public,
            "issuer_key": None,
        },
    },
    "list": {
        "issuers, whole": {
            "seed": AUTHORITY,
            "head": _head("issuers", 1),
            "body": {
                "rows": _issuer_rows(),
                "bodies": {"54371323MC00000017": ["后坡村村民委员会", 0]},
            },
        },
        "issuers, one gone": {
            "seed": AUTHORITY,
            "head": _head("issuers", 2, 1),
            "body": {"rows": [], "bodies": {}, "gone": [ISSUER_KID]},
        },
        "status, whole, with a stolen key": {
            "seed": AUTHORITY,
            "head": _head("status", 7),
            "body": {
                "entries": {
                    ISSUER_KID: {
                        "3": status.state(status.VOID),
                        "4": status.state(status.YELLOW, reason=4),
                        "9": status.state(status.RED, reason=8, screened=True),
                        "1033": status.state(screened=True),
                    },
                    SigningKey(DEVICE).kid: {"4294967295": status.state(status.VOID)},
                },
                "stolen": {SigningKey(NEXT).kid: [bytes(16), bytes([255]) * 16]},
                "recovered": [],
            },
        },
        "status, a pass lifted": {
            "seed": AUTHORITY,
            "head": _head("status", 8, 7),
            "body": {
                "entries": {ISSUER_KID: {"4": 0, "5": status.state(status.VOID)}},
                "stolen": {},
                "recovered": [SigningKey(NEXT).kid],
            },
        },
        "policy": {
            "seed": AUTHORITY,
            "head": _head("policy", 1),
            "body": {"version": 1, "numbers": {"pass_days": [5, "164"]}},
        },
        "policy, and one that follows": {
            "seed": AUTHORITY,
            "head": _head("policy", 2),
            "body": policies.to_body(
                policies.body_of(
                    {"version": 1, "valid_from": NOW * 1000, "validity_days": 5},
                    [{"version": 2, "valid_from": NOW * 1000 + 86_400_000, "validity_days": 14}],
                )
            ),
        },
    },
    "certificate": {
        "an authority": {
            "seed": ROOT,
            "certificate": {
                "authority": SigningKey(AUTHORITY).public,
                "valid_from": NOW * 1000,
                "valid_until": NOW * 1000 + 31_536_000_000,
                "serial": 2,
                "least": 1,
            },
        }
    },
    "rotation": {
        "to a new root": {
            "seed": ROOT,
            "rotation": {"root": SigningKey(NEXT).public, "number": 1, "old_until": NOW * 1000},
        }
    },
    "checkpoint": {
        "one log": {
            "seed": AUTHORITY,
            "incarnation": bytes(range(16)),
            "at": NOW * 1000,
            "heads": [{"log": LOG, "last": 50, "link": bytes([7]) * 32}],
        }
    },
    "message": {
        "hello, unsigned": {"message": "HelloMessage", "fields": {"versions": [1]}},
        "hello": {
            "message": "HelloMessage",
            "fields": {
                "versions": [1],
                "program": "fieldpass 0.1.0",
                "scope": "d:371323001001",
                "incarnation": bytes(range(16)),
                "heads": [{"log": LOG, "last": 50, "link": bytes([7]) * 32}],
                "cursors": {"d:371323001001": 12},
                "lists": [{"kind": "status", "county": "371323", "version": 7}],
                "sequences": {ISSUER_KID: 41},
            },
        },
        "hello's answer": {
            "message": "HelloAnswerMessage",
            "fields": {
                "versions": [1],
                "server_time": NOW * 1000,
                "standing": "authorised",
                "incarnation": bytes(range(16)),
                "heads": [{"log": LOG, "last": 48, "link": bytes([8]) * 32}],
                "feeds": {"d:371323001001": 15},
                "lists": [{"kind": "status", "county": "371323", "version": 8}],
                "sequences": {ISSUER_KID: 41},
            },
        },
        "hello's answer of a server that takes erasures back": {
            "message": "HelloAnswerMessage",
            "fields": {
                "versions": [1],
                "server_time": NOW * 1000,
                "standing": "authorised",
                "incarnation": bytes(range(16)),
                "erasures": True,
            },
        },
        "hello's answer to a stranger": {
            "message": "HelloAnswerMessage",
            "fields": {"versions": [1], "server_time": NOW * 1000, "standing": "unknown"},
        },
        "registration": {
            "message": "RegistrationMessage",
            "fields": {"code": "0007ZZVZ0123456789ABC", "bundle": b"\x82\x40\x80"},
        },
        "registration refused": {
            "message": "RegistrationAnswerMessage",
            "fields": {"outcome": "refused", "reason": "CODE-USED", "zh": "登记码已用过."},
        },
        "registration waiting": {
            "message": "RegistrationAnswerMessage",
            "fields": {"outcome": "waiting", "reason": "NOT-ENDORSED", "retry_after": 600},
        },
        "bundles' answer": {
            "message": "BundlesAnswerMessage",
            "fields": {
                "incarnation": bytes(range(16)),
                "answers": [
                    {"log": LOG, "first": 1, "through": 50, "status": "stored"},
                    {
                        "log": LOG,
                        "first": 51,
                        "through": 53,
                        "status": "stored",
                        "returned": [[2, "NOT-IN-SCOPE"]],
                    },
                    {"log": LOG, "first": 60, "through": 53, "status": "gap"},
                ],
            },
        },
        "feed item": {
            "message": "FeedItemMessage",
            "fields": {"position": 12, "bundle": b"\x82\x40\x80", "returned": [[0, "LATE"]]},
        },
        "feed page": {
            "message": "FeedPageMessage",
            "fields": {
                "scope": "d:371323001001",
                "incarnation": bytes(range(16)),
                "head": 12,
                "items": [{"position": 12, "bundle": b"\x82\x40\x80"}],
            },
        },
        "lists": {
            "message": "ListsMessage",
            "fields": {
                "root": SigningKey(ROOT).public,
                "rotations": [],
                "certificates": [b"certificate"],
                "lists": [b"list"],
            },
        },
        "look-up by serial": {"message": "LookupMessage", "fields": {"serial": "689691601125"}},
        "look-up by person": {"message": "LookupMessage", "fields": {"person": bytes(range(16))}},
        "look-up's answer": {
            "message": "LookupAnswerMessage",
            "fields": {"as_of": NOW * 1000, "passes": [{"token": bytes([1]) * 100, "state": 17}]},
        },
        "refusal": {
            "message": "RefusalMessage",
            "fields": {"code": "nonce", "en": "Ask again.", "retry_after": 1},
        },
    },
    "sequence": {"two elements and an empty one": {"elements": [b"a" * 23, b"b" * 300, b""]}},
}


def main() -> None:
    """Write one file a noun; stop where a vector that is there would change."""
    for noun, cases in CASES.items():
        path = FOLDER / f"wire_{noun}.json"
        there = json.loads(path.read_text("utf-8")) if path.exists() else {}
        for name, given in cases.items():
            data = NOUNS[noun].encode(from_json(to_json(given)))
            back = NOUNS[noun].decode(data, from_json(to_json(given)))
            case = {"input": to_json(given), "hex": data.hex(), "read": to_json(back)}
            if there.get(name, case)["hex"] != case["hex"]:
                raise SystemExit(f"{path.name}: '{name}' would change: freeze a new one instead")
            there[name] = case
        path.write_text(json.dumps(there, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
