"""What can be pressed on the screens of the office's further tasks; see `actions` for the rules."""

from fieldpass.terminal.action import N_
from fieldpass.terminal.action import action as _a

HOME_TASKS = (
    _a(
        "home.reds",
        "f3",
        N_("Reds to tell"),
        N_("Red cards that nobody has been told of: take down who was told"),
        "home",
    ),
    _a(
        "home.returned",
        "f4",
        N_("Came back"),
        N_("Records that the platform returned: see why, and mend them"),
        "home",
    ),
)

RETURNED = (
    _a(
        "returned.again",
        "1",
        N_("Write again"),
        N_("The same once more, with its true time"),
        "returned",
    ),
    _a(
        "returned.review",
        "2",
        N_("Decide anew"),
        N_("Open the application in the review"),
        "returned",
    ),
    _a(
        "returned.form",
        "3",
        N_("Back to the form"),
        N_("Correct the application and save it anew"),
        "returned",
    ),
    _a(
        "returned.noted",
        "9",
        N_("Noted"),
        N_("Seen, and there is nothing to do"),
        "returned",
    ),
)

QUEUE = (
    _a(
        "queue.find",
        "f5",
        N_("Find"),
        N_("By part of a name, pinyin initials or the tail of the ID number"),
        "queue",
        asks=True,
    ),
    _a("queue.sort", "f6", N_("Order"), N_("Oldest first, newest first"), "queue"),
)

PARKED = (
    _a("parked.go", "f3", N_("Let go"), N_("The person may go in the end"), "parked"),
    _a("parked.refuse", "f4", N_("Do not pass"), N_("The person may not go in the end"), "parked"),
)

REVIEW_MORE = (
    _a(
        "review.call",
        "5",
        N_("Call"),
        N_("Record a call: phone, video or visit, reached or not, agrees or not"),
        "review",
        asks=True,
    ),
    _a(
        "review.transfer",
        "9",
        N_("Transfer"),
        N_("Hand the application to another village or unit"),
        "review",
        asks=True,
    ),
    _a(
        "review.cancel",
        "f7",
        N_("Drop"),
        N_("The applicant does not want it any more"),
        "review",
        asks=True,
    ),
)

FROM_PAPER = (
    _a(
        "later.time",
        "f3",
        N_("From paper"),
        N_("Later entry: the true time of what is typed in next"),
        "temperatures",
        "reports",
        "apply",
        asks=True,
    ),
)

TEMPERATURES = (
    _a(
        "temperatures.group",
        "f5",
        N_("Household, work"),
        N_("Everybody of the household or workplace of the person in one table"),
        "temperatures",
        asks=True,
    ),
    _a(
        "curve.person",
        "f6",
        N_("14 days"),
        N_("The temperatures of this person's last 14 days"),
        "temperatures",
        "reports",
    ),
    _a(
        "curve.today",
        "f7",
        N_("Today"),
        N_("How the temperatures of today are spread"),
        "temperatures",
    ),
)

REPORTS = (
    _a(
        "reports.which",
        "f4",
        N_("Other list"),
        N_("Who has not reported, or all green passes by the time left to yellow"),
        "reports",
    ),
    _a(
        "reports.many",
        "f5",
        N_("Many at once"),
        N_("The reports of many people in one table, from the cursor on"),
        "reports",
        asks=True,
    ),
)

STAFF = (
    _a(
        "more.staff",
        "9",
        N_("Issuers and units"),
        N_("Colleagues who sign; units that the community has authorised"),
        "more",
    ),
    _a(
        "staff.endorse",
        "f5",
        N_("Authorise a unit"),
        N_("A unit that manages its people's health properly"),
        "staff",
    ),
    _a(
        "staff.colleague",
        "f6",
        N_("Colleagues here"),
        N_("Add somebody to this device, or remove somebody from it"),
        "staff",
    ),
)

ELSEWHERE = (
    _a(
        "staff.elsewhere",
        "f4",
        N_("Colleague elsewhere"),
        N_("Admit a colleague who works at another device"),
        "staff",
    ),
    _a(
        "invitation.enter",
        "enter",
        N_("Take"),
        N_("Take the code that the colleague's device shows"),
        "invitation",
    ),
    _a(
        "invitation.file",
        "f5",
        N_("From a file"),
        N_("Read the file that the colleague's device has saved"),
        "invitation",
    ),
    _a(
        "introduction.save",
        "f5",
        N_("Save as a file"),
        N_("The code as a file, for a stick"),
        "introduction",
    ),
)

BATCHES = (
    _a(
        "sending.batches",
        "f6",
        N_("Each sending"),
        N_("What was sent when, what waits, and the platform's receipts"),
        "sending",
    ),
)

COURSE = (
    # F6 inverts the code there; a digit, as for all that is done with a pass.
    _a(
        "pass.course",
        "9",
        N_("14 days"),
        N_("The temperatures of this person's last 14 days"),
        "pass_card",
    ),
)

REPLACE = (
    _a(
        "pass.replace",
        "8",
        N_("Replace"),
        N_("Decide anew; the new pass takes the place of this one"),
        "pass_card",
    ),
)

TABLES = (
    _a(
        "table.export",
        "f7",
        N_("Save list"),
        N_("The whole list as a CSV file, a plain one, under a name that you give"),
        "queue",
        "passes",
        "reports",
        "sending",
        "reds",
        "audit",
        "staff",
        "batches",
        "parked",
        "erasures",
        asks=True,
    ),
)

AUDIT = (
    _a("more.audit", "8", N_("Audit"), N_("Every record here, and whether all is whole"), "more"),
    _a("audit.find", "f5", N_("Find"), N_("By a person or a kind of record"), "audit", asks=True),
    _a(
        "audit.check",
        "f3",
        N_("Check all"),
        N_("Verify every page, every record's hash and every own chain"),
        "audit",
    ),
)

OFFICE = (
    *HOME_TASKS,
    *RETURNED,
    *QUEUE,
    *PARKED,
    *REVIEW_MORE,
    *FROM_PAPER,
    *TEMPERATURES,
    *REPORTS,
    *STAFF,
    *ELSEWHERE,
    *BATCHES,
    *REPLACE,
    *COURSE,
    *TABLES,
    *AUDIT,
)
