// Which kernels and which numbers a run is computed with.

import ArgumentParser
import Foundation
import RWKVTraining
import Torch

/// What `--precision` of `train` can say.
enum PrecisionChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, bf16, fp32
}

extension TrainCommand {
  /// The kernels that were asked for, or the fused ones where they run and compute what they
  /// should, and those in chunks elsewhere.
  ///
  /// - Parameter speaks: Whether to say why it is not the fused ones.
  /// - Throws: When the fused kernels were asked for and do not run.
  func chosenKernels(
    _ configuration: RWKVTraining.Configuration, _ precision: Torch.ElementType, speaks: Bool
  ) throws -> Model.Kernels {
    if let kernels, kernels != .fused { return kernels }
    guard
      let fault = Model.Kernels.fusedFault(
        configuration, precision: precision, device: device)
    else { return .fused }
    guard kernels == nil else { throw ValidationError("--kernels fused: \(fault)") }
    if speaks { note("going on with --kernels chunked: \(fault)") }
    return .chunked
  }

  /// The precision that was asked for, or the one that this machine is faster in.
  ///
  /// - Parameters:
  ///   - recorded: What the run's checkpoint was computed in, if there is one.
  ///   - group: Workers, which all compute in the same precision.
  ///   - speaks: Whether to say what was measured.
  func chosenPrecision(
    _ configuration: RWKVTraining.Configuration, recorded: String?, _ group: WorkerGroup?,
    speaks: Bool
  ) throws -> Torch.ElementType {
    let choice: Torch.ElementType
    switch precision {
    case .bf16: choice = .bfloat16
    case .fp32: choice = .float32
    case .auto where device != .cpu: choice = .bfloat16
    case .auto:
      var times = PrecisionTimes(measuring: configuration, kernels: kernels ?? .fused)
      if let group {
        let sums = try group.sums([times.bfloat16, times.float32])
        times = PrecisionTimes(bfloat16: sums[0], float32: sums[1])
      }
      choice = times.choice(
        current: recorded.map { $0 == "\(Torch.ElementType.float32)" ? .float32 : .bfloat16 })
      if speaks {
        note(
          String(
            format:
              "--precision %@: %d tokens through a layer take %.1f ms in bf16, %.1f ms in fp32",
            name(of: choice), PrecisionTimes.tokens, times.bfloat16 * 1000, times.float32 * 1000))
      }
    }
    if speaks, let recorded, recorded != "\(choice)" {
      note("the checkpoint was computed in \(recorded); going on in \(choice)")
    }
    return choice
  }

  private func name(of type: Torch.ElementType) -> String { type == .bfloat16 ? "bf16" : "fp32" }
}
