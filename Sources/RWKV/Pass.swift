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
  let threads: Int
  let sequences: [Sequence]

  /// - Parameter x: The tiles of embeddings, (T,C) each; becomes the output of the last layer.
  func callAsFunction(_ x: [Columns]) {
    let C = configuration.width
    var firstValues: [Columns]?
    for (index, layer) in layers.enumerated() {
      let offset = index * configuration.layerStateCount
      let inputs = timeMixingInputs(layer, x, firstValues, lookback: offset)
      firstValues = firstValues ?? inputs.map(\.firstValue)
      let y = recurrence(layer.timeMixing, inputs, states: offset + 2 * C)
      let x2 = concurrentMap(x.count, threads: threads) { tile in
        kernels.add(x[tile], layer.timeMixing.outputs(y[tile], inputs[tile], kernels))
        return kernels.layerNorm(x[tile], layer.ln2)
      }
      let previous = previous(x2, lookback: offset + C)
      _ = concurrentMap(x.count, threads: threads) { tile in
        kernels.add(
          x[tile], layer.channelMixing(x2[tile], previous: previous[tile].columns, kernels))
      }
      remember(x2, lookback: offset + C)
    }
  }

  private func timeMixingInputs(
    _ layer: Layer, _ x: [Columns], _ firstValues: [Columns]?, lookback: Int
  ) -> [TimeMixing.Inputs] {
    let x1 = concurrentMap(x.count, threads: threads) { kernels.layerNorm(x[$0], layer.ln1) }
    let previous = previous(x1, lookback: lookback)
    let inputs = concurrentMap(x.count, threads: threads) { tile in
      layer.timeMixing.inputs(
        x1[tile], previous: previous[tile].columns, firstValue: firstValues?[tile], kernels)
    }
    remember(x1, lookback: lookback)
    return inputs
  }

  /// S r for all tokens, head by head of each sequence.
  private func recurrence(
    _ mixing: TimeMixing, _ inputs: [TimeMixing.Inputs], states: Int
  ) -> [Columns] {
    let (H, N) = (configuration.headCount, configuration.headSize)
    let y = inputs.map { Columns($0.r.count, $0.r.width) }
    _ = concurrentMap(sequences.count * H, threads: threads) { index in
      let (sequence, head) = (sequences[index / H], index % H)
      let S = sequence.state + states + head * N * N
      for run in sequence.runs {
        mixing.recur(
          inputs[run.tile], head: head, range: run.columns, S, into: y[run.tile], kernels)
      }
    }
    return y
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
