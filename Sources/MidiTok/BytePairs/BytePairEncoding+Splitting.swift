// Where a sequence is cut before its neighbours become one.

import Tokens

extension BytePairEncoding {
  /// Where a sequence is cut, ascending: before the first token of a bar or beat, whether or not a
  /// token says that it begins, as in a rest none does.
  ///
  /// MidiTok counts bars and beats up to the last note, tempo or metre: what follows, as the pedals
  /// of a last chord that is held, stays in one piece.
  func cuts(_ tokens: [Token]) -> [Int] {
    guard split != .none, let last = lastCounted(tokens) else { return [] }
    var cuts: [Int] = []
    var reader = REMIDecoder(remi, tokens)
    var start = 0
    for index in 0...last {
      // A rest stands where it begins, all else where it leads to.
      let silence = remi.kind(of: tokens[index]) == .rest ? reader.clock.silence : nil
      reader.read(tokens, at: index)
      let tick = silence ?? reader.clock.tick
      let next = split == .beats ? reader.clock.beat(at: tick) : reader.clock.bar(at: tick)
      guard next > start else { continue }
      cuts.append(index)
      start = next
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
