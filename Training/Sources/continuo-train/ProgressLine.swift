// One line on standard error that is written over as work goes on.

import Foundation

/// One line on standard error that is written over as work goes on; silent when nobody looks.
struct ProgressLine {
  func show(_ text: String) {
    guard standardErrorIsTerminal else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[2K\(text)".utf8))
  }

  /// Takes the line away, so that what is printed next stands alone.
  func clear() { show("") }
}
