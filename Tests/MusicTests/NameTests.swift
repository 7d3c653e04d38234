// Keys and pitches by their names.

import Music
import Testing

@Suite struct NameTests {
  @Test func everyKeyIsFoundByItsName() {
    for tonic in 0..<12 {
      for isMinor in [false, true] {
        let key = Key(tonic: tonic, isMinor: isMinor)
        #expect(Key(named: "\(key)") == key)
      }
    }
    #expect(Key(named: "f# minor") == Key(tonic: 6, isMinor: true))
    #expect(Key(named: "Cb") == Key(tonic: 11, isMinor: false))
    #expect(Key(named: "E moll") == Key(tonic: 4, isMinor: true))
    for name in ["", "H", "X moll", "E minor x", "Ex"] {
      #expect(Key(named: name) == nil, "\(name)")
    }
  }

  @Test func everyPitchIsFoundByItsName() {
    for number in 0...127 { #expect(Pitch(named: "\(Pitch(number))") == Pitch(number)) }
    #expect(Pitch(named: "Bb3") == Pitch(58))
    #expect(Pitch(named: "c4") == Pitch(60))
    for name in ["", "4", "H2", "C", "C10", "C99", "B-9", "C4x"] {
      #expect(Pitch(named: name) == nil, "\(name)")
    }
  }
}
