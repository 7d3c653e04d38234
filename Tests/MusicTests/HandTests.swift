// The laws of hands.

import Music
import TestSupport
import Testing

struct HandTests {
  private static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6]

  /// Chords and runs of two hands with nothing said of which is which.
  private func texture(_ seed: UInt64) -> [Note] {
    var state = seed
    func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var (bass, tune) = (45, 72)
    var notes: [Note] = []
    for step in 0..<120 {
      bass = min(60, max(30, bass + below(9) - 4))
      tune = min(90, max(55, tune + below(9) - 4))
      if below(3) > 0 { notes.append(note(step, tune, 1 + below(2), unit: 120)) }
      for extra in 0..<below(3) {
        notes.append(note(step, bass + 5 * extra, 1 + below(4), unit: 120))
      }
    }
    return notes
  }

  private func split(_ notes: [Note]) -> [Hand] { splitIntoHands(notes, ticksPerQuarter: 480) }

  @Test(arguments: seeds) func everyNoteIsInOneHand(seed: UInt64) {
    let notes = texture(seed)
    let hands = Score(ticksPerQuarter: 480, tracks: [Track(notes: notes)]).dividedIntoHands()
    #expect((hands.right + hands.left).sorted() == notes.sorted())
    #expect(!hands.right.isEmpty && !hands.left.isEmpty && !hands.areWritten)
  }

  @Test(arguments: seeds, [-9, -1, 4, 12])
  func transpositionChangesNoHand(seed: UInt64, semitones: Int) {
    let notes = texture(seed)
    let moved = notes.map { note in
      var note = note
      note.pitch = Pitch(Int(note.pitch.number) + semitones)
      return note
    }
    #expect(split(notes) == split(moved))
  }

  @Test(arguments: seeds) func theOrderOfTheNotesDoesNotMatter(seed: UInt64) {
    let notes = texture(seed)
    #expect(split(notes.reversed()) == split(notes).reversed())
  }

  @Test(arguments: seeds) func timeInOtherTicksChangesNoHand(seed: UInt64) {
    let notes = texture(seed)
    let finer = notes.map { note in
      Note(
        onset: Tick(2 * note.onset.value), duration: Tick(2 * note.duration.value),
        pitch: note.pitch, velocity: note.velocity)
    }
    #expect(splitIntoHands(finer, ticksPerQuarter: 960) == split(notes))
  }

  @Test(arguments: seeds) func noHandIsAboveTheOtherInOneChord(seed: UInt64) {
    let notes = texture(seed)
    let hands = split(notes)
    for (a, x) in zip(notes, hands) where x == .left {
      for (b, y) in zip(notes, hands) where y == .right && a.onset == b.onset {
        #expect(a.pitch <= b.pitch)
      }
    }
  }

  @Test(arguments: [30, 48, 60, 79]) func aLoneScaleStaysInOneHand(lowest: Int) {
    let steps = [0, 2, 4, 5, 7, 9, 11, 12]
    let scale = (steps + steps.dropLast().reversed()).enumerated().map {
      note($0, lowest + $1, unit: 120)
    }
    #expect(Set(split(scale)).count == 1)
  }

  @Test func aHandStretchesToATenthAndNotToTwoOctaves() {
    let chord = [
      note(0, 36, unit: 120), note(0, 43, unit: 120), note(0, 67, unit: 120),
      note(0, 72, unit: 120),
    ]
    #expect(split(chord) == [.left, .left, .right, .right])
  }

  @Test func twoPianoTracksAreTheHands() {
    let (up, down, voice) = (
      [note(0, 50, unit: 120)], [note(0, 70, unit: 120)], [note(0, 60, unit: 120)]
    )
    let tracks = [
      Track(name: "Voice", program: 52, notes: voice), Track(name: "Piano", notes: up),
      Track(name: "Piano", notes: down),
    ]
    let hands = Score(ticksPerQuarter: 480, tracks: tracks).dividedIntoHands()
    #expect(hands == Hands(right: up, left: down, areWritten: true))
  }

  @Test(arguments: [("LH", "RH"), ("lower:", "upper:"), ("down:", ""), ("", "Right hand")])
  func namesOfTracksTellTheHands(first: String, second: String) {
    let (low, high) = ([note(0, 40, unit: 120)], [note(0, 70, unit: 120)])
    let tracks = [Track(name: first, notes: low), Track(name: second, notes: high)]
    let hands = Score(ticksPerQuarter: 480, tracks: tracks).dividedIntoHands()
    #expect(hands == Hands(right: high, left: low, areWritten: true))
  }

  @Test func aCelestaBesideAPianoIsNoPiano() {
    let tracks = ([0, 7, 8] as [UInt8]).map { Track(program: $0, notes: [note(0, 60)]) }
    #expect(Score(ticksPerQuarter: 480, tracks: tracks).pianoTracks.map(\.program) == [0, 7])
  }

  @Test func nothingHasNoHands() {
    #expect(split([]).isEmpty)
    #expect(Score(ticksPerQuarter: 480, tracks: []).dividedIntoHands().right.isEmpty)
  }

  @Test func aChordOfThousandsOfNotesIsCutToo() {
    let notes = (0..<5000).map { index in
      Note(
        onset: .zero, duration: Tick(480), pitch: Pitch(21 + index % 88), velocity: Velocity(80))
    }
    let hands = splitIntoHands(notes, ticksPerQuarter: 480)
    let left = zip(notes, hands).filter { $0.1 == .left }.map(\.0.pitch)
    let right = zip(notes, hands).filter { $0.1 == .right }.map(\.0.pitch)
    #expect(left.count + right.count == 5000)
    #expect((left.max() ?? Pitch(0)) <= (right.min() ?? Pitch(127)))
  }
}
