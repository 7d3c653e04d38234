// Where in time the next event of a sequence of tokens stands, while it is read.

import Music

/// Where in time the next event of a sequence of tokens stands, while it is read.
package struct ReadingClock {
  package let ticksPerQuarter: Int
  package private(set) var tick = 0
  package private(set) var metres: [Metre] = []
  private let tables: ValueTables
  private var metre = (numerator: 4, denominator: 4)
  private var bar = -1
  private var barOnset = 0
  private var metreBar = 0
  private var metreOnset = 0
  /// Whether bars before the last change of metre can be read.
  private var goesBack = false
  /// The end of the last note, or the time of the last tempo after it.
  private var soundEnd = 0

  /// - Parameter first: The metre that holds from the start, among those of the configuration; nil
  ///   for 4/4.
  package init(_ tables: ValueTables, first: Int?) {
    self.tables = tables
    let configuration = tables.configuration
    ticksPerQuarter = configuration.positionsPerBeat * max(1, configuration.largestDenominator / 4)
    if let first { metre = tables.metres[first] }
    if configuration.useTimeSignatures { addMetre(at: 0) }
  }

  /// Where the next track begins to read if it counts bars from the last change of metre in this
  /// one, as MidiTok has it.
  package func goingOn(first: Metre?) -> ReadingClock {
    var clock = self
    if let first { clock.metre = (first.numerator, first.denominator) }
    clock.goesBack = true
    return clock
  }

  private var ticksPerBeat: Int { max(1, ticksPerQuarter * 4 / metre.denominator) }
  private var ticksPerBar: Int { ticksPerBeat * metre.numerator }

  /// Where a rest would begin that stands next.
  package var silence: Int { max(soundEnd, tick) }

  /// The tick at which the bar begins that a tick of the metre now is in.
  package func bar(at tick: Int) -> Int { tick - (tick - metreOnset) % ticksPerBar }

  /// The tick at which the beat begins that a tick of the metre now is in.
  package func beat(at tick: Int) -> Int { tick - (tick - metreOnset) % ticksPerBeat }

  package mutating func openBar() {
    bar += 1
    if bar > 0 { tick = barOnset + ticksPerBar }
    barOnset = tick
  }

  /// Goes to the start of a bar, counted from 0; false for one before the last change of metre.
  package mutating func go(toBar next: Int) -> Bool {
    guard next >= metreBar || goesBack else { return false }
    bar = next
    barOnset = metreOnset + (bar - metreBar) * ticksPerBar
    tick = barOnset
    return true
  }

  package mutating func go(toPosition position: Int) {
    bar = max(0, bar)
    tick = barOnset + position * max(1, ticksPerBeat / tables.configuration.positionsPerBeat)
  }

  package mutating func go(toTick next: Int) { tick = next }

  package mutating func rest(_ index: Int) {
    tick = silence + tables.rests[index].ticks(perBeat: ticksPerBeat)
    let reached = metreBar + (tick - metreOnset) / ticksPerBar
    guard reached > bar else { return }
    bar = max(0, bar)
    barOnset += (reached - bar) * ticksPerBar
    bar = reached
  }

  package mutating func change(toMetre index: Int) {
    let next = tables.metres[index]
    guard next != metre else { return }
    metre = next
    (metreBar, metreOnset) = (bar, barOnset)
    addMetre(at: tick)
  }

  private mutating func addMetre(at tick: Int) {
    // The metres of a score are those of its first track.
    if goesBack { return }
    metres.append(
      Metre(onset: Tick(tick), numerator: metre.numerator, denominator: metre.denominator))
  }

  /// What is heard now lasts to `end`, or only began.
  package mutating func hear(until end: Int? = nil) { soundEnd = max(soundEnd, end ?? tick) }

  /// The tempo that begins now.
  package func tempo(_ index: Int) -> Tempo {
    Tempo(onset: Tick(tick), quartersPerMinute: tables.quartersPerMinute[index])
  }

  /// The note that begins now; indices are among the configuration's values.
  package mutating func note(pitch: Int, velocity: Int?, duration: Int) -> Note {
    let length = tables.durations[duration].ticks(perBeat: ticksPerBeat)
    let note = Note(
      onset: Tick(tick), duration: Tick(max(1, length)), pitch: Pitch(pitch),
      // Without velocities notes have MidiTok's.
      velocity: Velocity(velocity.map { tables.velocities[$0] } ?? 100))
    hear(until: note.end.value)
    return note
  }
}

extension Tempo {
  package init(onset: Tick, quartersPerMinute: Double) {
    self.init(
      onset: onset, microsecondsPerQuarter: Int((60_000_000 / quartersPerMinute).rounded()))
  }
}
