"""`fieldpass trust`: the root and the lists that passes are verified with, and the file that holds them."""

import re
from dataclasses import replace

import pytest

from fieldpass.desk import trust_file, trust_import
from fieldpass.desk.trust_file import TrustFileUnreadable
from fieldpass.wire import enrolment, status
from fieldpass.wire.messages import ListsMessage
from tests.parts import ONSITE, Village

AT = "2020-02-25T11:00"


def served(place):
    """What the platform serves as its lists, saved as a file."""
    return ListsMessage(
        root=place.authority.root.public,
        rotations=(),
        certificates=(place.authority.certificate(),),
        lists=tuple(place.authority.signed()),
    ).encode()


def code_of(place):
    return enrolment.make(bytes(5), place.authority.root.public).shown


def test_trust_show_names_the_root_and_the_lists(run, place, home):
    result = run("trust", "show")
    assert result.exit_code == 0
    fingerprint = enrolment.fingerprint(place.authority.root.public)
    assert fingerprint in re.sub(r" ", "", result.stdout)
    assert "371323" in result.stdout


def test_the_platforms_lists_are_imported_under_the_enrolment_code(run, place, card, tmp_path):
    file, new = tmp_path / "lists", tmp_path / "new"
    file.write_bytes(served(place))
    assert run("trust", "import", file, home=new).exit_code == 1
    assert not (new / "data" / trust_file.NAME).exists()
    assert run("trust", "import", file, "--root", code_of(place), home=new).exit_code == 0
    assert run("verify", card.digits, "--at", AT, home=new).exit_code == 0


def test_newer_lists_are_taken_and_older_ones_left(run, place, home, card, tmp_path):
    old, new = tmp_path / "old", tmp_path / "newer"
    old.write_bytes(served(place))
    place.clock.pass_(minutes=10)
    place.list_pass(card.pass_ref, status.VOID)
    new.write_bytes(served(place))
    assert run("trust", "import", new).exit_code == 0
    assert run("verify", card.digits, "--at", AT).exit_code == 5
    result = run("trust", "import", old)
    assert result.exit_code == 0
    assert run("verify", card.digits, "--at", AT).exit_code == 5


def test_a_pinned_root_is_never_replaced(run, home, card, tmp_path):
    thief = Village()
    thief.authority.root = type(thief.authority.root)(bytes([7]) * 32)
    thief.device("issuer")
    before = (home / "data" / trust_file.NAME).read_bytes()
    file = tmp_path / "thief"
    file.write_bytes(served(thief))
    for words in ((), ("--root", code_of(thief)), ("--copy",)):
        assert run("trust", "import", file, *words).exit_code == 1
    trust_file.export(thief.offices[0], file)
    assert run("trust", "import", file, "--copy").exit_code == 1
    assert (home / "data" / trust_file.NAME).read_bytes() == before


def test_a_list_that_another_authority_signed_is_refused(run, place, home, tmp_path):
    told = ListsMessage.decode(served(place))
    thief = Village()
    thief.authority.key = type(thief.authority.key)(bytes([9]) * 32)
    thief.device("issuer")
    forged = told.model_copy(update={"lists": tuple(thief.authority.signed())})
    file = tmp_path / "forged"
    file.write_bytes(forged.encode())
    before = (home / "data" / trust_file.NAME).read_bytes()
    assert run("trust", "import", file).exit_code == 1
    assert (home / "data" / trust_file.NAME).read_bytes() == before


def test_a_device_copy_needs_the_word_of_a_person(run, place, home, tmp_path):
    copy, new = tmp_path / "copy", tmp_path / "new"
    assert run("trust", "export", copy).exit_code == 0
    assert run("trust", "import", copy, "--root", code_of(place), home=new).exit_code == 1
    words = ("trust", "import", copy, "--copy", "--root", code_of(place))
    assert run(*words, home=new).exit_code == 0
    assert (new / "data" / trust_file.NAME).read_bytes() == copy.read_bytes()


def test_an_older_copy_takes_nothing_back(place, issuer, card, tmp_path):
    trust_file.export(issuer, tmp_path / "old")
    place.clock.pass_(minutes=10)
    place.list_pass(card.pass_ref, status.VOID)
    place.publish()
    trust_file.export(issuer, tmp_path / "own")
    own = trust_file.load(tmp_path / "own")
    done = trust_import.take(own, (tmp_path / "old").read_bytes(), copy=True)
    assert done.result == own
    assert {kind for kind, _ in done.left} == {"issuers", "status", "policy"}


def test_the_trust_file_is_written_anew_only_after_a_change(place, tmp_path, issuer, card):
    from fieldpass.config import folders

    issuer.folders = folders(tmp_path)
    assert trust_file.keep(issuer)
    assert not trust_file.keep(issuer)
    place.publish()
    assert trust_file.keep(issuer)
    assert trust_file.load(trust_file.path_of(issuer.folders)).lists == issuer.holdings().lists


def test_the_trust_file_holds_nothing_of_any_person(home, card):
    data = (home / "data" / trust_file.NAME).read_bytes()
    for secret in (card.name, ONSITE.number, ONSITE.phone, card.id_tail, "王秀英"):
        assert secret.encode() not in data


def test_every_byte_of_a_trust_file_matters_or_is_refused(home):
    data = (home / "data" / trust_file.NAME).read_bytes()
    whole = trust_file.decode(data)
    for place in range(0, len(data), 7):
        changed = bytearray(data)
        changed[place] ^= 0x41
        try:
            assert trust_file.decode(bytes(changed)) != whole
        except TrustFileUnreadable:
            continue
    for cut in range(0, len(data), 31):
        with pytest.raises(TrustFileUnreadable):
            trust_file.decode(data[:cut])


def test_the_same_lists_in_another_order_are_the_same_file(home):
    held = trust_file.load(home / "data" / trust_file.NAME)
    turned = replace(held, lists=held.lists[::-1])
    assert trust_file.encode(turned) == trust_file.encode(held)
