// Pieces that were played freely, given to the command as a user does.

import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

@Suite struct TimingTests {
  /// Twelve bars of a waltz whose beats last from 0.55 to 0.8 seconds, as a keyboard exports it.
  static let improvisation: Score = {
    var seconds = [0.3]
    for beat in 0..<36 { seconds.append(seconds[beat] + 0.675 + 0.125 * sin(Double(beat) / 7)) }
    var notes: [Note] = []
    for beat in 0..<36 {
      let pitches = beat % 3 == 0 ? [40 + beat % 5] : [60, 64]
      for pitch in pitches {
        notes.append(
          Note(
            onset: Tick(Int(seconds[beat] * 960)), duration: Tick(500), pitch: Pitch(pitch),
            velocity: Velocity(70)))
      }
    }
    return Score(ticksPerQuarter: 480, tracks: [Track(notes: notes)])
  }()

  private func complete(_ piece: Score, _ arguments: String...) throws -> (
    outcome: Command.Outcome, folder: TemporaryFolder
  ) {
    let folder = try TemporaryFolder()
    try folder.write(piece.midi(), to: "piece.mid")
    try folder.write(NoiseModel.bytes, to: "noise.safetensors")
    let common = ["piece.mid", "--model", "noise.safetensors", "--seed", "5", "--out", "takes"]
    let bars = ["--bars", "4-5", "--takes", "1", "--candidates", "1"]
    return (
      try Command.run(["complete"] + common + bars + arguments, in: folder.url), folder
    )
  }

  @Test func whatWasPlayedSoundsInTheTakesAsItWasPlayed() throws {
    let (outcome, folder) = try complete(Self.improvisation)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.error.contains("played freely") && outcome.error.contains("--timing grid"))
    let take = try Score(midi: folder.read("takes/piece-take-1.mid"))
    #expect(take.tempos.count > 30)
    let (before, after) = (TempoMap(Self.improvisation), TempoMap(take))
    let played = Self.improvisation.tracks[0].notes
    let kept = try #require(take.tracks.first { !$0.notes.isEmpty }).notes
    // All that is outside the two bars is there, as far from each other as it was.
    #expect(kept.count > 30 && kept.count < played.count)
    let shift = before.seconds(at: played[0].onset) - after.seconds(at: kept[0].onset)
    let times = Set(played.map { Int((before.seconds(at: $0.onset) * 200).rounded()) })
    for note in kept {
      let time = (after.seconds(at: note.onset) + shift) * 200
      #expect(times.contains { abs(Double($0) - time) < 1 })
    }
  }

  @Test func theFilesOwnBarsCountWhereTheUserSaysSo() throws {
    let (outcome, folder) = try complete(Self.improvisation, "--timing", "grid")
    #expect(outcome.status == 0 && !outcome.error.contains("played freely"))
    let take = try Score(midi: folder.read("takes/piece-take-1.mid"))
    #expect(take.tempos == Self.improvisation.tempos)
  }

  @Test func aScoreIsReadAsItIsUnlessTheUserSaysOtherwise() throws {
    let (usual, folder) = try complete(Pieces.waltz)
    #expect(!usual.error.contains("played freely"))
    let take = try Score(midi: folder.read("takes/piece-take-1.mid"))
    #expect(take.tempos == Pieces.waltz.tempos && take.metres == Pieces.waltz.metres)
    let (outcome, _) = try complete(Pieces.waltz, "--timing", "performance")
    #expect(outcome.status == 0, "\(outcome.error)")
  }

  @Test func aTakeOfAFreePieceCanBeMadeAgain() throws {
    let (_, folder) = try complete(Self.improvisation)
    let again = try Command.run(
      [
        "complete", "piece.mid", "--model", "noise.safetensors", "--out", "again", "--reproduce",
        "takes/piece-take-1.mid",
      ], in: folder.url)
    #expect(again.status == 0, "\(again.error)")
    #expect(
      try folder.read("again/piece-take-1.mid") == folder.read("takes/piece-take-1.mid"))
  }
}
