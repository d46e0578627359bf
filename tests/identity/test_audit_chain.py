"""Whatever is done to the trail behind the program's back is found, and said where and how."""

import sqlite3
import tracemalloc

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from analytics.identity import audit, audit_chain
from analytics.identity.audit_chain import Head
from analytics.identity.database import Identity
from tests.identity.audit_fixture import COLUMNS, START, Forger, fill

SIZE = 7
LAST = SIZE


class Trail:
    """A trail of SIZE entries that is as written again after `restore`."""

    def __init__(self, directory) -> None:
        self.identity = Identity.open(directory)
        fill(self.identity, SIZE)
        self.head = audit.head(self.identity)
        self.forger = Forger(directory)
        self.written = sqlite3.connect(":memory:")
        self.forger.connection.backup(self.written)

    def restore(self) -> Forger:
        self.written.backup(self.forger.connection)
        return self.forger

    def verify(self, head: Head | None = None) -> tuple[int | None, str | None]:
        found = audit.verify(self.identity, head)
        return found.broken_at, found.reason


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    trail = Trail(tmp_path_factory.mktemp("trail"))
    yield trail
    trail.forger.connection.close()
    trail.written.close()
    trail.identity.close()


@pytest.fixture
def trail(kept):
    kept.restore()
    return kept


NUMBERS = st.integers(1, SIZE)
VALUES = st.one_of(
    st.none(), st.text(max_size=8), st.integers(-(2**62), 2**62), st.floats(allow_nan=False), st.binary(max_size=8)
)


# ------------------------------------------------------------------------------------------- properties
@given(number=NUMBERS, column=st.sampled_from([c for c in COLUMNS if c != "entry_no"]), value=VALUES)
@example(number=2, column="address", value="")  # None before: nothing and empty text are not the same
@example(number=1, column="target", value=b"return 0")  # the same bytes, of another type
def test_a_change_of_any_column_of_any_entry_is_found_where_it_is(kept, number, column, value):
    forger = kept.restore()
    try:
        assume(forger.change(number, column, value))
    except sqlite3.IntegrityError:
        assume(False)
    assert kept.verify() == (number, "changed")


@given(number=NUMBERS, column=st.sampled_from([c for c in COLUMNS if c != "entry_no"]), data=st.data())
def test_a_change_of_a_single_character_is_found(kept, number, column, data):
    forger = kept.restore()
    value = forger.row(number)[column]
    assume(isinstance(value, str) and value)
    place = data.draw(st.integers(0, len(value) - 1))
    other = data.draw(st.sampled_from("0aZ 字"))
    assume(other != value[place])
    assert forger.change(number, column, value[:place] + other + value[place + 1:])
    assert kept.verify() == (number, "changed")


@given(number=st.integers(1, SIZE - 1), column=st.sampled_from(["recorded_at", "actor", "target", "detail"]))
def test_an_entry_changed_together_with_its_own_hash_is_found_by_the_next_one(kept, number, column):
    kept.restore().write_anew(number, number, **{column: "somebody else"})
    assert kept.verify() == (number, "changed")
    assert audit.verify(kept.identity).entry_count == number - 1


@given(number=NUMBERS, to=st.integers(-3, 3 * SIZE))
def test_a_number_that_was_changed_is_found(kept, number, to):
    assume(not 1 <= to <= SIZE)
    kept.restore().move(number, to)
    assume((number, to) != (LAST, LAST + 1))
    broken_at, reason = kept.verify()
    assert (broken_at, reason) == ((to, "inserted") if to < 1 else (number, "missing"))


@given(number=st.integers(1, SIZE - 1))
def test_an_entry_taken_out_is_missing(kept, number):
    kept.restore().delete(number)
    assert kept.verify() == (number, "missing")


@given(number=st.integers(1, SIZE - 1))
def test_an_entry_taken_out_is_missing_although_the_later_ones_were_numbered_anew(kept, number):
    forger = kept.restore()
    forger.delete(number)
    for later in range(number + 1, SIZE + 1):
        forger.move(later, later - 1)
    assert kept.verify() == (number, "missing")


@given(st.lists(NUMBERS, min_size=2, max_size=2, unique=True))
def test_two_entries_that_changed_places_are_reordered(kept, pair):
    forger = kept.restore()
    forger.swap(*pair)
    assert kept.verify() == (min(pair), "reordered")


