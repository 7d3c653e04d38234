// Measures several things in turns, so that a drift of the machine falls on all of them.

import Foundation

/// Something whose speed is measured.
struct Workload<Key: Hashable> {
  let key: Key
  /// Units a second, as one measurement found.
  let rate: () throws -> Double

  init(_ key: Key, rate: @escaping () throws -> Double) {
    self.key = key
    self.rate = rate
  }

  /// - Parameter units: How many of them one pass does; a measurement is as many passes as it takes
  ///   to fill `seconds`.
  init(_ key: Key, units: Double, seconds: Double, pass: @escaping () -> Void) {
    self.init(key) {
      let clock = ContinuousClock()
      let start = clock.now
      var passes = 0.0
      var elapsed = 0.0
      repeat {
        pass()
        passes += 1
        elapsed = (clock.now - start).seconds
      } while elapsed < seconds
      return units * passes / elapsed
    }
  }
}

/// What the measurements of one workload found, in units a second.
struct Rates {
  let median: Double
  let best: Double

  init(_ samples: [Double]) {
    median = quantile(0.5, of: samples)
    best = samples.max() ?? 0
  }
}

/// Measures each workload once in each round; the first round warms up and does not count.
func measureInTurns<Key>(
  _ workloads: [Workload<Key>], rounds: Int
) throws -> [Key: Rates] {
  var samples: [Key: [Double]] = [:]
  for round in 0...rounds {
    report("round \(round) of \(rounds)")
    for workload in workloads {
      let rate = try workload.rate()
      if round > 0 { samples[workload.key, default: []].append(rate) }
    }
  }
  return samples.mapValues(Rates.init)
}

/// The value below which a share of the samples lies, halfway between its neighbours where needed.
func quantile(_ share: Double, of samples: [Double]) -> Double {
  guard !samples.isEmpty else { return 0 }
  let sorted = samples.sorted()
  let place = share * Double(sorted.count - 1)
  let (low, high) = (Int(place.rounded(.down)), Int(place.rounded(.up)))
  return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// Says on standard error what is going on.
func report(_ message: String) {
  FileHandle.standardError.write(Data("\(message)\n".utf8))
}
