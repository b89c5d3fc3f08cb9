"""The capture store: what was written is read back, and what was damaged is found."""

from __future__ import annotations

import io
import os
import random
import resource
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from aggregator.archive.captures.records import GZIP_HEADER, gzip_member
from aggregator.archive.captures.store import (
    CaptureDamaged,
    CaptureError,
    CaptureStore,
    Damage,
    read_capture,
    repair_folder,
    repair_tail,
    verify_folder,
)
from aggregator.records import Exchange

ROOT = Path(__file__).parents[3]
AT = datetime(2025, 3, 30, 12, 34, 56, 789012, tzinfo=UTC)
PAGE = b"<html><title>Ferry to Ostrand runs again</title><p>The ferry ran again.</p></html>\n"


def make(number: int = 0, **changes: object) -> Exchange:
    plain = Exchange(
        url=f"https://example.org/news/{number}",
        captured_at=AT + timedelta(seconds=number),
        status=200,
        reason="OK",
        headers=(("Content-Type", "text/html; charset=utf-8"), ("ETag", f'"{number}"')),
        body=PAGE + str(number).encode(),
    )
    return replace(plain, **changes)


@pytest.fixture
def store(tmp_path):
    with CaptureStore(tmp_path, prefix="captures", software="news-aggregator/1.0") as made:
        yield made


def filled(folder: Path, count: int = 3, **options: int):
    """A closed store with so many captures; the references and the file."""
    with CaptureStore(folder, prefix="captures", software="s/1", **options) as store:
        refs = [store.append(make(number)) for number in range(count)]
    return refs, folder / refs[-1].file


class TestRoundTrip:
    def test_gives_back_what_was_written(self, store, tmp_path):
        refs = [store.append(make(number)) for number in range(5)]
        for number, ref in reversed(list(enumerate(refs))):
            assert read_capture(tmp_path, ref) == make(number)

    def test_reference(self, store, tmp_path):
        ref = store.append(make(1))
        assert (ref.url, ref.captured_at, ref.status) == (make(1).url, make(1).captured_at, 200)
        assert ref.mime == "text/html"
        assert ref.file == store.path.name
        data = store.path.read_bytes()
        assert data[ref.offset :].startswith(GZIP_HEADER)
        assert ref.offset + ref.length == len(data)
        assert ref.digest.startswith("sha256:")
        assert len(ref.digest) == 7 + 64

    @pytest.mark.parametrize(
        "changes",
        [
            {"body": b""},
            {"body": b"\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\r\n" * 3},
            {"body": GZIP_HEADER * 3 + gzip_member(b"WARC/1.1\r\n\r\n")},
            {"body": os.urandom(1 << 20)},
            {"headers": ()},
            {"headers": (("Set-Cookie", "a=1"), ("set-cookie", "b=2"), ("X-Empty", ""))},
            {"headers": (("X-Latin", "Stra\xdfe"),)},
            {"headers": (("Transfer-Encoding", "chunked"), ("Content-Encoding", "br"))},
            {"headers": (("Content-Length", "9999"),)},
            {"headers": (("Content-Length", "nonsense"),)},
            {"status": 404, "reason": "Not Found"},
            {"status": 301, "reason": "", "headers": (("Location", "/elsewhere"),), "body": b""},
            {"url": "https://example.org/caf\xe9?q=a%20b&c=\u65e5\u672c"},
            {"captured_at": AT.replace(microsecond=0)},
        ],
    )
    def test_of_every_shape(self, store, tmp_path, changes):
        exchange = make(**changes)
        ref = store.append(exchange)
        assert read_capture(tmp_path, ref) == exchange
        assert list(verify_folder(tmp_path, [ref])) == []

    @settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
    @given(
        body=st.binary(max_size=2000),
        status=st.integers(100, 999),
        headers=st.lists(
            st.tuples(
                st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,20}", fullmatch=True),
                st.text(st.characters(min_codepoint=0x21, max_codepoint=0xFF), max_size=40).filter(
                    lambda value: value == value.strip() and value.isprintable()
                ),
            ),
            max_size=5,
        ),
    )
    def test_of_any_content(self, store, tmp_path, body, status, headers):
        exchange = make(body=body, status=status, headers=tuple(headers))
        assert read_capture(tmp_path, store.append(exchange)) == exchange

    def test_other_time_zones_are_the_same_moment(self, store, tmp_path):
        local = AT.astimezone(timezone(timedelta(hours=9)))
        assert read_capture(tmp_path, store.append(make(captured_at=local))).captured_at == AT

    def test_a_time_without_zone_is_refused(self, store):
        with pytest.raises(ValueError, match="time zone"):
            store.append(make(captured_at=AT.replace(tzinfo=None)))

    def test_line_breaks_cannot_forge_headers(self, store, tmp_path):
        exchange = make(headers=(("X-A", "1\r\nX-Forged: 1"),), url="https://example.org/a\nb c")
        read = read_capture(tmp_path, store.append(exchange))
        assert read.headers == (("X-A", "1 X-Forged: 1"),)
        assert read.url == "https://example.org/a%0Ab%20c"

    def test_a_document_from_elsewhere(self, store, tmp_path):
        ref = store.append_resource("urn:digest:7", AT, "text/plain; charset=utf-8", b"SOURCES\n")
        assert (ref.status, ref.mime) == (200, "text/plain")
        assert read_capture(tmp_path, ref) == Exchange(
            url="urn:digest:7",
            captured_at=AT,
            status=200,
            headers=(("Content-Type", "text/plain; charset=utf-8"),),
            body=b"SOURCES\n",
        )

    def test_several_threads(self, store, tmp_path):
        with ThreadPoolExecutor(8) as threads:
            refs = list(threads.map(lambda number: store.append(make(number)), range(200)))
        assert [read_capture(tmp_path, ref) for ref in refs] == [make(n) for n in range(200)]
        ends = {0} | {ref.offset + ref.length for ref in refs}
        assert len(ends - {ref.offset for ref in refs}) == 2  # the file's end, and its start


