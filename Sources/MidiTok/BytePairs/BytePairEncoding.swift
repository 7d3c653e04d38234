// REMI tokens whose frequent neighbours have become one.

import JSON
import Music
import Tokens

/// REMI tokens whose frequent neighbours have become one: a tokenizer that MidiTok trained with
/// byte-pair encoding (Fradet et al. 2023).
///
/// The ids are MidiTok's for one piano.
public struct BytePairEncoding: Sendable {
  /// What no merge reaches over.
  public enum Split: String, Hashable, Sendable {
    case none = "no"
    case bars = "bar"
    case beats = "beat"
  }

  /// The vocabulary beneath: what the merged tokens are made of.
  public let remi: REMI
  public let split: Split
  /// How many tokens there are, those of `remi` among them.
  public let count: Int
  let model: BytePairModel

  /// Reads what MidiTok's `tokenizer.save` wrote after `tokenizer.train(model="BPE")`.
  ///
  /// - Throws: What `TokenizerConfiguration.init(tokenizerJSON:)` throws; also `unsupported` for
  ///   another kind of model or another tokenization, and `invalid` where the trained model is
  ///   missing, broken, or has another vocabulary beneath than its configuration.
  public init(tokenizerJSON bytes: some Sequence<UInt8>) throws(TokenizerConfigurationError) {
    let document: JSON
    do { document = try JSON(Array(bytes)) } catch { throw .notJSON(offset: error.offset) }
    let configuration = try TokenizerConfiguration(document)
    guard configuration.tokenization == .remi else { throw .unsupported(option: "tokenization") }
    remi = REMI(configuration)
    guard let name = document["config"]?["encode_ids_split"]?.string,
      let split = Split(rawValue: name)
    else { throw .invalid(option: "encode_ids_split") }
    self.split = split
    model = try BytePairModel(document, remi.vocabulary)
    count = model.parts.count
  }

  /// The tokens of a score, without those of its begin and end.
  public func encode(_ score: Score) -> [Token] { encode(remi.encode(score)) }

  /// The merged tokens of REMI tokens.
  ///
  /// - Precondition: The tokens are in the vocabulary of `remi`.
  public func encode(_ tokens: [Token]) -> [Token] {
    var merged: [Token] = []
    var start = 0
    for end in cuts(tokens) + [tokens.count] {
      model.append(tokens[start..<end], to: &merged)
      start = end
    }
    return merged
  }

  /// The REMI tokens that merged ones are made of; an id beyond the vocabulary is passed over.
  public func unmerged(_ tokens: some Sequence<Token>) -> [Token] {
    tokens.flatMap { Int($0.id) < count ? model.parts[Int($0.id)] : [] }
  }

  /// The score that merged tokens stand for, as `REMI.decode` reads it.
  public func decode(_ tokens: some Sequence<Token>) -> Score { remi.decode(unmerged(tokens)) }
}
