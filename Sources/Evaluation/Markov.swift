// How often tokens follow one another in a corpus: a Markov model.

import Corpus
import Foundation
import Random
import Tokens

/// A Markov model: the next token's probability from how often it followed the last k tokens in a
/// corpus, interpolated with shorter contexts after Witten and Bell (1991, "The zero-frequency
/// problem", method C):
///
///     P_k(w | c) = (n(c w) + t(c) P_{k-1}(w | c')) / (n(c) + t(c))
///
/// n(c) is how often the context c stands in the corpus, t(c) how many different tokens follow it,
/// c' is c without its first token, and P_{-1} is the same for all tokens.
public struct Markov: Sendable {
  /// What followed contexts of one length, ascending by context and token.
  fileprivate struct Level: Sendable {
    /// A number of the context that hardly any other has, and behind it the token that followed.
    var keys: [UInt64]
    /// How often, in all entries before.
    var totals: [UInt32]
  }

  /// The room for a token in a key; none has this number.
  fileprivate static let largestToken: UInt64 = 0xFFFF
  public let vocabularySize: Int
  private let levels: [Level]

  /// The k of the model: tokens of the longest context.
  public var order: Int { levels.count - 1 }

  /// Counts the pieces of a store.
  public init(_ store: TokenStore, vocabularySize: Int, order: Int) {
    self.init(
      (0..<store.pieceCount).lazy.map { store.tokens(ofPiece: $0) }, vocabularySize: vocabularySize,
      order: order)
  }

  public init(_ pieces: some Collection<[Token]>, vocabularySize: Int, order: Int) {
    precondition(order >= 0 && 1..<65536 ~= vocabularySize, "order \(order), \(vocabularySize)")
    self.vocabularySize = vocabularySize
    levels = (0...order).map { length in
      var keys: [UInt64] = []
      for tokens in pieces {
        for index in tokens.indices.dropFirst() {
          guard let context = Self.context(tokens[..<index], length) else { continue }
          keys.append(context | UInt64(tokens[index].id))
        }
      }
      keys.sort()
      var level = Level(keys: [], totals: [])
      for (index, key) in keys.enumerated() where level.keys.last != key {
        level.keys.append(key)
        level.totals.append(UInt32(index))
      }
      level.totals.append(UInt32(keys.count))
      return level
    }
  }

  private init(vocabularySize: Int, levels: [Level]) {
    (self.vocabularySize, self.levels) = (vocabularySize, levels)
  }

  /// The same counts for shorter contexts only.
  public func limited(toOrder order: Int) -> Markov {
    Markov(vocabularySize: vocabularySize, levels: Array(levels.prefix(order + 1)))
  }

  /// The number of the last `length` tokens, with room for one token more; nil where there are
  /// fewer.
  private static func context(_ tokens: ArraySlice<Token>, _ length: Int) -> UInt64? {
    guard tokens.count >= length else { return nil }
    let number = tokens.suffix(length).reduce(UInt64(length)) {
      SplitMix64.mixed(($0 ^ UInt64($1.id)) &+ SplitMix64.goldenGamma)
    }
    return number & ~largestToken
  }

  /// The probability of a token after others by the model of each order, from 0 on.
  public func probabilities(of token: Token, after tokens: ArraySlice<Token>) -> [Double] {
    var (result, probability) = ([Double](), 1 / Double(vocabularySize))
    for (length, level) in levels.enumerated() {
      if let context = Self.context(tokens, length) {
        let range = level.range(context)
        if !range.isEmpty {
          let (count, types) = (level.count(range), Double(range.count))
          let key = context | UInt64(token.id)
          let place = level.first(key)
          let own =
            place < range.upperBound && level.keys[place] == key
            ? level.count(place..<place + 1) : 0
          probability = (own + types * probability) / (count + types)
        }
      }
      result.append(probability)
    }
    return result
  }

  /// The probability of every token after others, by id.
  public func distribution(after tokens: ArraySlice<Token>) -> [Double] {
    var result = [Double](repeating: 1 / Double(vocabularySize), count: vocabularySize)
    for (length, level) in levels.enumerated() {
      guard let context = Self.context(tokens, length) else { break }
      let range = level.range(context)
      guard !range.isEmpty else { break }
      let (count, types) = (level.count(range), Double(range.count))
      for token in result.indices { result[token] *= types / (count + types) }
      for entry in range {
        let token = Int(level.keys[entry] & Self.largestToken)
        result[token] += level.count(entry..<entry + 1) / (count + types)
      }
    }
    return result
  }
}

extension Markov.Level {
  /// What followed a context; no token has the largest number.
  fileprivate func range(_ context: UInt64) -> Range<Int> {
    first(context)..<first(context | Markov.largestToken)
  }

  fileprivate func count(_ range: Range<Int>) -> Double {
    Double(totals[range.upperBound] - totals[range.lowerBound])
  }

  /// The first entry that is not below a key.
  fileprivate func first(_ key: UInt64) -> Int {
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
