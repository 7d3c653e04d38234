// The tempos of a score on the grid.

import Music

package struct GridTempo {
  package var onset: Int
  /// Among the configuration's tempos.
  package var index: Int
}

extension GridTempo {
  /// Tempos by their onsets, the first at the start; none where the configuration has none.
  package static func tempos(of score: Score, _ tables: ValueTables, _ grid: TimeGrid)
    -> [GridTempo]
  {
    guard tables.configuration.useTempos, let normal = tables.defaultTempo else { return [] }
    let bins = tables.tempos.map(\.microseconds)
    var changes: [(onset: Int, bin: (microseconds: Double, index: Int))] = []
    for tempo in score.tempos {
      let bin = tables.tempos[nearest(Double(tempo.microsecondsPerQuarter), in: bins)]
      let point = grid.point(tempo.onset)
      let onset = grid.snap(point, section: grid.section(at: point))
      if changes.last?.onset == onset { changes.removeLast() }
      changes.append((onset, bin))
    }
    if tables.configuration.deletesEqualSuccessiveTempos {
      changes = changes.enumerated()
        .filter { $0 == 0 || changes[$0 - 1].bin.index != $1.bin.index }
        .map(\.element)
      // MidiTok compares with what is left of the default after rounding to whole microseconds.
      if let first = changes.first,
        60_000_000 / first.bin.microseconds.rounded(.down) == normal.quartersPerMinute
      {
        changes[0].onset = 0
      }
    }
    let tempos = changes.map { GridTempo(onset: $0.onset, index: $0.bin.index) }
    return tempos.first?.onset == 0 ? tempos : [GridTempo(onset: 0, index: normal.index)] + tempos
  }
}
