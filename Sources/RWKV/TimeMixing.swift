// The time mixing of RWKV-7: what a token keeps, takes from and adds to the memory of those before it.
//
// Letters as in the paper (Peng et al. 2025): C width, H heads of N, T tokens. Each column of a block is one token.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The weights of the time mixing in one layer.
struct TimeMixing: Sendable {
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

  /// A bias and two thin matrices: bias + W2 f(W1 x).
  struct LowRank: Sendable {
    let bias: [Float]  // (C)
    let down: Matrix  // (D,C)
    let up: Matrix  // (C,D)
  }

  /// What the recurrence reads, for each token of a block; all (T,C).
  struct Inputs: Sendable {
    let r, w, k, v, a, b, g: Columns

    /// A copy of those of the last tokens.
    func suffix(_ count: Int) -> Inputs {
      Inputs(
        r: r.suffix(count), w: w.suffix(count), k: k.suffix(count), v: v.suffix(count),
        a: a.suffix(count), b: b.suffix(count), g: g.suffix(count))
    }
  }

  /// - Parameters:
  ///   - x: Normalized, (T,C).
  ///   - previous: For each token the same of the token before it, (C).
  ///   - firstValue: The v of the first layer, which the later ones mix with theirs; nil in the first.
  func inputs(
    _ x: Columns, previous: [UnsafePointer<Float>], firstValue: Columns?, _ kernels: Kernels
  ) -> Inputs {
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
    return Inputs(r: r, w: w, k: k, v: v, a: minus_kk, b: b, g: g)
  }

  /// y = S r for one head and the tokens `range`, one after the other; S (N,N) moves on by as many steps.
  func recur(
    _ i: Inputs, head: Int, range: Range<Int>, _ S: UnsafeMutablePointer<Float>, into y: Columns,
    _ kernels: Kernels
  ) {
    let (C, N) = (y.width, headSize)
    let first = range.lowerBound * C + head * N
    kernels.table.wkv7(
      y.pointer + first, S, i.r.pointer + first, i.w.pointer + first, i.k.pointer + first,
      i.v.pointer + first, i.a.pointer + first, i.b.pointer + first, range.count, C, N)
  }

  /// O((groupnorm(y) + (sum r k r_k) v) g), (T,C); y is used up.
  func outputs(_ y: Columns, _ i: Inputs, _ kernels: Kernels) -> Columns {
    kernels.groupNorm(y, ln_x, headSize: headSize)
    let (H, N) = (y.width / headSize, headSize)
    for t in 0..<y.count {
      kernels.table.wkv7_bonus(y[t], i.r[t], i.k[t], i.v[t], r_k, i.g[t], H, N)
    }
    return output(y, kernels)
  }
}
