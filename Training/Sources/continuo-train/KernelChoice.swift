// Which kernels a run is computed with.

import ArgumentParser
import RWKVTraining

extension TrainCommand {
  /// The kernels that were asked for, or the fused ones where they run and compute what they
  /// should, and those in chunks elsewhere.
  ///
  /// - Parameter speaks: Whether to say why it is not the fused ones.
  /// - Throws: When the fused kernels were asked for and do not run.
  func chosenKernels(
    _ configuration: RWKVTraining.Configuration, speaks: Bool
  ) throws -> Model.Kernels {
    if let kernels, kernels != .fused { return kernels }
    guard
      let fault = Model.Kernels.fusedFault(
        configuration, precision: precision.elementType, device: device)
    else { return .fused }
    guard kernels == nil else { throw ValidationError("--kernels fused: \(fault)") }
    if speaks { note("going on with --kernels chunked: \(fault)") }
    return .chunked
  }
}
