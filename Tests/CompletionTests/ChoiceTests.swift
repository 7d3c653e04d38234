// Which takes are shown first, and that they differ.

import Metrics
import Music
import Random
import TestSupport
import Testing
import Tokens

@testable import Completion

/// A take that plays these pitches from the fifth bar on, a quarter each.
private func take(_ number: Int, _ pitches: [Int]) -> Take {
  let record = TakeRecord(
    number: number, prompt: 0, model: 0, precision: .asStored, hole: .after(bars: 1),
    options: CompletionOptions(), logLikelihood: 0)
  let notes = pitches.enumerated().map { note(16 + $0, $1, unit: 480) }
  return Take(
    number: number, seed: UInt64(number), tracks: [Track(name: Take.name(number), notes: notes)],
    hands: Hands(right: notes, left: [], areWritten: true), tokens: [], logLikelihood: 0,
    logLikelihoodOfBars: [0], record: record)
}

/// Four bars of C major.
private let given: GivenMusic = {
  let notes = (0..<16).map { note($0, 60 + [0, 4, 7, 11][$0 % 4], unit: 480) }
  let score = Score(ticksPerQuarter: 480, tracks: [Track(notes: notes)])
  return GivenMusic(score, hole: [], BarLines(score))
}()

private func seeds(_ takes: [Take], _ count: Int? = nil) -> [UInt64] {
  Choice(among: takes, given: given).best(count ?? takes.count).map(\.seed)
}

/// The takes that are shown of a draw, and of bolder ones where they are alike.
private func chosen(
  _ options: CompletionOptions, first: [Take], draw: (CompletionOptions) -> [Take]
) -> [Take] {
  var choice = DifferentTakes(options, given: given)
  var takes = first
  while let bolder = choice.add(takes) { takes = draw(bolder) }
  return choice.shown
}

@Suite struct ChoiceTests {
  @Test func whatMostTakesAgreeUponComesFirst() {
    let takes = [
      take(1, [61, 63, 66, 68]), take(2, [60, 64, 67, 72]), take(3, [60, 64, 67, 71]),
      take(4, [60, 64, 69, 72]),
    ]
    #expect(seeds(takes)[0] == 2)
    #expect(seeds(takes).last == 1)
  }

  @Test func ofTakesThatNothingElseTellsApartTheOneInTheKeyComesFirst() {
    #expect(seeds([take(1, [61, 63, 66, 68]), take(2, [60, 64, 67, 71])])[0] == 2)
    #expect(seeds([take(1, [60, 64, 67, 71]), take(2, [61, 63, 66, 68])])[0] == 1)
  }

  @Test func aTakeThatBrokeOffComesLast() {
    // The first note is all that the others agree upon.
    let takes = [
      take(1, [60]), take(2, [60, 62, 66, 61]), take(3, [60, 63, 68, 70]),
      take(4, [60, 65, 61, 63]),
    ]
    #expect(seeds(takes).last == 1)
    #expect(seeds([takes[0], take(2, [60, 62]), take(3, [60, 63])]).last != 1)
  }

  @Test func aTakeThatSaysTheSameComesAfterOneThatDoesNot() {
    let takes = [
      take(1, [60, 64, 67, 71]), take(2, [60, 64, 67, 71]), take(3, [60, 64, 72, 76]),
      take(4, [60, 64, 67, 76]),
    ]
    #expect(seeds(takes) == [1, 4, 2, 3])
  }

  @Test func noTakeIsChosenThatIsLikeOneBeforeIt() {
    let (same, other) = ([60, 64, 67, 71], [60, 64, 72, 76])
    let choice = Choice(among: [take(1, same), take(2, same), take(3, other)], given: given)
    #expect(choice.best(3, within: 0.9).map(\.seed) == [1, 3])
    #expect(choice.best(3, within: 0.4).map(\.seed) == [1])
    let later = choice.best(3, besides: [take(9, other)], within: 0.9)
    #expect(later.map(\.seed) == [1])
    #expect(later.map(\.number) == [2])
  }

  @Test func takesThatAreTheSameMakeRoomForBolderOnes() {
    let scale = (1...4).map { take($0, [60, 62, 64, 65]) }
    var asked: [CompletionOptions] = []
    var options = CompletionOptions()
    options.takes = 3
    let shown = chosen(options, first: scale) {
      asked.append($0)
      // The first bolder draw is the scale again, the second is not.
      return asked.count == 1
        ? [take(11, [60, 62, 64, 65])] : [take(12, [60, 62, 64, 67]), take(13, [67, 65, 64, 62])]
    }
    #expect(Set(shown.map(\.seed)) == [1, 12, 13])
    #expect(shown.map(\.number) == [1, 2, 3])
    #expect(shown[0].seed == 1)
    #expect(asked.map(\.sampling.similarity) == [0.1, 0])
    #expect(asked.map(\.sampling.temperature) == [1, 1.25])
    #expect(Set(asked.map(\.seed)).count == 2)
  }

