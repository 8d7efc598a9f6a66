"""The rows that the compared lists show: as wide as the queue's, made when they are asked for."""

COUNT = 100_000
WIDTH = 79
_NAMES = ("沈强", "董玉丽", "曹洋梅", "任军平", "杨红伟", "徐飞文", "于明")
_TOWNS = ("青岛市黄岛区", "临沂市兰山区", "烟台市芝罘区")


def row(number: int) -> str:
    """One row; the number makes each differ from its neighbours."""
    name = _NAMES[number % len(_NAMES)]
    town = _TOWNS[number % len(_TOWNS)]
    return f"{number:20}{name:{10 - len(name)}}{number * 7919 % 10000:04}   {town}   现场    未核验"


def title(number: int) -> str:
    """The line above, which tells where the cursor stands."""
    return f"rows {number + 1}/{COUNT}"
