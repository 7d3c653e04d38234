// A cache of states changes nothing but the time.

import Music
import RWKV
import Random
import TestSupport
import Testing
import Tokens

@testable import Completion

private let cells = RandomModel.cells
private let stateBytes = RandomModel.model.makeState().count * 4

/// All that one can tell of takes.
private func record(_ takes: Candidates) -> [String] {
  takes.compactMap {
    if case .candidate(let take) = $0 {
      "\(take.number) \(take.tokens) \(take.tracks) \(take.logLikelihood.bitPattern)"
    } else {
      nil
    }
  }
}

/// The score with a note changed, added or removed, its last bar removed, or nothing done.
private func edited(_ score: Score, _ generator: inout SplitMix64) -> Score {
  var notes = score.tracks[0].notes
  let index = Int.random(in: notes.indices, using: &generator)
  switch Int.random(in: 0..<5, using: &generator) {
  case 0: notes[index].pitch = Pitch(Int.random(in: 21...108, using: &generator))
  case 1 where notes.count > 1: notes.remove(at: index)
  case 2:
    var note = notes[index]
    note.pitch = Pitch(Int.random(in: 21...108, using: &generator))
    notes.append(note)
  case 3: notes = Array(notes.prefix(max(1, notes.count / 2)))
  default: break
  }
  return Score(
    ticksPerQuarter: score.ticksPerQuarter,
    tracks: [Track(notes: notes)] + score.tracks.dropFirst(),
    tempos: score.tempos, metres: score.metres)
}

@Suite struct PromptCacheTests {
  @Test(arguments: 1...5 as ClosedRange<UInt64>, [0, 1, 3, 1000])
  func takesAreTheSameWithAndWithoutTheCache(seed: UInt64, states: Int) throws {
    var random = RandomScore(seed: seed)
    let model = RandomModel.model
    let limit = states * stateBytes + stateBytes / 2
    let cache = PromptCache(model, byteLimit: limit)
    var score = seed % 2 == 0 ? random.any() : random.regular()
    for edit in 0..<5 {
      var options = CompletionOptions()
      (options.takes, options.seed) = (2, seed + UInt64(edit))
      let hole = edit % 2 == 0 ? Hole.after(bars: 1) : .bars(score.barCount - 1...score.barCount)
      if seed % 5 == 0 { options.promptTokens = 64 }
      let expected = try drawn(score, hole, options, model: model, cells: cells)
      let takes = try drawn(
        score, hole, options, model: model, cells: cells, cache: cache)
      #expect(record(takes) == record(expected))
      #expect(cache.byteCount <= limit)
      score = edited(score, &random.generator)
    }
  }

  @Test func onlyBarsFromTheEditOnAreReadAgain() throws {
    let cache = PromptCache(RandomModel.model)
    func read(_ score: Score) throws -> (reused: Int, barLines: [Int]) {
      let prompt = try Prompt(
        score, .after(bars: 1), limit: 4096, dynamics: nil, pedals: nil, cells)
      let barLines = prompt.barLines(cells)
      let reading = cache.read(prompt.tokens.map { Int($0.id) }, barLines: barLines)
      return (reading.reusedTokens, barLines)
    }
    let score = quarters(64)
    #expect(try read(score).reused == 0)
    let again = try read(score)
    // The last is that of the filling.
    #expect(again.barLines.count == 17)
    #expect(again.reused == again.barLines[16])
    for bar in [15, 12, 7, 1, 0] {
      var notes = score.tracks[0].notes
      notes[4 * bar + 2].pitch = Pitch(90)
      let other = Score(ticksPerQuarter: 480, tracks: [Track(notes: notes)])
      _ = try read(score)
      let reading = try read(other)
      #expect(reading.reused == (bar == 0 ? 0 : reading.barLines[bar - 1]))
    }
  }

  @Test func aCompactCacheKeepsTwiceAsManyBarLinesAndHardlyChangesTheLogits() {
    let model = RandomModel.model
    let tokens = (0..<100).map { $0 * 7919 % model.configuration.vocabularySize }
    let barLines = Array(stride(from: 10, through: 90, by: 10))
    let caches = [false, true].map {
      PromptCache(model, byteLimit: 4 * stateBytes, isCompact: $0)
    }
    let fresh = caches.map { $0.read(tokens, barLines: barLines) }
    #expect(fresh[0].logits == fresh[1].logits)
    #expect(caches.map(\.byteCount) == [4 * stateBytes, 4 * stateBytes])
    // Eight of the nine fit, so both the second and the third bar line must be there or one of them
    // be missed.
    let edited = Array(tokens[..<35]) + [tokens[35] == 0 ? 1 : 0] + Array(tokens[36...])
    let again = caches.map { $0.read(edited, barLines: barLines) }
    let exact = PromptCache(model, byteLimit: 0).read(edited, barLines: [])
    #expect(again[0].logits == exact.logits)
    #expect(again[1].reusedTokens >= 20 && again[1].reusedTokens >= again[0].reusedTokens)
    let span = (exact.logits.max() ?? 0) - (exact.logits.min() ?? 0)
    let largest = zip(again[1].logits, exact.logits).map { abs($0 - $1) }.max() ?? .infinity
    #expect(largest > 0 && largest < 0.02 * span)
  }

  @Test(arguments: 1...10)
  func aSmallCacheKeepsTheEndDenseAndTheBeginningSparse(limit: Int) throws {
    var snapshots = Snapshots(limit: limit)
    let state = RandomModel.model.makeState()
    snapshots.keepPrefix(of: Array(repeating: 1, count: 1001))
    for count in stride(from: 10, through: 1000, by: 10) {
      snapshots.append(state, tokenCount: count)
      #expect(snapshots.entries.count == min(limit, count / 10))
    }
    let counts = [0] + snapshots.entries.map(\.tokenCount)
    #expect(counts.last == 1000)
    let gaps = zip(counts.dropFirst(), counts).map { $0 - $1 }
    if limit > 4 { #expect(gaps[gaps.count - 1] <= 20 && gaps[0] > 100) }
  }

  @Test func whatIsNoPrefixIsDropped() {
    var snapshots = Snapshots(limit: 9)
    let state = RandomModel.model.makeState()
    snapshots.keepPrefix(of: [1, 2, 3, 4, 5])
    for count in 1...4 { snapshots.append(state, tokenCount: count) }
    snapshots.keepPrefix(of: [1, 2, 3, 9, 9])
    #expect(snapshots.entries.map(\.tokenCount) == [1, 2, 3])
    snapshots.keepPrefix(of: [1, 2])
    #expect(snapshots.entries.map(\.tokenCount) == [1])
  }
}
