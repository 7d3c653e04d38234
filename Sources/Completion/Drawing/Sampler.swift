// Draws tokens as `Sampling.swift` says, in memory that is used again.

import Foundation
import Tokens

/// Draws tokens as the functions of `Sampling.swift` say, bit for bit, in memory that it uses
/// again.
///
/// The order: mask, pace, recall, repetition, leanings, temperature, top-k, top-p, min-p, draw.
/// Only the likeliest are put in order, one by one from a heap, until a cut is reached.
struct Sampler: Sendable {
  private let options: SamplingOptions
  private let leanings: Leanings?
  /// Ids of the pitches and of the positions, which stand behind them.
  private let pitches, positions: Range<Int>
  private var ids: [Int] = []
  /// By id, what the piece's past expects; zero between two tokens.
  private var recalled: [Double]
  /// Of the model, with the piece's past.
  private var logits: [Double] = []
  /// What the draw goes by.
  private var scores: [Double] = []
  private var weights: [Double] = []
  /// Indices of ids; the likeliest of `heap[0..<heapCount]` stands first.
  private var heap: [Int] = []
  private var heapCount = 0
  private var kept: [LikelyToken] = []

  init(_ options: SamplingOptions, _ vocabulary: Cells) {
    self.options = options
    recalled = Array(repeating: 0, count: vocabulary.symbols.count)
    leanings = Leanings(options, vocabulary)
    (pitches, positions) = (vocabulary.pitchIDs, vocabulary.positionIDs)
  }

  /// Begins a token: `allowedLogits`.
  mutating func read(_ row: ArraySlice<Float>, mask: [Bool]) {
    precondition(
      row.count >= mask.count, "\(row.count) logits for a mask of \(mask.count) tokens")
    ids.removeAll(keepingCapacity: true)
    logits.removeAll(keepingCapacity: true)
    var isSilent = true
    row.withUnsafeBufferPointer { row in
      for id in mask.indices where mask[id] {
        let logit =
          row[id].isNaN ? -Double.infinity : Double(min(row[id], .greatestFiniteMagnitude))
        ids.append(id)
        logits.append(logit)
        isSilent = isSilent && logit == -.infinity
      }
    }
    precondition(!ids.isEmpty, "no token is allowed")
    if isSilent { for index in logits.indices { logits[index] = 0 } }
    scores.removeAll(keepingCapacity: true)
    scores.append(contentsOf: logits)
  }

  /// The token, when one alone is allowed.
  var onlyToken: Int? { ids.count == 1 ? ids[0] : nil }

  /// Where a cell may not end yet, for a rhythm is kept or a note stays, the last way to go on gets
  /// the probability of all that would come behind it. So how many notes a chord has stays the
  /// model's choice.
  ///
  /// Behind a pitch are the higher ones, then the later positions, then the end. Where one position
  /// alone is left, it has the probability of all.
  mutating func keepPace(_ row: ArraySlice<Float>, _ draft: UnfinishedTake) {
    guard let end = draft.grammar.tokenAfterBlock.map({ Int($0.id) }), !ids.contains(end),
      let last = ids.lastIndex(where: { pitches.contains($0) || positions.contains($0) })
    else { return }
    let isOnly = ids.count { positions.contains($0) } == 1
    guard isOnly || !draft.lockedLeft.isEmpty else { return }
    let later = positions.lowerBound + draft.position + 1..<positions.upperBound
    var ways: [Int]
    if isOnly {
      ways = later + [end]
    } else if positions.contains(ids[last]) {
      ways = (ids[last]..<positions.upperBound) + [end]
    } else {
      ways = Array(ids[last]..<pitches.upperBound)
      if draft.playedPosition == draft.position { ways += later + [end] }
    }
    let logitsOfWays = ways.map { Double(row[row.startIndex + $0]) }
    let greatest = logitsOfWays.max() ?? 0
    guard greatest.isFinite else { return }
    logits[last] = greatest + log(logitsOfWays.reduce(0) { $0 + exp($1 - greatest) })
    scores[last] = logits[last]
  }

  /// Gives the piece's past its share: `Completion.recalling`.
  mutating func recall(_ recall: Recall) {
    guard options.similarity > 0, let situation = recall.situation else { return }
    recall.forEachPlace { id, weight in recalled[id] += weight }
    var weight = 0.0
    for id in ids { weight += recalled[id] }
    if weight > 0 {
      let share = RecallShares.usual.share(situation, odds: options.similarity)
      let (greatest, total) = partition
      for (index, id) in ids.enumerated() {
        let own = exp(logits[index] - greatest) / total
        logits[index] = log((1 - share) * own + share * (recalled[id] / weight))
        scores[index] = logits[index]
      }
    }
    recall.forEachPlace { id, _ in recalled[id] = 0 }
  }

