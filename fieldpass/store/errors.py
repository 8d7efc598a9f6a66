"""The store's branch of the error tree: one sentence each, and what raises has changed nothing.

SQLite's codes are translated in `connecting`; nothing of a row's content gets into a message.
"""

from typing import ClassVar

from fieldpass.errors import FieldpassError
from fieldpass.model.text import Advised, advised


class StoreError(FieldpassError):
    """The local database cannot do what was asked."""

    code: ClassVar[str] = "store"
    told: ClassVar[Advised] = advised(
        zh="本机数据库出错, 没有保存.",
        en="The local database failed and nothing was saved.",
        do_zh="请再办一次; 还不行请运行 fieldpass doctor.",
        do_en="Do it once more; if it stays, run fieldpass doctor.",
    )


class Closed(StoreError):
    """Used after `close`: a lock or an exit came in between."""

    code: ClassVar[str] = "store-closed"
    told: ClassVar[Advised] = advised(
        zh="程序已锁定.",
        en="The program is locked.",
        do_zh="请重新解锁.",
        do_en="Unlock it again.",
    )


class InUse(StoreError):
    """Another copy of the program has the store open."""

    code: ClassVar[str] = "store-in-use"
    told: ClassVar[Advised] = advised(
        zh="另一个 fieldpass 正在使用这台电脑上的数据.",
        en="Another fieldpass has this data open.",
        do_zh="请先关掉它.",
        do_en="Close that one first.",
    )


class Damaged(StoreError):
    """A page, a chain or a needed file is not what was written."""

    code: ClassVar[str] = "store-damaged"
    told: ClassVar[Advised] = advised(
        zh="本机数据库有损坏.",
        en="The local database is damaged.",
        do_zh="请运行 fieldpass repair: 先救出没送到平台的记录, 再修复; 或用 fieldpass restore 恢复备份.",
        do_en="Run fieldpass repair: it saves what was not yet sent, then repairs; "
        "or put a backup back with fieldpass restore.",
    )


class Missing(StoreError):
    """There is no database where one should be."""

    code: ClassVar[str] = "store-missing"
    told: ClassVar[Advised] = advised(
        zh="找不到本机数据库.",
        en="There is no local database here.",
        do_zh="请检查数据文件夹, 或用 fieldpass restore 恢复备份.",
        do_en="Check the data folder, or put a backup back with fieldpass restore.",
    )


class NewerSchema(StoreError):
    """Written by a newer program."""

    code: ClassVar[str] = "store-newer"
    told: ClassVar[Advised] = advised(
        zh="数据是新版程序写的, 没有改动.",
        en="A newer program wrote this data; nothing was changed.",
        do_zh="请升级程序.",
        do_en="Update the program.",
    )


class DiskFull(StoreError):
    """No room left; the transaction was taken back as a whole."""

    code: ClassVar[str] = "disk-full"
    told: ClassVar[Advised] = advised(
        zh="磁盘满了, 刚才的没有保存, 以前的都在.",
        en="The disk is full: this was not saved, all earlier data is safe.",
        do_zh="请腾出空间再试.",
        do_en="Free some space, then try again.",
    )


class ReadOnlyDisk(StoreError):
    """The folder or the file may not be written."""

    code: ClassVar[str] = "disk-read-only"
    told: ClassVar[Advised] = advised(
        zh="数据文件夹不能写入, 没有保存.",
        en="The data folder cannot be written and nothing was saved.",
        do_zh="请检查磁盘是否只读, 或换一个文件夹.",
        do_en="Check whether the disk is read-only, or choose another folder.",
    )


class DiskFailing(StoreError):
    """The operating system reports an error on reading or writing."""

    code: ClassVar[str] = "disk-failing"
    told: ClassVar[Advised] = advised(
        zh="磁盘读写出错, 刚才的没有保存.",
        en="The disk fails to read or write; this was not saved.",
        do_zh="请尽快备份并更换磁盘.",
        do_en="Back up now, and change the disk.",
    )


class NoOwnLog(StoreError):
    """Something was to be written before the device has a log of its own."""

    code: ClassVar[str] = "no-own-log"
    told: ClassVar[Advised] = advised(
        zh="本机还没有登记, 不能保存记录.",
        en="This device is not registered yet and cannot keep records.",
        do_zh="请先登记.",
        do_en="Register first.",
    )


class Duplicate(StoreError):
    """A record with this id is already there and says something else."""

    code: ClassVar[str] = "record-duplicate"
    told: ClassVar[Advised] = advised(
        zh="这条记录的编号已被用过, 没有保存.",
        en="This record's id is already in use: nothing was saved.",
        do_zh="请按 Esc 返回, 重新办一次, 会用新的编号.",
        do_en="Press Esc and do it once more: it gets a new id.",
    )


