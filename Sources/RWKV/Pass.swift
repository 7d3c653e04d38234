// One pass of a block of tokens through all layers.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// One pass of tokens through all layers: of one sequence many tokens, or of many sequences one token each.
///
/// The tokens are dealt to tiles, which different threads may work on. Within a layer only two things reach from
/// one tile to another: the token before (known once the block is normalized) and the recurrence, which
/// is split by heads instead.
struct Pass: Sendable {
  /// Tokens of one sequence in one tile.
  struct Run: Sendable {
    let tile: Int
    let columns: Range<Int>
  }

  /// One sequence: where its state is and where its tokens are.
  struct Sequence: @unchecked Sendable {
    let state: UnsafeMutablePointer<Float>
    let runs: [Run]
  }

  let configuration: Configuration
  let layers: [Layer]
  let kernels: Kernels
  let sequences: [Sequence]

  /// - Parameters:
  ///   - x: The tiles of embeddings, (T,C) each; used up.
  ///   - onlyLast: Whether the output of the last token of one sequence is all that matters. Then the last layer
  ///     leaves the others alone once the recurrence has read them.
  /// - Returns: The tiles of the last layer's output; the last column of the last tile is the last token.
  func callAsFunction(_ x: [Columns], onlyLast: Bool = false) -> [Columns] {
    var firstValues: [Columns]?
    for index in layers.indices {
      let inputs = timeMixingInputs(index, x, firstValues)
      firstValues = firstValues ?? inputs.map(\.v)
      let y = recurrence(index, inputs)
      if onlyLast, index == layers.count - 1 { return end(index, x, y, inputs) }
      mix(index, x, y, inputs)
    }
    return x
  }

  /// What the recurrence of layer `index` reads.
  private func timeMixingInputs(
    _ index: Int, _ x: [Columns], _ firstValues: [Columns]?
  ) -> [TimeMixing.Inputs] {
    let (layer, lookback) = (layers[index], index * configuration.layerStateCount)
    let x1 = concurrentMap(x.count, threads: kernels.threads) {
      kernels.layerNorm(x[$0], layer.ln1)
    }
    let previous = previous(x1, lookback: lookback)
    let inputs = concurrentMap(x.count, threads: kernels.threads) { tile in
      layer.timeMixing.inputs(
        x1[tile], previous: previous[tile].columns, firstValue: firstValues?[tile], kernels)
    }
    remember(x1, lookback: lookback)
    return inputs
  }

  /// S r for all tokens, head by head of each sequence.
  private func recurrence(_ index: Int, _ inputs: [TimeMixing.Inputs]) -> [Columns] {
    let (H, N) = (configuration.headCount, configuration.headSize)
    let matrices = index * configuration.layerStateCount + 2 * configuration.width
    let y = inputs.map { Columns($0.r.count, $0.r.width) }
    _ = concurrentMap(sequences.count * H, threads: kernels.threads) { part in
      let (sequence, head) = (sequences[part / H], part % H)
      let S = sequence.state + matrices + head * N * N
      for run in sequence.runs {
        layers[index].timeMixing.recur(
          inputs[run.tile], head: head, range: run.columns, S, into: y[run.tile], kernels)
      }
    }
    return y
  }

  /// Adds to x what the time mixing made of the recurrence's output y, then the channel mixing.
  private func mix(
    _ index: Int, _ x: [Columns], _ y: [Columns], _ inputs: [TimeMixing.Inputs]
  ) {
    let (C, layer) = (configuration.width, layers[index])
    let lookback = index * configuration.layerStateCount + C
    let x2 = concurrentMap(x.count, threads: kernels.threads) { tile in
      kernels.add(x[tile], layer.timeMixing.outputs(y[tile], inputs[tile], kernels))
      return kernels.layerNorm(x[tile], layer.ln2)
    }
    let previous = previous(x2, lookback: lookback)
    _ = concurrentMap(x.count, threads: kernels.threads) { tile in
      kernels.add(
        x[tile], layer.channelMixing(x2[tile], previous: previous[tile].columns, kernels))
    }
    remember(x2, lookback: lookback)
  }

  /// The same for the last token alone, and for the one before it as far as the last looks back at it.
  private func end(
    _ index: Int, _ x: [Columns], _ y: [Columns], _ inputs: [TimeMixing.Inputs]
  ) -> [Columns] {
    let tile = x.count - 1
    let count = min(2, x[tile].count)
    precondition(sequences.count == 1 && (count == 2 || tile == 0), "a tile of one token")
    let last = [x[tile].suffix(count)]
    let sequence = Sequence(
      state: sequences[0].state, runs: [Run(tile: 0, columns: 0..<count)])
    Pass(
      configuration: configuration, layers: layers, kernels: kernels, sequences: [sequence]
    ).mix(index, last, [y[tile].suffix(count)], [inputs[tile].suffix(count)])
    return last
  }

  /// For each column of each tile the column of the token before it: the column on its left, the last one of the
  /// tile before, or the one that the state remembers at `lookback`.
  private func previous(_ x: [Columns], lookback: Int) -> [Previous] {
    var result = x.map { [UnsafePointer<Float>](repeating: $0.pointer, count: $0.count) }
    for sequence in sequences {
      var last = UnsafePointer(sequence.state + lookback)
      for run in sequence.runs {
        for column in run.columns {
          result[run.tile][column] = last
          last = UnsafePointer(x[run.tile][column])
        }
      }
    }
    return result.map(Previous.init)
  }

  /// Puts the last column of each sequence into its state at `lookback`.
  private func remember(_ x: [Columns], lookback: Int) {
    for sequence in sequences {
      guard let run = sequence.runs.last, let column = run.columns.last else { continue }
      (sequence.state + lookback).update(from: x[run.tile][column], count: configuration.width)
    }
  }
}

/// The columns before those of a tile, only read.
private struct Previous: @unchecked Sendable {
  let columns: [UnsafePointer<Float>]
}
