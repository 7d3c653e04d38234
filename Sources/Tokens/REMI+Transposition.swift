// The same tokens in another key.

extension REMI {
  /// For each id the token some semitones higher: pitches move, all else stays, and a pitch that
  /// would leave the vocabulary becomes padding.
  public func transposition(by semitones: Int) -> [Token] {
    vocabulary.indices.map { id in
      guard layout.pitches.contains(id) else { return Token(id) }
      let moved = id + semitones
      return layout.pitches.contains(moved) ? Token(moved) : paddingToken
    }
  }

  /// Moves all pitches; returns false, and moves none, when one would leave the vocabulary.
  public func transpose(_ tokens: inout [Token], by semitones: Int) -> Bool {
    for token in tokens where layout.pitches.contains(Int(token.id)) {
      guard layout.pitches.contains(Int(token.id) + semitones) else { return false }
    }
    let table = transposition(by: semitones)
    for index in tokens.indices where layout.pitches.contains(Int(tokens[index].id)) {
      tokens[index] = table[Int(tokens[index].id)]
    }
    return true
  }
}
