// How many wrong time signatures are found, and how many right ones are doubted.

import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

@testable import Corpus

/// Real scores of one metre, whose time signature is replaced by a wrong one or whose bars begin on
/// another beat. Prints the table of Documentation/dataset.md.
@Suite(
  .enabled(if: Shared.hasData("open/test"), "\(Shared.noData)"))
struct MetreAccuracyTests {
  private struct Share: CustomStringConvertible {
    var found = 0
    var all = 0
    var description: String { "\(found) of \(all)" }
  }

  /// The score with another metre, and its notes so many beats later.
  private func falsified(_ score: Score, _ numerator: Int, _ denominator: Int, later: Int) -> Score
  {
    let beat = score.ticksPerQuarter * 4 / denominator
    return Score(
      ticksPerQuarter: score.ticksPerQuarter,
      tracks: score.tracks.map { track in
        Track(
          name: track.name, channel: track.channel, program: track.program,
          notes: track.notes.map {
            Note(
              onset: $0.onset + Tick(later * beat), duration: $0.duration, pitch: $0.pitch,
              velocity: $0.velocity)
          })
      },
      metres: [Metre(onset: .zero, numerator: numerator, denominator: denominator)])
  }

  private func isRefused(_ score: Score) -> Bool {
    do throws(Refusal) {
      try score.checkSoundness(hasBars: true)
      return false
    } catch { return error.kind == .metre }
  }

  @Test func wrongMetresAreFoundAndRightOnesAreNotDoubted() throws {
    // A share of all pieces, or all of them where that is asked for.
    let step = readsAllFiles ? 1 : 12
    let splits = ["train", "val", "test"].map { Shared.data.appending(path: "open/\($0)") }
    let files = try splits.flatMap { try scores(in: $0) }.enumerated()
      .filter { $0.offset % step == 0 }.map(\.element)
    var doubted = Share()
    var found: [String: Share] = [:]
    for file in files {
      let score = try Score(midi: [UInt8](Data(contentsOf: file.url)))
      guard score.metres.count == 1, let metre = score.metres.first, metre.onset == .zero,
        [2, 3, 4, 6].contains(metre.numerator)
      else { continue }
      doubted.all += 1
      if isRefused(score) { doubted.found += 1 }
      for numerator in [2, 3, 4] where !agree(numerator, metre.numerator) {
        let wrong = falsified(score, numerator, metre.denominator, later: 0)
        let name = "\(metre.numerator)/\(metre.denominator) as \(numerator)/\(metre.denominator)"
        found[name, default: Share()].all += 1
        if isRefused(wrong) { found[name]!.found += 1 }
      }
      let late = falsified(score, metre.numerator, metre.denominator, later: 1)
      let name = "\(metre.numerator)/\(metre.denominator) a beat late"
      found[name, default: Share()].all += 1
      if isRefused(late) { found[name]!.found += 1 }
    }
    print("right metres doubted: \(doubted)")
    for (name, share) in found.sorted(by: { $0.key < $1.key }) where share.all >= 10 {
      print("\(name): \(share)")
    }
    let late = found.filter { $0.key.contains("late") }.map(\.value)
    #expect(50 * doubted.found <= doubted.all)
    #expect(2 * late.reduce(0) { $0 + $1.found } > late.reduce(0) { $0 + $1.all })
  }

  /// Whether bars of one length are groups of the other's.
  private func agree(_ a: Int, _ b: Int) -> Bool { a % b == 0 || b % a == 0 }
}
