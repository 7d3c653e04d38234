// From logits to a token, step by step: mask, recall, temperature, cuts and draw.
//
// These functions say what is meant. Takes are written by `Sampler`, which gives the same tokens
// without allocating and without ordering more candidates than stay.

import Foundation

/// A token and its probability.
public struct LikelyToken: Hashable, Sendable {
  public let id: Int
  public var probability: Double
}

/// The logits of the allowed tokens, by id; a token that may not follow is not among them.
///
/// A logit that is not a number counts as minus infinity, plus infinity as the largest number. When
/// no allowed token has a finite logit, the model says nothing and all of them count as equal.
///
/// - Precondition: some token is allowed; there is a logit for each place of the mask.
public func allowedLogits(_ logits: ArraySlice<Float>, mask: [Bool]) -> [(id: Int, logit: Double)] {
  precondition(
    logits.count >= mask.count, "\(logits.count) logits for a mask of \(mask.count) tokens")
  var allowed: [(id: Int, logit: Double)] = []
  for (id, logit) in zip(mask.indices, logits) where mask[id] {
    let bounded = min(logit, .greatestFiniteMagnitude)
    allowed.append((id, logit.isNaN ? -.infinity : Double(bounded)))
  }
  precondition(!allowed.isEmpty, "no token is allowed")
  guard allowed.contains(where: { $0.logit > -.infinity }) else {
    return allowed.map { ($0.id, 0) }
  }
  return allowed
}

/// The logits of a mixture: of what the model expects, and of what the piece's past does.
///
/// p(i) = (1 - share) softmax(logits)(i) + share past(i) / sum of past over the allowed tokens;
/// where the past expects none of them, the model is alone.
///
/// - Parameters:
///   - past: By id, how much the places count that go on with it.
///   - share: 0...1.
public func recalling(
  _ logits: [(id: Int, logit: Double)], _ past: [Int: Double], share: Double
) -> [(id: Int, logit: Double)] {
  let weight = logits.reduce(0) { $0 + (past[$1.id] ?? 0) }
  guard weight > 0 else { return logits }
  let greatest = logits.map(\.logit).max() ?? 0
  let total = logits.reduce(0) { $0 + exp($1.logit - greatest) }
  return logits.map { id, logit in
    let own = exp(logit - greatest) / total
    return (id, log((1 - share) * own + share * ((past[id] ?? 0) / weight)))
  }
}

/// The probabilities at a temperature, likeliest first; of two equal ones the lower id comes first.
///
/// At temperature 0 the likeliest token has them all.
public func probabilities(
  _ logits: [(id: Int, logit: Double)], temperature: Double
) -> [LikelyToken] {
  precondition(temperature >= 0 && temperature.isFinite, "a temperature of \(temperature)")
  let ordered = logits.sorted { ($1.logit, $0.id) < ($0.logit, $1.id) }
  guard let best = ordered.first else { return [] }
  guard temperature > 0 else { return [LikelyToken(id: best.id, probability: 1)] }
  func weight(_ logit: Double) -> Double { exp((logit - best.logit) / temperature) }
  let total = logits.reduce(0) { $0 + weight($1.logit) }
  return ordered.map { LikelyToken(id: $0.id, probability: weight($0.logit) / total) }
}

/// The `k` likeliest candidates, with probabilities that sum to one again; nil keeps all.
public func topK(_ candidates: [LikelyToken], _ k: Int?) -> [LikelyToken] {
  guard let k, k < candidates.count else { return candidates }
  precondition(k > 0, "the \(k) likeliest candidates")
  return normalized(candidates.prefix(k))
}

/// The fewest of the likeliest candidates that together have at least the probability `p`, with
/// probabilities that sum to one again; nil keeps all. The likeliest always stays.
public func topP(_ candidates: [LikelyToken], _ p: Double?) -> [LikelyToken] {
  guard let p, p < 1 else { return candidates }
  precondition(p > 0, "candidates of probability \(p)")
  var mass = 0.0
  let count = candidates.firstIndex {
    mass += $0.probability
    return mass >= p
  }
  guard let count, count + 1 < candidates.count else { return candidates }
  return normalized(candidates[...count])
}

/// The candidates that have at least the share `p` of the likeliest one's probability, with
/// probabilities that sum to one again; nil keeps all.
public func minP(_ candidates: [LikelyToken], _ p: Double?) -> [LikelyToken] {
  guard let p, let best = candidates.first?.probability else { return candidates }
  precondition(p <= 1, "candidates of \(p) times the likeliest one's probability")
  let count = candidates.firstIndex { $0.probability < p * best }
  return count.map { normalized(candidates[..<$0]) } ?? candidates
}

/// The candidate at `unit`, a number in 0..<1, when the candidates stand one after the other on a
/// line, each as long as it is likely.
public func draw(_ candidates: [LikelyToken], at unit: Double) -> Int {
  precondition(!candidates.isEmpty, "nothing to draw from")
  var end = 0.0
  for candidate in candidates {
    end += candidate.probability
    if unit < end { return candidate.id }
  }
  // Rounding can leave the line a little shorter than one.
  return candidates.last { $0.probability > 0 }?.id ?? candidates[0].id
}

/// The natural logarithm of the probability that the model gives `id` among the allowed tokens.
public func logProbability(of id: Int, among logits: [(id: Int, logit: Double)]) -> Double {
  let greatest = logits.map(\.logit).max() ?? 0
  let total = logits.reduce(0) { $0 + exp($1.logit - greatest) }
  guard let chosen = logits.first(where: { $0.id == id }) else { return -.infinity }
  return chosen.logit - greatest - log(total)
}

private func normalized(_ candidates: ArraySlice<LikelyToken>) -> [LikelyToken] {
  let total = candidates.reduce(0) { $0 + $1.probability }
  return candidates.map { LikelyToken(id: $0.id, probability: $0.probability / total) }
}
