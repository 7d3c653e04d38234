// What is varied of the music while training.

import MidiTok
import Random
import Tokens

/// What is varied of the music while training: its key, how loud and how fast it is. A window gets
/// one value of each, drawn evenly from the range that it has, narrowed to what its tokens can say.
public struct Augmentation: Hashable, Sendable {
  /// Semitones, zero among them; nil leaves pitches as they are.
  public var transposition: ClosedRange<Int>?
  /// Percentages of all velocities, 100 among them; nil leaves them as they are.
  public var velocity: ClosedRange<Int>?
  /// Percentages of all tempos, 100 among them; nil leaves them as they are. Of a piece whose bars
  /// are two seconds each, whatever is played, the notes move instead.
  public var tempo: ClosedRange<Int>?

  public static let none = Augmentation()

  public init(
    transposition: ClosedRange<Int>? = nil, velocity: ClosedRange<Int>? = nil,
    tempo: ClosedRange<Int>? = nil
  ) {
    precondition(transposition?.contains(0) ?? true, "each piece's own key is among those drawn")
    for percents in [velocity, tempo] {
      precondition(percents.map { $0.lowerBound > 0 && $0.contains(100) } ?? true, "no 100 percent")
    }
    self.transposition = transposition
    self.velocity = velocity
    self.tempo = tempo
  }

  /// Part of a piece, varied: a pure function of the tokens and the generator's state.
  public func applied(
    to tokens: [Token], of tokenizer: Tokenizer, using generator: inout SplitMix64
  ) -> [Token] {
    var tokens = tokens
    if let semitones = draw(transposition, tokenizer.transpositions(of: tokens), &generator) {
      tokens = tokenizer.transposed(tokens, by: semitones)
    }
    if let percent = draw(velocity, tokenizer.velocityPercents(of: tokens), &generator) {
      tokens = tokenizer.scaled(tokens, velocityPercent: percent)
    }
    if let percent = draw(tempo, tokenizer.tempoPercents(of: tokens), &generator) {
      tokens = tokenizer.scaled(tokens, tempoPercent: percent)
    }
    return tokens
  }

  /// The speed at which a piece without real bars is played.
  func speedPercent(using generator: inout SplitMix64) -> Int? { draw(tempo, tempo, &generator) }

  private func draw(
    _ wanted: ClosedRange<Int>?, _ possible: ClosedRange<Int>?, _ generator: inout SplitMix64
  ) -> Int? {
    guard let wanted, let range = possible?.clamped(to: wanted) else { return nil }
    return range.lowerBound + generator.below(range.count)
  }
}
