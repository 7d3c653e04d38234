// The time mixing of RWKV-7.
//
// Letters as in the paper (Peng et al. 2025): C width, H heads of N, T tokens. Each column of a
// block is one token.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The weights of RWKV-7's time mixing in one layer.
final class TimeMixing7: Sendable {
  let x_rkvwag: Vector  // (6,C): token shift of each input
  let receptance, key, value, output: Matrix  // (C,C)
  let decay: LowRank  // w0, w1, w2
  let learningRate: LowRank  // a0, a1, a2
  let valueMix: LowRank?  // v0, v1, v2; not in the first layer
  let gate: (g1: Matrix, g2: Matrix)  // (D,C), (C,D)
  let k_k, k_a: Vector  // (C)
  let r_k: Vector  // (H,N)
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
    x_rkvwag = try reader.vectors("rkvwag".map { "\(att).x_\($0)" }, count: C)
    k_k = try reader.vector("\(att).k_k", count: C)
    k_a = try reader.vector("\(att).k_a", count: C)
    r_k = try reader.vector("\(att).r_k", count: C)
    ln_x = try reader.norm("\(att).ln_x", C)
    receptance = try reader.matrix("\(att).receptance.weight", outputs: C, inputs: C)
    key = try reader.matrix("\(att).key.weight", outputs: C, inputs: C)
    value = try reader.matrix("\(att).value.weight", outputs: C, inputs: C)
    valueMix = isFirst ? nil : try lowRank("v", &reader)
    decay = try lowRank("w", &reader)
    learningRate = try lowRank("a", &reader)
    gate = try reader.thin("\(att).g1", "\(att).g2", width: C)
    output = try reader.matrix("\(att).output.weight", outputs: C, inputs: C)
    headSize = sizes.headSize
  }

  func inputs(
    _ i: TimeMixing.Inputs, _ x: Columns, _ previous: Previous, _ bench: Workbench
  ) {
    bench.temporarily {
      let T = x.count
      func shift(_ index: Int) -> TokenShift {
        TokenShift(previous: previous, mixes: x_rkvwag, first: index * x.width)
      }
      let w = bench.columns(T, decay.down.outputs)  // (T,D) each
      let a = bench.columns(T, learningRate.down.outputs)
      let g = bench.columns(T, gate.g1.outputs)
      var products = [
        Product(i.r, receptance, x, shift(0)), Product(i.k, key, x, shift(1)),
        Product(i.v, value, x, shift(2)), Product(w, decay.down, x, shift(3), then: .tanh),
        Product(a, learningRate.down, x, shift(4)),
        Product(g, gate.g1, x, shift(5), then: .sigmoid),
      ]
      let v = valueMix.map { bench.columns(T, $0.down.outputs) }
      if let v, let valueMix { products.append(Product(v, valueMix.down, x, shift(2))) }
      bench.multiply(products)

      products = [
        Product(i.w, decay.up, w), Product(i.rate, learningRate.up, a), Product(i.g, gate.g2, g),
      ]
      if let v, let valueMix { products.append(Product(i.mix, valueMix.up, v)) }
      bench.multiply(products)
    }
  }

  /// Of column t and some heads: what the recurrence reads.
  func prepare(
    _ i: TimeMixing.Inputs, _ t: Int, heads: Range<Int>, firstValue: Columns?, _ kernels: Kernels
  ) {
    let (table, first, count) = (kernels.table, heads.lowerBound * headSize, heads.count * headSize)
    table.wkv7_decay(i.w[t] + first, decay.bias[first...], count)
    table.sigmoid_biased(i.rate[t] + first, learningRate.bias[first...], count)
    if let valueMix, let firstValue {
      let (v, mix) = (i.v[t] + first, i.mix[t] + first)
      table.sigmoid_biased(mix, valueMix.bias[first...], count)
      table.lerp(v, v, firstValue[t] + first, mix, count)
    }
    // kk = normalize(k k_k), k = k (1 + (a - 1) k_a); the state loses along -kk and gains along kk
    // a.
    table.wkv7_prepare(
      i.a[t] + first, i.b[t] + first, i.k[t] + first, i.rate[t] + first, k_k[first...],
      k_a[first...], heads.count, headSize)
  }

  /// S <- S diag(w) + (S a) b' + v k', then y = S r.
  func recur(
    _ i: TimeMixing.Inputs, head: Int, range: Range<Int>, _ S: UnsafeMutablePointer<Float>,
    into y: Columns, _ kernels: Kernels
  ) {
    let (C, N) = (y.width, headSize)
    let first = range.lowerBound * C + head * N
    kernels.table.wkv7(
      y.pointer + first, S, i.r.pointer + first, i.w.pointer + first, i.k.pointer + first,
      i.v.pointer + first, i.a.pointer + first, i.b.pointer + first, range.count, C, N)
  }

  /// Of column t and some heads: y becomes (groupnorm(y) + (sum r k r_k) v) g.
  func finish(
    _ y: Columns, _ i: TimeMixing.Inputs, _ t: Int, heads: Range<Int>, _ kernels: Kernels
  ) {
    let (table, first) = (kernels.table, heads.lowerBound * headSize)
    table.group_norm(
      y[t] + first, ln_x.weight[first...], ln_x.bias[first...], 64e-5, heads.count, headSize)
    table.wkv7_finish(
      y[t] + first, i.r[t] + first, i.k[t] + first, i.v[t] + first, r_k[first...],
      i.g[t] + first, heads.count, headSize)
  }
}
