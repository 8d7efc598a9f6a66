"""What can be pressed on the screens of single tasks; see `actions` for the rules."""

from fieldpass.terminal.action import N_
from fieldpass.terminal.action import action as _a

OPENING = (
    _a("opening.language", "f6", N_("English/Chinese"), N_("Speak the other language"), "opening"),
    _a(
        "opening.recover",
        "f7",
        N_("Recovery code"),
        N_("Open the data with the printed code, and choose a new passphrase"),
        "opening",
    ),
    _a("quit", "f10", N_("Quit"), N_("Leave the program; everything is saved"), "opening", "home"),
    _a(
        "recovery.done",
        "enter",
        N_("Written down"),
        N_("Go on; the code is not shown again"),
        "recovery",
    ),
)

ONE_TASK = (
    "colleague",
    "admit",
    "secret",
    "new_code",
    "recover",
    "erase_person",
    "endorse",
    "many",
    "issuer_key",
)

FORMS = (
    _a(
        "form.next",
        "enter",
        N_("Next field"),
        N_("Go to the next field"),
        "register",
        "apply",
        *ONE_TASK,
    ),
    _a(
        "form.submit",
        "f5",
        N_("Send"),
        N_("Send the form; what is wrong is marked in all fields at once"),
        "register",
    ),
    _a("task.submit", "f5", N_("Finish"), N_("Check the form and do it"), *ONE_TASK),
    _a("register.poll", "f6", N_("Ask again"), N_("Ask the platform for its answer"), "register"),
    _a(
        "register.introduce",
        "f3",
        N_("To be admitted"),
        N_("Show this device's code to the colleague who admits it"),
        "register",
    ),
    _a(
        "register.later",
        "f7",
        N_("Later"),
        N_("Go on without registration; signing comes after it"),
        "register",
    ),
    _a(
        "apply.step",
        "f5",
        N_("Next step"),
        N_("Check this step and go to the next; after the last one the application is saved"),
        "apply",
    ),
    _a(
        "apply.all_no",
        "f6",
        N_("All no"),
        N_("Answer all questions with no, after they were read aloud"),
        "apply",
    ),
    _a("apply.discard", "f7", N_("Begin anew"), N_("Empty the whole form"), "apply"),
)

QUEUE = (_a("queue.filter", "f3", N_("Which"), N_("Show undecided, decided or all"), "queue"),)

PASS = (
    _a("pass.done", "enter", N_("Done"), N_("Go on to the next task"), "pass_card", "introduction"),
    _a(
        "pass.invert",
        "f6",
        N_("Invert"),
        N_("Exchange dark and light in the code"),
        "pass_card",
        "introduction",
    ),
    _a(
        "pass.export",
        "6",
        N_("Save image"),
        N_("Save the code as PNG and SVG files"),
        "pass_card",
    ),
    _a(
        "pass.void",
        "7",
        N_("Void"),
        N_("Take the pass back: a misprint, a leaver, a lost key"),
        "pass_card",
    ),
)

PASSES = (
    _a(
        "passes.enter",
        "enter",
        N_("Find, open"),
        N_("With text in the entry line: find it; without: open the row under the cursor"),
        "passes",
    ),
)

READINGS = (
    _a(
        "temperatures.enter",
        "enter",
        N_("Take"),
        N_("First the person (scan, serial, ID number or its tail, name), then the temperature"),
        "temperatures",
    ),
)

SENDING = (_a("sending.now", "f5", N_("Send now"), N_("Try to reach the platform now"), "sending"),)

MORE = (
    _a("more.sending", "1", N_("Sending"), N_("What is sent, what came back"), "more"),
    _a("more.registration", "2", N_("Registration"), N_("Register, or ask for the answer"), "more"),
    _a("more.settings", "3", N_("Settings"), N_("Language, colours, terminal"), "more"),
    _a("more.about", "4", N_("About"), N_("Version and folders"), "more"),
    _a("more.clock", "5", N_("Clock"), N_("Whether the clock is right; type the time"), "more"),
    _a("more.people", "6", N_("People"), N_("Colleagues, passphrases, recovery code"), "more"),
    _a("more.erasures", "7", N_("Erased data"), N_("What was erased; erase a person"), "more"),
    _a("clock.enter", "enter", N_("Confirm"), N_("Take what stands in the entry line"), "clock"),
    _a("settings.language", "1", N_("Language"), N_("Chinese or English"), "settings"),
    _a("settings.theme", "2", N_("Colours"), N_("Dark, light, strong light, 16, none"), "settings"),
)

PEOPLE = (
    _a("people.add", "1", N_("Add a colleague"), N_("With an own passphrase and name"), "people"),
    _a("people.secret", "2", N_("My passphrase"), N_("Change the own passphrase"), "people"),
    _a("people.code", "3", N_("Recovery code"), N_("Make a new one; the old one ends"), "people"),
    _a(
        "people.remove", "4", N_("Remove"), N_("Take somebody off this device"), "people", asks=True
    ),
    _a("erasures.person", "1", N_("Erase a person"), N_("On that person's request"), "erasures"),
    _a("people.idle", "5", N_("Idle lock"), N_("Lock when nobody presses a key"), "people"),
)

HELP = (
    _a("help.page", "enter pagedown", N_("Next page"), N_("Turn the page"), "help"),
    _a("reading.page", "enter pagedown", N_("Next page"), N_("Turn the page"), "reading"),
)

TASKS = (
    *OPENING,
    *FORMS,
    *QUEUE,
    *PASS,
    *PASSES,
    *READINGS,
    *SENDING,
    *MORE,
    *PEOPLE,
    *HELP,
)
