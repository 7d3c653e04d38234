// The tempos that rows of tokens say.

import Music
import Tokens

/// The tempos that rows of tokens say, each row again the one that holds; kept where it changes.
struct RowTempos {
  private var changes: [(tempo: Tempo, index: Int)] = []

  mutating func add(_ index: Int, at clock: ReadingClock) {
    if index == changes.last?.index { return }
    changes.append((clock.tempo(index), index))
  }

  /// The tempos from the start on, where the configuration's default holds if no row says another.
  func finished(_ tables: ValueTables) -> [Tempo] {
    guard tables.configuration.useTempos, let normal = tables.defaultTempo else { return [] }
    var tempos = changes.map(\.tempo)
    if changes.first?.index == normal.index {
      tempos[0].onset = .zero
    } else if tempos.first?.onset != .zero {
      tempos.insert(Tempo(onset: .zero, quartersPerMinute: normal.quartersPerMinute), at: 0)
    }
    return tempos
  }
}
