// A take that is being written: its tokens so far and the music they say.

import Music
import Tokens

/// A take that is being written.
struct UnfinishedTake {
  let cells: [HoleCell]
  private let pedalEnds: [Tick]
  /// For each cell how many bars of the hole come before its own, and how many there are.
  private let barsBefore: [Int]
  private let dynamics: Dynamics
  private let locked: LockedNotes
  private let rhythm: Rhythm?
  private let positionsPerBeat: Int
  /// How many given notes each hand has.
  let givenCounts: [Hand: Int]
  /// Those of the cell that is being written that do not stand in it yet.
  private(set) var lockedLeft: ArraySlice<LockedNotes.Place> = []
  private(set) var grammar: FillingGrammar
  private var decoder: CellDecoder
  private(set) var tokens: [Token] = []
  /// The cell that is being written.
  private var index = -1
  private(set) var tokensInCell = 0
  private(set) var notes: [Hand: [Note]] = [.right: [], .left: []]
  /// Those that are released.
  private(set) var pedals: [Pedal] = []
  private var pedalDown: Tick?
  /// Where the last note of the cell began; nil without one.
  private(set) var playedPosition: Int?
  /// Where new notes of the bar begin.
  private(set) var positionsInBar: Set<Int> = []

  /// A take of which nothing but the opening of the first cell is written.
  init(
    _ prompt: Prompt, _ dynamics: Dynamics, _ vocabulary: Cells, _ locked: LockedNotes,
    _ rhythm: Rhythm? = nil
  ) {
    positionsPerBeat = vocabulary.positionsPerBeat
    self.rhythm = rhythm
    self.locked = locked
    self.dynamics = dynamics
    cells = prompt.cells
    givenCounts = [.right: prompt.given.hands.right.count, .left: prompt.given.hands.left.count]
    pedalEnds = prompt.given.pedalEnds
    let bars = Set(cells.map(\.bar)).sorted()
    barsBefore = cells.map { bars.firstIndex(of: $0.bar) ?? 0 } + [bars.count]
    grammar = prompt.grammar
    decoder = CellDecoder(vocabulary, hasDynamics: prompt.piece.hasDynamics)
    for token in prompt.opening { note(token) }
  }

  var isFinished: Bool { grammar.isFinished }
  var cell: HoleCell { cells[max(0, index)] }
  /// The hand that is being written; while the pedal is, the right one.
  var hand: Hand { cell.block.hand ?? .right }
  /// Where in the bar the cell has come to.
  var position: Int { decoder.position }
  /// Of the note that is being written or was written last.
  var pitch: Pitch? { decoder.pitch }
  /// New notes in the bar that is being written, of both hands.
  var notesInBar: Int {
    notes.values.reduce(0) { $0 + $1.count { $0.onset >= cell.grid.bar.onset } }
  }
  /// Whether the hand that is not being written strikes a key at a tick too; one of two such notes
  /// is dropped.
  func otherHandStrikes(_ pitch: Pitch, at tick: Tick) -> Bool {
    notes[hand == .left ? .right : .left]?.contains { $0.pitch == pitch && $0.onset == tick }
      ?? false
  }
  /// Whether the pedal has been down in the bar that is being written.
  var hasPedal: Bool {
    pedalDown != nil || pedals.last.map { $0.end > cell.grid.bar.onset } ?? false
  }
  var noteCount: Int { notes.values.reduce(0) { $0 + $1.count } }
  /// Whether no hand comes after the cell that is being written.
  var isLastHand: Bool { !cells[(index + 1)...].contains { $0.block != .pedal } }
  /// How many bars the hole has.
  var barCount: Int { barsBefore[cells.count] }
  /// How many bars of the hole are finished.
  var finishedBars: Int { isFinished ? barsBefore[cells.count] : barsBefore[max(0, index)] }

  /// - Returns: The note that the token completes; in the end it may be shorter, if its key is
  ///   struck again before its end.
  mutating func append(_ token: Token) -> Note? {
    let count = noteCount
    grammar.accept(token)
    note(token)
    return noteCount == count ? nil : notes[hand]?.last
  }

  /// What a token says, which the grammar has accepted.
  private mutating func note(_ token: Token) {
    tokens.append(token)
    tokensInCell += 1
    switch decoder.read(token) {
    case .block: beginCell()
    case .note(let said): add(said)
    case .pedal(true, let position):
      pedalDown = pedalDown ?? cell.grid.tick(ofPosition: position)
    case .pedal(false, let position): releasePedal(at: cell.grid.tick(ofPosition: position))
    case .bar, .metre, nil: break
    }
  }

