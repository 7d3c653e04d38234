// What makes a division between two hands more or less likely.

/// The terms of a division's cost. A move of an octave, a quarter's time and a note count one.
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
  /// How far notes are on the wrong side of the middle of the music a quarter around; a bar around;
  /// of the whole.
  case wrongNear, wrongSide, wrongHalf
  /// How far notes are above these middles, the left hand's less the right's.
  case near, side, half
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
