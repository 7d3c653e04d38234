// An octuple vocabulary.

import Music
import Tokens

/// An octuple vocabulary (Zeng et al. 2021): a row of tokens for each note, with the ids that
/// MidiTok 3.1 gives them in `Octuple`.
///
/// A row says of a note its pitch, position, bar, velocity and duration, and the program, tempo and
/// metre that hold there. What happens where no note begins is not said.
public struct Octuple: Sendable {
  /// What rows of notes cannot say is off: chords, rests, sustain pedals, and programs that stand
  /// only where they change. Equal tempos in succession are one.
  public let configuration: TokenizerConfiguration
  let layout: OctupleLayout
  let tables: ValueTables

  /// - Precondition: an octuple vocabulary can be made of the configuration, as of any of `Octuple`
  ///   that was read from a file.
  public init(_ configuration: TokenizerConfiguration) {
    do { try configuration.check() } catch { preconditionFailure("\(error)") }
    precondition(configuration.tokenization == .octuple, "not an Octuple configuration")
    var said = configuration
    said.useChords = false
    said.useRests = false
    said.useSustainPedals = false
    said.sendsProgramChanges = false
    said.deletesEqualSuccessiveTempos = true
    self.configuration = said
    layout = OctupleLayout(said)
    tables = ValueTables(said)
  }

  /// The vocabulary of a tokenizer.json.
  ///
  /// - Throws: What `TokenizerConfiguration.init(tokenizerJSON:)` throws, and when the file is for
  ///   another tokenization.
  public init(tokenizerJSON bytes: some Sequence<UInt8>) throws(TokenizerConfigurationError) {
    let configuration = try TokenizerConfiguration(tokenizerJSON: bytes)
    guard configuration.tokenization == .octuple else {
      throw .unsupported(option: "tokenization")
    }
    self.init(configuration)
  }

  /// For each column of a row the tokens' names in the order of their ids.
  public var vocabularies: [[String]] { layout.columns.names }
}
