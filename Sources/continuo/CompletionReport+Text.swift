// What `continuo complete` found out, to be read in a terminal.

import Foundation

extension CompletionReport {
  /// A piano roll of all takes, the files and the times.
  func text(_ files: TakeFiles) -> String {
    let columns = max(40, terminalColumns() ?? 100)
    var text = roll.terminal(
      columns: columns, rows: takes.count > 2 ? 10 : 16,
      inColour: OutputStream.standardOutput.isTerminal)
    text += "\n"
    for take in takes {
      text += "\(files.url(take: take.number).relativePath)  \(summary(take))\n"
    }
    text += "\(files.pictureURL.relativePath)\n\n"
    let drawn =
      options.candidateCount > takes.count ? ", chosen from \(options.candidateCount)" : ""
    text += "\(filled), seed \(options.seed)\(drawn), \(modelPath)\n"
    if let index, takes.contains(where: { originality($0).map { $0.found > 0 } ?? false }) {
      text += "As in its training music: in a passage of \(index.length) notes of one hand that "
      text += "stands there, in some key; in music that it never saw, "
      text += "\(decimal(100 * index.shareElsewhere, 1)) of 100 notes are\n"
    }
    text += "First note after \(milliseconds(firstNote ?? total)) ms, "
    text += "all after \(milliseconds(total)) ms; "
    text += "the model was loaded in \(milliseconds(loading)) ms\n"
    return text
  }
}

func milliseconds(_ duration: Duration) -> String { decimal(duration.seconds * 1000, 0) }

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// A number with so many digits after the point.
func decimal(_ value: Double, _ digits: Int) -> String {
  value.formatted(
    .number.precision(.fractionLength(digits)).grouping(.never).locale(Locale(identifier: "en_US")))
}
