// Which tokens a take may go on with, besides what the grammar says.

import Music
import Tokens

/// Which tokens a take may go on with: those of the grammar, less those that would break a promise.
///
/// - A bar has the positions that its place in the score has.
/// - A key that a given note holds down is not struck.
/// - A take is not empty: in its last hand, while there is no note, the bar does not end.
/// - A cell of very many tokens ends as soon as it can, so that every take ends.
///
/// Where a promise would leave nothing, the grammar alone decides.
struct Constraints: Sendable {
  /// Some ten times what a full bar of one hand has.
  static let tokensPerCell = 512

  let vocabulary: Vocabulary
  let given: SoundingKeys
  /// By id.
  private let pitches: [Pitch?]

  init(_ vocabulary: Vocabulary, _ given: SoundingKeys) {
    self.vocabulary = vocabulary
    self.given = given
    pitches = vocabulary.kinds.indices.map { id in
      vocabulary.kinds[id] == .pitch ? Pitch(exactly: vocabulary.pitch(Token(id))) : nil
    }
  }

  /// Sets `mask` to whether each token may come next in the draft, which is not finished.
  func allowed(after draft: Draft, into mask: inout [Bool]) {
    draft.grammar.allowed(into: &mask)
    guard let ending = draft.grammar.tokenAfterBlock else { return }
    let end = Int(ending.id)
    let cell = draft.cell
    let mustSound = draft.isLastHand && cell.block != .pedal && draft.noteCount == 0
    let mayEnd = mask[end]
    let mustEnd = draft.tokensInCell >= Constraints.tokensPerCell && mayEnd && !mustSound
    let tick = cell.grid.tick(ofPosition: draft.position)
    var count = 0
    for id in mask.indices where mask[id] && id != end {
      switch vocabulary.kinds[id] {
      case .position: mask[id] = id - vocabulary.firstPosition < cell.grid.positionCount && !mustEnd
      case .pitch:
        mask[id] = !mustEnd && !(pitches[id].map { given.isDown($0, at: tick) } ?? false)
      case .pedalOn, .pedalOff: mask[id] = !mustEnd
      default: break
      }
      if mask[id] { count += 1 }
    }
    if mayEnd && mustSound && count > 0 { mask[end] = false }
    if count == 0 && !mayEnd { draft.grammar.allowed(into: &mask) }
  }
}
