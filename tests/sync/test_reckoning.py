"""Own heads against the server's heads."""

from dataclasses import replace

from fieldpass.sync.reckoning import (
    Covered,
    Forked,
    Head,
    OwnLog,
    new_epoch,
    reckon,
    wanted_links,
)
from fieldpass.wire.bundle import FIRST_LINK, LogId

LOG = LogId("d:371323104203", b"dev1", 0)
NEXT = LogId("d:371323104203", b"dev1", 1)
LINKS = {(LOG, n): bytes([n]) * 32 for n in range(1, 30)}


def ours(last=10, acknowledged=0, log=LOG):
    return OwnLog(
        head=Head(log=log, last=last, link=LINKS.get((log, last), FIRST_LINK)),
        acknowledged=acknowledged,
    )


def theirs(last, link=None, log=LOG):
    return Head(log=log, last=last, link=link or LINKS[(LOG, last)])


def test_a_lost_answer_is_made_good_by_the_servers_head():
    assert reckon([ours(10, 4)], [theirs(7)], LINKS) == (Covered(log=LOG, through=7),)


def test_a_server_that_knows_nothing_of_a_new_log_has_lost_nothing():
    assert reckon([ours(10, 0)], [], LINKS) == (Covered(log=LOG, through=0),)


def test_a_server_that_forgot_what_it_had_acknowledged_has_lost_it():
    assert reckon([ours(10, 8)], [theirs(5)], LINKS) == (Covered(log=LOG, through=5, lost=True),)
    assert reckon([ours(10, 8)], [], LINKS) == (Covered(log=LOG, through=0, lost=True),)


def test_a_server_ahead_of_this_disk_means_a_restored_or_cloned_disk():
    (found,) = reckon([ours(10, 8)], [theirs(12)], LINKS)
    assert found == Forked(log=LOG, theirs=theirs(12), common=8)


def test_another_link_under_the_same_number_means_another_writer():
    other = theirs(9, b"x" * 32)
    (found,) = reckon([ours(10, 8)], [other], LINKS)
    assert found == Forked(log=LOG, theirs=other, common=8)


def test_only_links_that_can_be_compared_are_asked_for():
    assert wanted_links([ours(10)], [theirs(7)]) == ((LOG, 7),)
    assert wanted_links([ours(10)], [theirs(12)]) == ()
    assert wanted_links([], [theirs(7)]) == ()


def test_a_new_epoch_is_above_all_that_either_side_knows():
    assert new_epoch([ours()], [replace(theirs(3), log=NEXT)]) == 2
    assert new_epoch([], []) == 0
