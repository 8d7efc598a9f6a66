"""The file that `fieldpass-server policy` reads: a policy as the authority writes it, in JSON.

    {"version"?: 2, "valid_from"?: "2020-03-01", "county"?: "371323", "county_line"?: "0539-...",
     "validity_days"?: 14, ..., "high_incidence"?: ["42"],
     "questions"?: [{"code", "text": {"zh", "en"}, "since"?: {"zh", "en"}, "until"?: {"zh", "en"}}]}

Rules: 1. what is left out stays as the newest published policy has it; 2. every number and switch stands
within its bounds (`SOURCES`), and numbers that belong together agree; 3. a county writes only what it may
add (`COUNTY_ADDS`); 4. a name that no policy has is wrong here, although readers leave it aside: it would
be a typing mistake, and so is a name that stands twice; 5. all that is wrong is named at once, by its path,
never by its value.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from fieldpass.model.identifiers import check_division
from fieldpass.model.paths import path_of
from fieldpass.model.policy import COUNTY_ADDS, Policy
from fieldpass.model.policy_check import NAMES, WrongPlace, names_wrong, policy_wrong
from fieldpass.model.policy_data import PolicyError, policy_from_data, policy_to_data
from fieldpass.model.text import Advised, Text, advised
from fieldpass.model.times import at_hour, is_day
from fieldpass.wire.written_json import Fault, fault_of, read_json
from server_stub.errors import ServerError

FILE_BYTES_MAX = 1 << 20
_SHOWN_MAX = 20

Wrong = WrongPlace


class BadPolicyFile(ServerError):
    """A policy file with wrong fields; nothing was published."""

    code = "bad-policy-file"
    told: ClassVar[Advised] = advised(
        zh="规则文件有误, 什么也没有发布.",
        en="The policy file is wrong, nothing was published.",
        do_zh="请改正标出的各项, 再办一次.",
        do_en="Correct those fields and do it once more.",
    )

    def __init__(self, wrong: list[Wrong]) -> None:
        """Keep the fields and what each must be."""
        shown = wrong[:_SHOWN_MAX]
        zh = "; ".join(f"{path}: {text.zh}" for path, text in shown)
        en = "; ".join(f"{path}: {text.en}" for path, text in shown)
        super().__init__(
            "policy: " + ", ".join(path for path, _ in shown),
            Advised(
                what=Text(
                    zh=f"规则文件有误, 什么也没有发布: {zh}.",
                    en=f"The policy file is wrong, nothing was published: {en}.",
                ),
                do=self.told.do,
            ),
        )
        self.wrong = tuple(wrong)


def county_of(data: Mapping[str, Any]) -> str:
    """The county whose own policy a file is, or "" for the province's; raises BadPolicyFile."""
    county = data.get("county", "")
    if county and (not isinstance(county, str) or not _is_county(county)):
        wrong = Text(zh="不是 6 位县级代码", en="not a county's code of 6 digits")
        raise BadPolicyFile([("county", wrong)])
    return county or ""


def load(data: bytes) -> dict[str, Any]:
    """A file's content, unchecked; raises BadPolicyFile where it is no JSON object."""
    fault: Fault | None = None
    try:
        found = read_json(data) if len(data) <= FILE_BYTES_MAX else None
        fault = fault_of(found)
    except (ValueError, RecursionError):
        found = None
    if fault is not None:
        raise BadPolicyFile([(path_of(fault.place), fault.text)])
    if not isinstance(found, dict):
        wrong = Text(zh="不是 1 MB 以内的 JSON 对象", en="not a JSON object of at most 1 MB")
        raise BadPolicyFile([("the file", wrong)])
    return found


def read(data: Mapping[str, Any], base: Policy) -> Policy:
    """The policy that a file means; what it leaves out is `base`'s. Raises BadPolicyFile."""
    county = county_of(data)
    dated = {**data, "valid_from": _day(data["valid_from"])} if "valid_from" in data else data
    whole = policy_to_data(base) | {"county": county}
    wrong = [*_names_wrong(dated, county), *_values_wrong(dated)]
    if wrong:
        raise BadPolicyFile(wrong)
    try:
        found = policy_from_data({**whole, **dated})
    except PolicyError as error:
        raise BadPolicyFile([(error.path, error.wrong)]) from error
    if wrong := list(policy_wrong(found)):
        raise BadPolicyFile(wrong)
    return found


def as_file(policy: Policy, data: Mapping[str, Any], day: str) -> str:
    """A published policy (`data` as signed) as such a file; `day` is the one it is valid from."""
    shown = {"version": policy.version, **data, "valid_from": day}
    return json.dumps(shown, ensure_ascii=False, indent=1)


def _is_county(text: str) -> bool:
    made = len(text) == 6 and text.isascii() and text.isdigit()
    return made and not text.endswith("00") and check_division(text).passed


def _day(value: Any) -> int:
    """0:00 (UTC+8) of a day YYYY-MM-DD in ms; -1, which nothing allows, where it is none."""
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        digits = value.replace("-", "")
        if len(digits) == 8 and digits.isascii() and digits.isdigit() and is_day(int(digits)):
            return at_hour(int(digits), 0)
    return -1


def _names_wrong(data: Mapping[str, Any], county: str) -> Iterator[Wrong]:
    """Rules 3 and 4."""
    yield from names_wrong(data)
    county_has = {"version", "valid_from", "county", *COUNTY_ADDS}
    for name in data:
        if county and name in NAMES and name not in county_has:
            yield name, Text(zh="只有省里能定", en="only the province sets this")


def _values_wrong(data: Mapping[str, Any]) -> Iterator[Wrong]:
    """Each field by itself, so that all wrong ones are named at once."""
    for name, value in data.items():
        if name == "valid_from" and value == -1:
            yield name, Text(zh="不是 2020-03-01 这样的日期", en="not a day like 2020-03-01")
        elif name in NAMES - {"opens_hour", "closes_hour"}:
            try:
                policy_from_data({"version": 0, "valid_from": 0, name: value})
            except PolicyError as error:
                yield error.path, error.wrong
