// A trained byte-pair model as it stands in MidiTok's tokenizer.json.

import JSON
import Tokens

/// A trained byte-pair model as it stands in MidiTok's tokenizer.json: a model of Hugging Face's
/// `tokenizers` in which each REMI token is one character.
struct BytePairModel: Sendable {
  /// By merged id, the REMI tokens that it is made of.
  let parts: [[Token]]
  private var merges = MergeTable()
  /// By REMI id, the id that it begins with; nil for what the model was not told of.
  private var symbols: [Int?]
  /// By REMI id, the merged id of what merges with nothing.
  private var special: [Int: Int] = [:]
  /// What stands before every word; nil where words are not cut.
  private var wordStart: Int?

  /// - Parameter vocabulary: The names of the REMI tokens by id.
  init(_ document: JSON, _ vocabulary: [String]) throws(TokenizerConfigurationError) {
    guard let text = document["_model"]?.string else { throw .invalid(option: "_model") }
    guard let file = try? JSON(Array(text.utf8)), let model = file["model"] else {
      throw .invalid(option: "_model")
    }
    try BytePairModel.refuseUnsupported(file)
    let characters = try BytePairModel.characters(document, vocabulary)
    let ids = try BytePairModel.vocabulary(model)
    symbols = [Int?](repeating: nil, count: vocabulary.count)
    for (character, id) in characters { symbols[id] = ids[[character]] }
    for token in file["added_tokens"]?.array ?? [] {
      guard let id = token["id"]?.int, ids.values.contains(id),
        let content = token["content"]?.string?.unicodeScalars, content.count == 1,
        let base = content.first.flatMap({ characters[$0] })
      else { throw .invalid(option: "_model") }
      special[base] = id
    }
    var start: Unicode.Scalar?
    if let words = file["pre_tokenizer"], words != .null {
      start = words["replacement"]?.string?.unicodeScalars.first
      wordStart = start.flatMap { ids[[$0]] }
    }
    var parts = [[Token]](repeating: [], count: ids.count)
    for (text, id) in ids {
      let word = text.first == start ? text.dropFirst() : text[...]
      for character in word {
        guard let base = characters[character] else { throw .invalid(option: "_model") }
        parts[id].append(Token(base))
      }
    }
    self.parts = parts
    for (rank, pair) in (model["merges"]?.array ?? []).enumerated() {
      guard let (left, right) = BytePairModel.pair(pair), let first = ids[left],
        let second = ids[right], let symbol = ids[left + right]
      else { throw .invalid(option: "_model") }
      merges.add(first, second, rank: rank, symbol: symbol)
    }
  }

  /// Appends the merged ids of one word.
  func append(_ word: ArraySlice<Token>, to merged: inout [Token]) {
    for piece in word.split(omittingEmptySubsequences: false, whereSeparator: isSpecial) {
      if !piece.isEmpty {
        let start = wordStart.map { [$0] } ?? []
        let ids = merges.merged(start + piece.compactMap { symbols[Int($0.id)] })
        merged += ids.map { Token($0) }
      }
      if piece.endIndex < word.endIndex, let id = special[Int(word[piece.endIndex].id)] {
        merged.append(Token(id))
      }
    }
  }

  private func isSpecial(_ token: Token) -> Bool { special[Int(token.id)] != nil }
}
