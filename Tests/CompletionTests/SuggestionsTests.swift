// What a completion tells while it is drawn and chosen, event by event.

import Music
import TestSupport
import Testing
import Tokens

@testable import Completion

private let cells = RandomModel.cells

/// Up and down, three times, in one voice: with much similarity nothing else can follow.
private let scales: Score = {
  let steps = [0, 2, 4, 5, 7, 5, 4, 2]
  let notes = (0..<24).map { index in
    Note(
      onset: Tick(index * 480), duration: Tick(480), pitch: Pitch(60 + steps[index % 8]),
      velocity: Velocity(64))
  }
  return Score(ticksPerQuarter: 480, tracks: [Track(notes: notes)])
}()

private func suggestions(
  _ score: Score, _ hole: Hole = .after(bars: 2), _ ask: (inout CompletionOptions) -> Void
) throws -> Suggestions {
  var options = CompletionOptions()
  options.seed = 3
  ask(&options)
  return try complete(score, hole, options, model: RandomModel.model, cells: cells)
}

@Suite struct SuggestionsTests {
  @Test func takesComeAfterAllCandidatesAndAreSomeOfThem() throws {
    let suggestions = try suggestions(quarters(12)) { ($0.takes, $0.candidates) = (2, 5) }
    var (candidates, takes): ([Take], [Take]) = ([], [])
    for event in suggestions {
      switch event {
      case .candidate(let take):
        #expect(takes.isEmpty)
        candidates.append(take)
      case .take(let take): takes.append(take)
      case .note(_, _, let candidate), .pedal(_, let candidate), .bars(_, let candidate):
        #expect(1...5 ~= candidate && takes.isEmpty)
      }
    }
    #expect(candidates.map(\.number).sorted() == [1, 2, 3, 4, 5])
    #expect(takes.map(\.number) == [1, 2])
    #expect(suggestions.takes().map(\.tokens) == takes.map(\.tokens))
    for take in takes {
      let candidate = try #require(candidates.first { $0.seed == take.seed })
      #expect(candidate.tokens == take.tokens && candidate.hands == take.hands)
    }
    #expect(
      suggestions.candidates.takes().map(\.seed)
        == candidates.sorted { $0.number < $1.number }.map(\.seed))
  }

  @Test func asManyCandidatesAsUsualAreDrawnOrAsManyAsAreShown() {
    var options = CompletionOptions()
    #expect(options.candidateCount == 8)
    options.takes = 9
    #expect(options.candidateCount == 9)
    options.candidates = 20
    #expect(options.candidateCount == 20)
    options.candidates = 8
    #expect(throws: CompletionError.candidates(8, takes: 9)) { try options.check() }
  }

  @Test func bolderCandidatesAreNumberedBehindTheFirstAndKnowTheSamePrompt() throws {
    let suggestions = try suggestions(scales) {
      ($0.takes, $0.candidates, $0.seed) = (3, 3, 4)
      ($0.sampling.similarity, $0.sampling.topP) = (1000, 0.1)
    }
    var numbers: Set<Int> = []
    var candidates: [UInt64: Take] = [:]
    for case .candidate(let take) in suggestions {
      #expect(numbers.insert(take.number).inserted)
      candidates[take.seed] = take
    }
    #expect(numbers.count > 3 && numbers.count % 3 == 0 && numbers == Set(1...numbers.count))
    for take in suggestions.takes() {
      // Drawn alone it is the same, so a bolder draw begins where the first did.
      let record = take.record
      let alone = try reproduce(record, of: scales, model: RandomModel.model, cells: cells).takes()
      #expect(alone.map(\.record) == [record])
      #expect(alone.map(\.tokens) == [candidates[take.seed]?.tokens])
    }
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func theEventsOfACandidateAreItsMusic(seed: UInt64) throws {
    let pedal = Pedal(onset: Tick(960), duration: Tick(4800))
    let suggestions = try suggestions(quarters(24, pedals: [pedal]), .bars(1...3)) {
      ($0.takes, $0.candidates, $0.seed, $0.pedals) = (2, 3, seed, true)
    }
    var notes: [Int: [Hand: [Note]]] = [:]
    var pedals: [Int: [Pedal]] = [:]
    for event in suggestions {
      switch event {
      case .note(let note, let hand, let number):
        notes[number, default: [:]][hand, default: []].append(note)
      case .pedal(let pedal, let number): pedals[number, default: []].append(pedal)
      case .candidate(let take):
        #expect(pedals[take.number] ?? [] == take.tracks.flatMap(\.pedals))
        for hand in Hand.allCases {
          let told = Set(
            (notes[take.number]?[hand] ?? []).map { [$0.onset.value, Int($0.pitch.number)] })
          let played = take.hands[hand].map { [$0.onset.value, Int($0.pitch.number)] }
          #expect(told.isSuperset(of: played))
        }
      case .bars, .take: break
      }
    }
    #expect(!pedals.isEmpty)
  }

  @Test func theLikelihoodOfATakeIsThatOfItsBars() throws {
    let takes = try suggestions(quarters(24), .bars([1, 3, 4])) { $0.takes = 4 }.takes()
    for take in takes {
      #expect(take.logLikelihoodOfBars.count == 3)
      #expect(take.logLikelihoodOfBars.allSatisfy { $0 < 0 })
      let sum = take.logLikelihoodOfBars.reduce(0, +)
      #expect(abs(sum - take.logLikelihood) < 1e-9 * abs(sum))
    }
    #expect(Set(takes.map(\.logLikelihoodOfBars)).count == 4)
  }
}
