// What a Markov model expects of music, in bits.

import Corpus
import Foundation
import MidiTok
import Tokens

extension Markov {
  /// Bits that the models of all orders need for some notes.
  public struct Bits: Hashable, Sendable {
    /// By order, from 0 on.
    public private(set) var bits: [Double]
    public private(set) var notes = 0

    init(orders: Int) { bits = Array(repeating: 0, count: orders) }

    mutating func add(_ probabilities: [Double], isNote: Bool) {
      for (order, probability) in probabilities.enumerated() { bits[order] -= log2(probability) }
      if isNote { notes += 1 }
    }

    /// By order, from 0 on.
    public var bitsPerNote: [Double] { bits.map { $0 / Double(notes) } }
  }

  /// Every token of a store but the first of each piece.
  public func bits(_ store: TokenStore, _ tokenizer: Tokenizer) -> Bits {
    var result = Bits(orders: order + 1)
    for piece in 0..<store.pieceCount {
      let tokens = store.tokens(ofPiece: piece)
      for index in tokens.indices.dropFirst() {
        result.add(
          probabilities(of: tokens[index], after: tokens[..<index]),
          isNote: tokenizer.kind(of: tokens[index]) == .pitch)
      }
    }
    return result
  }

  /// What fills the holes of examples, from the music before each token, and where each cell ends.
  /// Bars, metres and hands are given, as a hole's marks give them. Of an example without a hole
  /// every token from its start on.
  public func bits(_ examples: [Example], _ cells: Cells) -> Bits {
    var result = Bits(orders: order + 1)
    for example in examples {
      guard example.tokens.contains(cells.fillToken) else {
        for index in example.tokens.indices.dropFirst(example.start) {
          result.add(
            probabilities(of: example.tokens[index], after: example.tokens[..<index]),
            isNote: cells.isPitch(example.tokens[index]))
        }
        continue
      }
      let cut = PromptAndFilling(
        prompt: Array(example.tokens[..<example.start]),
        filling: Array(example.tokens[example.start...]))
      var music: [Token] = []
      for step in HoleWalk(cut, cells).steps {
        switch step {
        case .given(let token): music.append(token)
        case .cell(let content, let end):
          for token in content + [end] {
            result.add(
              probabilities(of: token, after: music[...]),
              isNote: cells.isPitch(token))
            music.append(token)
          }
          // The end is given once more by what follows the cell.
          music.removeLast()
        }
      }
    }
    return result
  }
}
