// How much a model is surprised by a token.

import Foundation

/// -log2 of the probability that logits, by id, give a token.
public func surprise(of token: Int, _ logits: ArraySlice<Float>) -> Double {
  let greatest = Double(logits.max() ?? 0)
  let total = logits.reduce(0.0) { $0 + exp(Double($1) - greatest) }
  return (log(total) + greatest - Double(logits[logits.startIndex + token])) / log(2)
}
