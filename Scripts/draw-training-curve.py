#!/usr/bin/env python3
"""Draws the losses in a run's log.tsv as SVG: Scripts/draw-training-curve.py runs/first/log.tsv curve.svg"""

import csv
import sys

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 760, 380, 56, 44, 16, 16


def read(path):
    """Millions of tokens and training loss of each step; the same for evaluations."""
    steps, evaluations, tokens = [], [], 0
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["loss"]:
                tokens += int(row["tokens"])
                steps.append((tokens / 1e6, float(row["loss"])))
            elif row["validation_nats_per_token"]:
                evaluations.append((tokens / 1e6, float(row["validation_nats_per_token"])))
    return steps, evaluations


def smooth(points, span=50):
    """Means of `span` steps in a row."""
    groups = [points[i : i + span] for i in range(0, len(points), span)]
    return [tuple(sum(values) / len(group) for values in zip(*group)) for group in groups]


def main(log, out):
    steps, evaluations = read(log)
    means = smooth(steps)
    end = steps[-1][0]
    low = min(loss for _, loss in means + evaluations) - 0.1
    high = 3.0

    def x(tokens):
        return LEFT + (WIDTH - LEFT - RIGHT) * tokens / end

    def y(loss):
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - min(loss, high)) / (high - low)

    def line(points, style):
        path = " ".join(f"{x(t):.1f},{y(v):.1f}" for t, v in points)
        return f'<polyline points="{path}" fill="none" {style}/>'

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12" fill="#555">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for tick in range(int(low * 4) + 1, int(high * 4) + 1):
        height = y(tick / 4)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{height:.1f}" y2="{height:.1f}" stroke="#e4e4e4"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{height + 4:.1f}" text-anchor="end">{tick / 4:.2f}</text>')
    for tick in range(0, int(end) + 1, max(1, int(end) // 8)):
        parts.append(f'<text x="{x(tick):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{tick}</text>')
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 6}" text-anchor="middle">million tokens</text>')
    parts.append(f'<text x="14" y="{HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 14 {HEIGHT / 2})">nats a token</text>')
    parts.append(line(means, 'stroke="#4a78b8" stroke-width="2"'))
    parts.append(line(evaluations, 'stroke="#e0701c" stroke-width="2"'))
    for tokens, loss in evaluations:
        parts.append(f'<circle cx="{x(tokens):.1f}" cy="{y(loss):.1f}" r="4" fill="#e0701c"/>')
        parts.append(f'<text x="{x(tokens):.1f}" y="{y(loss) - 10:.1f}" text-anchor="middle">{loss:.3f}</text>')
    parts.append(f'<text x="{WIDTH - RIGHT}" y="{TOP + 12}" text-anchor="end"><tspan fill="#4a78b8">training (means of 50 steps)</tspan>   <tspan fill="#e0701c">validation</tspan></text>')
    parts.append("</svg>\n")
    with open(out, "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(parts))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
