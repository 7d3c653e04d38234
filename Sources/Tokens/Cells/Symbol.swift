// What a token of the cells means.

import Music

/// What a token of the cells means, as a value; `Cells.symbol(of:)` says it of any token.
public enum Symbol: Hashable, Sendable {
  /// Fills the end of a short row in a batch.
  case padding
  case begin, end
  /// Whether velocities are written, and whether the pedal is; said once, before the first bar.
  case dynamics(Bool)
  case pedals(Bool)
  case bar
  /// Of the bar that has begun.
  case metre(numerator: Int, denominator: Int)
  /// A block begins.
  case block(Block)
  /// From the start of the bar, in the finest fractions of a beat that the vocabulary has.
  case position(Int)
  case pitch(Pitch)
  case velocity(Velocity)
  case duration(BeatDuration)
  case pedal(isDown: Bool)
  /// Stands in a block of a prompt that is to be filled.
  case hole
  /// Stands between a prompt and what fills its holes.
  case fill
  /// Stands in a prompt between the bars after its last hole, which come first, and those before.
  case later
  /// Means nothing in cells.
  case other
}

extension Cells {
  /// What stands around the blocks, behind the tokens of REMI.
  static let frame: [(name: String, symbol: Symbol)] = [
    ("Hand_Right", .block(.hand(.right))), ("Hand_Left", .block(.hand(.left))),
    ("Pedals_Bar", .block(.pedal)), ("Hole_None", .hole), ("Fill_None", .fill),
    ("Dynamics_Off", .dynamics(false)), ("Dynamics_On", .dynamics(true)),
    ("Pedals_Off", .pedals(false)), ("Pedals_On", .pedals(true)),
  ]

  /// By id; made from the layout of the vocabulary.
  static func symbols(_ remi: REMI, later: Token) -> [Symbol] {
    let (layout, tables) = (remi.layout, remi.tables)
    var symbols = [Symbol](repeating: .other, count: layout.count)
    symbols[Int(remi.paddingToken.id)] = .padding
    symbols[Int(remi.beginToken.id)] = .begin
    symbols[Int(remi.endToken.id)] = .end
    symbols[Int(later.id)] = .later
    symbols[layout.bar] = .bar
    for (id, pitch) in zip(layout.pitches, remi.configuration.pitchRange) {
      symbols[id] = .pitch(Pitch(pitch))
    }
    for (id, velocity) in zip(layout.velocities, tables.velocities) {
      symbols[id] = .velocity(Velocity(velocity))
    }
    for (id, duration) in zip(layout.durations, tables.durations) {
      symbols[id] = .duration(duration)
    }
    for (position, id) in layout.positions.enumerated() { symbols[id] = .position(position) }
    for (id, metre) in zip(layout.timeSignatures, tables.metres) {
      symbols[id] = .metre(numerator: metre.numerator, denominator: metre.denominator)
    }
    for id in layout.pedalsOn { symbols[id] = .pedal(isDown: true) }
    for id in layout.pedalsOff { symbols[id] = .pedal(isDown: false) }
    return symbols + frame.map(\.symbol)
  }
}