class FeedGap(StoreError):
    """A bundle came whose predecessor is not held: ask again from the cursor."""

    code: ClassVar[str] = "feed-gap"
    told: ClassVar[Advised] = advised(
        zh="平台送来的数据缺了一段.",
        en="A part of what the platform sends is missing.",
        do_zh="不用管, 下次传送会重新取; 急用请按 马上传送.",
        do_en="Nothing to do: the next sending fetches it again, or press Send now.",
    )


class FeedFork(StoreError):
    """A log that was known one way came another way; the evidence is kept in `fork`."""

    code: ClassVar[str] = "feed-fork"
    told: ClassVar[Advised] = advised(
        zh="收到的数据与本机已有的对不上, 证据已保存.",
        en="What came contradicts what this device holds; the evidence is kept.",
        do_zh="请告诉平台.",
        do_en="Tell the platform.",
    )


class RolledBackList(StoreError):
    """A list older than the one held: a replay, refused."""

    code: ClassVar[str] = "list-rolled-back"
    told: ClassVar[Advised] = advised(
        zh="收到的名单比本机的旧, 没有采用.",
        en="The list received is older than the one held and was not taken.",
        do_zh="请在有网时再传送一次; 总是这样请告诉平台.",
        do_en="Send once more with a network; if it stays so, tell the platform.",
    )


class KeysError(StoreError):
    """The key envelope's branch."""

    code: ClassVar[str] = "keys"
    told: ClassVar[Advised] = advised(
        zh="密钥文件用不了.",
        en="The key file cannot be used.",
        do_zh="请运行 fieldpass doctor 看原因.",
        do_en="Run fieldpass doctor to see why.",
    )


class WrongSecret(KeysError):
    """No person's secret here; `wait_s` is how long the next try has to wait."""

    code: ClassVar[str] = "wrong-secret"
    _WRONG: ClassVar[tuple[str, str]] = ("口令不对.", "Wrong passphrase.")

    def __init__(self, wait_s: int = 0, *, too_soon: bool = False) -> None:
        """Say how many seconds to wait; `too_soon` where this try came before its time."""
        zh, en = self._WRONG
        if too_soon:
            zh, en = "试得太快了.", "That was too soon."
        do_zh, do_en = "请看清大小写和输入法, 再输一次.", "Look at Caps Lock, then type it again."
        if wait_s or too_soon:
            do_zh = f"请等 {wait_s} 秒再试."
            do_en = f"Wait {wait_s} seconds before the next try."
        super().__init__("wrong secret", advised(zh=zh, en=en, do_zh=do_zh, do_en=do_en))
        self.wait_s = wait_s
        self.too_soon = too_soon


class WrongRecoveryCode(WrongSecret):
    """The recovery code does not open this envelope, or was mistyped."""

    code: ClassVar[str] = "wrong-recovery-code"
    _WRONG: ClassVar[tuple[str, str]] = ("恢复码不对.", "Wrong recovery code.")


class EnvelopeDamaged(KeysError):
    """The file `keys` cannot be read."""

    code: ClassVar[str] = "keys-damaged"
    told: ClassVar[Advised] = advised(
        zh="密钥文件 keys 有损坏, 没有它数据无法解开.",
        en="The key file 'keys' is damaged: without it the data stays shut.",
        do_zh="请从备份里恢复它.",
        do_en="Put it back from a backup.",
    )


class EnvelopeNewer(KeysError):
    """Written by a newer program."""

    code: ClassVar[str] = "keys-newer"
    told: ClassVar[Advised] = advised(
        zh="密钥文件是新版程序写的.",
        en="A newer program wrote the key file.",
        do_zh="请升级程序.",
        do_en="Update the program.",
    )


class SecretInUse(KeysError):
    """Another person of this laptop has the same secret, so it could not tell them apart."""

    code: ClassVar[str] = "secret-in-use"
    told: ClassVar[Advised] = advised(
        zh="这个口令不能用.",
        en="This passphrase cannot be used.",
        do_zh="请换一个.",
        do_en="Choose another.",
    )


class LastPerson(KeysError):
    """The last person cannot be removed: nobody could open the data any more."""

    code: ClassVar[str] = "last-person"
    told: ClassVar[Advised] = advised(
        zh="这是最后一个人, 移除以后谁也打不开数据.",
        en="This is the last person: after that nobody could open the data.",
        do_zh="请先添加另一个人, 再移除这一个.",
        do_en="Add another person first, then remove this one.",
    )


class NoSuchPerson(KeysError):
    """No slot of that number."""

    code: ClassVar[str] = "no-such-person"
    told: ClassVar[Advised] = advised(
        zh="这台电脑上没有这个人.",
        en="There is no such person on this laptop.",
        do_zh="请按 Esc 返回, 名单里现在有谁就选谁.",
        do_en="Press Esc and choose from those whom the list shows now.",
    )
