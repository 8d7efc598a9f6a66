"""Bugs planted in what the calendar brings: next changes, validity, reports, screenings that are missing."""

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
}
FOUND_BY: dict[str, str] = {}
