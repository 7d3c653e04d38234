"""Tokenizers that MidiTok saves, with the vocabulary of each, as one JSON line a tokenizer.

usage: remi_vocabulary.py

Each line is {"name": ..., "tokenizer": the text of tokenizer.json, "vocabulary": [...]}.
"""

import json
import sys
import tempfile
import warnings
from pathlib import Path

from miditok import REMI, TokenizerConfig

CONFIGURATIONS = {
    "defaults": {},
    "one piano": {"use_tempos": True, "use_sustain_pedals": True},
    "no time signatures": {"use_time_signatures": False, "use_tempos": True},
    "log tempos": {"use_tempos": True, "log_tempos": True, "num_tempos": 24, "tempo_range": (30, 300)},
    "few velocities": {"num_velocities": 9, "pitch_range": (0, 127)},
    "all velocities": {"num_velocities": 127, "use_pitchdrum_tokens": False},
    "fine beats": {"beat_res": {(0, 1): 24, (1, 2): 12, (2, 16): 4}},
    "denominators in disorder": {"time_signature_range": {4: [4, 3], 16: [5, 7], 2: [2], 8: (1, 12)}},
    "special tokens": {"special_tokens": ["PAD", "BOS", "EOS", "MASK", "SEP", "Fill_Here"]},
    "no duplicates": {"remove_duplicated_notes": True, "drums_pitch_range": (35, 81)},
    "chords": {"use_chords": True},
    "rests": {"use_rests": True},
    "programs": {"use_programs": True},
    "few programs": {"use_programs": True, "programs": [40, 8, -1, 6, 0, 72], "use_sustain_pedals": True},
    "chords on roots": {"use_chords": True, "chord_tokens_with_root_note": True, "chord_unknown": (3, 6)},
    "unknown chords": {"use_chords": True, "chord_unknown": (3, 6), "chord_maps": {"power": (0, 7, 12)}},
    "fine rests": {"use_rests": True, "beat_res_rest": {(0, 2): 8, (2, 5): 1}},
    "pitch intervals": {"use_pitch_intervals": True},
    "pedal durations": {"use_sustain_pedals": True, "sustain_pedal_duration": True},
    "attribute controls": {"ac_polyphony_bar": True},
    "bars with numbers": {"max_bar_embedding": 60},
    "ends of bars": {"use_bar_end_tokens": True},
}


def main():
    warnings.simplefilter("ignore")
    for name, options in CONFIGURATIONS.items():
        tokenizer = REMI(TokenizerConfig(**options))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tokenizer.json"
            tokenizer.save(path)
            text = path.read_text()
            # Saving loses the order in which programs were given.
            tokenizer = REMI(params=path)
        line = {"name": name, "tokenizer": text, "vocabulary": list(tokenizer.vocab)}
        print(json.dumps(line))


if __name__ == "__main__":
    sys.exit(main())
