"""A random RWKV-5.2, 6 or 7 checkpoint in the official format and what PyPI's `rwkv` makes of it.

    rwkv_logits.py FOLDER SEED GENERATION [TOKENS]

Writes model-f32.safetensors and model-bf16.safetensors (the same weights, rounded), and for each of them
logits-*.safetensors: `tokens` (T), `logits` (T,V) after each token, computed in float32 on the CPU, and `at_once`, the
same computed for all tokens at once, which shows how far rounding goes with these weights. Every tensor is far from its
neutral value, so that every term of the formulas matters.
"""

import contextlib
import os
import pathlib
import sys

os.environ.update(RWKV_JIT_ON="0", RWKV_CUDA_ON="0")
if sys.argv[3] == "7":
    os.environ["RWKV_V7_ON"] = "1"

import torch
from safetensors.torch import save_file


def checkpoint(seed, generation):
    generator = torch.Generator().manual_seed(seed)
    choose = lambda *options: options[torch.randint(len(options), (1,), generator=generator).item()]
    layers, heads, size, vocabulary = choose(3, 4), choose(1, 2, 3), 64, choose(61, 97, 131)
    width = heads * size

    def normal(*shape, scale=1.0):
        return torch.randn(*shape, generator=generator) * scale

    def uniform(low, high, *shape):
        return torch.rand(*shape, generator=generator) * (high - low) + low

    def linear(outputs, inputs):
        return normal(outputs, inputs, scale=inputs**-0.5)

    tensors = {"emb.weight": normal(vocabulary, width)}

    def norm(name):
        tensors[name + ".weight"] = uniform(0.5, 1.5, width)
        tensors[name + ".bias"] = normal(width, scale=0.1)

    def add_time_mixing_7(att):
        for letter in "rwkvag":
            tensors[att + "x_" + letter] = uniform(0, 1, 1, 1, width)
        # Layer 0 has a v0, v1, v2 that mean nothing, as the released models do.
        for letter in "wavg":
            rank = choose(32, 64, 96)
            if letter == "w":
                tensors[att + "w0"] = uniform(-6, 3, 1, 1, width)
            elif letter != "g":
                tensors[att + letter + "0"] = normal(1, 1, width)
            tensors[att + letter + "1"] = normal(width, rank, scale=width**-0.5)
            tensors[att + letter + "2"] = normal(rank, width, scale=rank**-0.5)
        tensors[att + "k_k"] = uniform(0.5, 1.2, 1, 1, width)
        tensors[att + "k_a"] = uniform(0.5, 1.5, 1, 1, width)
        tensors[att + "r_k"] = normal(heads, size, scale=0.3)

    norm("blocks.0.ln0")
    for layer in range(layers):
        block = f"blocks.{layer}."
        att = block + "att."
        norm(block + "ln1")
        norm(block + "ln2")
        norm(att + "ln_x")
        for name in ["receptance", "key", "value", "output"]:
            tensors[att + name + ".weight"] = linear(width, width)
        hidden = 4 * width if generation == "7" else width * 7 // 2 // 32 * 32
        tensors[block + "ffn.key.weight"] = linear(hidden, width)
        tensors[block + "ffn.value.weight"] = linear(width, hidden)
        if generation == "5.2":
            for letter in "kvrg":
                tensors[att + "time_mix_" + letter] = uniform(0, 1, 1, 1, width)
            tensors[att + "time_decay"] = uniform(-6, 1, heads, size)
        elif generation == "6":
            rank, decay_rank = choose(32, 64), choose(32, 64, 96)
            for letter in "xwkvrg":
                tensors[att + "time_maa_" + letter] = uniform(0, 1, 1, 1, width)
            tensors[att + "time_maa_w1"] = normal(width, 5 * rank, scale=width**-0.5)
            tensors[att + "time_maa_w2"] = normal(5, rank, width, scale=0.1)
            tensors[att + "time_decay"] = uniform(-6, 1, 1, 1, width)
            tensors[att + "time_decay_w1"] = normal(width, decay_rank, scale=width**-0.5)
            tensors[att + "time_decay_w2"] = normal(decay_rank, width, scale=0.1)
        else:
            add_time_mixing_7(att)
            tensors[block + "ffn.x_k"] = uniform(0, 1, 1, 1, width)
        if generation != "7":
            tensors[att + "time_faaaa"] = normal(heads, size, scale=0.5)
            tensors[att + "gate.weight"] = linear(width, width)
            tensors[block + "ffn.receptance.weight"] = linear(width, width)
            mix = "ffn.time_mix_" if generation == "5.2" else "ffn.time_maa_"
            for letter in "kr":
                tensors[block + mix + letter] = uniform(0, 1, 1, 1, width)
    norm("ln_out")
    tensors["head.weight"] = linear(vocabulary, width)
    return tensors


def logits(tensors, tokens, folder, generation):
    path = folder / "model"
    torch.save({name: tensor.float() for name, tensor in tensors.items()}, f"{path}.pth")
    with contextlib.redirect_stdout(sys.stderr):
        import rwkv.model

        load = rwkv.model.RWKV_x070 if generation == "7" else rwkv.model.RWKV
        net = load(str(path), "cpu fp32")
    rows, state = [], None
    for token in tokens:
        row, state = net.forward(token if generation == "7" else [token], state)
        rows.append(row.float())
    os.remove(f"{path}.pth")
    at_once, _ = net.forward(tokens, None, full_output=True)
    return {"logits": torch.stack(rows), "at_once": at_once.float().contiguous()}


def main():
    torch.set_num_threads(1)
    folder, seed = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    generation = sys.argv[3]
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 100
    tensors = checkpoint(seed, generation)
    vocabulary = tensors["emb.weight"].shape[0]
    tokens = torch.randint(vocabulary, (count,), generator=torch.Generator().manual_seed(seed))
    for name, dtype in [("f32", torch.float32), ("bf16", torch.bfloat16)]:
        rounded = {key: tensor.to(dtype) for key, tensor in tensors.items()}
        save_file(rounded, folder / f"model-{name}.safetensors", metadata={"seed": str(seed)})
        recorded = logits(rounded, tokens.tolist(), folder, generation)
        recorded["tokens"] = tokens.float()
        save_file(recorded, folder / f"logits-{name}.safetensors")


if __name__ == "__main__":
    main()
