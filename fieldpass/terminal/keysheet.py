"""The key sheet in `docs/keys.md`, made from the action registry.

`python -m fieldpass.terminal.keysheet` prints it; a test holds the committed file against it.
"""

import sys

from fieldpass import locale
from fieldpass.terminal.action import EVERYWHERE, LIST, Action
from fieldpass.terminal.actions import ACTIONS, key_name

HEAD = "<!-- Made by `python -m fieldpass.terminal.keysheet`; edit the action registry instead. -->"
TITLES = {
    EVERYWHERE: ("On every screen", "每个画面都有"),
    LIST: ("In every list", "每个列表都有"),
    "home": ("Home", "主画面"),
    "checkpoint": ("Checkpoint", "卡口查验"),
    "review": ("Review", "核签"),
    "opening": ("Unlock", "解锁"),
    "recovery": ("Recovery code", "恢复码"),
    "register": ("Registration", "登记"),
    "apply": ("Application on site", "通行证申请"),
    "queue": ("Queue", "通行证签发"),
    "pass_card": ("One pass", "通行卡出示"),
    "passes": ("Passes", "通行卡"),
    "temperatures": ("Temperatures", "测体温"),
    "clock": ("Clock", "时钟"),
    "sending": ("Sending", "传送"),
    "more": ("More", "更多"),
    "settings": ("Settings", "设置"),
    "help": ("Help", "帮助"),
    "reds": ("Red cards to tell", "红卡未报告"),
    "returned": ("One returned record", "平台退回的记录"),
    "parked": ("Waiting aside", "靠边等候"),
    "audit": ("Audit", "记录核查"),
    "reports": ("Daily health reports", "每日健康上报"),
    "reading": ("A text to read", "看全文"),
    "people": ("People on this device", "本机人员"),
    "colleague": ("Add a colleague", "添加同事"),
    "secret": ("Change my passphrase", "修改口令"),
    "new_code": ("New recovery code", "换恢复码"),
    "issuer_key": ("Passphrase to sign", "输口令签发"),
    "erasures": ("Erased data", "已删除的资料"),
    "erase_person": ("Erase a person", "删除个人资料"),
    "staff": ("Issuers and units", "签发人员维护"),
    "endorse": ("Authorise a unit", "授权单位"),
    "invitation": ("Colleague at another device", "别处的同事"),
    "admit": ("Admit a colleague", "加入同事"),
    "introduction": ("To be admitted", "请同事加入"),
    "many": ("Many people in one table", "多人一张表"),
    "batches": ("Each sending", "每批传送"),
    "recover": ("Unlock with the recovery code", "用恢复码解锁"),
}


def _screens() -> list[str]:
    found: list[str] = []
    for action in ACTIONS:
        found += [screen for screen in action.screens if screen not in found]
    return found


def _in(lang: str, action: Action) -> tuple[str, str, str]:
    before = locale.language()
    locale.use(lang)
    try:
        keys = ", ".join(key_name(key) for key in action.keys)
        return keys, action.shown_label(), action.shown_help()
    finally:
        locale.use(before)


def sheet() -> str:
    """The whole sheet as Markdown, Chinese and English side by side."""
    lines = [HEAD, "", "# Keys / 按键"]
    for screen in _screens():
        en, zh = TITLES.get(screen, (screen, screen))
        lines += [
            "",
            f"## {en} / {zh}",
            "",
            "| key | 按键 | what it does | 做什么 |",
            "|---|---|---|---|",
        ]
        for action in ACTIONS:
            if screen not in action.screens:
                continue
            keys, label, help_text = _in("en", action)
            zh_keys, zh_label, zh_help = _in("zh", action)
            row = f"| {keys} | {zh_keys} | {label}: {help_text} | {zh_label}: {zh_help} |"
            lines.append(row)
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the sheet."""
    sys.stdout.write(sheet())


if __name__ == "__main__":
    main()
