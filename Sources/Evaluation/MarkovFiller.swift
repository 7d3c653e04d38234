// A Markov model, filling holes within the same grammar as the model.

import Completion
import Foundation
import Random
import Tokens

/// A Markov model, filling holes within the same grammar as the model, from what is before each
/// token in the music.
public struct MarkovFiller: Filler {
  private let markov: Markov
  private let cells: Cells
  private let sampling: SamplingOptions

  public init(_ markov: Markov, _ cells: Cells, sampling: SamplingOptions = SamplingOptions()) {
    (self.markov, self.cells, self.sampling) = (markov, cells, sampling)
  }

  public var name: String { "Markov model of order \(markov.order)" }

  public func fill(_ place: HeldOutHole, takes: Int, seed: UInt64) -> [Filling] {
    let walk = HoleWalk(place.tokens, hole: place.hole, cells)
    let piece = CellPiece(known: place.tokens, cells).without(place.hole)
    return (1...takes).map { number in
      var generator = SplitMix64(seed: SplitMix64.seed(seed, take: number))
      let tokens = filling(walk, piece, &generator)
      let score = cells.decode(piece.filled(by: tokens, cells).tokens(cells))
      let notes = place.task.hands.flatMap { hand in
        score.tracks[hand == .right ? 0 : 1].notes.filter {
          place.truth.bars[0].onset <= $0.onset && $0.onset < place.truth.end
        }
      }
      let bars = tokens.count { cells.remi.isBar($0) }
      return Filling(place.trimmed(notes), in: place, hasItsBars: bars == place.bars.count)
    }
  }

  private func filling(
    _ walk: HoleWalk, _ piece: CellPiece, _ generator: inout SplitMix64
  ) -> [Token] {
    var grammar = FillingGrammar(piece, cells)
    var (music, filling) = ([Token](), [Token]())
    func write(_ token: Token) {
      grammar.accept(token)
      filling.append(token)
    }
    for step in walk.steps {
      guard case .cell = step else {
        if case .given(let token) = step { music.append(token) }
        continue
      }
      while let forced = grammar.forcedToken { write(forced) }
      while true {
        let end = grammar.tokenAfterBlock
        let token = next(after: music, grammar, &generator)
        write(token)
        if token == end { break }
        music.append(token)
      }
    }
    if !grammar.isFinished, let forced = grammar.forcedToken { write(forced) }
    return filling
  }

  private func next(
    after music: [Token], _ grammar: FillingGrammar, _ generator: inout SplitMix64
  ) -> Token {
    var probabilities = markov.distribution(after: music[...])
    if let end = grammar.tokenAfterBlock {
      // In the music a cell ends before any block, bar or end; in the filling before one of them.
      let ends = probabilities.indices.filter {
        let token = Token($0)
        return cells.block(begunBy: token) != nil || token == cells.endToken
          || cells.isBar(token)
      }
      let sum = ends.reduce(0) { $0 + probabilities[$1] }
      for index in ends { probabilities[index] = 0 }
      probabilities[Int(end.id)] = sum
    }
    var mask = [Bool](repeating: false, count: cells.vocabulary.count)
    grammar.allowed(into: &mask)
    let allowed = allowedLogits(probabilities.map { Float(log($0)) }[...], mask: mask)
    let candidates = Completion.probabilities(allowed, temperature: sampling.temperature)
    return Token(draw(topP(candidates, sampling.topP), at: generator.nextUnit()))
  }
}
