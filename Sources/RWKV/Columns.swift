// A block of activations: one column of numbers for each token.

/// A block of activations, one column of `width` numbers for each token; a reference, uninitialized at first.
final class Columns: @unchecked Sendable {
  let count: Int
  let width: Int
  let pointer: UnsafeMutablePointer<Float>

  init(_ count: Int, _ width: Int) {
    self.count = count
    self.width = width
    pointer = .allocate(capacity: count * width)
  }

  deinit { pointer.deallocate() }

  subscript(column: Int) -> UnsafeMutablePointer<Float> { pointer + column * width }

  /// A copy of the last columns.
  func suffix(_ count: Int) -> Columns {
    let result = Columns(count, width)
    result.pointer.update(from: self[self.count - count], count: count * width)
    return result
  }

  /// All numbers, column by column.
  var values: [Float] { [Float](UnsafeBufferPointer(start: pointer, count: count * width)) }
}
