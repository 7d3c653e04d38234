// What takes are to keep to, besides filling their hole.

import Music
import Tokens

/// What takes are to keep to, besides filling their hole; each is a mask over what may come next,
/// so that it always holds.
public struct Controls: Hashable, Sendable {
  public static let possibleGrids = [1, 2, 3, 4, 6, 12]

  /// Pitch classes that new notes have, 0 being C; nil for all.
  public var pitchClasses: Set<Int>?
  /// Keys that new notes are on; nil for all that the model knows.
  public var range: ClosedRange<Pitch>?
  /// Into how many parts each beat is divided for the onsets and ends of new notes, a beat being
  /// the note value that the metre counts in; nil for the model's own grid.
  public var grid: Int?
  /// How many new notes may begin in a bar, both hands together; nil for any number.
  public var notesPerBar: Int?
  /// At how many places of a bar new notes may begin, both hands together; nil for any number.
  public var chordsPerBar: Int?
  /// Chords that the bars to fill are to have; new notes begin on no others. nil for all.
  public var chords: Progression?
  /// How many new notes may sound at once, both hands together; nil for any number.
  public var polyphony: Int?
  /// Whether at any time a hand holds no more than five keys within a ninth, and moves from one
  /// onset to the next no further beyond that than 60 semitones a second; what was given counts
  /// too.
  public var isPlayable = false
  /// Whether in each cell new notes begin where those began that they take the place of, at all of
  /// these places, and end no later than those ended; of a hand that is to be playable, nor later
  /// than the next begins.
  public var keepsRhythm = false

  /// Whether the pedal is pressed in each bar that has new notes and whose hands are both written,
  /// if takes have the pedal.
  public var pressesPedal = false

  public init() {}

  /// How many new notes may begin in a bar, as far as numbers say it, and which of them say it; nil
  /// for any number.
  var mostNotes: (count: Int, by: String)? {
    var limits: [(count: Int, by: String)] = []
    if let notesPerBar { limits.append((notesPerBar, "notes per bar")) }
    if let chordsPerBar, let polyphony {
      let (most, isHuge) = chordsPerBar.multipliedReportingOverflow(by: polyphony)
      if !isHuge { limits.append((most, "chords per bar")) }
    }
    return limits.min { $0.count < $1.count }
  }

  /// - Parameter leaningChords: Chords that takes are drawn towards, without having to keep to
  ///   them.
  /// - Throws: `CompletionError.contradiction` where two controls leave nothing to play.
  func check(leaningChords: Progression? = nil) throws(CompletionError) {
    let numbers = [
      ("notes per bar", notesPerBar), ("chords per bar", chordsPerBar), ("polyphony", polyphony),
    ]
    for case (let name, _?) in numbers + [("grid", grid)] where keepsRhythm {
      throw .contradiction(
        "keep rhythm", with: name, why: "the notes that are replaced say when notes begin and end")
    }
    let keys = (0...127).map { Pitch($0) }.filter { range?.contains($0) ?? true }
    if let range, pitchClasses != nil, !keys.contains(where: allows) {
      throw .contradiction(
        "key", with: "range",
        why: "no note of the key is between \(range.lowerBound) and \(range.upperBound)")
    }
    for chord in ((chords?.bars ?? []) + (leaningChords?.bars ?? [])).joined() {
      let own = keys.filter(chord.contains)
      guard !own.contains(where: allows) else { continue }
      throw .contradiction(
        "chords", with: own.isEmpty ? "range" : "key", why: "no note of \(chord) may be played")
    }
  }

  /// Whether a new note may be on a key.
  func allows(_ pitch: Pitch) -> Bool {
    (range?.contains(pitch) ?? true)
      && (pitchClasses?.contains(Int(pitch.number) % 12) ?? true)
  }
}

extension Key {
  /// The notes of the key: of a minor key those of its natural, harmonic and melodic scales.
  public var pitchClasses: Set<Int> {
    let steps = isMinor ? [0, 2, 3, 5, 7, 8, 9, 10, 11] : [0, 2, 4, 5, 7, 9, 11]
    return Set(steps.map { (tonic + $0) % 12 })
  }
}
