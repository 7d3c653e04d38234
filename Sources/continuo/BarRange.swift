// Bars as a user names them: "9-12", or "9" for one.

import ArgumentParser

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
