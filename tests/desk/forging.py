"""What a forger has to hand, for the tests of attacks: keys, altered passes, lists as a sync brings them.

A checker of another village looks; only keys and lists stand between the forger and a green screen.
"""

from dataclasses import replace

from fieldpass.desk import checkpoint
from fieldpass.model.times import DAY
from fieldpass.sync import port
from fieldpass.sync.steps import ListsTold, SaveLists
from fieldpass.wire import lists, token, trust
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.lists import ListHead
from tests.parts import YEAR

FOREIGN_DIVISION, FOREIGN_USCC = "370211001001", "54370211ME4000025J"


THIEF = SigningKey(b"\x66" * 32)


def data_of(view):
    return token.from_text(view.digits)


def claims_of(view):
    return token.read_pass(data_of(view)).claims


def signed(key, view, **changes):
    """A token with the claims of a pass, changed, signed by this key under its own or the given kid."""
    return token.to_text(token.sign_pass(key, replace(claims_of(view), kid=key.kid, **changes)))


def outcome(office, text):
    look = checkpoint.check(office, text)
    return look.kind, look.verdict.code


def deliver(place, office, lists, *, certificates=(), rotations=(), root=None):
    """Lists come to a device as a sync brings them."""
    told = ListsTold(
        root=root or place.authority.root.public,
        certificates=certificates,
        rotations=rotations,
        lists=tuple(lists),
    )
    county = office.require_identity().county
    taking = port.StorePort(office.store, office.device, county=county, clock=place.clock)
    return taking.carry_out(SaveLists(told=told))


def admit(place, key, use, office, **changes):
    place.authority.admit(key, use, replace(office.require_identity(), **changes))
    place.publish()


def certified(root, key, *, serial=2, least=0, begins=-YEAR, ends=YEAR, now):
    certificate = trust.AuthorityCertificate(
        authority=key.public,
        valid_from=now + begins,
        valid_until=now + ends,
        serial=serial,
        least=least,
    )
    return trust.sign_certificate(root, certificate)


def one_list(key, kind, county, body, *, version, as_of, base=0):
    head = ListHead(kind=kind, county=county, version=version, base=base, as_of=as_of)
    return lists.sign_list(key, head, body)


def thiefs_issuers(place, county):
    """A list that names the thief as an issuer of a county that this device does not hold yet."""
    row = lists.IssuerRow(
        public=THIEF.public,
        use="issuer",
        uscc="54370211ME4000025J",
        scope=f"d:{county}001001",
        valid_from=place.clock.now - DAY,
        valid_until=place.clock.now + DAY,
    )
    return lists.issuer_body([row], {})
