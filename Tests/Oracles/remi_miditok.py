"""The token ids that MidiTok gives to MIDI files, as one JSON line a file.

usage: remi_miditok.py tokenizer.json < paths

Each line is {"file": path, "ids": [...]} or {"file": path, "error": reason}. All tracks but the
drums are merged into one piano track. With "reads_halves_as_quarters" among the additional
parameters, metres over halves and wholes are counted in quarters before MidiTok sees them.
"""

import json
import sys

from miditok import REMI
from symusic import Pedal, Score, TimeSignature, Track


def merged(path, halves_as_quarters):
    """The score of a file with one piano track.

    Tracks without notes are left out, a note lasts at least one tick, and the pedals are made from
    the controllers: symusic takes those of channels 1 to 15 to be down at tick 0.
    """
    score = Score(path)
    piano = Track(program=0, is_drum=False)
    notes, pedals = [], []
    for track in score.tracks:
        if not track.is_drum and len(track.notes) > 0:
            notes += list(track.notes)
            pedals += pedal_spans(track)
    for note in notes:
        note.duration = max(1, note.duration)
    piano.notes, piano.pedals = notes, pedals
    piano.notes.sort()
    piano.pedals.sort()
    score.tracks = [piano]
    if halves_as_quarters:
        score.time_signatures = [
            TimeSignature(t.time, t.numerator * 4 // t.denominator, 4) if t.denominator < 4 else t
            for t in score.time_signatures
        ]
    return score


def pedal_spans(track):
    """The pedals that the track's controllers press and release."""
    spans, down = [], None
    for control in track.controls:
        if control.number == 64 and control.value >= 64:
            down = control.time if down is None else down
        elif control.number == 64 and down is not None:
            spans.append(Pedal(down, control.time - down))
            down = None
    return spans


def main():
    with open(sys.argv[1]) as file:
        parameters = json.load(file)["config"]["additional_params"]
    halves_as_quarters = bool(parameters.get("reads_halves_as_quarters"))
    tokenizer = REMI(params=sys.argv[1])
    print(json.dumps({"vocabulary": list(tokenizer.vocab)}))
    for path in sys.stdin.read().splitlines():
        try:
            score = merged(path, halves_as_quarters)
            line = {"file": path, "ids": tokenizer(score)[0].ids}
        except Exception as error:  # A file that MidiTok cannot read is an answer too.
            line = {"file": path, "error": f"{type(error).__name__}: {error}"}
        print(json.dumps(line))


if __name__ == "__main__":
    main()
