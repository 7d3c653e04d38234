"""A byte-pair vocabulary that MidiTok trains, and the ids that it then gives to MIDI files.

usage: bpe_miditok.py tokenizer.json SIZE no|bar|beat COUNT < paths

Trains on the first COUNT files. The first line is the trained tokenizer.json, each other line
{"file": path, "base": ids before merging, "ids": ids, "back": ids unmerged again}. Each file is one
piano, as remi_miditok.py makes it.
"""

import json
import sys
import tempfile
from pathlib import Path

import miditok
from remi_miditok import prepared


def main():
    with open(sys.argv[1]) as file:
        parameters = json.load(file)["config"]["additional_params"]
    halves_as_quarters = bool(parameters.get("reads_halves_as_quarters"))
    tokenizer = miditok.REMI(params=sys.argv[1])
    tokenizer.config.encode_ids_split = sys.argv[3]
    paths = sys.stdin.read().splitlines()
    tokenizer.train(
        vocab_size=int(sys.argv[2]), model="BPE", files_paths=paths[: int(sys.argv[4])]
    )
    with tempfile.TemporaryDirectory() as folder:
        trained = Path(folder) / "tokenizer.json"
        tokenizer.save(trained)
        print(json.dumps(json.loads(trained.read_text())))
    for path in paths:
        score = prepared(path, halves_as_quarters, True, False)
        sequence = tokenizer(score, encode_ids=False)
        sequence = sequence[0] if isinstance(sequence, list) else sequence
        base = list(sequence.ids)
        tokenizer.encode_token_ids(sequence)
        ids = list(sequence.ids)
        tokenizer.decode_token_ids(sequence)
        print(json.dumps({"file": path, "base": base, "ids": ids, "back": sequence.ids}))


if __name__ == "__main__":
    main()
