"""Makes the recorded models of this folder, their logits and their takes.

    make.py models              tiny-cells and tiny-heads, with the logits of PyPI's `rwkv`
    make.py takes CONTINUO      takes.json: the takes that a built command draws with tiny-cells

The models are RWKV-7 with random weights, every tensor far from its neutral value. tiny-cells has
the vocabulary of the shipped models, so that takes can be drawn with it; tiny-heads has two heads.
`models` needs the Python of Scripts/setup-oracles. `takes` is run again only where takes change on
purpose; the tests compare the tokens of all takes with it.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
EXAMPLES = HERE.parent.parent / "Examples"
HEAD_SIZE = 16
TOKEN_COUNT = 40

NUMERATORS = list(range(1, 25))
TOKENIZER = {
    "config": {
        "pitch_range": [21, 108],
        "beat_res": {"0_4": 12, "4_12": 4},
        "use_velocities": True,
        "use_time_signatures": True,
        "time_signature_range": {"4": NUMERATORS, "8": NUMERATORS, "16": NUMERATORS},
        "use_sustain_pedals": True,
        "use_pitchdrum_tokens": False,
        "remove_duplicated_notes": True,
        "special_tokens": ["PAD", "BOS", "EOS", "MASK"],
        "additional_params": {"reads_halves_as_quarters": True},
    },
    "tokenization": "Cells",
}

# What is asked for; each with these seeds and the tiny model.
REQUESTS = [
    ["petzold-minuet.mid", "--bars", "2"],
    ["petzold-minuet.mid", "--bars", "3-4", "--hand", "left"],
    ["beethoven-elise.mid", "--bars", "2,5-6", "--similarity", "0"],
    ["mozart-sonata.mid", "--bars", "3-4", "--hand", "right", "--key", "C", "--playable"],
    ["mozart-sonata.mid", "--bars", "2", "--chords", "F | G7", "--density", "6"],
    ["bach-prelude.mid", "--bars", "4-5", "--grid", "4", "--polyphony", "3", "--range", "C3-C6"],
    ["cakewalk.mid", "--bars", "5-6", "--keep-rhythm", "--temperature", "1.4", "--min-p", "0.05"],
    ["waltz.mid", "--bars", "2", "--dynamics", "on", "--pedal", "on", "--top-k", "30"],
    ["barcarolle.mid", "--bars", "2-3", "--notes-per-bar", "9", "--chords-per-bar", "4"],
]
SEEDS = [1, 20_261_201]


def tensors(torch, seed, vocabulary, heads, layers, rank):
    generator = torch.Generator().manual_seed(seed)
    width = heads * HEAD_SIZE
    result = {}

    def normal(*shape, scale=1.0):
        return torch.randn(*shape, generator=generator) * scale

    def uniform(low, high, *shape):
        return torch.rand(*shape, generator=generator) * (high - low) + low

    def linear(name, outputs, inputs):
        result[name] = normal(outputs, inputs, scale=inputs**-0.5)

    def norm(name):
        result[name + ".weight"] = uniform(0.5, 1.5, width)
        result[name + ".bias"] = normal(width, scale=0.1)

    result["emb.weight"] = normal(vocabulary, width)
    norm("blocks.0.ln0")
    for layer in range(layers):
        block = f"blocks.{layer}."
        att = block + "att."
        for name in ["ln1", "ln2", "att.ln_x"]:
            norm(block + name)
        for letter in "rwkvag":
            result[att + "x_" + letter] = uniform(0, 1, 1, 1, width)
        # The first layer has no v0, v1, v2, as in checkpoints of our trainer; `rwkv` wants some.
        for letter in "wavg" if layer else "wag":
            if letter == "w":
                result[att + "w0"] = uniform(-6, 3, 1, 1, width)
            elif letter != "g":
                result[att + letter + "0"] = normal(1, 1, width)
            linear(att + letter + "1", width, rank)
            linear(att + letter + "2", rank, width)
        result[att + "k_k"] = uniform(0.5, 1.2, 1, 1, width)
        result[att + "k_a"] = uniform(0.5, 1.5, 1, 1, width)
        result[att + "r_k"] = normal(heads, HEAD_SIZE, scale=0.3)
        for name in ["receptance", "key", "value", "output"]:
            linear(att + name + ".weight", width, width)
        linear(block + "ffn.key.weight", 4 * width, width)
        linear(block + "ffn.value.weight", width, 4 * width)
        result[block + "ffn.x_k"] = uniform(0, 1, 1, 1, width)
    norm("ln_out")
    result["head.weight"] = normal(vocabulary, width, scale=0.5)
    return {name: tensor.to(torch.bfloat16) for name, tensor in result.items()}


def official_logits(torch, weights, tokens):
    import rwkv.model

    weights = {name: tensor.float() for name, tensor in weights.items()}
    for letter in "012":
        weights["blocks.0.att.v" + letter] = weights["blocks.0.att.a" + letter]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model")
        torch.save(weights, path + ".pth")
        net = rwkv.model.RWKV_x070(path, "cpu fp32")
    rows, state = [], None
    for token in tokens:
        row, state = net.forward(token, state)
        rows.append(row.float())
    return torch.stack(rows)


def make_models():
    os.environ.update(RWKV_JIT_ON="0", RWKV_CUDA_ON="0", RWKV_V7_ON="1")
    import torch
    from safetensors.torch import save_file

    torch.set_num_threads(1)
    sizes = {
        "tiny-cells": dict(seed=1, vocabulary=576, heads=1, layers=2, rank=8),
        "tiny-heads": dict(seed=2, vocabulary=61, heads=2, layers=2, rank=6),
    }
    for name, size in sizes.items():
        weights = tensors(torch, **size)
        metadata = {"made by": "Tests/Recorded/make.py"}
        if name == "tiny-cells":
            metadata["tokenizer"] = json.dumps(TOKENIZER)
        save_file(weights, HERE / f"{name}.safetensors", metadata=metadata)
        generator = torch.Generator().manual_seed(3)
        tokens = torch.randint(size["vocabulary"], (TOKEN_COUNT,), generator=generator)
        # Every logit of the last tokens stands for all: each depends on all tokens before.
        logits = official_logits(torch, weights, tokens.tolist())
        recorded = {"tokens": tokens.int(), "logits": logits[-3:].contiguous()}
        save_file(recorded, HERE / f"{name}-logits.safetensors")


def make_takes(command):
    takes = []
    with tempfile.TemporaryDirectory() as folder:
        for request in REQUESTS:
            for seed in SEEDS:
                arguments = ["--seed", str(seed), "--takes", "2", "--candidates", "3"]
                piece = EXAMPLES / request[0]
                output = subprocess.run(
                    [command, "complete", piece, *request[1:], *arguments, "--json"]
                    + ["--model", HERE / "tiny-cells.safetensors", "--out", folder],
                    check=True, capture_output=True, text=True,
                )
                drawn = [
                    {"seed": take["seed"], "tokens": take["tokens"]}
                    for take in json.loads(output.stdout)["takes"]
                ]
                takes.append({"piece": request[0], "options": request[1:] + arguments, "takes": drawn})
    lines = ",\n".join(json.dumps(take) for take in takes)
    (HERE / "takes.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    if sys.argv[1] == "models":
        make_models()
    else:
        make_takes(sys.argv[2])
