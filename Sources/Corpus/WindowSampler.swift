// Windows of tokens for training, cut on the fly.

import Random
import Tokens

/// Windows of tokens for training: a pure function from a number to a window.
///
/// A piece of n tokens has ceil(n / length) slots in an epoch, times the weight of its source; an
/// epoch is a seeded permutation of all slots. A slot gives a random place in its part of the piece,
/// which moves back to the bar before it, and the window starts there. The parts reach half a window
/// over both ends: places before the piece mean its start, and from places too near its end the
/// window starts at the first bar from which the rest of the piece fits, so that beginnings and ends
/// are seen about as often as what is between. What a piece's first tokens say of all of it stands
/// in front of each of its windows. Nothing is stored twice, and nothing but the map is held in
/// memory.
public struct WindowSampler: Sendable {
  let store: TokenStore
  let tokenizer: Tokenizer
  let length: Int
  let seed: UInt64
  let transpose: ClosedRange<Int>?
  /// First slot of each piece, and the end of the last.
  let firstSlots: [Int]
  let pitches: ClosedRange<Int>

  public var windowsPerEpoch: Int { firstSlots[firstSlots.count - 1] }

  /// - Parameters:
  ///   - length: Tokens that a window predicts; it holds one more.
  ///   - sourceWeights: How often the pieces of a source count; once when not named.
  ///   - transpose: Semitones; narrowed for a window whose pitches would leave the vocabulary.
  public init(
    store: TokenStore, tokenizer: Tokenizer, length: Int, seed: UInt64,
    sourceWeights: [String: Int] = [:], transpose: ClosedRange<Int>? = nil
  ) {
    precondition(length > 0, "a window of \(length) tokens")
    precondition(sourceWeights.values.allSatisfy { $0 >= 0 }, "weights are not negative")
    precondition(transpose?.contains(0) ?? true, "each piece's own key is among those drawn")
    self.store = store
    self.tokenizer = tokenizer
    self.length = length
    self.seed = seed
    self.transpose = transpose
    firstSlots = (0..<store.pieceCount).reduce(into: [0]) { slots, piece in
      let count = (store.tokenCount(ofPiece: piece) + length - 1) / length
      slots.append(slots[piece] + count * (sourceWeights[store.pieces[piece].source] ?? 1))
    }
    let ids = tokenizer.vocabulary.indices.filter { tokenizer.kind(of: Token($0)) == .pitch }
    pitches = ids[0]...ids[ids.count - 1]
  }

  /// The window with this number, of 2 to length + 1 tokens.
  public func window(_ index: Int) -> [Token] {
    precondition(windowsPerEpoch > 0, "a window of an empty dataset")
    let (epoch, number) = index.quotientAndRemainder(dividingBy: windowsPerEpoch)
    let order = Permutation(
      count: windowsPerEpoch, seed: SplitMix64.mixed(seed &+ UInt64(epoch) &* 0x9E37_79B9))
    var generator = SplitMix64(seed: SplitMix64.mixed(seed) ^ SplitMix64.mixed(UInt64(index)))
    let (piece, start) = place(inSlot: order[number], &generator)
    let header = start > 0 ? store.tokens(ofPiece: piece, in: 0..<tokenizer.headerCount) : []
    let end = min(store.tokenCount(ofPiece: piece), start + length + 1 - header.count)
    return transposed(header + store.tokens(ofPiece: piece, in: start..<end), &generator)
  }

  private func place(
    inSlot slot: Int, _ generator: inout SplitMix64
  ) -> (piece: Int, start: Int) {
    let piece = piece(ofSlot: slot)
    let count = store.tokenCount(ofPiece: piece)
    let latest = count - length - 1 + tokenizer.headerCount
    guard count > length + 1 else { return (piece, 0) }
    let slots = slots(ofPiece: piece)
    let span = latest + length
    let part = (slot - firstSlots[piece]) % slots
    let position = (part * span + generator.below(span)) / slots - length / 2
    if position >= latest {
      return (piece, store.bars.offset(ofPiece: piece, atOrAfter: latest) ?? latest)
    }
    let bar = store.bars.offset(ofPiece: piece, atOrBefore: position)
    // The begin token belongs to the first bar.
    return (piece, bar == store.bars.offset(ofPiece: piece, atOrAfter: 0) ? 0 : bar ?? 0)
  }

  /// The slots of a piece in one pass.
  private func slots(ofPiece piece: Int) -> Int {
    (store.tokenCount(ofPiece: piece) + length - 1) / length
  }

  private func piece(ofSlot slot: Int) -> Int {
    var (low, high) = (0, firstSlots.count - 1)  // firstSlots[low] <= slot < firstSlots[high]
    while high - low > 1 {
      let middle = (low + high) / 2
      if firstSlots[middle] <= slot { low = middle } else { high = middle }
    }
    return low
  }

  private func transposed(_ tokens: [Token], _ generator: inout SplitMix64) -> [Token] {
    guard let transpose else { return tokens }
    let ids = tokens.lazy.map { Int($0.id) }.filter(pitches.contains)
    guard let lowest = ids.min(), let highest = ids.max() else { return tokens }
    let low = max(transpose.lowerBound, pitches.lowerBound - lowest)
    let high = min(transpose.upperBound, pitches.upperBound - highest)
    let shift = low + generator.below(high - low + 1)
    return tokens.map { pitches.contains(Int($0.id)) ? Token(Int($0.id) + shift) : $0 }
  }
}
