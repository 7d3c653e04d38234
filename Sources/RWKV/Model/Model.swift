// The model: from a token and a state to the logits of the next token and the next state.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Checkpoint

/// An RWKV model, ready to run; a value without memory of its own, so any number of threads may use
/// it.
public struct Model: Sendable {
  public let configuration: Configuration
  /// What the checkpoint notes besides the tensors.
  public let metadata: [String: String]
  /// A number that hardly any other weights have.
  public let fingerprint: UInt64
  /// What the matrices are kept in.
  public let precision: Precision
  /// Bytes of weights that one step reads.
  public let parameterBytes: Int
  /// How many threads a call may use; the results do not depend on it.
  public var threads: Int {
    didSet { precondition(threads > 0, "\(threads) threads") }
  }

  let embedding: Vector  // (V,C), after ln0
  let layers: [Layer]
  let ln_out: Norm
  let head: Matrix  // (V,C)
  var kernels = Kernels.best

  /// The state before the first token.
  public func makeState() -> State { State(count: configuration.stateCount) }

  /// The state that has these numbers, as `State.values` gave them.
  public func makeState(_ values: [Float]) throws(ModelError) -> State {
    guard values.count == configuration.stateCount else {
      throw .stateSize(expected: configuration.stateCount, found: values.count)
    }
    return State(values)
  }

  /// Reads `tokens`, many at once, and moves the state on.
  ///
  /// - Returns: The logits after the last token.
  public func prefill(_ tokens: [Int], state: inout State) -> [Float] {
    precondition(!tokens.isEmpty, "no token, no logits")
    var result: [Float] = []
    for block in blocks(of: tokens.count) {
      Scratch.borrow { scratch in
        let tiles = read(tokens[block], state: &state, onlyLast: true, in: scratch)
        if block.upperBound == tokens.count {
          result = logits(tiles[tiles.count - 1].suffix(1), bench(threads: threads, scratch))
        }
      }
    }
    return result
  }

  /// The same with the logits after every token, one after the other: (T,V).
  public func prefillAllLogits(_ tokens: [Int], state: inout State) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(tokens.count * configuration.vocabularySize)
    for block in blocks(of: tokens.count) {
      Scratch.borrow { scratch in
        let tiles = read(tokens[block], state: &state, onlyLast: false, in: scratch)
        let parts = concurrentMap(tiles.count, threads: threads) { tile in
          Scratch.borrow { logits(tiles[tile], bench(threads: 1, $0)) }
        }
        for part in parts { result += part }
      }
    }
    return result
  }

  /// One token more for each of n sequences; a sequence's numbers do not depend on its neighbours.
  ///
  /// - Returns: The logits of each sequence, one after the other: (n,V).
  public func step(_ tokens: [Int], states: inout [State]) -> [Float] {
    precondition(
      tokens.count == states.count, "\(tokens.count) tokens for \(states.count) states")
    guard !tokens.isEmpty else { return [] }
    let sequences = states.indices.map {
      Pass.Sequence(state: pointer(to: &states[$0]), runs: $0..<$0 + 1)
    }
    let runs = states.indices.map { Pass.Run(tile: 0, columns: $0..<$0 + 1) }
    return Scratch.borrow { scratch in
      let x = embed(tokens[...], in: scratch)
      Pass(self, sequences, runs, [x], in: scratch)()
      let logits = logits(x, bench(threads: threads, scratch))
      return withExtendedLifetime(states) { logits }
    }
  }
}

/// One layer: x += timeMixing(ln1(x)), then x += channelMixing(ln2(x)).
///
/// The parts are references: a step takes each in hand many times, and a value would count all its
/// weights every time.
final class Layer: Sendable {
  let ln1: Norm
  let timeMixing: TimeMixing
  let ln2: Norm
  let channelMixing: ChannelMixing

  init(ln1: Norm, timeMixing: TimeMixing, ln2: Norm, channelMixing: ChannelMixing) {
    (self.ln1, self.timeMixing) = (ln1, timeMixing)
    (self.ln2, self.channelMixing) = (ln2, channelMixing)
  }
}

// MARK: - Parts of a call

extension Model {
  /// Tokens in a tile of a block: enough to use each weight often, few enough to stay in the cache
  /// and to give every thread a tile.
  private static let tileSizes = 16...64

  /// Ranges of tokens that go through the layers together.
  private func blocks(of count: Int) -> [Range<Int>] {
    let blockSize = Model.tileSizes.upperBound * max(4, threads)
    return split(count, into: (count + blockSize - 1) / blockSize)
  }

  /// The outputs of the last layer for the tokens of one block, in tiles.
  private func read(
    _ tokens: ArraySlice<Int>, state: inout State, onlyLast: Bool, in scratch: Scratch
  ) -> [Columns] {
    let sizes = Model.tileSizes
    let size = min(max((tokens.count + threads - 1) / threads, sizes.lowerBound), sizes.upperBound)
    let ranges = split(tokens.count, into: (tokens.count + size - 1) / size)
    let x = ranges.map { range in
      let first = tokens.startIndex
      return embed(tokens[first + range.lowerBound..<first + range.upperBound], in: scratch)
    }
    let runs = ranges.enumerated().map { Pass.Run(tile: $0, columns: 0..<$1.count) }
    let sequence = Pass.Sequence(state: pointer(to: &state), runs: 0..<runs.count)
    Pass(self, [sequence], runs, x, in: scratch)(onlyLast: onlyLast)
    return withExtendedLifetime(state) { x }
  }

  private func bench(threads: Int, _ scratch: Scratch) -> Workbench {
    Workbench(kernels: kernels, threads: threads, scratch: scratch)
  }

  /// What the last layer's output x says of the token after each of its columns.
  private func logits(_ x: Columns, _ bench: Workbench) -> [Float] {
    let count = x.count * head.outputs
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      let normalized = bench.columns(x.count, x.width)
      bench.layerNorm(normalized, x, ln_out)
      bench.product(Columns(x.count, head.outputs, at: buffer.baseAddress!), head, normalized)
      initialized = count
    }
  }

  private func embed(_ tokens: ArraySlice<Int>, in scratch: Scratch) -> Columns {
    let x = Columns(tokens.count, configuration.width, in: scratch)
    for (column, token) in tokens.enumerated() {
      precondition(
        0..<configuration.vocabularySize ~= token,
        "token \(token) of a vocabulary of \(configuration.vocabularySize)")
      x[column].update(from: embedding[(token * x.width)...], count: x.width)
    }
    return x
  }

  private func pointer(to state: inout State) -> UnsafeMutablePointer<Float> {
    precondition(
      state.count == configuration.stateCount,
      "a state of \(state.count) numbers for a model of \(configuration.stateCount)")
    return state.mutablePointer()
  }
}

/// 0..<count in up to `parts` ranges of nearly one length: whole eights but in the last, for
/// products go by eight columns at a time.
private func split(_ count: Int, into parts: Int) -> [Range<Int>] {
  let eights = (count + 7) / 8
  let ranges = (0..<parts).map { part in
    min(count, eights * part / parts * 8)..<min(count, eights * (part + 1) / parts * 8)
  }
  return ranges.filter { !$0.isEmpty }
}
