// The time mixing of RWKV-5.2: token shift and decay are the same for all tokens.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The weights of RWKV-5.2's time mixing in one layer (Peng et al. 2024, "Eagle").
final class TimeMixing5: Sendable {
  /// Token shift of each input, which is 1 - time_mix; (4,C).
  let mix_rkvg: Vector
  let w: Vector  // (H,N): exp(-exp(time_decay))
  let receptance, key, value, gate: Matrix  // (C,C)
  let memory: BonusMemory

  /// Takes the tensors of one layer, in the order in which a step reads them.
  init(
    _ reader: inout TensorReader, _ att: String, _ sizes: Configuration
  ) throws(ModelError) {
    let C = sizes.width
    mix_rkvg = try reader.complements("rkvg".map { "\(att).time_mix_\($0)" }, count: C)
    var decay = try reader.numbers("\(att).time_decay", count: C)
    Kernels.best.table.wkv6_decay(&decay, [Float](repeating: 0, count: C), C)
    w = reader.keep(decay)
    receptance = try reader.matrix("\(att).receptance.weight", outputs: C, inputs: C)
    key = try reader.matrix("\(att).key.weight", outputs: C, inputs: C)
    value = try reader.matrix("\(att).value.weight", outputs: C, inputs: C)
    gate = try reader.matrix("\(att).gate.weight", outputs: C, inputs: C)
    memory = try BonusMemory(&reader, att, sizes)
  }

  func inputs(
    _ i: TimeMixing.Inputs, _ x: Columns, _ previous: Previous, _ bench: Workbench
  ) {
    func shift(_ index: Int) -> TokenShift {
      TokenShift(previous: previous, mixes: mix_rkvg, first: index * x.width)
    }
    bench.multiply([
      Product(i.r, receptance, x, shift(0)), Product(i.k, key, x, shift(1)),
      Product(i.v, value, x, shift(2)), Product(i.g, gate, x, shift(3)),
    ])
    for column in 0..<x.count { i.w[column].update(from: w.pointer, count: w.count) }
    bench.silu(i.g)
  }
}
