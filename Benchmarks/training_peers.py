"""Training tokens a second: continuo-train, the same RWKV-7 in plain PyTorch, and a transformer of equal size.

    training_peers.py CONTINUO_TRAIN [--layers 9] [--width 256] [--batch 4] [--length 1024] [--rounds 3]

All three take turns on the same batch and length, in bf16 with fp32 parameters: forward, backward and clipping, after
one step each that is not counted. Prints a line of JSON for each.
"""

import argparse
import json
import statistics
import subprocess
import time

import torch
from torch import nn
from torch.nn import functional as F

HEAD = 64


def recurrence(r, raw, k, v, a, b, chunk=32):
    """The recurrence of RWKV-7 over (B,T,H,N) by matrix products over chunks, in fp32."""
    B, T, H, N = r.shape
    count = -(-T // chunk)

    def chunks(x):
        x = F.pad(x.float(), (0, 0, 0, 0, 0, count * chunk - T))
        return x.view(B, count, chunk, H, N).permute(0, 3, 1, 2, 4)

    fading = chunks(-0.6065306597126334 * torch.sigmoid(raw.float()))
    r, k, v, a, b = (chunks(x) for x in (r, k, v, a, b))
    G = fading.cumsum(3)
    E = G - fading
    total = G[:, :, :, -1:]
    half = total / 2
    back = (half - G).exp()
    kb, bb = (k * back).mT, (b * back).mT
    rg, ae = r * (G - half).exp(), a * (E - half).exp()
    eye = torch.eye(chunk)
    inner = eye - (ae @ bb).tril(-1)
    P = torch.linalg.solve_triangular(inner, a * E.exp(), upper=False, unitriangular=True)
    Q = torch.linalg.solve_triangular(inner, (ae @ kb).tril(-1) @ v, upper=False, unitriangular=True)
    k_end, b_end = k * (total - G).exp(), b * (total - G).exp()
    carried, added = P.mT @ b_end, v.mT @ k_end + Q.mT @ b_end
    decay, S, states = total.exp(), torch.zeros(B, H, N, N), []
    for i in range(count):
        states.append(S)
        S = S * decay[:, :, i] + S @ carried[:, :, i] + added[:, :, i]
    before = torch.stack(states, 2).mT
    A_rk, A_rb = (rg @ kb).tril(), (rg @ bb).tril()
    y = (r * G.exp() + A_rb @ P) @ before + A_rk @ v + A_rb @ Q
    return y.permute(0, 2, 3, 1, 4).reshape(B, count * chunk, H, N)[:, :T]


def shifted(x):
    return F.pad(x, (0, 0, 1, -1))


class TimeMixing(nn.Module):
    def __init__(self, C, first):
        super().__init__()
        rank = lambda factor: max(32, round(factor * C**0.5 / 32) * 32)
        self.first = first
        self.mix = nn.Parameter(torch.rand(6, C))
        self.vectors = nn.Parameter(torch.rand(5, C) - 0.5)  # w0, a0, v0, k_k, k_a
        self.r_k = nn.Parameter(torch.zeros(C // HEAD, HEAD))
        self.r, self.k, self.v, self.o = (nn.Linear(C, C, bias=False) for _ in range(4))

        def low_rank(factor, between=nn.Identity):
            n = rank(factor)
            return nn.Sequential(nn.Linear(C, n, bias=False), between(), nn.Linear(n, C, bias=False))

        self.w, self.a = low_rank(2.5, nn.Tanh), low_rank(2.5)
        self.g = low_rank(5, nn.Sigmoid)
        self.gate = None if first else low_rank(1.7)
        self.norm = nn.GroupNorm(C // HEAD, C, eps=64e-5)

    def forward(self, x, first_value):
        B, T, C = x.shape
        heads = lambda x: x.view(B, T, C // HEAD, HEAD)
        dx = shifted(x) - x
        xr, xw, xk, xv, xa, xg = (x + dx * m for m in self.mix.to(x.dtype))
        w0, a0, v0, k_k, k_a = self.vectors
        r, key, v = self.r(xr), self.k(xk), self.v(xv)
        if self.first:
            first_value = v
        else:
            v = v + (first_value - v) * torch.sigmoid(v0 + self.gate(xv))
        a = torch.sigmoid(a0 + self.a(xa))
        kk = F.normalize(heads(key * k_k), dim=-1)
        k = key * (1 + (a - 1) * k_a)
        y = recurrence(heads(r), heads(w0 + self.w(xw)), heads(k), heads(v), -kk, kk * heads(a))
        y = self.norm(y.reshape(B * T, C)).view(B, T, C)
        y = y + ((heads(r) * heads(k) * self.r_k).sum(-1, keepdim=True) * heads(v)).view(B, T, C)
        return self.o(y * self.g(xg)), first_value


class Attention(nn.Module):
    def __init__(self, C, first):
        super().__init__()
        self.qkv, self.o = nn.Linear(C, 3 * C, bias=False), nn.Linear(C, C, bias=False)

    def forward(self, x, first_value):
        B, T, C = x.shape
        q, k, v = self.qkv(x).view(B, T, 3, C // HEAD, HEAD).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.o(y.transpose(1, 2).reshape(B, T, C)), first_value


class Block(nn.Module):
    def __init__(self, C, mixing, first, factor):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(C), nn.LayerNorm(C)
        self.mixing, self.shifts = mixing(C, first), mixing is TimeMixing
        self.mix = nn.Parameter(torch.rand(C)) if self.shifts else None
        self.key, self.value = nn.Linear(C, factor, bias=False), nn.Linear(factor, C, bias=False)

    def forward(self, x, first_value):
        y, first_value = self.mixing(self.ln1(x), first_value)
        x = x + y
        y = self.ln2(x)
        if self.shifts:
            y = y + (shifted(y) - y) * self.mix
        return x + self.value(self.key(y).relu().square()), first_value


class Model(nn.Module):
    def __init__(self, mixing, L, C, V, factor):
        super().__init__()
        self.emb, self.ln0, self.ln_out = nn.Embedding(V, C), nn.LayerNorm(C), nn.LayerNorm(C)
        self.blocks = nn.ModuleList(Block(C, mixing, layer == 0, factor) for layer in range(L))
        self.head = nn.Linear(C, V, bias=False)

    def forward(self, tokens):
        x, first_value = self.ln0(self.emb(tokens)), None
        for block in self.blocks:
            x, first_value = block(x, first_value)
        return self.head(self.ln_out(x))

    @property
    def count(self):
        return sum(p.numel() for p in self.parameters())


def step(model, tokens, targets):
    started = time.perf_counter()
    with torch.autocast("cpu", torch.bfloat16):
        logits = model(tokens)
    F.cross_entropy(logits.float().flatten(0, 1), targets.flatten()).backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    model.zero_grad()
    return tokens.numel() / (time.perf_counter() - started)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("continuo_train")
    sizes = dict(layers=9, width=256, batch=4, length=1024, vocabulary=512, threads=2)
    for name, value in (sizes | dict(rounds=3)).items():
        parser.add_argument("--" + name, type=int, default=value)
    o = parser.parse_args()
    torch.set_num_threads(o.threads)
    torch.manual_seed(1)
    command = [o.continuo_train, "benchmark", "--steps", "1"]
    for name in sizes:
        command += ["--" + name, str(getattr(o, name))]
    ours = lambda: json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    rwkv = Model(TimeMixing, o.layers, o.width, o.vocabulary, 4 * o.width)
    # The transformer's inner width is what makes it as large.
    lacking = rwkv.count - Model(Attention, o.layers, o.width, o.vocabulary, 4 * o.width).count
    inner = 4 * o.width + round(lacking / (2 * o.width * o.layers) / 32) * 32
    transformer = Model(Attention, o.layers, o.width, o.vocabulary, inner)
    peers = {"rwkv-7, plain PyTorch": rwkv, "transformer, PyTorch": transformer}
    tokens = torch.randint(o.vocabulary, (o.batch, o.length))
    for model in peers.values():
        step(model, tokens, tokens)
    rates = {name: [] for name in ["continuo-train", *peers]}
    for _ in range(o.rounds):
        report = ours()
        rates["continuo-train"].append(report["tokens_per_second"])
        for name, model in peers.items():
            rates[name].append(step(model, tokens, tokens))
    counts = {name: model.count for name, model in peers.items()}
    counts["continuo-train"] = report["parameters"]
    shape = {size: getattr(o, size) for size in sizes}
    for name, values in rates.items():
        rate = round(statistics.median(values))
        print(json.dumps({"what": name, "parameters": counts[name], **shape, "tokens_per_second": rate}))


if __name__ == "__main__":
    main()
