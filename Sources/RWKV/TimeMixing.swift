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
    /// What the state loses along a comes back along b; in RWKV-7.
    var removal: (a: Columns, b: Columns)?

    /// A copy of those of the last tokens.
    func suffix(_ count: Int) -> Inputs {
      Inputs(
        r: r.suffix(count), w: w.suffix(count), k: k.suffix(count), v: v.suffix(count),
        g: g.suffix(count), removal: removal.map { ($0.a.suffix(count), $0.b.suffix(count)) })
    }
  }

  /// - Parameters:
  ///   - x: Normalized, (T,C).
  ///   - previous: For each token the same of the token before it, (C).
  ///   - firstValue: The v of the first layer, which the later ones of RWKV-7 mix with theirs; nil in the first.
  func inputs(
    _ x: Columns, previous: [UnsafePointer<Float>], firstValue: Columns?, _ kernels: Kernels
  ) -> Inputs {
    switch self {
    case .five(let mixing): mixing.inputs(x, previous: previous, kernels)
    case .six(let mixing): mixing.inputs(x, previous: previous, kernels)
    case .seven(let mixing):
      mixing.inputs(x, previous: previous, firstValue: firstValue, kernels)
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

  /// What the layer adds to its input, (T,C); y is used up.
  func outputs(_ y: Columns, _ i: Inputs, _ kernels: Kernels) -> Columns {
    switch self {
    case .five(let mixing): mixing.memory.outputs(y, i, kernels)
    case .six(let mixing): mixing.memory.outputs(y, i, kernels)
    case .seven(let mixing): mixing.outputs(y, i, kernels)
    }
  }
}
