// The hands of a score: its two piano staves, or a division of its notes.

extension Score {
  /// What each hand plays. A singer's or another instrument's tracks belong to no hand.
  ///
  /// Two piano tracks are two staves, the upper first unless their names tell; further tracks whose
  /// names tell a hand belong to it. One track, or more than two, are divided by `splitIntoHands`,
  /// which is a search: some milliseconds for a thousand notes. Call this once.
  ///
  ///     let hands = score.dividedIntoHands()
  ///     for note in hands[.left] { ... }
  public func dividedIntoHands() -> Hands {
    let tracks = pianoTracks
    if tracks.count == 2 {
      let isTurned = tracks[0].namedHand == .left || tracks[1].namedHand == .right
      return Hands(
        right: tracks[isTurned ? 1 : 0].notes, left: tracks[isTurned ? 0 : 1].notes,
        areWritten: true)
    }
    let unnamed = tracks.filter { $0.namedHand == nil }
    if tracks.count > 2, unnamed.isEmpty || unnamed.count == 2 {
      func played(_ hand: Hand, _ staff: Int) -> [Note] {
        let staves = tracks.filter { $0.namedHand == hand } + unnamed.dropFirst(staff).prefix(1)
        return staves.flatMap(\.notes).sorted()
      }
      return Hands(right: played(.right, 0), left: played(.left, 1), areWritten: true)
    }
    let notes = tracks.flatMap(\.notes).sorted()
    let hands = splitIntoHands(notes, ticksPerQuarter: ticksPerQuarter)
    func played(_ hand: Hand) -> [Note] {
      zip(notes, hands).filter { $0.1 == hand }.map(\.0)
    }
    return Hands(right: played(.right), left: played(.left), areWritten: false)
  }

  /// The tracks that a pianist plays: those with a piano's program that are not named like a singer
  /// or another instrument; where there is none, all that are not; else all but the drums.
  public var pianoTracks: [Track] {
    let sounding = tracks.filter { !$0.isDrums && !$0.notes.isEmpty }
    let unnamed = sounding.filter { !$0.isNamedForOthers }
    let pianos = unnamed.filter { $0.program < 8 }
    return [pianos, unnamed].first { !$0.isEmpty } ?? sounding
  }
}
