"""
Looks through the parts of a zipped workbook before anything else opens them: in one pass that unpacks piece by piece,
counts what really comes out, and trusts no size, count or checksum the file states about itself.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from analytics.returns.part_scan import BookCounts
from analytics.returns.refusal import Refused

MEGABYTE = 1024 * 1024
PIECE = 64 * 1024     # of packed bytes taken at a time
CHUNK = MEGABYTE      # of unpacked bytes held at a time
ENTRY_MARK = b"PK\x01\x02"
LOCAL_HEADER = struct.Struct("<4s22xHH")
ENCRYPTED = 0x1
DRIVE = re.compile("[a-z]:")
NAME_CHARACTERS = 80


def look_through(archive: zipfile.ZipFile, data: bytes, limits: Mapping[str, int]) -> None:
    """Refused when a part or the whole is larger, stranger or more than the limits allow (settings.toml)."""
    parts = [info for info in archive.infolist() if not info.is_dir()]
    _names(parts)
    if any(info.flag_bits & ENCRYPTED for info in parts):
        raise Refused("V00.encrypted")
    _stated_sizes(parts, limits)
    counts = BookCounts(limits)
    total = 0
    for info in parts:
        scan = counts.part(info.filename)
        size = crc = 0
        for chunk in _unpacked(data, info):
            size += len(chunk)
            _size(size, total + size, limits)
            crc = zlib.crc32(chunk, crc)
            scan.take(chunk)
        if size != info.file_size or crc != info.CRC:
            raise Refused("V35.contents")
        scan.end()
        total += size


def entries(data: bytes, limits: Mapping[str, int]) -> zipfile.ZipFile:
    """
    The archive with its table of contents read. Entries are counted by their marks beforehand: a table of hundreds of
    thousands would take more memory than the file.
    """
    if data.count(ENTRY_MARK) > limits["parts"]:
        raise Refused("V35.parts", limit=limits["parts"])
    return zipfile.ZipFile(io.BytesIO(data))


def _names(parts: list[zipfile.ZipInfo]) -> None:
    """Names as the format compares them: case does not count. Two parts of one name are read differently by readers."""
    plain = [info.orig_filename.replace("\\", "/").lower() for info in parts]
    seen: set[str] = set()
    for name in plain:
        if name in seen or name.startswith("/") or ".." in name.split("/") or DRIVE.match(name):
            raise Refused("V35.part_name", part=name[:NAME_CHARACTERS])
        seen.add(name)


def _stated_sizes(parts: list[zipfile.ZipInfo], limits: Mapping[str, int]) -> None:
    _size(max((info.file_size for info in parts), default=0), sum(info.file_size for info in parts), limits)


def _size(part: int, total: int, limits: Mapping[str, int]) -> None:
    for size, limit in ((part, limits["part_megabytes"]), (total, limits["unpacked_megabytes"])):
        if size > limit * MEGABYTE:
            raise Refused("V35.unpacked_size", limit=limit)


def _unpacked(data: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a part really holds, however long it says it is."""
    mark, name_length, extra_length = LOCAL_HEADER.unpack_from(data, info.header_offset)
    begin = info.header_offset + 30 + name_length + extra_length
    packed = memoryview(data)[begin: begin + info.compress_size]
    if mark != b"PK\x03\x04" or len(packed) != info.compress_size:
        raise Refused("V35.contents")
    pieces = (packed[place: place + PIECE] for place in range(0, len(packed), PIECE))
    if info.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(piece) for piece in pieces)
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        yield from _inflated(pieces)
    else:
        raise Refused("V00.damaged")  # packed in a way that no spreadsheet program writes


def _inflated(pieces: Iterator[memoryview]) -> Iterator[bytes]:
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in pieces:
        chunk = unpacking.decompress(piece, CHUNK)
        while chunk:
            yield chunk
            chunk = unpacking.decompress(unpacking.unconsumed_tail, CHUNK)
        if unpacking.eof:
            return
    raise Refused("V35.contents")
