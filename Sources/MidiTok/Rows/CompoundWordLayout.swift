// Where each kind of token stands in the rows of compound words.

import Tokens

/// The columns of compound words; the order is MidiTok's.
struct CompoundWordLayout: Sendable {
  let columns: RowVocabularies
  let velocity, program, chord, rest, tempo, timeSignature: Int?

  static let (family, place, pitch) = (0, 1, 2)
  let duration: Int

  init(_ configuration: TokenizerConfiguration) {
    var columns = RowVocabularies(configuration.specialTokens)
    func ignoring(_ names: [String]) -> [String] { ["Ignore_None"] + names }
    _ = columns.add(["Family_Metric", "Family_Note"])
    _ = columns.add(ignoring(["Bar_None"] + configuration.positionNames))
    _ = columns.add(ignoring(configuration.pitchNames))
    velocity = columns.add(ignoring(configuration.velocityNames), if: configuration.useVelocities)
    duration = columns.add(ignoring(configuration.durationNames))
    program = columns.add(ignoring(configuration.programNames), if: configuration.usePrograms)
    chord = columns.add(
      ignoring(configuration.chordNames.map { "Chord_\($0)" }), if: configuration.useChords)
    rest = columns.add(
      ignoring(configuration.rests.map { "Rest_\($0)" }), if: configuration.useRests)
    tempo = columns.add(ignoring(configuration.tempoNames), if: configuration.useTempos)
    timeSignature = columns.add(
      ignoring(configuration.timeSignatureNames), if: configuration.useTimeSignatures)
    self.columns = columns
  }

  /// A row that says nothing yet; its family is `Family_Metric`.
  var emptyRow: [Token] { [Token](repeating: Token(columns.first), count: columns.names.count) }

  /// Says the value with this index; where the column is not used or the value is nil, nothing.
  func say(_ index: Int?, in column: Int?, of row: inout [Token]) {
    guard let column, let index else { return }
    row[column] = Token(columns.first + 1 + index)
  }

  /// What a row says; nil for nothing.
  func value(of row: [Token], in column: Int?) -> Int? {
    columns.value(of: row, in: column).flatMap { $0 > 0 ? $0 - 1 : nil }
  }
}
