// One stretch of memory for all matrices of a model, in the order in which a step reads them.

/// Memory for weights, handed out from the front: a step then reads it from one end to the other, and what the kernels
/// ask for ahead of one matrix is the next.
final class WeightStore: @unchecked Sendable {
  private var chunks: [UnsafeMutableRawBufferPointer] = []
  private var used = 0
  private let chunkSize: Int

  /// - Parameter expectedBytes: What all matrices together will need; more is possible.
  init(expectedBytes: Int) { chunkSize = max(expectedBytes, WeightStore.pageSize) }

  deinit { for chunk in chunks { chunk.deallocate() } }

  /// Uninitialized memory that begins with a cache line and lives as long as this store.
  func allocate<Number: BitwiseCopyable>(_ count: Int, of _: Number.Type)
    -> UnsafeMutablePointer<Number>
  {
    let bytes = (count * MemoryLayout<Number>.stride + 63) / 64 * 64
    if chunks.isEmpty || chunks[chunks.count - 1].count - used < bytes {
      let size =
        (max(bytes, chunkSize) + WeightStore.pageSize - 1)
        / WeightStore.pageSize * WeightStore.pageSize
      let chunk = UnsafeMutableRawBufferPointer.allocate(
        byteCount: size, alignment: WeightStore.pageSize)
      preferLargePages(chunk)
      chunks.append(chunk)
      used = 0
    }
    defer { used += bytes }
    return (chunks[chunks.count - 1].baseAddress! + used)
      .bindMemory(to: Number.self, capacity: count)
  }

  /// A large page of the usual processors: with small ones a step over a model touches more than they remember.
  private static let pageSize = 2 << 20
}
