"""The scores that MidiTok decodes from token ids, as one JSON line a score.

usage: remi_decode.py tokenizer.json < lines of JSON arrays of sequences of ids, one for each track

Each line is {"ticksPerQuarter", "tracks": [{"program", "notes": [[onset, duration, pitch,
velocity]], "pedals": [[onset, duration]]}], "tempos": [[onset, microseconds]], "metres": [[onset,
numerator, denominator]]}; the drums have program -1.
"""

import json
import sys

import miditok


def main():
    with open(sys.argv[1]) as file:
        tokenization = json.load(file)["tokenization"]
    tokenizer = getattr(miditok, tokenization)(params=sys.argv[1])
    for line in sys.stdin:
        sequences = json.loads(line)
        if tokenizer.config.one_token_stream_for_programs:
            sequences = sequences[0]
        score = tokenizer.decode(sequences)
        tracks = []
        for track in score.tracks:
            notes = [[n.time, n.duration, n.pitch, n.velocity] for n in track.notes]
            tracks.append(
                {
                    "program": -1 if track.is_drum else track.program,
                    "notes": sorted(notes, key=lambda n: (n[0], n[2], n[1], n[3])),
                    "pedals": sorted([p.time, p.duration] for p in track.pedals),
                }
            )
        print(
            json.dumps(
                {
                    "ticksPerQuarter": score.ticks_per_quarter,
                    "tracks": tracks,
                    "tempos": [[t.time, t.mspq] for t in score.tempos],
                    "metres": [[t.time, t.numerator, t.denominator] for t in score.time_signatures],
                }
            )
        )


if __name__ == "__main__":
    main()
