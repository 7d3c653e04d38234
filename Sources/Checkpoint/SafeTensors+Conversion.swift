// The tensors of a file, ready to be written to another one.

import Foundation

extension SafeTensors {
  /// All tensors in the order in which their numbers stand in the file.
  ///
  /// - Parameter elementType: F32, BF16 or F16, to which the numbers are rounded; nil leaves each
  ///   as it is.
  /// - Throws: Where a tensor has no floating-point numbers, or one of them has no place in F16.
  public func tensors(as elementType: ElementType? = nil) throws(CheckpointError) -> [NamedTensor] {
    let order = entries.sorted {
      ($0.value.range.lowerBound, $0.key) < ($1.value.range.lowerBound, $1.key)
    }
    var result: [NamedTensor] = []
    for (name, entry) in order {
      guard [.float32, .bfloat16, .float16].contains(entry.elementType) else {
        throw CheckpointError(.notFloatingPoint(entry.elementType), file: url, tensor: name)
      }
      guard let elementType, elementType != entry.elementType else {
        let bytes = try bytes(of: name)
        result.append(
          NamedTensor(name: name, elementType: entry.elementType, shape: entry.shape, bytes: bytes))
        continue
      }
      let floats = try floats(name)
      if elementType == .float16, let large = floats.first(where: isTooLargeForFloat16) {
        throw CheckpointError(.tooLarge(large, elementType), file: url, tensor: name)
      }
      result.append(NamedTensor(name: name, shape: entry.shape, floats: floats, as: elementType))
    }
    return result
  }
}

private func isTooLargeForFloat16(_ value: Float) -> Bool {
  value.isFinite && !float(float16Bits: float16Bits(value)).isFinite
}
