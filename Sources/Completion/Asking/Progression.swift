// The chords of the bars to fill.

import Music

/// The chords of the bars to fill, bar by bar; the chords of a bar share it equally. Where there
/// are more bars it begins again.
public struct Progression: Hashable, Sendable {
  /// For each bar its chords, at least one.
  public let bars: [[Chord]]

  /// From "Em | Am D7 | G": bars between lines, or, without a line, a chord for each bar; nil where
  /// something is no chord.
  public init?(named text: String) {
    func chords(_ text: some StringProtocol) -> [Chord?] {
      text.split { $0 == " " || $0 == "," || $0 == "-" }.map { Chord(named: String($0)) }
    }
    var bars = text.split(separator: "|").map(chords)
    if bars.count == 1, !text.contains("|") { bars = bars[0].map { [$0] } }
    // What stands before the first line or behind the last is no bar.
    bars.removeAll(where: \.isEmpty)
    let known = bars.map { $0.compactMap(\.self) }
    guard !bars.isEmpty, zip(bars, known).allSatisfy({ $0.count == $1.count }) else { return nil }
    self.bars = known
  }

  /// The chord at a position of a bar.
  ///
  /// - Parameters:
  ///   - bar: Among those to fill, from zero.
  ///   - count: How many positions the bar has.
  func chord(inBar bar: Int, at position: Int, of count: Int) -> Chord {
    let chords = bars[bar % bars.count]
    return chords[min(chords.count - 1, position * chords.count / max(1, count))]
  }
}

extension Progression: CustomStringConvertible {
  public var description: String {
    "| " + bars.map { $0.map(\.description).joined(separator: " ") }.joined(separator: " | ") + " |"
  }
}

extension Chord {
  func contains(_ pitch: Pitch) -> Bool { pitchClasses.contains(Int(pitch.number) % 12) }
}
