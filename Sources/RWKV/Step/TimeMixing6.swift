// The time mixing of RWKV-6: token shift and decay depend on the token.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The weights of RWKV-6's time mixing in one layer (Peng et al. 2024).
final class TimeMixing6: Sendable {
  let maa_x: Vector  // (C): token shift of what the others are made from
  let maa_w, maa_k, maa_v, maa_r, maa_g: Vector  // (C): token shift of each input
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
    func vector(_ name: String, _ reader: inout TensorReader) throws(ModelError) -> Vector {
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
    _ i: TimeMixing.Inputs, _ x: Columns, _ previous: Previous, _ bench: Workbench
  ) {
    bench.temporarily {
      let z = bench.columns(x.count, maa_w1.outputs)  // (T,5M)
      bench.multiply([
        Product(z, maa_w1, x, TokenShift(previous: previous, mixes: maa_x))
      ])
      bench.tanh(z)
      let mixes = maa_w2.map { bench.columns(x.count, $0.outputs) }  // (T,C) each
      let M = z.width / maa_w2.count
      bench.multiply(
        maa_w2.indices.map { Product(mixes[$0], maa_w2[$0], bench.rows($0 * M, M, of: z)) })
      for (mix, maa) in zip(mixes, [maa_w, maa_k, maa_v, maa_r, maa_g]) {
        bench.lerp(x, previous, mix, plus: maa)
      }
      let d = bench.columns(x.count, decay.down.outputs)  // (T,D)
      bench.multiply([
        Product(i.r, receptance, mixes[3]), Product(i.k, key, mixes[1]),
        Product(i.v, value, mixes[2]), Product(i.g, gate, mixes[4]),
        Product(d, decay.down, mixes[0]),
      ])
      bench.tanh(d)
      bench.product(i.w, decay.up, d)
    }
    bench.doubleExponentialDecay(i.w, plus: decay.bias)
    bench.silu(i.g)
  }
}
