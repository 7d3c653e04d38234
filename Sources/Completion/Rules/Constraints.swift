// Which tokens a take may go on with, besides what the grammar says.

import Music
import Tokens

/// Which tokens a take may go on with: those of the grammar, less those that would break a promise.
///
/// - A bar has the positions that its place in the score has.
/// - A key that a given note holds down is not struck.
/// - A take is not empty: in its last hand, while there is no note, the bar does not end.
/// - A cell of very many tokens ends as soon as it can, so that every take ends.
/// - What `Controls` ask for holds, but for notes that are locked: these are said where they stand.
///
/// Where a promise would leave nothing, the grammar alone decides.
struct Constraints: Sendable {
  /// Some ten times what a full bar of one hand has.
  static let tokensPerCell = 512

  let vocabulary: Cells
  let given: SoundingKeys
  private let controls: Controls
  private let room: HandReach?
  private let rhythm: Rhythm?
  /// By id: the pitch, where it may be played at all.
  private let pitches: [Pitch?]

  /// - Throws: Where the controls leave no key that the vocabulary has.
  init(
    _ vocabulary: Cells, _ given: SoundingKeys, _ controls: Controls = Controls(),
    room: HandReach? = nil, rhythm: Rhythm? = nil
  ) throws(CompletionError) {
    self.vocabulary = vocabulary
    self.given = given
    self.controls = controls
    (self.room, self.rhythm) = (room, rhythm)
    pitches = vocabulary.symbols.map { symbol in
      guard case .pitch(let pitch) = symbol, controls.allows(pitch) else { return nil }
      return pitch
    }
    guard pitches.contains(where: { $0 != nil }) else {
      if let range = controls.range, controls.pitchClasses == nil {
        throw .option(
          name: "range", value: "\(range.lowerBound)-\(range.upperBound)",
          allowed: "keys that the model has")
      }
      throw .contradiction(
        "key", with: "range", why: "the model has no note of the key that is in the range")
    }
  }

  /// Sets `mask` to whether each token may come next in the draft, which is not finished.
  func allowed(after draft: UnfinishedTake, into mask: inout [Bool]) {
    draft.grammar.allowed(into: &mask)
    guard let ending = draft.grammar.tokenAfterBlock else { return }
    let end = Int(ending.id)
    let cell = draft.cell
    let isHand = cell.block != .pedal
    let locked = draft.lockedLeft.first
    let due = isHand && rhythm != nil ? duePosition(draft) : nil
    let isDue = isHand && (locked != nil || due != nil)
    let mayEnd = mask[end]
    let mustSound = draft.isLastHand && isHand && draft.noteCount == 0
    let mustPress =
      !isHand && controls.pressesPedal && draft.notesInBar > 0 && !draft.hasPedal
    let isFull = isHand && (controls.notesPerBar.map { draft.notesInBar >= $0 } ?? false)
    let isLong = draft.tokensInCell >= Constraints.tokensPerCell
    let mustEnd = mayEnd && !mustSound && (isLong || isFull)
    let tick = draft.onset(at: draft.position)
    let keys = room.map { $0.keys(at: tick, draft) } ?? 0...127
    let chord = chord(at: draft.position, draft)
    let latest = isHand ? latestEnd(after: tick, draft, mask) : nil
    // What is locked is neither passed by nor refused.
    let lockedPosition = locked?.position ?? .max
    let isHere = locked?.position == draft.position
    let lockedPitch = isHere ? locked.map { Int($0.pitch.number) } ?? .max : .max
    let lockedDuration =
      draft.isLocked ? locked.flatMap { duration(endingAt: $0.end, draft, mask) } : nil
    var count = 0
    for id in mask.indices where mask[id] && id != end {
      switch vocabulary.symbols[id] {
      case .position(let position) where position >= lockedPosition:
        mask[id] = position == lockedPosition
      case .pitch(let pitch) where Int(pitch.number) >= lockedPitch:
        mask[id] = Int(pitch.number) == lockedPitch
      case .duration where lockedDuration != nil: mask[id] = id == lockedDuration
      case .position(let position):
        mask[id] =
          position < cell.grid.positionCount && !mustEnd
          && (!isHand || (rhythm != nil ? position == due : mayBegin(at: position, draft)))
      case .pitch: mask[id] = !mustEnd && mayStrike(id, at: tick, keys, chord, draft)
      case .duration(let duration) where latest != nil || controls.grid != nil:
        let end = draft.end(of: duration)
        mask[id] = (latest.map { end <= $0 } ?? true) && mayNoteEnd(at: end, draft)
      case .pedal: mask[id] = !mustEnd
      default: break
      }
      if mask[id] { count += 1 }
    }
    if mayEnd && (mustSound || mustPress || (isDue && !isLong)) && count > 0 { mask[end] = false }
    if count == 0 && !mayEnd { draft.grammar.allowed(into: &mask) }
  }

  /// The chord that new notes at a position of the bar are to be of; nil for any.
  private func chord(at position: Int, _ draft: UnfinishedTake) -> Chord? {
    controls.chords?.chord(
      inBar: draft.finishedBars, at: position, of: draft.cell.grid.positionCount)
  }

