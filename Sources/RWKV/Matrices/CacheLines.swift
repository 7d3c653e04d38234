// Memory that begins with a cache line.

extension UnsafeMutablePointer<Float> {
  /// Uninitialized memory: a vector of sixteen numbers that lies across two lines takes twice as long to read and write.
  static func allocateCacheLines(_ count: Int) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer.allocate(byteCount: MemoryLayout<Float>.stride * count, alignment: 64)
      .bindMemory(to: Float.self, capacity: count)
  }
}
