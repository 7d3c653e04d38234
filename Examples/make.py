"""Writes the example prompts as Standard MIDI Files beside itself: python3 Examples/make.py

A piece is written by hand: notes as in c#5:8. (pitch with C4 as middle C, note value, dots), chords
as in <c4 e4 g4>:2, r for a rest, ~ to hold what was struck last. A value stays until the next one.
Every | must stand at a bar line. Several voices of a hand are several texts.
"""

import re
import struct
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

TICKS_PER_QUARTER = 480
VELOCITY = 80
SEMITONES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
PITCH = re.compile(r"([a-g])(#{1,2}|b{1,2})?(\d)")
SYMBOL = re.compile(r"\||(<[^>]*>|r|~|[a-g][#b]*\d)(:[\d.]+)?")


@dataclass
class Piece:
    file: str
    title: str
    metre: tuple[int, int]
    sharps: int
    minor: bool
    quarters_per_minute: int
    right: list[str]
    left: list[str]
    # From quarter to quarter, counted from the start of the file.
    pedals: list[tuple[Fraction, Fraction]] = field(default_factory=list)


def pitch(name):
    letter, accidental, octave = PITCH.fullmatch(name).groups()
    accidental = accidental or ""
    raised = accidental.count("#") - accidental.count("b")
    return (int(octave) + 1) * 12 + SEMITONES[letter] + raised


def quarters(value):
    """The length of a note value such as 4 or 8.. (a quarter, a double-dotted eighth)."""
    return Fraction(4, int(value.rstrip("."))) * (2 - Fraction(1, 2 ** value.count(".")))


def voice(text, bar):
    """Notes as (onset, duration, pitch) in quarters, and the number of bars."""
    notes, struck, time, length, bars = [], 0, Fraction(0), Fraction(1), 0
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        symbol = SYMBOL.match(text, position)
        if symbol is None:
            raise ValueError(f"cannot read {text[position:position + 20]!r}")
        position = symbol.end()
        if symbol.group() == "|":
            bars += 1
            if time != bars * bar:
                raise ValueError(f"bar {bars} ends at {time}, not at {bars * bar}: {text!r}")
            continue
        what, value = symbol.groups()
        if value:
            length = quarters(value[1:])
        if what == "~":
            first = len(notes) - struck
            notes[first:] = [(onset, lasted + length, key) for onset, lasted, key in notes[first:]]
        elif what == "r":
            struck = 0
        else:
            names = what.strip("<>").split()
            notes += [(time, length, pitch(name)) for name in names]
            struck = len(names)
        time += length
    if time != bars * bar:
        raise ValueError(f"the last bar has no bar line: {text!r}")
    return notes, bars


def variable_length(number):
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))


def chunk(events, end):
    """A track chunk of (tick, order, bytes) events that ends at tick `end`."""
    body, now = b"", 0
    for tick, _, data in sorted(events):
        body += variable_length(tick - now) + data
        now = tick
    body += variable_length(end - now) + b"\xff\x2f\x00"
    return b"MTrk" + struct.pack(">I", len(body)) + body


def meta(kind, data):
    return b"\xff" + bytes([kind]) + variable_length(len(data)) + data


def ticks(time):
    tick = time * TICKS_PER_QUARTER
    if tick.denominator != 1:
        raise ValueError(f"{time} quarters are not a whole number of ticks")
    return int(tick)


def hand(name, texts, bar, channel, pedals=()):
    """The events of one track, and its number of bars."""
    events = [(0, 0, meta(0x03, name.encode())), (0, 1, bytes([0xC0 | channel, 0]))]
    lengths = set()
    for text in texts:
        notes, bars = voice(text, bar)
        lengths.add(bars)
        for onset, duration, key in notes:
            events.append((ticks(onset), 4, bytes([0x90 | channel, key, VELOCITY])))
            events.append((ticks(onset + duration), 2, bytes([0x80 | channel, key, 0])))
    for down, up in pedals:
        events.append((ticks(down), 3, bytes([0xB0 | channel, 64, 127])))
        events.append((ticks(up), 2, bytes([0xB0 | channel, 64, 0])))
    if len(lengths) != 1:
        raise ValueError(f"the voices of the {name.lower()} have {lengths} bars")
    return events, lengths.pop()


