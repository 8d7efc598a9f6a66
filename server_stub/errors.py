"""The server's branch of the error tree.

`ServerError` is for whoever runs the server (a sentence on the terminal); `Refusal` is for whoever
asked (an HTTP answer with a status). Neither ever holds personal data.
"""

from typing import ClassVar

from fieldpass.errors import FieldpassError
from fieldpass.model.text import Advised, advised


class ServerError(FieldpassError):
    """Something that keeps the server or one of its commands from working."""

    code: ClassVar[str] = "server"
    told: ClassVar[Advised] = advised(
        zh="平台程序出错.",
        en="The server or its command failed.",
        do_zh="请看它的故障记录, 再启动一次.",
        do_en="See what it printed, then start it once more.",
    )


class FolderUnusable(ServerError):
    """The data folder cannot be made, read or written."""

    code: ClassVar[str] = "folder-unusable"
    told: ClassVar[Advised] = advised(
        zh="数据文件夹无法使用.",
        en="The data folder cannot be used.",
        do_zh="请检查路径和权限, 或用 --data 指定别的文件夹.",
        do_en="Check the path and its permissions, or name another one with --data.",
    )


class WrongRootKey(ServerError):
    """The root's private key that a rotation needs is not there, or is another's."""

    code: ClassVar[str] = "wrong-root-key"
    told: ClassVar[Advised] = advised(
        zh="没有找到正在使用的根密钥.",
        en="The root key in use was not found.",
        do_zh="请用选项指明根密钥文件.",
        do_en="Name its file with the option.",
    )


class DatabaseUnreachable(ServerError):
    """The database cannot be opened."""

    code: ClassVar[str] = "database-unreachable"
    told: ClassVar[Advised] = advised(
        zh="数据库无法打开.",
        en="The database cannot be opened.",
        do_zh="请检查 --database-url 或数据文件夹.",
        do_en="Check --database-url or the data folder.",
    )


class NewerDatabase(ServerError):
    """The database was written by a newer program."""

    code: ClassVar[str] = "newer-database"
    told: ClassVar[Advised] = advised(
        zh="数据库由更新的版本写成.",
        en="The database was written by a newer version.",
        do_zh="请升级 fieldpass-server.",
        do_en="Update fieldpass-server.",
    )


class PortInUse(ServerError):
    """Somebody else listens there."""

    code: ClassVar[str] = "port-in-use"
    told: ClassVar[Advised] = advised(
        zh="端口已被占用.",
        en="The port is in use.",
        do_zh="请用 --port 换一个 (0 为任意空闲端口).",
        do_en="Choose another with --port (0 takes any free one).",
    )


class BadSeed(ServerError):
    """A file of bodies or health records that cannot be read."""

    code: ClassVar[str] = "bad-seed"
    told: ClassVar[Advised] = advised(
        zh="种子文件有误, 什么也没有改动.",
        en="The seed file is wrong and nothing was changed.",
        do_zh="请改正文件, 再运行 seed.",
        do_en="Correct the file, then run seed again.",
    )


class UnknownBodyCode(ServerError):
    """A USCC that is not in the register of bodies."""

    code: ClassVar[str] = "unknown-body"
    told: ClassVar[Advised] = advised(
        zh="登记簿里没有这个统一社会信用代码.",
        en="No such body in the register.",
        do_zh="请先用 seed 导入.",
        do_en="Add it with `fieldpass-server seed` first.",
    )


class UnknownKid(ServerError):
    """A key id that the server has never seen."""

    code: ClassVar[str] = "unknown-kid"
    told: ClassVar[Advised] = advised(
        zh="没有这个密钥编号.",
        en="No key has this id.",
        do_zh="请用 fieldpass-server status 核对编号.",
        do_en="Compare it with `fieldpass-server status`.",
    )


class Refusal(FieldpassError):
    """A request that is not served: `status` is the HTTP status, `code` stable."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad-request"
    told: ClassVar[Advised] = advised(
        zh="请求的格式不对.",
        en="The request is not as it must be.",
        do_zh="请升级程序, 再传一次.",
        do_en="Update the program and send again.",
    )


class NotSigned(Refusal):
    """No signature, a wrong one, or a nonce that no longer lives: sign again with the new nonce."""

    status: ClassVar[int] = 401
    code: ClassVar[str] = "not-signed"
    told: ClassVar[Advised] = advised(
        zh="请求的签名无效或已过期.",
        en="The request's signature is not valid, or its nonce is spent.",
        do_zh="请用应答里的新随机数重新签名再送.",
        do_en="Sign again with the nonce of this answer.",
    )


class NotAllowed(Refusal):
    """Signed, but this key may not do that."""

    status: ClassVar[int] = 403
    code: ClassVar[str] = "not-allowed"
    told: ClassVar[Advised] = advised(
        zh="本设备无权进行这项操作.",
        en="This device may not do that.",
        do_zh="请核对登记的范围和角色, 或联系平台管理员.",
        do_en="Compare its scope and role, or ask the platform's administrator.",
    )


class NotFound(Refusal):
    """No such thing here, or none that the asker may know of."""

    status: ClassVar[int] = 404
    code: ClassVar[str] = "not-found"
    told: ClassVar[Advised] = advised(
        zh="没有找到.",
        en="Not found.",
        do_zh="请核对编号或地址后再试.",
        do_en="Compare the number or the address, then try again.",
    )


class TooMuch(Refusal):
    """More bytes than one request may carry."""

    status: ClassVar[int] = 413
    code: ClassVar[str] = "too-much"
    told: ClassVar[Advised] = advised(
        zh="一次送来的数据太多.",
        en="More than one request may carry.",
        do_zh="请分几次送.",
        do_en="Send it in several pieces.",
    )


class WrongType(Refusal):
    """A content type or encoding that is not spoken here."""

    status: ClassVar[int] = 415
    code: ClassVar[str] = "wrong-type"
    told: ClassVar[Advised] = advised(
        zh="内容类型或编码不被支持.",
        en="The content type or encoding is not spoken here.",
        do_zh="请照 docs/protocol.md 写明类型再送.",
        do_en="Name one of those in docs/protocol.md.",
    )


class Conflict(Refusal):
    """The state of things forbids it."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "conflict"
    told: ClassVar[Advised] = advised(
        zh="当前状态下不能进行这项操作.",
        en="That is not possible in the present state.",
        do_zh="请刷新后看现在的状态, 再决定.",
        do_en="Load it anew, see how it stands, then decide.",
    )


class Busy(Refusal):
    """The server cannot write just now: come back."""

    status: ClassVar[int] = 503
    code: ClassVar[str] = "busy"
    told: ClassVar[Advised] = advised(
        zh="平台正忙.",
        en="The platform is busy.",
        do_zh="请过一两分钟再试.",
        do_en="Come back in a minute or two.",
    )
