// A compound word vocabulary.

import Music
import Tokens

/// A compound word vocabulary (Hsiao et al. 2021): rows of tokens that are read at once, with the
/// ids that MidiTok 3.1 gives them in `CPWord`.
///
/// A row is a bar, a position, a rest, or a note with all that belongs to it; what a row does not
/// say is `Ignore_None`.
public struct CompoundWord: Sendable {
  /// What rows cannot say is off: sustain pedals, and programs that stand only where they change.
  public let configuration: TokenizerConfiguration
  let layout: CompoundWordLayout
  let tables: ValueTables

  /// - Precondition: a vocabulary of compound words can be made of the configuration, as of any of
  ///   `CPWord` that was read from a file.
  public init(_ configuration: TokenizerConfiguration) {
    do { try configuration.check() } catch { preconditionFailure("\(error)") }
    precondition(configuration.tokenization == .compoundWord, "not a CPWord configuration")
    var said = configuration
    said.useSustainPedals = false
    said.sendsProgramChanges = false
    self.configuration = said
    layout = CompoundWordLayout(said)
    tables = ValueTables(said)
  }

  /// The vocabulary of a tokenizer.json.
  ///
  /// - Throws: What `TokenizerConfiguration.init(tokenizerJSON:)` throws, and when the file is for
  ///   another tokenization.
  public init(tokenizerJSON bytes: some Sequence<UInt8>) throws(TokenizerConfigurationError) {
    let configuration = try TokenizerConfiguration(tokenizerJSON: bytes)
    guard configuration.tokenization == .compoundWord else {
      throw .unsupported(option: "tokenization")
    }
    self.init(configuration)
  }

  /// For each column of a row the tokens' names in the order of their ids.
  public var vocabularies: [[String]] { layout.columns.names }
}
