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

  /// `count` times the same column.
  convenience init(repeating column: [Float], count: Int) {
    self.init(count, column.count)
    for index in 0..<count { self[index].update(from: column, count: width) }
  }

  deinit { pointer.deallocate() }

  subscript(column: Int) -> UnsafeMutablePointer<Float> { pointer + column * width }

  /// A copy of the last columns.
  func suffix(_ count: Int) -> Columns {
    let result = Columns(count, width)
    result.pointer.update(from: self[self.count - count], count: count * width)
    return result
  }

  /// A copy of some rows of all columns.
  func rows(_ range: Range<Int>) -> Columns {
    let result = Columns(count, range.count)
    for column in 0..<count {
      result[column].update(from: self[column] + range.lowerBound, count: range.count)
    }
    return result
  }

  /// All numbers, column by column.
  var values: [Float] { [Float](UnsafeBufferPointer(start: pointer, count: count * width)) }
}
