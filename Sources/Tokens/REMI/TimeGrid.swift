// The grid of bars and positions that a score's times are rounded to.

import Music

/// The grid of bars and positions that a score's times are rounded to, in ticks of its own.
///
/// One tick is one position of the shortest note value that any of the score's bars is counted in.
/// A metre change waits for the next bar line of the metre before it.
package struct TimeGrid {
  /// A metre that the vocabulary has, from a bar line on.
  package struct Metre {
    package var onset: Int
    package var numerator: Int
    package var denominator: Int
  }

  /// A span whose bars are counted in one note value.
  private struct Section {
    var onset: Int
    let denominator: Int
    let ticksPerPosition: Int
  }

  package private(set) var metres: [Metre]
  package let ticksPerQuarter: Int
  private let scale: Double
  private let isScaled: Bool
  /// Whether times are rounded to positions. MidiTok leaves them between two positions, and cuts
  /// them off later, when the shortest note value vanished with a metre that never reached a bar
  /// line. Where a key is struck only once at a position, that would strike it twice.
  package private(set) var snaps: Bool
  private var sections: [Section] = []

  package init(_ score: Score, _ tables: ValueTables) {
    let configuration = tables.configuration
    let positions = configuration.positionsPerBeat
    metres = TimeGrid.supportedMetres(of: score, tables)
    ticksPerQuarter =
      configuration.useTimeSignatures
      ? positions * (metres.map(\.denominator).max() ?? 4) / 4 : positions
    snaps = configuration.removesDuplicatedNotes
    isScaled = ticksPerQuarter != score.ticksPerQuarter
    scale = Double(ticksPerQuarter) / Double(score.ticksPerQuarter)
    for index in metres.indices where isScaled {
      metres[index].onset = Int(Double(metres[index].onset) * scale)
    }
    moveMetresToBarLines()
    for metre in metres where metre.denominator != sections.last?.denominator {
      let ticks = max(1, ticksPerQuarter * 4 / (positions * metre.denominator))
      sections.append(
        Section(onset: metre.onset, denominator: metre.denominator, ticksPerPosition: ticks))
    }
    if sections.count > 1 { snaps = true }
  }

  private static func supportedMetres(of score: Score, _ tables: ValueTables) -> [Metre] {
    guard tables.configuration.useTimeSignatures else {
      return [Metre(onset: 0, numerator: 4, denominator: 4)]
    }
    var metres: [Metre] = []
    for metre in score.metres {
      var (numerator, denominator) = (metre.numerator, metre.denominator)
      if tables.configuration.readsHalvesAsQuarters && denominator < 4 {
        (numerator, denominator) = (numerator * 4 / denominator, 4)
      }
      guard tables.metreIndices[numerator * 256 + denominator] != nil else { continue }
      metres.append(
        Metre(onset: metre.onset.value, numerator: numerator, denominator: denominator))
    }
    if metres.first?.onset != 0 {
      metres.insert(Metre(onset: 0, numerator: 4, denominator: 4), at: 0)
    }
    return metres
  }

  /// Removes changes that change nothing, and lets the others wait for a bar line.
  private mutating func moveMetresToBarLines() {
    var moved: [Metre] = []
    for var metre in metres {
      guard let last = moved.last else {
        moved.append(metre)
        continue
      }
      if last.numerator == metre.numerator && last.denominator == metre.denominator { continue }
      let bar = ticksPerBar(last)
      let passed = max(0, metre.onset - last.onset)
      metre.onset = last.onset + (passed + bar - 1) / bar * bar
      if metre.onset == last.onset {
        moved.removeLast()
        if let before = moved.last, before.numerator == metre.numerator,
          before.denominator == metre.denominator
        {
          continue
        }
      }
      moved.append(metre)
    }
    metres = moved
  }

  package func ticksPerBar(_ metre: Metre) -> Int {
    max(1, ticksPerQuarter * 4 / metre.denominator * metre.numerator)
  }

  /// A point in the score's time, in the grid's ticks but not yet on a position.
  @inline(__always) package func point(_ tick: Tick) -> Int {
    isScaled ? Int((scale * Double(tick.value)).rounded()) : tick.value
  }

  /// A span of the score's time, at least one tick if it had to be scaled.
  @inline(__always) package func span(_ tick: Tick) -> Int {
    isScaled ? max(1, Int((scale * Double(tick.value)).rounded())) : tick.value
  }

  package var denominators: [Int] { sections.map(\.denominator) }

  /// The section that `point` lies in, searched from `start` on.
  @inline(__always) package func section(at point: Int, from start: Int = 0) -> Int {
    var index = start
    while index + 1 < sections.count && sections[index + 1].onset <= point { index += 1 }
    return index
  }

  package func ticksPerBeat(section: Int) -> Int {
    ticksPerQuarter * 4 / sections[section].denominator
  }

  package func ticksPerPosition(section: Int) -> Int { sections[section].ticksPerPosition }

  /// The position nearest to a point; of two equally near, the one with the even number.
  @inline(__always) package func snap(_ point: Int, section index: Int) -> Int {
    let section = sections[index]
    guard section.ticksPerPosition > 1 && snaps else { return point }
    let steps = Double(point - section.onset) / Double(section.ticksPerPosition)
    return Int(steps.rounded(.toNearestOrEven)) * section.ticksPerPosition + section.onset
  }
}
