// How far the takes are, on standard error, where someone is looking.

/// One line on standard error that is written over and over; nothing where that is no terminal.
struct ProgressLine {
  private let bars: Int
  private let isShown = OutputStream.standardError.isTerminal
  private var done = 0
  private var shownPercent: Int?

  /// - Parameter bars: Of all takes together.
  init(bars: Int) {
    self.bars = bars
    show()
  }

  /// Shows that one bar more is done; after the last it begins anew.
  mutating func advance() {
    if done == bars { done = 0 }
    done += 1
    show()
  }

  private mutating func show() {
    let percent = done * 100 / bars
    guard isShown, percent != shownPercent else { return }
    shownPercent = percent
    printError("\r\(percent) %: bar \(done) of \(bars), all takes together", terminator: "")
  }

  /// Clears the line.
  func finish() {
    if isShown { printError("\r\u{1B}[2K", terminator: "") }
  }
}