@given(number=st.integers(1, SIZE), consistent=st.booleans())
def test_an_entry_put_in_between_is_found(kept, number, consistent):
    forger = kept.restore()
    forger.make_room(number, LAST)
    forger.insert(number, consistent=consistent)
    assert kept.verify() == (number, "inserted")


@given(number=st.integers(1, SIZE), to=st.integers(1, SIZE))
def test_an_entry_copied_to_another_place_is_found(kept, number, to):
    forger = kept.restore()
    row = forger.row(number)
    forger.make_room(to, LAST)
    forger.write({**row, "entry_no": to})
    copy = to + 1 if to == number else to  # behind itself or in front: the same two rows
    broken_at, reason = kept.verify()
    assert broken_at == copy
    assert reason in ("inserted", "reordered")


@given(kept_count=st.integers(0, SIZE - 1))
def test_a_trail_cut_at_its_end_is_found_with_the_head_noted_before(kept, kept_count):
    kept.restore().do("DELETE FROM audit_entry WHERE entry_no > ?", kept_count)
    assert kept.verify() == (None, None)  # a shorter chain is a chain
    assert kept.verify(kept.head) == (kept_count + 1, "cut")


@given(number=NUMBERS)
def test_a_trail_written_anew_is_found_with_the_head_noted_before(kept, number):
    kept.restore().write_anew(number, LAST, actor="somebody else")
    assert kept.verify() == (None, None)
    assert kept.verify(kept.head) == (LAST, "rewritten")


# ------------------------------------------------------------------------------------------- by example
def test_a_sound_trail_is_sound_with_and_without_its_head(trail):
    for head in (None, trail.head):
        found = audit.verify(trail.identity, head)
        assert (found.is_sound, found.head) == (True, trail.head)


def test_an_earlier_head_still_fits_after_more_was_recorded(trail):
    earlier = trail.head
    fill(trail.identity, 2)
    assert audit.verify(trail.identity, earlier).is_sound
    assert audit.head(trail.identity).entry_no == SIZE + 2


def test_an_empty_trail_is_sound_and_cut_when_there_was_something(trail):
    head = trail.head
    trail.forger.do("DELETE FROM audit_entry")
    assert audit.verify(trail.identity).head == Head(0, "0" * 64)
    assert trail.verify(head) == (1, "cut")


def test_an_entry_appended_by_hand_is_found_unless_its_hashes_fit(trail):
    trail.forger.insert(LAST + 1, consistent=False)
    assert trail.verify()[0] == LAST + 1


def test_text_that_is_no_text_is_found_and_does_not_stop_the_walk(trail):
    trail.forger.do("UPDATE audit_entry SET actor = CAST(x'fffe' AS TEXT) WHERE entry_no = 3")
    assert trail.verify() == (3, "changed")


def test_the_sound_part_before_the_break_is_told(trail):
    trail.forger.change(5, "kind", "started")
    found = audit.verify(trail.identity)
    assert found.head == Head(4, trail.forger.row(4)["entry_hash"])


@pytest.mark.parametrize("size", [1, 2, 3, SIZE, 100])
def test_parts_of_any_size_find_the_same(trail, size, monkeypatch):
    monkeypatch.setattr(audit_chain, "BATCH_ROWS", size)
    seen = []
    assert audit.verify(trail.identity, progress=seen.append).entry_count == SIZE
    assert seen[-1] == SIZE
    trail.forger.delete(4)
    assert trail.verify() == (4, "missing")


@pytest.mark.parametrize("written", ["", "12", "12:", ":ab", "12:" + "g" * 64, "-1:" + "a" * 64, "1:" + "a" * 63])
def test_what_is_no_head_is_said(written):
    with pytest.raises(ValueError, match="number:hash"):
        Head.parse(written)


def test_a_head_reads_back_as_written(trail):
    assert Head.parse(f"  {trail.head}\n".upper()) == trail.head


def test_a_long_trail_is_verified_in_little_memory(tmp_path, monkeypatch):
    identity = Identity.open(tmp_path)
    with identity.writing() as connection:
        for n in range(4000):
            audit.record(connection, "sign_in", actor=f"somebody {n}", at=START, target="t" * 200)
    monkeypatch.setattr(audit_chain, "BATCH_ROWS", 100)
    audit.verify(identity)  # what is made once is there
    tracemalloc.start()
    assert audit.verify(identity).entry_count == 4000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000  # the whole trail is over 4 MB as rows
