// Which tokens a take may go on with, besides what the grammar says.

import Tokens

/// Which tokens a take may go on with: those of the grammar, less those that would break a promise.
///
/// - A bar has the metre and the positions that its place in the score has.
/// - The piece does not end inside the take.
/// - A take is not empty: in its last bar, while there is no note, the bar does not end.
/// - A bar of very many tokens ends as soon as it can, so that every take ends.
struct Constraints: Sendable {
  /// Some ten times what a full bar of piano music has.
  static let tokensPerBar = 512

  let vocabulary: Vocabulary

  /// Sets `mask` to whether each token may come next in the draft, which is not finished.
  func allowed(after draft: Draft, into mask: inout [Bool]) {
    draft.grammar.allowed(into: &mask)
    mask[Int(vocabulary.remi.endToken.id)] = false
    mask[Int(vocabulary.remi.paddingToken.id)] = false
    let bar = draft.bar
    let mustSound = draft.isLastBar && draft.notes.isEmpty
    let barToken = Int(vocabulary.remi.barToken.id)
    let mustEnd = draft.tokensInBar >= Constraints.tokensPerBar && mask[barToken]
    for id in mask.indices where mask[id] {
      switch vocabulary.kinds[id] {
      case .timeSignature: mask[id] = id == bar.metre.token.map { Int($0.id) }
      case .position:
        mask[id] = id - vocabulary.firstPosition < bar.positionCount && (mustSound || !mustEnd)
      case .bar: mask[id] = !mustSound
      case .pitch: mask[id] = mustSound || !mustEnd
      case .pedalOn, .pedalOff, .tempo: mask[id] = !mustEnd
      default: continue
      }
    }
  }
}
