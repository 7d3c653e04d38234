// The names of chords, and how MidiTok saves them.

import JSON

extension TokenizerConfiguration.Chord {
  /// MidiTok's defaults.
  public static let usual = [
    Self("min", [0, 3, 7]), Self("maj", [0, 4, 7]), Self("dim", [0, 3, 6]), Self("aug", [0, 4, 8]),
    Self("sus2", [0, 2, 7]), Self("sus4", [0, 5, 7]), Self("7dom", [0, 4, 7, 10]),
    Self("7min", [0, 3, 7, 10]), Self("7maj", [0, 4, 7, 11]), Self("7halfdim", [0, 3, 6, 10]),
    Self("7dim", [0, 3, 6, 9]), Self("7aug", [0, 4, 8, 11]), Self("9maj", [0, 4, 7, 10, 14]),
    Self("9min", [0, 4, 7, 10, 13]),
  ]
}

extension TokenizerConfiguration {
  package static let pitchClasses = [
    "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B",
  ]

  /// What chord tokens say, in the order of their ids: each kind of chord, on each root if roots
  /// are named.
  package var chordNames: [String] {
    guard useChords else { return [] }
    let sizes = (unknownChordSizes.map(Array.init) ?? []).map {
      // Only with a root does MidiTok write the prefix.
      namesChordRoots ? "ukn\($0)" : "\($0)"
    }
    let kinds = chords.map(\.name) + sizes
    guard namesChordRoots else { return kinds }
    return kinds.flatMap { kind in Self.pitchClasses.map { "\($0):\(kind)" } }
  }

  /// The index among `chordNames` of notes this far above the lowest, of which `root` is the pitch;
  /// nil for a chord without a token.
  func chordIndex(_ intervals: [Int], root: Int) -> Int? {
    var kind = chords.firstIndex { $0.intervals == intervals }
    if kind == nil, let sizes = unknownChordSizes, sizes.contains(intervals.count) {
      kind = chords.count + intervals.count - sizes.lowerBound
    }
    return kind.map { namesChordRoots ? $0 * 12 + root % 12 : $0 }
  }

  mutating func readChords(_ config: JSON) throws(TokenizerConfigurationError) {
    useChords = try config.flag("use_chords") ?? useChords
    namesChordRoots = try config.flag("chord_tokens_with_root_note") ?? namesChordRoots
    if let sizes = config["chord_unknown"], sizes != .null {
      guard let bounds = sizes.array?.map(\.int), bounds.count == 2, let low = bounds[0],
        let high = bounds[1], low < high
      else { throw .invalid(option: "chord_unknown") }
      unknownChordSizes = low..<high
    }
    guard let maps = config["chord_maps"] else { return }
    guard let members = maps.members else { throw .invalid(option: "chord_maps") }
    chords = []
    for member in members {
      guard let intervals = member.value.array?.map(\.int), !intervals.contains(nil) else {
        throw .invalid(option: "chord_maps")
      }
      chords.append(Chord(member.name, intervals.compactMap(\.self)))
    }
  }
}
