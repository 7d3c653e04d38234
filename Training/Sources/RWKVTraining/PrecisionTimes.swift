// Whether this machine trains faster in bf16 or in fp32.

import Tokens
import Torch

/// How long a short step takes in each precision that a model can be trained in.
///
/// Processors without instructions for bf16 are several times slower in it, those with them several
/// times faster.
public struct PrecisionTimes: Sendable {
  /// Seconds.
  public let bfloat16, float32: Double

  public init(bfloat16: Double, float32: Double) {
    (self.bfloat16, self.float32) = (bfloat16, float32)
  }

  /// Times the gradients of one layer of such a model on the CPU: about a second, for very wide
  /// models two such steps.
  ///
  /// It starts libtorch's generator anew, so parameters are made after it.
  public init(measuring configuration: Configuration, kernels: Model.Kernels) {
    let layer = Configuration(
      configuration.generation, vocabularySize: 64, layerCount: 1, width: configuration.width,
      headSize: configuration.headSize)
    let parameters = Parameters(layer, seed: 1)
    let batch = Batch(
      [(0...Self.tokens).map { Token($0 * 7 % 64) }], padding: Token(0))
    func seconds(_ precision: ElementType) -> Double {
      let model = Model(layer, parameters, precision: precision, kernels: kernels)
      let started = ContinuousClock.now
      _ = model.addGradients(of: batch, recomputing: false)
      Tensor.clearGradients(of: parameters.all)
      return (ContinuousClock.now - started) / .seconds(1)
    }
    // Other programs only ever make a step longer, so the shortest of each is what counts.
    var (short, long, total) = (Double.infinity, Double.infinity, 0.0)
    for _ in 0..<8 where total < 1 {
      let (one, other) = (seconds(.bfloat16), seconds(.float32))
      (short, long, total) = (min(short, one), min(long, other), total + one + other)
    }
    self.init(bfloat16: short, float32: long)
  }

  /// The precision to train in.
  ///
  /// - Parameter current: What a run has been computed in so far. It stays unless the other is
  ///   clearly faster, so that a run that goes on where it began does the same as without the
  ///   interruption.
  public func choice(current: ElementType? = nil) -> ElementType {
    switch current {
    case .bfloat16: bfloat16 > Self.clearly * float32 ? .float32 : .bfloat16
    case .float32: float32 > Self.clearly * bfloat16 ? .bfloat16 : .float32
    default: bfloat16 <= float32 ? .bfloat16 : .float32
    }
  }

  /// More than what one measurement differs from the next.
  private static let clearly = 1.5
  /// Of the step that is timed.
  public static let tokens = 128
}
