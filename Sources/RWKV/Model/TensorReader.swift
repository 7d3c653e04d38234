// Takes tensors from a checkpoint by name and shape, and says which one does not fit.

import Checkpoint
import Foundation

/// Takes tensors from a checkpoint, each once.
struct TensorReader {
  private let file: SafeTensors
  private let precision: Model.Precision
  private let threads: Int
  private let store: WeightStore
  private var left: Set<String>
  /// Bytes of all that was taken, as it is kept.
  private(set) var byteCount = 0

  /// - Parameter threads: How many may pack a matrix.
  init(_ file: SafeTensors, precision: Model.Precision, threads: Int) throws(ModelError) {
    (self.file, self.precision, self.threads) = (file, precision, threads)
    left = Set(file.names)
    do {
      store = try WeightStore(expectedBytes: TensorReader.expectedBytes(file, precision))
    } catch { throw .checkpoint(error) }
  }

  /// What the weights of a file need in memory, but for what fills matrices up to whole panels.
  private static func expectedBytes(
    _ file: SafeTensors, _ precision: Model.Precision
  ) throws(CheckpointError) -> Int {
    var bytes = 0
    for name in file.names {
      let shape = try file.shape(of: name)
      let isStoredShort = try file.elementType(of: name) == .bfloat16
      let isMatrix = shape.count { $0 > 1 } > 1 && name != "emb.weight"
      let isShort = precision == .asStored ? isStoredShort : precision != .float32
      // Each begins with a cache line.
      bytes += shape.reduce(isMatrix && isShort ? 2 : 4, *) + 64
    }
    return bytes
  }

  var url: URL { file.url }
  var names: [String] { file.names }

  /// What the names say this is.
  func generation() throws(ModelError) -> Generation {
    let decay = "blocks.0.att.time_decay"
    let shape =
      file.contains(decay)
      ? try checkpoint { () throws(CheckpointError) in try file.shape(of: decay) } : nil
    switch CheckpointKind(names: names, decayShape: shape) {
    case .generation(let generation): return generation
    case .other(let kind): throw .otherModel(kind, file: url)
    }
  }

  /// The shape of a tensor that has `rank` dimensions, of which none is empty.
  func shape(_ name: String, rank: Int) throws(ModelError) -> [Int] {
    guard file.contains(name) else { throw .missing(tensor: name, file: url) }
    let shape = try checkpoint { () throws(CheckpointError) in try file.shape(of: name) }
    guard shape.count == rank, !shape.contains(0) else {
      throw .shape(tensor: name, expected: "\(rank) dimensions", found: shape, file: url)
    }
    return shape
  }

  /// `count` numbers; dimensions of one and cuts into heads do not matter.
  mutating func numbers(_ name: String, count: Int) throws(ModelError) -> [Float] {
    let shape = try take(name)
    guard shape.reduce(1, *) == count else {
      throw .shape(tensor: name, expected: "\(count) numbers", found: shape, file: url)
    }
    byteCount += 4 * count
    return try checkpoint { () throws(CheckpointError) in try file.floats(name) }
  }

  /// The same in the model's memory.
  mutating func vector(_ name: String, count: Int) throws(ModelError) -> Vector {
    keep(try numbers(name, count: count))
  }

  /// Several vectors of `count` numbers, one after the other.
  mutating func vectors(_ names: [String], count: Int) throws(ModelError) -> Vector {
    var all: [Float] = []
    for name in names { all += try numbers(name, count: count) }
    return keep(all)
  }

  /// 1 - the tensors, one after the other: RWKV-5 stores the share of the current token, the
  /// kernels take that of the token before.
  mutating func complements(_ names: [String], count: Int) throws(ModelError) -> Vector {
    var all: [Float] = []
    for name in names { all += try numbers(name, count: count).map { 1 - $0 } }
    return keep(all)
  }

  /// A copy in the model's memory.
  func keep(_ numbers: [Float]) -> Vector { store.vector(numbers) }

  mutating func norm(_ name: String, _ count: Int) throws(ModelError) -> Norm {
    Norm(
      weight: try vector("\(name).weight", count: count),
      bias: try vector("\(name).bias", count: count))
  }

