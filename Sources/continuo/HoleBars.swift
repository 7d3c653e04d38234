// Which bars are to be filled, as a user names them.

import ArgumentParser
import Completion
import Music

/// Which bars are to be filled, as a user names them: "8" after the end, or "9-12", "9-9",
/// "3-4,7-8".
enum HoleBars {
  case after(Int)
  /// Counted from one, the last included.
  case these([ClosedRange<Int>])

  static let usual = 8
  /// More than any piece has; each is drawn and read.
  static let most = 10_000

  init(argument: String) throws(ValidationError) {
    if let count = Int(argument) {
      self = .after(count)
      return
    }
    var ranges: [ClosedRange<Int>] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let range = try BarRange(argument: String(part))
      guard range.bars.count <= HoleBars.most else {
        throw ValidationError("\(range.bars.count) bars are more than any piece has")
      }
      ranges.append(range.bars)
    }
    self = .these(ranges)
  }

  /// The cells of the bars.
  ///
  /// - Parameter file: The piece's, as the user wrote it.
  /// - Throws: Where bars lie behind the piece's end and do not follow it.
  func hole(of hands: Set<Hand>, in score: Score, file: String) throws(UserError) -> Hole {
    switch self {
    case .after(let count): return .after(bars: count, hands: hands)
    case .these(let ranges):
      let bars = Set(ranges.joined().map { $0 - 1 })
      var end = score.barCount
      while bars.contains(end) { end += 1 }
      if let far = bars.filter({ $0 >= end }).min() {
        throw UserError(
          file, "bar \(far + 1) lies behind the end: the piece has \(counted(score.barCount))",
          advice: "Name bars from 1 on, the first behind the end being \(score.barCount + 1), or "
            + "say with --bars \(bars.count) how many to write after the end")
      }
      return .bars(bars, hands: hands)
    }
  }

  private func counted(_ bars: Int) -> String { bars == 1 ? "1 bar" : "\(bars) bars" }
}

/// Bars as a user names them, counted from one, the last included.
struct BarRange {
  let bars: ClosedRange<Int>

  /// "9-12" or "9".
  init(argument: String) throws(ValidationError) {
    let ends = rangeEnds(argument).map { Int($0) }
    guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2 else {
      throw ValidationError("write bars as 9-12, or 9-9 for one")
    }
    guard first > 0, last > 0 else { throw ValidationError("bars are counted from 1") }
    guard first <= last else {
      throw ValidationError("bar \(first) comes after bar \(last); write \(last)-\(first)")
    }
    bars = first...last
  }
}

/// The two ends of a range, or the one, without spaces; a dash is as good as a hyphen.
func rangeEnds(_ text: String) -> [String] {
  text.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "\u{2013}" }
    .map { String($0.filter { $0 != " " }) }
}
