// What each system is asked in its own way: large memory pages, and to let other threads run.

#if os(Windows)
  import WinSDK
#elseif os(Linux)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A wish: where it is not granted everything works, only slower.
func preferLargePages(_ memory: UnsafeMutableRawBufferPointer) {
  #if os(Linux)
    _ = madvise(memory.baseAddress, memory.count, MADV_HUGEPAGE)
  #endif
}

/// Lets another thread run, if one wants this processor.
func yieldToOthers() {
  #if os(Windows)
    SwitchToThread()
  #else
    sched_yield()
  #endif
}
