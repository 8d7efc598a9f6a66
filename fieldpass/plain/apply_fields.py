"""What the application on site asks for, as data: who, where to, promise and reading."""

from fieldpass.plain.asking import Field
from fieldpass.terminal.action import N_

WHO = (
    Field(
        name="document_type",
        label=N_("Document"),
        choices=(
            ("resident_id", N_("ID card")),
            ("residence_permit", N_("HK/Macao/TW")),
            ("foreigner_permit", N_("foreigner")),
            ("passport", N_("passport")),
            ("household_booklet", N_("booklet")),
        ),
    ),
    Field(name="number", label=N_("Number"), hint=N_("or the last 4 of somebody known")),
    Field(name="name", label=N_("Name")),
    Field(name="phone", label=N_("Telephone")),
    Field(name="guardian_name", label=N_("Guardian"), hint=N_("for children only")),
    Field(name="guardian_relation", label=N_("Relation"), hint=N_("such as mother")),
    Field(name="guardian_phone", label=N_("Their telephone"), hint=N_("may stay empty")),
)
WHERE = (
    Field(name="residence_division", label=N_("Lives in"), hint=N_("name, initials or code")),
    Field(name="residence_detail", label=N_("Address"), hint=N_("group, street, number")),
    Field(name="destination_division", label=N_("Goes to"), hint=N_("name, initials or code")),
    Field(name="destination_detail", label=N_("Address there"), hint=N_("may stay empty")),
    Field(
        name="purpose",
        label=N_("Purpose"),
        choices=(("work", N_("work")), ("school", N_("school")), ("other", N_("other"))),
    ),
    Field(name="purpose_note", label=N_("Employer/school"), hint=N_("may stay empty")),
    Field(name="province_days", label=N_("Shandong days"), hint=N_("continuous, up to today")),
)
PROMISE = (
    Field(
        name="promise",
        label=N_("Promise"),
        choices=(("stub", N_("signed on the stub")), ("witness", N_("before a witness"))),
    ),
    Field(name="promise_by", label=N_("Stub or witness"), hint=N_("stub number, or the name")),
    Field(
        name="onsite_reason",
        label=N_("Why on site"),
        choices=(
            ("no_phone", N_("no phone")),
            ("cannot_use", N_("cannot use one")),
            ("no_network", N_("no network")),
        ),
    ),
    Field(name="reading", label=N_("Temperature"), hint=N_("of now, like 365")),
)
FIELDS = (*WHO, *WHERE, *PROMISE)
GUARDIAN = ("guardian_name", "guardian_relation", "guardian_phone")
DIVISIONS = ("residence_division", "destination_division")
