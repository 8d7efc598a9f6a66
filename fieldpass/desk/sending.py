"""Sending, 传送: the background sync of one office, and what people may know of it.

Rules: 1. Own records nudge the syncer after they are durable, nothing else does, or the syncer's own
writing would keep it awake for ever. 2. While the platform has not answered the registration, each
session asks for the answer first. 3. "All sent" is what the store's rows say.
"""

import time
from dataclasses import dataclass
from typing import Literal

from fieldpass.desk import looking_up
from fieldpass.desk.chores import Chores
from fieldpass.desk.office import Office
from fieldpass.desk.registration import open_transport
from fieldpass.model.authors import REFUSALS, Refused
from fieldpass.model.records import Record
from fieldpass.model.text import Text, counted
from fieldpass.model.times import moment_text
from fieldpass.store import outbox, settings
from fieldpass.sync import registering
from fieldpass.sync.driver import Syncer, SyncReport
from fieldpass.sync.line import ServerLine
from fieldpass.sync.port import StorePort
from fieldpass.sync.steps import AskHello, Heard, Question
from fieldpass.sync.transport import Transport

ALL_SENT = "desk.all-sent-at"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingView:
    """What the screen shows; times in ms. `text` is the whole in one sentence."""

    link: Literal["online", "offline", "unknown", "unregistered"]
    text: Text
    unsent: int
    returned: int
    since: int | None = None
    last_all_sent: int | None = None
    lists_as_of: int | None = None
    last_error: Text | None = None
    update_needed: bool = False


def start(office: Office, *, background: bool = True) -> Syncer:
    """Begin to send; raises NotRegistered, BadAddress. Twice is once."""
    if office.syncer is not None:
        return office.syncer
    identity = office.require_identity()
    transport = open_transport(identity.server_url)
    line = _RegisteringLine(office, transport)
    chores = Chores(office)
    syncer = Syncer(
        StorePort(office.store, office.device, county=identity.county, clock=office.now),
        line,
        clock=office.now,
        chance=office.surroundings.chance,
        on_report=lambda report: _heard(office, chores, report),
    )
    office.syncer = syncer
    looking_up.connect(office)
    office.on_close(transport.close)
    office.on_close(lambda: stop(office))
    if background:
        syncer.start()
    return syncer


def stop(office: Office) -> None:
    """End sending; what is unsent stays unsent."""
    syncer, office.syncer = office.syncer, None
    office.online = False
    if syncer is not None:
        syncer.stop()


def now(office: Office) -> None:
    """A person asks for it: send at once."""
    if office.syncer is not None:
        office.syncer.send_now()


def run_once(office: Office) -> SyncReport:
    """One session in the caller's thread, for commands and tests."""
    return start(office, background=False).run_once()


def status(office: Office) -> SendingView:
    """How sending stands."""
    if office.identity is None:
        return SendingView(
            link="unregistered",
            text=Text(zh="还没有登记, 不传送.", en="Not registered yet: nothing is sent."),
            unsent=0,
            returned=0,
        )
    unsent, returned, all_sent = office.store.read(
        lambda conn: (
            outbox.unsent_count(conn),
            outbox.returned_count(conn),
            settings.get(conn, ALL_SENT),
        )
    )
    report = office.syncer.report if office.syncer else SyncReport()
    link: Literal["online", "offline", "unknown"] = {
        "up": "online",
        "down": "offline",
    }.get(report.link, "unknown")  # type: ignore[assignment]
    return SendingView(
        link=link,
        text=_sentence(link, unsent, report),
        unsent=unsent,
        returned=returned,
        since=report.link_since,
        last_all_sent=all_sent,
        lists_as_of=office.holdings().as_of(office.identity.county),
        last_error=report.last_error,
        update_needed=report.update_needed,
    )


# What happens in the syncer's thread.


class _RegisteringLine:
    """The line to the server, which asks for the registration's answer while there is none."""

    def __init__(self, office: Office, transport: Transport) -> None:
        self._office, self._transport = office, transport
        self._line = ServerLine(transport, office.device, monotonic=time.monotonic)

    def ask(self, question: Question) -> Heard:
        if isinstance(question, AskHello):
            self._register()
        return self._line.ask(question)

    def _register(self) -> None:
        office = self._office
        waiting = office.store.read(lambda conn: settings.get(conn, registering.CODE))
        if waiting is not None:
            registering.poll(office.store, self._transport, office.device, clock=office.now)


def _heard(office: Office, chores: Chores, report: SyncReport) -> None:
    """Keep what the report tells; called in the syncer's thread, so it only posts."""
    office.online = report.link == "up"
    if report.all_sent_at is not None and report.state == "idle":
        at = report.all_sent_at
        office.store.submit(lambda tx: settings.put(tx, ALL_SENT, at))
        chores.post()
    for listener in tuple(office.report_listeners):
        listener()


