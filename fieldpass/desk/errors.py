"""The desk's branch of the error tree: a task that the desk refuses, with a sentence that says why."""

from typing import ClassVar

from fieldpass.errors import FieldpassError
from fieldpass.model.text import Advised, Text, advised


class DeskError(FieldpassError):
    """A task that could not be done; nothing has changed."""

    code: ClassVar[str] = "desk"
    told: ClassVar[Advised] = advised(
        zh="这件事没有办成, 什么都没有改动.",
        en="This could not be done, and nothing was changed.",
        do_zh="请按 Esc 返回, 再办一次.",
        do_en="Press Esc and do it once more.",
    )


class NotAllowed(DeskError):
    """The rules or the own standing forbid it now; the sentence says what would have to be."""

    code: ClassVar[str] = "not-allowed"

    def __init__(self, why: Advised, detail: str = "") -> None:
        """Carry what the rule says, and what may be done instead."""
        super().__init__(detail, why)
        self.why = why


class IssuerKeyAway(DeskError):
    """The issuer key was put away for the checkpoint; the same person's secret opens it again.

    No NotAllowed: nothing forbids the task, and what was typed for it is kept until the key is open.
    """

    code: ClassVar[str] = "issuer-key-away"
    told: ClassVar[Advised] = advised(
        zh="卡口查验时签发密钥已收起.",
        en="The issuer key was put away for the checkpoint.",
        do_zh="请本人再输一次口令, 然后再签.",
        do_en="Type your passphrase again to sign.",
    )


class NotRegistered(DeskError):
    """The device has no identity yet."""

    code: ClassVar[str] = "not-registered"
    told: ClassVar[Advised] = advised(
        zh="本机还没有登记.",
        en="This device is not registered yet.",
        do_zh="请先登记签发人, 再办理.",
        do_en="Register first, then go on.",
    )


class NotFound(DeskError):
    """What was asked for is not on this device."""

    code: ClassVar[str] = "not-found"
    told: ClassVar[Advised] = advised(
        zh="本机没有找到.",
        en="Not found on this device.",
        do_zh="有网时先传送, 再查一次.",
        do_en="Send when there is a network, then look again.",
    )


class FormRefused(DeskError):
    """A form with errors; `fields` has a sentence for each field that is wrong."""

    code: ClassVar[str] = "form-refused"
    told: ClassVar[Advised] = advised(
        zh="有几项没有填对.",
        en="Some fields are not right.",
        do_zh="请改正标出的各项.",
        do_en="Correct those that are marked.",
    )

    def __init__(self, fields: dict[str, Text]) -> None:
        """Carry all errors at once; only the fields' names go into logs."""
        super().__init__("form: " + ", ".join(sorted(fields)))
        self.fields = fields


class ReadingRefused(DeskError):
    """A number that is no reading."""

    code: ClassVar[str] = "reading-refused"
    told: ClassVar[Advised] = advised(
        zh="这不是体温.",
        en="This is no temperature.",
        do_zh="请像 365 或 36.5 这样填.",
        do_en="Type it like 365 or 36.5.",
    )


class TooLate(DeskError):
    """The draft is signed already."""

    code: ClassVar[str] = "too-late"
    told: ClassVar[Advised] = advised(
        zh="已经签发, 不能撤回.",
        en="Already signed and cannot be withdrawn.",
        do_zh="签错了请作废这张卡.",
        do_en="If it was a mistake, void the pass.",
    )


class ClockDoubted(DeskError):
    """The clock is before a time that this device has already seen."""

    code: ClassVar[str] = "clock-doubted"
    told: ClassVar[Advised] = advised(
        zh="本机时间比上次使用时还早, 不能签发.",
        en="The clock is earlier than when this device was last used: it cannot sign.",
        do_zh="请先校正时间.",
        do_en="Set the clock first.",
    )
