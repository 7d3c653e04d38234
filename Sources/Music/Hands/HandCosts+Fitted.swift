// The weights of a division's terms.

extension HandCosts {
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
