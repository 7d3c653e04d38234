// What holds of merged tokens whatever was trained, and which trained files are refused.

import JSON
import Random
import Testing

@testable import MidiTok
@testable import Tokens

struct BytePairTests {
  /// A trained tokenizer.json in which a bar and its 4/4 merge, then these with the first position.
  private func document(
    model: String = "BPE", missing: Int = 0, extra: String = "",
    merges: String? = nil, configuration: TokenizerConfiguration = .init()
  ) -> String {
    let names = REMI(configuration).vocabulary
    func character(_ id: Int) -> String { String(Unicode.Scalar(UInt32(33 + id))!) }
    func quoted(_ text: String) -> String { JSON.string(text).text() }
    func id(_ name: String) -> String { character(names.firstIndex(of: name)!) }
    let (bar, metre, position) = (id("Bar_None"), id("TimeSig_4/4"), id("Position_0"))
    let symbols =
      names.indices.map(character)
      + ["▁", "▁" + bar, "▁" + bar + metre, "▁" + bar + metre + position]
    let vocabulary = symbols.dropLast(missing).enumerated()
      .map { "\(quoted($1)): \($0)" }.joined(separator: ", ")
    let pairs = [["▁", bar], ["▁" + bar, metre], ["▁" + bar + metre, position]]
    let trained =
      merges
      ?? "[" + pairs.map { "[\(quoted($0[0])), \(quoted($0[1]))]" }.joined(separator: ", ") + "]"
    let words =
      #"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}"#
    let special = configuration.specialTokens.indices
      .map { #"{"id": \#($0), "content": \#(quoted(character($0)))}"# }.joined(separator: ", ")
    let text = """
      {"added_tokens": [\(special)], "pre_tokenizer": \(words),
       "model": {"type": "\(model)", \(extra) "vocab": {\(vocabulary)}, "merges": \(trained)}}
      """
    let base = names.enumerated().map { "\(quoted($1)): \($0)" }.joined(separator: ", ")
    let letters = names.enumerated()
      .map { "\(quoted(character($0))): \(quoted($1))" }.joined(separator: ", ")
    let config = configuration.tokenizerJSON.replacing(
      #""pitch_range""#, with: #""encode_ids_split": "bar", "pitch_range""#, maxReplacements: 1)
    let end = config.lastIndex(of: "}")!
    return config[..<end] + """
      , "_vocab_base": {\(base)}, "_model": \(quoted(text)), "_vocab_base_byte_to_token": {\(letters)}}
      """
  }

  private func error(_ document: String) -> TokenizerConfigurationError? {
    do {
      _ = try BytePairEncoding(tokenizerJSON: document.utf8)
      return nil
    } catch { return error }
  }

  @Test func aBarWithItsMetreAndPositionBecomesOneToken() throws {
    let bytePairs = try BytePairEncoding(tokenizerJSON: document().utf8)
    let remi = bytePairs.remi
    let bar = [
      "Bar_None", "TimeSig_4/4", "Position_0", "Pitch_60", "Velocity_63", "Duration_1.0.8",
    ]
    let tokens = try (bar + bar).map { try #require(remi.token(named: $0)) }
    let merged = bytePairs.encode(tokens)
    #expect(merged.count == 8)
    #expect(merged[0] == Token(remi.vocabulary.count + 3))
    #expect(bytePairs.unmerged(merged) == tokens)
  }

  @Test func tokensOfBeginAndEndMergeWithNothing() throws {
    let bytePairs = try BytePairEncoding(tokenizerJSON: document().utf8)
    let remi = bytePairs.remi
    let metre = try #require(remi.token(named: "TimeSig_4/4"))
    let merged = bytePairs.encode([remi.beginToken, remi.barToken, metre, remi.endToken])
    let bar = Token(remi.vocabulary.count + 2)
    #expect(merged == [remi.beginToken, bar, remi.endToken])
  }

  @Test func mergingGivesWhatTryingEveryPairInTheOrderOfRanksGives() {
    var dice = SplitMix64(seed: 7)
    for _ in 0..<200 {
      var table = MergeTable()
      var pairs: [(left: Int, right: Int)] = []
      for rank in 0..<12 {
        let pair = (
          left: Int.random(in: 0..<4 + rank, using: &dice),
          right: Int.random(in: 0..<4 + rank, using: &dice)
        )
        guard !pairs.contains(where: { $0 == pair }) else { continue }
        table.add(pair.left, pair.right, rank: pairs.count, symbol: 4 + pairs.count)
        pairs.append(pair)
      }
      let word = (0..<60).map { _ in Int.random(in: 0..<4, using: &dice) }
      #expect(table.merged(word) == plain(word, pairs))
    }
  }

  /// Always the leftmost pair of the lowest rank, looked for from the start each time.
  private func plain(_ word: [Int], _ pairs: [(left: Int, right: Int)]) -> [Int] {
    var word = word
    search: while true {
      for (rank, pair) in pairs.enumerated() {
        for place in word.indices.dropLast()
        where word[place] == pair.left && word[place + 1] == pair.right {
          word.replaceSubrange(place...place + 1, with: [4 + rank])
          continue search
        }
      }
      return word
    }
  }

  @Test func anotherKindOfModelIsRefused() {
    #expect(error(document(model: "Unigram")) == .unsupported(option: "_model"))
    #expect(
      error(document(extra: #""dropout": 0.1,"#)) == .unsupported(option: "_model.dropout"))
  }

  @Test func aMergeOfWhatHasNoIdIsRefused() {
    #expect(error(document(missing: 1)) == .invalid(option: "_model"))
    #expect(error(document(merges: #"[["a"]]"#)) == .invalid(option: "_model"))
  }

  @Test func aFileWithoutATrainedModelIsRefused() {
    var configuration = TokenizerConfiguration.miditok.tokenizerJSON
    #expect(error(configuration) == .invalid(option: "encode_ids_split"))
    configuration = configuration.replacing(
      #""pitch_range""#, with: #""encode_ids_split": "bar", "pitch_range""#)
    #expect(error(configuration) == .invalid(option: "_model"))
  }

  @Test func aBarThatBeginsInARestCutsBeforeWhatFollows() throws {
    var configuration = TokenizerConfiguration()
    configuration.useRests = true
    let bytePairs = try BytePairEncoding(tokenizerJSON: document(configuration: configuration).utf8)
    let remi = bytePairs.remi
    // One beat sounds, then seven and a half are silent.
    let names =
      "Bar_None TimeSig_4/4 Position_0 Pitch_60 Velocity_63 Duration_1.0.8 Rest_7.1.2 Position_4"
      + " Pitch_60 Velocity_63 Duration_1.0.8"
    let tokens = remi.tokens(names)
    #expect(tokens.count == 11)
    #expect(bytePairs.cuts(tokens) == [7])
  }
}
