"""The enrolment code: 21 characters on a slip that admit one body and name the one root to trust.

Form: 8 characters of chance (40 bits), 12 of the root's fingerprint (the first 60 bits of SHA-256
of its raw public key), 1 check character, all in Crockford's base32. Rules: 1. reading takes o for
0, i and l for 1, small letters, full width, spaces and hyphens; 2. the check character is a
weighted sum in GF(32) (powers of x modulo x^5+x^2+1), so any one wrong character and any swap of
two is found; it is of the same alphabet, so nobody has to type `~` or `$`; 3. a device sends
nothing personal to a root that does not match. That a code is bound to one USCC and used once is
the server's to hold; 4. an *invitation* has zeros for chance: it names the root and admits nobody, so
that a colleague's device knows its root before a colleague admits it (the server never gives it out).
"""

import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from fieldpass.model.text import advised
from fieldpass.wire.errors import BadEnrolmentCode, WrongRoot

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BYTES = 5
RANDOM_CHARACTERS, FINGERPRINT_CHARACTERS = 8, 12
CHARACTERS = RANDOM_CHARACTERS + FINGERPRINT_CHARACTERS + 1
_GROUP = 3
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_VALUES.update({"O": 0, "I": 1, "L": 1})
_IGNORED = dict.fromkeys(map(ord, " -\t\r\n\u3000\u2010\u2011\u2012\u2013\u2014\u2212_"))


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentCode:
    """A code whose check character was right. `text` is its one form: 21 characters, no hyphens."""

    text: str

    @property
    def shown(self) -> str:
        """In groups of three, as it is printed and shown."""
        return "-".join(self.text[i : i + _GROUP] for i in range(0, CHARACTERS, _GROUP))

    @property
    def fingerprint(self) -> str:
        """The 12 characters that name the root."""
        return self.text[RANDOM_CHARACTERS : RANDOM_CHARACTERS + FINGERPRINT_CHARACTERS]

    @property
    def invites(self) -> bool:
        """Whether it only names the root (rule 4)."""
        return self.text[:RANDOM_CHARACTERS] == ALPHABET[0] * RANDOM_CHARACTERS

    def matches(self, root_public: bytes) -> bool:
        """Whether this is the root that the code names."""
        return self.fingerprint == fingerprint(root_public)

    def require(self, root_public: bytes) -> None:
        """Rule 3.

        Raises:
            WrongRoot: the code names another root.
        """
        if not self.matches(root_public):
            raise WrongRoot("enrolment: the code names another root")

    def __repr__(self) -> str:
        """Show the root's part only: the rest is a secret until it is used."""
        return f"EnrolmentCode(root={self.fingerprint})"


def fingerprint(root_public: bytes) -> str:
    """12 characters: the first 60 bits of SHA-256 of the raw root public key."""
    return _characters(int.from_bytes(sha256(root_public).digest()[:8], "big") >> 4, 12)


def make(chance: bytes, root_public: bytes) -> EnrolmentCode:
    """The code of 5 random bytes for this root."""
    if len(chance) != RANDOM_BYTES:
        raise ValueError("an enrolment code takes 5 bytes of chance")
    head = _characters(int.from_bytes(chance, "big"), RANDOM_CHARACTERS) + fingerprint(root_public)
    return EnrolmentCode(text=head + ALPHABET[_times_x(_sum(head))])


def invitation(root_public: bytes) -> EnrolmentCode:
    """What a colleague's device is told of the root (rule 4)."""
    return make(bytes(RANDOM_BYTES), root_public)


def parse(text: str) -> EnrolmentCode:
    """Read what a person typed, by rule 1.

    Raises:
        BadEnrolmentCode: not 21 characters, one that is in no code, or the check does not fit; the
            message for people says which.
    """
    typed = unicodedata.normalize("NFKC", text[:256]).upper().translate(_IGNORED)
    for place, character in enumerate(typed, 1):
        if character not in _VALUES:
            raise BadEnrolmentCode(
                "enrolment: character outside the alphabet",
                advised(
                    zh=f"登记码第 {place} 个字符不会出现在登记码里.",
                    en=f"Character {place} occurs in no enrolment code.",
                    do_zh="请对照登记码单, 改这一个.",
                    do_en="Look at the slip again and change it.",
                ),
            )
    if len(typed) != CHARACTERS:
        raise BadEnrolmentCode(
            "enrolment: not 21 characters",
            advised(
                zh=f"登记码共 21 个字符, 这里有 {len(typed)} 个.",
                en=f"An enrolment code has 21 characters, this has {len(typed)}.",
                do_zh="请对照登记码单, 看多了还是少了.",
                do_en="Look at the slip for what is missing or too much.",
            ),
        )
    code = "".join(ALPHABET[_VALUES[character]] for character in typed)
    if _sum(code) != 0:
        raise BadEnrolmentCode("enrolment: check character does not fit")
    return EnrolmentCode(text=code)


def _characters(number: int, count: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def _sum(text: str) -> int:
    """Horner's scheme over GF(32): 0 for a whole code."""
    total = 0
    for character in text:
        total = _times_x(total) ^ _VALUES[character]
    return total
