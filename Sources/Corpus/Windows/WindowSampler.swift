// Windows of tokens for training, cut on the fly.

import MidiTok
import Random
import Tokens

/// Windows of tokens for training: a pure function from a number to a window.
///
/// A piece of n tokens has ceil(n / length) slots in an epoch, times the weight of its source; an
/// epoch is a seeded permutation of all slots. A slot gives a random place in its part of the
/// piece, which moves back to the bar before it, and the window starts there. The parts reach half
/// a window over both ends: places before the piece mean its start, and from places too near its
/// end the window starts at the first bar from which the rest of the piece fits, so that beginnings
/// and ends are seen about as often as what is between. What a piece's first tokens say of all of
/// it stands in front of each of its windows, and the tempo that holds. Nothing is stored twice,
/// and nothing but the map is held in memory.
public struct WindowSampler: Sendable {
  let store: TokenStore
  let tokenizer: Tokenizer
  /// Tokens that a window predicts.
  let length: Int
  /// Tokens that a window holds, at most: a row more.
  private var size: Int { length + tokenizer.rowWidth }
  let seed: UInt64
  let augmentation: Augmentation
  /// Of the slots.
  private let order: WindowOrder

  public var windowsPerEpoch: Int { order.windowsPerEpoch }

  /// - Parameters:
  ///   - length: Tokens, or rows, that a window predicts; it holds one more.
  ///   - sourceWeights: How often the pieces of a source count; once when not named.
  ///   - augmentation: What is varied of each window.
  public init(
    store: TokenStore, tokenizer: Tokenizer, length: Int, seed: UInt64,
    sourceWeights: [String: Int] = [:], augmentation: Augmentation = .none
  ) {
    precondition(length > 0, "a window of \(length) tokens")
    precondition(sourceWeights.values.allSatisfy { $0 >= 0 }, "weights are not negative")
    self.store = store
    self.tokenizer = tokenizer
    let length = length * tokenizer.rowWidth
    self.length = length
    self.seed = seed
    self.augmentation = augmentation
    let counts = (0..<store.pieceCount).map { piece in
      let count = (store.tokenCount(ofPiece: piece) + length - 1) / length
      return count * (sourceWeights[store.pieces[piece].source] ?? 1)
    }
    order = WindowOrder(counts, seed: seed)
  }

  /// The window with this number, of 2 to length + 1 tokens or rows.
  public func window(_ index: Int) -> [Token] {
    let (piece, slot) = order.window(index)
    var generator = SplitMix64(seed: SplitMix64.mixed(seed) ^ SplitMix64.mixed(UInt64(index)))
    let speed =
      store.pieces[piece].time == .seconds ? augmentation.speedPercent(using: &generator) : nil
    let text = PieceText(store, piece: piece, tokenizer, speedPercent: speed)
    let start = start(in: text, slot, ofPiece: piece, &generator)
    return augmentation.applied(
      to: text.part(from: start, mostTokens: size), of: tokenizer, using: &generator)
  }

  /// Where the window of a slot begins.
  private func start(
    in text: PieceText, _ slot: Int, ofPiece piece: Int, _ generator: inout SplitMix64
  ) -> Int {
    let latest = text.count - size + tokenizer.headerCount
    guard text.count > size else { return 0 }
    let slots = slots(ofPiece: piece)
    let span = latest + length
    let part = slot % slots
    let position = (part * span + generator.below(span)) / slots - length / 2
    if position >= latest {
      let bar = text.bars(before: latest)
      return bar < text.barCount ? text.offset(ofBar: bar) : latest
    }
    // The begin token belongs to the first bar.
    let bar = text.bars(before: position + 1) - 1
    return bar > 0 ? text.offset(ofBar: bar) : 0
  }

  /// The slots of a piece in one pass.
  private func slots(ofPiece piece: Int) -> Int {
    (store.tokenCount(ofPiece: piece) + length - 1) / length
  }
}