  @Test func takesThatCannotBeToldApartAreShownAllTheSame() {
    let scale = (1...4).map { take($0, [60, 62, 64, 65]) }
    var options = CompletionOptions()
    options.takes = 3
    func shown(_ draws: inout Int) -> [Take] {
      var count = 0
      defer { draws = count }
      return chosen(options, first: scale) { _ in
        count += 1
        return [take(10 + count, [60, 62, 64, 65])]
      }
    }
    var draws = 0
    #expect(shown(&draws).map(\.number) == [1, 2, 3])
    #expect(draws == 3)
    options.sampling.temperature = 0
    #expect(shown(&draws).map(\.seed) == [1, 2, 3])
    #expect(draws == 0)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func theFirstOfManyAreTheFewAndTheOrderOfTheDrawsDoesNotMatter(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let takes = (1...9).map { number in
      take(number, (0..<4).map { _ in Int.random(in: 60...64, using: &random) })
    }
    let all = seeds(takes)
    #expect(Set(all).count == 9)
    for count in 0...9 {
      #expect(seeds(takes.shuffled(using: &random), count) == Array(all.prefix(count)))
    }
    #expect(seeds(takes, 20) == all)
  }

  @Test func chosenTakesAreCountedAnewAndMadeAgainUnderTheirNumbers() throws {
    let staves = [72, 48].map { pitch in
      Track(notes: (0..<16).map { note($0, pitch + $0 % 3, unit: 480) })
    }
    let score = Score(ticksPerQuarter: 480, tracks: staves)
    var options = CompletionOptions()
    (options.takes, options.candidates) = (5, 5)
    let events = try complete(
      score, .bars(1...1), options, model: RandomModel.model, cells: RandomModel.cells)
    let shown = events.takes()
    #expect(shown.map(\.number) == [1, 2, 3, 4, 5])
    let drawn = events.candidates.takes()
    #expect(shown.map(\.seed) != drawn.map(\.seed))
    #expect(Set(shown.map(\.seed)) == Set(drawn.map(\.seed)))
    for take in shown {
      #expect(take.tracks.allSatisfy { $0.name.hasPrefix("Continuo take \(take.number), ") })
      let again = try reproduce(
        take.record, of: score, model: RandomModel.model, cells: RandomModel.cells)
      for copy in again.takes() {
        #expect(copy.score(in: again.given) == take.score(in: events.given))
      }
    }
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func likenessCountsEachNoteOnce(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    func some() -> [Note] {
      (0..<Int.random(in: 0...12, using: &random)).map { _ in
        note(.random(in: 0...3, using: &random), .random(in: 60...62, using: &random), unit: 480)
      }
    }
    let (a, b) = (some(), some())
    var rest = b
    for note in a {
      if let place = rest.firstIndex(where: { $0.onset == note.onset && $0.pitch == note.pitch }) {
        rest.remove(at: place)
      }
    }
    let pairs = b.count - rest.count
    let expected = a.isEmpty && b.isEmpty ? 1 : Double(2 * pairs) / Double(a.count + b.count)
    #expect(OnsetMatching(a, b).f1 == expected)
    #expect(OnsetMatching(b, a).f1 == expected)
    #expect(OnsetMatching(a, a).f1 == 1)
  }

  @Test func pitchClassesThatHaveNothingInCommonAreOneApart() throws {
    let (c, d) = (
      PitchClassShares([note(0, 60, unit: 480), note(1, 72, unit: 480)]),
      PitchClassShares([note(0, 62, unit: 480)])
    )
    #expect(c.distance(to: d) == 1 && c.distance(to: c) == 0)
    #expect(
      c.distance(to: PitchClassShares([note(0, 48, unit: 480), note(0, 50, unit: 480)])) == 0.5)
    #expect(c.distance(to: PitchClassShares([])) == nil)
  }
}

/// The choice as `Documentation/takes.md` tells it, with the numbers that stand there.
private enum DocumentedChoice {
  static func f1(_ a: [Note], _ b: [Note]) -> Double {
    var (rest, pairs) = (b, 0)
    for note in a {
      if let place = rest.firstIndex(where: { $0.onset == note.onset && $0.pitch == note.pitch }) {
        rest.remove(at: place)
        pairs += 1
      }
    }
    return 2 * Double(pairs) / Double(a.count + b.count)
  }

