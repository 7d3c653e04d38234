// Windows with holes cut into them, and what fills them.

import Random
import Tokens

/// Windows with holes: a pure function from a number to an example, which is the prompt with its
/// holes marked, and their filling, together no longer than a window.
public struct HoleSampler: Sendable {
  private let windows: WindowSampler
  private let cells: Cells
  private let mixture: HoleMixture
  private let promptShare: Double

  /// - Parameters:
  ///   - windows: Of a dataset in cells.
  ///   - promptShare: Of how many windows the prompt is predicted too, not the filling alone, from
  ///     0 to 1. A window without a hole always is.
  public init(_ windows: WindowSampler, cells: Cells, mixture: HoleMixture, promptShare: Double) {
    precondition(0...1 ~= promptShare, "a share of \(promptShare)")
    self.windows = windows
    self.cells = cells
    self.mixture = mixture
    self.promptShare = promptShare
  }

  public var examplesPerEpoch: Int { windows.windowsPerEpoch }

  /// The example with this number, of at most as many tokens as a window.
  public func example(_ index: Int) -> Example {
    let window = windows.window(index)
    var generator = SplitMix64(
      seed: SplitMix64.mixed(windows.seed ^ 0x5EED_0F_401E) ^ SplitMix64.mixed(UInt64(index)))
    let kind = mixture.kind(at: generator.nextUnit())
    guard kind != .none, let cut = cut(window, kind, generator) else {
      return Example(tokens: window)
    }
    // Drawn beside the hole, so that holes are the same whatever the share.
    var lot = SplitMix64(seed: generator.next())
    let predictsPrompt = lot.nextUnit() < promptShare
    return Example(cut, predictsPrompt: predictsPrompt)
  }

  /// The window with a hole of a kind, and without as many of its last bars as it takes to have
  /// room for marks; nil for a window that is less than one bar.
  private func cut(
    _ window: [Token], _ kind: HoleMixture.Kind, _ generator: SplitMix64
  ) -> PromptAndFilling? {
    var piece = CellPiece(window: window, cells)
    var (end, starts) = (piece.header.count, [Int]())
    for bar in piece.bars.indices {
      starts.append(end)
      end += piece.tokenCount(ofBar: bar)
    }
    if piece.isWhole { end += 1 }
    while !piece.bars.isEmpty {
      var generator = generator
      let hole = HoleMixture.hole(kind, bars: piece.bars.count, &generator)
      let cut = piece.cut(hole, cells)
      let excess = cut.prompt.count + cut.filling.count - windows.length - 1
      if excess <= 0 { return cut }
      let fitting = starts[..<piece.bars.count].lastIndex { $0 <= end - excess } ?? 0
      piece.bars.removeLast(max(1, piece.bars.count - fitting))
      piece.isWhole = false
      end = piece.bars.count < starts.count ? starts[piece.bars.count] : end
    }
    return nil
  }
}

extension CellPiece {
  /// The bars of a window; the last of one that is not its piece's end may be cut off anywhere, and
  /// is left out.
  init(window: [Token], _ cells: Cells) {
    let end =
      window.last == cells.endToken
      ? window.count : window.lastIndex(where: cells.isBar) ?? window.count
    self.init(known: window[..<end], cells)
  }
}
