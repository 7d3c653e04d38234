// A block of activations: one column of numbers for each token.

/// A block of activations, one column of `width` numbers for each token; a reference, uninitialized at first.
struct Columns: @unchecked Sendable {
  let count: Int
  let width: Int
  let pointer: UnsafeMutablePointer<Float>
  /// Keeps the numbers alive, perhaps those of other blocks too.
  private let memory: ScratchMemory

  init(_ count: Int, _ width: Int) {
    self.init(count, width, ScratchMemory(count * width), at: 0)
  }

  private init(_ count: Int, _ width: Int, _ memory: ScratchMemory, at offset: Int) {
    (self.count, self.width, self.memory) = (count, width, memory)
    pointer = memory.pointer + offset
  }

  /// Blocks of `count` columns with these widths: asking for memory once is much of what asking often costs.
  static func blocks(_ count: Int, widths: [Int]) -> [Columns] {
    let memory = ScratchMemory(count * widths.reduce(0, +))
    var offset = 0
    return widths.map { width in
      defer { offset += count * width }
      return Columns(count, width, memory, at: offset)
    }
  }

  /// `count` times the same column.
  init(repeating column: [Float], count: Int) {
    self.init(count, column.count)
    for index in 0..<count { self[index].update(from: column, count: width) }
  }

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
