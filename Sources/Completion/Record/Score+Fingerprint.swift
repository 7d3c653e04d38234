// A number that tells scores apart.

import Music

extension Score {
  /// A number that two scores hardly ever share if they differ in anything; it protects from
  /// mistakes, not from malice. The same on every machine.
  public var fingerprint: UInt64 {
    var sum = ScoreSum()
    sum.add([ticksPerQuarter, tracks.count])
    for track in tracks {
      sum.add(track.name)
      sum.add([Int(track.channel), Int(track.program), track.notes.count, track.pedals.count])
      for note in track.notes {
        sum.add([
          note.onset.value, note.duration.value, Int(note.pitch.number), Int(note.velocity.value),
        ])
      }
      for pedal in track.pedals { sum.add([pedal.onset.value, pedal.duration.value]) }
    }
    sum.add([tempos.count, metres.count, keys.count, remarks.count])
    for tempo in tempos { sum.add([tempo.onset.value, tempo.microsecondsPerQuarter]) }
    for metre in metres { sum.add([metre.onset.value, metre.numerator, metre.denominator]) }
    for key in keys { sum.add([key.onset.value, key.sharps, key.isMinor ? 1 : 0]) }
    for remark in remarks {
      sum.add([remark.onset.value])
      sum.add(remark.text)
    }
    return sum.value
  }
}

private struct ScoreSum {
  private(set) var value: UInt64 = 0x9E37_79B9_7F4A_7C15

  mutating func add(_ numbers: [Int]) {
    for number in numbers { add(UInt64(bitPattern: Int64(number))) }
  }

  mutating func add(_ text: String) {
    add(UInt64(text.utf8.count))
    for byte in text.utf8 { add(UInt64(byte)) }
  }

  /// A multiplication carries upwards only; the shift brings it down again.
  private mutating func add(_ word: UInt64) {
    let product = (value ^ word) &* 0x9FB2_1C65_1E98_DF25
    value = product ^ product >> 32
  }
}
