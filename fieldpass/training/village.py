"""The demo village: invented people, bodies and health records, the same each time.

Nobody here exists: numbers have right check digits, phone numbers begin with 1380000, and the county's
line is nobody's. Ids and names are data; what they do is `fieldpass.training.job`.
"""

from dataclasses import dataclass
from typing import Any

DIVISION = "371323104203"
COUNTY = "371323"
SCOPE = f"d:{DIVISION}"
USCC = "54371323ME4000017G"
COUNTY_LINE = "0539-000 0000"
BODY_NAME = "沂水县高桥镇后坡村村民委员会"
UNIT_USCC = "91371323MA3C7P2X2B"
UNIT_NAME = "沂水县某电子有限公司"
PLACE = "后坡村北口"
SECRET = "houpo-2020-demo"  # noqa: S105 - the demo's own, shown on its screen
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Somebody who works at the village: `role` as in records."""

    name: str
    post: str
    phone: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Villager:
    """Somebody who applies; `hits` are what the platform's health records say of him."""

    name: str
    number: str
    phone: str
    residence_detail: str
    destination: str
    destination_detail: str
    purpose: str
    purpose_note: str
    tenths: int
    hits: tuple[tuple[str, int], ...] = ()


def resident_id(division: str, birth: str, order: int) -> str:
    """An 18-character resident ID with its check character (GB 11643)."""
    body = f"{division}{birth}{order:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _RESIDENT_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


ISSUER = Staff(name="王秀英", post="村委会主任", phone="13800000001", role="issuer")
CHECKER = Staff(name="李红梅", post="卡口查验员", phone="13800000002", role="checker")


def _villager(name: str, birth: str, order: int, line: tuple[str, ...], **more: Any) -> Villager:
    phone, residence, destination, detail, purpose, note = line
    return Villager(
        name=name,
        number=resident_id(COUNTY, birth, order),
        phone=phone,
        residence_detail=residence,
        destination=destination,
        destination_detail=detail,
        purpose=purpose,
        purpose_note=note,
        **{"tenths": 365, **more},
    )


ONLINE = _villager(
    "李建国",
    "19730102",
    223,
    ("13800005521", "后坡村 2 组", "370211", "长江路 18 号", "work", "复工: 某电子厂"),
)
ONSITE = _villager(
    "张卫东",
    "19650318",
    221,
    ("13800005522", "后坡村 5 组", "370211", "长江路 18 号", "work", "复工: 建筑工地"),
)
HIGH = _villager(
    "赵桂兰",
    "19580709",
    306,
    ("13800005523", "后坡村 1 组", "370102", "泉城路 7 号", "work", "复工: 学校食堂"),
    tenths=374,
)
CONTACT = _villager(
    "孙立民",
    "19880521",
    417,
    ("13800005524", "后坡村 3 组", "370602", "海港路 2 号", "work", "复工: 港务"),
    hits=(("EX3", 3),),
)
MORE = (
    _villager(
        "李建国",
        "19900214",
        405,
        ("13800005525", "后坡村 4 组", "370213", "书院路 9 号", "work", "复工: 快递"),
    ),
    _villager(
        "周小燕",
        "19960830",
        128,
        ("13800005526", "后坡村 2 组", "370102", "泉城路 7 号", "school", "返校"),
    ),
    _villager(
        "吴振华",
        "19791111",
        519,
        ("13800005527", "后坡村 6 组", "371302", "沂蒙路 31 号", "work", "复工: 批发市场"),
    ),
)
APPLICANTS = (ONLINE, HIGH, CONTACT, *MORE)
