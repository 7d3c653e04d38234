// What the piece itself went on with, against its definition.

import Foundation
import Music
import Random
import TestSupport
import Testing
import Tokens

@testable import Completion

private let cells = RandomModel.cells
private let names = cells.vocabulary

private func token(_ name: String) -> Token { Token(names.firstIndex(of: name)!) }

private func notes(_ pitches: [Int]) -> [Token] {
  pitches.enumerated().flatMap { index, pitch in
    [token("Position_\(3 * index)"), token("Pitch_\(pitch)"), token("Duration_0.3.12")]
  }
}

private func bar(right: [Token]) -> [Token] {
  [token("Bar_None"), token("TimeSig_4/4"), cells.token(.right)] + right
}

private func bar(right: [Token], left: [Token]) -> [Token] {
  bar(right: right) + [cells.token(.left)] + left
}

/// How much each token is expected, by name.
private func expected(_ recall: Recall) -> [String: Double] {
  var weights: [String: Double] = [:]
  recall.forEachPlace { id, weight in weights[names[id], default: 0] += weight }
  return weights
}

@Suite struct RecallTests {
  /// The definition: pitches as intervals, places whose past agrees, the longest class of them.
  private func plain(_ tokens: [Token]) -> (situation: Recall.Situation?, weights: [Int: Double]) {
    let pitches = names.indices.filter { names[$0].hasPrefix("Pitch_") }
    var last = [
      true: pitches[0] + pitches.count / 3, false: pitches[0] + pitches.count * 2 / 3 + 1,
    ]
    var isLeft = false
    var symbols: [(text: String, interval: Int?, base: Int)] = []
    for token in tokens {
      let id = Int(token.id)
      if let block = cells.block(begunBy: token) { isLeft = block == .hand(.left) }
      if pitches.contains(id) {
        symbols.append(("interval", id - last[isLeft]!, last[isLeft]!))
        last[isLeft] = id
      } else {
        symbols.append((names[id], nil, last[isLeft]!))
      }
    }
    func same(_ a: Int, _ b: Int) -> Bool {
      symbols[a].text == symbols[b].text && symbols[a].interval == symbols[b].interval
    }
    let agreements = symbols.indices.map { place in
      (0..<place).prefix { same(place - 1 - $0, symbols.count - 1 - $0) }.count
    }
    guard let longest = agreements.max(), longest > 0 else { return (nil, [:]) }
    let length = Recall.lengths.lastIndex { $0 <= longest }!
    var weights: [Int: Double] = [:]
    for place in symbols.indices where agreements[place] >= Recall.lengths[length] {
      if let interval = symbols[place].interval {
        let id = last[isLeft]! + interval
        guard pitches.contains(id) else { continue }
        weights[id, default: 0] +=
          symbols[place].base == last[isLeft]! ? Recall.sameKeyWeight : 1
      } else {
        weights[names.firstIndex(of: symbols[place].text)!, default: 0] += 1
      }
    }
    let after: Recall.After
    switch names[Int(tokens.last!.id)].split(separator: "_")[0] {
    case "Pitch": after = .pitch
    case "Velocity": after = .velocity
    case "Duration": after = .duration
    case "Position": after = .position
    case "Hand": after = .hand
    default: after = .frame
    }
    return (Recall.Situation(length: length, after: after), weights)
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func recallIsItsDefinition(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    // Few tokens, so that much repeats.
    let few =
      [
        "Pitch_60", "Pitch_62", "Pitch_64", "Pitch_107", "Position_0", "Duration_0.3.12",
        "Velocity_63",
      ]
      .map(token) + [
        cells.token(.right), cells.token(.left), cells.token(.pedal), cells.remi.barToken,
      ]
    var tokens: [Token] = []
    var recall = Recall([], cells)
    for _ in 0..<150 {
      tokens.append(few.randomElement(using: &generator)!)
      recall.accept(tokens.last!)
      let (situation, weights) = plain(tokens)
      #expect(recall.situation == situation)
      var found: [Int: Double] = [:]
      recall.forEachPlace { id, weight in found[id, default: 0] += weight }
      #expect(found == weights)
    }
  }

  @Test func aSequenceIsExpectedToGoOnInTheOtherKey() {
    let recall = Recall(
      bar(right: notes([60, 64, 67, 72])) + bar(right: Array(notes([62, 66, 69, 74]).dropLast(2))),
      cells)
    #expect(expected(recall) == ["Pitch_74": 1])
    #expect(recall.situation?.after == .position)
  }

  @Test func theSameKeyCountsMore() {
    let figure = notes([60, 64, 67])
    let recall = Recall(
      bar(right: figure) + bar(right: notes([62, 66, 69])) + bar(right: Array(figure.dropLast(2))),
      cells)
    // 67 stands at both places, once in the same key.
    #expect(expected(recall) == ["Pitch_67": Recall.sameKeyWeight + 1])
  }

  @Test func aHoleIsPassedBy() throws {
    let given = bar(right: notes([60, 64]), left: notes([48]))
    let hole =
      [token("Bar_None"), token("TimeSig_4/4"), cells.token(.right), cells.holeToken]
      + [cells.token(.left), cells.holeToken]
    let start = [token("Bar_None"), token("TimeSig_4/4"), cells.token(.right)]
    let whole = Recall(given + given + start, cells)
    let piece = try CellPiece(given + given + hole, cells)
    let holed = Recall(piece.history(cells) + start, cells)
    #expect(holed.situation == whole.situation)
    #expect(expected(holed) == expected(whole))
    #expect(expected(holed) == ["Position_0": 1])
  }

  @Test func aBarWithOneHandGivenStays() throws {
    let half =
      [token("Bar_None"), token("TimeSig_4/4"), cells.token(.right), cells.holeToken]
      + [cells.token(.left)] + notes([48, 50])
    let recall = Recall(
      try CellPiece(half, cells).history(cells) + [token("Bar_None"), token("TimeSig_4/4")], cells)
    #expect(expected(recall) == ["Hand_Right": 1])
  }

  @Test(arguments: [0, 0.3, 1] as [Double])
  func aMixtureSumsToOne(share: Double) {
    let logits = (0..<9).map { (id: $0, logit: Double($0) / 3) } + [(id: 9, logit: -.infinity)]
    let mixed = recalling(logits, [2: 27, 9: 1, 77: 4], share: share)
    let whole = mixed.reduce(0) { $0 + probability($1.logit) }
    #expect(abs(whole - 1) < 1e-12)
    #expect(abs(probability(mixed[9].logit) - share / 28) < 1e-12)
    #expect(recalling(logits, [77: 4], share: share).map(\.logit) == logits.map(\.logit))
  }

  @Test func takesSayAgainWhatThePieceSaidAsFarAsTheyAreAsked() throws {
    // All tokens are equally likely to it, so whatever is quoted comes from the piece.
    let model = RandomModel.insisting(on: "Pitch_60", by: 0)
    func shareOfPiece(_ similarity: Double) throws -> Double {
      var options = CompletionOptions()
      (options.takes, options.seed, options.sampling.similarity) = (16, 2, similarity)
      let notes = try drawn(
        quarters(32), .after(bars: 2), options, model: model, cells: cells
      ).flatMap { event in
        if case .candidate(let take) = event { take.tracks.flatMap(\.notes) } else { [Note]() }
      }
      let own = notes.count { 60...64 ~= $0.pitch.number && $0.onset.value % 480 == 0 }
      return Double(own) / Double(notes.count)
    }
    let (none, usual, most) = (try shareOfPiece(0), try shareOfPiece(1), try shareOfPiece(1000))
    #expect(none < usual && usual < most, "\(none), \(usual), \(most)")
    #expect(none < 0.01 && most > 0.2, "\(none), \(most)")
  }

  @Test func theOddsMoveTheShare() {
    let situation = Recall.Situation(length: 6, after: .position)
    let usual = RecallShares.usual.share(situation)
    #expect(RecallShares.usual.share(situation, odds: 0) == 0)
    #expect(abs(RecallShares.usual.share(situation, odds: 2) - 2 * usual / (1 + usual)) < 1e-12)
    #expect(RecallShares.usual.share(situation, odds: 1000) > 0.99)
  }
}

private func probability(_ logit: Double) -> Double { logit == -.infinity ? 0 : exp(logit) }
