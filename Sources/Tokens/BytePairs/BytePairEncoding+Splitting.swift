// Where a sequence is cut before its neighbours become one.

extension BytePairEncoding {
  /// Where a sequence is cut, ascending.
  ///
  /// MidiTok counts bars and beats up to the last note, tempo or metre: what follows, as the pedals
  /// of a last chord that is held, stays in one piece.
  func cuts(_ tokens: [Token]) -> [Int] {
    guard split != .none, let last = lastCounted(tokens) else { return [] }
    var cuts: [Int] = []
    var beat = 0
    for (index, token) in tokens.prefix(last + 1).enumerated() {
      switch remi.kind(of: token) {
      case .bar:
        beat = 0
        if index > 0 { cuts.append(index) }
      case .position where split == .beats:
        let position = Int(token.id) - remi.layout.positions.lowerBound
        let next = position / remi.configuration.positionsPerBeat
        if next > beat { cuts.append(index) }
        beat = next
      default: continue
      }
    }
    return cuts
  }

  /// The index of the last note, tempo or change of metre.
  private func lastCounted(_ tokens: [Token]) -> Int? {
    var metre: Token?
    var last: Int?
    for (index, token) in tokens.enumerated() {
      switch remi.kind(of: token) {
      case .pitch, .drumPitch, .tempo: last = index
      case .timeSignature:
        if token != metre { last = index }
        metre = token
      default: continue
      }
    }
    return last
  }
}