  private func mayStrike(
    _ id: Int, at tick: Tick, _ keys: ClosedRange<Int>?, _ chord: Chord?, _ draft: UnfinishedTake
  ) -> Bool {
    guard let keys, let pitch = pitches[id] else { return false }
    return keys.contains(Int(pitch.number)) && (chord?.contains(pitch) ?? true)
      && !given.isDown(pitch, at: tick) && hasTime(pitch, at: tick, draft)
      && !((rhythm != nil || controls.isPlayable) && draft.otherHandStrikes(pitch, at: tick))
  }

  /// Whether a note comes to an end on the grid before a given one strikes its key again.
  private func hasTime(_ pitch: Pitch, at tick: Tick, _ draft: UnfinishedTake) -> Bool {
    guard let grid = controls.grid, let again = given.nextStrike(of: pitch, after: tick) else {
      return true
    }
    return draft.cell.grid.next(after: tick, partsOfBeat: grid) <= again
  }

  /// The next position at which the rhythm that is kept has notes, and some key may be struck.
  private func duePosition(_ draft: UnfinishedTake) -> Int? {
    var position = draft.playedPosition ?? -1
    while let place = rhythm?.place(after: position, in: draft.cell) {
      if mayStrike(at: place.position, draft) { return place.position }
      position = place.position
    }
    return nil
  }

  /// Whether some key may be struck at a position of the bar.
  private func mayStrike(at position: Int, _ draft: UnfinishedTake) -> Bool {
    let tick = draft.onset(at: position)
    let keys = room.map { $0.keys(at: tick, draft) } ?? 0...127
    let chord = chord(at: position, draft)
    return keys != nil && pitches.indices.contains { mayStrike($0, at: tick, keys, chord, draft) }
  }

  /// Whether a new note may begin at a position of the bar.
  private func mayBegin(at position: Int, _ draft: UnfinishedTake) -> Bool {
    if let most = controls.chordsPerBar, draft.positionsInBar.count >= most,
      !draft.positionsInBar.contains(position)
    {
      return false
    }
    if let grid = controls.grid, !draft.cell.grid.isOn(draft.onset(at: position), partsOfBeat: grid)
    {
      return false
    }
    guard room != nil || controls.chords != nil || controls.grid != nil else { return true }
    return mayStrike(at: position, draft)
  }

  /// Whether a new note of the position may end at a tick.
  private func mayNoteEnd(at tick: Tick, _ draft: UnfinishedTake) -> Bool {
    guard let grid = controls.grid else { return true }
    let bar = draft.gridBar(ofEnd: tick)
    return tick == bar.bar.end || bar.isOn(tick, partsOfBeat: grid)
  }

  /// The duration with which a note of the position ends nearest to a tick; the first of several,
  /// for no note outlasts its cells.
  private func duration(endingAt tick: Tick, _ draft: UnfinishedTake, _ mask: [Bool]) -> Int? {
    var nearest: (id: Int, miss: Int)?
    forEachEnd(draft, mask) { id, end in
      let miss = abs((end - tick).value)
      if miss < nearest?.miss ?? .max { nearest = (id, miss) }
    }
    return nearest?.id
  }

  /// Calls `body` with each duration that may stand, by id, and when it would end.
  private func forEachEnd(
    _ draft: UnfinishedTake, _ mask: [Bool], _ body: (_ id: Int, _ end: Tick) -> Void
  ) {
    for id in vocabulary.durationIDs where mask[id] {
      if case .duration(let duration) = vocabulary.symbols[id] { body(id, draft.end(of: duration)) }
    }
  }

  /// When a new note must end at the latest; later where no duration is so short.
  private func latestEnd(after tick: Tick, _ draft: UnfinishedTake, _ mask: [Bool]) -> Tick? {
    var latest = room?.end(after: tick, draft)
    if let place = rhythm?.place(at: draft.position, in: draft.cell) { latest = place.end }
    if controls.grid != nil, let pitch = draft.pitch,
      let again = given.nextStrike(of: pitch, after: tick)
    {
      latest = min(latest ?? again, again)
    }
    guard let latest else { return nil }
    var earliest: Tick?
    forEachEnd(draft, mask) { earliest = min(earliest ?? $1, $1) }
    return earliest.map { max($0, latest) }
  }
}

/// Which keys given notes hold down, and when.
struct SoundingKeys: Sendable {
  /// By key, in the order of their onsets; of notes that overlap the ends are the latest so far.
  private var spans: [Pitch: [(onset: Tick, end: Tick)]] = [:]

  init(_ notes: some Sequence<Note>) {
    for note in notes.sorted() {
      let end = max(note.end, spans[note.pitch]?.last?.end ?? .zero)
      spans[note.pitch, default: []].append((note.onset, end))
    }
  }

  /// Whether a given note that began before or at a tick holds the key then.
  func isDown(_ pitch: Pitch, at tick: Tick) -> Bool {
    guard let last = spans[pitch]?.last(where: { $0.onset <= tick }) else { return false }
    return tick < last.end
  }

  /// When a given note strikes the key next.
  func nextStrike(of pitch: Pitch, after tick: Tick) -> Tick? {
    spans[pitch]?.first { $0.onset > tick }?.onset
  }
}
