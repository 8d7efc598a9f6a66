"""How a card reads in words: its route, its validity, its issuer - the same on every screen and paper."""

from fieldpass.desk.holdings import Holdings
from fieldpass.desk.identity import Identity
from fieldpass.model.identifiers import divisions
from fieldpass.model.text import Text
from fieldpass.model.times import moment_text

_CITY_DIGITS = 4


def route_text(county_from: str, county_to: str) -> Text:
    """From which county to which; the city is named where it is another one.

    >>> route_text("371323", "370211").zh
    '沂水县 > 青岛市黄岛区'
    """
    start, end = (
        county_text(county_from, near=county_from),
        county_text(county_to, near=county_from),
    )
    return Text(zh=f"{start.zh} > {end.zh}", en=f"{start.en} > {end.en}")


def county_text(code: str, *, near: str = "") -> Text:
    """A county as it is said at `near`: by its own name in the same city, else with its city.

    >>> county_text("370211").en
    'Huangdao District, Qingdao'
    """
    county = divisions.own_name(code[:6])
    city = divisions.own_name(code[:_CITY_DIGITS] + "00")
    if county is None:
        return divisions.name_of(code) or Text(zh=code, en=code)
    if city is None or code[:_CITY_DIGITS] == near[:_CITY_DIGITS] or code[4:6] == "00":
        return county
    return Text(zh=f"{city.zh}{county.zh}", en=f"{county.en}, {city.en}")


def validity_text(valid_until: int) -> Text:
    """Until when (ms), as it stands on the card.

    >>> validity_text(1582905600000).zh
    '有效到 2月28日24时'
    """
    end = moment_text(valid_until)
    return Text(zh=f"有效到 {end.zh}", en=f"valid until {end.en}")


def issuer_name(holdings: Holdings, identity: Identity | None, kid: bytes, scope: str = "") -> str:
    """The body whose key signed: by the issuer list, else the own one for a pass of the own scope."""
    row = holdings.key(kid)
    if row is not None:
        return row.body_name
    return identity.body_name if identity is not None and scope == identity.scope else ""
