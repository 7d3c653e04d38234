// A tensor as it is handed to the writer: name, element type, shape and bytes.

import Foundation

/// A tensor to be written; its bytes are little-endian, the last dimension running fastest.
public struct NamedTensor: Hashable, Sendable {
  public let name: String
  public let elementType: ElementType
  public let shape: [Int]
  public let bytes: Data

  public init(name: String, elementType: ElementType, shape: [Int], bytes: Data) {
    let needed = shape.reduce(elementType.size, *)
    precondition(
      shape.allSatisfy { $0 >= 0 } && bytes.count == needed,
      "'\(name)' of shape \(shape) needs \(needed) bytes, not \(bytes.count)")
    self.name = name
    self.elementType = elementType
    self.shape = shape
    self.bytes = bytes
  }

  /// Rounds to the nearest number that `elementType` has (ties to even).
  ///
  /// - Parameter elementType: `.float32`, `.bfloat16` or `.float16`.
  public init(
    name: String, shape: [Int], floats: [Float], as elementType: ElementType = .float32
  ) {
    let bytes: Data
    switch elementType {
    case .float32:
      bytes = floats.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0) }
    case .bfloat16:
      bytes = floats.map { bfloat16Bits($0).littleEndian }.withUnsafeBytes { Data($0) }
    case .float16:
      bytes = floats.map { float16Bits($0).littleEndian }.withUnsafeBytes { Data($0) }
    default:
      preconditionFailure("floats are written as F32, BF16 or F16, not as \(elementType.rawValue)")
    }
    self.init(name: name, elementType: elementType, shape: shape, bytes: bytes)
  }
}
