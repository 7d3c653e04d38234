"""Checks that links and paths in the documents lead somewhere, and that twins in Chinese agree."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\(([^)#\s]*)(#[^)]*)?\)|src=\"([^\"]+)\"")
PATH = re.compile(r"`((?:Sources|Tests|Training|Benchmarks|Fuzzing|Documentation|Examples|Scripts)/"
                  r"[^`\s]*)[^`]*`")


def documents():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in sorted(set(listed.stdout.split("\n"))) if name]


def prose(document):
    """The text of a document without its blocks of code."""
    return re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.S)


def anchors(document):
    """What links can name in a document: its headings, as GitHub writes them."""
    for line in prose(document).splitlines():
        if line.startswith("#"):
            title = re.sub(r"[^\w\- ]", "", line.lstrip("#").strip().lower())
            yield "#" + title.replace(" ", "-")


def dead_links(document):
    """Relative links and paths of one document whose targets are not in the tree."""
    name = document.relative_to(ROOT)
    for match in LINK.finditer(prose(document)):
        target, anchor = match.group(1) or match.group(3) or "", match.group(2)
        if "://" in target or target.startswith("mailto:"):
            continue
        file = document.parent / target if target else document
        if not file.exists():
            yield f"{name}: {target} does not exist"
        elif anchor and file.suffix == ".md" and anchor not in anchors(file):
            yield f"{name}: {target} has no heading for {anchor}"
    for match in PATH.finditer(prose(document)):
        if not any(ROOT.glob(match.group(1).rstrip("/"))):
            yield f"{name}: {match.group(1)} does not exist"


def unlisted(index):
    """Pages below the folder of an index that it does not link."""
    text = index.read_text(encoding="utf-8")
    for page in sorted(index.parent.rglob("*.md")):
        name = page.relative_to(index.parent).as_posix()
        if page != index and f"]({name})" not in text:
            yield f"{index.relative_to(ROOT)} does not list {name}"


def outline(document):
    """The levels of the headings, and the commands in the code blocks, in their order."""
    levels, commands, in_code = [], [], False
    for line in document.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            in_code = not in_code
            levels.append(line)
        elif in_code:
            command = line.split("#")[0].strip()
            if re.match(r"(swift|Scripts|\.|python|git|continuo)", command):
                commands.append(command)
        elif line.startswith("#"):
            levels.append(line.split(" ")[0])
    return levels, commands


def twins(first, second):
    for what, a, b in zip(("sections", "commands"), outline(first), outline(second)):
        if a != b:
            differing = [pair for pair in zip(a + [None], b + [None]) if pair[0] != pair[1]]
            yield f"{first.name} and {second.name} have different {what}: {differing[0]}"


def main():
    faults = [fault for document in documents() if document.exists()
              for fault in dead_links(document)]
    faults += unlisted(ROOT / "Documentation" / "README.md")
    for name in ("README", "Documentation/formulas"):
        faults += twins(ROOT / f"{name}.md", ROOT / f"{name}.zh-CN.md")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
