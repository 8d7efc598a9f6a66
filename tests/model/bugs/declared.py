"""Bugs planted in what is declared and screened, and how it is corrected."""

from tests.planting import Change

BUGS: dict[str, tuple[Change, ...]] = {
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
}
FOUND_BY: dict[str, str] = {
    "two-keys-are-two-voices": (
        "test_statements: TestAmendments.test_two_keys_of_one_person_are_one_voice"
    ),
}
