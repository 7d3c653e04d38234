// A block of activations: one column of numbers for each token.

/// A block of activations, one column of `width` numbers for each token; a reference to memory of
/// somebody else.
struct Columns: @unchecked Sendable {
  let count: Int
  let width: Int
  let pointer: UnsafeMutablePointer<Float>

  init(_ count: Int, _ width: Int, at pointer: UnsafeMutablePointer<Float>) {
    (self.count, self.width, self.pointer) = (count, width, pointer)
  }

  /// Uninitialized, until the memory is released.
  init(_ count: Int, _ width: Int, in scratch: Scratch) {
    self.init(count, width, at: scratch.allocate(count * width))
  }

  subscript(column: Int) -> UnsafeMutablePointer<Float> { pointer + column * width }

  /// The last columns.
  func suffix(_ count: Int) -> Columns { Columns(count, width, at: self[self.count - count]) }

  /// Takes the numbers of a block of the same size.
  func copy(_ other: Columns) { pointer.update(from: other.pointer, count: count * width) }

  /// All numbers, column by column.
  var values: [Float] { [Float](UnsafeBufferPointer(start: pointer, count: count * width)) }
}

/// For each column of a block the same of the token before it.
struct Previous: @unchecked Sendable {
  let columns: UnsafeMutablePointer<UnsafePointer<Float>>

  /// Uninitialized, until the memory is released.
  init(_ count: Int, in scratch: Scratch) {
    let perPointer = MemoryLayout<UnsafePointer<Float>>.stride / MemoryLayout<Float>.stride
    columns = UnsafeMutableRawPointer(scratch.allocate(count * max(1, perPointer)))
      .bindMemory(to: UnsafePointer<Float>.self, capacity: count)
  }

  subscript(column: Int) -> UnsafePointer<Float> { columns[column] }
}
