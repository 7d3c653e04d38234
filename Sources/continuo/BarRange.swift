// Bars as a user names them: "9-12", or "9" for one.

import ArgumentParser

/// Bars as a user names them, counted from one, the last included.
struct BarRange: ExpressibleByArgument {
  let bars: ClosedRange<Int>

  /// "9-12" or "9".
  init?(argument: String) {
    let ends = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
      first > 0, first <= last
    else { return nil }
    bars = first...last
  }
}
