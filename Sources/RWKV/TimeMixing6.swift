// The time mixing of RWKV-6: how far each input looks back, and what the memory keeps, depend on the token.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The weights of RWKV-6's time mixing in one layer (Peng et al. 2024).
final class TimeMixing6: Sendable {
  let maa_x: [Float]  // (C): how far the choice of the following looks back
  let maa_w, maa_k, maa_v, maa_r, maa_g: [Float]  // (C): how far each input looks back
  let maa_w1: Matrix  // (5M,C)
  let maa_w2: [Matrix]  // (C,M) for each of w, k, v, r, g
  let decay: LowRank  // time_decay, time_decay_w1, time_decay_w2
  let receptance, key, value, gate: Matrix  // (C,C)
  let memory: BonusMemory

  /// Takes the tensors of one layer, in the order in which a step reads them.
  init(
    _ reader: inout TensorReader, _ att: String, _ sizes: Configuration
  ) throws(ModelError) {
    let C = sizes.width
    func vector(_ name: String, _ reader: inout TensorReader) throws(ModelError) -> [Float] {
      try reader.vector("\(att).\(name)", count: C)
    }
    maa_x = try vector("time_maa_x", &reader)
    maa_w = try vector("time_maa_w", &reader)
    maa_k = try vector("time_maa_k", &reader)
    maa_v = try vector("time_maa_v", &reader)
    maa_r = try vector("time_maa_r", &reader)
    maa_g = try vector("time_maa_g", &reader)
    let M = try reader.shape("\(att).time_maa_w2", rank: 3)[1]
    maa_w1 = try reader.matrix(
      "\(att).time_maa_w1", outputs: 5 * M, inputs: C, isTransposed: true)
    maa_w2 = try reader.matrices("\(att).time_maa_w2", count: 5, outputs: C, inputs: M)
    decay = try LowRank(
      &reader, bias: "\(att).time_decay", down: "\(att).time_decay_w1",
      up: "\(att).time_decay_w2", width: C)
    receptance = try reader.matrix("\(att).receptance.weight", outputs: C, inputs: C)
    key = try reader.matrix("\(att).key.weight", outputs: C, inputs: C)
    value = try reader.matrix("\(att).value.weight", outputs: C, inputs: C)
    gate = try reader.matrix("\(att).gate.weight", outputs: C, inputs: C)
    memory = try BonusMemory(&reader, att, sizes)
  }

  func inputs(
    _ x: Columns, previous: [UnsafePointer<Float>], _ kernels: Kernels
  ) -> TimeMixing.Inputs {
    let z = kernels.tanh(kernels.product(maa_w1, kernels.lerp(x, previous, maa_x)))  // (T,5M)
    let M = z.width / maa_w2.count
    let mixes = kernels.products(
      maa_w2.enumerated().map { ($1, z.rows($0 * M..<($0 + 1) * M)) })  // (T,C) each
    func shifted(_ index: Int, _ maa: [Float]) -> Columns {
      kernels.lerp(x, previous, mixes[index], plus: maa)
    }
    let (x_w, x_k, x_v) = (shifted(0, maa_w), shifted(1, maa_k), shifted(2, maa_v))
    let (x_r, x_g) = (shifted(3, maa_r), shifted(4, maa_g))
    let products = kernels.products([
      (receptance, x_r), (key, x_k), (value, x_v), (gate, x_g), (decay.down, x_w),
    ])
    let w = kernels.product(decay.up, kernels.tanh(products[4]))
    return TimeMixing.Inputs(
      r: products[0], w: kernels.doubleExponentialDecay(w, plus: decay.bias), k: products[1],
      v: products[2], g: kernels.silu(products[3]))
  }
}
