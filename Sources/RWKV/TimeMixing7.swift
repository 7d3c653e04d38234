// The time mixing of RWKV-7: what a token keeps, takes from and adds to the memory of those before it.
//
// Letters as in the paper (Peng et al. 2025): C width, H heads of N, T tokens. Each column of a block is one token.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The weights of RWKV-7's time mixing in one layer.
final class TimeMixing7: Sendable {
  let x_rkvwag: [Float]  // (6,C): how far each input looks back
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
    var x: [Float] = []
    for letter in "rkvwag" { x += try reader.vector("\(att).x_\(letter)", count: C) }
    x_rkvwag = x
    k_k = try reader.vector("\(att).k_k", count: C)
    k_a = try reader.vector("\(att).k_a", count: C)
    r_k = try reader.vector("\(att).r_k", count: C)
    ln_x = try reader.norm("\(att).ln_x", C)
    headSize = sizes.headSize
  }

  func inputs(
    _ x: Columns, previous: [UnsafePointer<Float>], firstValue: Columns?, _ kernels: Kernels
  ) -> TimeMixing.Inputs {
    let x = kernels.lerps(x, previous, x_rkvwag)  // (T,C) each
    var factors: [Factors] = [
      (receptance, x[0]), (key, x[1]), (value, x[2]), (decay.down, x[3]),
      (learningRate.down, x[4]), (gate.g1, x[5]),
    ]
    if let valueMix { factors.append((valueMix.down, x[2])) }
    let first = kernels.products(factors)
    let (r, k, v) = (first[0], first[1], first[2])  // (T,C)

    factors = [
      (decay.up, kernels.tanh(first[3])), (learningRate.up, first[4]),
      (gate.g2, kernels.sigmoid(first[5])),
    ]
    if let valueMix { factors.append((valueMix.up, first[6])) }
    let second = kernels.products(factors)  // (T,C) each
    let w = kernels.decay(second[0], plus: decay.bias)
    let a = kernels.sigmoid(second[1], plus: learningRate.bias)
    let g = second[2]
    if let valueMix, let firstValue {
      kernels.lerp(v, to: firstValue, kernels.sigmoid(second[3], plus: valueMix.bias))
    }

    // kk = normalize(k k_k), k = k (1 + (a - 1) k_a); the state loses along -kk and gains along kk a.
    let pair = Columns.blocks(k.count, widths: [k.width, k.width])
    let (minus_kk, b) = (pair[0], pair[1])
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
    return kernels.product(output, y)
  }
}
