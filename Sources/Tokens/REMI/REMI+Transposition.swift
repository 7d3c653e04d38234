// The same tokens in another key.

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
