// The values that parameters start with, as the official trainer makes them.

// The letters are the papers'.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Foundation
import Torch

/// The official initial value of a parameter.
func initialTensor(_ name: String, _ shape: [Int], _ c: Configuration) -> Tensor {
  let parts = name.split(separator: ".").map(String.init)
  let layer = parts[0] == "blocks" ? Int(parts[1]) ?? 0 : 0
  let isMatrix = name.hasSuffix(".weight") && shape.count == 2
  if isMatrix { return initialMatrix(name, shape) }
  if name.hasSuffix("ln_x.weight") {
    let scale = pow(Double(1 + layer) / Double(c.layerCount), 0.7)
    return Tensor([Float](repeating: Float(scale), count: shape[0]), shape: shape)
  }
  if name.hasSuffix(".weight") {
    return Tensor([Float](repeating: 1, count: shape[0]), shape: shape)
  }
  if name.hasSuffix(".bias") { return .zeros(shape) }
  let field = parts[parts.count - 1]
  if ["w1", "a1", "v1", "g1", "time_maa_w1", "time_decay_w1"].contains(field) {
    return .zeros(shape)
  }
  if ["time_maa_w2", "time_decay_w2"].contains(field) {
    let map = Tensor.zeros(shape)
    map.fillUniform(-0.01...0.01)
    return map
  }
  if ["w2", "a2", "v2", "g2"].contains(field) { return orthogonal(shape, scale: 0.1) }
  if field == "r_k" {
    return Tensor([Float](repeating: -0.04, count: shape[0] * shape[1]), shape: shape)
  }
  let values = (0..<c.width).map { n in
    Float(initialChannel(field, isChannelMixing: parts[2] == "ffn", n, layer: layer, c))
  }
  return Tensor(values, shape: shape)
}

private func initialMatrix(_ name: String, _ shape: [Int]) -> Tensor {
  if name == "emb.weight" || name == "row.before.weight" {
    let table = Tensor.zeros(shape)
    table.fillUniform(-1e-4...1e-4)
    return table
  }
  if ["att.output", "ffn.value", "ffn.receptance", "row.value"].contains(where: {
    name.hasSuffix($0 + ".weight")
  }) {
    return .zeros(shape)
  }
  if name == "head.weight" { return orthogonal(shape, scale: 0.5) }
  if name.hasSuffix("att.key.weight") || name.hasSuffix("att.gate.weight") {
    return orthogonal(shape, scale: 0.1, widened: false)
  }
  return orthogonal(shape, scale: 1, widened: false)
}

/// Orthogonal; a matrix with more rows than columns is widened by the root of their ratio.
private func orthogonal(_ shape: [Int], scale: Double, widened: Bool = true) -> Tensor {
  let ratio = (Double(shape[0]) / Double(shape[1])).squareRoot()
  let tensor = Tensor.zeros(shape)
  tensor.fillOrthogonal(gain: scale * (widened ? max(1, ratio) : 1))
  return tensor
}

/// The initial value of channel `n` of a vector such as `x_r`, `w0` or `time_maa_k`.
private func initialChannel(
  _ field: String, isChannelMixing: Bool, _ n: Int, layer: Int, _ c: Configuration
) -> Double {
  let C = Double(c.width)
  let N = Double(c.headSize)
  let q = c.layerCount > 1 ? Double(layer) / Double(c.layerCount - 1) : 0
  let p = 1 - Double(layer) / Double(c.layerCount)
  let d = Double(n) / C
  let ramp = C > 1 ? Double(n) / (C - 1) : 0
  let z = N > 1 ? (Double(n % c.headSize) - (N - 1) / 2) / ((N - 1) / 2) : 0
  let zz = z * abs(z)
  switch field {
  case "x_k" where isChannelMixing: return 1 - pow(d, pow(p, 4))
  case "x_r", "x_g": return 1 - pow(d, 0.2 * p)
  case "x_w", "x_a": return 1 - pow(d, 0.9 * p)
  case "x_k", "x_v": return 1 - pow(d, 0.7 * p)
  case "w0": return -6 + 6 * pow(ramp, 1 + pow(q, 0.3)) + 0.5 + 2.5 * zz
  case "a0": return -0.19 + 0.3 * zz + 0.4 * (ramp - 0.5)
  case "v0": return 0.73 - 0.4 * (ramp - 0.5)
  case "k_k": return 0.71 - 0.1 * (ramp - 0.5)
  case "k_a": return 1.02
  case "time_decay": return -6 + 5 * pow(ramp, 0.7 + 1.3 * q)
  case "time_faaaa": return q * (1 - ramp) + Double((n + 1) % 3 - 1) * 0.1
  case "time_mix_k": return pow(d, p)
  case "time_mix_r" where isChannelMixing: return pow(d, p)
  case "time_mix_v": return pow(d, p) + 0.3 * q
  case "time_mix_r", "time_mix_g": return pow(d, p / 2)
  case "time_maa_k" where isChannelMixing, "time_maa_r" where isChannelMixing:
    return 1 - pow(d, pow(p, 3))
  case "time_maa_x", "time_maa_w", "time_maa_k": return 1 - pow(d, p)
  case "time_maa_v": return 1 - (pow(d, p) + 0.3 * q)
  case "time_maa_r", "time_maa_g": return 1 - pow(d, p / 2)
  default: preconditionFailure("no initial value for \(field)")
  }
}
