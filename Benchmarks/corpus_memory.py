"""Peak memory and processor time of `continuo prepare` on made-up pieces; not on Windows.

    python3 Benchmarks/corpus_memory.py .build/release/continuo 2000 10000 40000
"""

import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile


def variable_length(number):
    """A number as in a MIDI file: seven bits a byte, the highest first."""
    digits = [number & 127]
    while number := number >> 7:
        digits.append(number & 127 | 128)
    return bytes(reversed(digits))


def piece(seed):
    """A MIDI file of eight bars with six notes each."""
    chance = random.Random(seed)
    events = []
    for bar in range(8):
        for _ in range(6):
            onset = 1920 * bar + 120 * chance.randrange(16)
            pitch = chance.randrange(40, 80)
            events.append((onset, 80, pitch))
            events.append((onset + 120 * chance.randrange(1, 4), 0, pitch))
    track, last = b"", 0
    for tick, velocity, pitch in sorted(events):
        track += variable_length(tick - last) + bytes([0x90, pitch, velocity])
        last = tick
    track += b"\0\xff\x2f\0"
    header = b"MThd" + struct.pack(">IHHH", 6, 0, 1, 480)
    return header + b"MTrk" + struct.pack(">I", len(track)) + track


def measure(command, count):
    """Megabytes at the peak and seconds of processor time for so many pieces."""
    with tempfile.TemporaryDirectory() as place:
        music = pathlib.Path(place) / "music"
        for number in range(count):
            folder = music / f"{number // 1000:04d}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number % 1000:03d}.mid").write_bytes(piece(number))
        process = subprocess.Popen(
            [command, "prepare", "--out", f"{place}/data", str(music)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"{command} prepare failed")
    return usage.ru_maxrss / 1000, usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    print("pieces   MB   seconds")
    for count in map(int, sys.argv[2:]):
        megabytes, seconds = measure(sys.argv[1], count)
        print(f"{count:6d} {megabytes:5.0f} {seconds:6.1f}", flush=True)
