"""Administrative divisions: what a GB/T 2260 code, extended to 12 digits, names.

Rules:

1. 6 digits name a county (or with zeros a city or a province), 9 a township, 12 a village or community.
2. All provinces are known, and all counties of Shandong, also retired ones; other counties are not.
3. An unknown county is a warning, never an error: new codes appear and old ones live on in identity
   numbers. Of another province every county is unknown here, and a code has no check character: the
   sentence names the province and asks to compare the rest. Routes lead there, so it stops nobody.
4. What the standard cannot have is an error: a province that does not exist, or a county without a city
   (but Hong Kong, Macao and Taiwan, which have none).

>>> name_of("371323").zh
'山东省临沂市沂水县'
>>> check_division("371323102215").level
'ok'
"""

from collections.abc import Mapping
from functools import cache

from fieldpass.model.identifiers.check import (
    DIGITS,
    Check,
    empty,
    error,
    first_not_in,
    normalise,
    ok,
    warning,
    wrong_character,
    wrong_length,
)
from fieldpass.model.identifiers.shandong import CURRENT, RETIRED
from fieldpass.model.text import Text

PROVINCES: dict[str, Text] = {
    "11": Text(zh="北京市", en="Beijing"),
    "12": Text(zh="天津市", en="Tianjin"),
    "13": Text(zh="河北省", en="Hebei"),
    "14": Text(zh="山西省", en="Shanxi"),
    "15": Text(zh="内蒙古自治区", en="Inner Mongolia"),
    "21": Text(zh="辽宁省", en="Liaoning"),
    "22": Text(zh="吉林省", en="Jilin"),
    "23": Text(zh="黑龙江省", en="Heilongjiang"),
    "31": Text(zh="上海市", en="Shanghai"),
    "32": Text(zh="江苏省", en="Jiangsu"),
    "33": Text(zh="浙江省", en="Zhejiang"),
    "34": Text(zh="安徽省", en="Anhui"),
    "35": Text(zh="福建省", en="Fujian"),
    "36": Text(zh="江西省", en="Jiangxi"),
    "37": Text(zh="山东省", en="Shandong"),
    "41": Text(zh="河南省", en="Henan"),
    "42": Text(zh="湖北省", en="Hubei"),
    "43": Text(zh="湖南省", en="Hunan"),
    "44": Text(zh="广东省", en="Guangdong"),
    "45": Text(zh="广西壮族自治区", en="Guangxi"),
    "46": Text(zh="海南省", en="Hainan"),
    "50": Text(zh="重庆市", en="Chongqing"),
    "51": Text(zh="四川省", en="Sichuan"),
    "52": Text(zh="贵州省", en="Guizhou"),
    "53": Text(zh="云南省", en="Yunnan"),
    "54": Text(zh="西藏自治区", en="Tibet"),
    "61": Text(zh="陕西省", en="Shaanxi"),
    "62": Text(zh="甘肃省", en="Gansu"),
    "63": Text(zh="青海省", en="Qinghai"),
    "64": Text(zh="宁夏回族自治区", en="Ningxia"),
    "65": Text(zh="新疆维吾尔自治区", en="Xinjiang"),
    "71": Text(zh="台湾省", en="Taiwan"),
    "81": Text(zh="香港特别行政区", en="Hong Kong"),
    "82": Text(zh="澳门特别行政区", en="Macao"),
}
SHANDONG = "37"
_WITHOUT_CITIES = frozenset({"71", "81", "82"})
_NAME = Text(zh="行政区划代码", en="division code")
_KINDS = {"县": " County", "区": " District", "市": "", "地区": " Prefecture"}


@cache
def _table() -> dict[str, tuple[Text, bool]]:
    """code -> (own name, whether in force); read once, so that importing costs nothing."""
    found: dict[str, tuple[Text, bool]] = {}
    for text, current in ((RETIRED, False), (CURRENT, True)):
        for entry in text.split(";"):
            code, zh, stem = entry.split()
            kind = zh[-2:] if zh[-2:] in _KINDS else zh[-1]
            found[code] = (Text(zh=zh, en=stem + _KINDS[kind]), current)
    return found


