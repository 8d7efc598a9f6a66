"""The wire's branch of the error tree: readers of bytes or text raise one of these, nothing else.

Rules: 1. Random bytes into any decoder of `fieldpass.wire` give only a WireError. 2. `str(error)`
names the place in the message, never the value that was found there. 3. What raises has changed
nothing.
"""

from typing import ClassVar

from fieldpass.errors import FieldpassError


class WireError(FieldpassError):
    """Bytes or text that cannot be read, or must not be trusted."""

    code: ClassVar[str] = "wire"
    zh: ClassVar[str] = "数据无法读取, 请重新获取或重新扫描."
    en: ClassVar[str] = "The data cannot be read: fetch or scan it again."


class Malformed(WireError):
    """Not the format it should be: damaged, cut, extended, or written in another way than ours."""

    code: ClassVar[str] = "malformed"
    zh: ClassVar[str] = "数据不完整或已损坏, 请重新获取或重新扫描."
    en: ClassVar[str] = "The data is damaged or incomplete: fetch or scan it again."


class TooLarge(Malformed):
    """Longer or deeper than anything of its kind may be."""

    code: ClassVar[str] = "too-large"
    zh: ClassVar[str] = "数据超出允许的大小."
    en: ClassVar[str] = "The data is larger than allowed."


class NewerFormat(WireError):
    """Well formed, but of a version or kind that this program does not know yet."""

    code: ClassVar[str] = "newer-format"
    zh: ClassVar[str] = "格式比本程序新, 请升级程序."
    en: ClassVar[str] = "The format is newer than this program: update the program."


class BadStructure(Malformed):
    """Sound CBOR, but not the COSE_Sign1 structure that the profile allows."""

    code: ClassVar[str] = "bad-structure"


class UnsupportedAlgorithm(WireError):
    """Signed with an algorithm that the profile does not list."""

    code: ClassVar[str] = "unsupported-algorithm"
    zh: ClassVar[str] = "签名算法不被支持."
    en: ClassVar[str] = "The signature's algorithm is not supported."


class UnknownKey(WireError):
    """The signer's key is in no list that this device holds."""

    code: ClassVar[str] = "unknown-key"
    zh: ClassVar[str] = "签名人不在本机的名单里, 请先传送更新名单."
    en: ClassVar[str] = "The signer is in no list of this device: update the lists first."


class BadSignature(WireError):
    """The signature does not fit the key and the content: altered or forged."""

    code: ClassVar[str] = "bad-signature"
    zh: ClassVar[str] = "签名不对: 内容被改过, 或不是由该签发人签发."
    en: ClassVar[str] = "The signature is wrong: altered, or not signed by that key."


class BadSerial(WireError):
    """A serial that was mistyped; the texts say how, where that can be known."""

    code: ClassVar[str] = "bad-serial"
    zh: ClassVar[str] = "卡号不对, 请对照卡面重新输入 12 位数字."
    en: ClassVar[str] = "The serial is wrong: type its 12 digits again from the card."


class BadEnrolmentCode(WireError):
    """An enrolment code that was mistyped or cut."""

    code: ClassVar[str] = "bad-enrolment-code"
    zh: ClassVar[str] = "登记码不对, 请对照登记码单重新输入."
    en: ClassVar[str] = "The enrolment code is wrong: type it again from the slip."


class BadIntroduction(WireError):
    """What should be a colleague's code is none, or is cut."""

    code: ClassVar[str] = "bad-introduction"
    zh: ClassVar[str] = "这不是同事那台电脑上的码, 或没有扫全, 请重新扫描或重新拷贝."
    en: ClassVar[str] = (
        "This is not the code on the colleague's device, or only part of it: scan or copy it again."
    )


class WrongRoot(WireError):
    """The other side's root is not the one that this device was told to trust."""

    code: ClassVar[str] = "wrong-root"
    zh: ClassVar[str] = "平台的根密钥与登记码不符. 没有送出任何个人信息. 请联系发登记码的人."
    en: ClassVar[str] = (
        "The platform's root key is not the one in the enrolment code. "
        "Nothing personal was sent. Ask who gave you the code."
    )


class NotInForce(WireError):
    """A certificate or list before or after its time, or signed by one who had no right to it."""

    code: ClassVar[str] = "not-in-force"
    zh: ClassVar[str] = "平台证书不在有效期内, 请检查本机时间或更新名单."
    en: ClassVar[str] = "The platform's certificate is not in force: check the clock or update."


class RolledBack(WireError):
    """An older version than the one already held: never accepted, whoever sends it."""

    code: ClassVar[str] = "rolled-back"
    zh: ClassVar[str] = "收到的名单比本机的旧, 没有采用."
    en: ClassVar[str] = "The list received is older than the one held: it was not taken."


class WrongBase(WireError):
    """A delta for another version than the one held: fetch the whole list."""

    code: ClassVar[str] = "wrong-base"
    zh: ClassVar[str] = "名单的增量接不上, 将重新取整份名单."
    en: ClassVar[str] = "The list's delta does not fit: the whole list will be fetched."
