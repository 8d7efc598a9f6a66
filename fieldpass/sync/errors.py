"""The sync branch of the error tree: why nothing, or not all, was sent this time.

Rules: 1. None of these ever loses or changes a record: work goes on locally. 2. Each sentence says
what happened and what to do. 3. `transient` says whether trying again by itself may help.
"""

from typing import ClassVar

from fieldpass.errors import FieldpassError


class SyncError(FieldpassError):
    """Sending stopped; `transient` errors are tried again with growing delays."""

    code: ClassVar[str] = "sync"
    zh: ClassVar[str] = "传送没有完成. 记录都在本机, 稍后自动再传."
    en: ClassVar[str] = "Sending did not finish. All records are kept here and will be sent later."
    transient: ClassVar[bool] = True


class Unreachable(SyncError):
    """No network, no such host, connection refused, or silence."""

    code: ClassVar[str] = "unreachable"
    zh: ClassVar[str] = "没有网或平台没有应答. 本机照常能用, 有网后自动传送."
    en: ClassVar[str] = (
        "No network, or the platform does not answer. "
        "Work goes on here and is sent when there is a link."
    )


class Cut(Unreachable):
    """The connection ended in the middle of an exchange."""

    code: ClassVar[str] = "cut"
    zh: ClassVar[str] = "传送中断. 已送到的不会重送, 稍后自动接着传."
    en: ClassVar[str] = "The link was cut. What arrived is not sent again; the rest follows."


class TlsRefused(SyncError):
    """The other side's certificate or TLS version is not acceptable."""

    code: ClassVar[str] = "tls"
    zh: ClassVar[str] = "平台的加密证书不被信任. 请核对平台地址和本机时间, 或请管理员装好证书."
    en: ClassVar[str] = (
        "The platform's certificate is not trusted. Check its address and this device's clock, "
        "or ask the administrator for the certificate file."
    )


class BadAddress(SyncError):
    """The address of the platform cannot be used."""

    code: ClassVar[str] = "address"
    zh: ClassVar[str] = "平台地址不能用. 应像 https://主机名 (只有本机测试可用 http)."
    en: ClassVar[str] = (
        "The platform's address cannot be used. It looks like https://host "
        "(http only for a test on this machine)."
    )
    transient: ClassVar[bool] = False


class ServerBusy(SyncError):
    """The server asks for patience; `retry_after_s` is its wish in seconds, or None."""

    code: ClassVar[str] = "busy"
    zh: ClassVar[str] = "平台正忙, 稍后自动再传."
    en: ClassVar[str] = "The platform is busy; sending is tried again by itself."

    def __init__(self, detail: str = "", *, retry_after_s: float | None = None) -> None:
        """Keep the server's wish."""
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class BadAnswer(SyncError):
    """An answer that is none of the protocol's: a portal's login page, a proxy's error, damage."""

    code: ClassVar[str] = "bad-answer"
    zh: ClassVar[str] = "应答不是平台的. 可能要先登录网络 (认证页面), 或平台地址有误."
    en: ClassVar[str] = (
        "The answer is not the platform's. Perhaps the network wants a login first, "
        "or the address is wrong."
    )


class ProxyRefused(SyncError):
    """The HTTP proxy on the way did not let the connection through."""

    code: ClassVar[str] = "proxy"
    zh: ClassVar[str] = "代理服务器不让通过. 请核对代理地址或请网络管理员放行."
    en: ClassVar[str] = (
        "The proxy does not let the connection through. Check its address or ask the network's "
        "administrator."
    )


class UpdateNeeded(SyncError):
    """The two sides have no protocol version in common."""

    code: ClassVar[str] = "update-needed"
    zh: ClassVar[str] = "本程序版本太旧, 平台不再接收. 本机照常能用, 请升级程序, 记录都会保留."
    en: ClassVar[str] = (
        "This program is too old for the platform. Work goes on here; update the program, "
        "all records are kept."
    )
    transient: ClassVar[bool] = False


class PlatformOlder(SyncError):
    """The two sides have no protocol version in common, and the server's is the older one."""

    code: ClassVar[str] = "platform-older"
    zh: ClassVar[str] = (
        "平台的程序比本机旧, 暂时不能传送. 本机照常能用, 记录都会保留; 请告诉平台升级, 之后自动传送."
    )
    en: ClassVar[str] = (
        "The platform's program is older than this one, so nothing can be sent yet. Work goes on "
        "here; tell the platform to update, then it is sent by itself."
    )


class NotAuthorised(SyncError):
    """The server does not know this device, or has not answered its registration yet."""

    code: ClassVar[str] = "not-authorised"
    zh: ClassVar[str] = "本机还没有得到平台授权. 可以先受理和测温, 授权后自动传送."
    en: ClassVar[str] = (
        "This device is not authorised yet. Applications and readings can be taken already and "
        "are sent once it is."
    )


class Revoked(SyncError):
    """The device's or the issuer's authority has ended: nothing more comes down."""

    code: ClassVar[str] = "revoked"
    zh: ClassVar[str] = "本机的授权已被收回, 平台不再下发数据. 记录都保留, 请联系上级单位."
    en: ClassVar[str] = (
        "This device's authority was withdrawn and the platform sends it nothing more. "
        "All records are kept; ask the office above."
    )
    transient: ClassVar[bool] = False


class Refused(SyncError):
    """The server refused a request that should have been right; retrying alone does not help."""

    code: ClassVar[str] = "refused"
    zh: ClassVar[str] = "平台拒绝了请求. 记录都在本机, 请稍后再试或联系平台管理员."
    en: ClassVar[str] = (
        "The platform refused the request. All records are kept here; try later or ask its "
        "administrator."
    )


class TooMuch(Refused):
    """The request was larger than the server takes: the next is smaller."""

    code: ClassVar[str] = "too-much"


class NotTheServer(SyncError):
    """Lists that our pinned root does not vouch for: another server, or an attack."""

    code: ClassVar[str] = "not-the-server"
    zh: ClassVar[str] = "对方拿不出可信的平台名单, 已停止传送. 没有送出任何记录. 请核对平台地址."
    en: ClassVar[str] = (
        "The other side has no lists that this device can trust, so nothing was sent. "
        "Check the platform's address."
    )


class TooManyRounds(SyncError):
    """The server's answers made no progress within the bounds of one session."""

    code: ClassVar[str] = "no-progress"
