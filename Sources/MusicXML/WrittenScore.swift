// What has been read of a score, before it is known where its bars begin.

import Music

/// What has been read of a score, before it is known where its bars begin.
struct WrittenScore {
  /// A point in a bar, in ticks from its start.
  struct Moment {
    var bar: Int
    var offset: Int
  }

  struct Staff: Hashable {
    var part: Int
    var number: Int
  }

  struct Part {
    var name = ""
    var program = 0
  }

  struct WrittenNote {
    var moment: Moment
    var duration: Int
    var pitch: Int
    var velocity: Int
    var continues: Bool
    var goesOn: Bool
  }

  struct WrittenBar {
    /// How far any part has come in it.
    var length = 0
    /// Whether it has no number of its own, as the rest of a bar behind a repeat has none.
    var isUnnumbered = false
    var metre: (numerator: Int, denominator: Int)?
  }

  static let mostStaves = 1000

  var parts: [Part] = []
  /// Bars whose right bar line is not drawn.
  var hiddenBarLines: Set<Int> = []
  var bars: [WrittenBar] = []
  var notes: [Staff: [WrittenNote]] = [:]
  var pedals: [Staff: [(moment: Moment, isDown: Bool)]] = [:]
  var tempos: [(moment: Moment, microseconds: Int)] = []
  var keys: [(moment: Moment, sharps: Int, isMinor: Bool)] = []

  /// - Throws: When the music is longer than the ticks of a MIDI file.
  func score(ticksPerQuarter: Int) throws(MusicXMLError) -> Score {
    let (onsets, metres) = try barOnsets(ticksPerQuarter)
    func tick(_ moment: Moment) -> Tick { Tick(max(0, onsets[moment.bar] + moment.offset)) }
    var tracks: [Track] = []
    let staves = notes.keys.sorted { ($0.part, $0.number) < ($1.part, $1.number) }
    for staff in staves {
      guard let written = notes[staff] else { continue }
      let part = parts[staff.part]
      tracks.append(
        Track(
          name: part.name, program: UInt8(part.program),
          notes: joined(written, tick, reach: Tick(4 * ticksPerQuarter)),
          pedals: joined(pedals[staff] ?? [], tick)))
    }
    return Score(
      ticksPerQuarter: ticksPerQuarter, tracks: tracks,
      tempos: tempos.map { Tempo(onset: tick($0.moment), microsecondsPerQuarter: $0.microseconds) },
      metres: metres,
      keys: keys.map {
        KeySignature(onset: tick($0.moment), sharps: $0.sharps, isMinor: $0.isMinor)
      })
  }

  /// Where each bar's written music begins, and the metres that make the bars so long.
  private func barOnsets(_ ticksPerQuarter: Int) throws(MusicXMLError) -> ([Int], [Metre]) {
    var (onsets, metres) = ([Int](), [Metre]())
    var metre = (numerator: 4, denominator: 4)
    var current: (numerator: Int, denominator: Int)?
    var next = 0
    for (index, bar) in bars.enumerated() {
      metre = bar.metre ?? metre
      let whole = max(1, ticksPerQuarter * 4 * metre.numerator / metre.denominator)
      if isSecondHalf(index, of: whole) {
        onsets.append(next - bar.length)
        continue
      }
      let isPickup = index == 0 && bar.length < whole
      let isHalf = isSecondHalf(index + 1, of: whole)
      let length = bar.length == 0 || isPickup || isHalf ? whole : bar.length
      onsets.append(isPickup && !isHalf && bar.length > 0 ? next + whole - bar.length : next)
      let (shown, isExact) =
        length == whole
        ? (metre, true) : signature(length, metre.denominator, ticksPerQuarter)
      if current.map({ $0 != shown }) ?? true {
        metres.append(
          Metre(onset: Tick(next), numerator: shown.numerator, denominator: shown.denominator))
      }
      current = isExact ? shown : nil
      next += length
      guard next <= Int(Int32.max) / 2 else { throw MusicXMLError(.tooLong, line: 1) }
    }
    return (onsets, metres)
  }

  /// Whether a bar and the one before it, which no bar line parts, are one bar together.
  private func isSecondHalf(_ index: Int, of whole: Int) -> Bool {
    guard bars.indices.contains(index), index > 0, bars[index].metre == nil,
      bars[index].isUnnumbered || hiddenBarLines.contains(index - 1)
    else { return false }
    let (first, second) = (bars[index - 1].length, bars[index].length)
    return first > 0 && second > 0 && first + second == whole
  }
}

/// The signature of a bar of a length, in the largest note values that are not larger than the
/// denominator; where no signature says it, the next longer one, which the next bar cuts short.
private func signature(
  _ length: Int, _ denominator: Int, _ ticksPerQuarter: Int
) -> ((numerator: Int, denominator: Int), Bool) {
  let whole = ticksPerQuarter * 4
  var unit = max(4, denominator)
  while unit <= 128 {
    if length * unit % whole == 0, length * unit / whole <= 255 {
      return ((length * unit / whole, unit), true)
    }
    unit *= 2
  }
  unit = 128
  while unit > 1, (length * unit + whole - 1) / whole > 255 { unit /= 2 }
  return ((min(255, (length * unit + whole - 1) / whole), unit), false)
}

/// How many ties of one pitch can be open at once: more than hands.
private let mostOpenTies = 8

/// Notes that are tied become one, which also holds through what is written between them: so are
/// chords written whose keys are struck one after the other and kept down.
///
/// - Parameter reach: Ticks that may lie between two tied notes.
private func joined(
  _ written: [WrittenScore.WrittenNote], _ tick: (WrittenScore.Moment) -> Tick, reach: Tick
) -> [Note] {
  var notes: [Note] = []
  /// Of each pitch, those that wait for the rest of their tie.
  var waiting: [Int: [Int]] = [:]
  let sorted = written.map { ($0, tick($0.moment)) }.sorted { $0.1 < $1.1 }
  for (note, onset) in sorted {
    var open = (waiting[note.pitch] ?? []).suffix(mostOpenTies).filter {
      notes[$0].end + reach >= onset
    }
    if note.continues,
      let index = open.firstIndex(where: { notes[$0].end == onset })
        ?? open.lastIndex(where: { notes[$0].end < onset })
    {
      notes[open[index]].duration = onset + Tick(note.duration) - notes[open[index]].onset
      if !note.goesOn { open.remove(at: index) }
    } else {
      if note.goesOn { open.append(notes.count) }
      notes.append(
        Note(
          onset: onset, duration: Tick(note.duration), pitch: Pitch(note.pitch),
          velocity: Velocity(note.velocity)))
    }
    waiting[note.pitch] = open
  }
  return notes
}

/// Pedals from where they go down to where they come up, which a change does for a moment.
private func joined(
  _ changes: [(moment: WrittenScore.Moment, isDown: Bool)], _ tick: (WrittenScore.Moment) -> Tick
) -> [Pedal] {
  var pedals: [Pedal] = []
  var down: Tick?
  for (moment, isDown) in changes {
    let onset = tick(moment)
    if isDown {
      down = down ?? onset
    } else if let start = down {
      if onset > start { pedals.append(Pedal(onset: start, duration: onset - start)) }
      down = nil
    }
  }
  return pedals
}
