// The time mixing of a layer, of whichever generation.
//
// Letters as in the papers (Peng et al. 2024, 2025): C width, H heads of N, T tokens. Each column
// of a block is one token.

// The letters are the papers'.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The time mixing of a layer: inputs and outputs for each token by itself, between them the
/// recurrence.
enum TimeMixing: Sendable {
  case five(TimeMixing5)
  case six(TimeMixing6)
  case seven(TimeMixing7)

  /// What the recurrence and the gate read, for each token of a block; all (T,C).
  struct Inputs: Sendable {
    let r, w, k, v, g: Columns
    /// What the state loses along a comes back along b; of RWKV-7, like the following.
    let a, b: Columns
    /// How much of it comes back, and how much of the first layer's v does: before the sigmoid.
    let rate, mix: Columns

    /// Uninitialized, until the memory is released.
    init(_ count: Int, _ width: Int, in scratch: Scratch) {
      func columns() -> Columns { Columns(count, width, in: scratch) }
      (r, w, k, v, g) = (columns(), columns(), columns(), columns(), columns())
      (a, b, rate, mix) = (columns(), columns(), columns(), columns())
    }

    private init(_ inputs: Inputs, suffix count: Int) {
      (r, w, k) = (inputs.r.suffix(count), inputs.w.suffix(count), inputs.k.suffix(count))
      (v, g) = (inputs.v.suffix(count), inputs.g.suffix(count))
      (a, b) = (inputs.a.suffix(count), inputs.b.suffix(count))
      (rate, mix) = (inputs.rate.suffix(count), inputs.mix.suffix(count))
    }

    /// Those of the last tokens.
    func suffix(_ count: Int) -> Inputs { Inputs(self, suffix: count) }
  }

  /// - Parameters:
  ///   - i: Where the inputs come to stand.
  ///   - x: Normalized, (T,C).
  func inputs(_ i: Inputs, _ x: Columns, _ previous: Previous, _ bench: Workbench) {
    switch self {
    case .five(let mixing): mixing.inputs(i, x, previous, bench)
    case .six(let mixing): mixing.inputs(i, x, previous, bench)
    case .seven(let mixing): mixing.inputs(i, x, previous, bench)
    }
  }

  /// Of column t and some heads: makes what the recurrence reads of what `inputs` gave.
  ///
  /// - Parameter firstValue: The v of the first layer, which the later ones of RWKV-7 mix with
  ///   theirs; nil in the first.
  func prepare(
    _ i: Inputs, _ t: Int, heads: Range<Int>, firstValue: Columns?, _ kernels: Kernels
  ) {
    guard case .seven(let mixing) = self else { return }
    mixing.prepare(i, t, heads: heads, firstValue: firstValue, kernels)
  }

  /// One head and the tokens `range`, one after the other; its S (N,N) moves on by as many steps.
  func recur(
    _ i: Inputs, head: Int, range: Range<Int>, _ S: UnsafeMutablePointer<Float>, into y: Columns,
    _ kernels: Kernels
  ) {
    switch self {
    case .five(let mixing):
      mixing.memory.recur(i, head: head, range: range, S, into: y, kernels)
    case .six(let mixing):
      mixing.memory.recur(i, head: head, range: range, S, into: y, kernels)
    case .seven(let mixing): mixing.recur(i, head: head, range: range, S, into: y, kernels)
    }
  }

  /// Of column t and some heads: makes of the recurrence's y what the output matrix reads.
  func finish(_ y: Columns, _ i: Inputs, _ t: Int, heads: Range<Int>, _ kernels: Kernels) {
    switch self {
    case .five(let mixing): mixing.memory.finish(y, i, t, heads: heads, kernels)
    case .six(let mixing): mixing.memory.finish(y, i, t, heads: heads, kernels)
    case .seven(let mixing): mixing.finish(y, i, t, heads: heads, kernels)
    }
  }

  /// (C,C)
  var output: Matrix {
    switch self {
    case .five(let mixing): mixing.memory.output
    case .six(let mixing): mixing.memory.output
    case .seven(let mixing): mixing.output
    }
  }
}
