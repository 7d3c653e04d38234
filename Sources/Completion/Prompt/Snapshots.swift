// States along one prompt, so many and no more.

import RWKV

/// States along one prompt: dense near its end, where edits are likely, and sparser further back.
struct Snapshots: Sendable {
  /// A state as it is, or rounded to half its size.
  enum Kept: Sendable {
    case exact(State)
    case compact(CompactState)

    var state: State {
      switch self {
      case .exact(let state): state
      case .compact(let state): state.state
      }
    }
  }

  struct Entry: Sendable {
    let kept: Kept
    /// How many tokens the state has read.
    let tokenCount: Int
  }

  let limit: Int
  let isCompact: Bool
  /// In ascending order.
  private(set) var entries: [Entry] = []
  /// The prompt that the states are of.
  private var tokens: [Int] = []

  init(limit: Int, isCompact: Bool = false) { (self.limit, self.isCompact) = (limit, isCompact) }

  /// Moves to another prompt; what it does not begin with, or is all of it, is dropped: the logits
  /// after a prompt need one token to be read.
  mutating func keepPrefix(of tokens: [Int]) {
    let common = zip(self.tokens, tokens).prefix { $0 == $1 }.count
    entries.removeAll { $0.tokenCount > min(common, tokens.count - 1) }
    self.tokens = tokens
  }

  /// Adds the state after so many tokens of the prompt, more than all others have read.
  mutating func append(_ state: State, tokenCount: Int) {
    precondition(tokenCount > entries.last?.tokenCount ?? 0, "a state for \(tokenCount) tokens")
    guard limit > 0 else { return }
    let kept = isCompact ? Kept.compact(CompactState(state)) : .exact(state)
    entries.append(Entry(kept: kept, tokenCount: tokenCount))
    if entries.count > limit { entries.remove(at: leastMissed) }
  }

  /// The state, but for the last, that leaves the smallest gap for how far back it stands. So the
  /// gaps grow in proportion to the distance from the end.
  private var leastMissed: Int {
    guard entries.count > 1 else { return 0 }
    let end = entries[entries.count - 1].tokenCount
    func loss(_ index: Int) -> Double {
      let before = index == 0 ? 0 : entries[index - 1].tokenCount
      return Double(entries[index + 1].tokenCount - before)
        / Double(end - entries[index].tokenCount)
    }
    return (0..<entries.count - 1).min { loss($0) < loss($1) } ?? 0
  }
}
