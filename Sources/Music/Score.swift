// A piece of music in musical time.

/// A piece of music in musical time: notes and pedals by track, tempo, metre and key by tick.
public struct Score: Hashable, Sendable {
  /// 1...32767, as in a MIDI file.
  public let ticksPerQuarter: Int
  public let tracks: [Track]
  /// In the order of their onsets, one for a tick; before the first, 120 quarters a minute.
  public let tempos: [Tempo]
  /// In the order of their onsets, one for a tick; before the first, 4/4.
  public let metres: [Metre]
  /// In the order of their onsets, one for a tick.
  public let keys: [KeySignature]
  /// In the order of their onsets; those of one tick as they were given.
  public let remarks: [TextEvent]

  /// Sorts the changes; of several at one tick the last given stays.
  public init(
    ticksPerQuarter: Int, tracks: [Track], tempos: [Tempo] = [], metres: [Metre] = [],
    keys: [KeySignature] = [], remarks: [TextEvent] = []
  ) {
    precondition(1...32767 ~= ticksPerQuarter, "\(ticksPerQuarter) ticks per quarter")
    self.ticksPerQuarter = ticksPerQuarter
    self.tracks = tracks
    self.tempos = lastPerTick(tempos, \.onset)
    self.metres = lastPerTick(metres, \.onset)
    self.keys = lastPerTick(keys, \.onset)
    self.remarks = inOrder(remarks, \.onset)
  }

  /// The end of the last note; zero when there is none.
  public var end: Tick {
    tracks.lazy.flatMap(\.notes).map(\.end).max() ?? .zero
  }

  public var noteCount: Int { tracks.reduce(0) { $0 + $1.notes.count } }
}

private func lastPerTick<Change>(_ changes: [Change], _ onset: (Change) -> Tick) -> [Change] {
  var result: [Change] = []
  for change in inOrder(changes, onset) {
    if let last = result.last, onset(last) == onset(change) { result.removeLast() }
    result.append(change)
  }
  return result
}

/// Those of one tick stay as they stand.
private func inOrder<Change>(_ changes: [Change], _ onset: (Change) -> Tick) -> [Change] {
  changes.indices.sorted { (onset(changes[$0]), $0) < (onset(changes[$1]), $1) }
    .map { changes[$0] }
}

/// Words in a score: a text event of a MIDI file.
public struct TextEvent: Hashable, Sendable {
  public var onset: Tick
  /// Not empty.
  public var text: String

  public init(onset: Tick, text: String) {
    precondition(onset >= .zero, "a remark cannot stand before its score, at \(onset)")
    precondition(!text.isEmpty, "a remark without words")
    self.onset = onset
    self.text = text
  }
}
