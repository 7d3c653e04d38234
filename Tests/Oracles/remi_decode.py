"""The scores that MidiTok decodes from token ids, as one JSON line a sequence.

usage: remi_decode.py tokenizer.json < lines of JSON arrays of ids

Each line is {"ticksPerQuarter", "notes": [[onset, duration, pitch, velocity]], "pedals": [[onset,
duration]], "tempos": [[onset, microseconds]], "metres": [[onset, numerator, denominator]]}.
"""

import json
import sys

from miditok import REMI


def main():
    tokenizer = REMI(params=sys.argv[1])
    for line in sys.stdin:
        score = tokenizer.decode([json.loads(line)])
        notes, pedals = [], []
        for track in score.tracks:
            notes += [[n.time, n.duration, n.pitch, n.velocity] for n in track.notes]
            pedals += [[p.time, p.duration] for p in track.pedals]
        print(
            json.dumps(
                {
                    "ticksPerQuarter": score.ticks_per_quarter,
                    "notes": sorted(notes, key=lambda n: (n[0], n[2], n[1], n[3])),
                    "pedals": sorted(pedals),
                    "tempos": [[t.time, t.mspq] for t in score.tempos],
                    "metres": [[t.time, t.numerator, t.denominator] for t in score.time_signatures],
                }
            )
        )


if __name__ == "__main__":
    main()
