"""Names the comments in Swift, C, C++ and CUDA files that are wider than 100 columns.

usage: python3 Scripts/check-comments.py [--wrap]

With --wrap, paragraphs of line comments that have a line too wide are wrapped anew first; what is
still named afterwards stands behind code, in a block comment, or is one unbroken word too long.
"""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 100
ENDINGS = ("*.swift", "*.c", "*.h", "*.cpp", "*.hpp", "*.cu", "*.cuh")
STRING = re.compile(r'"(\\.|[^"\\])*"')
COMMENT = re.compile(r"(\s*///?)( +)((?:[-*] +|\d+\. +)?)(\S.*)")


def sources():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *ENDINGS],
        cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in sorted(set(listed.stdout.split("\n"))) if name]


def wide_comments(lines):
    """The numbers of lines that hold a comment and are too wide, counted from 0.

    A comment of one unbroken word, such as an address, cannot be wrapped and is not named.
    """
    in_block = in_text = False
    for number, line in enumerate(lines):
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


def paragraph(lines, number):
    """The paragraph, or item of a list, around a line comment: its first line, the one behind its
    last, and what stands before the text of its lines after the first. None where it is indented as
    code is.
    """
    def comment(other):
        match = 0 <= other < len(lines) and COMMENT.fullmatch(lines[other])
        return match.groups() if match else (None, "", "", "")

    first = number
    slashes, indent, item, _ = comment(first)
    while slashes and not item and comment(first - 1)[0] == slashes:
        _, indent_before, item_before, _ = comment(first - 1)
        if len(indent_before + item_before) != len(indent):
            break
        first, indent, item = first - 1, indent_before, item_before
    if not slashes or not item and len(indent) > 3:
        return None
    behind, end = indent + " " * len(item), first + 1
    while comment(end)[:3] == (slashes, behind, ""):
        end += 1
    return first, end, slashes + behind


def wrapped(lines):
    """The lines with each paragraph of line comments that has one too wide wrapped anew."""
    lines = list(lines)
    for number in reversed(list(wide_comments(lines))):
        found = paragraph(lines, number) if len(lines[number]) > WIDTH else None
        if not found:
            continue
        first, end, behind = found
        text = " ".join(line[len(behind):].strip() for line in lines[first:end])
        # No line breaks at the spaces of a span of code.
        text = re.sub(r"`[^`]*`", lambda code: code.group().replace(" ", "\0"), text)
        ahead = lines[first][:len(behind)]
        lines[first:end] = [line.replace("\0", " ") for line in textwrap.wrap(
            text, WIDTH, initial_indent=ahead, subsequent_indent=behind,
            break_long_words=False, break_on_hyphens=False)]
    return lines


def main():
    wide = []
    for path in sources():
        if not path.exists():
            continue
        text = path.read_text(encoding="utf-8")
        lines = text.split("\n")
        if "--wrap" in sys.argv and any(True for _ in wide_comments(lines)):
            lines = wrapped(lines)
            path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
        wide += [f"{path.relative_to(ROOT)}:{number + 1}" for number in wide_comments(lines)]
    for place in wide:
        print(f"{place}: a comment is wider than {WIDTH} columns", file=sys.stderr)
    if wide:
        print(f"{len(wide)} comments are wider than {WIDTH} columns; "
              "Scripts/check-comments.py --wrap wraps most of them", file=sys.stderr)
    return 1 if wide else 0


if __name__ == "__main__":
    sys.exit(main())
