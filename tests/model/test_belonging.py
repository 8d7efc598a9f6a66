"""Whose a pass is, and which pass may take the place of which."""

import pytest

from fieldpass.model import bodies as b
from fieldpass.model.authors import Refused
from fieldpass.model.belonging import may_replace, names_none, ref_of
from fieldpass.model.case import Case
from fieldpass.model.records import PassRef
from tests.model.build import WANG, Story, ready

ONE, TWO = b"one".ljust(16), b"two".ljust(16)


@pytest.mark.parametrize(
    ("person", "holder", "void", "refused"),
    [
        (ONE, ONE, False, None),
        (ONE, TWO, False, Refused.ANOTHERS),
        (ONE, None, False, Refused.ANOTHERS),
        (None, ONE, False, Refused.ANOTHERS),
        (None, None, False, Refused.ANOTHERS),
        (ONE, TWO, True, None),
        (None, None, True, None),
    ],
)
def test_a_pass_takes_the_place_of_the_same_persons_or_of_a_void_one(
    person: bytes | None, holder: bytes | None, void: bool, refused: Refused | None
) -> None:
    found = may_replace(person, holder, void=void)
    assert (None if found is None else found.code) is refused


def test_another_persons_pass_stays() -> None:
    assert may_replace(ONE, TWO, void=False) is not None
    assert may_replace(ONE, ONE, void=False) is None
    assert may_replace(ONE, TWO, void=True) is None


def card(story: Story, sequence: int, replaces: b.ReplacedPass | None) -> bytes:
    """A pass by WANG that names another; the id of its record."""
    body = b.PassIssued(token=b"token", decision=None, replaces=replaces)
    ref = PassRef(WANG.kid, sequence)
    return story.add("pass.issued", "0220 11:00", WANG, body, pass_ref=ref).id


def test_what_names_none_of_the_persons_passes_is_told() -> None:
    story = ready()
    card(story, 1, None)
    first = b.ReplacedPass(kid=WANG.kid, sequence=1)
    card(story, 2, first)
    assert ref_of(first) == PassRef(WANG.kid, 1)
    assert names_none(Case.of(story.records)) == ()
    wrong = card(story, 3, b.ReplacedPass(kid=b"LI__", sequence=1))
    also = card(story, 4, b.ReplacedPass(kid=WANG.kid, sequence=9))
    assert [record.id for record in names_none(Case.of(story.records))] == [wrong, also]
    # Whichever comes first.
    assert names_none(Case.of(story.records[:4])) == ()
    assert len(names_none(Case.of(reversed(story.records)))) == 2
