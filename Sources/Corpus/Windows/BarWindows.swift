// Windows that are counted in bars: some of context, some to complete.

import MidiTok
import Music
import Random
import Tokens

/// Windows that are counted in bars, some of context and some to complete after them: a pure
/// function from a number to an example.
///
/// In a piece they begin every so many bars; an epoch is a seeded permutation of those of all
/// pieces. A piece that is shorter is one window with less context.
public struct BarWindows: Sendable {
  /// How many bars, and how far apart.
  public struct Span: Hashable, Sendable, Codable {
    public var context: Int
    public var completion: Int
    /// Bars from a window to the next.
    public var stride: Int

    public init(context: Int, completion: Int, stride: Int) {
      precondition(context > 0 && completion > 0 && stride > 0, "spans have bars")
      (self.context, self.completion, self.stride) = (context, completion, stride)
    }
  }

  private let store: TokenStore
  private let tokenizer: Tokenizer
  private let span: Span
  private let length: Int
  private let seed: UInt64
  private let contextShare: Double
  private let augmentation: Augmentation
  private let order: WindowOrder

  public var examplesPerEpoch: Int { order.windowsPerEpoch }

  /// - Parameters:
  ///   - length: Tokens, or rows, that an example predicts, at most. Where bars have more, context
  ///     is left out bar by bar, then what is at the completion's end.
  ///   - contextShare: Of how many windows the context is predicted too, not the completion alone,
  ///     from 0 to 1.
  public init(
    store: TokenStore, tokenizer: Tokenizer, span: Span, length: Int, seed: UInt64,
    sourceWeights: [String: Int] = [:], augmentation: Augmentation = .none, contextShare: Double
  ) {
    precondition(length > 0, "a window of \(length) tokens")
    precondition(0...1 ~= contextShare, "a share of \(contextShare)")
    self.store = store
    self.tokenizer = tokenizer
    self.span = span
    self.length = length
    self.seed = seed
    self.contextShare = contextShare
    self.augmentation = augmentation
    let counts = (0..<store.pieceCount).map { piece in
      Self.count(bars: store.bars.count(ofPiece: piece), span)
        * (sourceWeights[store.pieces[piece].source] ?? 1)
    }
    order = WindowOrder(counts, seed: seed)
  }

  private static func count(bars: Int, _ span: Span) -> Int {
    let whole = span.context + span.completion
    if bars >= whole { return (bars - whole) / span.stride + 1 }
    return bars > span.completion ? 1 : 0
  }

  /// The example with this number, of 2 to length + 1 tokens.
  public func example(_ index: Int) -> Example {
    let (piece, window) = order.window(index)
    var generator = SplitMix64(seed: SplitMix64.mixed(seed) ^ SplitMix64.mixed(UInt64(index)))
    let speed =
      store.pieces[piece].time == .seconds ? augmentation.speedPercent(using: &generator) : nil
    let text = PieceText(store, piece: piece, tokenizer, speedPercent: speed)
    let windows = Self.count(bars: store.bars.count(ofPiece: piece), span)
    let wanted = window % windows * span.stride + span.context
    // A piece that is played faster has fewer bars.
    let border = max(1, min(wanted, text.barCount - span.completion))
    // Beside what is varied, which is the same whatever the share.
    var lot = SplitMix64(seed: SplitMix64.mixed(seed ^ 0xC0_7E27) ^ SplitMix64.mixed(UInt64(index)))
    return cut(text, border: border, predictsContext: lot.nextUnit() < contextShare, &generator)
  }

  /// - Parameter border: The first bar of the completion.
  private func cut(
    _ text: PieceText, border: Int, predictsContext: Bool, _ generator: inout SplitMix64
  ) -> Example {
    let end = text.offset(ofBar: border + span.completion)
    let most = (length + 1) * tokenizer.rowWidth
    let seed = generator
    var first = max(0, border - span.context)
    while true {
      var generator = seed
      let start = first == 0 ? 0 : text.offset(ofBar: first)
      let tokens = augmentation.applied(
        to: text.part(from: start, to: end), of: tokenizer, using: &generator)
      let example = example(
        tokens, contextBars: border - first, predictsContext: predictsContext)
      if example.tokens.count <= most { return example }
      guard first + 1 < border else {
        let tokens = Array(example.tokens.prefix(most))
        let rows = tokens.count / tokenizer.rowWidth
        return Example(tokens: tokens, start: example.start < rows ? example.start : 1)
      }
      first += 1
    }
  }

  private func example(
    _ tokens: [Token], contextBars: Int, predictsContext: Bool
  ) -> Example {
    let bars = tokenizer.barOffsets(in: tokens)
    switch tokenizer {
    case .remi, .rows:
      let width = tokenizer.rowWidth
      let start = (contextBars < bars.count ? bars[contextBars] : tokens.count - width) / width
      return Example(tokens: tokens, start: predictsContext ? 1 : max(1, start))
    case .cells(let cells):
      let piece = CellPiece(known: tokens, cells)
      let hole = (contextBars..<max(contextBars, bars.count)).flatMap { bar in
        Hand.allCases.map { Cell(bar: bar, hand: $0) }
      }
      return Example(piece.cut(Set(hole), cells), predictsPrompt: predictsContext)
    }
  }
}