  static func shares(_ notes: [Note]) -> [Double] {
    (0..<12).map { key in
      Double(notes.count { Int($0.pitch.number) % 12 == key }) / Double(notes.count)
    }
  }

  /// Whether takes, named by their places, may be shown in an order: none comes before one that is
  /// better by more than rounding.
  static func allows(_ order: [Int], of takes: [[Note]], around: [Note]) -> Bool {
    let middle = takes.map(\.count).sorted()[takes.count / 2]
    let scores = takes.indices.map { index -> Double in
      let others = takes.indices.filter { $0 != index }
      let common = others.reduce(0) { $0 + f1(takes[index], takes[$1]) } / Double(others.count)
      let distance = zip(shares(takes[index]), shares(around)).reduce(0) { $0 + abs($1.0 - $1.1) }
      let brokeOff = Double(takes[index].count) < Double(middle) / 3
      return common - distance / 2 / 5 - (brokeOff ? 100 : 0)
    }
    return order.indices.allSatisfy { count in
      let values = order[count...].map { index in
        scores[index] - 0.6 * (order[..<count].map { f1(takes[index], takes[$0]) }.max() ?? 0)
      }
      return values[0] > values.max()! - 1e-9
    }
  }
}

@Suite struct DocumentedChoiceTests {
  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func takesThatPartlyAgreeAreShownInTheDocumentedOrder(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let scale = [60, 62, 64, 65, 67, 69, 71]
    func some(_ count: Int) -> [Int] {
      (0..<count).map { place in
        random.below(4) == 0
          ? 55 + random.below(20) : scale[(place + random.below(2)) % scale.count]
      }
    }
    let takes = (1...6).map { take($0, some(seed % 3 == 0 ? 1 + random.below(12) : 8)) }
    // Bars farther than eight from the hole, which begins with the fifth, do not count: the bars
    // from the fifteenth on are in another key.
    let notes = (0..<160).map { quarter in
      note(
        quarter,
        quarter / 4 > 15 ? 61 + quarter % 2 * 5 : scale[(quarter * 3 + Int(seed)) % scale.count],
        unit: 480)
    }.filter { !(16..<28).contains($0.onset.value / 480) }
    let score = Score(ticksPerQuarter: 480, tracks: [Track(notes: notes)])
    let given = GivenMusic(score, hole: [], BarLines(score))
    let all = takes.flatMap { $0.tracks.flatMap(\.notes) }
    let last = all.map(\.onset.value).max()! / 1920 + 8
    let around = notes.filter { $0.onset.value / 1920 <= last }
    let order = Choice(among: takes, given: given).best(6).map { Int($0.seed) - 1 }
    #expect(order.sorted() == Array(0..<6))
    #expect(
      DocumentedChoice.allows(order, of: takes.map { $0.tracks.flatMap(\.notes) }, around: around))
  }

  @Test func moreThanThreeQuartersInCommonIsTheSame() {
    let five = [60, 62, 64, 65, 67]
    for (other, isShown) in [
      ([60, 62, 64, 65, 61], false), ([60, 62, 64, 63, 61], true), ([60, 62, 64, 65], false),
      ([60, 62, 64], true),
    ] {
      var options = CompletionOptions()
      options.takes = 2
      let shown = chosen(options, first: [take(1, five), take(2, other)]) { _ in
        [take(11, [50, 51, 52, 53, 54])]
      }
      #expect(Set(shown.map(\.seed)) == (isShown ? [1, 2] : [11, shown[0].seed]), "\(other)")
    }
  }

  @Test func eachFurtherDrawIsAsMuchBolderAsDocumented() {
    var asked: [SamplingOptions] = []
    var options = CompletionOptions()
    options.sampling.similarity = 3
    options.sampling.topP = 0.7
    options.sampling.temperature = 0.8
    let same = (1...4).map { take($0, [60, 62, 64, 65]) }
    options.takes = 3
    _ = chosen(options, first: same) {
      asked.append($0.sampling)
      return [take(10 + asked.count, [60, 62, 64, 65])]
    }
    func near(_ found: [Double], _ expected: [Double]) -> Bool {
      zip(found, expected).allSatisfy { abs($0 - $1) < 1e-9 } && found.count == expected.count
    }
    #expect(near(asked.map(\.similarity), [0.3, 0, 0]))
    #expect(near(asked.map(\.temperature), [0.8, 1, 1.2]))
    // Top-p leaves out three tenths, then half as much, then a third.
    #expect(near(asked.compactMap(\.topP), [0.7, 0.85, 0.9]))
  }
}
