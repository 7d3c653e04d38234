"""Runs an RWKV-7 checkpoint with rwkv.cpp in each of its number formats, timing itself.

    rwkvcpp_peer.py LIBRARY MODEL.safetensors FORMAT...

LIBRARY is rwkv.cpp's shared library. Prints a line of JSON with some tokens and the logits after them
in FP32. Then each line `decode FORMAT THREADS SECONDS` on standard input makes it read tokens one
after the other for so long, on so many threads, and print {"units": tokens, "seconds": seconds}.
"""

import ctypes
import json
import pathlib
import struct
import sys
import tempfile

import torch
from safetensors.torch import load_file
from timing import timed

MAGIC, VERSION = 0x67676D66, 101
# What stays in FP32 whatever the format: vectors and what is treated as one.
KEPT = (".k_k", ".k_a", ".r_k", ".x_rwkvag", ".x_k", ".w0", ".a0", ".v0")
TRANSPOSED = tuple(f".{letter}{number}" for letter in "wavg" for number in "12")


def renamed(tensors):
    """rwkv.cpp has the six mixes of the time mixing in one tensor."""
    layers = sum(name.endswith(".ln1.weight") for name in tensors)
    result = {name: tensor for name, tensor in tensors.items() if ".att.x_" not in name}
    for layer in range(layers):
        att = f"blocks.{layer}.att."
        mixes = [tensors[f"{att}x_{letter}"].reshape(1, 1, -1) for letter in "rwkvag"]
        result[att + "x_rwkvag"] = torch.cat(mixes)
    return layers, result


def convert(tensors, path, half):
    """Writes the format of rwkv.cpp: a header, then each tensor with its name and reversed shape."""
    vocabulary, width = tensors["emb.weight"].shape
    layers, tensors = renamed(tensors)
    with open(path, "wb") as file:
        file.write(struct.pack("<6i", MAGIC, VERSION, vocabulary, width, layers, int(half)))
        for name, tensor in tensors.items():
            tensor = tensor.t() if name.endswith(TRANSPOSED) else tensor
            is_half = half and tensor.dim() > 1 and not name.endswith(KEPT)
            tensor = (tensor.half() if is_half else tensor.float()).contiguous()
            encoded = name.encode()
            file.write(struct.pack("<3i", tensor.dim(), len(encoded), int(is_half)))
            file.write(struct.pack(f"<{tensor.dim()}i", *reversed(tensor.shape)))
            file.write(encoded)
            file.write(tensor.numpy().tobytes())


def load_library(path):
    library = ctypes.CDLL(path)
    floats = ctypes.POINTER(ctypes.c_float)
    library.rwkv_init_from_file.argtypes = [ctypes.c_char_p, ctypes.c_uint32, ctypes.c_uint32]
    library.rwkv_init_from_file.restype = ctypes.c_void_p
    library.rwkv_clone_context.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    library.rwkv_clone_context.restype = ctypes.c_void_p
    library.rwkv_get_state_len.argtypes = [ctypes.c_void_p]
    library.rwkv_get_state_len.restype = ctypes.c_size_t
    library.rwkv_init_state.argtypes = [ctypes.c_void_p, floats]
    library.rwkv_eval.argtypes = [ctypes.c_void_p, ctypes.c_uint32, floats, floats, floats]
    library.rwkv_eval.restype = ctypes.c_bool
    library.rwkv_quantize_model_file.argtypes = [ctypes.c_char_p] * 3
    library.rwkv_quantize_model_file.restype = ctypes.c_bool
    return library


class Reader:
    """Reads tokens from all over the vocabulary, one after the other."""

    def __init__(self, api, context, vocabulary):
        self.api, self.context, self.vocabulary = api, context, vocabulary
        self.state = (ctypes.c_float * api.rwkv_get_state_len(context))()
        self.logits = (ctypes.c_float * vocabulary)()
        self.count = 0
        api.rwkv_init_state(context, self.state)

    def read(self):
        token = (self.count * 7919 + 13) % self.vocabulary
        if not self.api.rwkv_eval(self.context, token, self.state, self.state, self.logits):
            sys.exit("rwkv_eval failed")
        self.count += 1
        return token


class Readers:
    """A reader for each format and number of threads, made when it is first wanted."""

    def __init__(self, api, files, vocabulary):
        self.api, self.files, self.vocabulary = api, files, vocabulary
        self.contexts, self.readers = {}, {}

    def get(self, format, threads):
        key = format, threads
        if format not in self.contexts:
            path = str(self.files[format]).encode()
            self.contexts[format] = self.api.rwkv_init_from_file(path, threads, 0)
            if not self.contexts[format]:
                sys.exit(f"rwkv.cpp does not load {format}")
        if key not in self.readers:
            context = self.api.rwkv_clone_context(self.contexts[format], threads)
            self.readers[key] = Reader(self.api, context, self.vocabulary)
        return self.readers[key]


def write_files(library, tensors, folder, formats):
    files = {"FP32": folder / "FP32.bin", "FP16": folder / "FP16.bin"}
    convert(tensors, files["FP32"], half=False)
    convert(tensors, files["FP16"], half=True)
    for format in formats:
        if format not in files:
            files[format] = folder / f"{format}.bin"
            paths = [str(files["FP32"]), str(files[format])]
            if not library.rwkv_quantize_model_file(*[p.encode() for p in paths], format.encode()):
                sys.exit(f"rwkv.cpp does not quantize to {format}")
    return files


def main():
    library, tensors = load_library(sys.argv[1]), load_file(sys.argv[2])
    vocabulary = tensors["emb.weight"].shape[0]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        files = write_files(library, tensors, pathlib.Path(folder), sys.argv[3:])
        readers = Readers(library, files, vocabulary)
        reader = readers.get("FP32", 1)
        opening = {"tokens": [reader.read() for _ in range(32)], "logits": list(reader.logits)}
        print(json.dumps(opening), flush=True)
        for line in sys.stdin:
            _, format, threads, seconds = line.split()
            reader = readers.get(format, int(threads))
            print(json.dumps(timed(reader.read, float(seconds))), flush=True)


if __name__ == "__main__":
    main()
