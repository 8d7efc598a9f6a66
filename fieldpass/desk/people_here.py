"""The people of one laptop: each with an own secret, an own issuer key and an own name in the records.

Rules:

1. Only an issuer whose key is open and authorised adds somebody: the admission (`colleague.admitted`)
   bears the issuer's signature. The new person's key signs nothing before the platform's list has it.
2. Everybody may change the own secret and leave; only an issuer removes somebody else.
3. Removing an issuer ends the key first (`colleague.replaced`), then the slot goes with the seed in
   it, so that a cut in between leaves nobody with a key that the platform trusts and nobody holds.
4. A new recovery code and a changed secret each ask for the secret of now.
5. Names stand in the encrypted store, never in the key envelope.

Whoever knew the data key may have kept it (`store.envelope.remove_person`): where that matters, the
device is set up anew.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from fieldpass.config import Folders
from fieldpass.desk import left_here, opening, pin, profiles
from fieldpass.desk.checked import Checked, Findings
from fieldpass.desk.errors import DeskError, FormRefused
from fieldpass.desk.office import Office
from fieldpass.desk.profiles import Profile
from fieldpass.desk.rights import require_signer
from fieldpass.desk.surroundings import Surroundings
from fieldpass.model.bodies import ColleagueAdmitted, ColleagueReplaced
from fieldpass.model.identifiers import check_phone
from fieldpass.model.records import Record
from fieldpass.model.text import Advised, Text, advised
from fieldpass.store import envelope
from fieldpass.store.envelope import DEFAULT_COST, Unlocked
from fieldpass.store.envelope_file import Cost
from fieldpass.store.errors import LastPerson, NoSuchPerson
from fieldpass.store.transaction import Transaction
from fieldpass.wire.keys import SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueForm:
    """What is typed for a colleague; `role`: issuer, clerk or checker."""

    name: str
    post: str
    phone: str
    role: str = "clerk"
    secret: str = ""
    again: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonHere:
    """A slot of this laptop, and whose it is; `state` says in a few words what this person may do."""

    slot: int
    person: bytes
    name: str
    post: str
    role: str
    is_me: bool
    state: Text


_LABELS = {"name": Text(zh="姓名", en="name"), "post": Text(zh="职务", en="post")}
_STATES = {
    "signs": Text(zh="可以签发", en="may sign"),
    "waits": Text(zh="等平台确认后可签发", en="signs once the platform has confirmed"),
    "no-key": Text(zh="没有签发密钥, 不能签发", en="has no issuer key here: cannot sign"),
    "works": Text(zh="办理, 不签发", en="works, signs nothing"),
}


class Locked(DeskError):
    """Something that needs an unlocked person was asked for after the lock."""

    code = "people-locked"
    told: ClassVar[Advised] = advised(
        zh="程序锁着, 这件事要本人来办.",
        en="The program is locked, and this needs the person who is at the device.",
        do_zh="请先解锁, 再办这件事.",
        do_en="Unlock first, then do this.",
    )


def people(office: Office) -> list[PersonHere]:
    """Everybody with a slot, by slot. Raises Locked and the envelope's errors."""
    path = _path(office)
    known = office.store.read(profiles.profiles)
    device = office.store.read(profiles.registered)
    mine = office.unlocked.slot if office.unlocked else None
    found = []
    for one in envelope.people(path):
        profile = known.get(one.person)
        if profile is None and device is not None and device.person == one.person:
            profile = _profile_of(device.person, office)
        found.append(
            PersonHere(
                slot=one.slot,
                person=one.person,
                name=profile.name if profile else "",
                post=profile.post if profile else "",
                role=profile.role if profile else "",
                is_me=one.slot == mine,
                state=_state(office, profile, has_key=one.has_issuer_key),
            )
        )
    return found


def _profile_of(person: bytes, office: Office) -> Profile:
    identity = office.store.read(lambda conn: profiles.identity_of(conn, person))
    if identity is None:
        raise Locked
    return Profile(
        person=person,
        name=identity.name,
        post=identity.post,
        phone=identity.phone,
        role=identity.role,
    )


def _state(office: Office, profile: Profile | None, *, has_key: bool) -> Text:
    if profile is None or profile.role != "issuer":
        return _STATES["works"]
    if not has_key:
        return _STATES["no-key"]
    kid = profile.issuer_kid
    listed = kid is not None and office.holdings().key(kid) is not None
    return _STATES["signs" if listed else "waits"]


def check(form: ColleagueForm, around: Surroundings | None = None) -> Checked:
    """Every error of the form at once; with the surroundings a PIN may do."""
    return _read(form, around)[0]


def _read(form: ColleagueForm, around: Surroundings | None) -> tuple[Checked, dict[str, str]]:
    found = Findings()
    values = {
        "name": found.text("name", form.name, most=60, label=_LABELS["name"]),
        "post": found.text("post", form.post, most=40, label=_LABELS["post"]),
        "phone": found.check("phone", check_phone(form.phone)),
    }
    if form.role not in ("issuer", "clerk", "checker"):
        found.error("role", zh="请选签发人, 经办员或查验员.", en="Choose issuer, clerk or checker.")
    for field, text in opening.check_new_secret(form.secret, form.again, around).items():
        found.error(field, zh=text.zh, en=text.en)
    return found.done(), values