  /// Takes off what repeats the last bars.
  mutating func avoidRepetition(after recent: RecentNotes) {
    guard let nats = options.repetition, nats > 0 else { return }
    recent.forEachRepetition { id in
      if let index = ids.firstIndex(of: id) { scores[index] -= nats }
    }
  }

  /// Adds what the take is drawn towards.
  mutating func lean(on draft: UnfinishedTake) { leanings?.add(to: &scores, of: ids, draft) }

  /// The token at `unit`, a number in 0..<1.
  mutating func draw(at unit: Double) -> Int {
    makeHeap()
    guard options.temperature > 0 else { return ids[heap[0]] }
    weigh()
    keep()
    return Completion.draw(kept, at: unit)
  }

  /// The logarithm of the probability that the model gives a token among the allowed ones.
  func logProbability(of id: Int) -> Double {
    guard let index = ids.firstIndex(of: id) else { return -.infinity }
    let (greatest, total) = partition
    return logits[index] - greatest - log(total)
  }

  /// The greatest logit, and the sum of exp(logit - greatest).
  private var partition: (greatest: Double, total: Double) {
    var greatest = -Double.infinity
    for logit in logits where logit > greatest { greatest = logit }
    var total = 0.0
    for logit in logits { total += exp(logit - greatest) }
    return (greatest, total)
  }

  private mutating func weigh() {
    let best = scores[heap[0]]
    weights.removeAll(keepingCapacity: true)
    for score in scores { weights.append(exp((score - best) / options.temperature)) }
  }

  /// What the cuts leave, likeliest first.
  private mutating func keep() {
    kept.removeAll(keepingCapacity: true)
    var total = 0.0
    for weight in weights { total += weight }
    let most = min(options.topK ?? ids.count, ids.count)
    let p = options.topP.flatMap { $0 < 1 ? $0 : nil }
    var mass = 0.0
    // Where top-k cuts, top-p goes by the probabilities among what it left.
    let cutsFirst = most < ids.count
    while kept.count < most {
      let index = removeLikeliest()
      kept.append(LikelyToken(id: ids[index], probability: weights[index] / total))
      mass += kept[kept.count - 1].probability
      if let p, !cutsFirst, mass >= p { break }
    }
    if cutsFirst {
      normalize()
      mass = 0
      let end = p.flatMap { p in
        kept.firstIndex {
          mass += $0.probability
          return mass >= p
        }
      }
      if let end, end + 1 < kept.count { shorten(to: end + 1) }
    } else if kept.count < ids.count {
      normalize()
    }
    guard let share = options.minP else { return }
    let least = share * kept[0].probability
    if let end = kept.firstIndex(where: { $0.probability < least }) { shorten(to: end) }
  }

  private mutating func shorten(to count: Int) {
    kept.removeLast(kept.count - count)
    normalize()
  }

  private mutating func normalize() {
    var total = 0.0
    for candidate in kept { total += candidate.probability }
    for index in kept.indices { kept[index].probability /= total }
  }
}

// MARK: - The heap

extension Sampler {
  /// Likelier, or as likely with a lower id.
  private func precedes(_ a: Int, _ b: Int) -> Bool {
    scores[a] != scores[b] ? scores[a] > scores[b] : a < b
  }

  private mutating func makeHeap() {
    heap.removeAll(keepingCapacity: true)
    for index in ids.indices { heap.append(index) }
    heapCount = heap.count
    for parent in (0..<heapCount / 2).reversed() { sink(parent) }
  }

  private mutating func removeLikeliest() -> Int {
    let likeliest = heap[0]
    heapCount -= 1
    heap[0] = heap[heapCount]
    sink(0)
    return likeliest
  }

  private mutating func sink(_ start: Int) {
    var parent = start
    while 2 * parent + 1 < heapCount {
      var child = 2 * parent + 1
      if child + 1 < heapCount, precedes(heap[child + 1], heap[child]) { child += 1 }
      guard precedes(heap[child], heap[parent]) else { return }
      heap.swapAt(parent, child)
      parent = child
    }
  }
}
