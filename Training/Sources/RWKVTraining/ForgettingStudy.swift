// Whether what a model forgets follows the music.

import Corpus
import Tokens
import Torch

/// How fast a model's heads forget at each kind of token, under pedal and without, at staccato and
/// at legato notes.
public struct ForgettingStudy {
  /// Kinds of tokens in the order of the table.
  public static let kinds = [
    "bar", "time signature", "right hand", "left hand", "pedal block", "position", "pitch",
    "duration", "velocity", "pedal down", "pedal up",
  ]

  public let layers, heads: Int
  /// For each kind how many tokens there are, and the sum of their rates, layer after layer and
  /// head after head, in nats a token.
  public private(set) var sums: [(count: Int, rates: [Double])]
  /// Pitches and durations under the pedal, and without.
  public private(set) var pedal: PairedMeans
  /// Durations of legato notes, and of staccato ones.
  public private(set) var legato: PairedMeans

  /// - Parameters:
  ///   - length: Tokens that are read at once, at most; each run begins with the piece's header.
  ///   - progress: Called after each piece with the share that is done.
  /// - Precondition: The model's generation is 6 or 7.
  public init(
    _ model: Model, _ store: TokenStore, _ cells: Cells, length: Int,
    progress: (Double) -> Void = { _ in }
  ) {
    (layers, heads) = (model.configuration.layerCount, model.configuration.headCount)
    let rates = layers * heads
    sums = Self.kinds.map { _ in (0, [Double](repeating: 0, count: rates)) }
    (pedal, legato) = (PairedMeans(count: rates), PairedMeans(count: rates))
    let grid = CellGrid(cells)
    for piece in 0..<store.pieceCount {
      let tokens = store.tokens(ofPiece: piece)
      let values = withoutGradients { model.rates(tokens, length: length, header: 3) }
      let played = PlayedTokens(tokens, bars: store.barOffsets(ofPiece: piece), grid)
      for (index, token) in tokens.enumerated() {
        guard let kind = Self.kind(of: token, cells) else { continue }
        sums[kind].count += 1
        for rate in 0..<rates { sums[kind].rates[rate] += Double(values[index * rates + rate]) }
      }
      pedal.add(tokens, played.isPedalDown, values)
      legato.add(tokens, played.isLegato, values)
      progress(Double(piece + 1) / Double(store.pieceCount))
    }
  }

  /// The mean rate of each layer, of rates of all heads.
  public func layerMeans(_ rates: [Double]) -> [Double] {
    (0..<layers).map { layer in
      rates[layer * heads..<(layer + 1) * heads].reduce(0, +) / Double(heads)
    }
  }

  private static func kind(of token: Token, _ cells: Cells) -> Int? {
    let name: String? =
      switch (cells.block(begunBy: token), Tokenizer.cells(cells).kind(of: token)) {
      case (.right, _): "right hand"
      case (.left, _): "left hand"
      case (.pedal, _): "pedal block"
      case (nil, .bar): "bar"
      case (nil, .timeSignature): "time signature"
      case (nil, .position): "position"
      case (nil, .pitch): "pitch"
      case (nil, .duration): "duration"
      case (nil, .velocity): "velocity"
      case (nil, .pedalOn): "pedal down"
      case (nil, .pedalOff): "pedal up"
      case (nil, _): nil
      }
    return name.flatMap(kinds.firstIndex)
  }
}

extension Model {
  /// The rates of all heads of all layers for each token, one token after the other.
  fileprivate func rates(_ tokens: [Token], length: Int, header: Int) -> [Float] {
    let head = Array(tokens.prefix(header))
    var values: [Float] = []
    for start in stride(from: 0, to: tokens.count, by: length) {
      let run = Array(tokens[start..<min(tokens.count, start + length)])
      let row = start == 0 ? run : head + run
      let ids = Tensor(row.map { Int64($0.id) }, shape: [1, row.count])
        .moved(to: parameters.device)
      let rates = forgetting(ids)
      let all = Tensor.concatenated(rates, dimension: 2).narrowed(
        dimension: 1, from: row.count - run.count, count: run.count)
      values += all.cast(to: .float32).floats
    }
    return values
  }
}
