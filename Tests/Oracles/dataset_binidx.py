"""Reads a .bin/.idx pair with numpy as the official RWKV trainer's binidx.py does; prints all tokens.

usage: dataset_binidx.py PREFIX        (PREFIX.bin, PREFIX.idx)
"""

import json
import struct
import sys

import numpy

prefix = sys.argv[1]
with open(prefix + ".idx", "rb") as stream:
    assert stream.read(9) == b"MMIDIDX\x00\x00"
    assert struct.unpack("<Q", stream.read(8)) == (1,)
    (code,) = struct.unpack("<B", stream.read(1))
    (sequences,) = struct.unpack("<Q", stream.read(8))
    (documents,) = struct.unpack("<Q", stream.read(8))
    offset = stream.tell()
dtype = {1: numpy.uint8, 2: numpy.int8, 3: numpy.int16, 4: numpy.int32, 5: numpy.int64,
         6: numpy.float32, 7: numpy.float64, 8: numpy.uint16}[code]
index = numpy.memmap(prefix + ".idx", mode="r", order="C")
sizes = numpy.frombuffer(index, dtype=numpy.int32, count=sequences, offset=offset)
pointers = numpy.frombuffer(
    index, dtype=numpy.int64, count=sequences, offset=offset + sizes.nbytes)
ends = numpy.frombuffer(
    index, dtype=numpy.int64, count=documents, offset=offset + sizes.nbytes + pointers.nbytes)
assert offset + sizes.nbytes + pointers.nbytes + ends.nbytes == index.size
assert ends.tolist() == list(range(sequences + 1))
tokens = numpy.memmap(prefix + ".bin", mode="r", order="C")
print(json.dumps([
    numpy.frombuffer(tokens, dtype=dtype, count=size, offset=pointer).tolist()
    for pointer, size in zip(pointers.tolist(), sizes.tolist())]))
