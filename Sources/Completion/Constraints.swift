// Which tokens a take may go on with, besides what the grammar says.

import Music
import Tokens

/// Which tokens a take may go on with: those of the grammar, less those that would break a promise.
///
/// - A bar has the positions that its place in the score has.
/// - A key that a given note holds down is not struck.
/// - A take is not empty: in its last hand, while there is no note, the bar does not end.
/// - A cell of very many tokens ends as soon as it can, so that every take ends.
/// - What `Controls` ask for holds.
///
/// Where a promise would leave nothing, the grammar alone decides.
struct Constraints: Sendable {
  /// Some ten times what a full bar of one hand has.
  static let tokensPerCell = 512

  let vocabulary: Vocabulary
  let given: SoundingKeys
  private let controls: Controls
  /// By id: the pitch, where it may be played at all.
  private let pitches: [Pitch?]
  /// By id: the tokens that the grid leaves out.
  private let isOffGrid: [Bool]

  /// - Throws: Where the controls leave no key that the vocabulary has.
  init(
    _ vocabulary: Vocabulary, _ given: SoundingKeys, _ controls: Controls = Controls()
  ) throws(CompletionError) {
    self.vocabulary = vocabulary
    self.given = given
    self.controls = controls
    let ids = vocabulary.kinds.indices
    pitches = ids.map { id in
      guard vocabulary.kinds[id] == .pitch else { return nil }
      return Pitch(exactly: vocabulary.pitch(Token(id))).flatMap { controls.allows($0) ? $0 : nil }
    }
    guard pitches.contains(where: { $0 != nil }) else {
      throw .contradiction("no key of the model's is in the range and key that are asked for")
    }
    isOffGrid = ids.map { id in
      guard let grid = controls.grid else { return false }
      switch vocabulary.kinds[id] {
      case .position:
        return (id - vocabulary.firstPosition) * grid % vocabulary.positionsPerBeat != 0
      case .duration:
        let duration = vocabulary.duration(Token(id))
        return duration.count * grid % duration.perBeat != 0
      default: return false
      }
    }
  }

  /// Sets `mask` to whether each token may come next in the draft, which is not finished.
  func allowed(after draft: Draft, into mask: inout [Bool]) {
    draft.grammar.allowed(into: &mask)
    guard let ending = draft.grammar.tokenAfterBlock else { return }
    let end = Int(ending.id)
    let cell = draft.cell
    let isHand = cell.block != .pedal
    let mayEnd = mask[end]
    let mustSound = draft.isLastHand && isHand && draft.noteCount == 0
    let isFull = isHand && (controls.notesPerBar.map { draft.notesInBar >= $0 } ?? false)
    let mustEnd =
      mayEnd && !mustSound && (draft.tokensInCell >= Constraints.tokensPerCell || isFull)
    let tick = cell.grid.tick(ofPosition: draft.position)
    var count = 0
    for id in mask.indices where mask[id] && id != end {
      switch vocabulary.kinds[id] {
      case .position:
        mask[id] =
          id - vocabulary.firstPosition < cell.grid.positionCount && !mustEnd
          && !(isHand && isOffGrid[id])
      case .pitch: mask[id] = !mustEnd && pitches[id].map { !given.isDown($0, at: tick) } ?? false
      case .duration: mask[id] = !isOffGrid[id]
      case .pedalOn, .pedalOff: mask[id] = !mustEnd
      default: break
      }
      if mask[id] { count += 1 }
    }
    if mayEnd && mustSound && count > 0 { mask[end] = false }
    if count == 0 && !mayEnd { draft.grammar.allowed(into: &mask) }
  }
}
