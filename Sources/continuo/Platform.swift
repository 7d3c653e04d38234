// The terminal and the interrupt key, which every platform has in its own way.

import Foundation

#if os(Windows)
  import CRT
  import WinSDK
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A stream that may end at a terminal.
enum OutputStream: Int32 {
  case standardOutput = 1
  case standardError = 2

  var isTerminal: Bool {
    #if os(Windows)
      _isatty(rawValue) != 0
    #else
      isatty(rawValue) != 0
    #endif
  }
}

/// The width of the terminal on standard output; nil when there is none.
func terminalColumns() -> Int? {
  guard OutputStream.standardOutput.isTerminal else { return nil }
  #if os(Windows)
    var info = CONSOLE_SCREEN_BUFFER_INFO()
    guard GetConsoleScreenBufferInfo(GetStdHandle(STD_OUTPUT_HANDLE), &info) else { return nil }
    return Int(info.srWindow.Right) - Int(info.srWindow.Left) + 1
  #else
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  #endif
}

/// Lets the terminal show colours and all letters, where it has to be told.
func prepareTerminal() {
  #if os(Windows)
    SetConsoleOutputCP(UINT(CP_UTF8))
    let handle = GetStdHandle(STD_OUTPUT_HANDLE)
    var mode: DWORD = 0
    if GetConsoleMode(handle, &mode) {
      SetConsoleMode(handle, mode | DWORD(ENABLE_VIRTUAL_TERMINAL_PROCESSING))
    }
  #endif
}

/// Does something short that the interrupt key must not stop in the middle.
func withoutInterrupts<Result>(_ body: () throws -> Result) rethrows -> Result {
  let before = signal(SIGINT, SIG_IGN)
  defer { _ = signal(SIGINT, before) }
  return try body()
}
