// One pass of a block of tokens through all layers.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// One pass of tokens through all layers: of one sequence many tokens, or of many sequences one
/// token each.
///
/// The tokens are dealt to tiles, which different threads may work on. Within a layer only two
/// things reach from one tile to another: the token before (known once the block is normalized) and
/// the recurrence, which is split by heads instead.
struct Pass: Sendable {
  /// Tokens of one sequence in one tile.
  struct Run: Sendable {
    let tile: Int
    let columns: Range<Int>
  }

  /// One sequence: where its state is and which runs have its tokens.
  struct Sequence: @unchecked Sendable {
    let state: UnsafeMutablePointer<Float>
    let runs: Range<Int>
  }

  /// What the threads write of one tile, in each layer anew.
  private struct Tile: Sendable {
    /// The embeddings, and what each layer adds to them; (T,C).
    let x: Columns
    /// The same normalized, for the time mixing and then for the channel mixing.
    let normalized: Columns
    let previous: Previous
    let inputs: TimeMixing.Inputs
    /// Of the first layer.
    let firstValue: Columns
    /// What the time mixing takes from the memory.
    let y: Columns

    init(_ x: Columns, in scratch: Scratch) {
      self.x = x
      normalized = Columns(x.count, x.width, in: scratch)
      previous = Previous(x.count, in: scratch)
      inputs = TimeMixing.Inputs(x.count, x.width, in: scratch)
      firstValue = Columns(x.count, x.width, in: scratch)
      y = Columns(x.count, x.width, in: scratch)
    }

    private init(_ tile: Tile, suffix count: Int) {
      (x, normalized) = (tile.x.suffix(count), tile.normalized.suffix(count))
      (previous, inputs) = (tile.previous, tile.inputs.suffix(count))
      (firstValue, y) = (tile.firstValue.suffix(count), tile.y.suffix(count))
    }

    /// The last tokens.
    func suffix(_ count: Int) -> Tile { Tile(self, suffix: count) }
  }

  private let configuration: Configuration
  private let layers: [Layer]
  private let kernels: Kernels
  private let threads: Int
  private let scratch: Scratch
  private let sequences: [Sequence]
  private let runs: [Run]
  private let tiles: [Tile]
  /// Whether what stands beside the recurrence is done with it, head by head, so that threads share
  /// it: where there is one tile. Several tiles are shared by themselves, and go faster in long
  /// rows.
  private let isDealtByHeads: Bool

  /// - Parameter x: The tiles of embeddings, (T,C) each, which become the output of the last layer.
  init(
    _ model: Model, _ sequences: [Sequence], _ runs: [Run], _ x: [Columns], in scratch: Scratch
  ) {
    (configuration, layers, kernels) = (model.configuration, model.layers, model.kernels)
    self.runs = runs
    (threads, self.scratch, self.sequences) = (model.threads, scratch, sequences)
    tiles = x.map { Tile($0, in: scratch) }
    isDealtByHeads = tiles.count == 1
  }

  /// The same pass with the last `count` tokens of its only sequence, which stand in one tile.
  private init(_ pass: Pass, suffix count: Int) {
    (configuration, layers, kernels) = (pass.configuration, pass.layers, pass.kernels)
    (threads, scratch) = (pass.threads, pass.scratch)
    precondition(pass.sequences.count == 1, "\(pass.sequences.count) sequences")
    sequences = [Sequence(state: pass.sequences[0].state, runs: 0..<1)]
    runs = [Run(tile: 0, columns: 0..<count)]
    tiles = [pass.tiles[pass.tiles.count - 1].suffix(count)]
    isDealtByHeads = pass.isDealtByHeads
  }

  /// - Parameter onlyLast: Whether the output of the last token of one sequence is all that
  ///   matters. Then the last layer leaves the others alone once the recurrence has read them.
  func callAsFunction(onlyLast: Bool = false) {
    for (index, layer) in layers.enumerated() {
      setTimeMixingInputs(index, layer)
      recur(index, layer)
      let isEnd = onlyLast && index == layers.count - 1
      (isEnd ? lastTokens : self).mix(index, layer)
    }
  }

  /// The last token, and the one before it as far as the last looks back at it.
  private var lastTokens: Pass {
    let count = min(2, tiles[tiles.count - 1].x.count)
    precondition(count == 2 || tiles.count == 1, "a tile of one token")
    return Pass(self, suffix: count)
  }

  /// What the recurrence of layer `index` reads.
  private func setTimeMixingInputs(_ index: Int, _ layer: Layer) {
    let lastToken = index * configuration.layerStateCount
    forEachTile { tile, bench in bench.layerNorm(tile.normalized, tile.x, layer.ln1) }
    setPrevious(stateOffset: lastToken)
    forEachTile { tile, bench in
      layer.timeMixing.inputs(tile.inputs, tile.normalized, tile.previous, bench)
      if index == 0 { tile.firstValue.copy(tile.inputs.v) }
      if !isDealtByHeads { prepare(index, layer, tile, 0..<tile.x.count, allHeads) }
    }
    remember(stateOffset: lastToken)
  }

