// The laws of the Markov model.

import Corpus
import Foundation
import Testing
import Tokens

@testable import Evaluation

struct MarkovTests {
  private func tokens(_ ids: [Int]) -> [Token] { ids.map { Token($0) } }

  @Test func theProbabilitiesOfAllTokensSumToOne() {
    let markov = Markov(
      [tokens([0, 1, 2, 1, 2, 3]), tokens([0, 2, 2])], vocabularySize: 6, order: 3)
    for context in [[], [0], [0, 1], [2, 1, 2], [5, 5, 5], [1, 2, 1, 2]] {
      let after = tokens(context)
      let all = markov.distribution(after: after[...])
      #expect(abs(all.reduce(0, +) - 1) < 1e-12)
      for id in 0..<6 {
        let one = markov.probabilities(of: Token(id), after: after[...])
        #expect(one.count == 4)
        #expect(abs(one[3] - all[id]) < 1e-12)
        #expect(all[id] > 0)
      }
    }
  }

  @Test func anExampleByHand() {
    // After the first tokens: 1, 2, 1, of a vocabulary of 4. n() = 3, t() = 2.
    let markov = Markov([tokens([0, 1, 2, 1])], vocabularySize: 4, order: 1)
    let one = (2 + 2 * 0.25) / 5
    // 1 was followed by 2 once: n(1) = 1, t(1) = 1.
    let two = (1 + 2 * 0.25) / 5
    #expect(markov.probabilities(of: Token(1), after: tokens([3])[...]) == [one, one])
    #expect(markov.probabilities(of: Token(2), after: tokens([1])[...]) == [two, (1 + two) / 2])
  }

  @Test func aLongerContextTellsWhatAShorterOneDoesNot() throws {
    // What follows 1 depends on what came before it.
    let text = tokens([0] + (0..<50).flatMap { _ in [2, 1, 4, 3, 1, 5] })
    let markov = Markov([text], vocabularySize: 6, order: 3)
    let after = markov.probabilities(of: Token(4), after: tokens([2, 1])[...])
    #expect(after[1] < 0.6 && after[2] > 0.9)
    #expect(
      markov.limited(toOrder: 1).probabilities(of: Token(4), after: tokens([2, 1])[...])
        == Array(after[...1]))
  }

  @Test func whatWasCountedCostsLessThanWhatWasNot() throws {
    try withStore { store in
      let markov = Markov(store, vocabularySize: cells.vocabulary.count, order: 4)
      let known = markov.bits(store, .cells(cells))
      let other = Markov([[Token(0), Token(1)]], vocabularySize: cells.vocabulary.count, order: 4)
        .bits(store, .cells(cells))
      #expect(known.notes == other.notes && known.notes > 0)
      #expect(known.bitsPerNote[4] < known.bitsPerNote[0])
      #expect(known.bitsPerNote[4] < other.bitsPerNote[4] / 2)
    }
  }

  @Test func aHoleIsWalkedInTheOrderOfTheMusic() throws {
    try withStore { store in
      let music = store.tokens(ofPiece: 0)
      for hole in [
        Set([Cell(bar: 3, hand: .left)]),
        Set([4, 5].flatMap { [Cell(bar: $0, hand: .right), Cell(bar: $0, hand: .left)] }),
        Set([Cell(bar: 0, hand: .right), Cell(bar: 7, hand: .left)]),
      ] {
        let cut = try CellPiece(music, cells).cut(hole, cells)
        var (all, filled) = ([Token](), 0)
        for step in HoleWalk(cut, cells).steps {
          switch step {
          case .given(let token): all.append(token)
          case .cell(let content, _):
            all += content
            filled += 1
          }
        }
        #expect(all == music)
        #expect(filled == hole.count)
        let example = Example(cut)
        let markov = Markov(store, vocabularySize: cells.vocabulary.count, order: 2)
        let pitches = cut.filling.count(where: cells.isPitch)
        #expect(markov.bits([example], cells).notes == pitches)
      }
    }
  }
}
