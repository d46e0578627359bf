"""
Good workbooks with something broken by chance: bits, lengths, parts, tags, entries of the archive, values of cells. The
same seed breaks the same thing. Tests try hundreds, benchmarks/fuzz.py tens of thousands.
"""

import random
import re
import struct
from functools import cache

from sample_data.attacks_zip import Part, archive, part, small_return
from sample_data.faulty import FAULTS, build
from sample_data.small_return import saved, workbook

PLAIN_FAULTS = ("V03.normalised", "V29.percent", "V34.formula", "V34.merged", "V34.hidden_rows", "V01.row_skipped")
TAG = re.compile(rb"<[^>]*>")
VALUE = re.compile(rb'"[^"<>]*"|(?<=>)[^<>]+(?=<)')
WORDS = (
    b"", b" ", b"0", b"-1", b"1e999", b"-1e308", b"nan", b"99999999999999999999", b"4294967296", b"46317.999999",
    b"2958466", b"A1", b"XFD1048576", b"A0", b"a1", b"s", b"e", b"d", b"b", b"str", b"inlineStr", b"true", b"rId1",
    b"&#0;", b"&#x10FFFF;", b"&amp;", b"&nope;", b"\xff\xfe", b"\x00", "妇女".encode(), b"=1+1",
    "２０２６年１３月".encode(), b"a" * 40_000, b"<f>1</f>", b'<c r="A4"><v>1</v></c>', b"<!-- -->",
    b"<![CDATA[x]]>", b"../..", b"%s%n", b"'; DROP TABLE event; --",
)


@cache
def originals() -> tuple[bytes, ...]:
    """The good files that are broken."""
    return (saved(workbook()), *(build(FAULTS[code]) for code in PLAIN_FAULTS))


def mutated(seed: int) -> bytes:
    """A workbook with one to four things broken."""
    chance = random.Random(seed)
    if chance.random() < 0.35:
        return _bytes_changed(chance, chance.choice(originals()))
    contents = dict(small_return())
    for _ in range(chance.randint(1, 4)):
        chance.choices(CHANGES, WEIGHTS)[0](chance, contents)
    parts = [part(name, content) for name, content in contents.items()]
    if chance.random() < 0.15:
        at = chance.randrange(len(parts))
        parts[at] = _entry_changed(chance, parts[at])
    return archive(parts)


# ------------------------------------------------------------------------------------------- the file as bytes
def _bytes_changed(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    kind = chance.random()
    if kind < 0.3:
        return bytes(changed[: chance.randrange(len(changed))])
    if kind < 0.5:   # headers of the archive: sizes, offsets, flags
        marks = [m.start() for m in re.finditer(b"PK\x01\x02|PK\x03\x04|PK\x05\x06", data)]
        place = chance.choice(marks) + chance.randrange(4, 40)
        size = min(chance.choice((1, 2, 4)), len(changed) - place)
        changed[place: place + size] = struct.pack("<I", chance.choice((0, 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF,
                                                                        chance.randrange(1 << 32))))[:size]
        return bytes(changed)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _entry_changed(chance: random.Random, one: Part) -> Part:
    return chance.choice((
        Part(one.name, one.packed[:-3], one.size, one.crc), Part(one.name, one.packed, one.size + 1, one.crc),
        Part(one.name, one.packed, one.size, one.crc ^ 1), Part(one.name, one.packed, one.size, one.crc, 12),
        Part(one.name.upper(), one.packed, one.size, one.crc), Part("../" + one.name, one.packed, one.size, one.crc),
        Part(one.name, one.packed, 0xFFFFFFFE, one.crc), Part(one.name, one.packed, one.size, one.crc, flags=1),
    ))


# ------------------------------------------------------------------------------------------- its parts
def _part_gone(chance: random.Random, contents: dict[str, bytes]) -> None:
    if len(contents) > 1:
        del contents[chance.choice(list(contents))]


def _parts_swapped(chance: random.Random, contents: dict[str, bytes]) -> None:
    one, other = chance.choice(list(contents)), chance.choice(list(contents))
    contents[one], contents[other] = contents[other], contents[one]


def _part_cut(chance: random.Random, contents: dict[str, bytes]) -> None:
    name = chance.choice(list(contents))
    contents[name] = contents[name][: chance.randrange(len(contents[name]) + 1)]


def _part_doubled(chance: random.Random, contents: dict[str, bytes]) -> None:
    name = chance.choice(list(contents))
    contents[name] += contents[name]


def _tag_changed(chance: random.Random, contents: dict[str, bytes]) -> None:
    """One tag gone, twice, cut or in another's place."""
    name = chance.choice(list(contents))
    content = contents[name]
    tags = list(TAG.finditer(content))
    if not tags:
        return
    tag, other = chance.choice(tags), chance.choice(tags)
    new = chance.choice((b"", tag[0] * 2, tag[0][:-1], other[0], tag[0].upper(), b"<" + tag[0]))
    contents[name] = content[: tag.start()] + new + content[tag.end():]


def _value_changed(chance: random.Random, contents: dict[str, bytes]) -> None:
    """An attribute or a text is another word; of sheets rather than of the rest."""
    sheets = [name for name in contents if "sheet" in name]
    name = chance.choice(sheets if sheets and chance.random() < 0.8 else list(contents))
    content = contents[name]
    values = list(VALUE.finditer(content))
    if not values:
        return
    value, word = chance.choice(values), chance.choice(WORDS)
    new = b'"' + word + b'"' if value[0].startswith(b'"') else word
    contents[name] = content[: value.start()] + new + content[value.end():]


CHANGES = (_value_changed, _tag_changed, _part_gone, _parts_swapped, _part_cut, _part_doubled)
WEIGHTS = (12, 3, 1, 1, 1, 1)
