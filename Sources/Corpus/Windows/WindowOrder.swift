// In which order windows of all pieces are shown.

import Music
import Random

/// In which order windows of all pieces are shown: an epoch is a seeded permutation of them.
struct WindowOrder: Sendable {
  /// The first window of each piece in one pass, and the end of the last.
  private let firsts: [Int]
  private let seed: UInt64

  /// - Parameter counts: How many windows each piece has in an epoch.
  init(_ counts: some Sequence<Int>, seed: UInt64) {
    firsts = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    self.seed = seed
  }

  var windowsPerEpoch: Int { firsts[firsts.count - 1] }

  /// The piece of a window with this number, and which of its windows it is. Logarithmic in the
  /// number of pieces.
  func window(_ index: Int) -> (piece: Int, window: Int) {
    precondition(windowsPerEpoch > 0, "a window of a dataset without any")
    let (epoch, number) = index.quotientAndRemainder(dividingBy: windowsPerEpoch)
    let order = Permutation(
      count: windowsPerEpoch, seed: SplitMix64.mixed(seed &+ UInt64(epoch) &* 0x9E37_79B9))
    let place = order[number]
    let piece = firsts.partitioningIndex { $0 > place } - 1
    return (piece, place - firsts[piece])
  }
}
