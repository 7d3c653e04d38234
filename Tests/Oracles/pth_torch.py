"""What torch, and PyPI's `rwkv`, read from a PyTorch file that was not written by torch.

    pth_torch.py FILE.pth OUT.safetensors             the same tensors, as torch has them
    pth_torch.py FILE.pth RECORDED.safetensors 5.2    the largest difference of the logits of FILE's model from `logits`
                                                      after `tokens` in RECORDED, relative to the largest logit
"""

import contextlib
import os
import sys
import zipfile

os.environ.update(RWKV_JIT_ON="0", RWKV_CUDA_ON="0")
if sys.argv[3:] == ["7"]:
    os.environ["RWKV_V7_ON"] = "1"

import torch
from safetensors.torch import load_file, save_file


def main():
    path, other = sys.argv[1:3]
    torch.set_num_threads(1)
    if damaged := zipfile.ZipFile(path).testzip():
        sys.exit(f"the checksum of {damaged} is wrong")
    if len(sys.argv) == 3:
        save_file(torch.load(path, weights_only=True, map_location="cpu"), other)
        return
    with contextlib.redirect_stdout(sys.stderr):
        import rwkv.model

        load = rwkv.model.RWKV_x070 if sys.argv[3] == "7" else rwkv.model.RWKV
        net = load(path.removesuffix(".pth"), "cpu fp32")
    recorded = load_file(other)
    logits, _ = net.forward(recorded["tokens"].int().tolist()[:20], None, full_output=True)
    wanted = recorded["logits"][:20]
    print(((logits.float() - wanted).abs().max() / wanted.abs().max()).item())


if __name__ == "__main__":
    main()
