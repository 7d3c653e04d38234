// The picture of a piece that `continuo inspect --plot` writes.

import Foundation
import Music
import Rendering

/// The picture of a piece, or of some of its bars.
struct PlotFile {
  let score: Score
  /// As the user wrote it.
  let prompt: String
  let bars: BarRange?

  /// Bars beyond which a picture is too long to look at.
  static let mostBars = 2000

  /// Writes the picture, whole or not at all.
  func write(to path: String) throws(UserError) {
    guard path.lowercased().hasSuffix(".svg") else {
      throw UserError("--plot", "\(path) is not a name for an SVG picture", advice: "Use NAME.svg")
    }
    let count = score.barCount
    var shown: Range<Int>?
    if let bars {
      guard bars.bars.lowerBound <= count else {
        throw UserError(
          "--bars", "\(prompt) has \(count) bars", advice: "Choose bars from 1 to \(count)")
      }
      shown = bars.bars.lowerBound - 1..<min(bars.bars.upperBound, count)
    }
    guard (shown?.count ?? count) <= PlotFile.mostBars else {
      throw UserError(
        prompt, "\(count) bars are too many for a picture", advice: "Choose some with --bars")
    }
    let hands = score.dividedIntoHands()
    let note = hands.areWritten ? "" : " (hands found, not written)"
    let plot = ScorePlot(
      score, parts: parts(hands), bars: shown, title: URL(filePath: prompt).lastPathComponent + note
    )
    let url = URL(filePath: path)
    do { try Data(plot.svg().utf8).write(to: url, options: .atomic) } catch {
      throw UserError(
        url, "cannot be written (\(error.localizedDescription))",
        advice: "Check the folder, its permissions and the free space")
    }
  }

  /// The two hands, found where they are not written, over what others play.
  private func parts(_ hands: Hands) -> [ScorePlot.Part] {
    let pianos = score.pianoTracks
    let others = score.tracks.filter { !$0.isDrums && !pianos.contains($0) }
    return [
      .init(.other, others.flatMap(\.notes).sorted()), .init(.left, hands.left),
      .init(.right, hands.right),
    ]
  }
}