  /// What all tokens take from the memory, head by head of each sequence.
  private func recur(_ index: Int, _ layer: Layer) {
    let H = configuration.headCount
    let tokens = tiles.reduce(0) { $0 + $1.x.count }
    guard threads > 1, tokens * H >= Pass.fewestSharedUpdates else {
      for sequence in sequences { recur(index, layer, sequence, heads: 0..<H) }
      return
    }
    let count = sequences.count * H
    share(count, isShort: tiles.count == 1) { range in
      for sequence in range.lowerBound / H...(range.upperBound - 1) / H {
        let heads = range.clamped(to: sequence * H..<(sequence + 1) * H)
        recur(
          index, layer, sequences[sequence],
          heads: heads.lowerBound - sequence * H..<heads.upperBound - sequence * H)
      }
    }
  }

  private func recur(_ index: Int, _ layer: Layer, _ sequence: Sequence, heads: Range<Int>) {
    let N = configuration.headSize
    let matrices = index * configuration.layerStateCount + 2 * configuration.width
    for run in sequence.runs {
      let (tile, columns) = (tiles[runs[run].tile], runs[run].columns)
      if isDealtByHeads { prepare(index, layer, tile, columns, heads) }
      for head in heads {
        let S = sequence.state + matrices + head * N * N
        layer.timeMixing.recur(
          tile.inputs, head: head, range: columns, S, into: tile.y, kernels)
      }
      if isDealtByHeads { finish(layer, tile, columns, heads) }
    }
  }

  private func prepare(
    _ index: Int, _ layer: Layer, _ tile: Tile, _ columns: Range<Int>, _ heads: Range<Int>
  ) {
    for t in columns {
      layer.timeMixing.prepare(
        tile.inputs, t, heads: heads, firstValue: index > 0 ? tile.firstValue : nil, kernels)
    }
  }

  private func finish(
    _ layer: Layer, _ tile: Tile, _ columns: Range<Int>, _ heads: Range<Int>
  ) {
    for t in columns {
      layer.timeMixing.finish(tile.y, tile.inputs, t, heads: heads, kernels)
    }
  }

  private var allHeads: Range<Int> { 0..<configuration.headCount }

  /// Fewer updates of a head's state are not worth the handing out.
  private static let fewestSharedUpdates = 12

  /// Adds to x what the time mixing made of the memory's output y, then the channel mixing.
  private func mix(_ index: Int, _ layer: Layer) {
    let lastToken = index * configuration.layerStateCount + configuration.width
    forEachTile { tile, bench in
      if !isDealtByHeads { finish(layer, tile, 0..<tile.x.count, allHeads) }
      bench.addProduct(to: tile.x, layer.timeMixing.output, tile.y)
      bench.layerNorm(tile.normalized, tile.x, layer.ln2)
    }
    setPrevious(stateOffset: lastToken)
    forEachTile { tile, bench in
      layer.channelMixing.add(to: tile.x, tile.normalized, tile.previous, bench)
    }
    remember(stateOffset: lastToken)
  }

  /// Sets for each column of each tile the column of the token before it: the column on its left,
  /// the last one of the tile before, or the one that the state remembers at `stateOffset`.
  private func setPrevious(stateOffset: Int) {
    for sequence in sequences {
      var last = UnsafePointer(sequence.state + stateOffset)
      for run in runs[sequence.runs] {
        let tile = tiles[run.tile]
        for column in run.columns {
          tile.previous.columns[column] = last
          last = UnsafePointer(tile.normalized[column])
        }
      }
    }
  }

  /// Puts the last column of each sequence into its state at `stateOffset`.
  private func remember(stateOffset: Int) {
    for sequence in sequences {
      guard let run = runs[sequence.runs].last, let column = run.columns.last else { continue }
      (sequence.state + stateOffset).update(
        from: tiles[run.tile].normalized[column], count: configuration.width)
    }
  }
}

// MARK: - Sharing out

extension Pass {
  /// One tile is worked on by all threads together, several by a thread each.
  private func forEachTile(_ body: @escaping @Sendable (Tile, Workbench) -> Void) {
    if tiles.count == 1 {
      body(tiles[0], Workbench(kernels: kernels, threads: threads, scratch: scratch))
    } else {
      share(tiles.count, isShort: false) { range in
        for index in range {
          Scratch.borrow {
            body(tiles[index], Workbench(kernels: kernels, threads: 1, scratch: $0))
          }
        }
      }
    }
  }

  /// Calls `body` for ranges that are 0..<count together.
  ///
  /// - Parameter isShort: As in `Workers.run`.
  private func share(
    _ count: Int, isShort: Bool, _ body: @escaping @Sendable (Range<Int>) -> Void
  ) {
    // Few enough to be handed out quickly, enough that nobody waits long for the last.
    let pieces = min(count, 4 * threads)
    Workers.shared.run(pieces, threads: threads, isShort: isShort) { piece in
      body(count * piece / pieces..<count * (piece + 1) / pieces)
    }
  }
}
