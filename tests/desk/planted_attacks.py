"""What a forger, thief or liar would need to be wrong: a line, how it reads instead, and who finds it.

Each named test must find the bug: it is one attack of the list, and none may be left to another one's luck.
A test is named by its file and itself, with what its parameters are where it has any.
"""

from tests.planting import Change

Finder = tuple[str, str, dict[str, object]]


def by(file: str, test: str, **values: object) -> Finder:
    """A test of this folder and the values of its parameters."""
    return f"tests.desk.test_{file}", f"test_{test}", values


_THIEF = "whatever_the_thief_signs_is_invalid_with_any_sequence_and_any_date"
BUGS: dict[str, tuple[tuple[Change, ...], tuple[Finder, ...]]] = {
    # Forged, altered.
    "signature-not-checked": (
        (("wire.stages", "        message.check(public)\n", "        pass\n"),),
        (
            by(
                "forged_passes",
                "a_forger_who_writes_the_issuers_kid_over_an_own_signature_is_invalid",
            ),
            by("forged_passes", "a_red_or_yellow_pass_repainted_green_is_invalid", colour="red"),
            by("forged_passes", "somebody_elses_name_on_a_genuine_signature_is_invalid"),
            by(
                "forged_passes",
                "every_byte_of_a_pass_altered_is_invalid_or_unknown_and_never_lets_anybody_go",
            ),
        ),
    ),
    "one-purpose-s-signature-serves-another": (
        (
            (
                "wire.cose",
                "if protected == EDDSA_PROTECTED and not external_aad:",
                "if protected == EDDSA_PROTECTED:",
            ),
        ),
        (by("forged_passes", "what_an_issuer_signs_elsewhere_is_no_pass"),),
    ),
    "bytes-behind-the-claims-are-read": (
        (("wire.token", "    if again != payload:", "    if not again:"),),
        (by("forged_passes", "bytes_behind_the_claims_are_no_pass"),),
    ),
    "training-in-earnest": (
        (("wire.verifying", "if claims.training != case.training:", "if case.training:"),),
        (by("replayed", "a_training_pass_is_invalid_in_earnest"),),
    ),
    # Replayed.
    "again-is-not-remarked": (
        (("desk.sightings", "since=at - AGAIN_MS", "since=at + AGAIN_MS"),),
        (by("replayed", "the_same_pass_shown_again_by_the_next_person_is_remarked"),),
    ),
    "again-is-remarked-for-ever": (
        (("desk.sightings", "since=at - AGAIN_MS", "since=at - 99 * AGAIN_MS"),),
        (by("looks", "the_same_pass_within_ten_minutes_is_remarked"),),
    ),
    "void-is-forgotten": (
        (("wire.verifying", "if mark == states.VOID:", "if mark == states.AS_SIGNED:"),),
        (
            by(
                "replayed",
                "a_card_that_was_taken_back_after_it_was_let_go_is_invalid_when_it_is_shown_again",
            ),
        ),
    ),
    "own-void-is-forgotten": (
        (("desk.weighing", "if code is Code.VOID:", "if code is None:"),),
        (
            by(
                "replayed",
                "a_card_that_was_taken_back_after_it_was_let_go_is_invalid_when_it_is_shown_again",
            ),
        ),
    ),
    "the-later-decision-does-not-count": (
        (
            (
                "desk.weighing",
                "    if finding.colour is Colour.RED:",
                "    if finding.colour is None:",
            ),
        ),
        (
            by(
                "replayed",
                "an_old_green_card_shown_after_a_red_decision_stops_where_the_decision_is_known",
            ),
        ),
    ),
    "the-holder-s-tail-is-not-shown": (
        (
            (
                "desk.checkpoint",
                "id_tail=claims.id_tail,\n        route",
                'id_tail="",\n        route',
            ),
        ),
        (by("replayed", "a_card_of_somebody_else_shows_whose_it_is"),),
    ),
    "one-look-is-written-for-two": (
        (("desk.sightings", "        office.append(tx, _record(office, placed, said))\n", ""),),
        (
            by(
                "replayed",
                "two_checkpoints_that_let_one_card_go_each_write_it_down_for_the_platform_to_compare",
            ),
        ),
    ),
    "an-older-copy-is-taken": (
        (
            (
                "desk.trust_import",
                "(one.version, one.as_of) > (before.version, before.as_of)",
                "one != before",
            ),
        ),
        (by("replayed", "an_older_copy_of_another_device_brings_no_lifted_state_back"),),
    ),
    # Expired.
    "never-expired": (
        (("wire.verifying", '    if times == "expired":', '    if times == "over":'),),
        (by("replayed", "an_expired_pass_is_to_be_applied_for_again"),),
    ),
    "expired-a-millisecond-late": (
        (("wire.stages", "if now >= expires * 1000:", "if now > expires * 1000:"),),
        (by("replayed", "an_expired_pass_is_to_be_applied_for_again"),),
    ),
    # Another scope.
    "any-scope": (
        (
            (
                "wire.verifying",
                "key.county != claims.county_from or not _in_scope(key, claims)",
                "key is None",
            ),
        ),
        (
            by("forged_passes", "a_key_of_another_county_signs_for_nobody_here"),
            by(
                "forged_passes",
                "a_unit_key_listed_for_another_county_than_its_list_signs_for_nobody",
            ),
            by("forged_passes", "a_units_key_of_another_county_signs_for_nobody_here"),
        ),
    ),
    "the-list-s-county-is-enough": (
        (("wire.verifying", " or not _in_scope(key, claims):", ":"),),
        (
            by(
                "forged_passes",
                "a_unit_key_listed_for_another_county_than_its_list_signs_for_nobody",
            ),
        ),
    ),
    "a-unit-signs-everywhere": (
        (("wire.verifying", "key.county != claims.county_from or not", "not"),),
        (by("forged_passes", "a_units_key_of_another_county_signs_for_nobody_here"),),
    ),
    "a-device-key-signs-green": (
        (
            (
                "wire.verifying",
                'key.use == "device" and claims.colour != "pending"',
                'key.use == ""',
            ),
        ),
        (by("forged_passes", "a_device_key_that_signs_a_colour_is_invalid", colour="green"),),
    ),
    "a-key-signs-after-its-end": (
        (("wire.verifying", "and day <= key.valid_until)", "and day)"),),
        (by("forged_passes", "a_pass_dated_after_its_keys_end_is_invalid"),),
    ),
    # The thief.
    "a-thief-s-old-sequences-go": (
        (
            (
                "wire.verifying",
                "case.listed.refused(claims.kid, case.token):",
                "case.listed.refused(claims.kid, case.token) and claims.sequence > 2:",
            ),
        ),
        (
            by("thieves", _THIEF, sequence=0, days=-3),
            by("thieves", _THIEF, sequence=1, days=0),
        ),
    ),
    "a-thief-s-new-sequences-go": (
        (
            (
                "wire.verifying",
                "case.listed.refused(claims.kid, case.token):",
                "case.listed.refused(claims.kid, case.token) and claims.sequence < 1_000:",
            ),
        ),
        (
            by("thieves", _THIEF, sequence=5_000, days=0),
            by("thieves", _THIEF, sequence=0xFFFF_FFFF, days=1),
        ),
    ),
    "a-thief-s-copy-of-a-kept-name-goes": (
        (
            (
                "wire.status",
                "kept is not None and token_hash(token) not in kept",
                "kept is not None and not kept",
            ),
        ),
        (by("thieves", "the_thief_who_signs_the_very_sequence_of_a_kept_pass_is_invalid"),),
    ),
    "what-was-before-the-theft-is-refused": (
        (
            (
                "wire.status",
                "kept is not None and token_hash(token) not in kept",
                "kept is not None",
            ),
        ),
        (by("thieves", "the_passes_from_before_the_theft_keep_working"),),
    ),
    "one-of-two-doubles-goes": (
        (
            (
                "desk.doubles",
                "    if len(known) < 2:",
                "    if len(known) < 2 or proven.token == known[0]:",
            ),
        ),
        (by("thieves", "a_second_pass_of_the_same_sequence_is_invalid_and_so_is_the_first"),),
    ),
    # Lists and roots.
    "lists-go-back": (
        (
            (
                "wire.lists",
                "if head.as_of < held.as_of or (head.version <= held.version and not same):",
                "if head.as_of < 0:",
            ),
            # The store would not take it either: it has to be wrong as well.
            ("store.lists", "held is not None and held > version", "held == -version"),
        ),
        (
            by("false_lists", "a_rolled_back_status_list_does_not_take_a_void_back"),
            by("false_lists", "a_rolled_back_issuer_list_does_not_bring_a_removed_key_back"),
        ),
    ),
    "a-delta-fits-anywhere": (
        (
            (
                "wire.lists",
                "        if head.base not in (0, held.version):",
                "        if head.base < 0:",
            ),
        ),
        (
            by(
                "false_lists",
                "a_delta_that_skips_a_version_changes_nothing_and_the_whole_is_asked_for",
            ),
        ),
    ),
    "any-root-certifies": (
        (
            (
                "wire.trust",
                "public = by_kid.get(message.kid)",
                "public = by_kid.get(message.kid, store.root)",
            ),
            (
                "wire.trust",
                "return message.verified(public, external_aad=aad)",
                "return cose.Opened(payload=message.payload, kid=message.kid, public=public)",
            ),
        ),
        (
            by("false_lists", "lists_of_another_root_are_refused_and_change_nothing"),
            by("false_lists", "a_false_root_cannot_rotate_itself_in"),
        ),
    ),
    "an-old-root-certifies": (
        (
            (
                "wire.trust",
                '    if opened.public != store.root:\n        raise WrongRoot("trust: certificate signed',
                '    if False:\n        raise WrongRoot("trust: certificate signed',
            ),
        ),
        (
            by(
                "false_lists",
                "a_stolen_old_root_certifies_nobody_after_the_rotation_with_any_date",
                back=0,
            ),
        ),
    ),
    "another-county-s-list-counts": (
        (
            (
                "wire.sources",
                "        held = self.statuses.get(county)\n        return held.body",
                "        held = self.statuses.get(min(self.statuses), None)\n        return held.body",
            ),
        ),
        (by("false_lists", "a_foreign_countys_list_says_nothing_about_this_countys_passes"),),
    ),
    # The clock.
    "a-clock-set-back-is-believed": (
        (("wire.verifying", "    if now < case.clock_floor:", "    if now < 0:"),),
        (
            by(
                "clock_set_back",
                "a_clock_set_back_to_make_an_expired_pass_young_tells_nothing_and_issues_nothing",
            ),
        ),
    ),
    "a-clock-set-back-issues": (
        (
            (
                "desk.office",
                "        if not self.clock_trusted():\n            raise ClockDoubted",
                "        if not self.now():\n            raise ClockDoubted",
            ),
        ),
        (
            by(
                "clock_set_back",
                "a_clock_set_back_to_make_an_expired_pass_young_tells_nothing_and_issues_nothing",
            ),
        ),
    ),
    "a-pass-of-tomorrow-goes": (
        (("wire.verifying", '    elif times == "not-yet":', '    elif times == "before":'),),
        (by("clock_set_back", "a_pass_dated_ahead_cannot_be_told"),),
    ),
    # The line.
    "any-answer-is-the-one-asked-for": (
        (
            (
                "desk.checkpoint",
                "        if _answers(weighed.verdict.claims, kind, number):",
                "        if kind:",
            ),
        ),
        (by("liars", "an_answer_about_somebody_else_is_none"),),
    ),
    "an-answer-lifts": (
        (
            (
                "wire.sources",
                "        if _badness(self.told) <= _badness(before):",
                "        if self.told == before:",
            ),
        ),
        (by("liars", "an_answer_lifts_no_stop"),),
    ),
}
