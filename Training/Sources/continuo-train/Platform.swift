// What every platform tells of a process in its own way.

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

/// Whether standard error ends at a terminal.
let standardErrorIsTerminal: Bool = {
  #if os(Windows)
    _isatty(2) != 0
  #else
    isatty(2) != 0
  #endif
}()

/// The most memory that this process has had at once, in bytes.
var peakMemory: Int {
  #if os(Windows)
    var counters = PROCESS_MEMORY_COUNTERS()
    let size = DWORD(MemoryLayout<PROCESS_MEMORY_COUNTERS>.size)
    _ = K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, size)
    return Int(counters.PeakWorkingSetSize)
  #else
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #else
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss * 1024
    #endif
  #endif
}

/// Lets signals through to this thread that whoever started the process held back.
func unblockSignals(_ numbers: [Int32]) {
  #if !os(Windows)
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in numbers { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  #endif
}
