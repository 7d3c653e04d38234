// Asking the system for large memory pages, where that is a call of its own.

#if os(Linux)
  import Glibc
#endif

/// A wish: where it is not granted everything works, only slower.
func preferLargePages(_ memory: UnsafeMutableRawBufferPointer) {
  #if os(Linux)
    _ = madvise(memory.baseAddress, memory.count, MADV_HUGEPAGE)
  #endif
}
