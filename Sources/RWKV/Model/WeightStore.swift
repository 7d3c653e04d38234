// One stretch of memory for all weights of a model, in the order in which a step reads them.

/// Memory for weights, handed out from the front and freed with the model.
///
/// A step reads the matrices from one end to the other, so what the kernels prefetch behind one
/// matrix is the next.
final class WeightStore: @unchecked Sendable {
  private var chunks: [UnsafeMutableRawBufferPointer] = []
  private var used = 0
  private let expectedBytes: Int

  /// - Parameter expectedBytes: What all weights together will need; more is possible.
  init(expectedBytes: Int) { self.expectedBytes = expectedBytes }

  deinit { for chunk in chunks { chunk.deallocate() } }

  /// Uninitialized memory that begins with a cache line and lives as long as this store.
  func allocate<Number: BitwiseCopyable>(_ count: Int, of _: Number.Type)
    -> UnsafeMutablePointer<Number>
  {
    let bytes = (count * MemoryLayout<Number>.stride + 63) / 64 * 64
    if chunks.isEmpty || chunks[chunks.count - 1].count - used < bytes {
      // The first chunk is for all; where that was too little, the others grow with what is needed.
      let wanted = max(bytes, chunks.isEmpty ? expectedBytes : 0, 1)
      let size = (wanted + WeightStore.pageSize - 1) / WeightStore.pageSize * WeightStore.pageSize
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

  /// A copy of `numbers` that lives as long as this store.
  func vector(_ numbers: [Float]) -> Vector {
    let memory = allocate(numbers.count, of: Float.self)
    memory.initialize(from: numbers, count: numbers.count)
    return Vector(pointer: memory, count: numbers.count)
  }

  /// A large page of the usual processors: with small ones a step over a model touches more than
  /// they remember.
  private static let pageSize = 2 << 20
}

/// Numbers of a model that stand side by side in its store: a plain value, valid as long as the
/// model.
struct Vector: @unchecked Sendable {
  let pointer: UnsafePointer<Float>
  let count: Int

  /// The numbers from `range.lowerBound` on.
  subscript(range: PartialRangeFrom<Int>) -> UnsafePointer<Float> {
    assert(0...count ~= range.lowerBound, "\(range) of \(count) numbers")
    return pointer + range.lowerBound
  }
}

/// Weight and bias of a normalization.
struct Norm: Sendable {
  let weight: Vector
  let bias: Vector
}
