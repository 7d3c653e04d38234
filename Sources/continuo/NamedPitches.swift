// Pitches as a user names them: those of a key, and a lowest and a highest.

import ArgumentParser
import Completion
import Music

/// Pitch classes by the name of a key, "E minor", or one by one, "C,D,E,G,A".
struct KeyNotes {
  let pitchClasses: Set<Int>

  init(argument: String) throws(ValidationError) {
    if let key = Key(named: argument) {
      pitchClasses = key.pitchClasses
      return
    }
    let names = argument.split(separator: ",").map { $0.filter { $0 != " " } }
    let notes = names.compactMap { Pitch(named: $0 + "4") }
    guard names.count > 1, notes.count == names.count else {
      throw ValidationError(
        "write a key as 'E minor', Em, F#, 'Bb major' or cis-moll, or its notes: C,D,E,G,A")
    }
    pitchClasses = Set(notes.map { Int($0.number) % 12 })
  }
}

/// The lowest and the highest of some pitches, as a user names them: "C3-C6", or by MIDI keys,
/// "48-84".
struct PitchRange {
  let pitches: ClosedRange<Pitch>

  init(argument: String) throws(ValidationError) {
    let ends = rangeEnds(argument)
    let pitches = ends.map { Pitch(named: $0) ?? Int($0).flatMap { Pitch(exactly: $0) } }
    guard pitches.count == 2, let low = pitches[0], let high = pitches[1] else {
      throw ValidationError("write the lowest and the highest key, such as C3-C6; C4 is middle C")
    }
    guard low <= high else {
      throw ValidationError("\(ends[0]) is higher than \(ends[1]); write \(ends[1])-\(ends[0])")
    }
    self.pitches = low...high
  }
}
