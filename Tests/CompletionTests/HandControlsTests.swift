// How many notes takes strike, hold and reach for, with a model that knows nothing of it.

import Music
import TestSupport
import Testing
import Tokens

@testable import Completion

/// Two staves of eight bars in 4/4; the left hand has long notes that reach over bar lines.
private let staves: Score = {
  let right = (0..<64).filter { $0 % 3 != 1 }.map { note($0, 72 + $0 % 7, 1 + $0 % 2, unit: 240) }
  let left = (0..<16).flatMap {
    [note($0 * 4, 40 + $0 % 5, 6, unit: 240), note($0 * 4, 52, 3, unit: 240)]
  }
  return Score(ticksPerQuarter: 480, tracks: [Track(notes: right), Track(notes: left)])
}()

/// Many takes with what is given beside them.
private func takes(
  _ hole: Hole, count: Int = 200, _ change: (inout Controls) -> Void
) throws -> (takes: [Take], given: GivenMusic) {
  var options = CompletionOptions()
  (options.takes, options.seed) = (count, 3)
  change(&options.controls)
  let events = try drawn(
    staves, hole, options, model: RandomModel.model, cells: RandomModel.cells)
  let takes = events.compactMap { if case .candidate(let take) = $0 { take } else { nil } }
  #expect(takes.count == count && takes.allSatisfy { $0.noteCount > 0 })
  return (takes, events.given)
}

private let holes: [Hole] = [.after(bars: 1), .bars(2...3), .bars(3...4, hands: [.left])]

@Suite struct HandControlsTests {
  @Test(arguments: [1, 2, 4])
  func noMoreNotesSoundAtOnceThanAskedFor(most: Int) throws {
    var greatest = 0
    for hole in holes {
      for take in try takes(hole, count: 24, { $0.polyphony = most }).takes {
        let notes = take.tracks.flatMap(\.notes)
        for note in notes {
          let count = notes.count { $0.onset <= note.onset && note.onset < $0.end }
          #expect(count <= most)
          greatest = max(greatest, count)
        }
      }
    }
    #expect(greatest == most)
  }

  @Test(arguments: [1, 3])
  func notesBeginAtNoMorePlacesOfABarThanAskedFor(most: Int) throws {
    var greatest = 0
    for hole in holes {
      for take in try takes(hole, count: 35, { $0.chordsPerBar = most }).takes {
        let onsets = Set(take.tracks.flatMap(\.notes).map(\.onset.value))
        for places in Dictionary(grouping: onsets, by: { $0 / 1920 }).values {
          #expect(places.count <= most)
          greatest = max(greatest, places.count)
        }
      }
    }
    #expect(greatest == most)
  }

  @Test func aHandHoldsNoMoreThanItCan() throws {
    var (widest, most) = (0, 0)
    for hole in holes {
      let (takes, given) = try takes(hole, count: 67) { $0.isPlayable = true }
      for take in takes {
        for hand in Hand.allCases {
          let notes = take.hands[hand] + given.hands[hand]
          for note in take.hands[hand] {
            let held = notes.filter { $0.onset <= note.onset && note.onset < $0.end }
            let keys = Set(held.map { Int($0.pitch.number) })
            #expect(keys.count <= 5)
            let span = (keys.max() ?? 0) - (keys.min() ?? 0)
            #expect(span <= 14)
            (widest, most) = (max(widest, span), max(most, keys.count))
          }
        }
      }
    }
    #expect(widest == 14 && most > 2)
  }

  @Test func aHandHasTimeForItsLeaps() throws {
    var (leaps, unlimited) = (0, 0)
    for isPlayable in [true, false] {
      for hole in holes {
        let (takes, given) = try takes(hole, count: 67) { $0.isPlayable = isPlayable }
        for take in takes {
          for hand in Hand.allCases where !take.hands[hand].isEmpty {
            let new = Set(take.hands[hand])
            let chords = Dictionary(grouping: take.hands[hand] + given.hands[hand], by: \.onset)
              .sorted { $0.key < $1.key }
            for (a, b) in zip(chords, chords.dropFirst())
            where !new.isDisjoint(with: a.value + b.value) {
              // 480 ticks a quarter, 120 quarters a minute.
              let seconds = Double((b.key - a.key).value) / 960
              let keys = (a.value + b.value).map { Int($0.pitch.number) }
              let isInOne = [a, b].contains { chord in
                let keys = chord.value.map { Int($0.pitch.number) }
                return (keys.max() ?? 0) - (keys.min() ?? 0) > 14
              }
              let far = (keys.max() ?? 0) - (keys.min() ?? 0) - 14
              if isPlayable {
                #expect(Double(far) <= 60 * seconds || isInOne, "\(hand) at \(b.key)")
                leaps += far > 0 ? 1 : 0
              } else {
                unlimited += Double(far) > 60 * seconds ? 1 : 0
              }
            }
          }
        }
      }
    }
    #expect(leaps > 20 && unlimited > 200)
  }

  @Test(arguments: [false, true])
  func aRhythmThatIsKeptIsThatOfTheNotesReplaced(isPlayable: Bool) throws {
    for hole in holes.dropFirst() {
      let (takes, _) = try takes(hole, count: 50) {
        $0.keepsRhythm = true
        $0.isPlayable = isPlayable
      }
      let cells = hole.cells(in: staves, BarLines(staves))
      for hand in Hand.allCases {
        let old = staves.dividedIntoHands()[hand].filter { note in
          cells.contains(Cell(bar: note.onset.value / 1920, hand: hand))
        }
        let ends = Dictionary(old.map { ($0.onset, $0.end) }, uniquingKeysWith: max)
        for take in takes {
          #expect(Set(take.hands[hand].map(\.onset)) == Set(ends.keys))
          #expect(take.hands[hand].allSatisfy { $0.end <= ends[$0.onset] ?? .zero })
        }
      }
    }
  }

