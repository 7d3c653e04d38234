// One line on standard error that is written over as work goes on.

import Foundation

/// One line on standard error that is written over as work goes on; silent when nobody looks.
struct ProgressLine {
  private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) != 0

  func show(_ text: String) {
    guard isTerminal else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[2K\(text)".utf8))
  }

  /// Takes the line away, so that what is printed next stands alone.
  func clear() { show("") }
}
