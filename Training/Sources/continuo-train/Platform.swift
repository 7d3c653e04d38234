// Whether someone looks at standard error, which every platform tells in its own way.

#if os(Windows)
  import CRT
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Whether standard error ends at a terminal.
let standardErrorIsTerminal: Bool = {
  #if os(Windows)
    _isatty(2) != 0
  #else
    isatty(2) != 0
  #endif
}()
