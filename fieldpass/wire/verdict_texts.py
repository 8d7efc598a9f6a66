"""What a verdict says to the person at the checkpoint: what it is, and what to do now.

Sentences only; `verifying` decides which. Phone numbers and keys are the screen's to add. Rules: 1.
every CHECK says what to do now; 2. every STOP has one sentence to read aloud and names the appeal;
3. no sentence holds anything of the person.
"""

from collections.abc import Mapping

from fieldpass.model.reasons import Reason
from fieldpass.model.text import Text

GO = Text(zh="绿卡, 可以通行.", en="Green: let pass.")
GO_UNSCREENED = Text(
    zh="绿卡, 可以通行. 现场签发, 平台还没有核验.",
    en="Green: let pass. Issued on site, not screened by the platform yet.",
)
PENDING = Text(
    zh="待审核: 还没有核签, 先不放行. 请他等核签, 或请签发人现在核签.",
    en="Pending: nobody has decided yet, do not let pass. Wait for, or call, the issuer.",
)
EXPIRED = Text(
    zh="黄卡, 已过期: 先不放行, 请他重新申报.",
    en="Yellow, expired: do not let pass, ask to apply again.",
)
VOID = Text(
    zh="卡已作废, 不能用. 请他出示新卡, 或联系签发人.",
    en="This pass was taken back. Ask for the new pass, or call the issuer.",
)
TRAINING = Text(zh="这是训练卡, 不能通行.", en="This is a training pass: it lets nobody pass.")
NOT_TRAINING = Text(
    zh="训练中只认训练卡, 这是真卡.", en="Training reads training passes only; this is a real one."
)
STOLEN = Text(
    zh="卡无效: 签发密钥已被盗用报失. 请他联系签发人换卡.",
    en="Invalid: the issuer's key was reported stolen. Ask to get a new pass from the issuer.",
)
DAMAGED = Text(
    zh="卡无效: 二维码不完整或被改过. 请再扫一次, 还不行就联系签发人.",
    en="Invalid: the code is damaged or was changed. Scan again; if it stays, call the issuer.",
)
FORGED = Text(
    zh="卡无效: 签名不对, 内容被改过或是伪造的. 不要放行.",
    en="Invalid: the signature is wrong, the pass is altered or forged. Do not let pass.",
)
OTHER_SCOPE = Text(
    zh="卡无效: 签发人无权签发这个地方的卡.",
    en="Invalid: the issuer has no authority for this place.",
)
DEVICE_KEY = Text(
    zh="卡无效: 设备密钥只能签待审核码.",
    en="Invalid: a device's key can sign pending codes only.",
)
KEY_OUT_OF_FORCE = Text(
    zh="卡无效: 签发时签发人没有授权.",
    en="Invalid: the issuer was not authorised when it was signed.",
)
UNKNOWN_KEY = Text(
    zh="无法核实: 签发人不在本机名单里. 请传送更新名单后再扫, 或联系签发人.",
    en="Cannot tell: the issuer is not in this device's list. Update the lists, or call the issuer.",
)
NO_LIST = Text(
    zh="无法核实: 本机没有这个县的签发人名单. 请传送后再扫, 或按卡面颜色处理.",
    en="Cannot tell: no issuer list of this county here. Update, or go by the colour on the card.",
)
NEWER = Text(
    zh="无法核实: 卡的格式比本机程序新, 请升级程序.",
    en="Cannot tell: the pass is of a newer format. Update the program.",
)
CLOCK = Text(
    zh="无法核实: 本机时间不对, 请先校正时间.",
    en="Cannot tell: this device's clock is wrong. Set the time first.",
)
NOT_YET = Text(
    zh="无法核实: 签发日期在本机时间之后, 请先核对本机时间.",
    en="Cannot tell: issued after this device's time. Check the clock first.",
)
_STOP_ZH = "请不要放行. 如有异议可以申诉."
_STOP_EN = "Do not let pass. An appeal is possible."
_DO_NOW: dict[Reason, tuple[str, str]] = {
    Reason.RECHECK: ("现在再测体温, 正常就放行.", "Measure again now: normal lets pass."),
    Reason.NO_REPORT: ("现在测体温, 正常就放行.", "Take the temperature now: normal lets pass."),
    Reason.MORE_INFO: ("先不放行, 请他联系签发人补充.", "Hold, and call the issuer."),
    Reason.UNSCREENED: ("先不放行, 请平台核验后再扫.", "Hold until the platform has screened."),
    Reason.EXPIRED: ("先不放行.", "Do not let pass."),
    Reason.CONFLICT: ("先不放行, 请联系签发人.", "Hold, and call the issuer."),
    Reason.ISSUER: ("先不放行, 请联系签发人核实.", "Hold, and call the issuer."),
    Reason.OTHER: ("先不放行, 请联系签发人核实.", "Hold, and call the issuer."),
}


def yellow(reason: Reason, days: Mapping[str, int]) -> Text:
    """Why it is yellow, and what to do now; `days` as in `policy.days_of`."""
    said, (zh, en) = reason.said(days), _DO_NOW.get(reason, _DO_NOW[Reason.OTHER])
    return Text(zh=f"{said.zh} {zh}", en=f"{said.en} {en}")


def red(reason: Reason, days: Mapping[str, int]) -> Text:
    """Why it is red, in a sentence to read aloud; `days` as in `policy.days_of`."""
    said = reason.said(days)
    return Text(zh=f"{said.zh} {_STOP_ZH}", en=f"{said.en} {_STOP_EN}")


def stale(age_seconds: int | None, *, hard: bool) -> Text:
    """How old the lists are; None where there is no status list at all."""
    if age_seconds is None:
        return Text(
            zh="本机没有这个县的卡状态名单, 作废或变色看不到.",
            en="No status list of this county here: a void or changed pass is not seen.",
        )
    hours = max(1, age_seconds // 3600)
    if hard:
        return Text(
            zh=f"名单已 {hours} 小时没更新, 太旧, 请尽快传送.",
            en=f"The lists are {hours} hours old, too old: update them soon.",
        )
    return Text(zh=f"名单是 {hours} 小时前的.", en=f"The lists are {hours} hours old.")


def joined(one: Text, two: Text | None) -> Text:
    """Two sentences one after the other."""
    return one if two is None else Text(zh=f"{one.zh} {two.zh}", en=f"{one.en} {two.en}")
