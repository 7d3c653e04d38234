// The notes of a key, or any other notes, as a user names them.

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