def add(office: Office, form: ColleagueForm, *, cost: Cost = DEFAULT_COST) -> PersonHere:
    """Give a colleague an own slot and admit them (rule 1).

    Raises FormRefused, NotAllowed, SecretInUse, Locked, NoKeyring and StoreErrors; then nobody was added.
    """
    checked, values = _read(form, office.surroundings)
    checked.require()
    mine, path = _unlocked(office), _path(office)
    chance = office.surroundings.chance
    seed = chance(envelope.SEED_BYTES) if form.role == "issuer" else None
    key = SigningKey(seed) if seed is not None else None
    profile = Profile(
        person=chance(16),
        role=form.role,  # type: ignore[arg-type]
        issuer_kid=key.kid if key else None,
        **values,
    )
    admitted = office.make(_admission(office, profile, key))
    require_signer(office)
    added = envelope.add_person(
        path,
        mine.data_key,
        _chosen(office, form.secret),
        chance=chance,
        person=profile.person,
        issuer_seed=seed,
        cost=cost,
    )
    try:
        office.store.write(lambda tx: _enter(office, tx, profile, admitted))
    except BaseException:
        envelope.remove_person(path, added.slot)
        raise
    return next(one for one in people(office) if one.slot == added.slot)


def _enter(office: Office, tx: Transaction, profile: Profile, admitted: Record) -> None:
    profiles.keep(tx, profile)
    office.append(tx, admitted)


def _admission(office: Office, profile: Profile, key: SigningKey | None) -> ColleagueAdmitted:
    identity = office.require_identity()
    return ColleagueAdmitted(
        uscc=identity.uscc,
        scope=identity.scope,
        name=profile.name,
        post=profile.post,
        phone=profile.phone,
        person=profile.person,
        role=profile.role,
        device_key=office.device.public,
        issuer_key=key.public if key else None,
    )


def change_secret(
    office: Office, old: str, new: str, again: str, *, cost: Cost = DEFAULT_COST
) -> None:
    """Wrap the own keys under a new secret. Raises FormRefused, WrongSecret, SecretInUse, Locked,
    NoKeyring."""
    mine = _unlocked(office)
    wrong = opening.check_new_secret(new, again, office.surroundings)
    if wrong:
        raise FormRefused(wrong)
    office.unlocked = envelope.change_secret(
        _path(office),
        mine.slot,
        _typed(office, old),
        _chosen(office, new),
        now=office.now(),
        chance=office.surroundings.chance,
        cost=cost,
    )


def new_recovery_code(office: Office, secret: str) -> str:
    """A new code to print; the old one opens nothing any more. Raises WrongSecret, Locked."""
    mine = _unlocked(office)
    envelope.unlock(_path(office), _typed(office, secret), now=office.now(), slot=mine.slot)
    return envelope.new_recovery_code(_path(office), mine.data_key, office.surroundings.chance)


def remove(office: Office, slot: int) -> None:
    """Take somebody off this laptop (rules 2 and 3); after removing oneself, lock.

    Raises NotAllowed, NoSuchPerson, LastPerson, Locked and StoreErrors; then nobody was removed.
    """
    mine, path = _unlocked(office), _path(office)
    slots = envelope.people(path)
    leaving = next((one for one in slots if one.slot == slot), None)
    if leaving is None:
        raise NoSuchPerson(f"no slot {slot}")
    if len(slots) == 1:
        raise LastPerson("the last slot stays")
    if slot != mine.slot:
        require_signer(office)
    profile = office.store.read(profiles.profiles).get(leaving.person)
    if leaving.has_issuer_key and profile is not None and profile.issuer_kid is not None:
        _end_key(office, profile.issuer_kid)
    left_here.drop(office, leaving.person)
    envelope.remove_person(path, slot)


def _end_key(office: Office, kid: bytes) -> None:
    if not office.works_as_issuer or not office.standing().may_sign:
        return
    office.save(office.make(ColleagueReplaced(kid=kid)))


def _unlocked(office: Office) -> Unlocked:
    if office.unlocked is None:
        raise Locked
    return office.unlocked


def _typed(office: Office, secret: str) -> str | bytes:
    """What opens the envelope for a secret of now."""
    return pin.opening(_folders(office), secret, office.surroundings.keyring)


def _chosen(office: Office, secret: str) -> str | bytes:
    """What keys are wrapped under for a new secret."""
    around = office.surroundings
    return pin.choosing(_folders(office), secret, around.keyring, around.chance)


def _path(office: Office) -> Path:
    return _folders(office).data / opening.KEYS


def _folders(office: Office) -> Folders:
    if office.folders is None:
        raise Locked
    return office.folders
