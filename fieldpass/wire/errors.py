"""The wire's branch of the error tree: readers of bytes or text raise one of these, nothing else.

Rules: 1. Random bytes into any decoder of `fieldpass.wire` give only a WireError. 2. `str(error)`
names the place in the message, never the value that was found there. 3. What raises has changed
nothing.
"""

from typing import ClassVar

from fieldpass.errors import FieldpassError
from fieldpass.model.text import Advised, advised


class WireError(FieldpassError):
    """Bytes or text that cannot be read, or must not be trusted."""

    code: ClassVar[str] = "wire"
    told: ClassVar[Advised] = advised(
        zh="数据无法读取.",
        en="The data cannot be read.",
        do_zh="请重新获取或重新扫描.",
        do_en="Fetch or scan it again.",
    )


class Malformed(WireError):
    """Not the format it should be: damaged, cut, extended, or written in another way than ours."""

    code: ClassVar[str] = "malformed"
    told: ClassVar[Advised] = advised(
        zh="数据不完整或已损坏.",
        en="The data is damaged or incomplete.",
        do_zh="请重新获取或重新扫描.",
        do_en="Fetch or scan it again.",
    )


class TooLarge(Malformed):
    """Longer or deeper than anything of its kind may be."""

    code: ClassVar[str] = "too-large"
    told: ClassVar[Advised] = advised(
        zh="数据超出允许的大小, 不是本程序的.",
        en="The data is larger than allowed, so it is none of this program's.",
        do_zh="请核对扫的是不是通行卡, 文件是不是选对了.",
        do_en="See whether a pass was scanned, or the right file chosen.",
    )


class NewerFormat(WireError):
    """Well formed, but of a version or kind that this program does not know yet."""

    code: ClassVar[str] = "newer-format"
    told: ClassVar[Advised] = advised(
        zh="格式比本程序新.",
        en="The format is newer than this program.",
        do_zh="请升级程序.",
        do_en="Update the program.",
    )


class BadStructure(Malformed):
    """Sound CBOR, but not the COSE_Sign1 structure that the profile allows."""

    code: ClassVar[str] = "bad-structure"
    told: ClassVar[Advised] = advised(
        zh="数据的结构不对.",
        en="The data is not built as it must be.",
        do_zh="请重新获取或重新扫描.",
        do_en="Fetch or scan it again.",
    )


class UnsupportedAlgorithm(WireError):
    """Signed with an algorithm that the profile does not list."""

    code: ClassVar[str] = "unsupported-algorithm"
    told: ClassVar[Advised] = advised(
        zh="签名算法不被支持.",
        en="The signature's algorithm is not supported.",
        do_zh="请升级程序; 已是最新的, 就不要认这份数据.",
        do_en="Update the program; if it is the newest, do not trust this data.",
    )


class UnknownKey(WireError):
    """The signer's key is in no list that this device holds."""

    code: ClassVar[str] = "unknown-key"
    told: ClassVar[Advised] = advised(
        zh="签名人不在本机的名单里.",
        en="The signer is in no list of this device.",
        do_zh="请先传送更新名单.",
        do_en="Update the lists first.",
    )


class BadSignature(WireError):
    """The signature does not fit the key and the content: altered or forged."""

    code: ClassVar[str] = "bad-signature"
    told: ClassVar[Advised] = advised(
        zh="签名不对: 内容被改过, 或不是由该签发人签发.",
        en="The signature is wrong: altered, or not signed by that key.",
        do_zh="请不要认这份数据, 联系签发的村或单位.",
        do_en="Do not trust this data; ask the village or unit that signed.",
    )


class BadSerial(WireError):
    """A serial that was mistyped; the texts say how, where that can be known."""

    code: ClassVar[str] = "bad-serial"
    told: ClassVar[Advised] = advised(
        zh="卡号不对.",
        en="The serial is wrong.",
        do_zh="请对照卡面重新输入 12 位数字.",
        do_en="Type its 12 digits again from the card.",
    )


class BadEnrolmentCode(WireError):
    """An enrolment code that was mistyped or cut."""

    code: ClassVar[str] = "bad-enrolment-code"
    told: ClassVar[Advised] = advised(
        zh="登记码不对.",
        en="The enrolment code is wrong.",
        do_zh="请对照登记码单重新输入.",
        do_en="Type it again from the slip.",
    )


class BadIntroduction(WireError):
    """What should be a colleague's code is none, or is cut."""

    code: ClassVar[str] = "bad-introduction"
    told: ClassVar[Advised] = advised(
        zh="这不是同事那台电脑上的码, 或没有扫全.",
        en="This is not the code on the colleague's device, or only part of it.",
        do_zh="请重新扫描或重新拷贝.",
        do_en="Scan or copy it again.",
    )


class WrongRoot(WireError):
    """The other side's root is not the one that this device was told to trust."""

    code: ClassVar[str] = "wrong-root"
    told: ClassVar[Advised] = advised(
        zh="平台的根密钥与登记码不符, 没有送出任何个人信息.",
        en="The platform's root key is not the one in the enrolment code; nothing personal was sent.",
        do_zh="请联系发登记码的人.",
        do_en="Ask who gave you the code.",
    )


class NotInForce(WireError):
    """A certificate or list before or after its time, or signed by one who had no right to it."""

    code: ClassVar[str] = "not-in-force"
    told: ClassVar[Advised] = advised(
        zh="平台证书不在有效期内.",
        en="The platform's certificate is not in force.",
        do_zh="请检查本机时间或更新名单.",
        do_en="Check the clock, or update the lists.",
    )


class RolledBack(WireError):
    """An older version than the one already held: never accepted, whoever sends it."""

    code: ClassVar[str] = "rolled-back"
    told: ClassVar[Advised] = advised(
        zh="收到的名单比本机的旧, 没有采用.",
        en="The list received is older than the one held and was not taken.",
        do_zh="请在有网时再传送一次; 总是这样请告诉平台.",
        do_en="Send once more with a network; if it stays so, tell the platform.",
    )


class WrongBase(WireError):
    """A delta for another version than the one held: fetch the whole list."""

    code: ClassVar[str] = "wrong-base"
    told: ClassVar[Advised] = advised(
        zh="名单的增量接不上.",
        en="The list's delta does not fit.",
        do_zh="不用管, 下次传送会取整份名单.",
        do_en="Nothing to do: the next sending fetches the whole list.",
    )