class TestOtherReaders:
    """Any WARC tool must be able to read what we keep."""

    EXCHANGES = (
        make(0),
        make(1, headers=(("Transfer-Encoding", "chunked"), ("Content-Type", "text/html"))),
        make(2, headers=(("Content-Length", "3"),)),
        make(3, headers=(("Content-Length", str(len(make(3).body))),)),
        make(4, body=b""),
    )

    @pytest.fixture
    def data(self, store):
        for exchange in self.EXCHANGES:
            store.append(exchange)
        store.append_resource("urn:digest:7", AT, "text/plain", b"SOURCES\n")
        store.sync()
        return store.path.read_bytes()

    def test_fastwarc(self, data):
        records = []
        for record in FastIterator(io.BytesIO(data)):
            if record.headers["WARC-Type"] == "response":
                assert record.verify_payload_digest()
                assert record.headers["WARC-Payload-Digest"].startswith("sha256:")
            records.append((record.headers["WARC-Type"], record.record_date, record.reader.read()))
        assert [kind for kind, _, _ in records] == ["warcinfo", *["response"] * 5, "resource"]
        assert [date for _, date, _ in records[1:6]] == [e.captured_at for e in self.EXCHANGES]
        assert [body for _, _, body in records[1:6]] == [e.body for e in self.EXCHANGES]
        assert b"software: news-aggregator/1.0" in records[0][2]

    def test_fastwarc_block_digests(self, data):
        for record in FastIterator(io.BytesIO(data), parse_http=False):
            assert record.verify_block_digest()

    def test_warcio(self, data):
        bodies = []
        for record in WarcioIterator(io.BytesIO(data), check_digests="raise"):
            body = record.content_stream().read()
            if record.rec_type == "response":
                bodies.append(body)
                assert record.rec_headers.protocol == "WARC/1.1"
                assert record.http_headers.get_statuscode() == "200"
        assert bodies == [e.body for e in self.EXCHANGES]

    def test_python_gzip_reads_all(self, data):
        import gzip  # noqa: PLC0415

        assert gzip.decompress(data).count(b"WARC/1.1\r\n") == 7


