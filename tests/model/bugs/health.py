"""Bugs planted in what is said of a person's health, and who is accepted."""

from tests.planting import Change

BUGS: dict[str, tuple[Change, ...]] = {
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
}
FOUND_BY: dict[str, str] = {}
