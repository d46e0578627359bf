"""
Zip archives as nobody honest writes them: parts of any stated size and checksum, gigabytes in a few kilobytes, parts
that lie on one another. Made of bytes, because the libraries refuse to write them.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from analytics.declare import return_form
from sample_data.small_return import saved, workbook

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
LAST_BLOCK = b"\x03\x00"   # an empty deflate block that ends the stream
DEFLATED = 8


@dataclass(frozen=True, slots=True)
class Part:
    """One part as it stands in the archive; size and crc are what the archive says, whatever is packed."""

    name: str
    packed: bytes
    size: int
    crc: int
    method: int = DEFLATED
    flags: int = 0x800     # names in UTF-8


def part(name: str, content: bytes) -> Part:
    """An honest part."""
    return Part(name, _deflated(content) + LAST_BLOCK, len(content), zlib.crc32(content))


def repeated(name: str, start: bytes, block: bytes, times: int, end: bytes = b"") -> Part:
    """start, the block so many times, and end: compact however long, and honest about its size and checksum."""
    packed = _deflated(start) + _deflated(block) * times + _deflated(end) + LAST_BLOCK
    crc = zlib.crc32(start)
    many = block * max(1, min(times, 4_000_000 // len(block)))
    left = times * len(block)
    while left:
        crc = zlib.crc32(many[:left], crc)
        left -= min(left, len(many))
    return Part(name, packed, len(start) + times * len(block) + len(end), zlib.crc32(end, crc))


def _deflated(content: bytes) -> bytes:
    """Packed up to a byte boundary and with nothing carried over, so that pieces can be joined."""
    packing = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packing.compress(content) + packing.flush(zlib.Z_FULL_FLUSH)


def archive(parts: list[Part], *, on_one_another: bool = False) -> bytes:
    """The zip file. on_one_another: all entries share the bytes of the first."""
    body, table = bytearray(), bytearray()
    first = 0
    for each in parts:
        name = each.name.encode()
        offset = first if on_one_another and body else len(body)
        if offset == len(body):
            body += LOCAL.pack(b"PK\x03\x04", 20, each.flags, each.method, 0, 33, each.crc, len(each.packed), each.size,
                               len(name), 0) + name + each.packed
        table += CENTRAL.pack(b"PK\x01\x02", 20, 20, each.flags, each.method, 0, 33, each.crc, len(each.packed),
                              each.size, len(name), 0, 0, 0, 0, 0, offset) + name
    count = min(len(parts), 0xFFFF)
    return bytes(body + table + END.pack(b"PK\x05\x06", 0, 0, count, count, len(table), len(body), 0))


def contents(data: bytes) -> dict[str, bytes]:
    """Name -> content of every part of an honest archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist()}


@cache
def small_return() -> Mapping[str, bytes]:
    """The parts of the small return, all in order; an attack puts its own in their place."""
    return contents(saved(workbook()))


@cache
def sheet_part(sheet: str = "service_activities") -> str:
    """The part that holds a sheet of the small return."""
    names = [s.name for s in return_form().sheets]
    title = return_form().sheet(sheet).zh.encode()
    book = small_return()["xl/workbook.xml"]
    before = book[: book.index(b'name="' + title + b'"')]
    assert sheet in names
    return f"xl/worksheets/sheet{before.count(b'<sheet ') }.xml"


def edited(name: str, old: bytes, new: bytes) -> bytes:
    """The small return with some bytes of one part changed; they must be there."""
    content = small_return()[name]
    assert old in content, (name, old)
    return with_parts(part(name, content.replace(old, new, 1)))


def with_parts(*others: Part, without: str | None = None) -> bytes:
    """The small return with these parts in place of its own of the same names, or beside them."""
    new = {each.name for each in others} | {without}
    return archive([part(name, content) for name, content in small_return().items() if name not in new] + list(others))