class TestFiles:
    def test_none_before_the_first_capture(self, store, tmp_path):
        store.sync()
        assert list(tmp_path.iterdir()) == []
        assert store.path is None

    def test_name(self, store):
        store.append(make())
        prefix, time, process, serial = store.path.name.removesuffix(".warc.gz").split("-")
        assert prefix == "captures"
        datetime.strptime(time, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        assert (process, serial) == (str(os.getpid()), "00000")

    def test_rolls_over(self, tmp_path):
        refs, _ = filled(tmp_path, 10, max_bytes=1000)
        assert len({ref.file for ref in refs}) > 2
        assert [read_capture(tmp_path, ref) for ref in refs] == [make(n) for n in range(10)]
        assert list(verify_folder(tmp_path, refs)) == []

    def test_never_writes_into_a_file_that_is_there(self, tmp_path):
        stores = [CaptureStore(tmp_path, prefix="c", software="s/1") for _ in range(3)]
        refs = [store.append(make(n)) for n, store in enumerate(stores)]
        for store in stores:
            store.close()
        assert len({ref.file for ref in refs}) == 3

    def test_a_closed_store_begins_a_new_file(self, tmp_path):
        store = CaptureStore(tmp_path, prefix="c", software="s/1")
        first = store.append(make(1))
        store.close()
        second = store.append(make(2))
        store.close()
        assert first.file != second.file
        assert read_capture(tmp_path, second) == make(2)

    def test_prefix_must_be_a_name(self, tmp_path):
        with pytest.raises(ValueError, match="file name"):
            CaptureStore(tmp_path, prefix="../up", software="s/1")

    def test_folder_that_cannot_be_made(self, tmp_path):
        (tmp_path / "file").touch()
        with pytest.raises(CaptureError, match="CAPTURES_DIR"):
            CaptureStore(tmp_path / "file" / "captures", prefix="c", software="s/1")

    def test_sync_reaches_the_disk(self, store, monkeypatch):
        synced = []
        real = os.fsync
        monkeypatch.setattr(
            os,
            "fsync",
            lambda fd: (synced.append(str(Path(f"/proc/self/fd/{fd}").readlink())), real(fd)),
        )
        store.append(make())
        store.sync()
        assert synced == [str(store.path), str(store.folder)]
        store.sync()
        assert len(synced) == 2
        store.append(make())
        store.sync()
        assert synced[2:] == [str(store.path)]

    def test_failed_sync_leaves_the_file_behind(self, store, monkeypatch, tmp_path):
        before = store.append(make(1))

        def fail(descriptor):
            raise OSError(5, "Input/output error")

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", fail)
            with pytest.raises(CaptureError, match="may not be on the disk: Input/output error"):
                store.sync()
        after = store.append(make(2))
        store.sync()
        assert after.file != before.file
        assert read_capture(tmp_path, after) == make(2)


class TestDiskFull:
    """The limit on a file's size gives the same short writes and errors as a full disk."""

    @pytest.fixture
    def file_size(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

        def limit(size):
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))

        yield limit
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    def test_leaves_a_whole_record_at_the_end(self, tmp_path, file_size):
        with CaptureStore(tmp_path, prefix="c", software="s/1") as store:
            first = store.append(make(1))
            size = first.offset + first.length
            for room in range(0, first.length - 50, 7):  # compressed sizes vary a little
                file_size(size + room)
                with pytest.raises(CaptureError) as caught:
                    store.append(make(2))
                assert store.path.stat().st_size == size
                assert make(2).url in str(caught.value)
                assert str(store.path) in str(caught.value)
                assert "make room" in str(caught.value)
            file_size(resource.RLIM_INFINITY)
            second = store.append(make(2))
        assert second.offset == size
        assert list(verify_folder(tmp_path, [first, second])) == []

    def test_at_the_very_first_record(self, tmp_path, file_size):
        with CaptureStore(tmp_path, prefix="c", software="s/1") as store:
            file_size(100)
            with pytest.raises(CaptureError):
                store.append(make(1))
            assert list(tmp_path.iterdir()) == []
            file_size(resource.RLIM_INFINITY)
            assert read_capture(tmp_path, store.append(make(1))) == make(1)

    def test_where_it_cannot_be_cut_back_a_new_file_is_begun(
        self, tmp_path, file_size, monkeypatch
    ):
        with CaptureStore(tmp_path, prefix="c", software="s/1") as store:
            first = store.append(make(1))
            file_size(first.offset + first.length + 10)
            with monkeypatch.context() as patched:
                patched.setattr(
                    os, "ftruncate", lambda *_: (_ for _ in ()).throw(OSError(5, "I/O"))
                )
                with pytest.raises(CaptureError):
                    store.append(make(2))
            file_size(resource.RLIM_INFINITY)
            second = store.append(make(2))
        assert second.file != first.file
        assert [repair.cut for repair in repair_folder(tmp_path)] == [10]
        assert list(verify_folder(tmp_path, [first, second])) == []

    def test_an_interrupt_within_a_write(self, tmp_path, monkeypatch):
        real = os.write

        def interrupted(descriptor, data):
            real(descriptor, data[:20])
            raise KeyboardInterrupt

        with CaptureStore(tmp_path, prefix="c", software="s/1") as store:
            first = store.append(make(1))
            with monkeypatch.context() as patched:
                patched.setattr(os, "write", interrupted)
                with pytest.raises(KeyboardInterrupt):
                    store.append(make(2))
            second = store.append(make(2))
        assert list(verify_folder(tmp_path, [first, second])) == []


