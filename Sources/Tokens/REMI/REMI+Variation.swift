// The same tokens in another key, louder or softer, faster or slower.

extension REMI {
  /// For each id the token of so many percent of its velocity, the nearest that there is; all else
  /// stays.
  public func velocityScaling(percent: Int) -> [Token] {
    scaling(layout.velocities, tables.velocities.map(Double.init), percent)
  }

  /// For each id the token of so many percent of its tempo, the nearest that there is; all else
  /// stays.
  public func tempoScaling(percent: Int) -> [Token] {
    scaling(layout.tempos, tables.quartersPerMinute, percent)
  }

  private func scaling(_ ids: Range<Int>, _ values: [Double], _ percent: Int) -> [Token] {
    precondition(percent > 0, "\(percent) percent")
    var table = vocabulary.indices.map { Token($0) }
    for (id, value) in zip(ids, values) {
      table[id] = Token(ids.lowerBound + nearest(value * Double(percent) / 100, in: values))
    }
    return table
  }

  /// The percentages of which no velocity leaves the vocabulary's range, 100 among them; nil
  /// without velocities.
  package func velocityPercents(of tokens: [Token]) -> ClosedRange<Int>? {
    percents(of: tokens, layout.velocities, tables.velocities.map(Double.init))
  }

  /// The percentages of which no tempo leaves the vocabulary's range, 100 among them; nil without
  /// tempos.
  package func tempoPercents(of tokens: [Token]) -> ClosedRange<Int>? {
    percents(of: tokens, layout.tempos, tables.quartersPerMinute)
  }

  private func percents(
    of tokens: [Token], _ ids: Range<Int>, _ values: [Double]
  ) -> ClosedRange<Int>? {
    let found = tokens.lazy.map { Int($0.id) }.filter(ids.contains)
    guard let least = found.min(), let most = found.max() else { return nil }
    let low = 100 * values[0] / values[least - ids.lowerBound]
    let high = 100 * values[values.count - 1] / values[most - ids.lowerBound]
    return Int(low.rounded(.up))...Int(high.rounded(.down))
  }
}

extension REMI {
  /// For each id the token some semitones higher: pitches and the roots of chords move, all else
  /// stays, and a pitch that would leave the vocabulary becomes padding.
  public func transposition(by semitones: Int) -> [Token] {
    let classes = TokenizerConfiguration.pitchClasses.count
    return vocabulary.indices.map { id in
      if configuration.namesChordRoots, layout.chords.contains(id) {
        let (kind, root) = (id - layout.chords.lowerBound).quotientAndRemainder(dividingBy: classes)
        let moved = ((root + semitones) % classes + classes) % classes
        return Token(layout.chords.lowerBound + kind * classes + moved)
      }
      guard layout.pitches.contains(id) else { return Token(id) }
      let moved = id + semitones
      return layout.pitches.contains(moved) ? Token(moved) : paddingToken
    }
  }
}