  /// - Parameter isTransposed: Whether the file has it as (inputs, outputs).
  mutating func matrix(
    _ name: String, outputs: Int, inputs: Int, isTransposed: Bool = false
  ) throws(ModelError) -> Matrix {
    let shape = try take(name)
    let expected = isTransposed ? [inputs, outputs] : [outputs, inputs]
    guard shape == expected else {
      throw .shape(tensor: name, expected: "\(expected)", found: shape, file: url)
    }
    return try matrices(name, count: 1, outputs, inputs, isTransposed)[0]
  }

  /// Several matrices that stand in one tensor, each as (inputs, outputs).
  mutating func matrices(
    _ name: String, count: Int, outputs: Int, inputs: Int
  ) throws(ModelError) -> [Matrix] {
    let shape = try take(name)
    guard shape == [count, inputs, outputs] else {
      let expected = "\([count, inputs, outputs])"
      throw .shape(tensor: name, expected: expected, found: shape, file: url)
    }
    return try matrices(name, count: count, outputs, inputs, true)
  }

  private mutating func matrices(
    _ name: String, count: Int, _ outputs: Int, _ inputs: Int, _ isTransposed: Bool
  ) throws(ModelError) -> [Matrix] {
    let (file, store, threads, size) = (file, store, threads, outputs * inputs)
    let format = try format(name, outputs: outputs, inputs: inputs, isTransposed)
    let matrices = try checkpoint { () throws(CheckpointError) -> [Matrix] in
      switch format {
      case .int8:
        return [
          Matrix(
            int8: try file.floats(name), outputs: outputs, inputs: inputs, in: store,
            threads: threads)
        ]
      case .int4:
        return [
          Matrix(
            int4: try file.floats(name), outputs: outputs, inputs: inputs, in: store,
            threads: threads)
        ]
      case .bfloat16:
        let bits =
          try file.elementType(of: name) == .bfloat16
          ? file.bfloat16s(name) : file.floats(name).map(bfloat16Bits)
        return (0..<count).map {
          Matrix(
            bfloat16: bits[$0 * size..<($0 + 1) * size], outputs: outputs, inputs: inputs,
            isTransposed: isTransposed, in: store, threads: threads)
        }
      case .float32:
        let floats = try file.floats(name)
        return (0..<count).map {
          Matrix(
            floats[$0 * size..<($0 + 1) * size], outputs: outputs, inputs: inputs,
            isTransposed: isTransposed, in: store, threads: threads)
        }
      }
    }
    byteCount += matrices.reduce(0) { $0 + $1.byteCount }
    return matrices
  }

  private enum Format { case float32, bfloat16, int8, int4 }

  /// In which numbers a matrix is to be kept.
  ///
  /// In eight bits or four only those of the large ones that a step multiplies with whole groups:
  /// the thin ones, which the file has transposed, and the head have few weights and would lose
  /// more than they gain.
  private func format(
    _ name: String, outputs: Int, inputs: Int, _ isTransposed: Bool
  ) throws(ModelError) -> Format {
    let isStored = try checkpoint { () throws(CheckpointError) in
      try file.elementType(of: name) == .bfloat16
    }
    guard precision != .float32, inputs % 2 == 0, precision != .asStored || isStored else {
      return .float32
    }
    let isLarge = !isTransposed && inputs % Matrix.groupSize == 0 && name != "head.weight"
    return switch precision {
    case .int8 where isLarge: .int8
    case .int4 where isLarge: .int4
    default: .bfloat16
    }
  }

  /// Tensors that may be there but say nothing.
  mutating func ignore(_ names: [String]) { left.subtract(names) }

  func checkNothingIsLeft() throws(ModelError) {
    if let name = left.min() { throw .unexpected(tensor: name, file: url) }
  }

  private mutating func take(_ name: String) throws(ModelError) -> [Int] {
    guard left.remove(name) != nil else { throw .missing(tensor: name, file: url) }
    return try checkpoint { () throws(CheckpointError) in try file.shape(of: name) }
  }

  private func checkpoint<Result>(
    _ body: () throws(CheckpointError) -> Result
  ) throws(ModelError) -> Result {
    do { return try body() } catch { throw .checkpoint(error) }
  }
}
