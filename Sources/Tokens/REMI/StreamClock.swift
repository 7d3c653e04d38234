// How much time passes between the events of a stream, while it is encoded.

/// How much time passes between the events of a stream, in rests, bars and positions.
package struct StreamClock {
  package enum Step {
    /// Among the configuration's rests.
    case rest(Int)
    /// A bar in one of the grid's metres.
    case bar(metre: Int)
    case position(Int)
  }

  private let grid: TimeGrid
  private let rests: [BeatDuration]
  private let positionsPerBeat: Int
  private var metre = 0
  private var bar = -1
  private var barOnset = 0
  private var metreBar = 0
  private var metreOnset = 0
  private var time = -1
  /// The end of the last note, or the time of the last event after it.
  private var soundEnd = 0

  package init(_ grid: TimeGrid, _ tables: ValueTables) {
    self.grid = grid
    rests = tables.rests
    positionsPerBeat = tables.configuration.positionsPerBeat
  }

  private var ticksPerBar: Int { grid.ticksPerBar(grid.metres[metre]) }
  private var ticksPerBeat: Int { grid.ticksPerQuarter * 4 / grid.metres[metre].denominator }

  /// What is said before an event, the events being in the order of their times.
  package mutating func steps(to event: GridEvent) -> [Step] {
    var steps: [Step] = []
    if event.time != time { pass(to: event, &steps) }
    if case .metre(let index) = event.content {
      metreBar += (event.time - metreOnset) / ticksPerBar
      metreOnset = event.time
      metre = index
      // What begins with the metre has a position of its own.
      time -= 1
    }
    soundEnd = max(soundEnd, event.end)
    return steps
  }

  private mutating func pass(to event: GridEvent, _ steps: inout [Step]) {
    if !rests.isEmpty { rest(until: event.time, &steps) }
    let change: Int? = if case .metre(let index) = event.content { index } else { nil }
    let last = metreBar + (event.time - metreOnset) / ticksPerBar
    while bar < last {
      bar += 1
      barOnset = metreOnset + (bar - metreBar) * ticksPerBar
      steps.append(.bar(metre: bar == last ? change ?? metre : metre))
    }
    if change == nil {
      let ticksPerPosition = max(1, ticksPerBeat / positionsPerBeat)
      steps.append(.position((event.time - barOnset) / ticksPerPosition))
    }
    time = event.time
  }

  /// Says the silence before `next` with the longest rests that fit; the bars in it are not said.
  private mutating func rest(until next: Int, _ steps: inout [Step]) {
    let lengths = rests.map { $0.ticks(perBeat: ticksPerBeat) }
    guard let shortest = lengths.first, next - soundEnd >= shortest else { return }
    time = max(soundEnd, time)
    while next - time >= shortest, let index = lengths.lastIndex(where: { $0 <= next - time }) {
      steps.append(.rest(index))
      time += lengths[index]
    }
    let reached = metreBar + (time - metreOnset) / ticksPerBar
    guard reached > bar else { return }
    bar = max(0, bar)
    barOnset += (reached - bar) * ticksPerBar
    bar = reached
  }
}
