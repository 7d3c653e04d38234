// Takes tensors from a checkpoint by name and shape, and says which one does not fit.

import Checkpoint
import Foundation

/// Takes tensors from a checkpoint, each once.
struct TensorReader {
  private let file: SafeTensors
  private let precision: Model.Precision
  private let store: WeightStore
  private var left: Set<String>
  /// Bytes of all that was taken, as it is kept.
  private(set) var byteCount = 0

  init(_ file: SafeTensors, precision: Model.Precision) throws(ModelError) {
    self.file = file
    self.precision = precision
    left = Set(file.names)
    store = WeightStore(expectedBytes: file.byteCount)
    if let other = otherModel() { throw .otherModel(other, file: file.url) }
  }

  var url: URL { file.url }
  var names: [String] { file.names }

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
  mutating func vector(_ name: String, count: Int) throws(ModelError) -> [Float] {
    let shape = try take(name)
    guard shape.reduce(1, *) == count else {
      throw .shape(tensor: name, expected: "\(count) numbers", found: shape, file: url)
    }
    byteCount += 4 * count
    return try checkpoint { () throws(CheckpointError) in try file.floats(name) }
  }

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
    let matrix: Matrix
    if let bits = try bits(name), inputs % 2 == 0 {
      matrix = Matrix(
        bfloat16: bits, outputs: outputs, inputs: inputs, isTransposed: isTransposed, in: store)
    } else {
      let floats = try checkpoint { () throws(CheckpointError) in try file.floats(name) }
      matrix = Matrix(
        floats, outputs: outputs, inputs: inputs, isTransposed: isTransposed, in: store)
    }
    byteCount += matrix.byteCount
    return matrix
  }

  /// The tensor in bfloat16, if that is how it is to be kept.
  private func bits(_ name: String) throws(ModelError) -> [UInt16]? {
    try checkpoint { () throws(CheckpointError) in
      let isStored = try file.elementType(of: name) == .bfloat16
      return switch precision {
      case .asStored: isStored ? try file.bfloat16s(name) : nil
      case .bfloat16: isStored ? try file.bfloat16s(name) : try file.floats(name).map(bfloat16Bits)
      case .float32: nil
      }
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

  /// What the names say this is, if it is not RWKV-7.
  private func otherModel() -> String? {
    func has(_ suffix: String) -> Bool { left.contains { $0.hasSuffix(suffix) } }
    if left.isEmpty { return "a file without tensors" }
    if has("att.r_k") { return nil }
    if has("att.time_maa_x") || has("att.time_mix_x") { return "RWKV-6" }
    if has("att.time_faaaa") || has("att.ln_x.weight") { return "RWKV-5" }
    if has("att.time_decay") { return "RWKV-4" }
    if has("lm_head.weight") || has("model.embeddings.weight") {
      return "a model in Hugging Face's names"
    }
    return left.contains("emb.weight") ? nil : "not an RWKV model"
  }
}
