// What the tokens of a tokenizer say, in numbers.

import Music
import Tokens

/// What the tokens of a tokenizer say, in numbers.
struct Vocabulary: Sendable {
  struct VocabularyMetre: Hashable, Sendable {
    var numerator: Int
    var denominator: Int
    var token: Token
  }

  let cells: Cells
  /// By id; what stands around the blocks is special.
  let kinds: [TokenKind]
  /// The id of the first position.
  let firstPosition: Int
  let positionsPerBeat: Int
  /// In the order of their tokens.
  let metres: [VocabularyMetre]
  /// By id, in fractions of a beat.
  private let durations: [Int: (count: Int, perBeat: Int)]
  private let pitches: [Int: Int]
  private let velocities: [Int: Int]

  var remi: REMI { cells.remi }

  init(_ cells: Cells) {
    self.cells = cells
    let names = cells.vocabulary
    let tokenizer = Tokenizer.cells(cells)
    kinds = names.indices.map { tokenizer.kind(of: Token($0)) }
    firstPosition = kinds.firstIndex(of: .position) ?? 0
    positionsPerBeat = cells.configuration.positionsPerBeat
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
      default: continue
      }
    }
    self.durations = durations
    self.pitches = pitches
    self.velocities = velocities
    self.metres = metres
  }

  /// The ids of a kind whose tokens stand one after the other.
  func ids(of kind: TokenKind) -> Range<Int> {
    guard let first = kinds.firstIndex(of: kind), let last = kinds.lastIndex(of: kind) else {
      return 0..<0
    }
    return first..<last + 1
  }

  func position(_ token: Token) -> Int { Int(token.id) - firstPosition }

  func duration(_ token: Token) -> (count: Int, perBeat: Int) { durations[Int(token.id)] ?? (1, 1) }

  func pitch(_ token: Token) -> Int { pitches[Int(token.id)] ?? 0 }

  func velocity(_ token: Token) -> Int { velocities[Int(token.id)] ?? 1 }

  func metre(_ numerator: Int, _ denominator: Int) -> VocabularyMetre? {
    metres.first { $0.numerator == numerator && $0.denominator == denominator }
  }
}
