"""Names the comments in Swift, C, C++ and CUDA files that are wider than 100 columns."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 100
ENDINGS = ("*.swift", "*.c", "*.h", "*.cpp", "*.hpp", "*.cu", "*.cuh")
STRING = re.compile(r'"(\\.|[^"\\])*"')


def sources():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *ENDINGS],
        cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in sorted(set(listed.stdout.split("\n"))) if name]


def wide_comments(text):
    """The numbers of lines that hold a comment and are too wide, counted from 1.

    A comment of one unbroken word, such as an address, cannot be wrapped and is not named.
    """
    in_block = in_text = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.count('"""') % 2 == 1 and not in_block:
            in_text = not in_text
            continue
        if in_text:
            continue
        code = STRING.sub(lambda string: "s" * len(string.group()), line)
        begin = 0 if in_block else min(
            (place for mark in ("//", "/*") if (place := code.find(mark)) >= 0), default=-1)
        if begin < 0:
            continue
        if in_block or code.startswith("/*", begin):
            in_block = code.rfind("*/") < max(code.rfind("/*"), 0 if in_block else begin)
        words = line[begin:].strip("/* ").split()
        if len(line) > WIDTH and len(words) > 1:
            yield number


def main():
    wide = [f"{path.relative_to(ROOT)}:{number}" for path in sources() if path.exists()
            for number in wide_comments(path.read_text(encoding="utf-8"))]
    for place in wide:
        print(f"{place}: a comment is wider than {WIDTH} columns", file=sys.stderr)
    if wide:
        print(f"{len(wide)} comments are wider than {WIDTH} columns", file=sys.stderr)
    return 1 if wide else 0


if __name__ == "__main__":
    sys.exit(main())
