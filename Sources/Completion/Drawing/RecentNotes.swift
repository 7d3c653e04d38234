// The notes of the last bars, and which pitch would repeat some of them.

import Tokens

/// The notes of the last bars, and which pitch would repeat some of them.
///
/// A repetition is four notes in a row, in the order of their tokens, each with the pitch and the
/// place in its bar that four notes in a row already had in this bar or the four before it.
struct RecentNotes: Sendable {
  /// Notes that a repetition has, the coming one among them.
  static let length = 4
  /// Bars that are looked back at, besides the one that is being written.
  static let bars = 4

  private struct Note: Sendable {
    let bar: Int
    let position: Int
    /// The token's id.
    let pitch: Int
  }

  private var notes: [Note] = []
  private var bar = 0
  private var position = 0

  /// After the tokens of a prompt.
  init(_ tokens: [Token], _ vocabulary: Cells) {
    for token in tokens { accept(token, vocabulary) }
  }

  /// Goes on by one token.
  mutating func accept(_ token: Token, _ vocabulary: Cells) {
    switch vocabulary.symbol(of: token) {
    case .bar:
      bar += 1
      position = 0
      notes.removeFirst(notes.prefix { $0.bar < bar - RecentNotes.bars }.count)
    case .position(let next): position = next
    case .pitch: notes.append(Note(bar: bar, position: position, pitch: Int(token.id)))
    default: break
    }
  }

  /// Calls `body` with the id of each pitch that would, as the next note at this position, complete
  /// a repetition; once for each place that it would repeat.
  func forEachRepetition(_ body: (Int) -> Void) {
    let before = RecentNotes.length - 1
    guard notes.count > before else { return }
    for index in before..<notes.count where notes[index].position == position {
      let isSame = (1...before).allSatisfy { back in
        let (old, new) = (notes[index - back], notes[notes.count - back])
        return old.pitch == new.pitch && old.position == new.position
      }
      if isSame { body(notes[index].pitch) }
    }
  }
}
