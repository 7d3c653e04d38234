// Whether the songs whose bars begin on another beat than in the recording are the ones that are
// found.

import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

@testable import Corpus

/// Songs of POP909 whose bars somebody recovered, not always rightly, beside the downbeats that
/// were heard in their recordings.
@Suite(
  .enabled(
    if: Shared.hasData("pop909/aligned"), "\(Shared.noData)"
  ))
struct HeardDownbeatTests {
  @Test func songsWithAnotherDownbeatThanWasHeardAreFound() throws {
    let step = readsAllFiles ? 1 : 8
    let files = try scores(in: Shared.data.appending(path: "pop909/aligned")).map(\.url)
    var (right, wrong) = ((found: 0, all: 0), (found: 0, all: 0))
    for (index, file) in files.enumerated() where index % step == 0 {
      let score = try Score(midi: [UInt8](Data(contentsOf: file)))
      guard score.metres.count == 1, let heard = try heardBeat(score, file) else { continue }
      let isRefused = isDoubted(score)
      if heard == 1 {
        right = (right.found + (isRefused ? 1 : 0), right.all + 1)
      } else {
        wrong = (wrong.found + (isRefused ? 1 : 0), wrong.all + 1)
      }
    }
    print(
      "wrong downbeats: \(wrong.found) of \(wrong.all); right ones: \(right.found) of \(right.all)")
    #expect(2 * wrong.found > wrong.all && 50 * right.found < right.all)
  }

  private func isDoubted(_ score: Score) -> Bool {
    do throws(Refusal) {
      try score.checkSoundness(hasBars: true)
      return false
    } catch { return error.kind == .metre }
  }

  /// The beat of a heard bar on which most bars of the score begin; nil where that is not clear.
  private func heardBeat(_ score: Score, _ file: URL) throws -> Int? {
    let name = file.deletingPathExtension().lastPathComponent
    let folder = Shared.data.appending(path: "pop909/raw/\(name)")
    let played = try Score(midi: [UInt8](Data(contentsOf: folder.appending(path: "\(name).mid"))))
    let beats = try String(contentsOf: folder.appending(path: "beat_audio.txt"), encoding: .utf8)
      .split(separator: "\n").compactMap { line -> (seconds: Double, number: Int)? in
        let fields = line.split(separator: "\t").compactMap { Double($0) }
        return fields.count == 2 ? (fields[0], Int(fields[1])) : nil
      }
    let seconds = TempoMap(played)
    let (written, sounding) = (onsets(score), onsets(played))
    let bars = Set(score.bars().map(\.onset))
    var counts: [Int: Int] = [:]
    for (pitch, ticks) in written {
      guard let others = sounding[pitch], others.count == ticks.count else { continue }
      for (tick, other) in zip(ticks, others) where bars.contains(tick) {
        let time = seconds.seconds(at: other)
        let next = beats.firstIndex { $0.seconds >= time } ?? beats.count
        let near = beats[max(0, next - 1)..<min(beats.count, next + 1)]
          .min { abs($0.seconds - time) < abs($1.seconds - time) }
        if let near, abs(near.seconds - time) < 0.12 { counts[near.number, default: 0] += 1 }
      }
    }
    let most = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }
    guard let most, 2 * most.value > counts.values.reduce(0, +) else { return nil }
    return most.key
  }

  /// When each key is struck, in order.
  private func onsets(_ score: Score) -> [Pitch: [Tick]] {
    Dictionary(grouping: score.tracks.flatMap(\.notes).sorted(), by: \.pitch)
      .mapValues { $0.map(\.onset) }
  }
}
