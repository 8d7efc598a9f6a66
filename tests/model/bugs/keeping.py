"""Bugs planted in applications, passes and persons, and who may write what."""

from tests.planting import Change

BUGS: dict[str, tuple[Change, ...]] = {
    # Withdrawals, transfers, passes.
    "withdrawal-ignored": (("case", "withdrawals[0] if withdrawals else None,", "None,"),),
    "withdrawal-of-another-application": (
        (
            "case",
            "    withdrawals = _of(buckets, bodies.ApplicationWithdrawn, own)\n",
            "    withdrawals = buckets.get(bodies.ApplicationWithdrawn, [])\n",
        ),
    ),
    "withdrawal-undoes-a-decision": (
        (
            "spans",
            "    if state.decisions:\n        yield from",
            "    if state.decisions and not state.withdrawn:\n        yield from",
        ),
    ),
    "withdrawn-application-is-the-newest": (
        ("case", "found.withdrawn is None or found.decided,", "True,"),
    ),
    "the-first-transfer-counts": (
        ("case", "transfers[-1].body).to_scope", "transfers[0].body).to_scope"),
    ),
    "transfer-ignored": (("case", "    if transfers:\n", "    if not own:\n"),),
    "transfer-by-anybody": (
        ("authors", "    if author.role not in row.roles:\n", "    if not author.role:\n"),
    ),
    "issuer-s-key-writes-everything": (
        ("authors", "        if not row.issuer:\n", "        if row is None:\n"),
    ),
    "void-ignored-that-comes-before-its-pass": (
        (
            "case",
            "        kind = type(record.body)\n",
            "        kind = type(record.body)\n        if kind is bodies.PassVoided and record.pass_ref"
            " not in [one.pass_ref for one in buckets.get(bodies.PassIssued, ())]: continue\n",
        ),
    ),
    "void-of-another-pass": (
        ("case", "voids.get(record.pass_ref),", "next(iter(voids.values()), None),"),
    ),
    "void-ignored": (("case", "voids.get(record.pass_ref),", "None,"),),
    "pass-of-another-application": (
        (
            "case",
            "    issued = _of(buckets, bodies.PassIssued, application)\n",
            "    issued = sorted(buckets.get(bodies.PassIssued, []), key=_record_order)\n",
        ),
    ),
    "the-void-pass-counts": (
        ("judging", "best = [card for card in best if card.void is None] or best", "pass"),
    ),
    "the-first-pass-counts": (
        (
            "judging",
            "return max(best, key=lambda card: (card.issued, card.ref), default=None)",
            "return min(best, key=lambda card: (card.issued, card.ref), default=None)",
        ),
    ),
    "pass-of-a-decision-not-in-force": (
        (
            "judging",
            "best = [card for card in decided if card.decision in heads] or decided",
            "best = decided",
        ),
    ),
    "a-pending-code-is-a-pass": (
        (
            "judging",
            "decided = [card for card in state.passes if card.decision is not None]",
            "decided = state.passes",
        ),
    ),
    # Persons and records.
    "persons-mixed": (
        ("case", "                raise PersonsMixedError\n", "                pass\n"),
    ),
    "twins-are-one-person": (
        (
            "person",
            "return person_id(document.type, document.number)",
            'return person_id(document.type, "")',
        ),
    ),
    "documents-of-one-number-are-one-person": (
        ("person", 'sha256(f"{document_type}\\x00{number}".encode())', "sha256(number.encode())"),
    ),
    "two-villages-judged-by-one": (
        (
            "health",
            "for application in case.applications.values():",
            "for application in list(case.applications.values())[-1:]:",
        ),
    ),
    "readings-of-one-village-only": (
        (
            "case",
            "    for record in buckets.get(bodies.TemperatureTaken, ()):\n",
            "    for record in buckets.get(bodies.TemperatureTaken, ()):\n"
            "        if record.application != buckets[bodies.TemperatureTaken][0].application: continue\n",
        ),
    ),
    "unknown-kinds-dropped": (
        (
            "case",
            "        known,\n        people,\n",
            "        {name: one for name, one in known.items() if hasattr(one.body, '__slots__')"
            " and not hasattr(one.body, 'data')},\n        people,\n",
        ),
    ),
    "the-first-of-two-twins-of-one-id-counts": (
        ("case", "known[record.id] = min(before, record, key=repr)", "pass"),
    ),
    "a-repeated-record-counts-twice": (
        (
            "case",
            "    for record in known.values():\n",
            "    for record in list(records := [*known.values()]) + records[:1]:\n",
        ),
    ),
    "child-without-guardian": (
        (
            "identifiers.documents",
            'return document_type == "household_booklet"',
            "return False",
        ),
    ),
    "child-is-not-judged": (
        (
            "health",
            "    yield from _temperature_spans(case, policy)\n",
            "    if not any(one.declaration.guardian"
            " for one in case.applications.values()): yield from _temperature_spans(case, policy)\n",
        ),
    ),
    # Who may write, and when it is due.
    "authorisation-a-millisecond-too-long": (
        (
            "authors",
            "standing.ended_at is not None and at >= standing.ended_at:",
            "standing.ended_at is not None and at > standing.ended_at:",
        ),
    ),
    "suspension-ignored": (
        ("authors", "if until is None or at < until:", "if until is not None and at < until:"),
    ),
    "decision-outside-the-scope": (
        (
            "authors",
            "if scope is not None and scope != standing.scope and not row.foreign:",
            "if False:",
        ),
    ),
    "any-issuer-endorses-a-unit": (
        ("authors", "if row.community and not standing.community:", "if False:"),
    ),
    "record-of-tomorrow-taken": (
        ("authors", "at > server_now + ahead_ms:", "at > server_now + 86_400_000:"),
    ),
    "due-at-night": (("times", "    if left <= room:\n", "    if left:\n"),),
    "policy-of-the-highest-version": (
        (
            "policies",
            "return policy.valid_from, policy.version",
            "return policy.version, policy.valid_from",
        ),
    ),
    "policy-of-tomorrow": (
        (
            "policies",
            "one.county == county and one.valid_from <= now]",
            "one.county == county]",
        ),
    ),
    # Whose place a pass takes, what is declared, what is written.
    "a-pass-replaces-anybody-s": (
        ("belonging", "person is not None and person == holder", "person is not None"),
    ),
    "a-doubled-pass-is-never-replaced": (("belonging", "if void or (", "if ("),),
    "no-guardian-in-a-bundle": (
        (
            "declaring",
            "elif needs_guardian(",
            "elif False and (",
        ),
    ),
    "a-child-speaks-for-itself": (
        ("declaring", "if not wrong and found.value == child.number:", "if False:"),
    ),
    "a-child-speaks-for-another": (("declaring", "// 10_000 >= GROWN_UP_YEARS", "// 10_000 >= 0"),),
    "a-misspelt-field-is-dropped": (
        ("policy_check", "for path in unknown_names(data):", "for path in ():"),
    ),
}
FOUND_BY: dict[str, str] = {
    "the-first-transfer-counts": (
        "test_deciding: TestPersonsAndApplications"
        ".test_a_transfer_moves_the_application_to_its_last_scope"
    ),
    "transfer-ignored": (
        "test_deciding: TestPersonsAndApplications"
        ".test_a_transfer_moves_the_application_to_its_last_scope"
    ),
    "transfer-by-anybody": (
        "test_authors: test_a_kind_is_written_by_the_authors_of_its_row_and_by_nobody_else"
        "(application.transferred)"
    ),
    "issuer-s-key-writes-everything": (
        "test_authors: test_a_kind_is_written_by_the_authors_of_its_row_and_by_nobody_else"
        "(screening.done)"
    ),
    "persons-mixed": (
        "test_deciding: TestPersonsAndApplications.test_two_people_of_one_name_are_two_cases"
    ),
    "twins-are-one-person": "test_records: test_people_are_told_apart_by_their_documents_alone",
    "documents-of-one-number-are-one-person": (
        "test_records: test_people_are_told_apart_by_their_documents_alone"
    ),
    "unknown-kinds-dropped": (
        "test_deciding: TestPersonsAndApplications"
        ".test_records_newer_than_this_program_are_kept_and_change_nothing"
    ),
    "the-first-of-two-twins-of-one-id-counts": (
        "test_deciding: TestDuplicates"
        ".test_two_records_of_one_id_are_settled_by_their_text_not_by_arrival"
    ),
    "child-without-guardian": (
        "test_identifiers: TestDocuments.test_only_a_household_booklet_needs_a_guardian"
    ),
    "authorisation-a-millisecond-too-long": (
        "test_authors: TestAuthorisation"
        ".test_withdrawn_it_ends_at_that_time_and_what_was_before_stays"
    ),
    "suspension-ignored": (
        "test_authors: TestAuthorisation.test_suspended_it_rests_until_it_goes_on"
    ),
    "decision-outside-the-scope": (
        "test_authors: TestScope.test_a_decision_outside_the_scope_is_refused"
    ),
    "any-issuer-endorses-a-unit": (
        "test_authors: TestScope.test_only_a_community_s_issuer_endorses_a_unit"
    ),
    "record-of-tomorrow-taken": (
        "test_authors: TestTimes"
        ".test_a_record_ten_minutes_ahead_of_the_server_is_taken_and_one_more_is_not"
    ),
    "due-at-night": ("test_times: test_long_work_runs_over_several_days_and_ends_at_closing_time"),
    "policy-of-the-highest-version": (
        "test_policies: TestInForce.test_a_later_date_beats_a_higher_version"
    ),
    "policy-of-tomorrow": (
        "test_policies: TestInForce.test_the_one_that_became_valid_last_is_in_force"
    ),
    "a-pass-replaces-anybody-s": "test_belonging: test_another_persons_pass_stays",
    "a-doubled-pass-is-never-replaced": "test_belonging: test_another_persons_pass_stays",
    "no-guardian-in-a-bundle": "test_declaring: test_why_it_is_returned_names_the_guardian_apart",
    "a-child-speaks-for-itself": "test_declaring: test_who_speaks_for_a_child_is_another_and_grown_up",
    "a-child-speaks-for-another": "test_declaring: test_who_speaks_for_a_child_is_another_and_grown_up",
    "a-misspelt-field-is-dropped": "test_policy_check: test_a_misspelt_field_is_told",
}
