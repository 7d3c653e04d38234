// Divides notes between two hands.

/// Divides notes between two hands, one chord after the other.
///
/// Each chord is cut in two, the upper part for the right hand. Of all rows of cuts the one of least
/// cost is sought (Viterbi 1967), of which the cheapest few to each chord are kept: no two of them
/// have struck last with both hands by the same cuts.
struct HandDivision {
  private struct Cut {
    var leftCount: Int
    /// The cut before it; -1 at the beginning.
    var previous: Int
  }

  private struct Step {
    var way: Int
    var leftCount: Int
    var cost: Float
  }

  private let weights: HandCosts
  private let ticksPerQuarter: Int
  /// How many ways are kept.
  private let width = 8
  private var ways = [DivisionHypothesis()]
  private var cuts: [Cut] = []

  init(weights: HandCosts = .fitted, ticksPerQuarter: Int) {
    self.weights = weights
    self.ticksPerQuarter = ticksPerQuarter
  }

  /// How many notes of each chord, from the lowest, the left hand has.
  mutating func leftCounts(_ chords: [HandChord]) -> [Int] {
    for (number, chord) in chords.enumerated() { advance(chord, number) }
    var counts: [Int] = []
    var cut = chords.isEmpty ? -1 : ways[0].cut
    while cut >= 0 {
      counts.append(cuts[cut].leftCount)
      cut = cuts[cut].previous
    }
    return counts.reversed()
  }

  /// How many notes of a chord the left hand may have: any number, but of what no hands strike only
  /// some, so that no chord takes more than its share of time.
  private func leftCounts(of chord: HandChord) -> [Int] {
    let count = chord.notes.count
    let step = max(1, count / Self.mostCuts)
    return Array(stride(from: 0, to: count, by: step)) + [count]
  }

  private static let mostCuts = 32

  /// The ways stay in the order of their costs.
  private mutating func advance(_ chord: HandChord, _ number: Int) {
    var steps: [Step] = []
    let leftCounts = leftCounts(of: chord)
    for (index, way) in ways.enumerated() {
      for leftCount in leftCounts {
        let terms = way.terms(chord, leftCount: leftCount, ticksPerQuarter: ticksPerQuarter)
        steps.append(
          Step(way: index, leftCount: leftCount, cost: way.cost + terms * weights))
      }
    }
    steps.sort { ($0.cost, $0.way, $0.leftCount) < ($1.cost, $1.way, $1.leftCount) }
    let least = steps[0].cost
    var next: [DivisionHypothesis] = []
    for step in steps where next.count < width {
      let way = ways[step.way]
      let places = way.places(chord, leftCount: step.leftCount, number: number)
      if next.contains(where: { $0.places == places }) { continue }
      cuts.append(Cut(leftCount: step.leftCount, previous: way.cut))
      var following = way.giving(chord, leftCount: step.leftCount, number: number)
      following.cost = step.cost - least
      following.cut = cuts.count - 1
      next.append(following)
    }
    ways = next
  }
}

/// The hand of each note, for notes of which no staff tells it.
///
/// The cost of a division counts the stretch and the moves of the hands, crossings, collisions and
/// how voices go on; its weights were fitted to scores on two staves. Transposition changes nothing.
/// A few seconds for a million notes.
///
/// - Parameter notes: In any order.
public func splitIntoHands(_ notes: [Note], ticksPerQuarter: Int) -> [Hand] {
  let chords = HandChord.chords(of: notes, ticksPerQuarter: ticksPerQuarter)
  var division = HandDivision(ticksPerQuarter: ticksPerQuarter)
  var hands = Array(repeating: Hand.right, count: notes.count)
  for (chord, leftCount) in zip(chords, division.leftCounts(chords)) {
    for place in chord.places.prefix(leftCount) { hands[place] = .left }
  }
  return hands
}
