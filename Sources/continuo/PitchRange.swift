// The lowest and the highest of some pitches, as a user names them.

import ArgumentParser
import Music

/// The lowest and the highest of some pitches, as a user names them: "C3-C6", or by MIDI keys, "48-84".
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
