"""The store's branch of the error tree: one sentence each, and what raises has changed nothing.

SQLite's codes are translated in `connecting`; nothing of a row's content gets into a message.
"""

from typing import ClassVar

from fieldpass.errors import FieldpassError


class StoreError(FieldpassError):
    """The local database cannot do what was asked."""

    code: ClassVar[str] = "store"
    zh: ClassVar[str] = "本机数据库出错, 没有保存. 请再试一次; 还不行请运行 fieldpass doctor."
    en: ClassVar[str] = (
        "The local database failed and nothing was saved. "
        "Try again; if it stays, run fieldpass doctor."
    )


class Closed(StoreError):
    """Used after `close`: a lock or an exit came in between."""

    code: ClassVar[str] = "store-closed"
    zh: ClassVar[str] = "程序已锁定, 请重新解锁."
    en: ClassVar[str] = "The program is locked: unlock it again."


class InUse(StoreError):
    """Another copy of the program has the store open."""

    code: ClassVar[str] = "store-in-use"
    zh: ClassVar[str] = "另一个 fieldpass 正在使用这台电脑上的数据, 请先关掉它."
    en: ClassVar[str] = "Another fieldpass has this data open: close that one first."


class Damaged(StoreError):
    """A page, a chain or a needed file is not what was written."""

    code: ClassVar[str] = "store-damaged"
    zh: ClassVar[str] = (
        "本机数据库有损坏. 请运行 fieldpass repair: 先救出没送到平台的记录, "
        "再修复; 或用 fieldpass restore 恢复备份."
    )
    en: ClassVar[str] = (
        "The local database is damaged. Run fieldpass repair: it saves what was not yet "
        "sent, then repairs; or put a backup back with fieldpass restore."
    )


class Missing(StoreError):
    """There is no database where one should be."""

    code: ClassVar[str] = "store-missing"
    zh: ClassVar[str] = "找不到本机数据库. 请检查数据文件夹, 或用 fieldpass restore 恢复备份."
    en: ClassVar[str] = (
        "There is no local database here: check the data folder, "
        "or put a backup back with fieldpass restore."
    )


class NewerSchema(StoreError):
    """Written by a newer program."""

    code: ClassVar[str] = "store-newer"
    zh: ClassVar[str] = "数据是新版程序写的, 请升级程序. 数据没有改动."
    en: ClassVar[str] = "A newer program wrote this data: update the program. Nothing was changed."


class DiskFull(StoreError):
    """No room left; the transaction was taken back as a whole."""

    code: ClassVar[str] = "disk-full"
    zh: ClassVar[str] = "磁盘满了, 刚才的没有保存, 以前的都在. 请腾出空间再试."
    en: ClassVar[str] = (
        "The disk is full: this was not saved, all earlier data is safe. Free some space, try again."
    )


class ReadOnlyDisk(StoreError):
    """The folder or the file may not be written."""

    code: ClassVar[str] = "disk-read-only"
    zh: ClassVar[str] = "数据文件夹不能写入, 没有保存. 请检查磁盘是否只读, 或换一个文件夹."
    en: ClassVar[str] = (
        "The data folder cannot be written and nothing was saved: "
        "check whether the disk is read-only, or choose another folder."
    )


class DiskFailing(StoreError):
    """The operating system reports an error on reading or writing."""

    code: ClassVar[str] = "disk-failing"
    zh: ClassVar[str] = "磁盘读写出错, 刚才的没有保存. 请尽快备份并更换磁盘."
    en: ClassVar[str] = (
        "The disk fails to read or write; this was not saved. Back up, change disks."
    )


class NoOwnLog(StoreError):
    """Something was to be written before the device has a log of its own."""

    code: ClassVar[str] = "no-own-log"
    zh: ClassVar[str] = "本机还没有登记, 不能保存记录. 请先登记."
    en: ClassVar[str] = "This device is not registered yet and cannot keep records: register first."


