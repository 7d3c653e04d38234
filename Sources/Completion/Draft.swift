// A take that is being written: its tokens so far and the notes they say.

import Music
import Tokens

/// A take that is being written.
struct Draft {
  private let vocabulary: Vocabulary
  private let bars: [GridBar]
  private let dynamics: Dynamics
  private(set) var grammar: REMIGrammar
  /// Without the bar line after the last bar.
  private(set) var tokens: [Token]
  /// The bar that is being written, from 0; as many as there are bars when all are.
  private(set) var barIndex = 0
  private(set) var tokensInBar = 0
  private(set) var notes: [Note] = []
  private var pedals: [Pedal] = []
  private var pedalDown: Tick?
  private var position = 0
  private var pitch: Pitch?
  private var velocity: Velocity?

  /// A take of which nothing but the prompt's last tokens is written: the first bar line.
  init(_ prompt: Prompt, _ dynamics: Dynamics, _ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    self.dynamics = dynamics
    bars = prompt.bars
    grammar = prompt.grammar
    tokens = Array(prompt.opening)
  }

  var isFinished: Bool { barIndex == bars.count }
  var isLastBar: Bool { barIndex == bars.count - 1 }
  var bar: GridBar { bars[barIndex] }
  private var end: Tick { bars[bars.count - 1].bar.end }

  /// - Returns: The note that the token completes; in the end it may be shorter, if its key is struck
  ///   again before its end.
  mutating func append(_ token: Token) -> Note? {
    let kind = vocabulary.kinds[Int(token.id)]
    if kind == .bar {
      barIndex += 1
      tokensInBar = 0
      position = 0
      if isFinished { return nil }
    }
    tokens.append(token)
    tokensInBar += 1
    grammar.accept(token)
    switch kind {
    case .position: position = vocabulary.position(token)
    case .pitch:
      pitch = Pitch(exactly: vocabulary.pitch(token))
      velocity = nil
    case .velocity: velocity = Velocity(exactly: vocabulary.velocity(token))
    case .duration: return appendNote(vocabulary.duration(token))
    case .pedalOn: pedalDown = pedalDown ?? bar.tick(ofPosition: position)
    case .pedalOff: releasePedal(at: bar.tick(ofPosition: position))
    default: break
    }
    return nil
  }

  /// Both ends are rounded to ticks; the note lasts a tick at least, and no longer than the take.
  private mutating func appendNote(_ duration: (count: Int, perBeat: Int)) -> Note? {
    guard let pitch else { return nil }
    let onset = bar.tick(ofPosition: position)
    let positions = position * duration.perBeat + duration.count * vocabulary.positionsPerBeat
    let end = min(end, bar.tick(ofPosition: positions, perPosition: duration.perBeat))
    let note = Note(
      onset: onset, duration: max(Tick(1), end - onset), pitch: pitch,
      velocity: velocity ?? dynamics.velocity(at: position, vocabulary))
    notes.append(note)
    return note
  }

  private mutating func releasePedal(at tick: Tick) {
    if let down = pedalDown, tick > down {
      pedals.append(Pedal(onset: down, duration: tick - down))
    }
    pedalDown = nil
  }

  /// The notes and pedals of the finished take; a pedal that is still down is released at its end.
  mutating func track(name: String, channel: UInt8, program: UInt8) -> Track {
    releasePedal(at: end)
    return Track(
      name: name, channel: channel, program: program, notes: withoutOverlaps(notes), pedals: pedals)
  }
}

/// Ends a note where its key is struck again; of notes that strike a key at one tick, as positions
/// can where a quarter has few ticks, the longest stays.
private func withoutOverlaps(_ notes: [Note]) -> [Note] {
  var kept: [Note] = []
  var latest: [Pitch: Int] = [:]
  for note in notes.sorted() {
    if let index = latest[note.pitch] {
      if kept[index].onset == note.onset {
        kept[index] = note
        continue
      }
      if kept[index].end > note.onset { kept[index].duration = note.onset - kept[index].onset }
    }
    latest[note.pitch] = kept.count
    kept.append(note)
  }
  return kept
}
