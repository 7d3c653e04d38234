"""Reads MIDI files with symusic and tokenizes them with MidiTok, timing itself.

    midi_peer.py tokenizer.json FILE_OF_PATHS

Prints a line of JSON: versions, which files (by number) it cannot use, and for each of the others
how many notes it has and a sum of its tokens. Then each line `WORK SECONDS` on standard input makes
it go through all files, which are in memory, again and again for so long, on one thread, and print
{"units": passes, "seconds": seconds}. WORK is `read` (bytes to score), `encode` (score to tokens) or
`tokens` (bytes to tokens).
"""

import json
import logging
import pathlib
import sys
import time
from importlib.metadata import version

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Oracles"))

from miditok import REMI
from remi_miditok import prepared
from symusic import Score, Track

logging.disable(logging.WARNING)


def piano(data):
    """A score with all tracks but the drums in one, by symusic's own means only."""
    score = Score.from_midi(data)
    result = Track(program=0, is_drum=False)
    for track in score.tracks:
        if not track.is_drum and len(track.notes) > 0:
            result.notes.extend(track.notes)
            result.pedals.extend(track.pedals)
    result.notes.sort()
    result.pedals.sort()
    score.tracks = [result]
    return score


def checksum(ids):
    result = 0
    for number in ids:
        result = (result * 31 + number + 1) % 2**32
    return result


def prepare(path, tokenizer):
    """The bytes of a file, its score with one piano track, its notes and the sum of its tokens."""
    data = pathlib.Path(path).read_bytes()
    notes = sum(len(track.notes) for track in Score.from_midi(data).tracks)
    score = prepared(path, False, True, False)
    tokenizer(piano(data))
    return data, score, notes, checksum(tokenizer(score)[0].ids)


def measure(one_pass, seconds):
    count, start, elapsed = 0, time.perf_counter(), 0.0
    while elapsed < seconds or count == 0:
        one_pass()
        count += 1
        elapsed = time.perf_counter() - start
    return {"units": count, "seconds": elapsed}


def main():
    tokenizer = REMI(params=sys.argv[1])
    paths = pathlib.Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
    files, refused = [], []
    for number, path in enumerate(paths):
        try:
            files.append(prepare(path, tokenizer))
        except Exception:  # A file that only one of the programs reads cannot be compared.
            refused.append(number)
    blobs, scores = [file[0] for file in files], [file[1] for file in files]
    opening = {
        "symusic": version("symusic"),
        "miditok": version("miditok"),
        "refused": refused,
        "notes": [file[2] for file in files],
        "checksums": [file[3] for file in files],
    }
    print(json.dumps(opening), flush=True)
    passes = {
        "read": lambda: [Score.from_midi(data) for data in blobs],
        "encode": lambda: [tokenizer.encode(score) for score in scores],
        "tokens": lambda: [tokenizer.encode(piano(data)) for data in blobs],
    }
    for line in sys.stdin:
        work, seconds = line.split()
        print(json.dumps(measure(passes[work], float(seconds))), flush=True)


if __name__ == "__main__":
    main()
