"""Reads MIDI files with symusic and prints what it found, for MIDIFileTests to compare.

The argument is a file with one path a line. Standard output, for each, one line: `error`, or
    ticksPerQuarter trackCount noteCount notes pedals tempos metres keys
where the last five are CRC-32 sums over little-endian 32-bit numbers. Tracks without notes are left
out, a note lasts at least one tick, and of several changes at one tick the last stays.
"""

import sys
import zlib

import numpy as np
import symusic


def digest(path):
    score = symusic.Score(path)
    tracks = [track for track in score.tracks if len(track.notes) > 0]
    notes, pedals, count = 0, 0, 0
    for track in tracks:
        soa = track.notes.numpy()
        columns = [soa["time"], soa["pitch"], np.maximum(soa["duration"], 1), soa["velocity"]]
        order = np.lexsort(columns[::-1])
        head = [track.program, int(track.is_drum), len(order)]
        notes = crc(notes, head)
        notes = crc(notes, np.stack(columns, axis=1)[order])
        spans = pedal_spans(track)
        pedals = crc(pedals, [len(spans)] + [number for span in spans for number in span])
        count += len(order)
    tempos = crc(0, last_per_tick((t.time, t.mspq) for t in score.tempos))
    metres = crc(
        0,
        last_per_tick(
            (m.time, m.numerator, m.denominator)
            for m in score.time_signatures
            if m.numerator > 0 and m.denominator > 0
        ),
    )
    keys = crc(
        0,
        last_per_tick(
            (k.time, k.key, int(k.tonality != 0))
            for k in score.key_signatures
            if -7 <= k.key <= 7
        ),
    )
    return score.ticks_per_quarter, len(tracks), count, notes, pedals, tempos, metres, keys


def pedal_spans(track):
    """The pedals from symusic's controller events: it takes those of channels 1...15 to be down at
    tick 0, so its own list begins wrongly there."""
    spans, down = [], None
    for control in track.controls:
        if control.number == 64 and control.value >= 64:
            down = control.time if down is None else down
        elif control.number == 64 and down is not None:
            spans.append((down, control.time - down))
            down = None
    return spans


def crc(start, numbers):
    return zlib.crc32(np.asarray(numbers, dtype="<i4").tobytes(), start)


def last_per_tick(changes):
    last = {change[0]: change for change in changes}
    return [number for tick in sorted(last) for number in last[tick]]


with open(sys.argv[1], encoding="utf-8") as paths:
    for path in paths:
        try:
            print(*digest(path.rstrip("\r\n")))
        except RuntimeError:
            print("error")
