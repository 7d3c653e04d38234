// What makes a division between two hands more or less likely.

/// The terms of a division's cost. A move of an octave, a quarter's time and a note count one.
///
/// The raw value is a place in a vector. Two places stay empty, so that sums add in the order in
/// which the weights were fitted.
enum HandCost: Int, CaseIterable {
  /// How wide a hand is stretched, what it still holds included; what is beyond an octave; beyond a
  /// tenth.
  case span, overOctave, overTenth
  /// How far the middle of a hand moves from what it struck last: soon after, and after a while.
  case quickMove, slowMove
  /// How far a hand is from where it was on the average.
  case drift
  /// How much lower the right hand is than the left, and whether it is lower at all.
  case crossing, crossed
  /// A key is struck by one hand and held by the other.
  case collision
  /// Notes a hand strikes at once, but one; those beyond four.
  case chord, overFour
  /// Notes of one chord in one hand that are not equally long.
  case uneven
  /// A hand strikes while it still holds what it struck last; just when that ends.
  case overlap, joins
  /// A hand strikes nothing, and holds nothing; the right hand; while the other strikes a chord.
  case rests, rightRests, restsAtChord
  /// After one hand alone the other one plays alone.
  case turns
  /// How far notes are on the wrong side of the middle of the music a bar around; of the whole.
  case wrongSide = 19
  case wrongHalf
  /// How far notes are above these middles, the left hand's less the right's.
  case side = 22
  case half
  /// Notes that the other hand struck lately and this one did not; the other way round.
  case foreign, own
  /// The least distance between the hands in one chord.
  case gap
}

/// A number for each term.
struct HandCosts {
  var values = SIMD32<Float>(repeating: 0)

  subscript(term: HandCost) -> Float {
    get { values[term.rawValue] }
    set { values[term.rawValue] = newValue }
  }

  static func * (a: HandCosts, b: HandCosts) -> Float { (a.values * b.values).sum() }
}

extension HandCosts {
  /// Fitted to scores on two staves.
  static let fitted: HandCosts = {
    var weights = HandCosts()
    weights[.span] = -0.056
    weights[.overOctave] = 0.538
    weights[.overTenth] = 2.338
    weights[.quickMove] = 0.081
    weights[.slowMove] = 0.042
    weights[.drift] = 0.077
    weights[.crossing] = 0.241
    weights[.crossed] = 0.072
    weights[.collision] = 0.186
    weights[.chord] = -0.055
    weights[.overFour] = 0.795
    weights[.uneven] = 0.089
    weights[.overlap] = 0.051
    weights[.joins] = -0.122
    weights[.rests] = 0.1
    weights[.rightRests] = 0.015
    weights[.restsAtChord] = -0.062
    weights[.turns] = 0.042
    weights[.wrongSide] = 0.694
    weights[.wrongHalf] = 0.01
    weights[.side] = -0.312
    weights[.half] = 0.02
    weights[.foreign] = 0.012
    weights[.own] = -0.058
    weights[.gap] = -0.1
    return weights
  }()
}
