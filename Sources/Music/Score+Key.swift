// Which key a score is in, by its notes.

extension Score {
  /// The key whose profile correlates best with how long each pitch class sounds (Krumhansl and
  /// Kessler 1982); nil without notes, or when all pitch classes sound equally long. Drums do not
  /// count.
  public var estimatedKey: Key? {
    var lengths = [Double](repeating: 0, count: 12)
    for note in tracks.lazy.filter({ !$0.isDrums }).flatMap(\.notes) {
      lengths[Int(note.pitch.number) % 12] += Double(note.duration.value)
    }
    let centred = centred(lengths)
    guard centred.contains(where: { abs($0) > 1e-9 * lengths.reduce(0, +) }) else { return nil }
    var best: (key: Key, fit: Double)?
    for (isMinor, profile) in [(false, KeyProfile.major), (true, KeyProfile.minor)] {
      let weights = unit(profile)
      for tonic in 0..<12 {
        let fit = (0..<12).reduce(0.0) { $0 + centred[($1 + tonic) % 12] * weights[$1] }
        if fit > (best?.fit ?? -.infinity) {
          best = (Key(tonic: tonic, isMinor: isMinor), fit)
        }
      }
    }
    return best?.key
  }
}

/// How well each step above the tonic fits a key, as listeners rated it (Krumhansl and Kessler
/// 1982, table 1).
private enum KeyProfile {
  static let major = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88]
  static let minor = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]
}

private func centred(_ values: [Double]) -> [Double] {
  let mean = values.reduce(0, +) / Double(values.count)
  return values.map { $0 - mean }
}

/// Centred and of length one, so that products with it rank like correlations.
private func unit(_ values: [Double]) -> [Double] {
  let values = centred(values)
  let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  return values.map { $0 / length }
}
