"""The server's branch of the error tree.

`ServerError` is for whoever runs the server (a sentence on the terminal); `Refusal` is for whoever
asked (an HTTP answer with a status). Neither ever holds personal data.
"""

from typing import ClassVar

from fieldpass.errors import FieldpassError


class ServerError(FieldpassError):
    """Something that keeps the server or one of its commands from working."""

    code: ClassVar[str] = "server"


class FolderUnusable(ServerError):
    """The data folder cannot be made, read or written."""

    code: ClassVar[str] = "folder-unusable"
    zh: ClassVar[str] = "数据文件夹无法使用, 请检查路径和权限, 或用 --data 指定别的文件夹."
    en: ClassVar[str] = (
        "The data folder cannot be used: check the path and its permissions, "
        "or name another one with --data."
    )


class WrongRootKey(ServerError):
    """The root's private key that a rotation needs is not there, or is another's."""

    code: ClassVar[str] = "wrong-root-key"
    zh: ClassVar[str] = "没有找到正在使用的根密钥, 请用选项指明根密钥文件."
    en: ClassVar[str] = "The root key in use was not found: name its file with the option."


class DatabaseUnreachable(ServerError):
    """The database cannot be opened."""

    code: ClassVar[str] = "database-unreachable"
    zh: ClassVar[str] = "数据库无法打开, 请检查 --database-url 或数据文件夹."
    en: ClassVar[str] = "The database cannot be opened: check --database-url or the data folder."


class NewerDatabase(ServerError):
    """The database was written by a newer program."""

    code: ClassVar[str] = "newer-database"
    zh: ClassVar[str] = "数据库由更新的版本写成, 请升级 fieldpass-server."
    en: ClassVar[str] = "The database was written by a newer version: update fieldpass-server."


class PortInUse(ServerError):
    """Somebody else listens there."""

    code: ClassVar[str] = "port-in-use"


class BadSeed(ServerError):
    """A file of bodies or health records that cannot be read."""

    code: ClassVar[str] = "bad-seed"


class UnknownBodyCode(ServerError):
    """A USCC that is not in the register of bodies."""

    code: ClassVar[str] = "unknown-body"
    zh: ClassVar[str] = "登记簿里没有这个统一社会信用代码, 请先用 seed 导入."
    en: ClassVar[str] = "No such body in the register: add it with `fieldpass-server seed` first."


class UnknownKid(ServerError):
    """A key id that the server has never seen."""

    code: ClassVar[str] = "unknown-kid"
    zh: ClassVar[str] = "没有这个密钥编号."
    en: ClassVar[str] = "No key has this id."


class Refusal(FieldpassError):
    """A request that is not served: `status` is the HTTP status, `code` stable."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad-request"
    zh: ClassVar[str] = "请求的格式不对."
    en: ClassVar[str] = "The request is not as it must be."


class NotSigned(Refusal):
    """No signature, a wrong one, or a nonce that no longer lives: sign again with the new nonce."""

    status: ClassVar[int] = 401
    code: ClassVar[str] = "not-signed"
    zh: ClassVar[str] = "请求的签名无效或已过期."
    en: ClassVar[str] = "The request's signature is not valid, or its nonce is spent."


class NotAllowed(Refusal):
    """Signed, but this key may not do that."""

    status: ClassVar[int] = 403
    code: ClassVar[str] = "not-allowed"
    zh: ClassVar[str] = "本设备无权进行这项操作."
    en: ClassVar[str] = "This device may not do that."


class NotFound(Refusal):
    """No such thing here, or none that the asker may know of."""

    status: ClassVar[int] = 404
    code: ClassVar[str] = "not-found"
    zh: ClassVar[str] = "没有找到."
    en: ClassVar[str] = "Not found."


class TooMuch(Refusal):
    """More bytes than one request may carry."""

    status: ClassVar[int] = 413
    code: ClassVar[str] = "too-much"
    zh: ClassVar[str] = "一次送来的数据太多."
    en: ClassVar[str] = "More than one request may carry."


class WrongType(Refusal):
    """A content type or encoding that is not spoken here."""

    status: ClassVar[int] = 415
    code: ClassVar[str] = "wrong-type"
    zh: ClassVar[str] = "内容类型或编码不被支持."
    en: ClassVar[str] = "The content type or encoding is not spoken here."


class Conflict(Refusal):
    """The state of things forbids it."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "conflict"
    zh: ClassVar[str] = "当前状态下不能进行这项操作."
    en: ClassVar[str] = "That is not possible in the present state."


class Busy(Refusal):
    """The server cannot write just now: come back."""

    status: ClassVar[int] = 503
    code: ClassVar[str] = "busy"
    zh: ClassVar[str] = "平台正忙, 请稍后再试."
    en: ClassVar[str] = "The platform is busy: try again shortly."
