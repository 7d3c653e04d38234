// What the tokens of a piece are about: pedal down or up, staccato or legato.

import Music

/// What the tokens of a piece in cells are about, where its notes and pedals tell.
public struct PlayedTokens: Sendable {
  /// Of the pitches and durations of a piece with pedals: whether the pedal is down where the note
  /// begins.
  public private(set) var isPedalDown: [Bool?]
  /// Of durations: whether the note lasts at least to the next onset of its hand in the bar (true),
  /// or at most half as long (false).
  public private(set) var isLegato: [Bool?]

  /// - Parameters:
  ///   - tokens: A whole piece.
  ///   - bars: Where in it bars begin, ascending.
  public init(_ tokens: [Token], bars: [Int], _ cells: Cells) {
    isPedalDown = [Bool?](repeating: nil, count: tokens.count)
    isLegato = isPedalDown
    let hasPedals = tokens.contains(cells.pedalsToken(true))
    let hasDynamics = tokens.contains(cells.dynamicsToken(true))
    var isDown = false
    for (start, end) in zip(bars, bars.dropFirst() + [tokens.count]) {
      let bar = PlayedBar(tokens, start..<end, cells, hasDynamics: hasDynamics)
      for note in bar.notes {
        if hasPedals {
          let down = bar.pedals.last { $0.position <= note.position }?.isDown ?? isDown
          isPedalDown[note.pitch] = down
          isPedalDown[note.duration] = down
        }
        guard let next = bar.onset(after: note) else { continue }
        let gap = Double(next - note.position)
        if note.length >= gap { isLegato[note.duration] = true }
        if note.length <= gap / 2 { isLegato[note.duration] = false }
      }
      isDown = bar.pedals.last?.isDown ?? isDown
    }
  }
}

/// The notes and pedals of a bar.
private struct PlayedBar {
  struct Note {
    let hand: Hand
    let position: Int
    /// In positions.
    let length: Double
    /// Where its tokens stand.
    let pitch, duration: Int
  }

  private(set) var notes: [Note] = []
  private(set) var pedals: [(position: Int, isDown: Bool)] = []

  init(_ tokens: [Token], _ range: Range<Int>, _ cells: Cells, hasDynamics: Bool) {
    var decoder = CellDecoder(cells, hasDynamics: hasDynamics)
    var pitch = range.lowerBound
    for index in range {
      if cells.isPitch(tokens[index]) { pitch = index }
      switch decoder.read(tokens[index]) {
      case .note(let note):
        let duration = note.duration
        let length =
          Double(duration.positionCount * cells.positionsPerBeat)
          / Double(duration.positionsPerBeat)
        notes.append(
          Note(
            hand: note.hand, position: note.position, length: length, pitch: pitch,
            duration: index))
      case .pedal(let isDown, let position): pedals.append((position, isDown))
      default: break
      }
    }
  }

  /// The next onset of the note's hand in the bar.
  func onset(after note: Note) -> Int? {
    notes.lazy.filter { $0.hand == note.hand && $0.position > note.position }.map(\.position).min()
  }
}
