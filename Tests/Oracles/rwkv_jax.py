"""What PyPI's `jaxrwkv` makes of an RWKV-5.2, 6 or 7 checkpoint in the official format: a second implementation, in JAX,
computed in float64.

    rwkv_jax.py MODEL.safetensors GENERATION OUT.safetensors

Writes `logits` (T,V) after each of the tokens that the file's metadata lists, `loss`, the mean cross entropy of
predicting each next token, and the gradient of the loss by every parameter under the parameter's name. The package
wants at least two heads, and the same ranks in all layers.
"""

import os
import sys

# Compiling takes longer than computing.
os.environ["XLA_FLAGS"] = "--xla_backend_optimization_level=0"

import jax

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")

import importlib

import jax.numpy as jnp
import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import save_file


def layer_and_path(name):
    """Where the package keeps a parameter: the row of a stack of layers, or none, and the names on the way there."""
    parts = name.removeprefix("blocks.0.") if name.startswith("blocks.0.ln0.") else name
    parts = parts.split(".")
    if parts[0] != "blocks":
        return None, parts
    return int(parts[1]), ["blocks"] + parts[2:]


def main():
    path, generation, out = sys.argv[1:]
    with safe_open(path, "pt") as file:
        tensors = {name: file.get_tensor(name).float() for name in file.keys()}
        tokens = jnp.array([int(token) for token in file.metadata()["tokens"].split()])
    shapes = {name: tensor.shape for name, tensor in tensors.items()}
    module = importlib.import_module("jaxrwkv.rwkv" + generation.replace(".", "_"))
    net = module.AssociativeScanRWKV
    parameters, _ = net.load_from_torch(dict(tensors), None, dtype=jnp.float64)

    def loss(parameters):
        logits, _ = net.forward(parameters, tokens, net.default_state(parameters, None))
        chances = jax.nn.log_softmax(logits[:-1])
        return -jnp.take_along_axis(chances, tokens[1:, None], axis=1).mean(), logits

    (value, logits), gradients = jax.value_and_grad(loss, has_aux=True)(parameters)
    found = {"loss": value, "logits": logits}
    for name, shape in shapes.items():
        layer, names = layer_and_path(name)
        gradient = gradients
        for part in names:
            gradient = gradient[part]
        found[name] = (gradient if layer is None else gradient[layer]).reshape(shape)
    save_file(
        {name: torch.tensor(np.array(array, np.float32)) for name, array in found.items()}, out
    )


if __name__ == "__main__":
    main()