class Duplicate(StoreError):
    """A record with this id is already there and says something else."""

    code: ClassVar[str] = "record-duplicate"
    zh: ClassVar[str] = "这条记录的编号已被用过, 没有保存."
    en: ClassVar[str] = "This record's id is already in use: nothing was saved."


class FeedGap(StoreError):
    """A bundle came whose predecessor is not held: ask again from the cursor."""

    code: ClassVar[str] = "feed-gap"
    zh: ClassVar[str] = "平台送来的数据缺了一段, 将重新取."
    en: ClassVar[str] = "A part of what the platform sends is missing: it will be fetched again."


class FeedFork(StoreError):
    """A log that was known one way came another way; the evidence is kept in `fork`."""

    code: ClassVar[str] = "feed-fork"
    zh: ClassVar[str] = "收到的数据与本机已有的对不上. 证据已保存, 请告诉平台."
    en: ClassVar[str] = (
        "What came contradicts what this device holds. The evidence is kept: tell the platform."
    )


class RolledBackList(StoreError):
    """A list older than the one held: a replay, refused."""

    code: ClassVar[str] = "list-rolled-back"
    zh: ClassVar[str] = "收到的名单比本机的旧, 没有采用."
    en: ClassVar[str] = "The list received is older than the one held: it was not taken."


class KeysError(StoreError):
    """The key envelope's branch."""

    code: ClassVar[str] = "keys"


class WrongSecret(KeysError):
    """No person's secret here; `wait_s` is how long the next try has to wait."""

    code: ClassVar[str] = "wrong-secret"

    def __init__(self, wait_s: int = 0, *, too_soon: bool = False) -> None:
        """Say how many seconds to wait; `too_soon` where this try came before its time."""
        if too_soon:
            zh, en = f"请等 {wait_s} 秒再试.", f"Wait {wait_s} seconds before the next try."
        elif wait_s:
            zh = f"口令不对. 请等 {wait_s} 秒再试."
            en = f"Wrong passphrase. Wait {wait_s} seconds before the next try."
        else:
            zh, en = "口令不对, 请再试.", "Wrong passphrase: try again."
        super().__init__("wrong secret", zh=zh, en=en)
        self.wait_s = wait_s
        self.too_soon = too_soon


class WrongRecoveryCode(WrongSecret):
    """The recovery code does not open this envelope, or was mistyped."""

    code: ClassVar[str] = "wrong-recovery-code"


class EnvelopeDamaged(KeysError):
    """The file `keys` cannot be read."""

    code: ClassVar[str] = "keys-damaged"
    zh: ClassVar[str] = "密钥文件 keys 有损坏. 请从备份里恢复它; 没有它数据无法解开."
    en: ClassVar[str] = (
        "The key file 'keys' is damaged. Put it back from a backup: without it the data stays shut."
    )


class EnvelopeNewer(KeysError):
    """Written by a newer program."""

    code: ClassVar[str] = "keys-newer"
    zh: ClassVar[str] = "密钥文件是新版程序写的, 请升级程序."
    en: ClassVar[str] = "A newer program wrote the key file: update the program."


class SecretInUse(KeysError):
    """Another person of this laptop has the same secret, so it could not tell them apart."""

    code: ClassVar[str] = "secret-in-use"
    zh: ClassVar[str] = "这个口令不能用, 请换一个."
    en: ClassVar[str] = "This passphrase cannot be used: choose another."


class LastPerson(KeysError):
    """The last person cannot be removed: nobody could open the data any more."""

    code: ClassVar[str] = "last-person"
    zh: ClassVar[str] = "这是最后一个人, 不能移除."
    en: ClassVar[str] = "This is the last person and cannot be removed."


class NoSuchPerson(KeysError):
    """No slot of that number."""

    code: ClassVar[str] = "no-such-person"
    zh: ClassVar[str] = "这台电脑上没有这个人."
    en: ClassVar[str] = "There is no such person on this laptop."
