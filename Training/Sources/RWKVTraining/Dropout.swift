// Which numbers of a block's outputs are dropped in a step.

import Random
import Torch

/// Which numbers of a block's outputs are dropped in a step (Srivastava et al. 2014): a function of
/// the window's seed and the place alone, so that a block that is computed again drops the same
/// ones, and a step in parts, or shared between workers, is the same step.
public struct Dropout: Hashable, Sendable {
  /// Share of the numbers that are dropped, in steps of 2^-16.
  public let share: Double
  /// One for each window.
  public let seeds: [UInt64]

  public init(share: Double, seeds: [UInt64]) {
    precondition(0..<1 ~= share, "dropping a share of \(share)")
    (self.share, self.seeds) = (share, seeds)
  }

  /// x (B,T,C) with dropped numbers zero and the others larger, so that the mean stays.
  ///
  /// - Parameters:
  ///   - lengths: Tokens of each window, which stand one after the other.
  ///   - place: Different for each place in the model.
  public func callAsFunction(_ x: Tensor, lengths: [Int], place: Int) -> Tensor {
    precondition(lengths.count == seeds.count, "\(seeds.count) seeds, \(lengths.count) windows")
    let (count, width) = (x.count, x.shape[x.shape.count - 1])
    precondition(lengths.reduce(0, +) * width == count, "windows of \(lengths) in \(x.shape)")
    let limit = UInt64(share * 65536)
    let kept = Float(65536) / Float(65536 - limit)
    let mask = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      for (seed, length) in zip(seeds, lengths) {
        let placeSeed = SplitMix64.mixed(seed ^ SplitMix64.mixed(UInt64(place) &+ 1))
        var (random, bits) = (SplitMix64(seed: placeSeed), UInt64(0))
        for index in 0..<length * width {
          // Sixteen bits of each number for one place.
          bits = index % 4 == 0 ? random.next() : bits >> 16
          buffer[initialized + index] = bits & 0xFFFF < limit ? 0 : kept
        }
        initialized += length * width
      }
    }
    return x * Tensor(mask, shape: x.shape).cast(to: x.elementType).moved(to: x.device)
  }

  /// The seed of a window of a run.
  static func seed(ofRun seed: UInt64, window: Int) -> UInt64 {
    SplitMix64.mixed(seed) ^ SplitMix64.mixed(UInt64(window) &+ 0xD20F)
  }
}
