// Whether the fused kernels run on a device and compute there what the formula says.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Foundation
import Torch

extension Model.Kernels {
  /// Why a model cannot be trained with the fused kernels on a device; nil when it can.
  ///
  /// On an NVIDIA card they are compiled and run once on few numbers, beside the formula: a driver
  /// or a compiler that computes nonsense is found before a run is spoilt.
  public static func fusedFault(
    _ configuration: Configuration, precision: ElementType, device: Device
  ) -> String? {
    guard case .cuda(let index) = device else {
      return device == .cpu ? nil : "the fused kernels run on the CPU and on NVIDIA cards"
    }
    let isSeven = configuration.generation == .seven
    let kernels = CUDAKernels(
      isSeven ? .wkv7 : .wkv6, headSize: configuration.headSize, precision)
    do {
      try kernels.load(card: index)
    } catch {
      return error.reason
    }
    let error = fusedError(
      isSeven ? .seven : .six, headSize: configuration.headSize, precision, on: device)
    return error < fusedErrorLimit(precision)
      ? nil
      : "the fused kernels on this card disagree with the formula by \(error), relative to the "
        + "largest number; a newer driver may help"
  }

  /// What rounding may make of it.
  static func fusedErrorLimit(_ precision: ElementType) -> Double {
    precision == .bfloat16 ? 5e-2 : 1e-3
  }

  /// The largest difference between kernel and formula in what the recurrence gives or in its
  /// gradients, each relative to the largest number in it.
  static func fusedError(
    _ generation: Generation, headSize N: Int, _ precision: ElementType, on device: Device
  ) -> Double {
    let shape = [1, 20, 2, N]
    let kk = numbers(shape, 4).normalizedLast(epsilon: 1e-12)
    // r, w, k, v; a and b, or u; the initial state.
    var inputs = (0..<4).map { numbers(shape, $0) * ($0 == 1 ? 3 : 1) }
    let gate = numbers(shape, 5).sigmoid()
    inputs += generation == .seven ? [-kk, kk * gate] : [numbers([2, N], 5)]
    inputs.append(numbers([1, 2, N, N], 6))
    let isFloat = inputs.indices.map { index in
      index == inputs.count - 1 || generation != .seven && (index == 1 || index == 4)
    }
    let rounded = zip(inputs, isFloat).map { input, isFloat in
      (isFloat ? input : input.cast(to: precision)).moved(to: device)
    }
    func outcome(isFused: Bool) -> [Tensor] {
      let x = zip(rounded, isFloat).map { input, isFloat in
        let leaf = input.cast(to: isFused && !isFloat ? precision : .float32).detached()
        leaf.requireGradient()
        return leaf
      }
      let (y, state) =
        generation == .seven
        ? (isFused ? fusedWKV7 : plainWKV7)(
          WKV7Inputs(r: x[0], w: x[1], k: x[2], v: x[3], a: x[4], b: x[5]), x[6])
        : (isFused ? fusedWKV6 : plainWKV6)(
          WKV6Inputs(r: x[0], w: x[1], k: x[2], v: x[3], u: x[4]), x[5])
      let weights = [numbers(y.shape, 7), numbers(state.shape, 8)].map { $0.moved(to: device) }
      let sum = (y.cast(to: .float32) * weights[0]).mean() + (state * weights[1]).mean()
      sum.backward()
      return [y, state] + x.map(\.gradient)
    }
    return zip(outcome(isFused: true), outcome(isFused: false))
      .map { relativeDifference($0.doubles, $1.doubles) }.max() ?? .infinity
  }
}

/// Numbers between -1 and 1 without a pattern, not from libtorch's generator, whose numbers belong
/// to the run.
private func numbers(_ shape: [Int], _ seed: Int) -> Tensor {
  let count = shape.reduce(1, *)
  return Tensor(
    (0..<count).map { (i: Int) -> Float in
      Float(sin(Double(i + 1) * 12.9898 + Double(seed) * 78.233) * 43758.5453)
        .truncatingRemainder(dividingBy: 1)
    }, shape: shape)
}

private func relativeDifference(_ a: [Double], _ b: [Double]) -> Double {
  let difference = zip(a, b).map { abs($0 - $1) }
  guard difference.allSatisfy(\.isFinite) else { return .infinity }
  return (difference.max() ?? 0) / max(b.map(abs).max() ?? 0, 1e-30)
}
