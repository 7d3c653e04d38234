// The last bars of a score, laid on the vocabulary's metres and encoded.

import Music
import Tokens

/// The last bars of a score, laid on the vocabulary's metres.
///
/// Bars that the vocabulary can say are encoded as they stand. Any other (cut short by a change of
/// metre, or in a metre that has no token) is written in the metre that comes nearest, so that every
/// bar line of the score is one in the tokens; what begins past the end of the longest metre is not
/// seen. Tempos are not seen.
struct PromptWindow {
  private let score: Score
  private let limit: Int
  private let vocabulary: Vocabulary
  /// The bars seen.
  private let bars: [GridBar]
  /// Which of them holds the beginning of the last note.
  private let lastFilled: Int
  /// Where the bars begin, and the last ends, on the vocabulary's metres.
  private let onsets: [Int]
  private let ticksPerQuarter: Int

  /// - Parameters:
  ///   - seam: The number of the first bar of the hole.
  ///   - longestSilence: How many of the empty bars before it are seen.
  init(
    _ score: Score, _ lines: BarLines, seam: Int, limit: Int, longestSilence: Int,
    _ vocabulary: Vocabulary
  ) {
    self.score = score
    self.limit = limit
    self.vocabulary = vocabulary
    // A note has two tokens or more, a bar one or more.
    let tracks = score.tracks.filter { !$0.isDrums }
    let beginnings = tracks.flatMap { $0.notes.suffix(limit / 2).map(\.onset) }.sorted()
      .suffix(limit / 2)
    let last = lines.index(at: beginnings.last ?? .zero)
    let isWhole = tracks.reduce(0) { $0 + $1.notes.count } == beginnings.count
    let first = max(0, last - limit, isWhole ? 0 : lines.index(at: beginnings.first ?? .zero))
    let bars = (first...min(seam - 1, last + longestSilence)).map {
      GridBar(lines, $0, ticksPerQuarter: score.ticksPerQuarter, vocabulary)
    }
    ticksPerQuarter = PromptWindow.ticksPerQuarter(for: score, vocabulary)
    var onsets = [0]
    for bar in bars {
      onsets.append(
        onsets[onsets.count - 1]
          + 4 * ticksPerQuarter * bar.metre.numerator / bar.metre.denominator)
    }
    self.bars = bars
    self.onsets = onsets
    lastFilled = last - first
  }

  /// The score's own, or, where a beat of some metre would be a fraction of a tick, enough more.
  private static func ticksPerQuarter(for score: Score, _ vocabulary: Vocabulary) -> Int {
    let unit = max(1, (vocabulary.metres.map(\.denominator).max() ?? 4) / 4)
    if score.ticksPerQuarter % unit == 0 { return score.ticksPerQuarter }
    let finest = 32_767 / unit * unit
    return min(score.ticksPerQuarter * unit, finest)
  }

  /// The bars' tokens, at most `limit`.
  func tokens() -> [Token] {
    var tokens = vocabulary.remi.encode(laidOut())
    var barStarts = tokens.indices.filter { vocabulary.remi.isBar(tokens[$0]) }
    if barStarts.count > bars.count {
      // The release of a pedal that outlasts the bars.
      tokens.removeLast(tokens.count - barStarts[bars.count])
    }
    for bar in bars.dropFirst(barStarts.count) {
      barStarts.append(tokens.count)
      tokens.append(vocabulary.remi.barToken)
      if let metre = bar.metre.token { tokens.append(metre) }
    }
    return shortened(tokens, barStarts)
  }

  /// Leaves out the first bars; where the last filled bar alone is too long, its beginning.
  private func shortened(_ tokens: [Token], _ barStarts: [Int]) -> [Token] {
    guard tokens.count > limit else { return tokens }
    let start = barStarts.first { tokens.count - $0 <= limit } ?? tokens.count
    let filled = barStarts[lastFilled]
    guard start > filled else { return Array(tokens[start...]) }
    let header = tokens[filled...].prefix { [.bar, .timeSignature].contains(kind($0)) }
    let earliest = tokens.count - limit + header.count
    let place = tokens[earliest...].firstIndex { [.position, .bar].contains(kind($0)) }
    return Array(header + tokens[(place ?? tokens.count)...])
  }

  private func kind(_ token: Token) -> TokenKind { vocabulary.kinds[Int(token.id)] }

  /// The notes and pedals of the bars, on the vocabulary's metres.
  private func laidOut() -> Score {
    let tracks = score.tracks.filter { !$0.isDrums }.map { track in
      var index = 0
      let first = track.notes.partitioningIndex { $0.onset >= bars[0].bar.onset }
      let notes = track.notes[first...].compactMap { note -> Note? in
        while index + 1 < bars.count && bars[index + 1].bar.onset <= note.onset { index += 1 }
        let onset = place(note.onset, in: index)
        guard onset < onsets[index + 1] else { return nil }
        let duration = scaled(note.duration, in: index)
        return Note(
          onset: Tick(onset), duration: Tick(max(1, duration)), pitch: note.pitch,
          velocity: note.velocity)
      }
      return Track(notes: notes, pedals: pedals(of: track))
    }
    var metres: [Metre] = []
    for (bar, onset) in zip(bars, onsets) {
      let (numerator, denominator) = (bar.metre.numerator, bar.metre.denominator)
      if metres.last?.numerator == numerator, metres.last?.denominator == denominator { continue }
      metres.append(Metre(onset: Tick(onset), numerator: numerator, denominator: denominator))
    }
    return Score(ticksPerQuarter: ticksPerQuarter, tracks: tracks, metres: metres)
  }

  private func pedals(of track: Track) -> [Pedal] {
    track.pedals.compactMap { pedal in
      guard pedal.end > bars[0].bar.onset else { return nil }
      let (onset, end) = (place(pedal.onset), place(pedal.end))
      guard onset < onsets[bars.count] else { return nil }
      return Pedal(onset: Tick(onset), duration: Tick(end - onset))
    }
  }

  /// Where a tick comes to lie; what is outside the bars, at their first or after their last tick.
  private func place(_ tick: Tick) -> Int {
    guard tick > bars[0].bar.onset else { return 0 }
    let index = bars.partitioningIndex { $0.bar.end > tick }
    return index < bars.count ? min(place(tick, in: index), onsets[index + 1]) : onsets[index]
  }

  private func place(_ tick: Tick, in index: Int) -> Int {
    onsets[index] + scaled(tick - bars[index].bar.onset, in: index)
  }

  /// A span of time in a bar, in the ticks of the vocabulary's metre.
  private func scaled(_ span: Tick, in index: Int) -> Int {
    let bar = bars[index]
    let perPosition = bar.metre.denominator * vocabulary.positionsPerBeat
    return rounded(
      span.value * bar.spanPositions * 4 * ticksPerQuarter, over: bar.spanTicks * perPosition)
  }
}

extension Array {
  /// The first index whose element fulfils `condition`, when all behind it do and none before it.
  fileprivate func partitioningIndex(where condition: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
