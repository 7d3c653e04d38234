// The parameters of a model by their official names.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Foundation
import Torch

/// The parameters of a model by their official names, in fp32, each a leaf with a gradient.
public struct Parameters {
  public let names: [String]
  private let tensors: [String: Tensor]

  /// Fresh parameters as the official trainer makes them (RWKV-LM, `train_temp/src/model.py`,
  /// with what `generate_init_weight` overrides).
  public init(_ configuration: Configuration, seed: UInt64) {
    Backend.seed(seed)
    self.init(configuration) { name, shape in
      withoutGradients { initialTensor(name, shape, configuration) }
    }
  }

  /// Parameters from a checkpoint's values.
  public init(
    _ configuration: Configuration, value: (_ name: String, _ shape: [Int]) throws -> Tensor
  ) rethrows {
    let shapes = configuration.parameterShapes
    names = shapes.map(\.name)
    var tensors: [String: Tensor] = [:]
    for (name, shape) in shapes {
      let tensor = try value(name, shape)
      precondition(tensor.shape == shape, "\(name) has shape \(tensor.shape), not \(shape)")
      tensor.requireGradient()
      tensors[name] = tensor
    }
    self.tensors = tensors
  }

  public subscript(name: String) -> Tensor {
    guard let tensor = tensors[name] else { preconditionFailure("no parameter \(name)") }
    return tensor
  }

  public var all: [Tensor] { names.map { self[$0] } }

  public var device: Device { self[names[0]].device }

  /// The same parameters on a device.
  func moved(to device: Device, _ configuration: Configuration) -> Parameters {
    guard device != self.device else { return self }
    return Parameters(configuration) { name, _ in self[name].detached().moved(to: device) }
  }
}
