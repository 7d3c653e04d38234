"""Peak memory of `continuo inspect` on large and hostile files, beside what they hold; not on Windows.

    python3 Benchmarks/reading_memory.py .build/release/continuo

Fails where a file needs more than 32 times what it holds (an .mxl file: what is packed in it) and 128
MB, takes longer than 100 seconds, or is not refused though it must be.
"""

import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile
import time
import zipfile

MOST = 32
SIZE = 8_000_000
XML = b'<score-partwise><part-list><score-part id="P1"/></part-list><part id="P1">'
NOTE = b"<note><pitch><step>C</step><octave>4</octave></pitch><duration>1</duration></note>"
BAR = b"<measure><attributes><divisions>1</divisions></attributes>" + 4 * NOTE + b"</measure>"
END = b"</part></score-partwise>"


def midi(body, chunks=1):
    """A MIDI file of one track chunk, or of many alike."""
    chunk = b"MTrk" + struct.pack(">I", len(body)) + body
    return b"MThd" + struct.pack(">IHHH", 6, 1, chunks, 480) + chunk * chunks


def note(pitch):
    """A note in running status, a tick long."""
    return bytes([1, pitch, 64, 1, pitch, 0])


def scale(size):
    """Notes over the whole piano."""
    return b"\0\x90\x3c\0" + repeated(b"".join(map(note, range(21, 109))), size)


def repeated(event, size=SIZE):
    """So many bytes of one event."""
    return event * (size // len(event))


def packed(name, parts):
    """Writes an .mxl file."""
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "META-INF/container.xml",
            '<container><rootfiles><rootfile full-path="a.xml"/></rootfiles></container>')
        with archive.open("a.xml", "w") as file:
            for part in parts:
                file.write(part)


SOME = scale(600)
MIDI = {
    "notes": lambda: midi(scale(SIZE)),
    "one key": lambda: midi(b"\0\x90\x3c\0" + repeated(note(60))),
    "one chord": lambda: midi(b"\0\x90\x3c\0" + repeated(b"\0\x3c\x40\0\x3c\0")),
    "tempos": lambda: midi(SOME + repeated(b"\1\xff\x51\3\7\xa1\x20")),
    "metres": lambda: midi(SOME + repeated(b"\1\xff\x58\4\3\2\x18\x08")),
    "keys": lambda: midi(SOME + repeated(b"\1\xff\x59\2\1\0")),
    "texts": lambda: midi(SOME + repeated(b"\1\xff\1\1a")),
    "pedals": lambda: midi(SOME + b"\1\xb0\x40\0" + repeated(b"\1\x40\x7f\1\x40\0")),
    "chunks": lambda: midi(b"\0\x90\x3c\x40\1\x3c\0", 65535),
    "notes without end": lambda: midi(SOME + repeated(b"\0\x3c\x40")),
    "a note far away": lambda: midi(SOME + b"\xff\xff\xff\x7f\x3c\x40\x60\x3c\0" * 7),
}
REFUSED = {
    "entities": lambda: (
        b'<!DOCTYPE a [<!ENTITY b "aaaa"><!ENTITY c "&b;&b;&b;&b;">]>' + XML + b"&c;"),
    "nesting": lambda: XML + b"<a>" * (SIZE // 3),
    "attributes": lambda: XML + b"<a " + b'b="" ' * (SIZE // 5),
}


def various_bars():
    """Bars that cannot be packed a hundredfold."""
    chance = random.Random(1)
    for _ in range(SIZE // len(BAR)):
        octaves = (b"%d</octave>" % chance.randrange(1, 8) for _ in range(4))
        yield b"".join(
            part + octave for part, octave in zip(BAR.split(b"4</octave>"), [*octaves, b""]))


def peak(command, name):
    """Megabytes at the peak, the exit status, and seconds."""
    begin = time.monotonic()
    process = subprocess.Popen(
        [command, "inspect", name], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    return usage.ru_maxrss * 1024 / 1e6, status, time.monotonic() - begin


def in_a_child(make):
    """Runs in a process of its own, since the memory of this one counts as that of its children."""
    child = os.fork()
    if not child:
        make()
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit("a file could not be made")


def files():
    """Writes one file after the other; its name, what it holds, and whether it must be refused."""
    for name, make in MIDI.items():
        path = pathlib.Path("a.mid")
        in_a_child(lambda: path.write_bytes(make()))
        yield f"MIDI, {name}", path, path.stat().st_size, None
    path = pathlib.Path("a.musicxml")
    in_a_child(lambda: path.write_bytes(XML + repeated(BAR) + END))
    yield "MusicXML, notes", path, path.stat().st_size, False
    path = pathlib.Path("a.mxl")
    in_a_child(lambda: packed(path, [XML, *various_bars(), END]))
    yield "MusicXML packed, notes", path, SIZE, False
    in_a_child(lambda: packed(path, [XML, *[b" " * 1_000_000] * 200]))
    yield "MusicXML packed, a bomb", path, path.stat().st_size, True
    for name, make in REFUSED.items():
        path = pathlib.Path("a.musicxml")
        in_a_child(lambda: path.write_bytes(make()))
        yield f"MusicXML, {name}", path, path.stat().st_size, True


def main(command):
    pathlib.Path("a.mid").write_bytes(midi(SOME))
    least, _, _ = peak(command, "a.mid")
    print(f"A file of a hundred notes: {least:.0f} MB\n")
    print("| file | holds, MB | peak, MB | times | seconds | |")
    print("| --- | ---: | ---: | ---: | ---: | --- |")
    failed = False
    for name, path, holds, refused in files():
        megabytes, status, seconds = peak(command, path)
        times = max(0, megabytes - least) / max(1, holds / 1e6)
        is_large = times > MOST and megabytes > least + 128
        is_wrong = is_large or seconds > 100 or refused == (status == 0) or status & 127
        failed = failed or is_wrong
        print(
            f"| {name} | {holds / 1e6:.1f} | {megabytes:.0f} | {times:.1f} | {seconds:.1f} "
            f"| {'refused' if status else ''}{' WRONG' if is_wrong else ''} |", flush=True)
    sys.exit(bool(failed))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    path = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        main(path)