class TestReadCapture:
    def test_missing_file(self, tmp_path):
        refs, path = filled(tmp_path)
        path.unlink()
        with pytest.raises(CaptureError, match=f"{path} is missing"):
            read_capture(tmp_path, refs[0])

    def test_unreadable_file(self, tmp_path):
        refs, path = filled(tmp_path)
        path.unlink()
        path.mkdir()
        with pytest.raises(CaptureError, match="Is a directory"):
            read_capture(tmp_path, refs[0])

    def test_every_changed_byte(self, tmp_path):
        refs, path = filled(tmp_path)
        data = path.read_bytes()
        ref = refs[1]
        harmless = range(ref.offset + 4, ref.offset + 10)  # time and system in the gzip header
        for position in range(ref.offset, ref.offset + ref.length):
            path.write_bytes(
                data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :]
            )
            if position not in harmless:
                with pytest.raises(CaptureDamaged, match=f"{path} at byte {ref.offset}"):
                    read_capture(tmp_path, ref)
            assert read_capture(tmp_path, refs[0]) == make(0)
            assert read_capture(tmp_path, refs[2]) == make(2)

    def test_another_record(self, tmp_path):
        refs, _ = filled(tmp_path)
        wrong = replace(refs[0], offset=refs[1].offset)
        with pytest.raises(CaptureDamaged, match="another body"):
            read_capture(tmp_path, replace(wrong, length=refs[1].length))
        with pytest.raises(CaptureDamaged, match="bytes, not"):
            read_capture(tmp_path, replace(refs[0], length=5))
        with pytest.raises(CaptureDamaged):
            read_capture(tmp_path, replace(refs[0], offset=10**9))


