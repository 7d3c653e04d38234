// Which token may follow.

/// Which token may follow a sequence of tokens, so that it says nothing twice and leaves nothing
/// open: what is allowed step by step decodes to a score that encodes to the same tokens, but for
/// empty bars at the end.
///
/// Where `removesDuplicatedNotes` is off, MidiTok strikes a key twice at a position, orders notes
/// by durations that are no longer there, and repeats a position; then these are allowed too.
public struct REMIGrammar: Sendable {
  private enum Expectation: Hashable, Sendable {
    case beginning, bar, timeSignature, anything, event, velocity, duration, nothing
  }

  /// What has stood at the current position, in the order in which it must stand.
  private enum Stage: Int, Comparable, Sendable {
    case empty, tempo, pedal, notes
    static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }
  }

  private let remi: REMI
  private var expectation = Expectation.beginning
  private var stage = Stage.empty
  /// The first position that may still follow in the bar.
  private var nextPosition = 0
  private(set) var positionsInBar: Int
  /// The lowest pitch that may still follow at the position, counted from the vocabulary's lowest.
  private var nextPitch = 0
  private var isTempoSet = false
  public private(set) var isPedalDown = false
  /// How many bars have begun.
  public private(set) var barCount = 0

  /// Throws when a tokenizer writes tokens whose order is not known here: rests, chords or
  /// programs.
  public static func check(_ remi: REMI) throws(TokenizerConfigurationError) {
    let configuration = remi.configuration
    if configuration.useRests { throw .unsupported(option: "use_rests") }
    if configuration.useChords { throw .unsupported(option: "use_chords") }
    if configuration.usePrograms { throw .unsupported(option: "use_programs") }
  }

  /// At the start of a piece, or after some of its tokens.
  ///
  /// - Precondition: `check` accepts the tokenizer.
  public init(_ remi: REMI, after prefix: some Sequence<Token> = EmptyCollection()) {
    self.remi = remi
    positionsInBar = 4 * remi.configuration.positionsPerBeat
    for token in prefix { accept(token) }
  }

  private var isStrict: Bool { remi.configuration.removesDuplicatedNotes }

  /// Moves on by one token. A token that is not allowed changes the state as far as it makes sense.
  public mutating func accept(_ token: Token) {
    let (id, layout) = (Int(token.id), remi.layout)
    guard id < layout.count else { return }
    switch remi.kind(of: token) {
    case .special:
      if token == remi.beginToken { expectation = .bar }
      if token == remi.endToken { expectation = .nothing }
    case .bar:
      barCount += 1
      nextPosition = 0
      stage = .empty
      expectation = layout.timeSignatures.isEmpty ? .anything : .timeSignature
    case .timeSignature:
      let metre = remi.tables.metres[id - layout.timeSignatures.lowerBound]
      positionsInBar = metre.numerator * remi.configuration.positionsPerBeat
      expectation = .anything
    case .position:
      nextPosition = id - layout.positions.lowerBound + (isStrict ? 1 : 0)
      nextPitch = 0
      stage = .empty
      expectation = .event
    case .tempo:
      isTempoSet = true
      reach(.tempo)
    case .pedalOn, .pedalOff:
      isPedalDown = id == layout.pedalOn
      reach(.pedal)
    case .pitch:
      if isStrict { nextPitch = id - layout.pitches.lowerBound + 1 }
      stage = .notes
      expectation = layout.velocities.isEmpty ? .duration : .velocity
    case .velocity: expectation = .duration
    case .duration: reach(.notes)
    case .drumPitch, .rest, .chord, .program: return
    }
  }

  /// Tells whether the pedal was down before the first of the tokens.
  mutating func setPedal(isDown: Bool) { isPedalDown = isDown }

  private mutating func reach(_ stage: Stage) {
    self.stage = stage
    expectation = .anything
  }

  /// Sets `mask` to whether each token of the vocabulary may follow.
  public func allowed(into mask: inout [Bool]) {
    precondition(mask.count == remi.layout.count, "a mask has one place for each token")
    for index in mask.indices { mask[index] = false }
    forEachAllowedRange { for index in $0 { mask[index] = true } }
  }

  public func allows(_ token: Token) -> Bool {
    var isAllowed = false
    forEachAllowedRange { isAllowed = isAllowed || $0.contains(Int(token.id)) }
    return isAllowed
  }

  /// Calls `body` with ranges of ids of one kind each.
  func forEachAllowedRange(_ body: (Range<Int>) -> Void) {
    let layout = remi.layout
    func allow(_ id: Int?) { if let id { body(id..<id + 1) } }
    switch expectation {
    case .beginning:
      allow(Int(remi.beginToken.id))
      allow(layout.bar)
    case .bar: allow(layout.bar)
    case .timeSignature: body(layout.timeSignatures)
    case .velocity: body(layout.velocities)
    case .duration: body(layout.durations)
    case .nothing: allow(Int(remi.paddingToken.id))
    case .event: forEachAllowedEvent(body)
    case .anything where !isTempoSet && !layout.tempos.isEmpty:
      allow(layout.positions.lowerBound)
    case .anything:
      if stage > .empty { forEachAllowedEvent(body) }
      allow(layout.bar)
      if !isPedalDown { allow(Int(remi.endToken.id)) }
      if nextPosition < positionsInBar {
        let first = layout.positions.lowerBound
        body(first + nextPosition..<first + positionsInBar)
      }
    }
  }

  /// What may stand next at the current position.
  private func forEachAllowedEvent(_ body: (Range<Int>) -> Void) {
    let layout = remi.layout
    if stage < .tempo && !layout.tempos.isEmpty {
      body(layout.tempos)
      if !isTempoSet { return }
    }
    let maySwing = isStrict ? stage < .pedal : stage <= .pedal
    if maySwing, let pedal = isPedalDown ? layout.pedalOff : layout.pedalOn {
      body(pedal..<pedal + 1)
    }
    body(layout.pitches.dropFirst(nextPitch))
  }
}