def midi_file(piece):
    numerator, denominator = piece.metre
    bar = Fraction(4 * numerator, denominator)
    right, bars = hand("Right hand", piece.right, bar, 0)
    left, left_bars = hand("Left hand", piece.left, bar, 0, piece.pedals)
    if bars != left_bars:
        raise ValueError(f"{piece.file}: {bars} bars against {left_bars}")
    microseconds = round(60_000_000 / piece.quarters_per_minute)
    conductor = [
        (0, 0, meta(0x03, piece.title.encode())),
        (0, 1, meta(0x51, microseconds.to_bytes(3, "big"))),
        (0, 2, meta(0x58, bytes([numerator, denominator.bit_length() - 1, 24, 8]))),
        (0, 3, meta(0x59, struct.pack(">bB", piece.sharps, piece.minor))),
    ]
    end = ticks(bars * bar)
    header = b"MThd" + struct.pack(">IHHH", 6, 1, 3, TICKS_PER_QUARTER)
    return header + chunk(conductor, end) + chunk(right, end) + chunk(left, end)


def every_bar(first, last, bar, held):
    """A pedal in each bar, the first bar being 0, from its start for `held` quarters."""
    return [(Fraction(n * bar), n * bar + Fraction(held)) for n in range(first, last + 1)]


def prelude(chords):
    """Bach's figure for each chord of five notes, twice a bar: upper, middle and lower voice."""
    upper, middle, lower = "", "", ""
    for chord in chords:
        bass, tenor, *broken = chord.split()
        upper += ("r:8 " + " ".join(f"{name}:16" for name in broken * 2) + " ") * 2 + "| "
        middle += f"r:16 {tenor}:8. ~:4 " * 2 + "| "
        lower += f"{bass}:2 " * 2 + "| "
    return upper, middle, lower


UPPER, MIDDLE, LOWER = prelude([
    "c4 e4 g4 c5 e5", "c4 d4 a4 d5 f5", "b3 d4 g4 d5 f5", "c4 e4 g4 c5 e5",
    "c4 e4 a4 e5 a5", "c4 d4 f#4 a4 d5", "b3 d4 g4 d5 g5", "b3 c4 e4 g4 c5",
])

PRELUDE_IN_C = Piece(
    "bach-prelude.mid", "Prelude in C, BWV 846", (4, 4), 0, False, 66,
    right=[UPPER], left=[MIDDLE, LOWER])

MINUET = Piece(
    "petzold-minuet.mid", "Minuet in G, BWV Anh. 114", (3, 4), 1, False, 120,
    right=["""
        d5:4 g4:8 a4 b4 c5 | d5:4 g4 g4 | e5 c5:8 d5 e5 f#5 | g5:4 g4 g4 |
        c5 d5:8 c5 b4 a4 | b4:4 c5:8 b4 a4 g4 | f#4:4 g4:8 a4 b4 g4 | a4:2. |
    """],
    left=["""
        <g3 b3 d4>:2 a3:4 | b3:2. | c4 | b3 | a3 | g3 | d4:4 b3 g3 | d4 d3:8 c4 b3 a3 |
    """])

SONATA = Piece(
    "mozart-sonata.mid", "Sonata in C, K. 545", (4, 4), 0, False, 132,
    right=["""
        c5:2 e5:4 g5 | b4:4. c5:16 d5 c5:4 r | a5:2 g5:4 c6 | g5 f5:8 e5:16 f5 e5:4 r |
    """],
    left=["""
        c4:8 g4 e4 g4 c4 g4 e4 g4 | d4 g4 f4 g4 c4 g4 e4 g4 |
        c4 a4 f4 a4 c4 g4 e4 g4 | b3 g4 d4 g4 c4 g4 e4 g4 |
    """])

