// What the tokens of a tokenizer say, in numbers.

import Music
import Tokens

/// What the tokens of a tokenizer say, in numbers.
struct Vocabulary: Sendable {
  struct VocabularyMetre: Hashable, Sendable {
    var numerator: Int
    var denominator: Int
    /// nil when the vocabulary says no metre.
    var token: Token?
  }

  let remi: REMI
  let kinds: [TokenKind]
  /// The id of the first position.
  let firstPosition: Int
  let positionsPerBeat: Int
  let pedalOff: Token?
  /// In the order of their tokens; 4/4 alone when the vocabulary says no metre.
  let metres: [VocabularyMetre]
  /// By id, in fractions of a beat.
  private let durations: [Int: (count: Int, perBeat: Int)]
  private let pitches: [Int: Int]
  private let velocities: [Int: Int]

  /// - Throws: When no piece can be begun, or a token has a name that says no number.
  init(_ remi: REMI) throws(CompletionError) {
    self.remi = remi
    let names = remi.vocabulary
    for name in ["BOS_None", "EOS_None"] where remi.token(named: name) == nil {
      throw .tokenizerLacks(token: name)
    }
    kinds = names.indices.map { remi.kind(of: Token($0)) }
    firstPosition = kinds.firstIndex(of: .position) ?? 0
    positionsPerBeat = remi.configuration.positionsPerBeat
    pedalOff = kinds.firstIndex(of: .pedalOff).map { Token($0) }
    var metres: [VocabularyMetre] = []
    var durations: [Int: (Int, Int)] = [:]
    var pitches: [Int: Int] = [:]
    var velocities: [Int: Int] = [:]
    for (id, name) in names.enumerated() {
      let numbers = name.drop { $0 != "_" }.dropFirst()
        .split { $0 == "." || $0 == "/" }.compactMap { Int($0) }
      switch (kinds[id], numbers.count) {
      case (.duration, 3): durations[id] = (numbers[0] * numbers[2] + numbers[1], numbers[2])
      case (.timeSignature, 2):
        metres.append(
          VocabularyMetre(numerator: numbers[0], denominator: numbers[1], token: Token(id)))
      case (.pitch, 1): pitches[id] = numbers[0]
      case (.velocity, 1): velocities[id] = numbers[0]
      case (.duration, _), (.timeSignature, _), (.pitch, _), (.velocity, _):
        throw .tokenizerLacks(token: name)
      default: continue
      }
    }
    self.durations = durations
    self.pitches = pitches
    self.velocities = velocities
    self.metres =
      metres.isEmpty ? [VocabularyMetre(numerator: 4, denominator: 4, token: nil)] : metres
  }

  func position(_ token: Token) -> Int { Int(token.id) - firstPosition }

  func positionToken(_ position: Int) -> Token { Token(firstPosition + position) }

  func duration(_ token: Token) -> (count: Int, perBeat: Int) { durations[Int(token.id)] ?? (1, 1) }

  func pitch(_ token: Token) -> Int { pitches[Int(token.id)] ?? 0 }

  func velocity(_ token: Token) -> Int { velocities[Int(token.id)] ?? 1 }

  /// The sum of the biases on each token, by id.
  func biases(_ biases: [SamplingOptions.Bias: Double]) -> [Double] {
    kinds.indices.map { id in
      let ofPitch = pitches[id].flatMap { Pitch(exactly: $0) }.flatMap { biases[.pitch($0)] }
      return (biases[.kind(kinds[id])] ?? 0) + (ofPitch ?? 0)
    }
  }

  func metre(_ numerator: Int, _ denominator: Int) -> VocabularyMetre? {
    metres.first { $0.numerator == numerator && $0.denominator == denominator }
  }
}
