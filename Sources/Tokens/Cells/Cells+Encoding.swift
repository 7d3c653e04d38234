// Music in two hands to and from blocks of tokens.

import Music

extension Cells {
  /// The tokens of a piece for two hands, from its begin to its end.
  ///
  /// - Parameters:
  ///   - score: Gives metres and pedals; its own notes are not read.
  ///   - right, left: The notes of the hands, in the score's ticks.
  ///   - dynamics: Whether velocities are written; without it, whether there are two different ones.
  ///   - pedals: Whether the pedal is written; without it, whether there is any.
  public func encode(
    _ score: Score, right: [Note], left: [Note], dynamics: Bool? = nil, pedals: Bool? = nil
  ) -> [Token] {
    let pedal = score.tracks.filter { !$0.isDrums }.flatMap(\.pedals)
    let hasDynamics = dynamics ?? (Set((right + left).map(\.velocity)).count > 1)
    let hasPedals = pedals ?? !pedal.isEmpty
    var parts = [bars(of: Track(notes: right), score), bars(of: Track(notes: left), score)]
    if hasPedals { parts.append(bars(of: Track(pedals: pedal), score)) }
    if !hasDynamics {
      for part in parts.indices {
        for bar in parts[part].indices {
          parts[part][bar].content.removeAll { remi.kind(of: $0) == .velocity }
        }
      }
    }
    var tokens = [remi.beginToken, dynamicsToken(hasDynamics), pedalsToken(hasPedals)]
    let longest = parts.max { $0.count < $1.count } ?? []
    for (index, bar) in longest.enumerated() {
      tokens += bar.frame
      for (part, block) in zip(parts, Block.allCases) {
        tokens.append(token(block))
        if index < part.count { tokens += part[index].content }
      }
    }
    return tokens + [remi.endToken]
  }

  /// The score that tokens stand for: a track for each hand, the pedal on the right one's. Holes are
  /// silent; what cannot be understood where it stands is passed over.
  public func decode(_ tokens: [Token]) -> Score {
    let tokens = inOrder(tokens)
    let runs = Runs(tokens, self)
    let hasDynamics = runs.header.contains(dynamicsToken(true))
    var parts = [Score]()
    var tracks = [Track]()
    for block in Block.allCases {
      var sequence: [Token] = []
      for bar in runs.bars {
        sequence += tokens[bar.frame]
        for token in bar.content(of: block, in: tokens) where token != holeToken {
          sequence.append(token)
          if !hasDynamics, isREMI(token), remi.kind(of: token) == .pitch {
            sequence.append(plainVelocity)
          }
        }
      }
      parts.append(remi.decode(sequence))
    }
    for (index, name) in ["Right hand", "Left hand"].enumerated() {
      tracks.append(
        Track(
          name: name, notes: parts[index].tracks.flatMap(\.notes),
          pedals: index == 0 ? parts[2].tracks.flatMap(\.pedals) : []))
    }
    return Score(
      ticksPerQuarter: parts[0].ticksPerQuarter, tracks: tracks, metres: parts[0].metres)
  }

  func isREMI(_ token: Token) -> Bool { Int(token.id) < remi.vocabulary.count }

  private struct EncodedBar {
    /// The bar token and its time signature.
    var frame: [Token]
    var content: [Token]
  }

  private func bars(of track: Track, _ score: Score) -> [EncodedBar] {
    let alone = Score(
      ticksPerQuarter: score.ticksPerQuarter, tracks: [track], metres: score.metres)
    var bars: [EncodedBar] = []
    for token in remi.encode(alone) {
      if remi.isBar(token) {
        bars.append(EncodedBar(frame: [token], content: []))
      } else if remi.kind(of: token) == .timeSignature {
        bars[bars.count - 1].frame.append(token)
      } else {
        bars[bars.count - 1].content.append(token)
      }
    }
    return bars
  }
}
