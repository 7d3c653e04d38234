// Writes named tensors to a safetensors file, whole or not at all.

import Foundation
import JSON

extension SafeTensors {
  /// Writes the tensors as `WholeFile` does.
  ///
  /// The tensors stand in the order of their element size, then of their names, so that each is
  /// aligned; the same tensors and metadata give the same bytes.
  public static func write(
    _ tensors: [NamedTensor], metadata: [String: String] = [:], to url: URL
  ) throws(CheckpointError) {
    let names = Set(tensors.map(\.name))
    precondition(
      names.count == tensors.count && !names.contains("__metadata__"),
      "tensors of one file need different names")
    let order = tensors.sorted {
      ($1.elementType.size, $0.name) < ($0.elementType.size, $1.name)
    }
    do {
      try WholeFile.write(to: url) { handle in
        try handle.write(contentsOf: headerBytes(order, metadata: metadata))
        for tensor in order { try handle.write(contentsOf: tensor.bytes) }
      }
    } catch {
      throw CheckpointError(.unwritable(error.localizedDescription), file: url)
    }
  }

  /// The length and the text, padded with spaces so that the data begins at a multiple of 64.
  private static func headerBytes(_ order: [NamedTensor], metadata: [String: String]) -> Data {
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }
      members.append(
        "\"__metadata__\":{"
          + pairs.map { "\(JSON.quoted($0.key)):\(JSON.quoted($0.value))" }.joined(separator: ",")
          + "}")
    }
    var begin = 0
    for tensor in order {
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      let end = begin + tensor.bytes.count
      members.append(
        "\(JSON.quoted(tensor.name)):{\"dtype\":\"\(tensor.elementType.rawValue)\","
          + "\"shape\":[\(shape)],\"data_offsets\":[\(begin),\(end)]}")
      begin = end
    }
    var text = Data(("{" + members.joined(separator: ",") + "}").utf8)
    text.append(Data(repeating: 0x20, count: (64 - (8 + text.count) % 64) % 64))
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text
  }
}
