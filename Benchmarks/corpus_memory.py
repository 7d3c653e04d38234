"""Peak memory and processor time of `continuo prepare` on made-up pieces; not on Windows.

    python3 Benchmarks/corpus_memory.py .build/release/continuo 2000 10000 40000
    python3 Benchmarks/corpus_memory.py --shards 3 .build/release/continuo 200000

Of 20 pieces one is another one again, and one is another one a fourth higher. Own memory is what the
process holds itself (Linux only); the peak has also the pages of files that it has mapped, which the
system takes back when it needs them. With --shards the dataset is made again in so many shares, the
last one first, and must be the same, byte for byte.
"""

import argparse
import filecmp
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile
import time


def variable_length(number):
    """A number as in a MIDI file: seven bits a byte, the highest first."""
    digits = [number & 127]
    while number := number >> 7:
        digits.append(number & 127 | 128)
    return bytes(reversed(digits))


def piece(number):
    """A MIDI file of eight bars with six notes each."""
    seed, up = {9: (number - 1, 5), 19: (number - 1, 0)}.get(number % 20, (number, 0))
    chance = random.Random(seed)
    events = []
    for bar in range(8):
        for _ in range(6):
            onset = 1920 * bar + 120 * chance.randrange(16)
            pitch = chance.randrange(40, 80) + up
            events.append((onset, 80, pitch))
            events.append((onset + 120 * chance.randrange(1, 4), 0, pitch))
    track, last = b"", 0
    for tick, velocity, pitch in sorted(events):
        track += variable_length(tick - last) + bytes([0x90, pitch, velocity])
        last = tick
    track += b"\0\xff\x2f\0"
    header = b"MThd" + struct.pack(">IHHH", 6, 0, 1, 480)
    return header + b"MTrk" + struct.pack(">I", len(track)) + track


def write(music, count):
    for number in range(count):
        folder = music / f"{number // 1000:04d}"
        if number % 1000 == 0:
            folder.mkdir(parents=True)
        (folder / f"{number % 1000:03d}.mid").write_bytes(piece(number))


def own_memory(process):
    """Megabytes that a process holds itself; 0 where that is not told, or when it has ended."""
    try:
        lines = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) / 1000 for line in lines if line.startswith("RssAnon:"))


def prepare(command, music, data, *options):
    """Megabytes at the peak, those of its own, and seconds of processor time."""
    process = subprocess.Popen(
        [command, "prepare", "--out", str(data), str(music), *options],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    own = 0
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        own = max(own, own_memory(process.pid))
        time.sleep(0.05)
    if status:
        sys.exit(f"{command} prepare failed")
    return usage.ru_maxrss / 1000, own, usage.ru_utime + usage.ru_stime


def compare(command, music, place, shards):
    """Makes the dataset in shares, the last one first, and compares it with that of one run."""
    for shard in reversed(range(shards)):
        prepare(command, music, place / "shares", "--shard", f"{shard}/{shards}")
    names = sorted(os.listdir(place / "data"))
    same, *others = filecmp.cmpfiles(place / "data", place / "shares", names, shallow=False)
    if same != names or names != sorted(os.listdir(place / "shares")):
        sys.exit(f"{shards} shares make another dataset: {others}")
    print(f"{shards} shares make the same dataset, byte for byte", flush=True)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command")
    parser.add_argument("counts", type=int, nargs="+")
    parser.add_argument("--shards", type=int)
    options = parser.parse_args()
    print(" pieces  own MB  peak MB  seconds", flush=True)
    for count in options.counts:
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder)
            write(place / "music", count)
            peak, own, seconds = prepare(options.command, place / "music", place / "data")
            print(f"{count:7d} {own:7.1f} {peak:8.1f} {seconds:8.1f}", flush=True)
            if options.shards:
                compare(options.command, place / "music", place, options.shards)


if __name__ == "__main__":
    main()