def is_known(code: str) -> bool:
    """Whether the first six digits name a county of Shandong, today's or a former one."""
    return code[:6] in _table()


def is_current(code: str) -> bool:
    """Whether the first six digits name a county of Shandong that exists today."""
    return _table().get(code[:6], (None, False))[1]


def counties() -> dict[str, Text]:
    """Today's counties and cities of Shandong by code, in the order of their codes: for pick lists."""
    return {code: text for code, (text, current) in sorted(_table().items()) if current}


def own_name(code: str) -> Text | None:
    """The county's own name without its city and province; None where not known."""
    entry = _table().get(code[:6])
    return entry[0] if entry else None


def name_of(code: str) -> Text | None:
    """The full name as far as it is known: province, city, county; None for an unknown province."""
    province = PROVINCES.get(code[:2])
    if province is None:
        return None
    zh, en = province.zh, province.en
    table = _table()
    city = table.get(code[:4] + "00")
    county = table.get(code[:6])
    if city and city[1] and city is not county:
        zh, en = zh + city[0].zh, f"{city[0].en}, {en}"
    if county:
        zh, en = zh + county[0].zh, f"{county[0].en}, {en}"
    return Text(zh=zh, en=en)


def facts_of(code: str) -> dict[str, str]:
    """What a code tells, for the facts of a check: county (where known) and province."""
    facts = {"county_code": code[:6]}
    province = PROVINCES.get(code[:2])
    if province:
        facts |= {"province": province.zh, "province_en": province.en}
    full = name_of(code)
    if full and (is_known(code) or code[2:6] == "0000"):
        facts |= {"county": full.zh, "county_en": full.en}
    return facts


def check_division(text: str) -> Check:
    """Check a division code of 6, 9 or 12 digits."""
    value = normalise(text)
    if not value:
        return empty(_NAME)
    if (place := first_not_in(value, DIGITS)) is not None:
        return wrong_character(value, _NAME, place, zh="数字 0 到 9", en="a digit, 0 to 9")
    if len(value) not in (6, 9, 12):
        return wrong_length(value, _NAME, "6 or 9 or 12")
    facts = facts_of(value)
    if value[:2] not in PROVINCES:
        return error(
            value,
            zh="行政区划代码第 1 至 2 位不是任何省份, 山东是 37.",
            en="Characters 1 to 2 of the division code name no province; Shandong is 37.",
            position=0,
        )
    if value[2:4] == "00" and value[4:6] != "00" and value[:2] not in _WITHOUT_CITIES:
        return error(
            value,
            zh="行政区划代码第 3 至 4 位是 00 (全省), 第 5 至 6 位就不能是别的县.",
            en="Characters 3 to 4 of the division code are 00 (all of the province), so 5 to 6 can name no"
            " county.",
            position=2,
        )
    if value[2:6] == "0000" or is_current(value):
        return ok(value, zh="行政区划代码正确.", en="The division code is right.", facts=facts)
    if value[:2] != SHANDONG:
        return _elsewhere(value, facts)
    return _not_current(value, facts)


def _elsewhere(value: str, facts: Mapping[str, str]) -> Check:
    province = PROVINCES[value[:2]]
    return warning(
        value,
        zh=f"这是{province.zh}的行政区划代码; 省外只认得到省, 请再核对第 3 至 6 位.",
        en=f"A division code of {province.en}. Counties outside Shandong are not known here: compare"
        " characters 3 to 6.",
        position=2,
        facts=facts,
    )


def _not_current(value: str, facts: Mapping[str, str]) -> Check:
    if is_known(value):
        return warning(
            value,
            zh="行政区划代码第 1 至 6 位是已撤销的县, 请核对现在的代码.",
            en="Characters 1 to 6 of the division code name a former county; look up today's code.",
            position=2,
            facts=facts,
        )
    return warning(
        value,
        zh="行政区划代码第 3 至 6 位不在山东县级代码表里, 请核对.",
        en="Characters 3 to 6 of the division code are no known county of Shandong; please check.",
        position=2,
        facts=facts,
    )