ELISE = Piece(
    "beethoven-elise.mid", "Für Elise, WoO 59", (3, 8), 0, True, 72,
    right=["""
        r:4 e5:16 d#5 |
        e5 d#5 e5 b4 d5 c5 | a4:8 r:16 c4 e4 a4 | b4:8 r:16 e4 g#4 b4 | c5:8 r:16 e4 e5 d#5 |
        e5 d#5 e5 b4 d5 c5 | a4:8 r:16 c4 e4 a4 | b4:8 r:16 e4 c5 b4 | a4:8 r:16 b4 c5 d5 |
    """],
    left=["""
        r:4. |
        r:4. | a2:16 e3 a3 r r:8 | e2:16 e3 g#3 r r:8 | a2:16 e3 a3 r r:8 |
        r:4. | a2:16 e3 a3 r r:8 | e2:16 e3 g#3 r r:8 | a2:16 e3 a3 r r:8 |
    """],
    pedals=every_bar(2, 4, Fraction(3, 2), 1) + every_bar(6, 8, Fraction(3, 2), 1))

def repeated(bars):
    """Each bar's chords, struck in eighths that fill a bar of eight."""
    text = "r:1 | "
    for bar in bars:
        chords = bar.split(", ")
        text += "".join(f"<{chord}>:8 " * (8 // len(chords)) for chord in chords) + "| "
    return text


PRELUDE_IN_E_MINOR = Piece(
    "chopin-prelude.mid", "Prelude in E minor, op. 28 no. 4", (2, 2), 1, True, 60,
    right=["""
        r:2. b3:8. b4:16 |
        b4:2. c5:4 | b4:2. c5:4 | b4:2. c5:4 | b4:2. bb4:4 |
        a4:2. b4:4 | a4:2. b4:4 | a4:2. b4:8. a4:16 | a4:2. g#4:4 |
    """],
    left=[repeated([
        "g3 b3 e4", "f#3 a3 e4, f#3 a3 d#4", "f3 a3 d#4, f3 a3 d#4, f3 a3 d4, f3 g#3 d4",
        "e3 g#3 d4, e3 g#3 d4, e3 g3 d4, e3 g3 c#4", "e3 g3 c4, e3 f#3 c4",
        "e3 f#3 c4, d#3 f#3 c4", "d3 f#3 c4", "d3 f3 c4, d3 f3 b3",
    ])])

GYMNOPEDIE = Piece(
    "satie-gymnopedie.mid", "Gymnopédie no. 1", (3, 4), 2, False, 66,
    right=["""
        r:2. | r | r | r |
        r:4 f#5 a5 | g5 f#5 c#5 | b4 c#5 d5 | a4:2. | f#4 | ~ | ~ | ~ |
    """],
    left=[
        "g2:2. | d2 | g2 | d2 | g2 | d2 | g2 | d2 | g2 | d2 | g2 | d2 |",
        """
        r:4 <b3 d4 f#4>:2 | r:4 <a3 c#4 f#4>:2 | r:4 <b3 d4 f#4>:2 | r:4 <a3 c#4 f#4>:2 |
        r:4 <b3 d4 f#4>:2 | r:4 <a3 c#4 f#4>:2 | r:4 <b3 d4 f#4>:2 | r:4 <a3 c#4 f#4>:2 |
        r:4 <b3 d4>:2 | r:4 <a3 c#4>:2 | r:4 <b3 d4>:2 | r:4 <a3 c#4>:2 |
        """,
    ],
    pedals=every_bar(0, 11, 3, Fraction(11, 4)))

WALTZ = Piece(
    "waltz.mid", "Evening waltz", (3, 4), 0, True, 152,
    right=["""
        e5:2 d5:8 c5 | a4:2. | f5:2 e5:8 d5 | a4:2. |
        g#4:4 b4 d5 | f5:4. e5:8 d5 b4 | c5:2 b4:8 c5 | a4:2 r:4 |
        e5:2 d5:8 c5 | c#5:4 e5 g5 | f5:2 e5:4 | d5 a4 d5 |
        c5:4. d5:8 e5 c5 | b4:4. c5:8 d5 b4 | a4:2. | ~:2 r:4 |
    """],
    left=["""
        a2:4 <e3 a3 c4> <e3 a3 c4> | e2 <e3 a3 c4> <e3 a3 c4> |
        d3 <f3 a3 d4> <f3 a3 d4> | a2 <f3 a3 d4> <f3 a3 d4> |
        e2 <e3 g#3 d4> <e3 g#3 d4> | b2 <e3 g#3 d4> <e3 g#3 d4> |
        a2 <e3 a3 c4> <e3 a3 c4> | e2 <e3 a3 c4> <e3 a3 c4> |
        a2 <e3 a3 c4> <e3 a3 c4> | a2 <e3 g3 c#4> <e3 g3 c#4> |
        d3 <f3 a3 d4> <f3 a3 d4> | f2 <f3 a3 d4> <f3 a3 d4> |
        e2 <e3 a3 c4> <e3 a3 c4> | e2 <e3 g#3 d4> <e3 g#3 d4> |
        a2 <e3 a3 c4> <e3 a3 c4> | a2 <e3 a3 c4>:2 |
    """],
    pedals=every_bar(0, 15, 3, 2))

CAKEWALK = Piece(
    "cakewalk.mid", "Cakewalk", (2, 4), 0, False, 88,
    right=["""
        g4:16 c5:8 e5:16 g5:8 e5 | a5:16 g5:8 e5:16 c5:4 |
        b4:16 d5:8 f5:16 a5:8 g5 | e5:16 g5:8 e5:16 c5:4 |
        c#5:16 e5:8 g5:16 a5:8 g5 | f#5:16 a5:8 f#5:16 d5:4 |
        f5:16 d5:8 b4:16 g4:8 a4:16 b4 | d5 b4:8 d5:16 f5:8 g5 |
    """],
    left=["""
        c3:8 <e3 g3 c4> g2 <e3 g3 c4> | c3 <e3 g3 c4> g2 <e3 g3 c4> |
        g2 <f3 g3 b3> d2 <f3 g3 b3> | c3 <e3 g3 c4> c3 b2 |
        a2 <e3 g3 c#4> e2 <e3 g3 c#4> | d3 <f#3 a3 c4> a2 <f#3 a3 c4> |
        g2 <f3 g3 b3> d2 <f3 g3 b3> | g2 <f3 g3 b3> a2 b2 |
    """])

BARCAROLLE = Piece(
    "barcarolle.mid", "Barcarolle", (6, 8), -2, True, 78,
    right=["""
        r:2. | r:4. r:4 a4:8 |
        bb4:4 a4:8 bb4:4 d5:8 | eb5:4. c5:4 d5:8 | d5:4 c#5:8 d5:4 bb4:8 | g4:2 r:8 g4 |
        bb4:4 a4:8 bb4:4 g5:8 | f5:4 eb5:8 d5:4 c5:8 | c5:4 bb4:8 a4:4 f#4:8 | a4:2. |
    """],
    left=["""
        g2:8 d3 g3 bb3 g3 d3 | g2 d3 g3 bb3 g3 d3 |
        g2 d3 g3 bb3 g3 d3 | g2 eb3 g3 c4 g3 eb3 | g2 d3 g3 bb3 g3 d3 | g2 d3 g3 bb3 g3 d3 |
        eb2 bb2 g3 bb3 g3 bb2 | c3 eb3 g3 c4 g3 eb3 | d2 a2 f#3 c4 f#3 a2 | d2 a2 f#3 a3 f#3 a2 |
    """],
    pedals=every_bar(0, 9, 3, Fraction(11, 4)))

PIECES = [
    PRELUDE_IN_C, MINUET, SONATA, ELISE, PRELUDE_IN_E_MINOR, GYMNOPEDIE, WALTZ, CAKEWALK, BARCAROLLE
]


if __name__ == "__main__":
    for piece in PIECES:
        (Path(__file__).parent / piece.file).write_bytes(midi_file(piece))
        print(piece.file)
