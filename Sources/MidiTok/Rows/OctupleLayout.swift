// Where each kind of token stands in the rows of an octuple vocabulary.

import Tokens

/// The columns of an octuple vocabulary; the order is MidiTok's.
struct OctupleLayout: Sendable {
  let columns: RowVocabularies
  let velocity, program, tempo, timeSignature: Int?
  let duration: Int

  static let (pitch, position, bar) = (0, 1, 2)

  init(_ configuration: TokenizerConfiguration) {
    var columns = RowVocabularies(configuration.specialTokens)
    _ = columns.add(configuration.pitchNames)
    _ = columns.add(configuration.positionNames)
    _ = columns.add((0..<configuration.barLimit).map { "Bar_\($0)" })
    velocity = columns.add(configuration.velocityNames, if: configuration.useVelocities)
    duration = columns.add(configuration.durationNames)
    program = columns.add(configuration.programNames, if: configuration.usePrograms)
    tempo = columns.add(configuration.tempoNames, if: configuration.useTempos)
    timeSignature = columns.add(
      configuration.timeSignatureNames, if: configuration.useTimeSignatures)
    self.columns = columns
  }

  /// What a row says; nil where it says nothing that the column has.
  func value(of row: [Token], in column: Int?) -> Int? { columns.value(of: row, in: column) }
}