  /// Ornaments, sevens and what a player's fingers do lie between the positions that tokens have.
  @Test(arguments: [false, true])
  func aRhythmIsKeptToTheTick(isPlayable: Bool) throws {
    let onsets =
      [0, 477, 481, 500, 960, 961, 962, 963, 1439, 1919] + (0..<7).map { 1920 + $0 * 1920 / 7 }
      + (0..<60).map { 3840 + $0 * 32 }
    let notes = onsets.enumerated().map { index, onset in
      Note(
        onset: Tick(onset), duration: Tick(index % 3 == 0 ? 400 : 3), pitch: Pitch(64 + index % 9),
        velocity: Velocity(64))
    }
    let score = Score(
      ticksPerQuarter: 480,
      tracks: [Track(notes: notes), Track(notes: quarters(16, pitch: 40).tracks[0].notes)])
    var options = CompletionOptions()
    (options.takes, options.controls.keepsRhythm) = (20, true)
    options.controls.isPlayable = isPlayable
    let events = try drawn(
      score, .bars(0...2, hands: [.right]), options, model: RandomModel.model,
      cells: RandomModel.cells)
    let ends = Dictionary(notes.map { ($0.onset, $0.end) }, uniquingKeysWith: max)
    for case .candidate(let take) in events {
      let new = take.hands[.right]
      let struck = Set(new.map(\.onset))
      // The third bar has 60 onsets and 48 positions.
      #expect(struck.filter { $0 < Tick(3840) } == Set(ends.keys.filter { $0 < Tick(3840) }))
      #expect(struck.isSubset(of: ends.keys) && struck.count { $0 >= Tick(3840) } == 48)
      #expect(new.allSatisfy { $0.end <= ends[$0.onset] ?? .zero })
    }
  }

  /// A note that stays may be struck while a new one is held.
  @Test func aHandHasRoomForTheNotesThatStay() throws {
    let locked = Set(staves.tracks[0].notes.filter { $0.onset.value % 1920 == 1440 })
    var options = CompletionOptions()
    (options.takes, options.seed, options.locked) = (100, 4, locked)
    options.controls.isPlayable = true
    options.controls.chordsPerBar = 2
    let events = try drawn(
      staves, .bars(2...4), options, model: RandomModel.model, cells: RandomModel.cells)
    for case .candidate(let take) in events {
      let all = take.hands[.right] + locked
      for tick in Set(all.map(\.onset)) {
        let keys = all.filter { $0.onset <= tick && tick < $0.end }.map { Int($0.pitch.number) }
        #expect(Set(keys).count <= 5 && (keys.max() ?? 0) - (keys.min() ?? 0) <= 14)
      }
      // The places of notes that stay are not those of new ones.
      let onsets = Set(take.tracks.flatMap(\.notes).map(\.onset.value))
      for places in Dictionary(grouping: onsets, by: { $0 / 1920 }).values {
        #expect(places.count <= 2)
      }
    }
  }

  @Test func controlsHoldTogether() throws {
    let (takes, _) = try takes(.bars(2...2), count: 200) {
      $0.polyphony = 3
      $0.chordsPerBar = 4
      $0.notesPerBar = 6
      $0.isPlayable = true
      $0.grid = 2
      $0.pitchClasses = Key(tonic: 0, isMinor: false).pitchClasses
      $0.range = Pitch(50)...Pitch(70)
    }
    for take in takes {
      let notes = take.tracks.flatMap(\.notes)
      #expect(notes.allSatisfy { 50...70 ~= Int($0.pitch.number) && $0.onset.value % 240 == 0 })
      for bar in Dictionary(grouping: notes, by: { $0.onset.value / 1920 }).values {
        #expect(bar.count <= 6 && Set(bar.map(\.onset)).count <= 4)
      }
      for note in notes {
        #expect(notes.count { $0.onset <= note.onset && note.onset < $0.end } <= 3)
      }
    }
  }

  @Test func whatContradictsIsRefused() {
    for change in [
      { $0.polyphony = 0 }, { $0.chordsPerBar = 0 },
      {
        $0.keepsRhythm = true
        $0.polyphony = 2
      },
      {
        $0.keepsRhythm = true
        $0.grid = 2
      },
    ] as [(inout Controls) -> Void] {
      #expect(throws: CompletionError.self) { try takes(.bars(2...3), change) }
    }
    // After the end there is no rhythm.
    #expect(throws: CompletionError.self) { try takes(.after(bars: 1)) { $0.keepsRhythm = true } }
  }

  @Test func aRecordSaysAllOfThem() throws {
    var options = CompletionOptions()
    (options.takes, options.candidates) = (1, 1)
    options.controls.keepsRhythm = true
    options.controls.isPlayable = true
    options.controls.polyphony = 3
    options.controls.chordsPerBar = 4
    let record = TakeRecord(
      number: 2, prompt: 1, model: 2, precision: .int8, hole: .bars(3...4), options: options,
      logLikelihood: -1.5)
    #expect(try TakeRecord(text: record.text) == record)
  }
}
