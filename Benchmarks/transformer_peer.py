"""Trains a transformer as large as the base model on the same music, to be compared with it.

    transformer_peer.py train DATA OUT --tokens 8600000     goes on where it was stopped
    transformer_peer.py evaluate OUT EXAMPLES               EXAMPLES: examples.jsonl of
                                                            'continuo-evaluate evaluate'
    transformer_peer.py decode --length 4096                tokens a second after so many tokens

DATA is the folder that 'continuo prepare' made, in cells. Windows, keys, holes and the order behind
the last hole are drawn as the trainer draws them (Documentation/cells.md), by another generator: the
mixture is the same, the rows are not. The model is a decoder of 12 layers of 256 with rotary
positions, 10.8 million parameters. Needs torch; one thread unless OMP_NUM_THREADS says otherwise.
"""

import argparse
import json
import math
import os
import random
import struct
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

VOCABULARY, LENGTH = 576, 1024
PAD, EOS, MASK, BAR = 0, 2, 3, 4
RIGHT, LEFT, PEDALS, HOLE, FILL = range(VOCABULARY - 9, VOCABULARY - 4)
PITCHES = range(5, 5 + 88)
HOLES = {"none": 4, "tail": 6, "middle": 5, "hand": 3, "scattered": 2}


class Music:
    """The training split: windows of pieces, in any key, with holes."""

    def __init__(self, folder, weights):
        folder = Path(folder)
        self.tokens = np.memmap(folder / "train.bin", dtype="<u2", mode="r")
        table = (folder / "train.tsv").read_text(encoding="utf-8").split("\n")
        columns = table[0].split("\t")
        source, count = columns.index("source"), columns.index("tokens")
        rows = [line.split("\t") for line in table[1:] if line]
        ends = np.cumsum([int(row[count]) for row in rows])
        assert ends[-1] == len(self.tokens), "train.tsv does not fit train.bin"
        bars = (folder / "train.bars").read_bytes()
        (pieces,) = struct.unpack_from("<I", bars, 8)
        counts = struct.unpack_from(f"<{pieces}I", bars, 12)
        offsets = np.frombuffer(bars, dtype="<u4", offset=12 + 4 * pieces)
        starts = np.concatenate([[0], np.cumsum(counts)])
        self.bars = [offsets[a:b] for a, b in zip(starts, starts[1:])]
        self.spans = list(zip(np.concatenate([[0], ends[:-1]]), ends))
        self.slots = np.cumsum([
            math.ceil((b - a) / LENGTH) * weights.get(row[source], 1)
            for row, (a, b) in zip(rows, self.spans)])

    def window(self, dice):
        piece = int(np.searchsorted(self.slots, dice.randrange(int(self.slots[-1])), "right"))
        start, end = self.spans[piece]
        all_tokens, count = self.tokens[start:end], int(end - start)
        first = 0
        if count > LENGTH + 1:
            place = dice.randrange(count) - LENGTH // 2
            bars = self.bars[piece]
            index = int(np.searchsorted(bars, max(0, place), "right")) - 1
            latest = int(np.searchsorted(bars, count - LENGTH + 2))
            index = max(0, min(index, latest, len(bars) - 1))
            first = 0 if index == 0 else int(bars[index])
        header = [int(t) for t in all_tokens[:3]] if first else []
        window = header + [int(t) for t in all_tokens[first:first + LENGTH + 1 - len(header)]]
        return transposed(window, dice)

    def example(self, index, seed):
        dice = random.Random(seed * 1_000_003 + index)
        window = self.window(dice)
        kind = dice.choices(list(HOLES), list(HOLES.values()))[0]
        if kind == "none":
            return window
        lines = [i for i, token in enumerate(window) if token == BAR]
        whole = window[-1] == EOS
        count = len(lines) if whole else len(lines) - 1
        while count > 0:
            some = window if whole and count == len(lines) else window[:lines[count]]
            cut = cut_out(some, hole(kind, count, dice))
            if len(cut) <= LENGTH + 1:
                return cut
            count -= max(1, count * (len(cut) - LENGTH - 1) // len(cut))
        return window


def transposed(window, dice):
    pitches = [token for token in window if token in PITCHES]
    if not pitches:
        return window
    low = max(-6, PITCHES[0] - min(pitches))
    high = min(5, PITCHES[-1] - max(pitches))
    shift = dice.randint(low, high)
    return [token + shift if token in PITCHES else token for token in window]


def hole(kind, bars, dice):
    """Cells (bar, hand) of a hole in so many bars."""
    both = lambda some: {(bar, hand) for bar in some for hand in (RIGHT, LEFT)}
    if kind == "tail" and bars > 1 or kind == "middle" and bars == 2:
        return both(range(bars - dice.randint(1, max(1, bars // 2)), bars))
    if kind == "middle" and bars > 2:
        count = dice.randint(1, max(1, min(bars - 2, bars // 2)))
        start = 1 + dice.randrange(bars - count - 1)
        return both(range(start, start + count))
    if kind == "scattered" and bars > 1:
        share, cells = dice.randint(10, 50) / 100, sorted(both(range(bars)))
        return {cell for cell in cells if dice.random() < share} or {dice.choice(cells)}
    hand = dice.choice((RIGHT, LEFT))
    if dice.randrange(3) == 0:
        return {(bar, hand) for bar in range(bars)}
    count = dice.randint(1, bars)
    start = dice.randrange(bars - count + 1)
    return {(bar, hand) for bar in range(start, start + count)}


def cut_out(window, cells):
    """The prompt with its holes marked, bars behind the last first, and what fills them."""
    ends = EOS == window[-1]
    body = window[:-1] if ends else window
    lines = [i for i, token in enumerate(body) if token == BAR] + [len(body)]
    last = max(bar for bar, _ in cells)
    prompt, filling = list(window[:lines[0]]), []
    if last + 2 < len(lines):
        prompt += window[lines[last + 1]:] + [MASK]
    for bar in range(last + 1):
        content = body[lines[bar]:lines[bar + 1]]
        is_cut, frame, begun = False, [], False
        for token in content:
            if token in (RIGHT, LEFT, PEDALS):
                hands = (RIGHT, LEFT) if token == PEDALS else (token,)
                is_cut = all((bar, hand) in cells for hand in hands)
                prompt.append(token)
                if is_cut:
                    prompt.append(HOLE)
                    filling += ([] if begun else frame) + [token]
                    begun = True
            elif is_cut:
                filling.append(token)
            else:
                prompt.append(token)
                if not begun and len(frame) < 2:
                    frame.append(token)
    if last + 2 >= len(lines) and ends:
        prompt.append(EOS)
    return prompt + [FILL] + filling + [EOS]


class Block(nn.Module):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.up = nn.Linear(width, hidden, bias=False)
        self.down = nn.Linear(hidden, width, bias=False)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.down.weight)

    def forward(self, x, cos, sin):
        B, T, C = x.shape
        q, k, v = self.projected(x, cos, sin)
        y = F.scaled_dot_product_attention(q, k, v.to(q.dtype), is_causal=True)
        x = x + self.out(y.transpose(1, 2).reshape(B, T, C))
        return x + self.down(F.relu(self.up(self.norm2(x))).square())

    def projected(self, x, cos, sin):
        B, T, C = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(B, T, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        return rotated(q, cos, sin), rotated(k, cos, sin), v

    def step(self, x, cos, sin, keys, values, place):
        """One token (B,1,C) after `place` others, whose keys and values are kept."""
        q, keys[:, :, place:place + 1], values[:, :, place:place + 1] = self.projected(x, cos, sin)
        y = F.scaled_dot_product_attention(
            q, keys[:, :, :place + 1], values[:, :, :place + 1])
        x = x + self.out(y.transpose(1, 2).reshape(x.shape))
        return x + self.down(F.relu(self.up(self.norm2(x))).square())


def rotated(x, cos, sin):
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1).to(x.dtype)


class Transformer(nn.Module):
    def __init__(self, layers=12, width=256, hidden=1196, heads=4):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, width)
        self.blocks = nn.ModuleList(Block(width, heads, hidden) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, VOCABULARY, bias=False)
        nn.init.normal_(self.embedding.weight, std=0.02)
        half = width // heads // 2
        angles = torch.outer(torch.arange(4 * LENGTH), 10_000 ** (-torch.arange(half) / half))
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)

    def forward(self, tokens):
        T = tokens.shape[1]
        x = self.embedding(tokens)
        for block in self.blocks:
            x = block(x, self.cos[:T], self.sin[:T])
        return self.head(self.norm(x))

    def step(self, tokens, past, place):
        """tokens (B) -> logits (B,V); `past` has keys and values (B,H,T,N) of each block."""
        x = self.embedding(tokens[:, None])
        rows = slice(place, place + 1)
        for block, (keys, values) in zip(self.blocks, past):
            x = block.step(x, self.cos[rows], self.sin[rows], keys, values, place)
        return self.head(self.norm(x))[:, 0]

    def past(self, batch, length):
        heads = self.blocks[0].heads
        size = (batch, heads, length, self.embedding.weight.shape[1] // heads)
        return [(torch.zeros(size), torch.zeros(size)) for _ in self.blocks]


def loss_of(model, rows, starts):
    """Nats of all predicted tokens together, and how many they are."""
    longest = max(map(len, rows))
    batch = torch.full((len(rows), longest), PAD)
    targets = torch.full((len(rows), longest - 1), -100)
    for i, (row, start) in enumerate(zip(rows, starts)):
        batch[i, :len(row)] = torch.tensor(row)
        targets[i, start - 1:len(row) - 1] = torch.tensor(row[start:])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model(batch[:, :-1])
    nats = F.cross_entropy(
        logits.float().reshape(-1, VOCABULARY), targets.reshape(-1), reduction="sum")
    return nats, int((targets >= 0).sum())


def optimizers_of(model, options):
    """AdamW of all parameters, or Muon of the blocks' matrices and AdamW of the rest."""
    blocks = [p for p in model.blocks.parameters() if p.dim() > 1]
    muons = {id(p) for p in blocks} if options.optimizer == "muon" else set()
    rest = [p for p in model.parameters() if id(p) not in muons]
    groups = [{"params": [p for p in rest if p.dim() > 1], "weight_decay": 0.1},
              {"params": [p for p in rest if p.dim() < 2], "weight_decay": 0.0}]
    optimizers = [torch.optim.AdamW(
        groups, lr=options.learning_rate, betas=(0.9, 0.99), eps=1e-18)]
    if muons:
        optimizers.append(torch.optim.Muon(
            blocks, lr=options.learning_rate, weight_decay=0.1, momentum=0.95,
            adjust_lr_fn="match_rms_adamw"))
    return optimizers


def train(options):
    torch.manual_seed(options.seed)
    music = Music(options.data, {"chopin": 2, "mutopia": 2})
    model = Transformer()
    optimizers = optimizers_of(model, options)
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint, log = folder / "checkpoint.pt", folder / "log.tsv"
    step = tokens = 0
    seconds = 0.0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(saved["model"])
        for optimizer, state in zip(optimizers, saved["optimizers"]):
            optimizer.load_state_dict(state)
        step, tokens, seconds = saved["step"], saved["tokens"], saved["seconds"]
    size = sum(p.numel() for p in model.parameters())
    print(f"{size} parameters, step {step}, {tokens} tokens", flush=True)
    lines = log.read_text().split("\n")[:step + 1] if log.exists() else []
    log.write_text("\n".join(lines or ["step\ttokens\tseconds\tloss"]) + "\n")

    def save():
        beside = folder / "checkpoint.pt.new"
        torch.save({"model": model.state_dict(), "step": step,
                    "optimizers": [optimizer.state_dict() for optimizer in optimizers],
                    "tokens": tokens, "seconds": seconds}, beside)
        os.replace(beside, checkpoint)

    begun = saved_at = time.time()
    while tokens < options.tokens and time.time() - begun < options.minutes * 60:
        start = time.time()
        rows = [music.example(step * options.batch + i, options.seed) for i in range(options.batch)]
        nats, count = loss_of(model, rows, [1] * len(rows))
        (nats / count).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        done = tokens / options.tokens
        warm = min(1, (step + 1) / 20)
        rate = options.final_learning_rate + (
            options.learning_rate - options.final_learning_rate) * (1 - done)
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = warm * rate
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        taken = time.time() - start
        step, tokens, seconds = step + 1, tokens + count, seconds + taken
        with log.open("a") as file:
            file.write(f"{step}\t{count}\t{taken:.3f}\t{nats.item() / count:.5f}\n")
        if time.time() - saved_at > 240:
            save()
            saved_at = time.time()
    save()
    print(f"step {step}, {tokens} tokens, {seconds:.0f} s", flush=True)


@torch.no_grad()
def evaluate(options):
    model = Transformer()
    saved = torch.load(Path(options.out) / "checkpoint.pt", weights_only=True)
    model.load_state_dict(saved["model"])
    sums = {}
    for line in Path(options.examples).read_text().splitlines():
        example = json.loads(line)
        tokens, start = example["tokens"], example["start"]
        nats, count = loss_of(model, [tokens], [start])
        notes = sum(token in PITCHES for token in tokens[start:])
        entry = sums.setdefault(example["task"], [0.0, 0, 0])
        for i, value in enumerate((nats.item(), count, notes)):
            entry[i] += value
    report = {task: {"bits_per_note": nats / math.log(2) / notes, "nats_per_token": nats / count,
                     "notes": notes} for task, (nats, count, notes) in sums.items()}
    print(json.dumps({"step": saved["step"], "tokens": saved["tokens"], "tasks": report}, indent=2))


@torch.no_grad()
def decode(options):
    """Tokens a second of single steps, by how many tokens stand before; weights of any kind do."""
    torch.manual_seed(1)
    model, length = Transformer(), options.length
    for block in model.blocks:
        nn.init.normal_(block.out.weight, std=0.02)
        nn.init.normal_(block.down.weight, std=0.02)
    tokens = torch.randint(VOCABULARY, (1, length))
    past = model.past(1, length)
    logits = [model.step(tokens[:, place], past, place) for place in range(64)]
    whole = model(tokens[:, :64])[0]
    difference = (torch.cat(logits) - whole).abs().max().item() / whole.std().item()
    assert difference < 1e-3, f"steps and the whole differ by {difference}"
    for block in past:
        for kept in block:
            kept.normal_()
    report = {}
    for place in (64, 256, 1024, 2048, 4095):
        if place >= length:
            break
        rounds = []
        for _ in range(options.rounds):
            start = time.perf_counter()
            for _ in range(20):
                model.step(tokens[:, place], past, place)
            rounds.append((time.perf_counter() - start) / 20)
        seconds = sorted(rounds)[len(rounds) // 2]
        cached = 2 * len(past) * place * model.embedding.weight.shape[1] * 4
        report[place] = {"tokens_per_second": round(1 / seconds, 1), "megabytes_of_past": cached / 1e6}
    print(json.dumps({"threads": torch.get_num_threads(), "after": report}, indent=2))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("train")
    command.add_argument("data")
    command.add_argument("out")
    command.add_argument("--tokens", type=int, required=True, help="predicted in the whole run")
    command.add_argument("--batch", type=int, default=4)
    command.add_argument("--optimizer", choices=["adamw", "muon"], default="adamw")
    command.add_argument("--learning-rate", type=float, default=1e-3)
    command.add_argument("--final-learning-rate", type=float, default=3e-5)
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--minutes", type=float, default=1e9, help="stop then; go on later")
    command.set_defaults(run=train)
    command = commands.add_parser("evaluate")
    command.add_argument("out")
    command.add_argument("examples")
    command.set_defaults(run=evaluate)
    command = commands.add_parser("decode")
    command.add_argument("--length", type=int, default=4096)
    command.add_argument("--rounds", type=int, default=9)
    command.set_defaults(run=decode)
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
