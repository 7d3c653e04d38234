// What the time mixings of RWKV-5.2 and 6 have in common: the recurrence with a bonus.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The recurrence of RWKV-5.2 and 6 and what becomes of its output (Peng et al. 2024).
struct BonusMemory: Sendable {
  let u: Vector  // (H,N): what the current token counts beside the state
  let ln_x: Norm  // (H,N)
  let output: Matrix  // (C,C)
  let headSize: Int

  /// y = (S + v (u k)') r, then S <- S diag(w) + v k'.
  func recur(
    _ i: TimeMixing.Inputs, head: Int, range: Range<Int>, _ S: UnsafeMutablePointer<Float>,
    into y: Columns, _ kernels: Kernels
  ) {
    let (C, N) = (y.width, headSize)
    let first = range.lowerBound * C + head * N
    kernels.table.wkv6(
      y.pointer + first, S, i.r.pointer + first, i.w.pointer + first, i.k.pointer + first,
      i.v.pointer + first, u[(head * N)...], range.count, C, N)
  }

  /// Of column t and some heads: y becomes groupnorm(y) g.
  func finish(
    _ y: Columns, _ i: TimeMixing.Inputs, _ t: Int, heads: Range<Int>, _ kernels: Kernels
  ) {
    let first = heads.lowerBound * headSize
    kernels.table.group_norm(
      y[t] + first, ln_x.weight[first...], ln_x.bias[first...], 64e-5, heads.count, headSize)
    kernels.table.multiply(y[t] + first, i.g[t] + first, heads.count * headSize)
  }
}

extension BonusMemory {
  init(
    _ reader: inout TensorReader, _ att: String, _ sizes: Configuration
  ) throws(ModelError) {
    let C = sizes.width
    u = try reader.vector("\(att).time_faaaa", count: C)
    ln_x = try reader.norm("\(att).ln_x", C)
    output = try reader.matrix("\(att).output.weight", outputs: C, inputs: C)
    headSize = sizes.headSize
  }
}
