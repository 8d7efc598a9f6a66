"""Bugs planted in decisions, appeals, and what may be decided."""

from tests.planting import Change

BUGS: dict[str, tuple[Change, ...]] = {
    # Decisions and appeals.
    "decision-by-a-device": (
        (
            "case",
            "in _of(buckets, bodies.DecisionMade, own) if isinstance(item.by, IssuerAuthor)",
            "in _of(buckets, bodies.DecisionMade, own) if hasattr(item.by, 'kid')",
        ),
    ),
    "own-red-lifted": (
        (
            "decisions",
            "    if voice != red.voice:\n        return True\n",
            "    if red:\n        return True\n",
        ),
    ),
    "own-red-lifted-with-a-second-key": (
        (
            "decisions",
            "people.get(kid, kid))",
            "kid)",
        ),
    ),
    "red-never-lifted": (
        (
            "decisions",
            "    if voice != red.voice:\n        return True\n",
            "    if not red:\n        return True\n",
        ),
    ),
    "newest-decision-wins": (
        (
            "decisions",
            "    knows = known_by(decisions)\n",
            "    knows = {one.record.id: {two.record.id for two in decisions"
            " if two.record.at < one.record.at} for one in decisions}\n",
        ),
    ),
    "knowing-is-not-transitive": (
        (
            "decisions",
            "                seen |= found[name]\n            else:\n"
            "                todo.extend(direct.get(name, ()))",
            "                pass",
        ),
    ),
    "a-circle-supersedes": (
        (
            "decisions",
            "            and high.record.id not in knows[low.record.id]\n            and (_as_strict",
            "            and (_as_strict",
        ),
    ),
    "conflict-ignored": (("spans", "    if state.conflicting:\n", "    if not state.heads:\n"),),
    "conflict-is-the-better": (
        (
            "spans",
            "        worst = max(\n",
            "        worst = min(\n",
        ),
    ),
    "appeal-answered-by-anybody": (
        (
            "case",
            'body.outcome == "lifted" and isinstance(answer.by, Platform):',
            'body.outcome == "lifted":',
        ),
    ),
    "appeal-upheld-lifts": (
        (
            "case",
            'if appeal and body.outcome == "lifted" and isinstance',
            "if appeal and isinstance",
        ),
    ),
    "appeal-of-another-application": (
        (
            "case",
            "    granted = _granted(appeals, answered)\n",
            "    granted = _granted(buckets.get(bodies.AppealFiled, []), answered)\n",
        ),
    ),
    "appeal-lifts-reds-to-come": (
        (
            "decisions",
            "(about is None and filed >= red.record.at)",
            "about is None",
        ),
    ),
    "appeal-about-another-decision": (
        ("decisions", "about == red.record.id or", "about is not None or"),
    ),
    "more-info-forgets-the-others": (
        (
            "spans",
            "            continue\n        red = body",
            "            break\n        red = body",
        ),
    ),
    "more-info-lifted-by-the-answer": (
        (
            "spans",
            "            blocks = not _answered(head, state)\n",
            "            blocks = not _answered(head, state)\n            if not blocks: continue\n",
        ),
    ),
    # What may be decided.
    "green-over-a-red": (("judging", "counts = item.colour is Colour.RED", "counts = False"),),
    "green-over-a-yellow": (
        (
            "judging",
            "counts = item.colour is Colour.YELLOW or item.code is Code.NO_READING",
            "counts = item.code is Code.NO_READING",
        ),
    ),
    "green-without-a-reading": (
        (
            "judging",
            "counts = item.colour is Colour.YELLOW or item.code is Code.NO_READING",
            "counts = item.colour is Colour.YELLOW",
        ),
    ),
    "green-over-what-is-not-accepted": (
        ("judging", "if item.colour is Colour.NONE]", "if item.colour is None]"),
    ),
    "green-offered-over-one-s-own-red": (
        ("judging", "own_red = [_SECOND_ISSUER] if voice in red_by else []", "own_red = []"),
    ),
    "decided-before-the-screening": (
        (
            "judging",
            'if not state.screened and (online or state.submitted.channel == "web"):',
            'if not state.screened and online and state.submitted.channel == "web":',
        ),
    ),
    "a-decision-forgets-what-it-supersedes": (
        (
            "judging",
            "superseded=tuple(head.id for head in state.heads),",
            "superseded=tuple(head.id for head in state.heads[:1]),",
        ),
    ),
}
FOUND_BY: dict[str, str] = {
    "own-red-lifted-with-a-second-key": (
        "test_deciding: TestLiftingARed.test_two_keys_of_one_person_are_one_voice"
    ),
    "green-over-a-red": (
        "test_deciding: TestStricterNeverMilder.test_a_red_finding_blocks_green_and_yellow"
    ),
    "green-over-a-yellow": (
        "test_deciding: TestStricterNeverMilder.test_a_yellow_finding_blocks_green_only"
    ),
    "green-without-a-reading": (
        "test_deciding: TestStricterNeverMilder.test_without_a_reading_green_is_not_on_offer"
    ),
    "green-over-what-is-not-accepted": (
        "test_deciding: TestStricterNeverMilder"
        ".test_an_application_that_is_not_accepted_gets_no_colour"
    ),
    "green-offered-over-one-s-own-red": (
        "test_deciding: TestLiftingARed.test_the_issuer_who_signed_it_may_only_confirm_it"
    ),
    "decided-before-the-screening": (
        "test_deciding: TestTheThreeControls.test_online_nothing_is_decided_before_the_screening"
    ),
    "a-decision-forgets-what-it-supersedes": (
        "test_deciding: TestADecisionNamesWhatItSupersedes"
        ".test_all_decisions_in_force_are_to_be_named"
    ),
}
