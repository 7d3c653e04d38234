"""The token ids that MidiTok gives to MIDI files, as one JSON line a file.

usage: remi_miditok.py tokenizer.json piano|tracks < paths

The first line is {"vocabulary": [...]}; of a tokenizer with several vocabularies, a list of each.
Each other line is {"file": path, "ids": [...]} or {"file": path, "error": reason}; the ids are a
list of one sequence for each track. With "piano" all tracks but the drums are merged into one
piano track before MidiTok sees them. With "reads_halves_as_quarters" among the additional
parameters, metres over halves and wholes are counted in quarters.
"""

import json
import sys

import miditok
from symusic import Pedal, Score, TimeSignature, Track


def prepared(path, halves_as_quarters, is_merged, uses_programs):
    """The score of a file, without what MidiTok stumbles over.

    Tracks without notes are left out, a note lasts at least one tick, and the pedals are made from
    the controllers: symusic takes those of channels 1 to 15 to be down at tick 0. Notes of one tick
    stand by pitch and not as the file happens to write them. Without programs
    MidiTok looks for a pedal token of the track's program, and finds only that of program 0.
    """
    score = Score(path)
    tracks = []
    for track in score.tracks:
        if len(track.notes) == 0:
            continue
        pedals = pedal_spans(track)
        for note in track.notes:
            note.duration = max(1, note.duration)
        track.notes.sort(key=lambda n: (n.time, n.pitch, n.duration, n.velocity))
        track.pedals = pedals
        track.pedals.sort()
        if not uses_programs and not track.is_drum:
            track.program = 0
        tracks.append(track)
    if is_merged:
        piano = Track(program=0, is_drum=False)
        tracks = [track for track in tracks if not track.is_drum]
        piano.notes = [note for track in tracks for note in track.notes]
        piano.pedals = [pedal for track in tracks for pedal in track.pedals]
        piano.notes.sort()
        piano.pedals.sort()
        tracks = [piano]
    score.tracks = tracks
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
        document = json.load(file)
    parameters = document["config"]["additional_params"]
    halves_as_quarters = bool(parameters.get("reads_halves_as_quarters"))
    tokenizer = getattr(miditok, document["tokenization"])(params=sys.argv[1])
    vocabulary = tokenizer.vocab
    if isinstance(vocabulary, list):
        vocabulary = [list(part) for part in vocabulary]
    print(json.dumps({"vocabulary": list(vocabulary)}))
    for path in sys.stdin.read().splitlines():
        try:
            score = prepared(
                path, halves_as_quarters, sys.argv[2] == "piano", tokenizer.config.use_programs
            )
            sequences = tokenizer(score)
            if not isinstance(sequences, list):
                sequences = [sequences]
            line = {"file": path, "ids": [sequence.ids for sequence in sequences]}
        except Exception as error:  # A file that MidiTok cannot read is an answer too.
            line = {"file": path, "error": f"{type(error).__name__}: {error}"}
        print(json.dumps(line))


if __name__ == "__main__":
    main()