class TestRepair:
    def test_a_whole_file_is_left_alone(self, tmp_path):
        _, path = filled(tmp_path)
        data = path.read_bytes()
        assert repair_tail(path) == 0
        assert repair_folder(tmp_path) == []
        assert path.read_bytes() == data

    def test_cut_at_every_byte_of_the_last_record(self, tmp_path):
        refs, path = filled(tmp_path)
        data = path.read_bytes()
        last = refs[-1].offset
        for size in range(last, len(data)):
            path.write_bytes(data[:size])
            assert repair_tail(path) == size - last
            assert path.read_bytes() == data[:last]
            assert repair_tail(path) == 0

    def test_cut_at_every_byte_of_the_first_record(self, tmp_path):
        refs, path = filled(tmp_path, 1)
        data = path.read_bytes()
        for size in range(refs[0].offset):
            path.write_bytes(data[:size])
            (repair,) = repair_folder(tmp_path)
            assert (repair.path, repair.cut, repair.removed) == (path, size, True)
            assert not path.exists()

    @pytest.mark.parametrize("tail", [b"\0" * 5000, b"junk", b"\x1f\x8b\x08", os.urandom(3000)])
    def test_what_a_power_cut_leaves(self, tmp_path, tail):
        _, path = filled(tmp_path)
        data = path.read_bytes()
        path.write_bytes(data + tail)
        assert repair_tail(path) == len(tail)
        assert path.read_bytes() == data

    def test_damage_in_the_middle_costs_no_whole_record(self, tmp_path):
        refs, path = filled(tmp_path, 6)
        data = bytearray(path.read_bytes())
        data[refs[2].offset + 40] ^= 1
        path.write_bytes(data + b"half a record")
        assert repair_tail(path) == len(b"half a record")
        assert path.read_bytes() == data
        for ref in (*refs[:2], *refs[3:]):
            read_capture(tmp_path, ref)

    def test_records_within_a_body_do_not_mislead(self, tmp_path):
        with CaptureStore(tmp_path, prefix="c", software="s/1") as store:
            inner = gzip_member(b"WARC/1.1\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
            ref = store.append(make(body=inner + os.urandom(50_000) + inner + os.urandom(50_000)))
        path = tmp_path / ref.file
        whole = path.read_bytes()
        assert inner in whole
        assert repair_tail(path) == 0
        assert path.read_bytes() == whole

    def test_a_record_longer_than_the_window(self, tmp_path):
        with CaptureStore(tmp_path, prefix="c", software="s/1") as store:
            refs = [store.append(make(n, body=os.urandom(3 << 20))) for n in range(2)]
        path = tmp_path / refs[0].file
        assert repair_tail(path) == 0
        os.truncate(path, refs[1].offset + (2 << 20))
        assert repair_tail(path) == 2 << 20
        assert read_capture(tmp_path, refs[0]) == make(0, body=read_capture(tmp_path, refs[0]).body)

    @pytest.mark.parametrize("content", [b"", b"not a WARC file at all", b"WARC/1.0\r\nhalf"])
    def test_files_of_others_are_left_alone(self, tmp_path, content):
        for name in ("CC-NEWS-20250330-00001.warc.gz", "theirs.warc"):
            (tmp_path / name).write_bytes(content)
        assert repair_folder(tmp_path) == []
        assert (tmp_path / "theirs.warc").read_bytes() == content

    def test_junk_under_our_name_is_left_to_verify(self, tmp_path):
        path = tmp_path / "c-20250330T120000Z-1-00000.warc.gz"
        path.write_bytes(b"somebody's notes")
        assert repair_folder(tmp_path) == []
        assert [damage.path for damage in verify_folder(tmp_path)] == [path]

    def test_active_files_are_left_alone(self, tmp_path):
        _, path = filled(tmp_path)
        os.truncate(path, path.stat().st_size - 1)
        assert repair_folder(tmp_path, active=[path]) == []
        assert len(repair_folder(tmp_path)) == 1

    def test_a_file_that_is_being_written_is_left_alone(self, store, tmp_path):
        ref = store.append(make())
        data = store.path.read_bytes()
        record = data[ref.offset :]
        for size in range(len(record)):
            store.path.write_bytes(data + record[:size])
            assert repair_folder(tmp_path) == []
            assert list(verify_folder(tmp_path)) == []

    def test_tail_of_a_killed_process(self, tmp_path):
        """Its lock dies with it, and what it had synced is all there."""
        script = textwrap.dedent(
            f"""
            import os, sys
            from datetime import datetime, UTC
            from pathlib import Path
            from aggregator.archive.captures.store import CaptureStore
            from aggregator.records import Exchange

            store = CaptureStore(Path({str(tmp_path)!r}), prefix="c", software="s/1")
            real, count = os.write, 0

            def half(descriptor, data):
                global count
                count += 1
                if count == 8:
                    real(descriptor, data[: len(data) // 2])
                    os.kill(os.getpid(), 9)
                return real(descriptor, data)

            os.write = half
            for number in range(20):
                store.append(Exchange(url=f"https://example.org/{{number}}", status=200, headers=(),
                    captured_at=datetime(2025, 3, 30, tzinfo=UTC), body=b"text" * 100))
            """
        )
        done = subprocess.run(
            [sys.executable, "-c", script], env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False
        )
        assert done.returncode == -9
        assert [damage.problem for damage in verify_folder(tmp_path)] == [
            "the file ends within a record"
        ]
        (repair,) = repair_folder(tmp_path)
        assert repair.cut > 100
        assert list(verify_folder(tmp_path)) == []
        with repair.path.open("rb") as stream:
            assert sum(1 for _ in FastIterator(stream)) == 7

    def test_folder_without_permission(self, tmp_path, monkeypatch):
        _, path = filled(tmp_path)
        os.truncate(path, path.stat().st_size - 1)

        def refuse(self, *_):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(CaptureError, match="Permission denied"):
            repair_folder(tmp_path)


class TestVerify:
    def test_whole(self, tmp_path):
        refs, _ = filled(tmp_path, 20, max_bytes=2000)
        assert list(verify_folder(tmp_path, refs)) == []
        assert list(verify_folder(tmp_path)) == []

    def test_a_bit_of_every_byte(self, tmp_path):
        """And every bit around the border of two records: gzip's own fields and padding."""
        refs, path = filled(tmp_path, 1)
        data = path.read_bytes()
        border = refs[0].offset
        bits = {(position, position % 8) for position in range(len(data))}
        bits |= {(near, bit) for near in range(border - 10, border + 10) for bit in range(8)}
        for position, bit in sorted(bits):
            changed = bytearray(data)
            changed[position] ^= 1 << bit
            path.write_bytes(changed)
            damages = list(verify_folder(tmp_path))
            assert damages, f"bit {bit} of byte {position}"
            assert damages[0].offset == (0 if position < border else border)
            assert damages[0].path == path

    @pytest.mark.parametrize("seed", range(100))
    def test_random_damage(self, tmp_path, seed):
        chance = random.Random(seed)
        with CaptureStore(tmp_path, prefix="c", software="s/1", max_bytes=8000) as store:
            refs = [
                store.append(make(n, body=chance.randbytes(chance.randrange(3000)) + PAGE * 20))
                for n in range(20)
            ]
        path = chance.choice(sorted(tmp_path.iterdir()))
        data = bytearray(path.read_bytes())
        start = chance.randrange(len(data))
        match seed % 5:
            case 0:
                data[start] ^= 1 << chance.randrange(8)
            case 1:
                del data[start:]
            case 2:
                del data[start : start + chance.randrange(1, 500)]
            case 3:
                data[start:start] = chance.randbytes(chance.randrange(1, 500))
            case _:
                data[start : start + 512] = bytes(len(data[start : start + 512]))
        path.write_bytes(data)
        damages = list(verify_folder(tmp_path, refs))
        assert damages
        assert {damage.path for damage in damages} == {path}

    def test_says_which_records(self, tmp_path):
        refs, path = filled(tmp_path, 5)
        data = bytearray(path.read_bytes())
        data[refs[1].offset + 50] ^= 4
        data[refs[3].offset] ^= 4
        path.write_bytes(data)
        found = list(verify_folder(tmp_path))
        assert [damage.offset for damage in found] == [refs[1].offset, refs[3].offset]
        assert str(found[0]).startswith(f"{path}: at byte {refs[1].offset}: ")
        lost = [d.problem for d in verify_folder(tmp_path, refs) if refs[3].url in d.problem]
        assert lost == [f"the capture of {refs[3].url} is not there"]

    def test_whole_records_that_are_gone(self, tmp_path):
        refs, path = filled(tmp_path, 3)
        os.truncate(path, refs[2].offset)
        assert list(verify_folder(tmp_path)) == []
        assert list(verify_folder(tmp_path, refs)) == [
            Damage(path, refs[2].offset, f"the capture of {refs[2].url} is not there")
        ]

    def test_files_that_are_gone(self, tmp_path):
        refs, path = filled(tmp_path, 3)
        path.unlink()
        (damage,) = verify_folder(tmp_path, refs)
        assert damage == Damage(path, 0, "the file is missing, and with it 3 captures")

    def test_a_record_swapped_for_another(self, tmp_path):
        refs, path = filled(tmp_path, 2)
        (damage,) = verify_folder(tmp_path, [replace(refs[0], digest="sha256:0")])
        assert damage == Damage(
            path, refs[0].offset, "it is another body than the one the archive knows"
        )

    def test_a_digest_that_does_not_hold(self, tmp_path):
        refs, path = filled(tmp_path, 1)
        import gzip  # noqa: PLC0415

        data = path.read_bytes()
        text = gzip.decompress(data[refs[0].offset :]).replace(b"ran again", b"sank again")
        text = text.replace(b"sank again.", b"sank agai.")
        path.write_bytes(data[: refs[0].offset] + gzip_member(text))
        assert [damage.offset for damage in verify_folder(tmp_path)] == [refs[0].offset]

    def test_an_empty_file(self, tmp_path):
        path = tmp_path / "c-20250330T120000Z-1-00000.warc.gz"
        path.touch()
        assert list(verify_folder(tmp_path)) == [Damage(path, 0, "the file is empty")]

    def test_while_it_is_being_written(self, tmp_path):
        """Half a record at the end of a live file is no damage; damage before it is."""
        stop = threading.Event()
        with CaptureStore(tmp_path, prefix="c", software="s/1") as store:
            first = store.append(make(0))

            def write():
                number = 1
                while not stop.is_set() and number < 500:
                    store.append(make(number))
                    number += 1

            writer = threading.Thread(target=write)
            writer.start()
            try:
                for _ in range(10):
                    assert list(verify_folder(tmp_path)) == []
            finally:
                stop.set()
                writer.join()
            with store.path.open("r+b") as stream:
                stream.seek(first.offset + 30)
                stream.write(b"\xff\xff\xff")
            assert [damage.offset for damage in verify_folder(tmp_path)] == [first.offset]

    def test_foreign_files_are_checked_by_their_own_rules(self, tmp_path):
        import gzip  # noqa: PLC0415

        refs, path = filled(tmp_path, 2)
        data = path.read_bytes()
        records = [data[: refs[0].offset], *(data[r.offset : r.offset + r.length] for r in refs)]
        path.unlink()
        foreign = tmp_path / "foreign.warc.gz"
        foreign.write_bytes(b"".join(gzip.compress(gzip.decompress(r)) for r in records))
        assert list(verify_folder(tmp_path)) == []
        plain = tmp_path / "plain.warc"
        plain.write_bytes(gzip.decompress(data))
        assert list(verify_folder(tmp_path)) == []
        plain.write_bytes(gzip.decompress(data).replace(b"ferry ran", b"ferry ram"))
        assert [damage.path for damage in verify_folder(tmp_path)] == [plain, plain]
