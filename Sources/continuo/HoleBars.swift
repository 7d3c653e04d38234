// Which bars are to be filled, as a user names them.

import ArgumentParser

/// Which bars are to be filled, as a user names them: "8" after the end, or "9-12", "9-9", "3-4,7-8".
enum HoleBars: ExpressibleByArgument {
  case after(Int)
  /// Counted from one, the last included.
  case these([ClosedRange<Int>])

  static let usual = 8
  /// More than any piece has; each is drawn and read.
  static let most = 10_000

  init?(argument: String) {
    if let count = Int(argument) {
      self = .after(count)
      return
    }
    var ranges: [ClosedRange<Int>] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let range = BarRange(argument: String(part)), range.bars.count <= HoleBars.most else {
        return nil
      }
      ranges.append(range.bars)
    }
    guard !ranges.isEmpty else { return nil }
    self = .these(ranges)
  }
}
