// The header of a safetensors file as it stands, before anything in it is believed.

import JSON

/// The header of a safetensors file as it stands, before anything in it is believed.
struct Header {
  /// One tensor as the header describes it.
  struct Tensor {
    var name: String
    var elementType = ""
    var shape: [Int] = []
    /// From the start of the data, which follows the header.
    var begin = 0
    var end = 0
  }

  private(set) var metadata: [String: String] = [:]
  private(set) var tensors: [Tensor] = []

  /// Reads the header's text: one object of tensors, with text for `__metadata__`.
  init(_ text: [UInt8]) throws(JSONError) {
    var reader = JSONReader(text)
    var names: Set<String> = []
    var (metadata, tensors) = ([String: String](), [Tensor]())
    try reader.object { (reader, name) throws(JSONError) in
      guard names.insert(name).inserted else {
        throw JSONError(.duplicate(name: name), offset: reader.position)
      }
      if name == "__metadata__" {
        metadata = try reader.strings()
      } else {
        tensors.append(try reader.tensor(name))
      }
    }
    try reader.end()
    (self.metadata, self.tensors) = (metadata, tensors)
  }
}

extension JSONReader {
  fileprivate mutating func strings() throws(JSONError) -> [String: String] {
    var result: [String: String] = [:]
    try object { (reader, key) throws(JSONError) in
      let value = try reader.string()
      guard result.updateValue(value, forKey: key) == nil else {
        throw JSONError(.duplicate(name: key), offset: reader.position)
      }
    }
    return result
  }

  fileprivate mutating func tensor(_ name: String) throws(JSONError) -> Header.Tensor {
    var tensor = Header.Tensor(name: name)
    var missing: Set = ["dtype", "shape", "data_offsets"]
    try object { (reader, key) throws(JSONError) in
      guard missing.remove(key) != nil else {
        throw reader.malformed("'\(key)' in the entry '\(name)' is unknown or stands twice")
      }
      switch key {
      case "dtype": tensor.elementType = try reader.string()
      case "shape": tensor.shape = try reader.numbers()
      default:
        let offsets = try reader.numbers()
        guard offsets.count == 2, offsets[0] <= offsets[1] else {
          throw reader.malformed("the data offsets of '\(name)' are \(offsets)")
        }
        (tensor.begin, tensor.end) = (offsets[0], offsets[1])
      }
    }
    guard missing.isEmpty else {
      throw malformed("the entry '\(name)' has no \(missing.sorted().joined(separator: ", no "))")
    }
    return tensor
  }
}
