// The time mixing of a layer, of whichever generation: what a token keeps, takes from and adds to the memory.
//
// Letters as in the papers (Peng et al. 2024, 2025): C width, H heads of N, T tokens. Each column of a block is one
// token.

// The letters are the papers'.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The time mixing of a layer: inputs and outputs for each token by itself, between them the recurrence.
enum TimeMixing: Sendable {
  case five(TimeMixing5)
  case six(TimeMixing6)
  case seven(TimeMixing7)

  /// What the recurrence and the gate read, for each token of a block; all (T,C).
  struct Inputs: Sendable {
    let r, w, k, v, g: Columns
    /// What the state loses along a comes back along b; of RWKV-7.
    let a, b: Columns

    /// Uninitialized, until the memory is released.
    init(_ count: Int, _ width: Int, in scratch: Scratch) {
      func columns() -> Columns { Columns(count, width, in: scratch) }
      (r, w, k, v, g) = (columns(), columns(), columns(), columns(), columns())
      (a, b) = (columns(), columns())
    }

    private init(_ inputs: Inputs, suffix count: Int) {
      (r, w, k) = (inputs.r.suffix(count), inputs.w.suffix(count), inputs.k.suffix(count))
      (v, g) = (inputs.v.suffix(count), inputs.g.suffix(count))
      (a, b) = (inputs.a.suffix(count), inputs.b.suffix(count))
    }

    /// Those of the last tokens.
    func suffix(_ count: Int) -> Inputs { Inputs(self, suffix: count) }
  }

  /// - Parameters:
  ///   - i: Where the inputs come to stand.
  ///   - x: Normalized, (T,C).
  ///   - firstValue: The v of the first layer, which the later ones of RWKV-7 mix with theirs; nil in the first.
  func inputs(
    _ i: Inputs, _ x: Columns, _ previous: Previous, firstValue: Columns?, _ bench: Workbench
  ) {
    switch self {
    case .five(let mixing): mixing.inputs(i, x, previous, bench)
    case .six(let mixing): mixing.inputs(i, x, previous, bench)
    case .seven(let mixing): mixing.inputs(i, x, previous, firstValue: firstValue, bench)
    }
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

  /// Adds to x what the layer makes of the recurrence's y, (T,C); y is used up.
  func addOutputs(to x: Columns, _ y: Columns, _ i: Inputs, _ bench: Workbench) {
    switch self {
    case .five(let mixing): mixing.memory.addOutputs(to: x, y, i, bench)
    case .six(let mixing): mixing.memory.addOutputs(to: x, y, i, bench)
    case .seven(let mixing): mixing.addOutputs(to: x, y, i, bench)
    }
  }
}
