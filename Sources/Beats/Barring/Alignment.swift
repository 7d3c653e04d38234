// Which written moment belongs to each heard one.

import Music

/// Moments that are known both as they are heard and as they are written, in any unit of time.
/// Between two of them time is stretched evenly; before the first and after the last it goes on as
/// between the two nearest.
struct Alignment {
  struct Point {
    var seconds: Double
    var written: Double
  }

  /// At least two, ascending.
  let points: [Point]

  /// Where something that is heard is written. O(log n) for n points.
  func written(at seconds: Double) -> Double {
    let after = points.partitioningIndex { $0.seconds > seconds }
    let index = min(max(0, after - 1), points.count - 2)
    let (a, b) = (points[index], points[index + 1])
    return a.written + (seconds - a.seconds) * (b.written - a.written) / (b.seconds - a.seconds)
  }
}

extension Score {
  /// Where each tick of this performance, of which only the seconds count, is written.
  ///
  /// - Parameter ticks: Where what is heard at a second is written.
  func placing(_ ticks: @escaping (_ seconds: Double) -> Double) -> (Tick) -> Int {
    let map = TempoMap(self)
    return { max(0, Int(ticks(map.seconds(at: $0)).rounded())) }
  }
}
