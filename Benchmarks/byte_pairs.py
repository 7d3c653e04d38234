"""Trains the REMI tokenizer with byte pairs that `continuo-benchmarks tokens` compares, with MidiTok.

    .venv/bin/python Benchmarks/byte_pairs.py OUT.json FOLDER ...

Learns from 75 MIDI files below each folder, taken at even distances in the order of their paths, each
as one piano as the tests make it (Tests/Oracles/remi_miditok.py).
"""

import pathlib
import sys
import tempfile

import miditok

sys.path.append(str(pathlib.Path(__file__).parents[1] / "Tests/Oracles"))
from remi_miditok import prepared  # noqa: E402

FILES = 75
TOKENS = 4000


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    chosen = []
    for folder in sys.argv[2:]:
        paths = sorted(pathlib.Path(folder).rglob("*.mid"))
        if len(paths) < FILES:
            sys.exit(f"{folder}: {len(paths)} MIDI files are below it; {FILES} are needed")
        chosen += [paths[number * len(paths) // FILES] for number in range(FILES)]
    tokenizer = miditok.REMI(
        miditok.TokenizerConfig(
            use_chords=True, use_time_signatures=True, use_tempos=True, use_sustain_pedals=True))
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, path in enumerate(chosen):
            files.append(pathlib.Path(folder) / f"{number}.mid")
            prepared(path, False, True, False).dump_midi(files[-1])
        tokenizer.train(vocab_size=TOKENS, model="BPE", files_paths=files)
    tokenizer.save(sys.argv[1])
    print(f"{sys.argv[1]}: {len(tokenizer)} tokens, learned from {len(chosen)} files")


if __name__ == "__main__":
    main()
