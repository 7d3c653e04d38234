// Bar lines stand where the evidence for them is, at equal distances where nothing speaks against
// it.

import Beats
import Testing

struct DownbeatTests {
  @Test func aHalfBarGetsAMetreOfItsOwn() {
    var evidence = [Double](repeating: -4, count: 82)
    for beat in stride(from: 1, to: 41, by: 4) { evidence[beat] = 3 }
    for beat in stride(from: 43, to: 82, by: 4) { evidence[beat] = 3 }
    let downbeats = Downbeats(evidence: evidence, beatsPerBar: 4)
    let steps = zip(downbeats.beats.dropFirst(), downbeats.beats).map { $0 - $1 }
    #expect(downbeats.beats.first == 1 && downbeats.beats.contains(43))
    #expect(steps.count { $0 == 4 } >= 18 && steps.count { $0 != 4 } == 1)
  }

  @Test func aFewStrongBeatsElsewhereMoveNoBarLine() {
    var evidence = [Double](repeating: -4, count: 80)
    for beat in stride(from: 2, to: 80, by: 4) { evidence[beat] = 3 }
    for beat in [12, 25, 40] { evidence[beat] = 4 }
    let downbeats = Downbeats(evidence: evidence, beatsPerBar: 4)
    #expect(downbeats.beats == Array(stride(from: 2, to: 80, by: 4)))
    #expect(downbeats.margin > 5)
    let none = Downbeats(evidence: Array(repeating: -4, count: 80), beatsPerBar: 4)
    #expect(abs(none.margin) < 0.5)
  }

  @Test func aQuietBeginningHasBarLinesToo() {
    var evidence = [Double](repeating: -4, count: 80)
    for beat in stride(from: 43, to: 80, by: 4) { evidence[beat] = 3 }
    let downbeats = Downbeats(evidence: evidence, beatsPerBar: 4)
    #expect(downbeats.beats == Array(stride(from: 3, to: 80, by: 4)))
  }
}
