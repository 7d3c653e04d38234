// The time mixing of RWKV-7: what a token keeps, takes from and adds to the memory of those before it.
//
// Letters as in the paper (Peng et al. 2025): C width, H heads of N, T tokens. Each column of a block is one token.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The weights of RWKV-7's time mixing in one layer.
final class TimeMixing7: Sendable {
  let x_r, x_w, x_k, x_v, x_a, x_g: [Float]  // (C): how far each input looks back
  let receptance, key, value, output: Matrix  // (C,C)
  let decay: LowRank  // w0, w1, w2
  let learningRate: LowRank  // a0, a1, a2
  let valueMix: LowRank?  // v0, v1, v2; not in the first layer
  let gate: (g1: Matrix, g2: Matrix)  // (D,C), (C,D)
  let k_k, k_a: [Float]  // (C)
  let r_k: [Float]  // (H,N)
  let ln_x: Norm  // (H,N)
  let headSize: Int

  /// Takes the tensors of one layer, in the order in which a step reads them.
  init(
    _ reader: inout TensorReader, _ att: String, isFirst: Bool, _ sizes: Configuration
  ) throws(ModelError) {
    let C = sizes.width
    func lowRank(_ letter: String, _ reader: inout TensorReader) throws(ModelError) -> LowRank {
      try LowRank(
        &reader, bias: "\(att).\(letter)0", down: "\(att).\(letter)1", up: "\(att).\(letter)2",
        width: C)
    }
    // Released models have these in the first layer too, where they mean nothing.
    if isFirst { reader.ignore(["v0", "v1", "v2"].map { "\(att).\($0)" }) }
    receptance = try reader.matrix("\(att).receptance.weight", outputs: C, inputs: C)
    key = try reader.matrix("\(att).key.weight", outputs: C, inputs: C)
    value = try reader.matrix("\(att).value.weight", outputs: C, inputs: C)
    valueMix = isFirst ? nil : try lowRank("v", &reader)
    decay = try lowRank("w", &reader)
    learningRate = try lowRank("a", &reader)
    gate = try reader.thin("\(att).g1", "\(att).g2", width: C)
    output = try reader.matrix("\(att).output.weight", outputs: C, inputs: C)
    x_r = try reader.vector("\(att).x_r", count: C)
    x_w = try reader.vector("\(att).x_w", count: C)
    x_k = try reader.vector("\(att).x_k", count: C)
    x_v = try reader.vector("\(att).x_v", count: C)
    x_a = try reader.vector("\(att).x_a", count: C)
    x_g = try reader.vector("\(att).x_g", count: C)
    k_k = try reader.vector("\(att).k_k", count: C)
    k_a = try reader.vector("\(att).k_a", count: C)
    r_k = try reader.vector("\(att).r_k", count: C)
    ln_x = try reader.norm("\(att).ln_x", C)
    headSize = sizes.headSize
  }

  func inputs(
    _ x: Columns, previous: [UnsafePointer<Float>], firstValue: Columns?, _ kernels: Kernels
  ) -> TimeMixing.Inputs {
    func shifted(_ mix: [Float]) -> Columns { kernels.lerp(x, previous, mix) }
    let (x_v, x_w, x_a) = (shifted(x_v), shifted(x_w), shifted(x_a))

    let r = receptance(shifted(x_r), kernels)  // (T,C)
    let k = key(shifted(x_k), kernels)
    let v = value(x_v, kernels)
    if let valueMix, let firstValue {
      let mix = valueMix.up(valueMix.down(x_v, kernels), kernels)
      kernels.lerp(v, to: firstValue, kernels.sigmoid(mix, plus: valueMix.bias))
    }
    let w = kernels.decay(
      decay.up(kernels.tanh(decay.down(x_w, kernels)), kernels), plus: decay.bias)
    let a = kernels.sigmoid(
      learningRate.up(learningRate.down(x_a, kernels), kernels), plus: learningRate.bias)
    let g = gate.g2(kernels.sigmoid(gate.g1(shifted(x_g), kernels)), kernels)

    // kk = normalize(k k_k), k = k (1 + (a - 1) k_a); the state loses along -kk and gains along kk a.
    let (minus_kk, b) = (Columns(k.count, k.width), Columns(k.count, k.width))
    let (H, N) = (k.width / headSize, headSize)
    for t in 0..<k.count {
      kernels.table.wkv7_keys(minus_kk[t], b[t], k[t], a[t], k_k, k_a, H, N)
    }
    return TimeMixing.Inputs(r: r, w: w, k: k, v: v, g: g, removal: (minus_kk, b))
  }

  /// S <- S diag(w) + (S a) b' + v k', then y = S r.
  func recur(
    _ i: TimeMixing.Inputs, head: Int, range: Range<Int>, _ S: UnsafeMutablePointer<Float>,
    into y: Columns, _ kernels: Kernels
  ) {
    guard let (a, b) = i.removal else { preconditionFailure("inputs of another generation") }
    let (C, N) = (y.width, headSize)
    let first = range.lowerBound * C + head * N
    kernels.table.wkv7(
      y.pointer + first, S, i.r.pointer + first, i.w.pointer + first, i.k.pointer + first,
      i.v.pointer + first, a.pointer + first, b.pointer + first, range.count, C, N)
  }

  /// O((groupnorm(y) + (sum r k r_k) v) g), (T,C); y is used up.
  func outputs(_ y: Columns, _ i: TimeMixing.Inputs, _ kernels: Kernels) -> Columns {
    kernels.groupNorm(y, ln_x, headSize: headSize)
    let (H, N) = (y.width / headSize, headSize)
    for t in 0..<y.count {
      kernels.table.wkv7_bonus(y[t], i.r[t], i.k[t], i.v[t], r_k, i.g[t], H, N)
    }
    return output(y, kernels)
  }
}
