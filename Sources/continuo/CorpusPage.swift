// A page that shows what the music of a dataset is like.

import Corpus
import Music
import Rendering

/// A page that shows what the music of a dataset is like, for a browser and without a network.
struct CorpusPage {
  let statistics: CorpusStatistics
  let title: String
  /// What went in and what did not, as text.
  let summary: String

  var html: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light dark">
    <title>\(escapedForXML(title))</title>
    <style>
    body{font:14px system-ui,sans-serif;max-width:1120px;margin:2em auto;padding:0 1em}
    main{display:flex;flex-wrap:wrap;gap:12px}
    svg{max-width:100%}
    </style>
    </head>
    <body>
    <h1>\(escapedForXML(title))</h1>
    <p>\(statistics.pieces) pieces, \(statistics.bars) bars, \(statistics.notes) notes.</p>
    <pre>\(summary.split(separator: "\n").map { escapedForXML(String($0)) }.joined(separator: "\n"))</pre>
    <main>
    \(charts.map { $0.svg() }.joined())</main>
    </body>
    </html>

    """
  }

  private var charts: [BarChart] {
    [
      BarChart(title: "Pitches", unit: "notes", bars: pitches),
      BarChart(
        title: "Durations in quarters", unit: "notes",
        bars: bins(statistics.durations, CorpusStatistics.durationBounds.map(\.name))),
      BarChart(title: "Notes that begin in a bar", unit: "bars", bars: densities),
      BarChart(title: "Metres", unit: "bars", bars: commonest(statistics.metres, 14)),
      BarChart(
        title: "Keys (Am is A minor)", unit: "pieces",
        bars: commonest(shortened(statistics.keys), 24)),
      BarChart(
        title: "Lengths in bars", unit: "pieces",
        bars: bins(statistics.lengths, CorpusStatistics.lengthBounds.map(String.init))),
    ]
  }

  /// From the lowest to the highest that is there; the octaves are named.
  private var pitches: [(String, Int)] {
    let counts = statistics.pitches
    guard let low = counts.firstIndex(where: { $0 > 0 }),
      let high = counts.lastIndex(where: { $0 > 0 })
    else { return [] }
    return (low...high).map { ($0 % 12 == 0 ? "\(Pitch($0))" : "", counts[$0]) }
  }

  private var densities: [(String, Int)] {
    let last = statistics.densities.count - 1
    return statistics.densities.enumerated().map { count, bars in
      (count == last ? "more" : count % 4 == 0 ? "\(count)" : "", bars)
    }
  }

  /// - Parameter names: Of all bins but the last, which has what is beyond them.
  private func bins(_ counts: [Int], _ names: [String]) -> [(String, Int)] {
    Array(zip(names + ["more"], counts))
  }

  /// - Parameter most: Names that are shown.
  private func commonest(_ counts: [String: Int], _ most: Int) -> [(String, Int)] {
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let rest = sorted.dropFirst(most).reduce(0) { $0 + $1.value }
    return sorted.prefix(most).map { ($0.key, $0.value) }
      + (rest > 0 ? [("others", rest)] : [])
  }

  /// Keys by the names that chords have.
  private func shortened(_ keys: [String: Int]) -> [String: Int] {
    var counts: [String: Int] = [:]
    for (name, count) in keys {
      let words = name.split(separator: " ")
      let short = "\(words.first ?? "")\(words.last == "minor" ? "m" : "")"
      counts[short, default: 0] += count
    }
    return counts
  }
}
