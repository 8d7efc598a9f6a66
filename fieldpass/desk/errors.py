"""The desk's branch of the error tree: a task that the desk refuses, with a sentence that says why."""

from typing import ClassVar

from fieldpass.errors import FieldpassError
from fieldpass.model.text import Text


class DeskError(FieldpassError):
    """A task that could not be done; nothing has changed."""

    code: ClassVar[str] = "desk"


class NotAllowed(DeskError):
    """The rules or the own standing forbid it now; the sentence says what would have to be."""

    code: ClassVar[str] = "not-allowed"

    def __init__(self, why: Text, detail: str = "") -> None:
        """Carry the sentence of the rule that forbids it."""
        super().__init__(detail, zh=why.zh, en=why.en)
        self.why = why


class IssuerKeyAway(DeskError):
    """The issuer key was put away for the checkpoint; the same person's secret opens it again.

    No NotAllowed: nothing forbids the task, and what was typed for it is kept until the key is open.
    """

    code: ClassVar[str] = "issuer-key-away"
    zh: ClassVar[str] = "卡口查验时签发密钥已收起. 请本人再输一次口令, 然后再签."
    en: ClassVar[str] = (
        "The issuer key was put away for the checkpoint: type your passphrase again to sign."
    )


class NotRegistered(DeskError):
    """The device has no identity yet."""

    code: ClassVar[str] = "not-registered"
    zh: ClassVar[str] = "本机还没有登记. 请先登记签发人, 再办理."
    en: ClassVar[str] = "This device is not registered yet. Register first, then go on."


class NotFound(DeskError):
    """What was asked for is not on this device."""

    code: ClassVar[str] = "not-found"
    zh: ClassVar[str] = "本机没有找到. 有网时先传送, 再查一次."
    en: ClassVar[str] = "Not found on this device. Sync when there is a network, then look again."


class FormRefused(DeskError):
    """A form with errors; `fields` has a sentence for each field that is wrong."""

    code: ClassVar[str] = "form-refused"
    zh: ClassVar[str] = "有几项没有填对, 请改正标出的各项."
    en: ClassVar[str] = "Some fields are not right: correct those that are marked."

    def __init__(self, fields: dict[str, Text]) -> None:
        """Carry all errors at once; only the fields' names go into logs."""
        super().__init__("form: " + ", ".join(sorted(fields)))
        self.fields = fields


class ReadingRefused(DeskError):
    """A number that is no reading."""

    code: ClassVar[str] = "reading-refused"


class TooLate(DeskError):
    """The draft is signed already."""

    code: ClassVar[str] = "too-late"
    zh: ClassVar[str] = "已经签发, 不能撤回. 签错了请作废这张卡."
    en: ClassVar[str] = (
        "Already signed and cannot be withdrawn. If it was a mistake, void the pass."
    )


class ClockDoubted(DeskError):
    """The clock is before a time that this device has already seen."""

    code: ClassVar[str] = "clock-doubted"
    zh: ClassVar[str] = "本机时间比上次使用时还早, 不能签发. 请先校正时间."
    en: ClassVar[str] = (
        "The clock is earlier than when this device was last used: it cannot sign. Set the clock first."
    )
