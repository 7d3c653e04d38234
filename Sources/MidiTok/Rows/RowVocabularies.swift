// The vocabularies of tokens that stand side by side.

import Tokens

/// The vocabularies of tokens that stand side by side, one for each column of a row; each begins
/// with the special tokens, which have the same ids everywhere.
struct RowVocabularies: Sendable {
  private(set) var names: [[String]] = []
  /// The id after those of the special tokens, everywhere.
  let first: Int
  private let special: [String]

  init(_ special: [String]) {
    self.special = special
    first = special.count
  }

  /// Adds a column; returns its place in the row.
  mutating func add(_ column: [String]) -> Int {
    names.append(special + column)
    return names.count - 1
  }

  /// Adds a column if `isUsed`.
  mutating func add(_ column: [String], if isUsed: Bool) -> Int? {
    isUsed ? add(column) : nil
  }

  /// What a row says in a column, counted from the column's first token that is not special; nil
  /// where there is no such token or no such column.
  func value(of row: [Token], in column: Int?) -> Int? {
    guard let column, column < row.count else { return nil }
    let id = Int(row[column].id)
    return first..<names[column].count ~= id ? id - first : nil
  }
}

extension TokenizerConfiguration {
  /// The names of the keys, those of the drums after those of the others.
  var pitchNames: [String] {
    pitchRange.map { "Pitch_\($0)" }
      + (drumPitchRange.map(Array.init) ?? []).map { "PitchDrum_\($0)" }
  }

  /// The place among `pitchNames` of a note of the grid.
  func pitchIndex(of note: GridNote, program: Int?) -> Int {
    program == -1 && drumPitchRange != nil ? pitchRange.count + note.pitch : note.pitch
  }

  /// The pitch that stands at a place among `pitchNames`.
  func pitch(_ index: Int) -> Int {
    guard index >= pitchRange.count, let drumPitchRange else {
      return pitchRange.lowerBound + index
    }
    return drumPitchRange.lowerBound + index - pitchRange.count
  }

  var positionNames: [String] {
    let widest = useTimeSignatures ? timeSignatureRange.flatMap(\.numerators).max() ?? 4 : 4
    return (0..<positionsPerBeat * widest).map { "Position_\($0)" }
  }

  var velocityNames: [String] { velocities.map { "Velocity_\($0)" } }
  var durationNames: [String] { durations.map { "Duration_\($0)" } }
  var programNames: [String] { programOrder.map { "Program_\($0)" } }
  var tempoNames: [String] { tempos.map { "Tempo_\($0)" } }
  var timeSignatureNames: [String] {
    timeSignatures.map { "TimeSig_\($0.numerator)/\($0.denominator)" }
  }
}
