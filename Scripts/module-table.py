"""Writes the module table and the arrows of Documentation/architecture.md from the imports.

usage: python3 Scripts/module-table.py [--check]

A module is a folder in the Sources of one of the packages; what it imports, its files say. With
--check nothing is written: the exit status is 1 where the document or a Package.swift disagrees.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "Documentation" / "architecture.md"
BEGIN = "<!-- modules: written by Scripts/module-table.py -->"
END = "<!-- end of modules -->"

PACKAGES = {"The root package": ROOT, "`Training/`": ROOT / "Training",
            "`Benchmarks/`": ROOT / "Benchmarks"}
OUTSIDE = {"ArgumentParser", "Foundation"}  # the other modules of the system are not worth a word
IMPORT = re.compile(r"^\s*(?:@\w+ +|(?:public|package|internal) +)*import +(?:\w+ +)?(\w+)", re.M)
TORCH = re.compile(r'#include +[<"](?:torch|ATen|c10)/')

# What each module knows, in one line.
KNOWS = {
    "Music": "notes, pedal, tempo, metre, bars, tracks, hands, chords, keys",
    "Random": "seeded random numbers",
    "JSON": "JSON, read and written",
    "Zip": "ZIP archives, read and written",
    "MIDIFile": "the bytes of a Standard MIDI File, both ways ([rules](midi-rules.md))",
    "MusicXML": "MusicXML, as text or packed ([rules](musicxml-rules.md))",
    "ScoreFile": "a score from a file of any of these kinds",
    "Beats": "the beats and bars of what was played freely ([rubato](rubato.md))",
    "Tokens": "scores as tokens, both ways ([tokens](tokens.md)); which token may follow; "
              "bars, hands and holes ([cells](cells.md))",
    "MidiTok": "what only equality with MidiTok needs: rows, byte pairs "
               "([tokens](tokens.md#tokens-in-rows))",
    "Corpus": "folders of scores as a dataset on disk; windows and holes for training "
              "([dataset](dataset.md))",
    "Checkpoint": "named tensors on disk: safetensors and PyTorch's `.pth`, both ways",
    "CKernels": "the model's arithmetic in C, plain and for each kind of processor "
                "([performance](performance.md))",
    "RWKV": "the model of generation 5.2, 6 or 7: a block of tokens, or one more token for many "
            "takes, with states ([engine](engine.md))",
    "Completion": "a score with a hole in, takes out: prompt, rules, drawing "
                  "([sampling](sampling.md), [recall](recall.md)), choosing ([takes](takes.md))",
    "Metrics": "what a passage is like, and how far two are apart",
    "Evaluation": "holes of held-out pieces, who fills them, and what the fillings are like "
                  "([evaluation](evaluation.md))",
    "Rendering": "a score as a picture, numbers as a chart or a table",
    "continuo": "the command",
    "continuo-evaluate": "the command that evaluates a model ([evaluation](evaluation.md))",
    "CTorch": "libtorch and our training kernels behind one C header",
    "Torch": "tensors, gradients, Muon and AdamW, in Swift",
    "RWKVTraining": "the same model over batches; loss, schedule, checkpoints "
                    "([training](training.md))",
    "continuo-train": "the trainer's command",
    "CBounds": "what the processor can do at most, in C",
    "continuo-benchmarks": "the command that measures speed ([benchmarks](benchmarks.md))",
}


def modules():
    """Each module's package, and all that its files import."""
    found = {}
    for package, folder in PACKAGES.items():
        for source in sorted((folder / "Sources").iterdir()):
            if not source.is_dir():
                continue
            imports = set()
            for file in source.rglob("*"):
                if file.suffix == ".swift":
                    imports |= set(IMPORT.findall(file.read_text(encoding="utf-8")))
                elif file.suffix in (".cpp", ".hpp") and TORCH.search(
                        file.read_text(encoding="utf-8")):
                    imports.add("libtorch")
            if imports or any(source.rglob("*.c")) or any(source.rglob("*.swift")):
                found[source.name] = (package, imports)
    return found


def declared(package):
    """The dependencies that a Package.swift declares for each of its targets."""
    text = (PACKAGES[package] / "Package.swift").read_text(encoding="utf-8")
    text = text[text.index("\n  targets:"):]
    targets = re.split(r"\.(?:target|executableTarget|testTarget)\(", text)[1:]
    return {
        re.search(r'name: *"([^"]+)"', target).group(1):
            set(re.findall(r'"([^"]+)"', without_products(dependencies(target))))
        for target in targets}


def dependencies(target):
    match = re.search(r"dependencies: *\[(.*?)\](?=[,)\s])", target, re.S)
    return match.group(1) if match else ""


def without_products(text):
    return re.sub(r'\.product\(name: *("[^"]+"), *package: *"[^"]+"\)', r"\1", text)


def levels(arrows):
    """How far each module stands above those that import nothing of the project."""
    def level(module):
        return 1 + max((level(below) for below in arrows[module]), default=-1)
    return {module: level(module) for module in arrows}


def reduced(arrows):
    """The arrows without those that follow from others: if A -> B -> C, then A -> C is left out."""
    def reached(module):
        return set().union(*({below} | reached(below) for below in arrows[module]))
    return {
        module: {below for below in belows
                 if not any(below in reached(other) for other in belows - {below})}
        for module, belows in arrows.items()}


def written(found, arrows):
    level = levels(arrows)
    packages = list(PACKAGES)
    order = sorted(found, key=lambda name: (packages.index(found[name][0]), level[name], name))
    lines = [BEGIN]
    for package in PACKAGES:
        lines += ["", f"{package}:", "", "| module | what it knows | imports | and from outside |",
                  "| --- | --- | --- | --- |"]
        for name in order:
            if found[name][0] != package:
                continue
            below = sorted(arrows[name], key=lambda other: (level[other], other))
            imports = found[name][1]
            outside = sorted(imports & OUTSIDE) + (["libtorch"] if "libtorch" in imports else [])
            lines.append(
                f"| `{name}` | {KNOWS[name]} | {', '.join(f'`{b}`' for b in below) or 'none'} "
                f"| {', '.join(outside)} |".replace("|  |", "| |"))

    lines += ["", "The same as arrows, without those that follow from others:", "", "```"]
    width = max(len(name) for name in order)
    for name, belows in reduced({name: arrows[name] for name in order}).items():
        if belows:
            lines.append(f"{name:<{width}} -> " + "  ".join(
                sorted(belows, key=lambda other: (-level[other], other))))
    return "\n".join(lines + ["```", "", END])


def main():
    found = modules()
    arrows = {name: imports & set(found) for name, (_, imports) in found.items()}
    faults = [f"Scripts/module-table.py: KNOWS says nothing of {name}"
              for name in found if name not in KNOWS]
    for package in PACKAGES:
        for target, names in declared(package).items():
            if target in arrows:
                faults += [f"{package}: {target} declares {name} and does not import it"
                           for name in sorted(names & set(found) - arrows[target])]
                faults += [f"{package}: {target} imports {name} and does not declare it"
                           for name in sorted(arrows[target] - names)]
    text = DOCUMENT.read_text(encoding="utf-8")
    if not faults:
        begin, end = text.index(BEGIN), text.index(END) + len(END)
        new = text[:begin] + written(found, arrows) + text[end:]
        if "--check" not in sys.argv:
            DOCUMENT.write_text(new, encoding="utf-8", newline="\n")
        elif new != text:
            faults.append("Documentation/architecture.md: the modules are not those of the "
                          "imports; run python3 Scripts/module-table.py")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
