// What may follow, for music and for chance.

import Music
import Random
import TestSupport
import Testing
import Tokens

extension REMI {
  func names(_ tokens: some Sequence<Token>) -> String {
    tokens.map { Int($0.id) < vocabulary.count ? vocabulary[Int($0.id)] : "\($0)" }
      .joined(separator: " ")
  }

  func tokens(_ names: String) -> [Token] {
    names.split(separator: " ").compactMap { token(named: String($0)) }
  }

  /// A sequence drawn from what the grammar allows, from begin to end.
  func walk(_ dice: inout SplitMix64, length: Int) -> [Token] {
    var grammar = REMIGrammar(self)
    var mask = [Bool](repeating: false, count: vocabulary.count)
    var tokens: [Token] = []
    while tokens.last != endToken {
      grammar.allowed(into: &mask)
      let allowed = mask.indices.filter { mask[$0] }.map { Token($0) }
      let calm = allowed.filter { $0 != endToken }
      let mayEnd = tokens.count >= length && allowed.contains(endToken)
      guard let token = mayEnd ? endToken : calm.isEmpty ? endToken : choose(calm, &dice) else {
        return tokens
      }
      tokens.append(token)
      grammar.accept(token)
    }
    return tokens
  }

  /// Draws a kind before a token, so that the many pitches do not crowd out the one bar.
  private func choose(_ tokens: [Token], _ dice: inout SplitMix64) -> Token? {
    let kinds = Set(tokens.map { kind(of: $0) }).sorted { $0.rawValue < $1.rawValue }
    guard let kind = kinds.randomElement(using: &dice) else { return nil }
    return tokens.filter { self.kind(of: $0) == kind }.randomElement(using: &dice)
  }
}

@Suite struct GrammarTests {
  static let strict: [TokenizerConfiguration] = {
    var full = TokenizerConfiguration.miditok
    full.removesDuplicatedNotes = true
    var plain = TokenizerConfiguration()
    plain.removesDuplicatedNotes = true
    plain.useTimeSignatures = false
    var coarse = TokenizerConfiguration.continuo
    coarse.timeSignatureRange = [2, 4].map { .init(denominator: $0, numerators: [4, 3, 1]) }
    coarse.readsHalvesAsQuarters = false
    return [.continuo, full, plain, coarse]
  }()

  @Test(
    .enabled(if: Shared.hasData(), "\(Shared.noData)"),
    arguments: [TokenizerConfiguration.miditok, .continuo])
  func theGrammarAllowsWhatMusicNeeds(_ configuration: TokenizerConfiguration) {
    let remi = REMI(configuration)
    for (file, score) in SharedData.scores {
      let tokens = [remi.beginToken] + remi.encode(score) + [remi.endToken]
      var grammar = REMIGrammar(remi)
      for (index, token) in tokens.enumerated() {
        guard grammar.allows(token) else {
          let before = remi.names(tokens[max(0, index - 8)..<index])
          Issue.record("\(file): \(remi.names([token])) may not follow \(before)")
          break
        }
        grammar.accept(token)
      }
    }
  }

  @Test(arguments: strict)
  func whatTheGrammarAllowsEncodesToItself(_ configuration: TokenizerConfiguration) {
    let remi = REMI(configuration)
    var dice = SplitMix64(seed: 7)
    for length in 1...80 {
      let walk = remi.walk(&dice, length: length * 4)
      #expect(walk.first == remi.beginToken || walk.first == remi.barToken)
      #expect(walk.last == remi.endToken)
      let said = walk.filter { remi.kind(of: $0) != .special }
      let again = remi.encode(remi.decode(walk))
      // Bars at the end that say nothing new are not heard.
      #expect(said.starts(with: again), "\(remi.names(said)) became \(remi.names(again))")
      let rest = said.dropFirst(again.count)
      #expect(rest.allSatisfy { [.bar, .timeSignature].contains(remi.kind(of: $0)) })
    }
  }

  @Test func withoutDuplicateRemovalOnlyTheOrderWithinAPositionIsLost() {
    let remi = REMI(.miditok)
    var dice = SplitMix64(seed: 11)
    for length in 1...50 {
      let walk = remi.walk(&dice, length: length * 4)
      let (score, again) = (remi.decode(walk), remi.decode(remi.encode(remi.decode(walk))))
      #expect(score.tracks.map(\.notes) == again.tracks.map(\.notes))
      #expect(score.metres == again.metres)
      #expect(score.tempos == again.tempos)
    }
  }

  @Test func theMaskSaysWhatAllowsSays() {
    let remi = REMI(.miditok)
    var dice = SplitMix64(seed: 3)
    var mask = [Bool](repeating: true, count: remi.vocabulary.count)
    let walk = remi.walk(&dice, length: 60)
    for count in walk.indices {
      let grammar = REMIGrammar(remi, after: walk[..<count])
      grammar.allowed(into: &mask)
      for id in mask.indices { #expect(mask[id] == grammar.allows(Token(id))) }
    }
  }

  @Test(arguments: [
    ("", "BOS_None Bar_None"),
    ("BOS_None", "Bar_None"),
    ("Bar_None TimeSig_1/16 Position_3 Pitch_108 Duration_1.0.12 Position_11 Pedal_0", ""),
    ("Bar_None TimeSig_1/4 Position_11 Pitch_107", ""),
    ("Bar_None TimeSig_1/4 Position_11 Pitch_107 Duration_0.1.12", "Bar_None EOS_None Pitch_108"),
    ("Bar_None TimeSig_1/4 Position_11 Pedal_0 Pitch_108 Duration_0.1.12", "Bar_None"),
    ("Bar_None TimeSig_1/4 Position_10 Pitch_108 Duration_0.1.12", "Bar_None EOS_None Position_11"),
    ("Bar_None TimeSig_1/4 EOS_None", "PAD_None"),
  ])
  func onlyTheseMayFollow(prefix: String, expected: String) {
    let remi = REMI(.continuo)
    let grammar = REMIGrammar(remi, after: remi.tokens(prefix))
    let allowed = remi.vocabulary.indices.map { Token($0) }.filter(grammar.allows)
    if prefix.hasSuffix("Pedal_0") {
      #expect(Set(allowed.map { remi.kind(of: $0) }) == [.bar, .pitch])
    } else if prefix.hasSuffix("Pitch_107") {
      #expect(Set(allowed.map { remi.kind(of: $0) }) == [.duration])
    } else {
      #expect(Set(allowed) == Set(remi.tokens(expected)))
    }
  }

  @Test func aGrammarCountsBarsAndKnowsThePedal() {
    let remi = REMI(.continuo)
    var grammar = REMIGrammar(remi)
    #expect(grammar.barCount == 0 && !grammar.isPedalDown)
    for token in remi.tokens("Bar_None TimeSig_4/4 Position_0 Pedal_0 Bar_None") {
      grammar.accept(token)
    }
    #expect(grammar.barCount == 2 && grammar.isPedalDown)
    grammar.accept(Token(65535))
    #expect(!grammar.allows(remi.endToken) && grammar.allows(remi.tokens("TimeSig_3/4")[0]))
  }
}