def _sentence(link: str, unsent: int, report: SyncReport) -> Text:
    left = counted(unsent, "record", "records")
    if report.update_needed:
        return Text(
            zh="平台比本程序新, 请升级程序. 本机照常能用, 记录都在.",
            en="The platform is newer: update this program. Work goes on, all records are kept.",
        )
    if link == "online":
        if unsent:
            return Text(zh=f"正在传送, 还有 {unsent} 条.", en=f"Sending: {left} left.")
        return Text(zh="已全部送到平台.", en="Everything has been sent.")
    if link == "offline":
        since = moment_text(report.link_since) if report.link_since is not None else None
        return Text(
            zh=f"没有网{f' ({since.zh} 断)' if since else ''}. 本机 {unsent} 条还没送到平台.",
            en=f"No network{f' (since {since.en})' if since else ''}. {left} not sent yet.",
        )
    return Text(zh=f"{unsent} 条还没送到平台.", en=f"{left} not sent yet.")


# Words for records and reasons.

_KINDS: dict[str, Text] = {
    "application.submitted": Text(zh="申请", en="application"),
    "application.amended": Text(zh="申请更正", en="amended application"),
    "temperature.taken": Text(zh="体温", en="temperature"),
    "health.reported": Text(zh="健康上报", en="health report"),
    "decision.made": Text(zh="核签", en="decision"),
    "pass.issued": Text(zh="通行卡", en="pass"),
    "pass.voided": Text(zh="作废", en="void"),
    "red.reported": Text(zh="红卡报告", en="report of a red"),
    "checkpoint.checked": Text(zh="卡口查验", en="check"),
    "appeal.filed": Text(zh="申诉", en="appeal"),
    "appeal.answered": Text(zh="申诉答复", en="answer to appeal"),
    "application.transferred": Text(zh="申请转出", en="transfer"),
    "application.withdrawn": Text(zh="撤回申请", en="withdrawal"),
    "call.made": Text(zh="联系核实", en="call"),
    "screening.done": Text(zh="平台核验", en="screening"),
    "screening.corrected": Text(zh="核验更正", en="corrected screening"),
    "pass.printed": Text(zh="打印", en="print"),
    "shift.handed_over": Text(zh="交接班", en="hand-over"),
    "issuer.requested": Text(zh="登记", en="registration"),
    "issuer.authorised": Text(zh="授权", en="authorisation"),
    "issuer.withdrawn": Text(zh="取消授权", en="end of authority"),
    "issuer.suspended": Text(zh="暂停授权", en="suspension"),
    "colleague.admitted": Text(zh="加入同事", en="new colleague"),
    "colleague.replaced": Text(zh="替换同事", en="colleague replaced"),
    "unit.endorsed": Text(zh="授权单位", en="unit authorised"),
    "unit.endorsement_withdrawn": Text(zh="取消单位授权", en="unit ended"),
    "records.erased": Text(zh="平台删除", en="erasure"),
}


def kind_text(record: Record | None) -> Text:
    """What kind of record it is, in a word for people."""
    if record is None:
        return Text(zh="记录", en="record")
    return _KINDS.get(record.kind, Text(zh="其他记录", en="another record"))


_JUDGED: dict[str, Text] = {
    "malformed": Text(
        zh="平台读不懂这条记录. 请升级程序后重新办理.",
        en="The platform cannot read it. Update the program, then do it once more.",
    ),
    "not-your-key": Text(
        zh="平台不认这台设备上的这个签名密钥. 请看登记, 等平台答复后重新办理.",
        en="The platform knows no such key at this device. See the registration, then do it anew.",
    ),
    "revoked": Text(
        zh="密钥已被平台停用. 请联系平台, 由别的签发人重新办理.",
        en="The platform has ended this key. Call it, and let another issuer do it anew.",
    ),
    "bad-signature": Text(
        zh="签名不对. 请锁定后重新登录, 再办一次.",
        en="The signature is wrong. Lock, unlock and do it once more.",
    ),
    "wrong-person": Text(
        zh="证件号码和申请人不是同一个人. 请打开申请核对后重新办理.",
        en="It is about another person than the application. Compare the two and do it anew.",
    ),
    "bad-token": Text(
        zh="平台验不了这张卡. 请作废后重新出卡.",
        en="The platform cannot verify this pass. Void it and issue it anew.",
    ),
    "token-differs": Text(
        zh="卡上的内容和核签不一致. 请作废后重新核签.",
        en="The pass does not say what was decided. Void it and decide anew.",
    ),
    "validity-not-in-policy": Text(
        zh="有效天数不合当时的规则. 请先传送取得新规则, 再重新出卡.",
        en="No policy of that day has this validity. Send for the newest policy, then issue it anew.",
    ),
    "no-decision": Text(
        zh="平台没有这张卡的核签. 请重新核签出卡.",
        en="The platform has no decision for this pass. Decide anew.",
    ),
    "sequence-doubled": Text(
        zh="两张卡用了同一个编号, 都已作废. 请给两个人重新出卡.",
        en="Two passes bear one number, and both are void. Issue both anew.",
    ),
}
"""What the platform finds where it judges, beside who may write what (`model.authors`)."""


def reason_text(code: str) -> Text:
    """Why a record was returned and what to do, in a sentence; an unknown code is shown as it came."""
    if code in _JUDGED:
        return _JUDGED[code]
    try:
        return REFUSALS[Refused(code)].text
    except ValueError:
        return Text(
            zh=f"平台退回, 代码 {code}. 请联系平台.", en=f"Returned: {code}. Ask the platform."
        )
