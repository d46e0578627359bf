"""Colours. Nothing else names one: charts and CSS take them from here, config.toml by copy (a test compares)."""

from dataclasses import dataclass

from analytics.declare import Lang

FONT = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif"


@dataclass(frozen=True, slots=True)
class Ink:
    """One theme. amberink: as text; redfill, amberfill: behind onred, onamber; accent2: pale bars; accent3: lines."""

    bg: str
    surface: str
    ink: str
    ink2: str
    line: str
    grid: str
    track: str
    accent: str
    accent2: str
    accent3: str
    band: str
    green: str
    amber: str
    amberink: str
    red: str
    redfill: str
    amberfill: str
    cell: str
    onred: str
    onamber: str
    onbar: str
    grey: str

    def light(self, light: str) -> str:
        """The colour of a light's mark on the page's own ground."""
        return {"red": self.red, "amber": self.amber, "green": self.green}.get(light, self.grey)

    def word(self, light: str) -> str:
        """The colour of a light's mark in running text."""
        return {"red": self.red, "amber": self.amberink, "green": self.green}.get(light, self.ink2)


LIGHT = Ink(
    bg="#FFFFFF",
    surface="#F4F6F8",
    ink="#1B2430",
    ink2="#5A6675",
    line="#DFE3E8",
    grid="#EBEEF1",
    track="#E8ECF1",
    accent="#1F4F8F",
    accent2="#A9BCD6",
    accent3="#6B8BB5",
    band="#E4ECF6",
    green="#1B7A57",
    amber="#B7791F",
    amberink="#8A5A00",
    red="#B3261E",
    redfill="#B3261E",
    amberfill="#FBEBC8",
    cell="#F4F6F8",
    onred="#FFFFFF",
    onamber="#4A3200",
    onbar="#FFFFFF",
    grey="#75808E",
)
DARK = Ink(
    bg="#11161D",
    surface="#1A222C",
    ink="#E6EAF0",
    ink2="#A7B2C0",
    line="#2C3643",
    grid="#222B36",
    track="#26303C",
    accent="#86B1E8",
    accent2="#4C6487",
    accent3="#6F8FBC",
    band="#1D2B3F",
    green="#55B78C",
    amber="#E3B04B",
    amberink="#E3B04B",
    red="#F08A80",
    redfill="#B9382F",
    amberfill="#4A3A14",
    cell="#1A222C",
    onred="#FFFFFF",
    onamber="#F6E3B4",
    onbar="#0F1A28",
    grey="#8D98A8",
)

GLYPH = {"red": "◆", "amber": "▲", "green": "●", "grey": "○"}
SYMBOL = {"red": "diamond", "amber": "triangle-up", "green": "circle", "grey": "circle-open"}


@dataclass(frozen=True, slots=True)
class Look:
    """What every figure is drawn for: the reader's language, the theme's ink and whether the screen is narrow."""

    lang: Lang = "zh"
    ink: Ink = LIGHT
    narrow: bool = False
