"""The declaration form as data: its fields, choices and the promise, the same words on the screen, on the
web page and on paper. The questions between them are `questions`.

Rules:

1. `FORM` is what the person declares, in the order in which it is asked; `AT_THE_TABLE` is what only who
   takes the application down on site adds.
2. A terminal has `NARROW` columns for a label and `CHOICES` for all choices of a row: what is longer has
   `short` words beside it. Where the long words have room they are the short ones, too.
3. Who has a document that tells sex and birth is not asked for them.

Source: notice 164, 一(一) and 一(二); the notice's form.
"""

from typing import Literal

from fieldpass.model.frozen import dataclass
from fieldpass.model.questions import Choice
from fieldpass.model.text import Text

NARROW = 15
CHOICES = 62


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of the declaration; `path` is its place in `bodies.Declaration`, or in the application."""

    path: str
    label: Text
    kind: Literal[
        "text", "choice", "document", "phone", "division", "number", "day", "sex", "reading"
    ]
    required: bool = True
    choices: tuple[Choice, ...] = ()
    short: Text | None = None
    hint: Text | None = None

    @property
    def narrow(self) -> Text:
        """The label for a narrow row."""
        return self.short or self.label

    def beside(self, hint: Text | None) -> Text | None:
        """What stands beside the field: a hint, and the label in full where the row shows a short one."""
        zh = _beside(hint.zh if hint else "", self.label.zh, self.narrow.zh)
        en = _beside(hint.en if hint else "", self.label.en, self.narrow.en)
        return Text(zh=zh, en=en) if zh or en else None


def _beside(hint: str, full: str, narrow: str) -> str:
    if full == narrow:
        return hint
    return f"{hint} ({full})" if hint else full


PURPOSES: tuple[Choice, ...] = (
    Choice(code="work", text=Text(zh="复工", en="back to work")),
    Choice(code="school", text=Text(zh="复学", en="back to school")),
    Choice(code="other", text=Text(zh="其他", en="another purpose")),
)

DOCUMENTS: tuple[Choice, ...] = (
    Choice(
        code="resident_id",
        text=Text(zh="居民身份证", en="resident identity card"),
        short=Text(zh="身份证", en="ID card"),
    ),
    Choice(
        code="residence_permit",
        text=Text(zh="港澳台居民居住证", en="residence permit (HK, Macao, Taiwan)"),
        short=Text(zh="港澳台", en="HK/Macao/TW"),
    ),
    Choice(
        code="foreigner_permit",
        text=Text(zh="外国人永久居留身份证", en="foreigner's permanent residence permit"),
        short=Text(zh="外国人", en="foreigner"),
    ),
    Choice(code="passport", text=Text(zh="护照", en="passport")),
    Choice(
        code="household_booklet",
        text=Text(zh="户口簿 (儿童)", en="household booklet (children)"),
        short=Text(zh="户口簿", en="booklet"),
    ),
)

SEXES: tuple[Choice, ...] = (
    Choice(code="m", text=Text(zh="男", en="man")),
    Choice(code="f", text=Text(zh="女", en="woman")),
)

_MAY_STAY_EMPTY = Text(zh="可以不填", en="may stay empty")
_A_PLACE = Text(zh="地名, 拼音首字母或代码", en="name, initials or code")

FORM: tuple[FormField, ...] = (
    FormField(
        path="document.type",
        label=Text(zh="证件类型", en="Document"),
        kind="choice",
        choices=DOCUMENTS,
    ),
    FormField(
        path="document.number",
        label=Text(zh="证件号码", en="Document no."),
        kind="document",
    ),
    FormField(path="name", label=Text(zh="姓名", en="Name"), kind="text"),
    FormField(
        path="sex", label=Text(zh="性别", en="Sex"), kind="sex", required=False, choices=SEXES
    ),
    FormField(
        path="birth",
        label=Text(zh="出生日期", en="Date of birth"),
        kind="day",
        required=False,
        hint=Text(zh="如 19650318", en="like 19650318"),
    ),
    FormField(path="phone", label=Text(zh="联系电话", en="Telephone"), kind="phone"),
    FormField(
        path="residence.division",
        label=Text(zh="现住地区划", en="Residence"),
        kind="division",
        hint=_A_PLACE,
    ),
    FormField(
        path="residence.detail",
        label=Text(zh="现住详细地址", en="Address of residence"),
        kind="text",
        required=False,
        short=Text(zh="现住详细地址", en="Home address"),
        hint=Text(zh="组, 街, 号", en="group, street, number"),
    ),
    FormField(
        path="destination.division",
        label=Text(zh="去往地区划", en="Destination"),
        kind="division",
        hint=_A_PLACE,
    ),
    FormField(
        path="destination.detail",
        label=Text(zh="去往详细地址", en="Address of destination"),
        kind="text",
        required=False,
        short=Text(zh="去往详细地址", en="Address there"),
        hint=_MAY_STAY_EMPTY,
    ),
    FormField(
        path="purpose", label=Text(zh="出行事由", en="Purpose"), kind="choice", choices=PURPOSES
    ),
    FormField(
        path="purpose_note",
        label=Text(zh="工作单位或学校", en="Employer or school"),
        kind="text",
        required=False,
        short=Text(zh="工作单位或学校", en="Employer/school"),
        hint=_MAY_STAY_EMPTY,
    ),
    FormField(
        path="province_days",
        label=Text(zh="在山东连续居住天数", en="Continuous days in the province"),
        kind="number",
        short=Text(zh="在鲁连续天数", en="Shandong days"),
        hint=Text(zh="到今天, 不间断", en="up to today"),
    ),
    FormField(
        path="guardian.name",
        label=Text(zh="监护人姓名", en="Guardian"),
        kind="text",
        required=False,
        hint=Text(zh="只用于儿童", en="for children only"),
    ),
    FormField(
        path="guardian.relation",
        label=Text(zh="与孩子的关系", en="Relation to the child"),
        kind="text",
        required=False,
        short=Text(zh="与孩子的关系", en="Relation"),
        hint=Text(zh="如 母亲", en="such as mother"),
    ),
    FormField(
        path="guardian.phone",
        label=Text(zh="监护人电话", en="Guardian's telephone"),
        kind="phone",
        required=False,
        short=Text(zh="监护人电话", en="Their telephone"),
        hint=_MAY_STAY_EMPTY,
    ),
    FormField(
        path="guardian.document.number",
        label=Text(zh="监护人身份证号码", en="Guardian's ID number"),
        kind="document",
        required=False,
        short=Text(zh="监护人身份证", en="Their ID no."),
        hint=_MAY_STAY_EMPTY,
    ),
)

ONSITE_REASONS: tuple[Choice, ...] = (
    Choice(code="no_phone", text=Text(zh="没有智能手机", en="has no smartphone")),
    Choice(code="cannot_use", text=Text(zh="不会用手机办理", en="cannot use one")),
    Choice(code="no_network", text=Text(zh="没有网络", en="no network")),
)

PROMISE = Text(
    zh="以上内容由本人如实填报. 如有隐瞒或虚假, 愿承担法律责任.",
    en="What I have declared is true. I answer in law for anything hidden or false.",
)
PROMISE_FOR_CHILD = Text(
    zh="以上内容由监护人代孩子如实填报. 如有隐瞒或虚假, 愿承担法律责任.",
    en="As guardian I have declared the truth for the child, and answer in law for it.",
)
PROMISE_WAYS: tuple[Choice, ...] = (
    Choice(code="self", text=Text(zh="本人在网上确认", en="confirmed online by the person")),
    Choice(
        code="stub",
        text=Text(zh="本人在存根上签字", en="signed on the paper stub"),
        short=Text(zh="存根签字", en="signed on the stub"),
    ),
    Choice(
        code="witness",
        text=Text(zh="念给本人听, 本人同意, 有见证人", en="read aloud and agreed before a witness"),
        short=Text(zh="念给本人听, 有见证人", en="read aloud before a witness"),
    ),
)

AT_THE_TABLE: tuple[FormField, ...] = (
    FormField(
        path="promise.how",
        label=Text(zh="承诺方式", en="Promise"),
        kind="choice",
        choices=PROMISE_WAYS[1:],
    ),
    FormField(
        path="promise.by",
        label=Text(zh="存根号或见证人", en="Stub or witness"),
        kind="text",
        hint=Text(zh="存根号, 或见证人姓名", en="stub number, or the name"),
    ),
    FormField(
        path="onsite_reason",
        label=Text(zh="现场办理原因", en="Why on site"),
        kind="choice",
        choices=ONSITE_REASONS,
    ),
    FormField(
        path="reading.tenths",
        label=Text(zh="体温", en="Temperature"),
        kind="reading",
        hint=Text(zh="现在测的, 如 365", en="of now, like 365"),
    ),
)


def promise_of(*, for_child: bool) -> Text:
    """The promise in the words that are read aloud or signed."""
    return PROMISE_FOR_CHILD if for_child else PROMISE
