"""The bugs that `planted` plants: name, and in which module of the rules which line reads how instead.

The cases of the tables find most of them. `FOUND_BY` names a test that finds a bug of what no case can show:
what may be decided and written, who a person is, what a policy is.
"""

from tests.planting import Change

BUGS: dict[str, tuple[Change, ...]] = {
    # The next change.
    "next-change-a-second-late": (
        ("judging", "return NextChange(at=at,", "return NextChange(at=at + 1000,"),
    ),
    "next-change-a-second-early": (
        ("judging", "return NextChange(at=at,", "return NextChange(at=at - 1000,"),
    ),
    "next-change-a-day-late": (
        ("judging", "return NextChange(at=at,", "return NextChange(at=at + 86_400_000,"),
    ),
    "next-change-names-the-colour-of-now": (
        ("judging", "colour=then, code=_why(", "colour=colour, code=_why("),
    ),
    "next-change-ignores-what-ends": (
        ("judging", "if now < span.end < NEVER:", "if span.end < now:"),
    ),
    "next-change-ignores-what-begins": (
        ("judging", "        if span.start > now:", "        if span.start > NEVER:"),
    ),
    "next-change-ignores-the-expiry": (
        (
            "judging",
            "asserted = [span for span in spans if not (span.absence and span.start > known_until)]",
            "asserted = [span for span in spans if span.code is not Code.EXPIRED]",
        ),
    ),
    "next-change-ignores-missing-reports": (
        (
            "judging",
            "asserted = [span for span in spans if not (span.absence and span.start > known_until)]",
            "asserted = [span for span in spans if span.code is not Code.NO_REPORT]",
        ),
    ),
    "next-change-ignores-missing-screenings": (
        (
            "judging",
            "asserted = [span for span in spans if not (span.absence and span.start > known_until)]",
            "asserted = [span for span in spans if span.code is not Code.UNSCREENED]",
        ),
    ),
    "next-change-ignores-known-until": (
        ("judging", "if not (span.absence and span.start > known_until)]", "]"),
    ),
    "next-change-is-the-next-border": (
        ("judging", "if then is not colour:", "if then is not None:"),
    ),
    # Findings and colour.
    "findings-in-order-of-arrival": (("judging", "findings.sort(key=order_of)", "pass"),),
    "the-first-finding-is-the-colour": (
        ("judging", "findings.sort(key=order_of)", "findings.sort(key=lambda one: one.since)"),
    ),
    "known-until-a-millisecond-short": (
        (
            "judging",
            "if span.absence and span.start > known_until:",
            "if span.absence and span.start >= known_until:",
        ),
    ),
    "known-until-ignored": (
        ("judging", "if span.absence and span.start > known_until:", "if False:"),
    ),
    "known-until-ignored-for-screenings": (
        ("spans", "start, expires, start, records, True)", "start, expires, start, records)"),
    ),
    "known-until-ignored-for-reports": (
        ("spans", "begun, expires, begun, records, True)", "begun, expires, begun, records)"),
    ),
    "a-finding-holds-at-its-end": (
        ("judging", "if span.start <= now < span.end:", "if span.start <= now <= span.end:"),
    ),
    "void-is-red": (("spans", "Span(Code.VOID, Colour.YELLOW,", "Span(Code.VOID, Colour.RED,"),),
    # Validity.
    "late-expiry": (
        (
            "spans",
            "expires = expires_at(issued, validity)",
            "expires = expires_at(issued, validity) + 1000",
        ),
    ),
    "early-expiry": (
        (
            "spans",
            "expires = expires_at(issued, validity)",
            "expires = expires_at(issued, validity) - 1000",
        ),
    ),
    "day-of-issue-counted": (
        (
            "spans",
            "expires = expires_at(issued, validity)",
            "expires = expires_at(issued, validity - 1)",
        ),
    ),
    "validity-from-the-hour-of-issue": (
        (
            "spans",
            "expires = expires_at(issued, validity)",
            "expires = issued + validity * 86_400_000",
        ),
    ),
    "validity-of-the-policy-in-force": (
        ("spans", "card.issued, card.validity_days,", "card.issued, policy.validity_days,"),
    ),
    "validity-of-a-bare-decision-is-five": (
        ("spans", "= last.at, policy.validity_days,", "= last.at, 5,"),
    ),
    # Days of UTC+8, leap day.
    "days-of-utc": (("times", "return (at + OFFSET) // DAY", "return at // DAY"),),
    "a-report-s-day-in-utc": (
        ("case", "made = (record.at + OFFSET) // DAY", "made = record.at // DAY"),
    ),
    "no-leap-day": (
        (
            "times",
            "return date(day // 10_000, day // 100 % 100, day % 100).toordinal() - _EPOCH",
            "return date(day // 10_000, day // 100 % 100, min(day % 100, 28 if day // 100 % 100 == 2"
            " else 31)).toordinal() - _EPOCH",
        ),
    ),
    # Daily reports.
    "report-asked-a-day-late": (
        ("spans", "for day in range(first + 2,", "for day in range(first + 3,"),
    ),
    "report-asked-on-the-day-of-issue": (
        ("spans", "for day in range(first + 2,", "for day in range(first + 1,"),
        ("spans", "reported = {first}", "reported = {first - 1}"),
    ),
    "report-of-today-is-asked-for": (
        ("spans", "(day - 1) not in reported", "day not in reported"),
    ),
    "report-with-fever-is-normal": (("spans", "<= tenths < policy.fever_tenths", "<= tenths"),),
    "report-of-37.3-is-normal": (
        ("spans", "<= tenths < policy.fever_tenths", "<= tenths <= policy.fever_tenths"),
    ),
    "report-of-35.0-is-not-normal": (
        ("spans", "policy.reading_min_tenths <= tenths <", "policy.reading_min_tenths < tenths <"),
    ),
    "report-with-symptoms-is-normal": (
        ("spans", "    if symptoms:\n        return False\n", "    if symptoms:\n        pass\n"),
    ),
    "late-report-counts-for-the-day-it-is-made": (
        ("case", "return min(number_of(day), made)", "return made"),
    ),
    "report-for-tomorrow-counts": (
        ("case", "return min(number_of(day), made)", "return number_of(day)"),
    ),
    "older-missing-day-not-forgiven": (("spans", "missing = last_normal < day and", "missing ="),),
    "reports-switch-ignored": (("spans", "if policy.report_matters:", "if True:"),),
    # Unscreened.
    "unscreened-a-day-late": (
        ("spans", "policy.unscreened_grace_days + 1)", "policy.unscreened_grace_days + 2)"),
    ),
    "unscreened-grace-ignored": (("spans", "policy.unscreened_grace_days + 1)", "2)"),),
    "screening-of-long-before-counts": (
        ("case", "item.at >= record.at) and", "item.at >= 0) and"),
    ),
    "screening-by-anybody": (
        (
            "case",
            "item.at >= record.at) and isinstance(item.by, Platform)",
            "item.at >= record.at)",
        ),
    ),
    # Readings.
    "fever-from-37.4": (
        ("health", "if fever <= reading.tenths <= high]", "if fever < reading.tenths <= high]"),
    ),
    "fever-from-37.2": (
        (
            "health",
            "if fever <= reading.tenths <= high]",
            "if fever <= reading.tenths + 1 <= high]",
        ),
    ),
    "43.1-is-a-fever": (
        ("health", "if fever <= reading.tenths <= high]", "if fever <= reading.tenths]"),
    ),
    "fever-of-the-policy-ignored": (("health", "fever = policy.fever_tenths", "fever = 373"),),
    "recheck-at-the-policy-s-lowest-not-counted": (
        ("health", "and low <= reading.tenths <= high:", "and low < reading.tenths <= high:"),
    ),
    "recheck-at-the-policy-s-highest-not-counted": (
        ("health", "and low <= reading.tenths <= high:", "and low <= reading.tenths < high:"),
    ),
    "recheck-below-35.0-counted": (
        ("health", "and low <= reading.tenths <= high:", "and reading.tenths <= high:"),
    ),
    "recheck-above-43.0-counted": (
        ("health", "and low <= reading.tenths <= high:", "and low <= reading.tenths:"),
    ),
    "recheck-a-second-early": (
        ("health", "if item.at >= reading.at + wait]", "if item.at >= reading.at + wait - 1000]"),
    ),
    "recheck-a-millisecond-late": (
        ("health", "if item.at >= reading.at + wait]", "if item.at > reading.at + wait]"),
    ),
    "recheck-timed-from-another-reading": (
        (
            "health",
            "if item.at >= reading.at + wait]",
            "if item.at >= hot[-1].at + wait]",
        ),
    ),
    "recheck-timed-from-the-first-reading": (
        (
            "health",
            "if item.at >= reading.at + wait]",
            "if item.at >= case.readings[0].at + wait]",
        ),
    ),
    "recheck-minutes-of-the-policy-ignored": (
        ("health", "wait = policy.recheck_after_minutes * MINUTE", "wait = 5 * MINUTE"),
    ),
    "recheck-by-any-reading": (
        (
            "health",
            "later = [item for item in repeats.get(reading.record, ())",
            "later = [item for item in case.readings",
        ),
    ),
    "recheck-normal-beats-high": (
        (
            "health",
            "high_again = [item for item in later if item.tenths >= fever]",
            "high_again = later if all(item.tenths >= fever for item in later) else []",
        ),
    ),
    "recheck-of-37.3-is-normal": (
        (
            "health",
            "high_again = [item for item in later if item.tenths >= fever]",
            "high_again = [item for item in later if item.tenths > fever]",
        ),
    ),
    "fever-counts-from-the-first-reading": (
        (
            "health",
            "end = item.at + policy.fever_days * DAY",
            "end = reading.at + policy.fever_days * DAY",
        ),
    ),
    "fever-ends-a-day-early": (
        (
            "health",
            "end = item.at + policy.fever_days * DAY",
            "end = item.at + (policy.fever_days - 1) * DAY",
        ),
    ),
    "reading-of-the-day-before-counts": (
        ("spans", "first = day_start(day_number(at))", "first = day_start(day_number(at) - 1)"),
    ),
    "reading-before-the-submission-does-not-count": (
        ("spans", "first = day_start(day_number(at))", "first = at"),
    ),
    "34.9-is-a-reading": (
        (
            "health",
            "return policy.reading_min_tenths <= tenths <=",
            "return policy.reading_min_tenths - 1 <= tenths <=",
        ),
    ),
    "35.0-is-no-reading": (
        (
            "health",
            "return policy.reading_min_tenths <= tenths <=",
            "return policy.reading_min_tenths < tenths <=",
        ),
    ),
    "43.0-is-no-reading": (
        (
            "health",
            "<= tenths <= policy.reading_max_tenths",
            "<= tenths < policy.reading_max_tenths",
        ),
    ),
    # Situations.
    "symptom-counts-from-its-beginning": (
        (
            "health",
            "(statement.said if until is None else until)",
            "(statement.since or until or 0)",
        ),
    ),
    "symptom-days-are-13": (
        ("health", "+ policy.symptom_free_days * DAY", "+ (policy.symptom_free_days - 1) * DAY"),
    ),
    "late-symptom-counts-from-its-report": (
        ("case", "said = day_start(day + 1) if late else record.at", "said = record.at"),
    ),
    "return-counts-from-its-end": (
        (
            "health",
            "return max(start + days * DAY, until or 0)",
            "return (until or start) + days * DAY",
        ),
    ),
    "return-ends-at-the-end-that-is-told": (
        (
            "health",
            "return max(start + days * DAY, until or 0)",
            "return until or start + days * DAY",
        ),
    ),
    "days-of-ex4-for-ex5": (
        (
            "health",
            'days = policy.ex4_days if code == "EX4" else policy.ex5_days',
            "days = policy.ex4_days",
        ),
    ),
    "released-without-a-release": (
        (
            "health",
            "    if until is None:\n        return NEVER\n",
            "    if until is None:\n        return 0\n",
        ),
    ),
    "no-observation-after-discharge": (
        ("health", "return until + after.get(code, 0) * DAY", "return until"),
    ),
    "unknown-code-is-nothing": (
        (
            "health",
            "for statement in case.statements:",
            "for statement in (one for one in case.statements if one.code in _OWN_CODES):",
        ),
    ),
    # Acceptance.
    "13-days-are-accepted": (
        (
            "spans",
            "if declaration.province_days < days:",
            "if declaration.province_days + 1 < days:",
        ),
    ),
    "14-days-are-not-accepted": (
        ("spans", "if declaration.province_days < days:", "if declaration.province_days <= days:"),
    ),
    "any-purpose-is-accepted": (("spans", 'if declaration.purpose == "other":', "if False:"),),
    "any-place-is-another": (
        (
            "spans",
            "if here == declaration.destination.division[: policy.place_digits]:",
            "if False:",
        ),
    ),
    # Declarations and amendments.
    "amendment-by-anybody": (("case", "        voice = None\n", "        voice = item.id\n"),),
    "amendment-by-the-holder-is-the-platform-s": (
        ("case", "        voice = None\n", "        voice = PLATFORM\n"),
    ),
    "amendment-by-one-issuer": (("health", "if len(milder) > 1:", "if milder:"),),
    "two-keys-are-two-voices": (
        ("case", "voice = people.get(item.by.kid, item.by.kid)", "voice = item.by.kid"),
    ),
    "two-issuers-agree-on-the-earlier-end": (
        ("health", "sorted(milder.values(), key=_end)[1]", "sorted(milder.values(), key=_end)[0]"),
    ),
    "a-worse-amendment-waits": (
        (
            "health",
            "if new >= end or version.voice == PLATFORM:",
            "if end == 0 or version.voice == PLATFORM:",
        ),
    ),
    "amendments-in-order-of-arrival": (
        (
            "case",
            "    if len(records) > 1:\n        records.sort(key=_record_order)\n",
            "    if len(records) > 1:\n        pass\n",
        ),
    ),
    "amendments-ignored": (
        (
            "case",
            "    if not amendments:\n        return (first,)\n",
            "    if first:\n        return (first,)\n",
        ),
    ),
    "a-no-beats-a-yes": (
        (
            "health",
            "if found.code == code and (answer is None or found.yes):",
            "if found.code == code and (answer is None or not found.yes):",
        ),
    ),
    # Screenings and corrections.
    "statements-in-order-of-arrival": (
        (
            "case",
            "if code not in newest or newest[code][:2] < (at, record.id):",
            "if True:",
        ),
    ),
    "the-oldest-statement-stands": (
        (
            "case",
            "newest[code][:2] < (at, record.id):",
            "newest[code][:2] > (at, record.id):",
        ),
    ),
    "statements-by-their-claimed-times": (
        ("case", "say(body.as_of, record, body.hits, ())", "say(record.at, record, body.hits, ())"),
    ),
    "silence-lifts": (
        (
            "case",
            "        if body.hits and record.id not in struck and",
            "        if not body.hits:\n            newest.clear()\n"
            "        if body.hits and record.id not in struck and",
        ),
    ),
    "correction-lifts-everything": (
        (
            "case",
            "say(record.at, record, correction.hits, _codes_of(known.get(correction.screening)))",
            "say(record.at, record, correction.hits, [hit.code for one in done for hit in one.body.hits])",
        ),
    ),
    "correction-strikes-without-replacing": (
        (
            "case",
            "say(record.at, record, correction.hits, _codes_of(known.get(correction.screening)))",
            "say(record.at, record, (), _codes_of(known.get(correction.screening)))",
        ),
    ),
    "correction-by-anybody": (
        (
            "case",
            "    for record in corrected:\n        if isinstance(record.by, Platform):\n",
            "    for record in corrected:\n        if record.by:\n",
        ),
    ),
    "correction-only-after-what-it-corrects": (
        (
            "case",
            "            struck.add(correction.screening)\n",
            "            if correction.screening in list(known)[: list(known).index(record.id)]:"
            " struck.add(correction.screening)\n",
        ),
    ),
    "correction-of-a-declaration-ignored": (
        ("health", "if not answer.yes or record.id in struck:", "if not answer.yes:"),
    ),
    "correction-of-a-report-ignored": (
        (
            "case",
            "symptoms = bool(body.symptoms) and record.id not in struck",
            "symptoms = bool(body.symptoms)",
        ),
    ),
    "hit-by-anybody": (
        (
            "case",
            "if body.hits and record.id not in struck and isinstance(record.by, Platform):",
            "if body.hits and record.id not in struck:",
        ),
    ),
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
}

FOUND_BY: dict[str, str] = {
    "two-keys-are-two-voices": (
        "test_statements: TestAmendments.test_two_keys_of_one_person_are_one_voice"
    ),
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
}
