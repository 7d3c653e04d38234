// What the tokens of a piece are about: pedal down or up, staccato or legato.

import Tokens

/// What the tokens of a piece in cells are about, where its notes and pedals tell.
struct PlayedTokens {
  /// Of the pitches and durations of a piece with pedals: whether the pedal is down where the note
  /// begins.
  private(set) var isPedalDown: [Bool?]
  /// Of durations: whether the note lasts at least to the next onset of its hand in the bar (true),
  /// or at most half as long (false).
  private(set) var isLegato: [Bool?]

  /// - Parameters:
  ///   - tokens: A whole piece.
  ///   - bars: Where in it bars begin, ascending.
  init(_ tokens: [Token], bars: [Int], _ grid: CellGrid) {
    isPedalDown = [Bool?](repeating: nil, count: tokens.count)
    isLegato = isPedalDown
    let hasPedals = tokens.first { grid.cells.pedalsToken(true) == $0 } != nil
    var isDown = false
    for (start, end) in zip(bars, bars.dropFirst() + [tokens.count]) {
      let bar = PlayedBar(tokens, start..<end, grid)
      for note in bar.notes {
        if hasPedals {
          let down = bar.pedals.last { $0.position <= note.position }?.isDown ?? isDown
          isPedalDown[note.pitch] = down
          isPedalDown[note.duration] = down
        }
        guard let next = bar.onset(after: note) else { continue }
        let gap = next - note.position
        if note.length >= gap { isLegato[note.duration] = true }
        if note.length <= gap / 2 { isLegato[note.duration] = false }
      }
      isDown = bar.pedals.last?.isDown ?? isDown
    }
  }
}

/// The grid of a vocabulary in cells: what its positions and durations are, in positions.
struct CellGrid {
  let cells: Cells
  private let values: [Token: Double]

  init(_ cells: Cells) {
    self.cells = cells
    let perBeat = Double(cells.configuration.positionsPerBeat)
    var values: [Token: Double] = [:]
    for (id, name) in cells.vocabulary.enumerated() {
      let words = name.split(separator: "_")
      // "Position_5"; "Duration_1.6.12", a beat and six twelfths.
      let numbers = words.last!.split(separator: ".").compactMap { Double($0) }
      switch words[0] {
      case "Position": values[Token(id)] = numbers[0]
      case "Duration": values[Token(id)] = (numbers[0] + numbers[1] / numbers[2]) * perBeat
      default: break
      }
    }
    self.values = values
  }

  /// - Precondition: `token` is a position or a duration.
  subscript(token: Token) -> Double { values[token]! }
}

/// The notes and pedals of a bar.
private struct PlayedBar {
  struct Note {
    let hand: Cells.Block
    let position, length: Double
    /// Where its tokens stand.
    let pitch, duration: Int
  }

  private(set) var notes: [Note] = []
  private(set) var pedals: [(position: Double, isDown: Bool)] = []

  init(_ tokens: [Token], _ range: Range<Int>, _ grid: CellGrid) {
    let tokenizer = Tokenizer.cells(grid.cells)
    var block = Cells.Block.right
    var position = 0.0
    var pitch = range.lowerBound
    for index in range {
      let token = tokens[index]
      if let begun = grid.cells.block(begunBy: token) { block = begun }
      switch tokenizer.kind(of: token) {
      case .position: position = grid[token]
      case .pitch: pitch = index
      case .duration:
        notes.append(
          Note(
            hand: block, position: position, length: grid[token], pitch: pitch, duration: index))
      case .pedalOn: pedals.append((position, true))
      case .pedalOff: pedals.append((position, false))
      default: break
      }
    }
  }

  /// The next onset of the note's hand in the bar.
  func onset(after note: Note) -> Double? {
    notes.lazy.filter { $0.hand == note.hand && $0.position > note.position }.map(\.position).min()
  }
}
