"""The sync branch of the error tree: why nothing, or not all, was sent this time.

Rules: 1. None of these ever loses or changes a record: work goes on locally. 2. Each sentence says
what happened and what to do. 3. `transient` says whether trying again by itself may help.
"""

from typing import ClassVar

from fieldpass.errors import FieldpassError
from fieldpass.model.text import Advised, advised


class SyncError(FieldpassError):
    """Sending stopped; `transient` errors are tried again with growing delays."""

    code: ClassVar[str] = "sync"
    told: ClassVar[Advised] = advised(
        zh="传送没有完成, 记录都在本机.",
        en="Sending did not finish; all records are kept here.",
        do_zh="稍后自动再传, 也可以按 马上传送.",
        do_en="They will be sent by themselves later, or press Send now.",
    )
    transient: ClassVar[bool] = True


class Unreachable(SyncError):
    """No network, no such host, connection refused, or silence."""

    code: ClassVar[str] = "unreachable"
    told: ClassVar[Advised] = advised(
        zh="没有网或平台没有应答.",
        en="No network, or the platform does not answer.",
        do_zh="本机照常能用, 有网后自动传送.",
        do_en="Work goes on here and is sent when there is a link.",
    )


class Cut(Unreachable):
    """The connection ended in the middle of an exchange."""

    code: ClassVar[str] = "cut"
    told: ClassVar[Advised] = advised(
        zh="传送中断, 已送到的不会重送.",
        en="The link was cut; what arrived is not sent again.",
        do_zh="不用管, 稍后自动接着传.",
        do_en="Nothing to do: the rest follows by itself.",
    )


class TlsRefused(SyncError):
    """The other side's certificate or TLS version is not acceptable."""

    code: ClassVar[str] = "tls"
    told: ClassVar[Advised] = advised(
        zh="平台的加密证书不被信任.",
        en="The platform's certificate is not trusted.",
        do_zh="请核对平台地址和本机时间, 或请管理员装好证书.",
        do_en="Check its address and this device's clock, or ask the administrator for the certificate file.",
    )


class BadAddress(SyncError):
    """The address of the platform cannot be used."""

    code: ClassVar[str] = "address"
    told: ClassVar[Advised] = advised(
        zh="平台地址不能用.",
        en="The platform's address cannot be used.",
        do_zh="应像 https://主机名 (只有本机测试可用 http), 请照登记码单重填.",
        do_en="Type it from the slip, like https://host (http only for a test on this machine).",
    )
    transient: ClassVar[bool] = False


class ServerBusy(SyncError):
    """The server asks for patience; `retry_after_s` is its wish in seconds, or None."""

    code: ClassVar[str] = "busy"
    told: ClassVar[Advised] = advised(
        zh="平台正忙.",
        en="The platform is busy.",
        do_zh="不用管, 稍后自动再传.",
        do_en="Nothing to do: sending is tried again by itself.",
    )

    def __init__(self, detail: str = "", *, retry_after_s: float | None = None) -> None:
        """Keep the server's wish."""
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class BadAnswer(SyncError):
    """An answer that is none of the protocol's: a portal's login page, a proxy's error, damage."""

    code: ClassVar[str] = "bad-answer"
    told: ClassVar[Advised] = advised(
        zh="应答不是平台的.",
        en="The answer is not the platform's.",
        do_zh="可能要先登录网络 (认证页面), 或平台地址有误, 请看一下.",
        do_en="See whether the network wants a login first, or the address is wrong.",
    )


class ProxyRefused(SyncError):
    """The HTTP proxy on the way did not let the connection through."""

    code: ClassVar[str] = "proxy"
    told: ClassVar[Advised] = advised(
        zh="代理服务器不让通过.",
        en="The proxy does not let the connection through.",
        do_zh="请核对代理地址或请网络管理员放行.",
        do_en="Check its address or ask the network's administrator.",
    )


class UpdateNeeded(SyncError):
    """The two sides have no protocol version in common."""

    code: ClassVar[str] = "update-needed"
    told: ClassVar[Advised] = advised(
        zh="本程序版本太旧, 平台不再接收; 本机照常能用, 记录都会保留.",
        en="This program is too old for the platform; work goes on here, all records are kept.",
        do_zh="请升级程序.",
        do_en="Update the program.",
    )
    transient: ClassVar[bool] = False


class PlatformOlder(SyncError):
    """The two sides have no protocol version in common, and the server's is the older one."""

    code: ClassVar[str] = "platform-older"
    told: ClassVar[Advised] = advised(
        zh="平台的程序比本机旧, 暂时不能传送; 本机照常能用, 记录都会保留.",
        en="The platform's program is older than this one, so nothing can be sent yet; work goes on here.",
        do_zh="请告诉平台升级, 之后自动传送.",
        do_en="Tell the platform to update, then all is sent by itself.",
    )


class NotAuthorised(SyncError):
    """The server does not know this device, or has not answered its registration yet."""

    code: ClassVar[str] = "not-authorised"
    told: ClassVar[Advised] = advised(
        zh="本机还没有得到平台授权.",
        en="This device is not authorised yet.",
        do_zh="可以先受理和测温, 授权后自动传送.",
        do_en="Take applications and readings already: they are sent once it is.",
    )


class Revoked(SyncError):
    """The device's or the issuer's authority has ended: nothing more comes down."""

    code: ClassVar[str] = "revoked"
    told: ClassVar[Advised] = advised(
        zh="本机的授权已被收回, 平台不再下发数据. 记录都保留.",
        en="This device's authority was withdrawn: the platform sends nothing more. All records are kept.",
        do_zh="请联系上级单位.",
        do_en="Ask the office above.",
    )
    transient: ClassVar[bool] = False


class Refused(SyncError):
    """The server refused a request that should have been right; retrying alone does not help."""

    code: ClassVar[str] = "refused"
    told: ClassVar[Advised] = advised(
        zh="平台拒绝了请求, 记录都在本机.",
        en="The platform refused the request; all records are kept here.",
        do_zh="请稍后再试或联系平台管理员.",
        do_en="Try later, or ask its administrator.",
    )


class TooMuch(Refused):
    """The request was larger than the server takes: the next is smaller."""

    code: ClassVar[str] = "too-much"
    told: ClassVar[Advised] = advised(
        zh="一次送得太多, 平台没有收.",
        en="More was sent at once than the platform takes.",
        do_zh="不用管, 下次会少送一些.",
        do_en="Nothing to do: the next sending is smaller.",
    )


class NotTheServer(SyncError):
    """Lists that our pinned root does not vouch for: another server, or an attack."""

    code: ClassVar[str] = "not-the-server"
    told: ClassVar[Advised] = advised(
        zh="对方拿不出可信的平台名单, 已停止传送, 没有送出任何记录.",
        en="The other side has no lists that this device can trust, so nothing was sent.",
        do_zh="请核对平台地址.",
        do_en="Check the platform's address.",
    )


class TooManyRounds(SyncError):
    """The server's answers made no progress within the bounds of one session."""

    code: ClassVar[str] = "no-progress"
    told: ClassVar[Advised] = advised(
        zh="传送很久没有进展, 已停下, 记录都在本机.",
        en="Sending made no progress and was ended; all records are kept here.",
        do_zh="稍后自动再传; 总是这样请告诉平台.",
        do_en="It is tried again by itself; if it stays so, tell the platform.",
    )
