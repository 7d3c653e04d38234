// What is expected of one token of the true music: by the model, and by the piece's own past.

import Completion
import Corpus
import Foundation
import RWKV
import Tokens

/// What is expected of one token of the true music, no token forbidden.
public struct Forecast: Sendable {
  /// In bits, by the model alone.
  public let bits: Double
  /// The share of the piece's past that goes on with it, 0...1, and in what situation; nil where
  /// there is none.
  public let byPast: Double
  public let situation: Recall.Situation?

  /// In bits, by model and past together.
  public func bits(_ trust: RecallShares, odds: Double = 1) -> Double {
    let share = situation.map { trust.share($0, odds: odds) } ?? 0
    return -log2((1 - share) * exp2(-bits) + share * byPast)
  }
}

extension Model {
  /// Forecasts of what is predicted of the examples.
  ///
  /// - Parameter progress: Called with the share that is done.
  public func forecasts(
    _ examples: [Example], _ cells: Cells, progress: (Double) -> Void = { _ in }
  ) -> [Forecast] {
    var forecasts: [Forecast] = []
    for (number, example) in examples.enumerated() {
      progress(Double(number) / Double(examples.count))
      let ids = example.tokens.map { Int($0.id) }
      var state = makeState()
      // The token before the first that is predicted gives its logits.
      if example.start > 1 { _ = prefill(Array(ids[..<(example.start - 1)]), state: &state) }
      let logits = prefillAllLogits(
        Array(ids[(example.start - 1)..<(ids.count - 1)]), state: &state)
      let size = configuration.vocabularySize
      let read = CellPiece(known: example.tokens[..<example.start], cells)
      var recall = Recall(read.history(cells), cells)
      for (row, token) in example.tokens[example.start...].enumerated() {
        let row = logits[row * size..<(row + 1) * size]
        forecasts.append(Forecast(of: token, row, recall))
        recall.accept(token)
      }
    }
    return forecasts
  }
}

extension Forecast {
  init(of token: Token, _ logits: ArraySlice<Float>, _ recall: Recall) {
    bits = surprise(of: Int(token.id), logits)
    var (hits, all) = (0.0, 0.0)
    recall.forEachPlace { id, weight in
      all += weight
      if id == Int(token.id) { hits += weight }
    }
    byPast = all > 0 ? hits / all : 0
    situation = all > 0 ? recall.situation : nil
  }
}

extension RecallShares {
  /// The shares with which forecasts become most likely (expectation maximization), each drawn a
  /// little towards a fifth, as if that had been seen in ten tokens.
  public init(fitting forecasts: [Forecast]) {
    self.init { _ in 0.2 }
    for _ in 0..<40 {
      var (weights, counts): ([Recall.Situation: Double], [Recall.Situation: Double]) = ([:], [:])
      for forecast in forecasts {
        guard let situation = forecast.situation else { continue }
        let share = share(situation)
        let past = share * forecast.byPast
        weights[situation, default: 0] += past / (past + (1 - share) * exp2(-forecast.bits))
        counts[situation, default: 0] += 1
      }
      self.init { (weights[$0, default: 0] + 2) / (counts[$0, default: 0] + 10) }
    }
  }
}

/// -log2 of the probability that logits, by id, give a token.
public func surprise(of token: Int, _ logits: ArraySlice<Float>) -> Double {
  let greatest = Double(logits.max() ?? 0)
  let total = logits.reduce(0.0) { $0 + exp(Double($1) - greatest) }
  return (log(total) + greatest - Double(logits[logits.startIndex + token])) / log(2)
}
