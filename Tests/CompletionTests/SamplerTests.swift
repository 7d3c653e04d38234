// The fast sampler against the plain functions, and what is taken off repetitions.

import Music
import Random
import Testing
import Tokens

@testable import Completion

private let remi = RandomModel.cells.remi

/// Few different values in half of the cases, so that ties are common.
private func randomLogits(_ generator: inout SplitMix64, _ count: Int) -> [Float] {
  let isCoarse = Bool.random(using: &generator)
  return (0..<count).map { _ in
    switch Int.random(in: 0..<60, using: &generator) {
    case 0: return .nan
    case 1: return -.infinity
    case 2 where isCoarse: return .infinity
    default:
      return isCoarse
        ? Float(Int.random(in: -3...3, using: &generator))
        : Float(generator.nextUnit() * 16 - 8)
    }
  }
}

private func randomOptions(_ generator: inout SplitMix64) -> SamplingOptions {
  var options = SamplingOptions()
  options.temperature = [0, 0.1, 0.7, 1, 1, 2, 10].randomElement(using: &generator)!
  options.topK = [nil, nil, 1, 2, 5, 40, .max].randomElement(using: &generator)!
  options.topP = [nil, 1e-9, 0.3, 0.95, 0.999, 1].randomElement(using: &generator)!
  options.similarity = [0, 1, 1, 8].randomElement(using: &generator)!
  options.minP = [nil, nil, 0, 0.02, 0.3, 1].randomElement(using: &generator)!
  return options
}

/// The plain writing, up to what the model and the piece's past expect.
private func expected(
  _ logits: [Float], _ mask: [Bool], _ options: SamplingOptions, _ recall: Recall
) -> [(id: Int, logit: Double)] {
  let allowed = allowedLogits(logits[...], mask: mask)
  guard options.similarity > 0, let situation = recall.situation else { return allowed }
  var past: [Int: Double] = [:]
  recall.forEachPlace { id, weight in past[id, default: 0] += weight }
  let share = RecallShares.usual.share(situation, odds: options.similarity)
  return recalling(allowed, past, share: share)
}

/// The plain writing of the rest.
private func draw(
  _ expected: [(id: Int, logit: Double)], _ options: SamplingOptions, _ repeated: [Int],
  at unit: Double
) -> Int {
  var allowed = expected
  for id in repeated {
    if let index = allowed.firstIndex(where: { $0.id == id }) {
      allowed[index].logit -= options.repetition ?? 0
    }
  }
  let likely = probabilities(allowed, temperature: options.temperature)
  let cut = minP(topP(topK(likely, options.topK), options.topP), options.minP)
  return Completion.draw(cut, at: unit)
}

@Suite struct SamplerTests {
  @Test(arguments: 1...300 as ClosedRange<UInt64>)
  func theSamplerDrawsWhatThePlainFunctionsDraw(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let vocabulary = RandomModel.cells
    let count = vocabulary.symbols.count
    var options = randomOptions(&generator)
    options.repetition = [nil, 0, 2].randomElement(using: &generator)!
    var sampler = Sampler(options, vocabulary)
    var recent = RecentNotes([], vocabulary)
    for _ in 0..<40 {
      recent.accept(
        remi.token(named: "Pitch_\(Int.random(in: 60...61, using: &generator))")!, vocabulary)
    }
    var recall = Recall([], RandomModel.cells)
    for _ in 0..<60 {
      recall.accept(
        remi.token(
          named: ["Pitch_60", "Pitch_62", "Position_0", "Duration_0.3.12"]
            .randomElement(using: &generator)!)!)
    }
    var repeated: [Int] = []
    recent.forEachRepetition { repeated.append($0) }
    let few = Int.random(in: 1...count, using: &generator)
    for _ in 0..<5 {
      let logits = randomLogits(&generator, count)
      var mask = (0..<count).map { _ in Int.random(in: 0..<count, using: &generator) < few }
      mask[Int.random(in: 0..<count, using: &generator)] = true
      let allowed = allowedLogits(logits[...], mask: mask)
      sampler.read(logits[...], mask: mask)
      #expect(sampler.onlyToken == (allowed.count == 1 ? allowed[0].id : nil))
      sampler.recall(recall)
      sampler.avoidRepetition(after: recent)
      let unit = generator.nextUnit()
      let id = sampler.draw(at: unit)
      let expected = expected(logits, mask, options, recall)
      #expect(id == draw(expected, options, repeated, at: unit))
      #expect(sampler.logProbability(of: id) == logProbability(of: id, among: expected))
    }
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func minPKeepsWhatHasTheShare(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let logits = (0..<40).map { (id: $0, logit: generator.nextUnit() * 12) }
    let all = probabilities(logits, temperature: 1)
    for p in [0, 0.01, 0.2, 1] {
      let kept = minP(all, p)
      #expect(kept.map(\.id) == all.filter { $0.probability >= p * all[0].probability }.map(\.id))
      #expect(abs(kept.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
    }
    #expect(minP(all, nil) == all)
  }
}

@Suite struct RecentNotesTests {
  private let vocabulary = RandomModel.cells

  /// The pitches that would repeat something at a position after bars of notes.
  private func repeated(_ bars: [[(position: Int, pitch: Int)]], at position: Int) -> [Int] {
    var recent = RecentNotes([], vocabulary)
    for bar in bars {
      recent.accept(remi.barToken, vocabulary)
      for note in bar {
        recent.accept(Token(vocabulary.positionIDs.lowerBound + note.position), vocabulary)
        recent.accept(remi.token(named: "Pitch_\(note.pitch)")!, vocabulary)
      }
    }
    recent.accept(Token(vocabulary.positionIDs.lowerBound + position), vocabulary)
    var pitches: [Int] = []
    recent.forEachRepetition { id in
      if case .pitch(let pitch) = vocabulary.symbols[id] { pitches.append(Int(pitch.number)) }
    }
    return pitches
  }

  private let figure = [(0, 60), (3, 64), (6, 67), (9, 72)].map { (position: $0.0, pitch: $0.1) }

  @Test func theFourthNoteOfAFigureIsARepetition() {
    #expect(repeated([figure, Array(figure.prefix(3))], at: 9) == [72])
    #expect(repeated([figure, figure, Array(figure.prefix(3))], at: 9) == [72, 72])
  }

  @Test func threeNotesOrOtherPlacesOrOtherNotesAreNone() {
    #expect(repeated([figure, Array(figure.prefix(2))], at: 6).isEmpty)
    #expect(repeated([figure, Array(figure.prefix(3))], at: 10).isEmpty)
    var other = Array(figure.prefix(3))
    other[0].pitch = 59
    #expect(repeated([figure, other], at: 9).isEmpty)
    other = Array(figure.prefix(3))
    other[2].position = 5
    #expect(repeated([figure, other], at: 9).isEmpty)
  }

  @Test func whatIsLongAgoIsForgotten() {
    let start = Array(figure.prefix(3))
    let rests = { Array(repeating: [(position: Int, pitch: Int)](), count: $0) }
    #expect(repeated([figure] + rests(RecentNotes.bars - 1) + [start], at: 9) == [72])
    #expect(repeated([figure] + rests(RecentNotes.bars) + [start], at: 9).isEmpty)
  }
}
