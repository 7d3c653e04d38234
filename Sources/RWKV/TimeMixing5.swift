// The time mixing of RWKV-5.2: how far each input looks back, and what the memory keeps, are the same for all tokens.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The weights of RWKV-5.2's time mixing in one layer (Peng et al. 2024, "Eagle").
final class TimeMixing5: Sendable {
  /// How far each input looks back, which is 1 - time_mix; (C).
  let mix_r, mix_k, mix_v, mix_g: [Float]
  let w: [Float]  // (H,N): exp(-exp(time_decay))
  let receptance, key, value, gate: Matrix  // (C,C)
  let memory: BonusMemory

  /// Takes the tensors of one layer, in the order in which a step reads them.
  init(
    _ reader: inout TensorReader, _ att: String, _ sizes: Configuration
  ) throws(ModelError) {
    let C = sizes.width
    mix_r = try reader.complement("\(att).time_mix_r", count: C)
    mix_k = try reader.complement("\(att).time_mix_k", count: C)
    mix_v = try reader.complement("\(att).time_mix_v", count: C)
    mix_g = try reader.complement("\(att).time_mix_g", count: C)
    let decay = try reader.vector("\(att).time_decay", count: C)
    let zeros = [Float](repeating: 0, count: C)
    w = Kernels.best.doubleExponentialDecay(Columns(repeating: decay, count: 1), plus: zeros).values
    receptance = try reader.matrix("\(att).receptance.weight", outputs: C, inputs: C)
    key = try reader.matrix("\(att).key.weight", outputs: C, inputs: C)
    value = try reader.matrix("\(att).value.weight", outputs: C, inputs: C)
    gate = try reader.matrix("\(att).gate.weight", outputs: C, inputs: C)
    memory = try BonusMemory(&reader, att, sizes)
  }

  func inputs(
    _ x: Columns, previous: [UnsafePointer<Float>], _ kernels: Kernels
  ) -> TimeMixing.Inputs {
    func shifted(_ mix: [Float]) -> Columns { kernels.lerp(x, previous, mix) }
    let products = kernels.products([
      (receptance, shifted(mix_r)), (key, shifted(mix_k)), (value, shifted(mix_v)),
      (gate, shifted(mix_g)),
    ])
    return TimeMixing.Inputs(
      r: products[0], w: Columns(repeating: w, count: x.count), k: products[1], v: products[2],
      g: kernels.silu(products[3]))
  }
}
