"""Runs a checkpoint with PyPI's `rwkv` package as fast as that goes on a CPU, timing itself.

    rwkv_peer.py MODEL.safetensors

Prints a line of JSON with some tokens and the logits after them. Then each line `decode FP32 THREADS
SECONDS` on standard input makes it read tokens one after the other for so long, on so many threads
and in that format, and print {"units": tokens, "seconds": seconds}.
"""

import contextlib
import io
import json
import os
import pathlib
import sys
import tempfile

# The package's fast path on a CPU: its model compiled by TorchScript.
os.environ.update(RWKV_JIT_ON="1", RWKV_CUDA_ON="0", RWKV_V7_ON="1")

import torch
from safetensors.torch import load_file
from timing import timed


def load(path):
    """The package reads .pth only."""
    tensors = {name: tensor.float() for name, tensor in load_file(path).items()}
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        contextlib.redirect_stdout(io.StringIO()),
    ):
        from rwkv.model import RWKV_x070

        stem = str(pathlib.Path(folder) / "model")
        torch.save(tensors, f"{stem}.pth")
        return RWKV_x070(stem, "cpu fp32")


class Reader:
    """Reads tokens from all over the vocabulary, one after the other."""

    def __init__(self, net, vocabulary):
        self.net, self.vocabulary = net, vocabulary
        self.state, self.count = None, 0

    def read(self):
        token = (self.count * 7919 + 13) % self.vocabulary
        logits, self.state = self.net.forward(token, self.state)
        self.count += 1
        return token, logits


def main():
    net = load(sys.argv[1])
    reader = Reader(net, net.args.vocab_size)
    read = [reader.read() for _ in range(32)]
    opening = {"tokens": [token for token, _ in read], "logits": read[-1][1].tolist()}
    print(json.dumps(opening), flush=True)
    for line in sys.stdin:
        _, _, threads, seconds = line.split()
        torch.set_num_threads(int(threads))
        print(json.dumps(timed(reader.read, float(seconds))), flush=True)


if __name__ == "__main__":
    main()