  private mutating func beginCell() {
    index += 1
    (tokensInCell, playedPosition) = (0, nil)
    lockedLeft = locked.places(in: cell)[...]
    if index == 0 || cells[index - 1].bar != cell.bar { positionsInBar = [] }
    guard cell.block == .pedal else { return }
    let before = cells[..<index].last { $0.block == .pedal }
    if let before, before.bar + 1 == cell.bar { return }
    if let before { endPedal(after: before) }
    pedalDown = grammar.isPedalDown ? cell.grid.bar.onset : nil
  }

  /// A pedal that is down where a run of cells ends is released where what is given says so.
  private mutating func endPedal(after cell: HoleCell) {
    let next = cells.first { $0.block == .pedal && $0.bar > cell.bar }?.grid.bar.onset
    let end = pedalEnds.first { end in end >= cell.end && next.map { end < $0 } ?? true }
    releasePedal(at: end ?? cell.end)
  }

  /// Both ends are rounded to ticks; the note lasts a tick at least, and no longer than its cells.
  private mutating func add(_ said: CellDecoder.CellNote) {
    playedPosition = position
    if isLocked {
      lockedLeft.removeFirst()
      return
    }
    positionsInBar.insert(position)
    let onset = onset(at: position)
    var end = end(of: said.duration)
    if let place = rhythm?.place(at: position, in: cell) { end = min(end, place.end) }
    let note = Note(
      onset: onset, duration: max(Tick(1), end - onset), pitch: said.pitch,
      velocity: said.velocity ?? dynamics.velocity(at: position))
    notes[hand]?.append(note)
  }

  /// Whether the note that is being written is the next of those that are locked.
  var isLocked: Bool {
    lockedLeft.first.map { $0.position == position && $0.pitch == pitch } ?? false
  }

  /// Where a note begins that the tokens say at a position of the cell's bar: where the rhythm is
  /// kept, as it was.
  func onset(at position: Int) -> Tick {
    rhythm?.place(at: position, in: cell)?.onset ?? cell.grid.tick(ofPosition: position)
  }

  /// The bar of the hole in which a tick is at which something ends that begins in this one.
  func gridBar(ofEnd tick: Tick) -> GridBar {
    cells[max(0, index)...].first { tick <= $0.grid.bar.end }?.grid ?? cell.grid
  }

  /// Where a note that begins at the position would end.
  func end(of duration: BeatDuration) -> Tick {
    let onset = onset(at: position)
    let perBeat = duration.positionsPerBeat
    let end = cell.grid.tick(
      ofPosition: position * perBeat + duration.positionCount * positionsPerBeat,
      perPosition: perBeat)
    return max(onset + Tick(1), min(cell.end, end))
  }

  private mutating func releasePedal(at tick: Tick) {
    if let down = pedalDown, tick > down {
      pedals.append(Pedal(onset: down, duration: tick - down))
    }
    pedalDown = nil
  }

  /// What the finished take plays, hand by hand; no key is struck while it is down, and none while
  /// a given note holds it.
  mutating func music(
    besides given: SoundingKeys
  ) -> (hands: Hands, pedals: [Pedal]) {
    if let last = cells.last(where: { $0.block == .pedal }) { endPedal(after: last) }
    let all = notes.flatMap { hand, notes in notes.map { (hand: hand, note: $0) } }
    let kept = withoutOverlaps(all, given)
    func played(_ hand: Hand) -> [Note] { kept.filter { $0.hand == hand }.map(\.note) }
    return (Hands(right: played(.right), left: played(.left), areWritten: true), pedals)
  }
}

/// Ends a note where its key is struck again; of notes that strike a key at one tick, as positions
/// can where a quarter has few ticks, the longest stays.
private func withoutOverlaps(
  _ notes: [(hand: Hand, note: Note)], _ given: SoundingKeys
) -> [(hand: Hand, note: Note)] {
  var kept: [(hand: Hand, note: Note)] = []
  var latest: [Pitch: Int] = [:]
  let ordered = notes.sorted {
    $0.note != $1.note ? $0.note < $1.note : $0.hand == .left && $1.hand == .right
  }
  for (hand, var note) in ordered {
    if given.isDown(note.pitch, at: note.onset) { continue }
    if let next = given.nextStrike(of: note.pitch, after: note.onset), next < note.end {
      note.duration = next - note.onset
    }
    if let index = latest[note.pitch] {
      if kept[index].note.onset == note.onset {
        kept[index] = (hand, note)
        continue
      }
      if kept[index].note.end > note.onset {
        kept[index].note.duration = note.onset - kept[index].note.onset
      }
    }
    latest[note.pitch] = kept.count
    kept.append((hand, note))
  }
  return kept
}
