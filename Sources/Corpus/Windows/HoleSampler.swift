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
  ///   - promptShare: Of how many windows the prompt is predicted too, not the filling alone, from 0
  ///     to 1. A window without a hole always is.
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
    return Example(
      tokens: cut.prompt + cut.filling, start: predictsPrompt ? 1 : cut.prompt.count)
  }

  /// The window with a hole of a kind, and without as many of its last bars as it takes to have room
  /// for marks; nil for a window that is less than one bar.
  private func cut(_ window: [Token], _ kind: HoleMixture.Kind, _ generator: SplitMix64) -> Cut? {
    let isEnd = window.last == cells.remi.endToken
    let bars = window.indices.filter { cells.remi.isBar(window[$0]) }
    // The last bar of a window that is not the piece's end may be cut off anywhere.
    var count = isEnd ? bars.count : bars.count - 1
    var end = isEnd ? window.count : bars.last ?? 0
    while count > 0 {
      var generator = generator
      let hole = HoleMixture.hole(kind, bars: count, &generator)
      let cut = cells.cut(Array(window[..<end]), hole)
      let excess = cut.prompt.count + cut.filling.count - windows.length - 1
      if excess <= 0 { return cut }
      let fitting = bars[..<count].lastIndex { $0 <= end - excess } ?? 0
      count = min(count - 1, fitting)
      if count > 0 { end = bars[count] }
    }
    return nil
  }
}
