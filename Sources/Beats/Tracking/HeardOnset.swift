// What is heard at once in a performance.

import Music

/// Notes that are struck together, and what about them tells where beats are.
struct HeardOnset {
  /// When the first of them begins, and the mean of all.
  var first: Double
  var time: Double
  /// A class of each feature: how many keys, how low, how long until the next, how long they last.
  var features: [Int]

  /// Notes that begin within this time of the first are one onset, in seconds.
  static let spread = 0.035
  /// Notes this near count for what is usual around an onset, in seconds.
  private static let neighbourhood = 2.5
  /// How many classes each feature has.
  static let classCounts = [4, 3, 3, 3]

  /// What a note is to the ear.
  struct Sound {
    var onset: Double
    var duration: Double
    var pitch: Int
  }

  /// - Parameter sounds: In the order of their onsets, in seconds.
  static func all(in sounds: [Sound]) -> [HeardOnset] {
    let groups = sounds.runs(within: spread, by: \.onset).map { sounds[$0] }
    let times = groups.map { $0.reduce(0) { $0 + $1.onset } / Double($0.count) }
    let lows = groups.map { $0.map(\.pitch).min() ?? 0 }
    let lengths = groups.map { $0.map(\.duration).max() ?? 0 }
    let gaps = zip(times, times.dropFirst()).map { $1 - $0 } + [1]
    var (begin, end) = (0, 0)
    return groups.indices.map { index in
      while times[begin] < times[index] - neighbourhood { begin += 1 }
      while end < times.count, times[end] < times[index] + neighbourhood { end += 1 }
      let count = Double(end - begin)
      let gap = gaps[index] / (gaps[begin..<end].reduce(0, +) / count)
      let length = lengths[index] / (lengths[begin..<end].reduce(0, +) / count)
      let lower = Double(lows[begin..<end].count { $0 < lows[index] }) / count
      return HeardOnset(
        first: groups[index][groups[index].startIndex].onset, time: times[index],
        features: [
          min(groups[index].count, 4) - 1, lower < 0.08 ? 0 : lower < 0.3 ? 1 : 2,
          gap < 0.75 ? 0 : gap < 1.3 ? 1 : 2, length < 0.75 ? 0 : length < 1.4 ? 1 : 2,
        ])
    }
  }
}
